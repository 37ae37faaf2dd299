"""Forms of media enquiries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from campaigns.forms.moments import MomentField, name_the_days
from campaigns.models import Enquiry, Outlet
from campaigns.models.enquiry import MOST_HOURS
from people.figure_fields import CountField, FigureField
from people.forms import DayField, EditForm, TextField
from people.models import Officer, Organisation, User

ANY = ("", "Any")
SHARE = {"max_digits": 5, "decimal_places": 2, "max_value": 100}


class OfCouncilForm(EditForm):
    """Something of a council. `organisations` are those the person may choose from; with one there is no question."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, organisations: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        council: Any = self.fields["organisation"]
        council.queryset = organisations
        if not is_new:
            del self.fields["organisation"]
        elif len(organisations) == 1:
            council.initial, council.widget = organisations[0].pk, forms.HiddenInput()


def say_whose(field: Any, councils: Any) -> None:
    """Where things of several councils stand in one list, each says whose it is."""
    if len(councils) > 1:
        field.label_from_instance = lambda thing: f"{thing} ({thing.organisation})"


class EnquiryForm(OfCouncilForm):
    outlet = TextField(label="Outlet", max_length=120, help_text="The paper, station, site or agency.")
    journalist = TextField(label="Journalist", max_length=120, required=False)
    kind = forms.ChoiceField(label="Kind of outlet", choices=Outlet.choices, widget=forms.RadioSelect, initial="local")
    topic = TextField(label="Topic", max_length=200, help_text="In a few words, as lists show it.")
    question = TextField(label="What they ask", rows=4)
    received_at = MomentField(label="When it came")
    due_at = MomentField(
        label="Deadline",
        required=False,
        help_text="Day and time. Left blank, it is the hours that your council gives, from when it came.",
    )
    owner = forms.ModelChoiceField(
        label="Who answers it",
        queryset=Officer.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="They are told by e-mail.",
    )
    team = TextField(label="Team", max_length=100, required=False)
    hours = FigureField(label="Hours spent", required=False, max_digits=7)

    def __init__(self, *args: Any, councils: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        held = [self.initial["owner"].pk] if self.initial.get("owner") else []
        owner.queryset = (
            Officer.objects.filter(organisation__in=councils).select_related("organisation").to_choose(held)
        )
        say_whose(owner, councils)

    def say_who_corrects(self, may_run: bool) -> None:
        """Of an enquiry that has been answered: what becomes of another time."""
        whose = "A correction" if may_run else "The Head of Communications or a plan manager corrects it, and that"
        for name in ("received_at", "due_at"):
            self.fields[name].help_text = f"It has been answered. {whose} is shown in what was done about it."


class LinesForm(EditForm):
    """What is to be said."""

    lines = TextField(
        label="Lines to take",
        rows=8,
        help_text="The Head of Communications or a director approves them: somebody who has not written them. They are "
        "told by e-mail once you save.",
    )


class AnswerForm(EditForm):
    """What was answered."""

    answer = TextField(label="What was answered", rows=6)
    answered_at = MomentField(label="When it was answered")
    needs_no_lines = forms.BooleanField(label="No lines to take are needed for this", required=False)

    def say_what_is_lacking(self, enquiry: Enquiry) -> None:
        """Before an answer is typed rather than after it: it takes approved lines, or this box."""
        lacking = "The lines to take still wait for approval" if enquiry.lines else "There are no lines to take yet"
        self.fields["needs_no_lines"].help_text = f"{lacking}. Have them approved first, or tick this box."


class PressOfficeForm(EditForm):
    """What a council holds its press office to."""

    hours = CountField(
        label="Hours within which an enquiry is answered",
        min_value=1,
        max_value=MOST_HOURS,
        help_text="The deadline of new enquiries, and what the third figure counts.",
    )
    mentions = CountField(label="Target: positive national mentions a month", min_value=0, max_value=10_000)
    regional = FigureField(label="Target: regional coverage that is positive or neutral, in per cent", **SHARE)
    answered = FigureField(label="Target: enquiries answered within those hours, in per cent", **SHARE)


class LogForm(forms.Form):
    """What a log is narrowed down by, read from the address; a figure's link says the same. Labels stand in the page, so
    that nobody looks at part of a log unawares."""

    q = TextField(label="Words", max_length=100, required=False)
    council = forms.ChoiceField(label="Council", required=False)
    first = DayField(label="From", required=False, help_text="")
    last = DayField(label="Up to", required=False, help_text="")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="by-%s")
        name_the_days(self)
        councils = list(Organisation.objects.visible_to(user).in_order())
        chosen: Any = self.fields["council"]
        chosen.choices = [ANY, *((one.slug, one.name) for one in councils)]
        if len(councils) < 2:
            chosen.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("first") and facts.get("last") and facts["first"] > facts["last"]:
            raise ValidationError({"last": "Give a day that is not before the first."})
        return facts

    @property
    def wanted(self) -> dict[str, Any] | None:
        """What is asked; None where it cannot be understood."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else None

    @property
    def kept(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


class EnquiriesForm(LogForm):
    state = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[
            ANY,
            ("open", "Open"),
            ("overdue", "Open past their deadline"),
            ("late", "Late, answered or not"),
            ("lines", "Lines to take wait for approval"),
            ("answered", "Answered"),
        ],
    )
    within = forms.ChoiceField(
        label="Within the council’s hours",
        required=False,
        choices=[
            ANY,
            ("yes", "Answered within them"),
            ("no", "Not answered within them"),
            ("counted", "Either, without those that still have time"),
        ],
    )
    kind = forms.ChoiceField(label="Kind of outlet", required=False, choices=[ANY, *Outlet.choices])
    field_order = ("q", "council", "state", "within", "kind", "first", "last")
