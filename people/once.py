"""A form sent twice (a double click, the back button, a proxy that tries again) does its work once."""

import hashlib
from collections.abc import Callable
from uuid import UUID, uuid5

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect

from people.models import SentForm
from people.requests import SignedInRequest

RACES = 5


def once(request: SignedInRequest, token: UUID, act: Callable[[], str]) -> HttpResponseRedirect:
    """Run `act` and go where it says; if this form with these words has been answered already, only go there again.

    Token and work are one transaction: what fails leaves the token unspent, and of two equal forms at once the
    second waits for the first and gets its answer. One that loses a race for something unique (two people add the
    same officer) is run again, and then finds, and can say, what the winner has made. The same form sent back with
    other words is another form: nothing that was typed is dropped. What was removed while the form was sent is not found.
    """
    key = uuid5(token, f"{request.user.pk} {digest(request)}")
    try:
        for _ in range(RACES - 1):
            try:
                return HttpResponseRedirect(answered(request, key, act))
            except IntegrityError:
                continue
        return HttpResponseRedirect(answered(request, key, act))
    except ObjectDoesNotExist as gone:
        raise Http404(str(gone)) from gone


def digest(request: SignedInRequest) -> str:
    """What was sent and where to, in short, without what protects the form: the buttons of a table share a token."""
    fields = [(name, values) for name, values in sorted(request.POST.lists()) if name != "csrfmiddlewaretoken"]
    files = [(name, [(file.name, content_of(file)) for file in sent]) for name, sent in sorted(request.FILES.lists())]
    return hashlib.sha256(repr((request.path, fields, files)).encode(errors="replace")).hexdigest()


def content_of(file: UploadedFile) -> str:
    """What is in a file, in short: two of one name and length may be two."""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


@transaction.atomic
def answered(request: SignedInRequest, key: UUID, act: Callable[[], str]) -> str:
    """Where the form of this key led, having done its work if it had not been done."""
    # Whoever comes second waits here until the first is done, and then finds its answer.
    SentForm.objects.bulk_create([SentForm(token=key, user=request.user)], ignore_conflicts=True)
    sent = SentForm.objects.get(token=key, user=request.user)
    if not sent.answer:
        sent.answer = act()
        sent.save(update_fields=["answer"])
    return sent.answer
