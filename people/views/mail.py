"""Does e-mail go out, and what became of each: who was not reached, and in whose words."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people import releasing, services
from people.answering import form_page
from people.delivery import FIRST, SELECTIONS, Delivery
from people.forms import OneTimeForm
from people.health import mail_administered_by
from people.models.mail import MailTransport
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.release_form import ReleaseForm
from people.requests import SignedInRequest
from people.tables import DoubtfulTable, MailTable


@requires(Verb.ADMINISTER)
@answers(*SAFE)
def mail(request: SignedInRequest) -> HttpResponse:
    """The state of sending, and the e-mails of the councils the person administers that `?show=` asks for."""
    now, show = timezone.now(), request.GET.get("show", "")
    show = show if show in SELECTIONS else FIRST
    selection = SELECTIONS[show]
    rows = mail_administered_by(request.user).filter(selection.rule(now)).order_by("-pk")
    table = MailTable.shown(request, rows.defer("text_body", "html_body"), empty_text=selection.empty)
    if file := table.file():
        return file
    page = {
        "delivery": Delivery.seen_by(request.user, now),
        "table": table,
        "show": show,
        "heading": selection.heading,
        "test_form": OneTimeForm(),
    }
    return render(request, "people/mail.html", page)


@requires(Verb.ADMINISTER)
@answers(*POST)
def send_test(request: SignedInRequest) -> HttpResponse:
    """Send the person a test e-mail, and show what becomes of it."""
    form = OneTimeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return redirect("people:mail")
    there = f"{reverse('people:mail')}?show=tests"

    def act() -> str:
        address = services.send_test_mail(by=request.user, now=timezone.now())
        messages.success(
            request, f"A test e-mail to {address} is waiting to be sent. The first row says what becomes of it."
        )
        return there

    try:
        return once(request, form.token, act)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(there)


@requires(Verb.INSTALL)
@answers(*FORM)
def release(request: SignedInRequest) -> HttpResponse:
    """After a restore: what may have been sent since the backup, and what is to become of it."""
    today, transport = timezone.localdate(), MailTransport.objects.the_one()
    form = ReleaseForm(request.POST or None)
    there = reverse("people:mail")

    def act() -> str:
        skipped = releasing.release(by=request.user, skip_before=form.day)
        messages.success(request, f"E-mail goes out again. {skipped} e-mail{'' if skipped == 1 else 's'} skipped.")
        return there

    doubtful = releasing.in_doubt(today=today)
    table = DoubtfulTable.shown(request, doubtful)
    if file := table.file():
        return file
    page: dict[str, Any] = {
        "transport": transport,
        "table": table,
        "number": len(doubtful),
    }
    return form_page(
        request,
        form,
        act,
        back=there,
        template="people/release.html",
        heading="Release sending",
        button="Release sending",
        **page,
    )
