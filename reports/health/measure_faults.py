"""What can be wrong with the measures of a plan. Pure functions of what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from plans.periods import bounds_of, period_in_words, read_period
from reports.health import mending
from reports.health.facts import Facts
from reports.health.fault import Fault, short
from reports.paper_words import listed
from surveys.models import Measure

FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|per ?cent\b)|\bat least \d+|\bfrom \d\S* to \d\S*", re.IGNORECASE)

LATE = timedelta(days=31)  # after the end of a period


def objectives_without_measure(facts: Facts) -> Iterator[Fault]:
    measured = {measure.objective_id for measure in facts.measures}
    for row in facts.objectives:
        if row.pk not in measured:
            sentence = f"No measure shows whether the objective “{short(row.statement)}” is reached."
            yield Fault(
                "objective_without_measure",
                sentence,
                short(row.statement),
                mending.a_new_row(facts.plan, "measures", f"?objective={row.pk}"),
                f"objective {row.pk}",
            )


def measures_incomplete(facts: Facts) -> Iterator[Fault]:
    for measure in facts.measures:
        thing, pk = short(measure.statement), f"measure {measure.pk}"
        target = (thing, mending.at_row(facts.plan, measure, "measures", "target"), pk)
        blank = measure.target is None and all(target.value is None for target in measure.targets.all())
        if blank and (said := FIGURE.search(measure.statement)):
            yield Fault(
                "target_only_in_prose",
                f"The measure has no target, while its words state one (“{said[0]}”): {thing}",
                *target,
            )
        elif blank:
            yield Fault("measure_without_target", f"The measure has no target: {thing}", *target)
        if not measure.source and measure.pk not in facts.surveyed:
            mend = mending.at_row(facts.plan, measure, "measures", "source")
            yield Fault("measure_without_source", f"Nothing says how it is evidenced: {thing}", thing, mend, pk)


def targets_without_readings(facts: Facts) -> Iterator[Fault]:
    """The period of a target has been over for a month, and nobody has said what was reached."""
    for measure in facts.measures:
        read = facts.readings[measure.pk]
        over = [
            period
            for period in sorted(read.held.targets)
            if measure.pk not in facts.surveyed and is_read(facts, measure, period) and read.over(period).value is None
        ]
        if over:
            words = listed([period_in_words(period) for period in over])
            sentence = f"The measure has a target and no reading for {words}: {short(measure.statement)}"
            mend = mending.at_reading(facts.plan, measure, over[0])
            yield Fault("target_without_reading", sentence, short(measure.statement), mend, f"measure {measure.pk}")


def is_read(facts: Facts, measure: Measure, period: str) -> bool:
    """Should it have been read for the period by now? Not for a quarter, where it is read once a year, nor for a year
    that another plan covers."""
    first, last = bounds_of(period)
    is_finer = read_period(period)[1] == "quarter" and measure.frequency == Measure.Frequency.YEAR
    return first in facts.plan.years and last + LATE < facts.on and not is_finer


def measures_only_outputs(facts: Facts) -> Iterator[Fault]:
    """Leaflets that were printed show nothing of what anybody took from them."""
    if facts.measures and all(measure.level == Measure.Level.OUTPUT for measure in facts.measures):
        sentence = "The plan measures only outputs: nothing shows what people noticed, understood or did."
        yield Fault(
            "only_outputs",
            sentence,
            str(facts.plan),
            mending.a_new_row(facts.plan, "measures"),
            f"plan {facts.plan.pk}",
        )
