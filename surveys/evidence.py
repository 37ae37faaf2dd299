"""What the surveys show of a plan's measures: the one source of these figures for page, command and paper.

Suppression happens here, so that no output can forget it: a base under ten is never shown, and where one council's
would be worked out from the total, no council's row is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from plans.models import Plan
from surveys.models import Measure, Question, Result, Surveyed
from surveys.rag import evidence_colour, plain_colour
from surveys.statistics import Evidence, weigh

SMALLEST_BASE = 10


@dataclass(frozen=True)
class Count:
    """Replies of one council, or of all together. `base`: those that count towards the share; `replies`: all of them.
    `population` None: not known."""

    name: str
    yes: int
    base: int
    population: int | None
    replies: int

    @property
    def is_shown(self) -> bool:
        return self.base >= SMALLEST_BASE

    @property
    def response_rate(self) -> Fraction | None:
        """How many of those who were asked replied, 0 to 1; None where it is not known, or is withheld."""
        return Fraction(self.replies, self.population) if self.population and self.is_shown else None


@dataclass(frozen=True)
class Measured:
    """A measure with the latest survey's pooled counts and what they show."""

    measure: Measure
    question: Question | None
    total: Count | None
    councils: list[Count] = field(default_factory=list)
    evidence: Evidence | None = None
    rag: str | None = None

    @property
    def is_suppressed(self) -> bool:
        """There are replies, but too few to show."""
        return self.total is not None and not self.total.is_shown


def measured(plan: Plan, *, on: date) -> list[Measured]:
    """The plan's measures as known at the end of `on`. Four queries, whatever their number."""
    measures = list(plan.measures.select_related("audience").in_order())
    questions: dict[int, Question] = {}
    held = Question.objects.filter(measure__in=measures, survey__held_on__lte=on).select_related("survey")
    for question in held.order_by("survey__held_on", "pk"):
        questions[question.measure_id] = question
    counts = latest_counts([question.pk for question in questions.values()], on)
    populations = {
        (row.survey_id, row.organisation_id): row.population
        for row in Surveyed.objects.filter(survey__in=[question.survey_id for question in questions.values()])
    }
    return [read(plan, measure, questions.get(measure.pk), counts, populations) for measure in measures]


def latest_counts(questions: list[int], on: date) -> dict[int, list[Result]]:
    """{question id: the latest result of each council}."""
    latest: dict[tuple[int, int], Result] = {}
    for result in Result.objects.filter(question__in=questions).known_on(on).select_related("organisation"):
        latest[result.question_id, result.organisation_id] = result
    counts = defaultdict(list)
    for (question, _), result in sorted(latest.items(), key=lambda item: item[1].organisation.name):
        counts[question].append(result)
    return counts


def read(
    plan: Plan,
    measure: Measure,
    question: Question | None,
    counts: dict[int, list[Result]],
    populations: dict[tuple[int, int], int | None],
) -> Measured:
    """One measure: counts pooled (never averages), shown only where bases allow."""
    results = counts.get(question.pk, []) if question else []
    if question is None or not results:
        return Measured(measure, question, None)
    councils = [
        Count(
            r.organisation.name,
            r.yes,
            base_of(question, r),
            populations.get((question.survey_id, r.organisation_id)),
            r.yes + r.no + r.dont_know,
        )
        for r in results
    ]
    known = [count.population for count in councils if count.population is not None]
    population = sum(known) if len(known) == len(councils) else None
    yes, base, replies = (sum(getattr(c, name) for c in councils) for name in ("yes", "base", "replies"))
    total = Count("All", yes, base, population, replies)
    if not total.is_shown:
        return Measured(measure, question, total)
    if measure.target is None:
        return Measured(measure, question, total)
    target = Fraction(measure.target) / 100
    found = weigh(total.yes, total.base, total.population, target)
    shown = councils if all(count.is_shown for count in councils) else []
    return Measured(measure, question, total, shown, found, colour(plan, measure, found, target))


def base_of(question: Question, result: Result) -> int:
    return result.yes + result.no + (result.dont_know if question.counts_dont_know else 0)


def colour(plan: Plan, measure: Measure, found: Evidence, target: Fraction) -> str | None:
    """By the evidence, or by the replies alone, as the plan chose."""
    if found.share is None:
        return None
    if plan.measures_driven_by == Plan.Drives.EVIDENCE:
        return evidence_colour(found.evidence)
    floor = None if measure.floor is None else Fraction(measure.floor) / 100
    return plain_colour(found.share, target, floor, Fraction(plan.tolerance, 100))
