"""What lists that span councils, and the audit trail, are narrowed down by. Read from the address, which keeps it."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from people.forms import DayField
from people.forms import TextField as WordsField
from people.models import AuditEvent, Organisation
from people.refusals import REFUSAL, SIGN_IN
from people.told import OURS

NOT_THERE = "That {} is not among those you may see."


class CouncilField(WordsField):
    """One of the reader's organisations: chosen from a list where they are few, else typed, by its name or part of it."""

    MOST = 12  # in a list; drawing hundreds would take longer than the page

    def of(self, organisations: QuerySet[Organisation]) -> None:
        self.organisations = organisations
        few = list(organisations[: self.MOST + 1])
        if len(few) <= self.MOST:
            self.widget = forms.Select(choices=[("", "All"), *((one.slug, one.name) for one in few)])

    def clean(self, value: Any) -> list[Organisation]:
        words = super().clean(value)
        if not words:
            return []
        found = list(self.organisations.filter(slug=words)) or list(self.organisations.filter(name__icontains=words))
        if not found:
            raise ValidationError(NOT_THERE.format("organisation"))
        return found


def kinds() -> list[tuple[str, str]]:
    """(kind of an event, what it is called), of everything an event can be of."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS]
    named = {model._meta.model_name or "": str(model._meta.verbose_name) for model in models}
    named |= {REFUSAL: "page that was refused", SIGN_IN: "sign-in"}
    return sorted(named.items(), key=lambda one: one[1].lower())


class TrailForm(forms.Form):
    """`number`, with a kind, is one thing, as the link on its page says; it is taken away again."""

    q = WordsField(label="Words", max_length=100, required=False)
    who = WordsField(label="Who", max_length=100, required=False)
    done = WordsField(label="What was done", max_length=40, required=False)
    kind = forms.ChoiceField(label="To what", required=False)
    first = DayField(label="From", required=False, help_text="")
    last = DayField(label="Up to", required=False, help_text="")
    council = CouncilField(label="Council", max_length=100, required=False)
    number = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, councils: QuerySet[Organisation]) -> None:
        super().__init__(data, auto_id="by-%s")
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Anything"), *kinds()]
        council: Any = self.fields["council"]
        council.of(councils)
        if len(getattr(council.widget, "choices", ())) == 2:  # all, and the only one
            del self.fields["council"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("first") and facts.get("last") and facts["first"] > facts["last"]:
            self.add_error("last", "Give a day that is not before the first.")
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """What is asked, without what is not."""
        return {key: value for key, value in self.cleaned_data.items() if value} if self.is_valid() else {}

    @property
    def kept(self) -> bool:
        """Is anything asked?"""
        return any(self.data.get(key) for key in self.fields)


def narrowed(events: QuerySet[AuditEvent], facts: dict[str, Any]) -> QuerySet[AuditEvent]:
    """Of some events those that are asked for."""
    if "council" in facts:
        events = events.filter(organisation__in=facts["council"])
    if "who" in facts:
        events = events.filter(actor_name__icontains=facts["who"])
    if "done" in facts:
        events = events.filter(verb__icontains=facts["done"])
    if "kind" in facts:
        events = events.filter(kind=facts["kind"])
        if "number" in facts:
            events = events.filter(object_id=facts["number"])
    if "first" in facts:
        events = events.filter(at__gte=beginning(facts["first"]))
    if "last" in facts:
        events = events.filter(at__lt=beginning(facts["last"] + timedelta(days=1)))
    return with_words(events, facts["q"]) if "q" in facts else events


def beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def with_words(events: QuerySet[AuditEvent], words: str) -> QuerySet[AuditEvent]:
    """Those that say it in what they are of, or in what stood before or after. (SQLite keeps JSON in ASCII.)"""
    events = events.annotate(was=Cast("before", TextField()), became=Cast("after", TextField()))
    found = Q(label__icontains=words)
    for form in {words, json.dumps(words)[1:-1]}:
        found |= Q(was__icontains=form) | Q(became__icontains=form)
    return events.filter(found)
