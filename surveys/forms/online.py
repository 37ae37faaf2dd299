"""Asking online: how it is set up, and what whoever replies fills in."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.addresses import check_address
from people.forms import DayField, EditForm, TextField
from people.models import Organisation
from surveys.models import Question, Survey
from surveys.models.measure import FIGURE

MOST_ADDRESSES = 5_000
LONGEST_ANSWER = 2_000
PRIVACY = """{council} asks these questions {what}. Replying is up to you.

What you answer is added to the counts of all replies from your council and is kept nowhere else: no name, no address, no time. \
Nobody can find out what you said, neither we nor whoever runs this website. Please name nobody in your own words.

Your link tells only whether it has been used, so that each person is counted once and is reminded once at most. Addresses are \
deleted when the survey closes. Results of fewer than {smallest} replies are not shown.

Questions about this survey, or about how {council} uses personal information: write to us at the address on our website."""


class OnlineForm(EditForm):
    """How a survey is asked online."""

    introduction = TextField(
        label="Introduction",
        rows=4,
        required=False,
        max_length=3000,
        help_text="What it is about and how long it takes.",
    )
    how = forms.ChoiceField(
        label="Who can reply",
        choices=[
            ("links", "Those whose addresses are below, each by a link of their own, once"),
            ("open", "Whoever has the one open link; the replies are then said to be self-selected"),
        ],
        widget=forms.RadioSelect,
        initial="links",
    )
    closes_on = DayField(label="Last day to reply")
    reminds_on = DayField(
        label="Remind on",
        required=False,
        help_text="Once, whoever has not replied by then. Leave blank for no reminder.",
    )
    privacy = TextField(label="Privacy notice", rows=9, max_length=6000)

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.councils = survey.councils
        for council in self.councils:
            self.fields[f"emails_{council.pk}"] = TextField(
                label=f"E-mail addresses of {council}",
                rows=4,
                max_length=400_000,
                required=False,
                help_text="One on each line.",
            )

    def clean(self) -> dict[str, Any]:
        self.addresses: dict[Organisation, list[str]] = {}
        seen: dict[str, Organisation] = {}
        for council in self.councils:
            name = f"emails_{council.pk}"
            lines = [line.strip(" ,;") for line in (self.cleaned_data.get(name) or "").replace(";", "\n").splitlines()]
            good = []
            for email in filter(None, lines):
                try:
                    check_address(email)
                except ValueError as fault:
                    self.add_error(name, f"“{email[:80]}”: {fault}")
                    continue
                if email.lower() in seen:
                    self.add_error(name, f"“{email}” is given twice: each person is asked once.")
                seen[email.lower()] = council
                good.append(email)
            if good:
                self.addresses[council] = good
        if len(seen) > MOST_ADDRESSES:
            raise ValidationError(f"A survey is sent to {MOST_ADDRESSES:,} addresses at most; here are {len(seen):,}.")
        if seen and self.cleaned_data.get("how") == "open":
            self.add_error(
                "how",
                "Addresses are given as well. With one open link nobody is written to: empty them, or choose links.",
            )
        return self.cleaned_data

    def online_facts(self) -> dict[str, Any]:
        names = ("introduction", "closes_on", "reminds_on", "privacy")
        facts = {name: self.cleaned_data[name] for name in names}
        return facts | {"is_open_link": self.cleaned_data["how"] == "open", "addresses": self.addresses}


class ReplyForm(forms.Form):
    """The questions as they are answered. No answer is compulsory but that there is one."""

    council = forms.ModelChoiceField(
        label=_("Which council are you of?"),
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose your council.")},
    )
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, survey: Survey, councils: Any = None, **kwargs: Any) -> None:
        """`councils` None: it is known of which council they are."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("nonce", secrets.token_urlsafe(24))
        if councils is None:
            del self.fields["council"]
        else:
            self.fields["council"].queryset = Organisation.objects.filter(
                pk__in=[one.pk for one in councils]
            ).in_order()
        self.questions = list(survey.questions.in_order())
        for question in self.questions:
            self.fields[f"q{question.pk}"] = field_of(question)
            self.fields[f"q{question.pk}"].is_in_councils_words = True

    def clean(self) -> dict[str, Any]:
        self.given = {q.pk: found for q in self.questions if (found := self.answers(q))}
        if not self.given and not self.errors:
            raise ValidationError(
                gettext("You have not answered anything yet. Answer at least one question, or just close the page.")
            )
        return self.cleaned_data

    def answers(self, question: Question) -> list[str]:
        value = self.cleaned_data.get(f"q{question.pk}") or []
        return list(value) if isinstance(value, list) else [value]


class NumberField(forms.CharField):
    """A number as it is tallied: 3, 2.5."""

    def clean(self, value: Any) -> str:
        text = super().clean(value).replace(",", "").strip()
        if text and not FIGURE.fullmatch(text):
            raise ValidationError(gettext("Give a number, such as 3 or 2.5."))
        return f"{Decimal(text).normalize():f}" if text and "." in text else text.lstrip("0") or ("0" if text else "")


def field_of(question: Question) -> forms.Field:
    """The control a question is answered with."""
    kind, choices = Question.Kind(question.kind), [(text, text) for text, _ in question.choices]
    if kind == Question.Kind.MULTIPLE:
        hint = _("Tick all that apply.")
        return forms.MultipleChoiceField(
            label=question.text, choices=choices, widget=forms.CheckboxSelectMultiple, required=False, help_text=hint
        )
    if kind == Question.Kind.NUMBER:
        return NumberField(
            label=question.text, required=False, max_length=16, widget=forms.TextInput(attrs={"inputmode": "decimal"})
        )
    if kind == Question.Kind.TEXT:
        hint = _("Please name nobody.")
        return TextField(label=question.text, rows=4, max_length=LONGEST_ANSWER, required=False, help_text=hint)
    return forms.ChoiceField(label=question.text, choices=choices, widget=forms.RadioSelect, required=False)
