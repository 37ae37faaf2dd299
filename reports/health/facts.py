"""What the health check looks at, read once: the number of queries is the same however long the plan is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, TextField

from actions.models import Action, Milestone
from actions.rated import RatedAction, rated_actions
from campaigns.holds import Thing, coming, things_of
from plans.models import HEADER, Decision, Objective, Plan
from plans.models.amount_field import AmountField
from plans.sections import SECTIONS
from reports.health import mending
from reports.health.mending import Mend
from surveys.indicators import Indicator, indicators
from surveys.models import Measure, Question


@dataclass(frozen=True)
class Text:
    """Words of the plan that a person wrote: where they stand, in words, and where they are mended."""

    words: str
    where: str
    thing: str
    mend: Mend
    key: str


@dataclass
class Facts:
    """`rows` are all actions with those under them, `leaves` those with nothing under them, which somebody does; `guarded`
    is what of them falls in a pre-election period."""

    plan: Plan
    rows: list[RatedAction]
    objectives: list[Objective]
    measures: list[Measure]
    surveyed: set[int]
    milestones: list[Milestone]
    decisions: list[Decision]
    audiences: list[Any]
    guarded: list[Thing]
    readings: dict[int, Indicator]
    on: date
    texts: list[Text] = field(default_factory=list)

    @property
    def leaves(self) -> list[RatedAction]:
        return [row for row in self.rows if not row.sub_actions and row.action.dropped_on is None]


def read_facts(plan: Plan, *, on: date) -> Facts:
    top = rated_actions(Action.objects.filter(plan=plan).in_order(), on=plan.as_at(on))
    rows = [one for row in top for one in (row, *row.sub_actions)]
    sections = {key: list(section.rows(plan)) for key, section in SECTIONS.items() if key != "measures"}
    measures = list(plan.measures.in_order())
    surveyed = set(Question.objects.filter(measure__plan=plan).values_list("measure_id", flat=True))
    return Facts(
        plan=plan,
        rows=rows,
        objectives=sections["objectives"],
        measures=measures,
        surveyed=surveyed,
        milestones=sections["milestones"],
        decisions=sections["decisions"],
        audiences=sections["audiences"],
        guarded=things_of(rows, coming(plan, on=on)),
        readings=indicators(plan, measures, on=on),
        on=on,
        texts=texts_of(plan, sections, rows),
    )


def texts_of(plan: Plan, sections: dict[str, list[Any]], rows: list[RatedAction]) -> list[Text]:
    """Every text of the plan in which a draft may have left a gap. Dates and amounts are not texts: TBC is an answer."""
    names = {name: Plan._meta.get_field(name) for name in HEADER}
    texts = [
        Text(
            getattr(plan, name),
            f"“{column.verbose_name}”",  # type: ignore[union-attr]
            str(column.verbose_name),  # type: ignore[union-attr]
            mending.at_header(plan, name),
            f"plan {plan.pk}",
        )
        for name, column in names.items()
        if not isinstance(column, AmountField)
    ]
    for key, found in sections.items():
        columns = [
            column
            for column in SECTIONS[key].columns
            if isinstance(column, CharField | TextField)
            and not isinstance(column, AmountField)
            and not column.choices
            and column.name not in ("expected", "timescale")
        ]
        for row in found:
            where = f"{SECTIONS[key].one.capitalize()} “{' '.join(str(row).split())[:60]}”"
            for column in columns:
                mend = mending.at_row(plan, row, key, column.name, "Correct")
                texts.append(Text(getattr(row, column.name), where, str(row)[:80], mend, f"{key} {row.pk}"))
    for rated in rows:
        action = rated.action
        where = f"“{action.reference} {action.title}"[:62].replace("“ ", "“") + "”"
        for name, label in (("title", "Action"), ("method", "Method or media")):
            mend = mending.at_action(action, name, label, "Correct")
            texts.append(Text(getattr(action, name), where, action.title[:80], mend, f"action {action.pk}"))
    return texts
