"""Forms of coverage, and of taking a figure over into a plan."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone

from campaigns.forms.enquiries import ANY, LogForm, OfCouncilForm, say_whose
from campaigns.forms.moments import name_the_days
from campaigns.models import Campaign, Coverage, Enquiry, Outlet
from campaigns.press import ANSWERED, MENTIONS, REGIONAL
from people.forms import DayField, OneTimeForm, TextField
from people.models import Organisation
from plans.models import Plan
from plans.periods import period_in_words
from surveys.models import Measure

NAMES = {
    MENTIONS: "Positive national mentions",
    REGIONAL: "Regional coverage that is positive or neutral",
    ANSWERED: "Enquiries answered in time",
}
LOOK_BACK, MOST = timedelta(days=366), 200  # the enquiries that are offered
NOT_A_PAGE = "Give the whole address of the page, beginning with https:// or http://, as the browser shows it."


class PageField(TextField):
    """The address of a page. One that begins with the site's name, as people copy it, is completed with https://."""

    NAMED = re.compile(r"[a-z][a-z0-9+-]*:|[^/]*@", re.IGNORECASE)  # no site's name: mailto:x, x@y.example

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, **options)

    def to_python(self, value: Any) -> str:
        address = super().to_python(value)
        if not address:
            return ""
        if not self.NAMED.match(address):
            address = f"https://{address.removeprefix('//')}"
        try:
            URLValidator(schemes=["https", "http"])(address)
            parts = urlsplit(address)
        except (ValueError, ValidationError):
            raise ValidationError(NOT_A_PAGE) from None
        if parts.username or parts.password:
            raise ValidationError("This address holds a sign-in. Give one that does not.")
        scheme, _, rest = address.partition(":")
        return f"{scheme.lower()}:{rest}"


class CoverageForm(OfCouncilForm):
    on = DayField(label="Day it appeared")
    outlet = TextField(label="Outlet", max_length=120)
    headline = TextField(label="Headline", max_length=300)
    link = PageField(label="Link", required=False)
    tone = forms.ChoiceField(label="Tone", choices=Coverage.Tone.choices, widget=forms.RadioSelect)
    reach = forms.ChoiceField(label="Reach", choices=Outlet.choices, widget=forms.RadioSelect)
    enquiry = forms.ModelChoiceField(
        label="The enquiry it came of",
        queryset=Enquiry.objects.none(),
        required=False,
        empty_label="None",
        help_text=f"Those of the last twelve months, at most {MOST}. For an older one, find it among the enquiries, open it "
        "and choose “Log coverage of it”.",
    )
    for_plan = forms.ModelChoiceField(
        label="Plan it belongs to", queryset=Plan.objects.none(), required=False, empty_label="None"
    )
    campaign = forms.ModelChoiceField(
        label="Campaign it belongs to", queryset=Campaign.objects.none(), required=False, empty_label="None"
    )
    note = TextField(label="Note", rows=3, required=False)

    def __init__(
        self, *args: Any, councils: list[Organisation], now: datetime, came_of: Enquiry | None, **kwargs: Any
    ) -> None:
        """`came_of` is the enquiry that it has, or was begun from; it is offered however old it is."""
        super().__init__(*args, **kwargs)
        name_the_days(self)
        for name, label in (("tone", "Say which tone it has."), ("reach", "Say how far it reaches.")):
            self.fields[name].error_messages["required"] = label
        choices = {
            "enquiry": enquiries_offered(councils, now, came_of),
            "for_plan": Plan.objects.filter(organisation__in=councils).in_order(),
            "campaign": Campaign.objects.filter(plan__organisation__in=councils).in_order(),
        }
        for name, rows in choices.items():
            field: Any = self.fields[name]
            field.queryset = rows.select_related("plan__organisation" if name == "campaign" else "organisation")
            if name == "for_plan":
                say_whose(field, councils)
        offered: Any = self.fields["enquiry"]
        offered.label_from_instance = lambda one: enquiry_words(one, is_one_of_many=len(councils) > 1)


def enquiries_offered(councils: list[Organisation], now: datetime, came_of: Enquiry | None) -> Any:
    """The latest of the last twelve months, and the one that it has."""
    of_councils = Enquiry.objects.filter(organisation__in=councils).order_by("-received_at", "-pk")
    latest = of_councils.filter(received_at__gte=now - LOOK_BACK)[:MOST]
    return of_councils.filter(Q(pk__in=latest.values("pk")) | Q(pk=came_of.pk if came_of else None))


def enquiry_words(one: Enquiry, *, is_one_of_many: bool) -> str:
    """Many are about the same, so each with the day it came."""
    whose = f" ({one.organisation})" if is_one_of_many else ""
    return f"{one}, {timezone.localtime(one.received_at):%d/%m/%Y}{whose}"


class CoverageLogForm(LogForm):
    tone = forms.ChoiceField(
        label="Tone",
        required=False,
        choices=[ANY, *Coverage.Tone.choices, ("not-negative", "Positive or neutral")],
    )
    reach = forms.ChoiceField(label="Reach", required=False, choices=[ANY, *Outlet.choices])
    field_order = ("q", "council", "tone", "reach", "first", "last")


class TakeOverForm(OneTimeForm):
    """Which figure becomes which measure's reading. A measure is chosen with the version it was shown at."""

    figure = forms.ChoiceField(label="Figure", choices=[*NAMES.items()])
    period = forms.ChoiceField(label="Period")
    measure = forms.ChoiceField(label="Measure of a plan")

    def __init__(self, *args: Any, periods: list[str], measures: list[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = {f"{one.pk}-{one.version}": one for one in measures}
        period: Any = self.fields["period"]
        measure: Any = self.fields["measure"]
        period.choices = [(one, period_in_words(one)) for one in periods]
        measure.choices = [
            ("", "Choose a measure"), *((key, f"{one} ({one.plan})") for key, one in self.measures.items()),
        ]  # fmt: skip
        measure.error_messages["required"] = "Choose a measure."
        measure.error_messages["invalid_choice"] = (
            "This measure is not there any more, or was saved meanwhile. Choose it again."
        )

    def clean_measure(self) -> Measure:
        return self.measures[self.cleaned_data["measure"]]
