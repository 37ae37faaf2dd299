"""Where a fault is mended: the very field, and what is to be done there in the field's own words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from actions.models import Action
from plans.models import Plan
from plans.periods import read_period
from plans.sections import SECTIONS
from surveys.models import Measure
from surveys.services.readings import box_name

DATE, WHO, AUDIENCES, SERVES, COLOUR, PUBLICITY = (
    "When will it be delivered?", "Who", "Audiences", "Other priorities it serves too", "How is it going?", "What is it?",
)  # fmt: skip


@dataclass(frozen=True)
class Mend:
    """`link` lands on the field, `words` say what to do with it; `page` is where the thing is read, if it has one."""

    link: str
    words: str
    page: str = ""


def at_row(plan: Plan, row: Any, key: str, field: str, do: str = "Fill in") -> Mend:
    """A field of a row of a section, opened in its place."""
    column = next(column for column in SECTIONS[key].columns if column.name == field)
    link = f"{section_of(plan, key)}?edit={row.pk}#row{row.pk}_{field}"
    return Mend(link, f"{do} “{column.verbose_name}”")


def a_new_row(plan: Plan, key: str, query: str = "") -> Mend:
    """The first field of the form that adds a row."""
    section = SECTIONS[key]
    return Mend(
        f"{section_of(plan, key)}{query}#new_{section.fields[0]}",
        f"Add {'an' if section.one[0] in 'aeiou' else 'a'} {section.one}",
    )


def section_of(plan: Plan, key: str) -> str:
    return f"/plans/{plan.slug}/sections/{key}/"


def at_reading(plan: Plan, measure: Measure, period: str) -> Mend:
    """Where the readings of the period's year are entered, at the first box of the period."""
    year, each, number = read_period(period)
    first = f"{year}-M{number * 3 - 2:02d}" if each == "quarter" and measure.frequency == "month" else period
    if each == "year":
        first = year.periods(measure.frequency)[0]
    return Mend(f"/plans/{plan.slug}/readings/{year.slug}/#id_{box_name(measure, first)}", "Enter the reading")


def at_header(plan: Plan, field: str) -> Mend:
    label = Plan._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    return Mend(f"/plans/{plan.slug}/header/#id_{field}", f"Correct “{label}”")


def at_action(action: Action, field: str, label: str, do: str = "Fill in") -> Mend:
    """A field of the form that edits an action."""
    return Mend(f"{page_of(action)}edit/#id_{field}", f"{do} “{label}”", page_of(action))


def at_date(action: Action, do: str = "Fill in") -> Mend:
    """Where an action's date is set or moved."""
    return Mend(f"{page_of(action)}date/#id_date", f"{do} “{DATE}”", page_of(action))


def at_due_date(action: Action, occurrence: int) -> Mend:
    """Where one date of a series is moved."""
    return Mend(f"{page_of(action)}due/{occurrence}/move/#id_day", "Move this due date", page_of(action))


def at_publicity(action: Action) -> Mend:
    """Where it is said what an action is."""
    return Mend(f"{page_of(action)}publicity/#id_publicity", f"Answer “{PUBLICITY}”", page_of(action))


def at_colour(action: Action) -> Mend:
    """Where progress is posted: what was said stays, and is said anew."""
    page = page_of(action)
    return Mend(f"{page}#id_{action.pk}_rag_0", f"Post an update: “{COLOUR}”", page)


def at_post(action: Action, post: int) -> Mend:
    return Mend(f"/plans/{action.plan.slug}/posts/{post}/", "Name the holder", page_of(action))


def at_removal(action: Action) -> Mend:
    return Mend(f"{page_of(action)}remove/", "Remove one of them", page_of(action))


def at_actions_of(plan: Plan, name: str) -> Mend:
    """The plan's actions narrowed down to those of one officer."""
    return Mend(f"/plans/{plan.slug}/edit/?{urlencode({'q': name})}#actions", f"Go through the actions of {name}")


def page_of(action: Action) -> str:
    return f"/actions/{action.pk}/"
