"""Asking for work: the list of briefs, beginning one, its parts, and the brief as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaigns.brief_mail import is_stuck, nobody_may
from campaigns.flow import STATES, WAITING, Kind, State
from campaigns.forms.brief import AboutForm, PartForm, StartForm
from campaigns.judged import asked_as, differences
from campaigns.models import Brief, BriefStep
from campaigns.parts import PARTS, Part, after, missing, not_smart, part_of
from campaigns.permissions import can_write, check_can_write, is_of_head, open_steps
from campaigns.services import briefs as services
from campaigns.services.campaigns import lessons_for
from campaigns.tables import BriefTable, waits_in_words
from campaigns.waiting import to_move
from people.answering import form_page
from people.forms import EditForm
from people.permissions import FORM, SAFE, Verb, answers, can, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Plan

SHOWN = {
    "waiting": ("Waiting", Q(state__in=WAITING)),
    "mine": ("Yours", Q()),
    "decided": ("Decided", Q(state__in=(State.PLANNED, State.DECLINED, State.WITHDRAWN))),
    "all": ("All", Q()),
}


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def briefs(request: SignedInRequest) -> HttpResponse:
    """The briefs of the reader's councils; `?show=` narrows them. What this person is to move comes first, by itself."""
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWN else "waiting"
    rows = Brief.objects.visible_to(request.user).filter(SHOWN[show][1]).in_order()
    rows = rows.filter(requester=request.user) if show == "mine" else rows
    table = BriefTable.shown(request, rows)
    if file := table.file():
        return file
    page = {
        "table": table,
        "show": show,
        "shows": [(key, label) for key, (label, _) in SHOWN.items()],
        "to_move": to_move(request.user),
        "can_ask": can(request.user, Verb.SUBMIT_BRIEF),
    }
    return render(request, "campaigns/briefs.html", page)


@requires(Verb.SUBMIT_BRIEF)
@answers(*FORM)
def start(request: SignedInRequest) -> HttpResponse:
    """Begin a brief."""
    councils = organisations_for(request.user, Verb.SUBMIT_BRIEF)
    plans = Plan.objects.filter(organisation__in=councils).exclude(status=Plan.Status.CLOSED).in_order()
    form = StartForm(request.POST or None, plans=plans)

    def act() -> str:
        made = services.start_brief(by=request.user, on=timezone.localdate(), **form.facts())
        return part_page(made, PARTS[0])

    lede = "Five short parts. What you write is kept as you go, and nobody else sees it before you submit it."
    page: dict[str, Any] = {"heading": "Ask for work", "lede": lede, "button": "Begin"}
    return form_page(request, form, act, back=reverse("campaigns:briefs"), **page)


def page_of(brief: Brief) -> str:
    return reverse("campaigns:brief", kwargs={"pk": brief.pk})


def part_page(brief: Brief, part: Part) -> str:
    return reverse("campaigns:part", kwargs={"pk": brief.pk, "part": part.key})


@requires(Verb.SEE_CAMPAIGNS, Brief)
@answers(*FORM)
def about(request: SignedInRequest, found: Brief) -> HttpResponse:
    """What it is called, and what kind of work it is."""
    check_can_write(request.user, found)
    initial = {"title": found.title, "kind": found.kind, "version": found.version}
    form = AboutForm(request.POST or None, initial=initial)

    def act() -> None:
        services.name_brief(brief=found, by=request.user, version=form.cleaned_data["version"], **form.facts())

    def theirs(current: Brief) -> dict[str, Any]:
        return {"title": current.title, "kind": current.kind}

    page: dict[str, Any] = {"heading": "What the brief is about", "button": "Save"}
    return form_page(request, form, act, back=page_of(found), theirs=theirs, **page)


@requires(Verb.SEE_CAMPAIGNS, Brief)
@answers(*FORM)
def part(request: SignedInRequest, found: Brief, part: str) -> HttpResponse:
    """One part of a brief: saved, it goes on to the next."""
    asked = part_of(part)
    if asked is None:
        raise Http404
    check_can_write(request.user, found)
    form = PartForm(request.POST or None, part=asked, brief=found)

    def act() -> str:
        version = form.cleaned_data["version"]
        services.write_brief(brief=found, by=request.user, version=version, **form.facts())
        following = after(asked)
        return part_page(found, following) if following and "again" not in request.POST else page_of(found)

    page: dict[str, Any] = {
        "brief": found,
        "part": asked,
        "steps": [(one, part_page(found, one)) for one in PARTS],
        "number": PARTS.index(asked) + 1,
        "button": "Save and go on",
        "again": "Save and see the brief",
        "lessons": lessons_for(found) if asked.key in ("audience", "strategy") else [],
        "unowned": unowned(form) if asked.key == "implementation" else [],
        "last_word": last_word(found, list(found.steps.order_by("number"))),
    }

    def theirs(current: Brief) -> dict[str, Any]:
        return {question.name: getattr(current, question.name) for question in asked.questions}

    return form_page(request, form, act, back=page_of(found), template="campaigns/part.html", theirs=theirs, **page)


def unowned(form: PartForm) -> list[str]:
    """Channels that are to be used and that nobody looks after: the page asks."""
    channels: Any = form.fields["channels"].queryset if "channels" in form.fields else ()  # type: ignore[attr-defined]
    return [channel.name for channel in channels if channel.owner_id is None]


@requires(Verb.SEE_CAMPAIGNS, Brief)
@answers(*SAFE)
def brief(request: SignedInRequest, found: Brief) -> HttpResponse:
    """The whole brief: what is written, what is lacking, what can be done with it, and what was."""
    steps = [step for step in open_steps(request.user, found) if step.key != "plan"]
    is_writer = can_write(request.user, found)
    given, history = services.answers_of(found), list(found.steps.order_by("number"))
    asked = {} if is_writer else asked_as(history)
    page = {
        "brief": found,
        "state": STATES[State(found.state)],
        "waits_for": waits_in_words(found),
        "stuck": nobody_may(found) if is_stuck(found) else "",
        "parts": [(part, part_page(found, part), shown(found, part, asked)) for part in PARTS],
        "missing": missing(given, Kind(found.kind), services.offered(found)) if is_writer else [],
        "not_smart": not_smart(found.objectives) if found.objectives else [],
        "is_writer": is_writer,
        "open_steps": steps,
        "can_plan": any(step.key == "plan" for step in open_steps(request.user, found)),
        "names_displaced": found.kind == Kind.URGENT
        and found.state == State.SUBMITTED
        and can(request.user, Verb.ASSESS_BRIEF, found),
        "history": history,
        "differences": differences(asked, vars(found)),
        "last_word": last_word(found, history),
        "displacements": list(found.displacements.select_related("action").order_by("pk")),
        "campaign": getattr(found, "campaign", None),
        "lessons": lessons_for(found),
        "of_head": is_of_head(found),
    }
    return render(request, "campaigns/brief.html", page)


def last_word(brief: Brief, history: list[BriefStep]) -> BriefStep | None:
    """The question a brief was sent back with, or why it was declined: what its writer is to read first."""
    told = brief.state in (State.RETURNED, State.DECLINED)
    return next((step for step in reversed(history) if step.after == brief.state), None) if told else None


def shown(brief: Brief, part: Part, asked: Mapping[str, bool | None]) -> list[tuple[str, Any]]:
    """[(question, answer)] of a part, as a person reads them. `asked`: what its writer had said, where it has been judged."""
    return [(question.label, answer_of(brief, question.name, asked)) for question in part.questions]


def answer_of(brief: Brief, name: str, asked: Mapping[str, bool | None]) -> Any:
    value = asked.get(name, getattr(brief, name))
    if hasattr(value, "all"):
        return "; ".join(str(one) for one in value.all())
    if name == "needs":
        return "; ".join(value)
    if name == "is_proactive":
        return {True: "Planned ahead", False: "It answers something that has happened"}.get(value, "")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "source":
        return brief.get_source_display() if value else ""
    if name == "budget":
        return "" if value is None else f"£{value:,.2f}".removesuffix(".00")
    return "" if value is None else value


@requires(Verb.SEE_CAMPAIGNS, Brief)
@answers(*FORM)
def remove(request: SignedInRequest, found: Brief) -> HttpResponse:
    """Ask, and then throw a draft away."""
    check_can_write(request.user, found)
    form = EditForm(request.POST or None, initial={"version": found.version})

    def act() -> str:
        services.remove_draft(brief=found, by=request.user, version=form.cleaned_data["version"])
        messages.success(request, f"Your draft “{found}” is thrown away.")
        return reverse("campaigns:briefs")

    page: dict[str, Any] = {
        "heading": "Throw the draft away?",
        "lede": f"{found}. Nothing of it is kept.",
        "button": "Throw it away",
    }
    return form_page(request, form, act, back=page_of(found), **page)
