"""The forms in which readings are entered: a box a period, for all measures of a plan or for one with its comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.forms import BoundField

from people.figure_fields import NAMES, CountField, FigureField, squeezed, unit_in
from people.forms import OneTimeForm, TextField
from plans.periods import FinancialYear, bounds_of, period_in_words
from surveys.models import Measure, Reading
from surveys.models.reading import PUBLISHED
from surveys.readings import Figure
from surveys.services.readings import Entered, box_name

COUNTS = re.compile(r"(.+?)\s*(?:\bout of\b|\bof\b|/)\s*(.+)", re.IGNORECASE)
MOST = 2**31 - 1
NO_FIGURE = "this is no figure. Write, say, 31 or 42 of 60."  # the library fills in after a per cent sign


class ReadingField(FigureField):
    """A reading in its measure's unit: 66%, £1,200, 24 hours, 31; of a percentage also the counts, 42 of 60."""

    def __init__(self, *, unit: str, **options: Any) -> None:
        self.unit = unit
        super().__init__(required=False, error_messages={"invalid": NO_FIGURE}, **options)
        for validator in self.validators:
            if isinstance(validator, MinValueValidator):
                validator.message = "a reading is 0 or more."

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Letters too, for "42 of 60"; digits first where there is nothing to count."""
        return {} if self.unit == Measure.Unit.PER_CENT else {"inputmode": "decimal"}

    def clean(self, value: Any) -> Any:
        text = squeezed(value) if isinstance(value, str) else ""
        if counts := COUNTS.fullmatch(text):
            return self.counted(text, *counts.groups())
        written = unit_in(text)
        if written and written != self.unit:
            raise ValidationError(f"{self.label}: “{text}” is {NAMES[written]}, and the measure is in another unit.")
        try:
            number = super().clean(value)
        except ValidationError as fault:
            raise ValidationError(f"{self.label}: {' '.join(fault.messages)}") from None
        if number is not None and self.unit == Measure.Unit.PER_CENT and number > 100:
            raise ValidationError(f"{self.label}: a percentage is 100 or less.")
        return None if number is None else Figure(number)

    def counted(self, text: str, numerator: str, base: str) -> Figure:
        if self.unit != Measure.Unit.PER_CENT:
            raise ValidationError(f"{self.label}: “{text}” is a share, and the measure counts something else.")
        box = CountField(min_value=0, max_value=MOST)
        try:
            some, all_of_them = box.clean(numerator), box.clean(base)
        except ValidationError:
            raise ValidationError(f"{self.label}: write the two counts as 42 of 60.") from None
        if not all_of_them or some > all_of_them:
            raise ValidationError(f"{self.label}: “{text}” is more than there are.")
        return Figure.of_counts(some, all_of_them)


@dataclass(frozen=True)
class Box:
    """What the page shows of one period. A period that has not begun has no box."""

    period: str
    words: str
    figure: BoundField
    is_confirmed: BoundField
    published: BoundField | None = None
    comment: BoundField | None = None

    @property
    def errors(self) -> str:
        """What is wrong, beside the box: there it goes without saying which."""
        words = " ".join(error.removeprefix(f"{self.figure.label}: ") for error in self.figure.errors)
        return f"{words[:1].upper()}{words[1:]}"


class ReadingsForm(OneTimeForm):
    """A year's readings of measures. `standing` are {(measure id, period): what stands}; `with_details` asks for the
    comment and the published colour too. `seen` is the last reading that was there when the page was shown."""

    def __init__(
        self,
        *args: Any,
        measures: Iterable[Measure],
        year: FinancialYear,
        on: date,
        standing: Mapping[tuple[int, str], Reading],
        with_details: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # A measure that was added meanwhile is not on the page that was sent, and is left as it is.
        self.measures = [
            one for one in measures if not self.is_bound or self.add_prefix(version_name(one)) in self.data
        ]
        self.year, self.standing, self.with_details = year, standing, with_details
        self.periods = {
            each: [period for period in year.periods(each) if bounds_of(period)[0] <= on]
            for each in Measure.Frequency.values
        }
        last = max((one.pk for one in standing.values()), default=0)
        self.fields["seen"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=0, max_value=2**63 - 1, initial=last
        )
        for measure in self.measures:
            self.fields[version_name(measure)] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=1, max_value=2**31 - 2, initial=measure.version
            )
            for period in self.periods[measure.frequency]:
                self.add_box(measure, period)

    def add_box(self, measure: Measure, period: str) -> None:
        name, stands, words = (
            box_name(measure, period),
            self.standing.get((measure.pk, period)),
            period_in_words(period),
        )
        label = f"“{measure}”, {words}"
        marks = {"class": "cp-reading", "data-figure": f"id_c{name}", "autocomplete": "off"}
        self.fields[name] = ReadingField(
            unit=measure.unit,
            label=label,
            initial=stands.figure if stands else None,
            widget=forms.TextInput(attrs=marks),
        )
        self.fields[f"c{name}"] = forms.BooleanField(
            label=f"Confirmed: {label}", required=False, initial=bool(stands and stands.is_confirmed)
        )
        if self.with_details:
            self.fields[f"p{name}"] = forms.ChoiceField(
                label=f"Published as: {label}",
                choices=[("", "Not published"), *PUBLISHED],
                required=False,
                initial=stands.published if stands else "",
            )
            self.fields[f"t{name}"] = TextField(
                label=f"Comment: {label}",
                rows=2,
                max_length=2000,
                required=False,
                initial=stands.comment if stands else "",
            )

    def boxes(self, measure: Measure) -> list[Box]:
        found = []
        for period in self.periods[measure.frequency]:
            name = box_name(measure, period)
            further = (self[f"p{name}"], self[f"t{name}"]) if self.with_details else (None, None)
            found.append(Box(period, period_in_words(period), self[name], self[f"c{name}"], *further))
        return found

    def version(self, measure: Measure) -> BoundField:
        return self[version_name(measure)]

    def versions(self) -> dict[int, int]:
        return {one.pk: self.cleaned_data[version_name(one)] for one in self.measures}

    def entries(self) -> dict[Measure, dict[str, Entered | None]]:
        """What `record_readings` takes."""
        return {
            measure: {period: self.entered(measure, period) for period in self.periods[measure.frequency]}
            for measure in self.measures
        }

    def entered(self, measure: Measure, period: str) -> Entered | None:
        name, data = box_name(measure, period), self.cleaned_data
        if data[name] is None:
            return None
        return Entered(data[name], data[f"c{name}"], data.get(f"p{name}"), data.get(f"t{name}"))

    def take(self, measure: Measure, period: str) -> None:
        """Show of a period what stands by now, in place of what was sent."""
        name, stands, data = box_name(measure, period), self.standing.get((measure.pk, period)), self.data.copy()
        data[name] = str(stands.figure) if stands else ""
        data[f"p{name}"], data[f"t{name}"] = (stands.published, stands.comment) if stands else ("", "")
        data.pop(f"c{name}", None)
        if stands and stands.is_confirmed:
            data[f"c{name}"] = "on"
        self.data = data

    def clean(self) -> dict[str, Any]:
        """A tick, a colour or a comment beside an empty box says something of a figure that is not there; and a figure
        whose box is gone, as its measure was removed or is read at other times by now, is not dropped without a word."""
        data = super().clean() or {}
        gone = {name: text for name, text in self.data.items() if name.startswith("r_") and name not in self.fields}
        if lost := [squeezed(text)[:40] for text in gone.values() if text.strip()]:
            self.add_error(
                None,
                f"A measure was changed or removed meanwhile, and these figures have no box any more: {'; '.join(lost[:12])}. "
                "Look at the page, and enter them where they belong.",
            )
        for measure in self.measures:
            for period in self.periods[measure.frequency]:
                name = box_name(measure, period)
                says = any(data.get(f"{kind}{name}") for kind in "cpt")
                if says and name in data and data[name] is None and (measure.pk, period) not in self.standing:
                    which = f"“{measure}”, {period_in_words(period)}"
                    self.add_error(name, f"{which}: there is no figure. Enter it, or leave the rest blank too.")
        return data


def version_name(measure: Measure) -> str:
    return f"v_{measure.pk}"
