"""Forms of actions: progress, dates and facts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.events import known_events
from actions.forms.evidence import EvidenceField, UploadField, as_upload
from actions.models import Action, ActionQuestion, Occurrence
from actions.rated import RatedAction
from actions.recurrence import Due, due_dates
from actions.services.files import Upload
from actions.services.updates import Progress
from actions.timing import Timing, parse_timing
from people.forms import DayField, EditForm, TextField
from plans.exempt import PUBLIC
from plans.models import Plan
from plans.periods import example_day, examples, in_words
from plans.rag import MEANINGS, RATED, Rag, is_better

CHOICES = [(rag.value, _(MEANINGS[rag].label)) for rag in RATED]
SAYS_YEAR = re.compile(r"\d{4}|/\d\d\b|\.\d\d\b")
ORDER = ("green", "amber", "red", "complete", "not_started")


LONGEST_RECOVERY = 100  # letters, as the column has room for


class ProgressForm(EditForm):
    """What an officer says of an action. The colour last declared is offered again."""

    rag = forms.ChoiceField(
        label=_("How is it going?"),
        choices=sorted(CHOICES, key=lambda choice: ORDER.index(choice[0])),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colour.")},
    )
    done = TextField(label=_("What has been done?"), rows=3, required=False)
    next_steps = TextField(label=_("Next steps"), rows=2, required=False)
    explanation = TextField(label=_("Why it is amber or red"), rows=2, required=False)
    recovery = TextField(label=_("What puts it right"), rows=2, required=False)
    recovery_by = TextField(
        label=_("Back on course by"),
        max_length=LONGEST_RECOVERY,
        required=False,
        help_text=_("A day, month or quarter."),
    )
    better_because = TextField(label=_("Why better than the dates say"), rows=2, required=False)
    forecast = forms.ChoiceField(
        label=_("What you expect at the year end"),
        choices=[("", _("Not said")), *sorted(CHOICES, key=lambda choice: ORDER.index(choice[0]))],
        required=False,
    )
    exempt = forms.ChoiceField(
        label="Are these words exempt from public papers?",
        choices=PUBLIC,
        required=False,
        help_text="The colour is printed all the same; the words stand in the exempt appendix.",
    )
    better_because.when = _("if it is")
    explanation.when = _("for amber and red")
    delivered = forms.TypedMultipleChoiceField(
        label=_("Delivered"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    answers = forms.TypedMultipleChoiceField(
        label=_("A question is open"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("A question you ticked has been answered or withdrawn meanwhile.")},
    )

    evidence = EvidenceField(
        label=_("A page that shows it"), required=False, help_text=_("Its address, beginning with https://.")
    )
    file = UploadField(label="Or a file", required=False)

    def __init__(
        self,
        *args: Any,
        row: RatedAction,
        questions: Sequence[ActionQuestion] = (),
        takes_files: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if not takes_files:
            del self.fields["file"]
        # On My actions and the action's page a form is one of several things: its ids carry the action's number.
        self.auto_id = f"id_{row.action.pk}_%s"
        last = row.declaration
        self.initial.update(version=row.action.version, rag=row.rating.declared)
        if last:
            self.initial.update(forecast=last.forecast, exempt=last.exempt)
        if row.action.exempt:  # the whole of it is
            del self.fields["exempt"]
        open_ones = dates_to_tick(self, row)
        self.fields["delivered"].choices = [(o.pk, in_a_tick(o)) for o in open_ones]
        if not open_ones:
            del self.fields["delivered"]
        self.fields["answers"].choices = [(one.pk, as_answered(one)) for one in questions]
        self.initial["answers"] = [one.pk for one in questions]
        if not questions:
            del self.fields["answers"]

    def clean_recovery_by(self) -> str:
        text = self.cleaned_data["recovery_by"]
        timing = parse_timing(text, self.row.action.plan.years)
        if text and (timing.latest is None or timing.needs_review):
            day, month, quarter = examples(example_day(self.row.on, self.row.action.plan.years))
            raise ValidationError(
                gettext("“%(text)s” is not understood as a date. Write, say, %(day)s, %(month)s or %(quarter)s.")
                % {"text": text, "day": day, "month": month, "quarter": quarter}
            )
        if timing.latest and timing.latest < self.row.on:
            day = date_format(timing.latest, "j F Y")
            raise ValidationError(gettext("%(day)s has passed. Give a day that is still to come.") % {"day": day})
        if timing.latest and not SAYS_YEAR.search(text):  # "Q4": read next year it would be another
            whole = f"{text} ({in_words(timing.latest)})"
            return whole if len(whole) <= LONGEST_RECOVERY else text
        return text

    @property
    def asks_why_better_for(self) -> str:
        """The colours that need a sentence, with the dates as they are."""
        proposed, has_open_dates = self.row.rating.proposed_once_heard, "delivered" in self.fields
        colours = [rag for rag in RATED if rag != "complete" and is_better(rag, proposed)]
        return " ".join([*colours, "complete"] if has_open_dates else colours)

    def progress(self) -> Progress:
        return Progress(**self.facts("delivered", "answers", "file"))

    def upload(self) -> Upload | None:
        file = self.cleaned_data.get("file")
        return as_upload(file) if file else None

    @property
    def file_to_choose_again(self) -> str:
        """What a file was called that came with a form which is shown again: a browser does not keep it."""
        sent = self.files.get("file") if "file" in self.fields else None
        return (sent.name or "") if sent else ""


def as_answered(question: ActionQuestion) -> str:
    """What somebody says who ticks it."""
    words = shorten(question.text, 120, placeholder="…")
    return gettext("This answers %(name)s’s question: “%(words)s”") % {"name": question.by_name, "words": words}


def days_of(timing: Timing, plan: Plan) -> list[Due]:
    """The days a date asks for, as far as it hangs on the plan's meetings and elections."""
    return due_dates(timing, plan.years, known_events(plan), nation=plan.organisation.nation) if timing.anchor else []


def dates_to_tick(form: forms.Form, row: RatedAction) -> list[Occurrence]:
    """The next two; but every one that is open where the action is called complete, which asks for them all."""
    sent = form["delivered"].data or [] if form.is_bound else []
    shown = {str(one.pk) for one in row.next_two}
    is_asked_for_all = form.is_bound and (form["rag"].data == Rag.COMPLETE or not shown.issuperset(sent))
    return row.open_dates if is_asked_for_all else row.next_two


def in_a_tick(occurrence: Occurrence) -> str:
    """What somebody says who ticks it."""
    if occurrence.is_milestone:
        return gettext("Milestone reached: %(label)s") % {"label": occurrence.label}
    if occurrence.label:
        return gettext("%(label)s has been delivered") % {"label": occurrence.label}
    return gettext("It has been delivered")


class RetimeForm(EditForm):
    """Another date for an action, with the reason."""

    date = TextField(
        label="When will it be delivered?",
    )
    reason = TextField(label="Why the date moves", rows=2)

    def __init__(self, *args: Any, action: Action, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.today = action, today
        self.examples = examples(example_day(today, action.plan.years))
        day, month, quarter = self.examples
        hint = f"As you would write it: {day}, {month}, {quarter}, Quarterly, by end of {month}."
        self.fields["date"].help_text = hint
        self.initial.update(version=action.version, date=action.timing.as_written if action.timing.is_dated else "")
        if not action.timing.is_dated:
            del self.fields["reason"]

    def clean_date(self) -> Any:
        timing = parse_timing(self.cleaned_data["date"], self.action.plan.years)
        if not timing.is_dated or timing.needs_review:
            day, month, quarter = self.examples
            raise ValidationError(
                f"“{timing.as_written}” is not understood as a date. Write, say, {month}, {quarter} or {day}."
            )
        if timing.latest and timing.latest < self.today:
            raise ValidationError(f"{in_words(timing.latest)} has passed. Give a day that is still to come.")
        if timing.is_unsettled(has_due_dates=bool(days_of(timing, self.action.plan))):
            raise ValidationError(
                f"When is “{timing.anchor.body}”? Write its day too, such as: following Cabinet {self.examples[0]}."
            )
        return timing


def still_to_come(day: datetime.date, today: datetime.date) -> datetime.date:
    """The day, unless it has passed."""
    if day < today:
        raise ValidationError(f"{in_words(day)} has passed. Give a day that is still to come.")
    return day


class MoveForm(EditForm):
    """Another day for one due date of several, or for it and those after it."""

    day = DayField(label="When will it be delivered?")
    which = forms.ChoiceField(
        label="Which dates move?",
        choices=[("this", "This one only"), ("later", "This one and those after it, by as many days")],
        initial="this",
        widget=forms.RadioSelect,
    )
    reason = TextField(label="Why the date moves", rows=2)

    def __init__(self, *args: Any, occurrence: Occurrence, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].give_as_example(example_day(today))
        self.initial.setdefault("day", occurrence.due)

    def clean_day(self) -> datetime.date:
        return still_to_come(self.cleaned_data["day"], self.today)


class MilestoneForm(EditForm):
    """A due date on the way."""

    title = TextField(label="Milestone", max_length=200, help_text="What is to be reached.")
    day = DayField(label="By when")

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].give_as_example(example_day(today))

    def clean_day(self) -> datetime.date:
        return still_to_come(self.cleaned_data["day"], self.today)


class MissedForm(EditForm):
    """Why a due date was missed."""

    reason = TextField(label="Why it was missed", max_length=300)


class QuietForm(EditForm):
    """Until when nobody is reminded, and why."""

    until = DayField(label="Until the end of")
    reason = TextField(label="Why", max_length=300)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].give_as_example(today + datetime.timedelta(weeks=4))


class DecideForm(EditForm):
    """A director's answer to a date that was asked for."""

    decision = forms.ChoiceField(
        label="Do you approve the date?",
        choices=[("yes", "Yes, it becomes the date of the action"), ("no", "No, the date stays as it stands")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes or no."},
    )
    answer = TextField(label="Your answer", rows=2, required=False, help_text="Needed if you do not approve it.")
