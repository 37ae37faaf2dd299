"""Rolling a plan forward into the next financial year: what is chosen is carried, its dates moved or cleared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.events import known_events
from actions.models import Action
from actions.services.occurrences import lay_out_occurrences
from actions.timing import parse_timing
from imports.whole import shape
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from people import audit
from people.models import User
from people.permissions import Verb, check
from plans.models import Plan
from plans.periods import FinancialYear, Years, years_on
from plans.sections import SECTIONS
from surveys.evidence import measured
from surveys.indicators import Indicator, indicators, standing_words
from surveys.statistics import per_cent

CARRIED = ("actions", *(key for key in SECTIONS))
HISTORY = (
    "occurrences",
    "updates",
    "date_changes",
    "date_requests",
    "declarations",
    "questions",
    "comments",
    "clearances",
)


@dataclass(frozen=True)
class Forward:
    """What is carried: keys of sections, and "actions". `moves_dates`: by the years the plan covers; else they are
    cleared. `leaves_done`: what is declared complete or dropped stays behind, and a group of which all is."""

    title: str
    carried: Collection[str] = CARRIED
    moves_dates: bool = True
    leaves_done: bool = False


def next_years(plan: Plan) -> Years:
    """The years after the plan's, as many as it covers."""
    count = plan.last_year - plan.first_year + 1
    return Years(FinancialYear(plan.first_year + count), FinancialYear(plan.last_year + count))


@transaction.atomic
def roll_forward(*, plan: Plan, by: User, choice: Forward, on: date) -> Plan:
    """Make next year's plan, a draft, from this one. It is shared with the same councils, and each of its actions and
    measures says which it follows; what a measure reached stands as its previous outturn.

    Raises:
        ValidationError: nothing was chosen.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    if not choice.carried:
        raise ValidationError("Choose at least one thing to carry forward.")
    data = _Rolled(plan, choice, on).data
    made = take_in(data, by=by, organisation=plan.organisation, partners=list(plan.partners.all()))
    made.previous = plan
    made.save(update_fields=["previous"])
    events = known_events(made)
    for action in Action.objects.filter(plan=made).select_related("plan__organisation"):
        lay_out_occurrences(action=action, events=events)
    audit.record("rolled forward", plan, by=by, organisation=plan.organisation, after={"to": made.title})
    return made


class _Rolled:
    """A plan's export turned into next year's."""

    def __init__(self, plan: Plan, choice: Forward, on: date) -> None:
        self.plan, self.choice, self.on = plan, choice, on
        self.years = next_years(plan)
        self.by = self.years.first.start_year - plan.first_year
        self.results = {entry.measure.pk: entry for entry in measured(plan, on=on)}
        self.data = export_plan(plan)
        self.numbers = {
            (one.reference, one.title, one.section, one.position): one.pk for one in plan.actions.only("title", "plan")
        }
        self.head()
        for key in shape.LOOSE:
            if key not in choice.carried:
                self.data[key] = []
        self.groups()
        self.measures()
        self.data["surveys"] = []
        self.data["meetings"] = self.data["elections"] = []

    def head(self) -> None:
        head = self.data["plan"]
        head |= {
            "title": self.choice.title, "status": Plan.Status.DRAFT, "adopted_on": None, "adopted_by": "",
            "closed_on": None, "stands_on": None,
            "first_year": self.years.first.start_year, "last_year": self.years.last.start_year, "declarations": [],
            "slug": "",
        }  # fmt: skip
        for name in ("aim", "focus", "delegation", "reporting", "feedback_route"):
            head[name] = years_on(head[name], self.by)

    def groups(self) -> None:
        """Priorities with what stands under them; without priorities, what stood under them stands under none."""
        carried = self.choice.carried
        for group in [*self.data["priorities"], self.data]:
            group["declarations"] = []
            group["actions"] = [
                self.action(one) for one in group["actions"] if "actions" in carried and self.goes_on(one)
            ]
            group["milestones"] = [self.milestone(one) for one in group["milestones"] if "milestones" in carried]
            group["decisions"] = [one for one in group["decisions"] if "decisions" in carried]
        if "priorities" not in carried:
            for priority in self.data["priorities"]:
                for key in ("actions", "milestones", "decisions"):
                    self.data[key] += priority[key]
            self.data["priorities"] = []
        if "audiences" not in carried:
            for key in shape.FOR_AUDIENCES:
                for row in self.data[key]:
                    row["audience"] = None

    def goes_on(self, action: dict[str, Any]) -> bool:
        if not self.choice.leaves_done:
            return True
        if parts := action["actions"]:
            return not action["dropped_on"] and any(self.goes_on(part) for part in parts)
        last = next((one["rag"] for one in reversed(action["updates"]) if one["rag"]), "")
        return last != "complete" and not action["dropped_on"]

    def action(self, action: dict[str, Any]) -> dict[str, Any]:
        key = (action["reference"], action["title"], action["section"], action["position"])
        fresh: dict[str, Any] = {name: [] for name in HISTORY}
        return (
            action
            | fresh
            | {
                "source": {"follows": self.numbers.get(key)},
                "source_key": None,
                "timing": self.date(action["timing"]["as_written"]),
                "date_set_by": None,
                "added_on": self.on.isoformat(),
                "dropped_on": None,
                "quiet_until": None,
                "quiet_because": "",
                "also_serves": action["also_serves"] if "priorities" in self.choice.carried else [],
                "audiences": action["audiences"] if "audiences" in self.choice.carried else [],
                "actions": [self.action(one) for one in action["actions"] if self.goes_on(one)],
            }
        )

    def date(self, written: str) -> dict[str, Any]:
        """A date of this year's plan as it is to stand in next year's."""
        words = years_on(written, self.by) if self.choice.moves_dates else ""
        return parse_timing(words, self.years).as_json()

    def milestone(self, milestone: dict[str, Any]) -> dict[str, Any]:
        return milestone | {"timing": self.date(milestone["timing"]["as_written"]), "reached_on": None}

    def measures(self) -> None:
        """What was reached stands as last year's outturn; targets of quarters and years move along."""
        if "measures" not in self.choice.carried:
            self.data["measures"] = []
            return
        measures = list(self.plan.measures.in_order())
        read = indicators(self.plan, measures, on=self.on)
        for row, measure in zip(self.data["measures"], measures, strict=True):
            entry = self.results[measure.pk]
            if entry.evidence and entry.evidence.share is not None and entry.total and not entry.is_suppressed:
                share = per_cent(entry.evidence.share, None)
                row["outturn"] = f"{share}% ({entry.total.yes} of {entry.total.base}), {self.plan.years}"[:100]
            elif words := self.outturn(read[measure.pk]):
                row["outturn"] = words
            row["readings"] = []
            row["targets"] = {years_on(period, self.by): value for period, value in row["targets"].items()}
            if "objectives" not in self.choice.carried:
                row["objective"] = None

    def outturn(self, read: Indicator) -> str:
        """What the readings of the plan's last year come to: "62% (310 of 500), provisional, 2013/14"."""
        standing = read.over(str(self.plan.years.last))
        words = "" if standing.is_unconfirmed_nought else standing_words(standing, read.measure.unit)
        return f"{words}, {self.plan.years.last}"[:100] if words else ""
