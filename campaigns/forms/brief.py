"""Forms of a brief: how it begins, its parts, and the steps by which it is decided on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from campaigns.flow import Kind, Needs, State, Step
from campaigns.models import Brief, Channel
from campaigns.parts import Part, Question
from people.figure_fields import FigureField
from people.forms import DayField, EditForm, ManyField, OneTimeForm, TextField, name_the_fields
from people.models import Officer
from plans.forms.rows import NumberedField
from plans.models import Plan

LONG = {"evidence": 5, "objectives": 5, "implementation": 6}
PROACTIVE = (("yes", "Planned ahead"), ("no", "It answers something that has happened"))
YES_NO = (("yes", "Yes"), ("no", "No"))
CHOICES = {"is_proactive": PROACTIVE, "is_controversial": YES_NO}


class YesNo(forms.TypedChoiceField):
    """One of two answers, or none yet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect, **options)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class NamedForm(forms.Form):
    title = TextField(label="What is it about?", max_length=200, help_text="A few words: Garden waste, spring sign-up.")
    kind = forms.ChoiceField(
        label="What kind of work is it?", choices=Brief.Kind.choices, widget=forms.RadioSelect, initial="planned"
    )


class AboutForm(NamedForm, EditForm):
    """What a brief is called and what kind of work it asks for."""


class StartForm(NamedForm, OneTimeForm):
    plan = forms.ModelChoiceField(
        label="Which plan is it for?", queryset=Plan.objects.none(), empty_label="Choose a plan"
    )
    field_order = ("title", "plan", "kind")

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        if plans.count() == 1:
            self.initial.setdefault("plan", plans[0].pk)


class PartForm(EditForm):
    """One part of a brief. Nothing is needed while it is written; what is lacking is said before it is submitted."""

    def __init__(self, *args: Any, part: Part, brief: Brief, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", brief.version)
        for question in part.questions:
            field = field_of(question, brief)
            if field is None:
                continue
            if Kind(brief.kind) in question.needed:
                field.when = "needed before you submit"
            self.fields[question.name] = field
            self.initial.setdefault(question.name, written(brief, question.name))
        name_the_fields(self)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day comes before the first.")
        return facts


def field_of(question: Question, brief: Brief) -> forms.Field | None:
    """The form's field for a question; None where the plan has nothing to choose from."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": False}
    name, plan = question.name, brief.plan
    many = {
        "audiences": plan.audiences,
        "stakeholders": plan.stakeholders,
        "channels": Channel.objects.filter(plan=plan),
    }
    one = {"contribution": plan.contributions, "priority": plan.priorities}
    if name in many:
        rows = many[name].in_order()
        kind = {"channels": ChannelsField, "stakeholders": StakeholdersField}.get(name, AudiencesField)
        return kind(queryset=rows, **common) if rows.exists() else None
    if name in one:
        rows = one[name].in_order()
        return NumberedField(rows, empty_label="None of these", **common) if rows.exists() else None
    if name == "service_lead":
        officers = Officer.objects.filter(organisation=plan.organisation_id).to_choose([brief.service_lead_id])
        return forms.ModelChoiceField(officers, empty_label="Not said", **common)
    if name == "needs":
        lines = [line.strip() for line in plan.communication_needs.splitlines() if line.strip()]
        return forms.MultipleChoiceField(
            choices=[(line, line) for line in dict.fromkeys([*lines, *brief.needs])],
            widget=forms.CheckboxSelectMultiple, **common,
        ) if lines or brief.needs else None  # fmt: skip
    if name == "source":
        return forms.ChoiceField(choices=[("", "Not said"), *Brief.Source.choices], **common)
    if name in CHOICES:
        return YesNo(choices=CHOICES[name], **common)
    if name in ("starts_on", "ends_on"):
        return DayField(label=question.label, required=False)
    if name == "budget":
        return FigureField(max_digits=11, **common)
    return TextField(rows=LONG.get(name, 3), **common)


class AudiencesField(ManyField):
    widget = forms.CheckboxSelectMultiple


class StakeholdersField(ManyField):
    """Stakeholders, each with its quarter of the map."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, stakeholder: Any) -> str:
        return f"{stakeholder} ({stakeholder.get_group_display().lower()})"


class ChannelsField(ManyField):
    """Channels, each with what is known of it; one that nobody looks after says so, as does one that has no rhythm."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        options["queryset"] = options["queryset"].select_related("owner")
        super().__init__(**options)

    def label_from_instance(self, channel: Any) -> str:
        known = [
            channel.frequency,
            f"looked after by {channel.owner}" if channel.owner else "nobody looks after it yet",
        ]
        return f"{channel.name} ({', '.join(filter(None, known))})"


def written(brief: Brief, name: str) -> Any:
    value = getattr(brief, name)
    return list(value.all()) if hasattr(value, "all") else getattr(brief, f"{name}_id", value)


class StepForm(EditForm):
    """One step of a brief: words where it needs them, and of whoever judges the work what they judge."""

    words = TextField(label="Is there anything to add?", rows=3, required=False)

    def __init__(self, *args: Any, step: Step, brief: Brief, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", brief.version)
        self.is_assessment = step.needs == Needs.ASSESSMENT
        if step.needs == Needs.QUESTION:
            self.fields["words"].label = "Your question"
        elif step.needs == Needs.REASON:
            self.fields["words"].label = "Why not?"
        elif step.key == "submit" and brief.state == State.RETURNED:
            self.fields["words"].label = "Your answer to the question"
        if step.key == "withdraw" or (step.key == "submit" and brief.state != State.RETURNED):
            del self.fields["words"]
        elif step.needs in (Needs.QUESTION, Needs.REASON):
            self.fields["words"].when = "needed"
        if self.is_assessment:
            self.ask_for_assessment(brief)
        name_the_fields(self)

    def ask_for_assessment(self, brief: Brief) -> None:
        fields: dict[str, forms.Field] = {
            "is_proactive": YesNo(label="Planned ahead, or an answer to something?", choices=PROACTIVE, required=False),
            "is_controversial": YesNo(
                label="Is it controversial?", choices=YES_NO, required=False, help_text="Then two people approve it."
            ),
            "hours": FigureField(
                label="Hours it will take", max_digits=7, required=False, help_text="Of the team’s time, all in all."
            ),
            "team": TextField(label="Which team does it?", max_length=100, required=False),
            "advice": TextField(
                label="Advice to whoever decides", rows=3, required=False, help_text="Would you do it, and how?"
            ),
        }
        for name, field in fields.items():
            self.fields[name] = field
            self.initial.setdefault(name, getattr(brief, name))
        if brief.kind == Brief.Kind.URGENT:
            self.initial["is_proactive"] = False
        for name in ("is_proactive", "is_controversial", "hours"):
            fields[name].when = "needed"
        words = self.fields.pop("words")
        words.label = "Why do you judge it otherwise than it was asked for?"
        words.when = "if it is not controversial after all, or is urgent and yet was foreseen"
        self.fields["words"] = words

    @property
    def assessment(self) -> dict[str, Any] | None:
        return self.facts("words") if self.is_assessment else None


class PutBackForm(EditForm):
    """What makes way for urgent work, to when, and why."""

    due = DayField(label="To which day is it put back?")
    reason = TextField(label="Why this?", rows=3, help_text="Its officers are sent your reason once it is approved.")

    def __init__(self, *args: Any, now_due: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now_due = now_due

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due <= self.now_due:
            raise ValidationError("Give a later day than the one it is due now.")
        return due
