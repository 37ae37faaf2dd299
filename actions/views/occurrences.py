"""One due date of an action: delivered, missed, or moved by itself or with those after it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from actions.forms import MilestoneForm, MissedForm, MoveForm
from actions.models import Action, DateRequest, Occurrence
from actions.services import dates, milestones, updates
from actions.views.pages import asked_for, page_of, what_waits
from people.answering import form_page, press
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest
from plans.periods import in_words


@requires(Verb.POST_UPDATE, Action)
@answers(*POST)
def deliver(request: SignedInRequest, found: Action, occurrence: int) -> HttpResponse:
    """Tick off one due date; with `undo` in the form, take back that it was delivered or missed."""
    due = get_object_or_404(Occurrence, action=found, pk=occurrence)

    def act(version: int) -> str:
        is_delivered, today = "undo" not in request.POST, timezone.localdate()
        done = updates.deliver_occurrence(
            action=found, occurrence=due.pk, by=request.user, version=version, on=today, is_delivered=is_delivered
        )
        state = "delivered" if done.delivered_on else "not delivered"
        return f"{done.label or found.title} is marked as {state}."

    return press(request, act, back=page_of(found))


@requires(Verb.POST_UPDATE, Action)
@answers(*FORM)
def move(request: SignedInRequest, found: Action, occurrence: int) -> HttpResponse:
    """Move this one, or this and those after it."""
    due = get_object_or_404(Occurrence, action=found, pk=occurrence)
    form = MoveForm(
        request.POST or None, occurrence=due, today=timezone.localdate(), initial={"version": found.version}
    )

    def act() -> None:
        change = dates.move_occurrence(
            action=found,
            occurrence=due,
            by=request.user,
            version=form.cleaned_data["version"],
            on=timezone.localdate(),
            **form.facts("which"),
            and_later=form.cleaned_data["which"] == "later",
        )
        if isinstance(change, DateRequest):
            messages.warning(request, asked_for(change))
        else:
            messages.success(request, f"{due.label or found.title} is now due {in_words(form.cleaned_data['day'])}.")

    lede = f"{found.title}. {due.label or 'It'} is due {in_words(due.due)}."
    return form_page(
        request,
        form,
        act,
        back=page_of(found),
        heading="Move a due date",
        lede=lede,
        button="Move it",
        **what_waits(found),
    )


@requires(Verb.POST_UPDATE, Action)
@answers(*FORM)
def missed(request: SignedInRequest, found: Action, occurrence: int) -> HttpResponse:
    """Say that this one was missed, and why."""
    due = get_object_or_404(Occurrence, action=found, pk=occurrence)
    form = MissedForm(request.POST or None, initial={"version": found.version})

    def act() -> None:
        version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
        updates.miss_occurrence(
            action=found, occurrence=due.pk, by=request.user, version=version, reason=reason, on=timezone.localdate()
        )
        messages.success(request, f"{due.label or found.title} is marked as missed. Nobody is reminded of it any more.")

    lede = f"{found.title}: {due.label or 'it'} was due {in_words(due.due)}. It stays in the plan as missed."
    return form_page(request, form, act, back=page_of(found), heading="Missed", lede=lede, button="Mark as missed")


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def add_milestone(request: SignedInRequest, found: Action) -> HttpResponse:
    """Give an action a due date on the way."""
    form = MilestoneForm(request.POST or None, today=timezone.localdate(), initial={"version": found.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        made = milestones.add_milestone(action=found, by=request.user, version=version, **form.facts())
        messages.success(request, f"Milestone “{made.label}” is added. Its owners are reminded of it.")

    return form_page(
        request, form, act, back=page_of(found), heading="New milestone", lede=found.title, button="Add milestone"
    )


@requires(Verb.MANAGE_PLAN, Action)
@answers(*POST)
def remove_milestone(request: SignedInRequest, found: Action, milestone: int) -> HttpResponse:
    """Take a milestone away."""
    due = get_object_or_404(Occurrence, action=found, pk=milestone, is_milestone=True)

    def act(version: int) -> str:
        milestones.remove_milestone(action=found, occurrence=due.pk, by=request.user, version=version)
        return f"Milestone “{due.label}” is removed."

    return press(request, act, back=page_of(found))
