"""Plans, actions, people and papers with the words somebody looks for, of those they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from actions.models import Action
from people.models import Officer, User
from people.permissions import Verb, can
from plans.models import Plan
from reports.finding import WORDS, address, every_word
from reports.models import Report

MOST = 10
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One thing found: where it is, what it is called, and what tells it from others."""

    link: str
    title: str
    below: str


@dataclass(frozen=True)
class Group:
    """Things of a kind; `more` leads to all of them where there are more than are shown."""

    heading: str
    hits: list[Hit]
    more: str = ""


def search(user: User, words: str) -> list[Group]:
    """Nothing for fewer than two characters. Four queries, and none reaches beyond what the reader may see."""
    if len(words) < SHORTEST:
        return []
    groups = [plans(user, words), actions(user, words), people(user, words), papers(user, words)]
    return [group for group in groups if group.hits]


def plans(user: User, words: str) -> Group:
    rows = Plan.objects.visible_to(user).filter(every_word(words, "title", "partnership", "organisation__name"))
    rows = rows.select_related("organisation").order_by("-first_year", "title")
    return Group(
        "Plans",
        [
            Hit(reverse("reports:dashboard", args=[one.slug]), one.title, f"{one.authority}, {one.years}")
            for one in rows[:MOST]
        ],
    )


def actions(user: User, words: str) -> Group:
    rows = Action.objects.visible_to(user).filter(every_word(words, *WORDS))
    found = list(rows.select_related("plan", "priority").order_by("-plan__first_year", "pk")[: MOST + 1])
    hits = [
        Hit(reverse("actions:action", args=[one.pk]), f"{one.reference} {one.title}".strip(), where(one))
        for one in found[:MOST]
    ]
    return Group("Actions", hits, address({"q": words}) if len(found) > MOST else "")


def where(action: Action) -> str:
    return f"{action.plan.title}, {action.priority.numbered}" if action.priority else action.plan.title


def people(user: User, words: str) -> Group:
    """Each leads to what is given to them; an administrator of theirs finds them under People."""
    rows = Officer.objects.visible_to(user).filter(every_word(words, "name", "post", "email"))
    found: Iterable[Any] = rows.select_related("organisation").order_by("name", "pk")[:MOST]
    return Group(
        "People",
        [
            Hit(address({"officer": one.pk}), one.name, ", ".join(filter(None, [one.post, one.organisation.name])))
            for one in found
        ],
    )


def papers(user: User, words: str) -> Group:
    if not can(user, Verb.SEE_REPORT):
        return Group("Papers", [])
    rows = Report.objects.visible_to(user).filter(every_word(words, "title", "plan__title", "report_of"))
    found = rows.select_related("plan").order_by("-pk")[:MOST]
    return Group(
        "Papers",
        [Hit(reverse("reports:report", args=[one.pk]), one.title or one.plan.title, one.plan.title) for one in found],
    )
