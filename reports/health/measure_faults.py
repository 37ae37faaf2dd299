"""What can be wrong with the measures of a plan. Pure functions of what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.health import mending
from reports.health.facts import Facts
from reports.health.fault import Fault, short
from surveys.models import Measure

FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|per ?cent\b)|\bat least \d+|\bfrom \d\S* to \d\S*", re.IGNORECASE)


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
