"""A plan's actions as its manager writes them: adding, editing, who does what, their order, removing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from actions.forms import ActionForm, WhoForm
from actions.forms.who_box import Who
from actions.models import Action
from actions.services import naming, order, removal, structure
from actions.views.pages import page_of
from people.answering import form_page, press
from people.forms import EditForm, OneTimeForm
from people.permissions import FORM, POST, Verb, answers, can, requires
from people.requests import SignedInRequest, number_in
from plans.models import Plan
from plans.periods import in_words
from plans.services import last_change

ALIKE = ("priority", "parent", "section", "audiences", "who")
WORDS = ("title", "priority", "also_serves", "parent", "reference", "section", "method", "date_set_by", "exempt")


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def add_action(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = action_form(request, plan, None, initial={"version": 1, **like_the_last(request)})

    def act() -> str:
        facts = form.cleaned_data
        words = {name: facts[name] for name in WORDS if name in facts}
        made = structure.add_action(
            plan=plan,
            by=request.user,
            timing=facts["date"],
            owners=form.owners() or (),
            audiences=form.audience_names(),
            **words,
        )
        messages.success(request, f"“{made}” has been added.{told_of(made)}")
        if "again" not in request.POST:
            return back
        kept = urlencode([(name, value) for name in ALIKE for value in request.POST.getlist(name) if value])
        return f"{reverse('actions:add', kwargs={'slug': plan.slug})}?{kept}"

    back = plan_page(plan)
    page: dict[str, Any] = {"heading": "New action", "lede": plan.title, "button": "Add action"}
    return form_page(request, form, act, back=back, again="Add, and go on to another", **page)


def action_form(request: SignedInRequest, plan: Plan, found: Action | None, initial: dict[str, Any]) -> ActionForm:
    may_add = can(request.user, Verb.NAME_OFFICERS, plan.organisation)
    today = timezone.localdate()
    return ActionForm(
        request.POST or None, plan=plan, action=found, today=today, may_add_officers=may_add, initial=initial
    )


def told_of(made: Action) -> str:
    """What is still open about an action that was saved, in sentences with a space before each."""
    told = ""
    if made.date_set_by and not made.occurrences.exists():
        told += f" Its date is to be set by {in_words(made.date_set_by)}."
    if posts := [one.as_written for one in made.assignments.filter(officer=None)]:
        told += f" Nobody is named yet for {', '.join(f'“{post}”' for post in posts)}."
    return told


def like_the_last(request: SignedInRequest) -> dict[str, Any]:
    """What a person who adds several actions would otherwise fill in each time again."""
    return {name: request.GET[name][:200] for name in ALIKE if request.GET.get(name)}


@requires(Verb.MANAGE_PLAN, Action)
@answers(*POST)
def move(request: SignedInRequest, found: Action) -> HttpResponse:
    """Move an action one place up or down among those beside it."""
    up = request.POST.get("to") == "up"

    def act(version: int) -> str:
        order.move_action(action=found, by=request.user, version=version, up=up)
        return f"“{found}” has moved {'up' if up else 'down'}."

    return press(request, act, back=f"{plan_page(found.plan)}#action-{found.pk}")


def plan_page(plan: Plan) -> str:
    return reverse("plans:plan", kwargs={"slug": plan.slug})


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def move_section(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Move the actions of a section above or below those of the next."""
    up, section = request.POST.get("to") == "up", request.POST.get("section", "")[:200]
    priority = plan.priorities.filter(pk=number_in(request.POST.get("priority"))).first()

    def act(version: int) -> str:
        order.move_section(plan=plan, priority=priority, section=section, by=request.user, version=version, up=up)
        return f"“{section}” has moved {'up' if up else 'down'}."

    return press(request, act, back=f"{plan_page(plan)}#actions")


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def edit_action(request: SignedInRequest, found: Action) -> HttpResponse:
    form = action_form(request, found.plan, found, initial_of(found))

    def act() -> None:
        words = {name: form.cleaned_data[name] for name in ("version", *WORDS) if name in form.cleaned_data}
        structure.edit_action(
            action=found,
            by=request.user,
            audiences=form.audience_names(),
            owners=form.owners(),
            timing=form.corrected_date(),
            **words,
        )
        messages.success(request, f"“{found}” has been saved.{told_of(found)}")

    page: dict[str, Any] = {
        "heading": "Edit the action",
        "lede": found.title,
        "button": "Save the action",
        "back": page_of(found),
    }
    return form_page(request, form, act, theirs=initial_of, **page)


def initial_of(found: Action) -> dict[str, object]:
    """What stands in an action, as its form shows it."""
    return {
        "title": found.title,
        "priority": found.priority,
        "method": found.method,
        "reference": found.reference,
        "section": found.section,
        "parent": found.parent,
        "also_serves": list(found.also_serves.all()),
        "date_set_by": found.date_set_by,
        "exempt": found.exempt,
        "audiences": ", ".join(audience.name for audience in found.audiences.all()),
        "who": Who.of(found.plan, found).text,
        "date": found.timing.as_written,
        "version": found.version,
    }


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def who(request: SignedInRequest, found: Action) -> HttpResponse:
    """Who does which part."""
    form = WhoForm(request.POST or None, action=found)

    def act() -> None:
        sent = form.cleaned_data
        naming.set_owners(
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
    back = plan_page(found.plan)

    def act() -> str:
        version = form.cleaned_data["version"]
        return f"{back}?done={removal.remove_action(action=found, by=request.user, version=version).pk}"

    lede = (
        f"{found.title}. This is for a mistake: what is merely not pursued any more is dropped, and stays to be read."
    )
    page: dict[str, Any] = {"heading": "Remove the action", "lede": lede, "button": "Remove it"}
    return form_page(request, form, act, back=back, **page)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def undo_removal(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Put back the action that was just removed."""
    event = last_change(plan, Action, request.user, number_in(request.POST.get("event")))

    def act(version: int) -> str:
        if event is None:
            raise ValidationError("There is nothing to undo any more.")
        return f"“{removal.undo_removal(event=event, by=request.user, plan=plan)}” is back."

    return press(request, act, back=plan_page(plan), form=OneTimeForm)
