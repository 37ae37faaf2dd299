"""What the surveys show of a plan's measures: the one source of these figures for page, command and paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from plans.models import Plan
from surveys.models import Measure, Question
from surveys.rag import evidence_colour, plain_colour
from surveys.replies import Count, Wave, waves_of
from surveys.statistics import Evidence, weigh


@dataclass(frozen=True)
class Measured:
    """A measure with the pooled counts of its latest wave, and what they show. `waves`: all, the earliest first."""

    measure: Measure
    waves: list[Wave] = field(default_factory=list)
    evidence: Evidence | None = None
    rag: str | None = None

    @property
    def wave(self) -> Wave | None:
        return self.waves[-1] if self.waves else None

    @property
    def total(self) -> Count | None:
        return self.wave.replies.total if self.wave else None

    @property
    def councils(self) -> list[Count]:
        """Those whose figures may be shown."""
        return [count for count in self.wave.replies.councils if count.is_shown] if self.wave else []

    @property
    def is_suppressed(self) -> bool:
        """There are replies, but too few to show."""
        return self.total is not None and not self.total.is_shown


def measured(plan: Plan, *, on: date) -> list[Measured]:
    """The plan's measures as known at the end of `on`. Four queries, whatever their number."""
    return read(plan, list(plan.measures.select_related("audience", "owner").in_order()), on)


def read(plan: Plan, measures: list[Measure], on: date) -> list[Measured]:
    """What the surveys show of some of a plan's measures. Three queries."""
    return read_all([(plan, one) for one in measures], on)


def read_all(measures: list[tuple[Plan, Measure]], on: date) -> list[Measured]:
    """The same of measures of several plans, each given with its own. Three queries."""
    pks = [one.pk for _, one in measures]
    held = Question.objects.filter(measure__in=pks, survey__held_on__lte=on).select_related("survey")
    waves = waves_of(list(held.order_by("survey__held_on", "pk")), on)
    return [weighed(plan, measure, waves.get(measure.pk, [])) for plan, measure in measures]


def weighed(plan: Plan, measure: Measure, waves: list[Wave]) -> Measured:
    """A measure with its latest wave set against its target."""
    total = waves[-1].replies.total if waves else None
    found = evidence_of(measure, total) if total else None
    return Measured(measure, waves, found, colour(plan, measure, found) if found else None)


def evidence_of(measure: Measure, count: Count) -> Evidence | None:
    """A count against the measure's target; None where there is no target, or the count is withheld."""
    if measure.target is None or not count.is_shown:
        return None
    return weigh(count.yes, count.base, count.population, measure.target_share, lower=measure.is_lower_better)


def colour(plan: Plan, measure: Measure, found: Evidence) -> str | None:
    """By the evidence, or by the replies alone, as the plan chose."""
    if found.share is None or measure.target is None:
        return None
    if plan.measures_driven_by == Plan.Drives.EVIDENCE:
        return evidence_colour(found.evidence)
    floor = None if measure.floor is None else Fraction(measure.floor) / 100
    tolerance = Fraction(plan.tolerance, 100)
    return plain_colour(found.share, measure.target_share, floor, tolerance, is_lower_better=measure.is_lower_better)
