"""One action: its words, who does what, its dates, its updates; and editing it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from actions.forms import DropForm, ProgressForm, RetimeForm
from actions.models import Action, ActionQuestion, DateRequest, UpdateLink
from actions.permissions import can_ask, can_update
from actions.rated import rated_action
from actions.services import dates, structure
from people.answering import form_page, press
from people.forms import EditForm
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest

LOST_REMINDERS_SHOWN = timedelta(days=30)
ANSWERS_SHOWN = timedelta(days=14)
AS_WRITTEN = (
    ("title", "Action"),
    ("section", "Section"),
    ("date_text", "Date"),
    ("method", "Method"),
    ("progress", "Progress"),
)


@requires(Verb.SEE_PLAN, Action)
@answers(*SAFE)
def action(request: SignedInRequest, found: Action) -> HttpResponse:
    row = rated_action(found, on=timezone.localdate())
    may_post = can_update(request.user, found)
    can_manage = can(request.user, Verb.MANAGE_PLAN, found)
    since = timezone.now() - LOST_REMINDERS_SHOWN
    questions = list(found.questions.with_answers().in_order())
    page: dict[str, Any] = {
        "row": row,
        "action": row.action,
        "form": ProgressForm(row=row, questions=[one for one in questions if one.is_open]) if may_post else None,
        "questions": standing_first(questions, on=row.on),
        "can_ask": can_ask(request.user, found),
        "can_manage": can_manage,
        "lost_reminders": found.reminders.not_delivered(since=since) if may_post or can_manage else [],
        "can_retime": may_post,
        "can_declare": can(request.user, Verb.DECLARE, found),
        "can_approve": can(request.user, Verb.APPROVE_DATES, found),
        "refused": found.date_requests.filter(decided_on__isnull=False, is_approved=False).order_by("-on", "-pk"),
        "declarations": found.declarations.order_by("-on", "-pk"),
        "asked": found.date_requests.waiting().select_related("occurrence").first(),
        "updates": found.updates.order_by("-on", "-pk"),
        "date_changes": found.date_changes.order_by("-on", "-pk"),
        "links_out": UpdateLink.objects.live(timezone.localdate()).filter(action=found).select_related("officer")
        if may_post
        else [],
        "written": [(label, found.source.get(name)) for name, label in AS_WRITTEN if found.source.get(name)],
        "follows": follows(found),
        "deliver_form": EditForm(initial={"version": row.action.version}),
    }
    return render(request, "actions/action.html", page)


def standing_first(questions: list[ActionQuestion], *, on: date) -> list[ActionQuestion]:
    """What stands at the head of the page: questions that are open, and those whose answer is new."""
    asked = [one for one in questions if not one.withdrawn_on]
    return [one for one in asked if one.is_open or on - list(one.answers.all())[-1].on <= ANSWERS_SHOWN]


@requires(Verb.POST_UPDATE, Action)
@answers(*FORM)
def retime(request: SignedInRequest, found: Action) -> HttpResponse:
    """Promise another date, with the reason."""
    today = timezone.localdate()
    form = RetimeForm(request.POST or None, action=found, today=today)

    def act() -> None:
        sent = form.cleaned_data
        promise = {"version": sent["version"], "timing": sent["date"], "reason": sent.get("reason", "")}
        change = dates.retime_action(action=found, by=request.user, on=today, **promise)
        if isinstance(change, DateRequest):
            messages.warning(request, asked_for(change))
        else:
            messages.success(request, f"The date of “{found}” is now {sent['date'].as_written}.")

    heading = "Move the date" if found.timing.is_dated else "Set the date"
    lede = f"{found.title}: {found.timing.as_written or 'no date yet'}"
    if (waiting := found.occurrences.open().count()) > 1:
        lede += f". {waiting} of its due dates are open; they give way to those of the new date."
    page: dict[str, Any] = {"heading": heading, "lede": lede, "button": heading, "back": page_of(found)}
    return form_page(request, form, act, theirs=lambda current: {"date": current.timing.as_written}, **page)


def follows(found: Action) -> Action | None:
    """Of a plan that was rolled forward: last year's action."""
    pk = found.source.get("follows")
    return Action.objects.filter(plan=found.plan.previous_id, pk=pk).first() if pk and found.plan.previous_id else None


def page_of(found: Action) -> str:
    return reverse("actions:action", kwargs={"pk": found.pk})


def asked_for(request: DateRequest) -> str:
    """What whoever asked for a date beyond the allowance is told."""
    return (
        f"{request.timing.as_written} waits for a director’s approval, as the plan allows no more moves without. "
        f"{request.standing} stands until then."
    )


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def drop(request: SignedInRequest, found: Action) -> HttpResponse:
    """Agree not to pursue an action."""
    form = DropForm(request.POST or None, initial={"version": found.version})

    def act() -> None:
        version, today = form.cleaned_data["version"], timezone.localdate()
        structure.drop_action(action=found, by=request.user, version=version, on=today, **form.facts())
        messages.success(request, f"“{found}” is dropped. It stays in the plan and in its papers, with the reason.")

    lede = f"{found.title}. It is no longer rated, and nobody is reminded of it."
    page: dict[str, Any] = {
        "heading": "Drop the action",
        "lede": lede,
        "button": "Drop the action",
        "back": page_of(found),
    }
    return form_page(request, form, act, **page)


@requires(Verb.MANAGE_PLAN, Action)
@answers(*POST)
def take_up(request: SignedInRequest, found: Action) -> HttpResponse:
    """Pursue a dropped action after all."""

    def act(version: int) -> str:
        structure.take_up_action(action=found, by=request.user, version=version, on=timezone.localdate())
        return f"“{found}” is taken up again."

    return press(request, act, back=page_of(found))
