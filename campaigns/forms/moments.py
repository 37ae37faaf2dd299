"""Days with their time, as people type them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from people.forms import EARLIEST_YEAR, LATEST_YEAR, DayField
from people.text import cleaned

CLOCK = re.compile(
    r"^(?P<day>.*?\S)[ ,T]+(?:at )?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?::\d\d)? ?(?P<half>[ap]\.?m\.?)?$", re.I
)
NOON = 12


class MomentField(forms.DateTimeField):
    """31/03/2016 14:30, 31 March 2016 at 2.30pm; shown as 31/03/2016 14:30, by the council's clock."""

    widget = forms.DateTimeInput(format="%d/%m/%Y %H:%M")
    NOT_ONE = "Give day and time, such as 31/03/2016 14:30."
    NO_SUCH = (
        "The clocks change on that day, so this time comes twice or not at all. Give one an hour earlier or later."
    )

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Day and time, for example 31/03/2016 14:30.")
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """What is wrong with it is read in the summary too, so it says of which field."""
        try:
            return super().clean(value)
        except ValidationError as fault:
            if not self.label or value in self.empty_values:
                raise
            raise ValidationError(f"{not_understood(self.label)} {' '.join(fault.messages)}") from None

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value or None)
        match = CLOCK.match(" ".join(cleaned(value).split()))
        if not match:
            raise ValidationError(self.NOT_ONE)
        try:
            day = DayField(required=True).clean(match["day"].removesuffix(","))
        except ValidationError:
            raise ValidationError(self.NOT_ONE) from None
        return aware(day, *hour_and_minute(match))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            raise ValidationError(f"Give a day in the years {EARLIEST_YEAR} to {LATEST_YEAR}.")


def not_understood(label: Any) -> str:
    return f"“{label}” is not understood."


def name_the_days(form: forms.Form) -> None:
    """Have a day that cannot be read say which field it stands in."""
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.error_messages["invalid"] = f"{not_understood(field.label)} {field.error_messages['invalid']}"


def hour_and_minute(match: re.Match[str]) -> tuple[int, int]:
    hour, half = int(match["hour"]), (match["half"] or "").lower().replace(".", "")
    if not half and match["minute"] is None:  # "31/03/2016 14" may as well be a slip of the pen
        raise ValidationError(MomentField.NOT_ONE)
    if half and not 1 <= hour <= NOON:
        raise ValidationError(MomentField.NOT_ONE)
    if half:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    return hour, int(match["minute"] or 0)


def aware(day: Any, hour: int, minute: int) -> datetime:
    try:
        naive = datetime(day.year, day.month, day.day, hour, minute)
    except ValueError:
        raise ValidationError(MomentField.NOT_ONE) from None
    zone = timezone.get_current_timezone()
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise ValidationError(MomentField.NO_SUCH)
    return first


def moment_now(now: datetime) -> datetime:
    """Now, to the minute, as a form begins with it."""
    return timezone.localtime(now).replace(second=0, microsecond=0)
