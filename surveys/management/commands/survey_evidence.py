"""manage.py survey_evidence: one result against one target."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.statistics import Evidence, Interval, per_cent, weigh


class Command(BaseCommand):
    help = "Say what YES of REPLIES of a POPULATION (- if unknown) show against a TARGET in per cent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("yes", type=int)
        parser.add_argument("replies", type=int)
        parser.add_argument("population")
        parser.add_argument("target")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            population = None if options["population"] == "-" else int(options["population"])
            target = Fraction(options["target"]) / 100
            if not 0 <= target <= 1:
                raise ValueError("A target lies between 0 and 100 per cent.")
            found = weigh(options["yes"], options["replies"], population, target)
        except (ValueError, ZeroDivisionError) as fault:
            raise CommandError(str(fault)) from None
        data = evidence_data(found, target)
        self.stdout.write(json.dumps(data) if options["json"] else in_words(data))


def evidence_data(found: Evidence, target: Fraction) -> dict[str, Any]:
    """The shape that scripts rely on, percentages as a measure shows them."""

    def bounds(interval: Interval | None) -> list[float] | None:
        return [per_cent(interval.low, target), per_cent(interval.high, target)] if interval else None

    value = None if found.share is None else per_cent(found.share, target)
    return {
        "value": value,
        "wilson": bounds(found.wilson),
        "exact": bounds(found.exact),
        "plain": found.plain,
        "evidence": found.evidence,
    }


def in_words(data: dict[str, Any]) -> str:
    if data["value"] is None:
        return "No replies: nothing is shown."
    interval = data["exact"] or data["wilson"]
    return f"{data['value']}% of replies, target {data['plain']}; 95% interval {interval[0]}–{interval[1]}: {data['evidence']}."
