"""The log of media enquiries, and the page of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from campaigns.approving import NOBODY, approvers_of
from campaigns.forms.enquiries import AnswerForm, EnquiriesForm, EnquiryForm, LinesForm
from campaigns.forms.moments import moment_now
from campaigns.media_tables import EnquiryTable
from campaigns.models import Enquiry
from campaigns.services import enquiries as services
from campaigns.views.logs import councils_of, empty_words, of_days, of_words, tabs
from people.answering import form_page, press
from people.models import Organisation, User
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest

FIELDS = services.FACTS


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def media(request: SignedInRequest) -> HttpResponse:
    """The log: open enquiries first, narrowed down as the address says."""
    now, narrow = timezone.now(), EnquiriesForm(request.GET, user=request.user)
    rows = narrowed(request.user, narrow.wanted, now).select_related("organisation", "owner")
    leads = tabs(request)
    table = EnquiryTable.shown(request, rows, **empty_words(narrow, "enquiry", leads["can_run"]))
    table.now = now
    if file := table.file():
        return file
    page = {"table": table, "narrow": narrow, "now": now, **leads}
    if can(request.user, Verb.APPROVE_LINES):
        page["to_approve"] = Enquiry.objects.visible_to(request.user).with_lines_to_approve().count()
    return render(request, "campaigns/media.html", page, status=400 if narrow.errors else 200)


def narrowed(user: User, wanted: dict[str, Any] | None, now: datetime) -> Any:
    """The enquiries that are asked for; none where the question cannot be understood."""
    rows = Enquiry.objects.visible_to(user)
    if wanted is None:
        return rows.none()
    rows = rows.filter(of_days(wanted, "received_at"))
    if "q" in wanted:
        rows = rows.filter(of_words(wanted["q"], "topic", "question", "outlet", "journalist", "lines", "answer"))
    for name, column in (("council", "organisation__slug"), ("kind", "kind")):
        if name in wanted:
            rows = rows.filter(**{column: wanted[name]})
    if "within" in wanted:
        rows = rows.within(wanted["within"], now)
    state = wanted.get("state")
    if state in ("overdue", "late"):
        rows = getattr(rows, state)(now)
    elif state:
        rows = {"open": rows.open, "answered": rows.answered, "lines": rows.with_lines_to_approve}[state]()
    return rows.in_order()


@requires(Verb.RUN_CAMPAIGNS)
@answers(*FORM)
def add(request: SignedInRequest) -> HttpResponse:
    """Log an enquiry."""
    councils, now = councils_of(request.user), timezone.now()
    initial = {"version": 1, "received_at": moment_now(now)}
    choices = {"organisations": Organisation.objects.filter(pk__in=[one.pk for one in councils]).in_order()}
    form = EnquiryForm(request.POST or None, councils=councils, is_new=True, initial=initial, **choices)

    def act() -> str:
        made = services.add_enquiry(by=request.user, now=timezone.now(), **form.facts())
        messages.success(request, f"“{made}” is logged. {told(made, request.user)}".strip())
        return address("enquiry", made)

    page: dict[str, Any] = {"heading": "Log an enquiry", "button": "Log the enquiry"}
    return form_page(request, form, act, back=reverse("campaigns:media"), **page)


def told(enquiry: Enquiry, user: User) -> str:
    owner = enquiry.owner
    if owner is None:
        return "Nobody is to answer it yet."
    if owner.user_id == user.pk:
        return "It is yours to answer."
    return f"{owner} is told by e-mail." if owner.can_be_written_to else f"{owner} has no e-mail address, so tell them."


@requires(Verb.SEE_CAMPAIGNS, Enquiry)
@answers(*SAFE)
def enquiry(request: SignedInRequest, found: Enquiry) -> HttpResponse:
    """One enquiry: what is asked, the lines to take, the answer, and what was done when."""
    now, user = timezone.now(), request.user
    waits = bool(found.is_open and found.lines and found.approved_at is None)
    approvers = approvers_of(found) if waits else []
    page = {
        "enquiry": found,
        "standing": found.standing(now),
        "is_late": found.is_late(now),
        "steps": found.steps.order_by("-pk"),
        "coverage": found.coverage.in_order(),
        "can_answer": can(user, Verb.ANSWER_MEDIA, found),
        "can_approve": user.pk in [one.pk for one in approvers],
        "who_approves": f"{get_text_list([one.name for one in approvers], 'or')} may approve them."
        if approvers
        else NOBODY,
        **tabs(request),
    }
    return render(request, "campaigns/enquiry.html", page)


@requires(Verb.ANSWER_MEDIA, Enquiry)
@answers(*FORM)
def edit(request: SignedInRequest, found: Enquiry) -> HttpResponse:
    initial = facts_of(found) | {"version": found.version}
    may_run = can(request.user, Verb.RUN_CAMPAIGNS, found)
    none = Organisation.objects.none()
    form = EnquiryForm(
        request.POST or None, organisations=none, councils=[found.organisation], is_new=False, initial=initial
    )
    if not found.is_open:
        form.say_who_corrects(may_run)

    def act() -> None:
        before, version = found.owner, form.cleaned_data["version"]
        saved = services.edit_enquiry(
            enquiry=found, by=request.user, version=version, now=timezone.now(), **form.facts()
        )
        messages.success(
            request, f"“{saved}” is saved. {told(saved, request.user) if saved.owner != before else ''}".strip()
        )

    page: dict[str, Any] = {"heading": "Edit the enquiry", "lede": str(found), "button": "Save the enquiry"}
    if may_run:
        page["remove"] = address("remove-enquiry", found)
    back, template = address("enquiry", found), "campaigns/log_entry.html"
    return form_page(request, form, act, back=back, template=template, theirs=facts_of, **page)


@requires(Verb.ANSWER_MEDIA, Enquiry)
@answers(*FORM)
def lines(request: SignedInRequest, found: Enquiry) -> HttpResponse:
    """Write the lines to take."""
    form = LinesForm(request.POST or None, initial={"lines": found.lines, "version": found.version})

    def act() -> None:
        version, now = form.cleaned_data["version"], timezone.now()
        saved, told = services.write_lines(enquiry=found, by=request.user, version=version, now=now, **form.facts())
        messages.success(request, f"The lines to take are saved. {'' if saved.approved_at else asked(told)}".strip())

    page: dict[str, Any] = {"heading": "Lines to take", "lede": str(found), "button": "Save the lines"}
    theirs = lambda current: {"lines": current.lines}  # noqa: E731
    return form_page(request, form, act, back=address("enquiry", found), theirs=theirs, **page)


def asked(told: list[str]) -> str:
    names = (
        f"{get_text_list(told, 'and')} {'is' if len(told) == 1 else 'are'} told by e-mail that they wait for approval."
    )
    return names if told else NOBODY


@requires(Verb.APPROVE_LINES, Enquiry)
@answers(*POST)
def approve(request: SignedInRequest, found: Enquiry) -> HttpResponse:
    """Approve the lines as they were shown."""

    def act(version: int) -> str:
        services.approve_lines(enquiry=found, by=request.user, version=version, now=timezone.now())
        return "The lines to take are approved."

    return press(request, act, back=address("enquiry", found))


@requires(Verb.ANSWER_MEDIA, Enquiry)
@answers(*FORM)
def answer(request: SignedInRequest, found: Enquiry) -> HttpResponse:
    """Log what was answered, or correct it."""
    initial = said_of(found) | {"version": found.version}
    if found.is_open:
        initial["answered_at"] = moment_now(timezone.now())
    form = AnswerForm(request.POST or None, initial=initial)
    if found.is_open and not found.approved_at:
        form.say_what_is_lacking(found)

    def act() -> None:
        version, now = form.cleaned_data["version"], timezone.now()
        saved = services.answer_enquiry(enquiry=found, by=request.user, version=version, now=now, **form.facts())
        early = services.early_in_words(saved)
        messages.success(request, f"The answer is logged. {saved.standing(now)}. {early}".strip())

    page: dict[str, Any] = {"heading": "Log the answer", "lede": str(found), "button": "Save the answer"}
    return form_page(request, form, act, back=address("enquiry", found), theirs=said_of, **page)


@requires(Verb.RUN_CAMPAIGNS, Enquiry)
@answers(*POST)
def remove(request: SignedInRequest, found: Enquiry) -> HttpResponse:
    """Take away what was logged by mistake."""

    def act(version: int) -> str:
        services.remove_enquiry(enquiry=found, by=request.user, version=version)
        return f"“{found}” is removed from the log."

    return press(request, act, back=reverse("campaigns:media"))


def facts_of(found: Enquiry) -> dict[str, Any]:
    return {name: getattr(found, name) for name in FIELDS}


def said_of(found: Enquiry) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("answer", "answered_at", "needs_no_lines")}


def address(name: str, found: Enquiry) -> str:
    return reverse(f"campaigns:{name}", kwargs={"pk": found.pk})
