"""One action: its words, who does what, its dates, its updates; and editing it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.forms import ActionForm, DropForm, ProgressForm, RetimeForm
from actions.models import Action, DateRequest, UpdateLink
from actions.permissions import can_update
from actions.rated import rated_action
from actions.services import dates, structure
from people.conflict import both_texts
from people.forms import EditForm
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan

LOST_REMINDERS_SHOWN = timedelta(days=30)
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
    page = {
        "row": row,
        "action": row.action,
        "form": ProgressForm(row=row) if may_post else None,
        "can_manage": can_manage,
        "lost_reminders": found.reminders.not_delivered(since=since) if may_post or can_manage else [],
        "can_retime": may_post,
        "can_declare": can(request.user, Verb.DECLARE, found),
        "can_approve": can(request.user, Verb.APPROVE_DATES, found),
        "asked": found.date_requests.waiting().select_related("occurrence").first(),
        "updates": found.updates.order_by("-on", "-pk"),
        "date_changes": found.date_changes.order_by("-on", "-pk"),
        "links_out": UpdateLink.objects.live(timezone.localdate()).filter(action=found).select_related("officer")
        if may_post
        else [],
        "written": [(label, found.source.get(name)) for name, label in AS_WRITTEN if found.source.get(name)],
        "deliver_form": EditForm(initial={"version": row.action.version}),
    }
    return render(request, "actions/action.html", page)


@requires(Verb.POST_UPDATE, Action)
@answers(*FORM)
def retime(request: SignedInRequest, found: Action) -> HttpResponse:
    """Promise another date, with the reason."""
    form = RetimeForm(request.POST or None, action=found, today=timezone.localdate())
    back = reverse("actions:action", kwargs={"pk": found.pk})
    if form.is_valid():

        def act() -> str:
            facts = form.cleaned_data
            change = dates.retime_action(
                action=found,
                by=request.user,
                version=facts["version"],
                timing=facts["date"],
                reason=facts.get("reason", ""),
                on=timezone.localdate(),
            )
            if isinstance(change, DateRequest):
                messages.warning(request, asked_for(change))
            else:
                messages.success(request, f"The date of “{found}” is now {facts['date'].as_written}.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, {"date": stale.current.timing.as_written}, back=back)
        except ValidationError as refusal:
            form.take_errors(refusal)
    heading = "Move the date" if found.timing.is_dated else "Set the date"
    lede = f"{found.title}: {found.timing.as_written or 'no date yet'}"
    if (waiting := found.occurrences.open().count()) > 1:
        lede += f". {waiting} of its due dates are open; they give way to those of the new date."
    page = {"form": form, "heading": heading, "lede": lede, "button": heading, "back": back}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


def asked_for(request: DateRequest) -> str:
    """What whoever asked for a date beyond the allowance is told."""
    return (
        f"{request.timing.as_written} waits for a director’s approval, as the plan allows no more moves without. "
        f"{request.standing} stands until then."
    )


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def add_action(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = ActionForm(request.POST or None, plan=plan, initial={"version": 1})
    if form.is_valid():

        def act() -> str:
            facts = form.cleaned_data
            made = structure.add_action(
                plan=plan,
                by=request.user,
                title=facts["title"],
                timing=facts["date"],
                priority=facts["priority"],
                naming=form.naming(),
                audiences=form.audience_names(),
                method=facts["method"],
                date_set_by=facts["date_set_by"],
            )
            messages.success(request, f"“{made}” has been added.")
            return reverse("plans:plan", kwargs={"slug": plan.slug})

        return once(request, form.token, act)
    page = {
        "form": form,
        "heading": "New action",
        "lede": plan.title,
        "button": "Add action",
        "back": reverse("plans:plan", kwargs={"slug": plan.slug}),
    }
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def edit_action(request: SignedInRequest, found: Action) -> HttpResponse:
    form = ActionForm(request.POST or None, plan=found.plan, action=found, initial=initial_of(found))
    back = reverse("actions:action", kwargs={"pk": found.pk})
    if form.is_valid():

        def act() -> str:
            structure.edit_action(
                action=found,
                by=request.user,
                audiences=form.audience_names(),
                naming=form.naming(),
                **{name: form.cleaned_data[name] for name in ("version", "title", "date_set_by", "priority", "method")},
            )
            messages.success(request, f"“{found}” has been saved.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, initial_of(stale.current), back=back)
    page = {"form": form, "heading": "Edit the action", "lede": found.title, "button": "Save the action", "back": back}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


def initial_of(found: Action) -> dict[str, object]:
    """What stands in an action, as its form shows it."""
    assignments = list(found.assignments.select_related("officer").in_order())
    accountable = next((a.officer for a in assignments if a.is_accountable), None)
    return {
        "title": found.title,
        "priority": found.priority,
        "method": found.method,
        "date_set_by": found.date_set_by,
        "audiences": ", ".join(audience.name for audience in found.audiences.all()),
        "accountable": accountable,
        "others": [a.officer for a in assignments if a.officer and not a.is_accountable],
        "version": found.version,
    }


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def drop(request: SignedInRequest, found: Action) -> HttpResponse:
    """Agree not to pursue an action."""
    form = DropForm(request.POST or None, initial={"version": found.version})
    back = reverse("actions:action", kwargs={"pk": found.pk})
    if form.is_valid():

        def act() -> str:
            version = form.cleaned_data["version"]
            structure.drop_action(
                action=found, by=request.user, version=version, on=timezone.localdate(), **form.facts()
            )
            messages.success(request, f"“{found}” is dropped. It stays in the plan and in its papers, with the reason.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, {}, back=back)
        except ValidationError as refusal:
            form.take_errors(refusal)
    lede = f"{found.title}. It is no longer rated, and nobody is reminded of it."
    page = {"form": form, "heading": "Drop the action", "lede": lede, "button": "Drop the action", "back": back}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.MANAGE_PLAN, Action)
@answers(*POST)
def take_up(request: SignedInRequest, found: Action) -> HttpResponse:
    """Pursue a dropped action after all."""
    form = EditForm(request.POST)
    back = redirect("actions:action", pk=found.pk)
    if not form.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return back

    def act() -> str:
        version = form.cleaned_data["version"]
        structure.take_up_action(action=found, by=request.user, version=version, on=timezone.localdate())
        messages.success(request, f"“{found}” is taken up again.")
        return back.url

    try:
        return once(request, form.token, act)
    except StaleVersionError:
        messages.warning(request, "Somebody saved this action meanwhile. Look at it again.")
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return back
