"""A form sent twice (a double click, the back button, a proxy that tries again) does its work once."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect

from people.models import SentForm
from people.requests import SignedInRequest


def once(request: SignedInRequest, token: UUID, act: Callable[[], str]) -> HttpResponseRedirect:
    """Run `act` and go where it says; if this token has been answered already, only go there again.

    Token and work are one transaction: what fails leaves the token unspent, and of two equal forms at once the
    second waits for the first and gets its answer. One that loses a race for something unique (two people add the
    same officer) is run again, and then finds, and can say, what the winner has made.
    """
    try:
        answer = answered(request, token, act)
    except IntegrityError:
        answer = answered(request, token, act)
    return HttpResponseRedirect(answer)


@transaction.atomic
def answered(request: SignedInRequest, token: UUID, act: Callable[[], str]) -> str:
    """Where the form with this token led, having done its work if it had not been done.

    Raises:
        SuspiciousOperation: the token is somebody else's.
    """
    sent, is_first = SentForm.objects.get_or_create(token=token, defaults={"user": request.user})
    if sent.user_id != request.user.pk:
        raise SuspiciousOperation("This form was given to somebody else.")
    if is_first:
        sent.answer = act()
        sent.save(update_fields=["answer"])
    return sent.answer
