"""manage.py survey_evidence: one result against one target."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.statistics import Evidence, Interval, per_cent, weigh


class Command(BaseCommand):
    help = "Say what YES of REPLIES of a POPULATION (- if unknown) show against a TARGET in per cent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("yes")
        parser.add_argument("replies")
        parser.add_argument("population")
        parser.add_argument("target")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            population = None if options["population"] == "-" else count_of(options["population"])
            target = target_of(options["target"])
            found = weigh(count_of(options["yes"]), count_of(options["replies"]), population, target)
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        data = evidence_data(found, target)
        self.stdout.write(json.dumps(data) if options["json"] else in_words(data))


def count_of(text: str) -> int:
    """A count of people.

    Raises:
        ValueError: with a sentence.
    """
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(f"“{text[:40]}” is not a count of people, a whole number of up to nine digits.")
    return int(text)


def target_of(text: str) -> Fraction:
    """A target in per cent, as a share.

    Raises:
        ValueError: with a sentence.
    """
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", text) or Fraction(text) > 100:
        raise ValueError(f"“{text[:40]}” is not a target, a number from 0 to 100 per cent.")
    return Fraction(text) / 100


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
