"""What lists of actions and the portfolio are narrowed down by. They are read from the address, which keeps them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.http import urlencode

from people.forms import DayField, TextField
from people.models import Officer, Organisation, User
from people.narrowing import NOT_THERE, CouncilField
from plans.models import Plan, Priority
from plans.periods import FinancialYear
from plans.rag import MEANINGS, RATED
from reports.finding import OF_ACTIONS, OfUnit

COLOURS = [("", "Any"), *((rag.value, MEANINGS[rag].label) for rag in RATED), ("unrated", "In no colour")]
STATES = [
    ("", "All"),
    ("disputed", "In dispute"),
    ("overdue", "Overdue"),
    ("silent", "Silent, the longest first"),
    ("unheard", "Never updated"),
    ("slipped", "Slipped, the most first"),
    ("running", "Still running"),
]
LATEST_YEAR = 2100


class NarrowForm(forms.Form):
    """What a list is narrowed down by; `hidden` fields come with the link of a figure and are taken away again."""

    q = TextField(label="Words", max_length=100, required=False)
    council = CouncilField(label="Organisation", max_length=100, required=False)
    colour = forms.ChoiceField(label="Colour", choices=COLOURS, required=False)
    unit = TextField(label="Unit", max_length=200, required=False)
    owner = TextField(label="Owner", max_length=100, required=False)
    audience = TextField(label="Audience", max_length=100, required=False)
    channel = TextField(label="Method or media", max_length=100, required=False)
    due_from = DayField(label="Due from", required=False, help_text="")
    due_to = DayField(label="Due up to", required=False, help_text="")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="by-%s")
        self.user = user
        council: Any = self.fields["council"]
        council.of(Organisation.objects.filter(plans__in=Plan.objects.visible_to(user)).distinct().in_order())

    def clean_unit(self) -> OfUnit | None:
        words = self.cleaned_data["unit"]
        return OfUnit(words, self.user) if words else None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("due_from") and facts.get("due_to") and facts["due_from"] > facts["due_to"]:
            self.add_error("due_to", "Give a day that is not before the first.")
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """What is asked, without what is not."""
        return {key: value for key, value in self.cleaned_data.items() if value} if self.is_valid() else {}

    @property
    def kept(self) -> dict[str, str]:
        """What the address said, for a link that keeps it."""
        return {key: value for key in self.fields if (value := self.data.get(key, ""))}

    @property
    def further(self) -> bool:
        """Is anything set of what is folded away?"""
        return any(self.data.get(key) for key in OF_ACTIONS)


class OnePlanForm(NarrowForm):
    """Of one plan's actions."""

    council = None

    def __init__(self, data: Any, *, user: User) -> None:
        forms.Form.__init__(self, data, auto_id="by-%s")
        self.user = user


class FindingForm(NarrowForm):
    """Of actions."""

    show = forms.ChoiceField(label="Which", choices=STATES, required=False)
    plan = forms.ModelChoiceField(
        Plan.objects.none(), required=False, to_field_name="slug", widget=forms.HiddenInput,
        error_messages={"invalid_choice": NOT_THERE.format("plan")},
    )  # fmt: skip
    priority = forms.ModelChoiceField(
        Priority.objects.none(), required=False, widget=forms.HiddenInput,
        error_messages={"invalid_choice": NOT_THERE.format("priority")},
    )  # fmt: skip
    officer = forms.ModelChoiceField(
        Officer.objects.none(), required=False, widget=forms.HiddenInput,
        error_messages={"invalid_choice": NOT_THERE.format("person")},
    )  # fmt: skip
    declared = forms.ChoiceField(choices=COLOURS, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[("", ""), *Plan.Kind.choices], required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(choices=[("", ""), *Plan.Status.choices], required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(required=False, min_value=1974, max_value=LATEST_YEAR, widget=forms.HiddenInput)
    plan_words = TextField(max_length=100, required=False, widget=forms.HiddenInput)
    plan_colour = forms.ChoiceField(choices=COLOURS, required=False, widget=forms.HiddenInput)
    chips = ("plan", "priority", "officer", "declared", "kind", "status", "year", "plan_words", "plan_colour")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, user=user)
        for name, model in (("plan", Plan), ("priority", Priority), ("officer", Officer)):
            field: Any = self.fields[name]
            field.queryset = model.objects.visible_to(user)
        on_plans = Q(assignments__action__plan__in=Plan.objects.visible_to(user))
        officers: Any = self.fields["officer"]
        officers.queryset = Officer.objects.filter(Q(pk__in=officers.queryset.values("pk")) | on_plans).distinct()

    @property
    def kept_of_owner(self) -> dict[str, str]:
        """What the figures of one officer are narrowed to: neither colour nor state."""
        return {key: text for key, text in self.kept.items() if key not in ("colour", "show")}

    def chosen(self) -> list[tuple[str, str]]:
        """(what it is narrowed down to, the address without it) of what has no field on the page."""
        found = []
        for name in self.chips:
            if value := self.facts.get(name):
                rest = {key: text for key, text in self.kept.items() if key != name}
                found.append((self.in_words(name, value), f"?{urlencode(rest)}"))
        return found

    @staticmethod
    def in_words(name: str, value: Any) -> str:
        words = {
            "declared": lambda: f"declared {dict(COLOURS)[value].lower()}",
            "kind": lambda: Plan.Kind(value).label,
            "status": lambda: Plan.Status(value).label,
            "year": lambda: str(FinancialYear(value)),
            "plan_words": lambda: f"plans with “{value}”",
            "plan_colour": lambda: f"plans that are {dict(COLOURS)[value].lower()}",
        }
        return words[name]() if name in words else str(value)


class PlansForm(NarrowForm):
    """Of plans, and of what is counted in them."""

    kind = forms.ChoiceField(label="Kind", choices=[("", "Any"), *Plan.Kind.choices], required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "Any"), *Plan.Status.choices], required=False)
    year = forms.TypedChoiceField(label="Year", coerce=int, required=False, empty_value=None)
    field_order = ("q", "council", "kind", "year", "status", "colour")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, user=user)
        spans = Plan.objects.visible_to(user).order_by().values_list("first_year", "last_year").distinct()
        years = sorted({year for first, last in spans for year in range(first, last + 1)}, reverse=True)
        self.fields["colour"].label = "Plan’s colour"
        field: Any = self.fields["year"]
        field.choices = [("", "Any"), *((year, str(FinancialYear(year))) for year in years)]

    @property
    def counts_some(self) -> bool:
        """Are only some of each plan's actions counted?"""
        return any(self.facts.get(key) for key in OF_ACTIONS)
