"""One action: its words, who does what, its dates, its updates; and editing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from actions.forms import ActionForm, DropForm, ProgressForm, RetimeForm, WhoForm
from actions.models import Action, DateRequest, UpdateLink
from actions.permissions import can_update
from actions.rated import rated_action
from actions.services import dates, removal, structure
from people.answering import form_page, press
from people.forms import EditForm
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan

LOST_REMINDERS_SHOWN = timedelta(days=30)
ALIKE = ("priority", "parent", "section", "audiences", "accountable")
WORDS = ("title", "priority", "also_serves", "parent", "reference", "section", "method", "date_set_by")
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
    page: dict[str, Any] = {
        "row": row,
        "action": row.action,
        "form": ProgressForm(row=row) if may_post else None,
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


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def add_action(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = ActionForm(request.POST or None, plan=plan, initial={"version": 1, **like_the_last(request)})

    def act() -> str:
        facts = form.cleaned_data
        words = {name: facts[name] for name in WORDS if name in facts}
        made = structure.add_action(
            plan=plan,
            by=request.user,
            timing=facts["date"],
            naming=form.naming(),
            audiences=form.audience_names(),
            **words,
        )
        messages.success(request, f"“{made}” has been added.")
        if "again" not in request.POST:
            return back
        kept = urlencode([(name, value) for name in ALIKE for value in request.POST.getlist(name) if value])
        return f"{reverse('actions:add', kwargs={'slug': plan.slug})}?{kept}"

    back = reverse("plans:plan", kwargs={"slug": plan.slug})
    page: dict[str, Any] = {"heading": "New action", "lede": plan.title, "button": "Add action"}
    return form_page(request, form, act, back=back, again="Add, and go on to another", **page)


def like_the_last(request: SignedInRequest) -> dict[str, Any]:
    """What a person who adds several actions would otherwise fill in each time again."""
    return {name: request.GET[name][:200] for name in ALIKE if request.GET.get(name)}


@requires(Verb.MANAGE_PLAN, Action)
@answers(*POST)
def move(request: SignedInRequest, found: Action) -> HttpResponse:
    """Move an action one place up or down among those beside it."""
    up = request.POST.get("to") == "up"

    def act(version: int) -> str:
        structure.move_action(action=found, by=request.user, version=version, up=up)
        return f"“{found}” has moved {'up' if up else 'down'}."

    back = reverse("plans:plan", kwargs={"slug": found.plan.slug})
    return press(request, act, back=f"{back}#action-{found.pk}")


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def edit_action(request: SignedInRequest, found: Action) -> HttpResponse:
    form = ActionForm(request.POST or None, plan=found.plan, action=found, initial=initial_of(found))

    def act() -> None:
        words = {name: form.cleaned_data[name] for name in ("version", *WORDS) if name in form.cleaned_data}
        naming, audiences = form.naming(), form.audience_names()
        structure.edit_action(action=found, by=request.user, audiences=audiences, naming=naming, **words)
        messages.success(request, f"“{found}” has been saved.")

    page: dict[str, Any] = {
        "heading": "Edit the action",
        "lede": found.title,
        "button": "Save the action",
        "back": page_of(found),
    }
    return form_page(request, form, act, theirs=initial_of, **page)


def initial_of(found: Action) -> dict[str, object]:
    """What stands in an action, as its form shows it."""
    assignments = list(found.assignments.select_related("officer").in_order())
    accountable = next((a.officer for a in assignments if a.is_accountable), None)
    return {
        "title": found.title,
        "priority": found.priority,
        "method": found.method,
        "reference": found.reference,
        "section": found.section,
        "parent": found.parent,
        "also_serves": list(found.also_serves.all()),
        "date_set_by": found.date_set_by,
        "audiences": ", ".join(audience.name for audience in found.audiences.all()),
        "accountable": accountable,
        "others": [a.officer for a in assignments if a.officer and not a.is_accountable],
        "version": found.version,
    }


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def who(request: SignedInRequest, found: Action) -> HttpResponse:
    """Who does which part."""
    form = WhoForm(request.POST or None, action=found)

    def act() -> None:
        sent = form.cleaned_data
        structure.set_owners(
            action=found,
            by=request.user,
            version=sent["version"],
            owners=form.owners(),
            accountable=sent["accountable"],
        )
        messages.success(request, f"Who does “{found}” is saved.")

    return form_page(request, form, act, back=page_of(found), template="actions/who.html", action=found)


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def remove(request: SignedInRequest, found: Action) -> HttpResponse:
    """Take out an action that should never have been in the plan."""
    form = EditForm(request.POST or None, initial={"version": found.version})
    back = reverse("plans:plan", kwargs={"slug": found.plan.slug})

    def act() -> None:
        removal.remove_actions(actions=[found], by=request.user)
        messages.success(request, f"“{found}” is out of the plan.")

    lede = (
        f"{found.title}. This is for a mistake: what is merely not pursued any more is dropped, and stays to be read."
    )
    page: dict[str, Any] = {"heading": "Remove the action", "lede": lede, "button": "Remove it for good"}
    return form_page(request, form, act, back=back, **page)


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
