"""One action: its words, who does what, its dates, its updates; and editing it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from actions.forms import CommentForm, DropForm, ProgressForm, RetimeForm
from actions.models import Action, ActionFile, ActionQuestion, DateRequest, ProgressUpdate, UpdateLink
from actions.permissions import can_ask, can_comment, can_update
from actions.rated import RatedAction, rated_action
from actions.services import dates, structure
from actions.timeline import SHOWN, timeline
from actions.timing_value import Timing
from actions.understood import columns
from people.answering import form_page, press
from people.forms import EditForm
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.periods import in_words

LOST_REMINDERS_SHOWN = timedelta(days=30)
ANSWERS_SHOWN = timedelta(days=14)


@requires(Verb.SEE_PLAN, Action)
@answers(*SAFE)
def action(request: SignedInRequest, found: Action) -> HttpResponse:
    """All of one action; `?all` shows everything that has happened to it."""
    row = rated_action(found, on=timezone.localdate())
    may_post = can_update(request.user, found)
    can_manage = can(request.user, Verb.MANAGE_PLAN, found)
    since = timezone.now() - LOST_REMINDERS_SHOWN
    page: dict[str, Any] = {
        "row": row,
        "action": row.action,
        "can_ask": can_ask(request.user, found),
        "can_manage": can_manage,
        "can_administer": can(request.user, Verb.ADMINISTER, found),
        "lost_reminders": found.reminders.not_delivered(since=since) if may_post or can_manage else [],
        "can_retime": may_post,
        "can_declare": can(request.user, Verb.DECLARE, found),
        "can_approve": can(request.user, Verb.APPROVE_DATES, found),
        "refused": found.date_requests.filter(decided_on__isnull=False, is_approved=False).order_by("-on", "-pk"),
        "asked": found.date_requests.waiting().select_related("occurrence").first(),
        "links_out": UpdateLink.objects.live(row.on).filter(action=found).select_related("officer") if may_post else [],
        "follows": follows(found),
        "deliver_form": EditForm(initial={"version": row.action.version}),
    }
    page |= history(row, is_whole="all" in request.GET)
    open_ones = [one for one in page["questions"] if one.is_open]
    page["comment_form"] = CommentForm() if can_comment(request.user, found) else None
    page["form"] = ProgressForm(row=row, questions=open_ones) if may_post else None
    return render(request, "actions/action.html", page)


def history(row: RatedAction, *, is_whole: bool) -> dict[str, Any]:
    """What was said of an action and done to it, each kind read once."""
    updates = list(row.action.updates.order_by("on", "pk"))
    questions = list(row.action.questions.with_answers().in_order())
    files = list(row.action.files.order_by("-on", "-pk"))
    changes, declarations = list(row.action.date_changes.order_by("-on", "-pk")), row.action.declarations.all()
    entries = timeline(
        updates=updates,
        occurrences=row.occurrences,
        changes=changes,
        declarations=declarations,
        questions=questions,
        comments=row.action.comments.all(),
        files=files,
    )
    shown = entries if is_whole else entries[:SHOWN]
    return {
        "entries": shown,
        "happened": len(entries),
        "hidden": len(entries) - len(shown),
        "written": columns(row, updates),
        "date_changes": changes,
        "files": [one for one in files if not one.removed_on],
        "proof": proof(row, updates, files),
        "questions": standing_first(questions, on=row.on),
    }


def proof(row: RatedAction, updates: list[ProgressUpdate], files: list[ActionFile]) -> dict[int, dict[str, Any]]:
    """{due date's id: the update that ticked it off and its files}, where either shows that it was delivered."""
    by_id = {update.pk: update for update in updates}
    found: dict[int, dict[str, Any]] = {}
    for occurrence in row.occurrences:
        update = by_id.get(occurrence.delivered_with_id or 0)
        own = [one for one in files if update and one.update_id == update.pk and not one.removed_on]
        if update and (update.evidence or own):
            found[occurrence.pk] = {"update": update, "files": own}
    return found


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
            messages.success(
                request, f"The date of “{found}” is now {sent['date'].as_written}.{begins(sent['date'], today)}"
            )

    heading = "Move the date" if found.timing.is_dated else "Set the date"
    lede = f"{found.title}: {found.timing.as_written or 'no date yet'}"
    if (waiting := found.occurrences.open().count()) > 1:
        lede += f". {waiting} of its due dates are open; they give way to those of the new date."
    page: dict[str, Any] = {"heading": heading, "lede": lede, "button": heading, "back": page_of(found)}
    page |= what_waits(found)
    return form_page(request, form, act, theirs=lambda current: {"date": current.timing.as_written}, **page)


def begins(timing: Timing, today: date) -> str:
    """Why a red for silence may have gone with the new date."""
    earliest = timing.earliest
    return f" Nothing is asked of it before {in_words(earliest)}." if earliest and earliest > today else ""


def what_waits(found: Action) -> dict[str, Any]:
    """What a form that moves a date says first: that another waits for a director, if one does."""
    asked = found.date_requests.waiting().select_related("occurrence").first()
    return {"asked": asked, "before": "actions/date_waits.html"} if asked else {}


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
