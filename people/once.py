"""A form sent twice (a double click, the back button, a proxy that tries again) does its work once."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpResponseRedirect

from people.models import SentForm
from people.requests import SignedInRequest


def once(request: SignedInRequest, token: UUID, act: Callable[[], str]) -> HttpResponseRedirect:
    """Run `act` and go where it says; if this token has been answered already, only go there again.

    Token and work are one transaction: what fails leaves the token unspent, and of two equal forms at once the
    second waits for the first and gets its answer.
    """
    with transaction.atomic():
        sent, is_first = SentForm.objects.get_or_create(token=token, user=request.user)
        if is_first:
            sent.answer = act()
            sent.save(update_fields=["answer"])
    return HttpResponseRedirect(sent.answer)
