"""The readings of a measure made again from an export."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from imports.whole import shape
from imports.whole.shape import made, taken
from surveys.models import Measure, Reading


def take_readings(measure: Measure, rows: list[dict[str, Any]]) -> None:
    """Raises ValidationError where one is no reading of its measure: every page that shows it would fail."""
    for row in rows:
        reading = Reading(measure=measure, **taken(Reading, row, shape.READING))
        try:
            reading.clean()
        except ValidationError as fault:
            words = " ".join(fault.messages)
            raise ValidationError(f"A reading of “{measure}” in the file cannot be taken in. {words}") from None
        made(reading)
