"""Which of two spellings of an officer stays, and who holds a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.services.posts import Post
from people.addresses import check_address
from people.forms import ManyField, OneTimeForm, TextField
from people.models import Officer
from people.text import cleaned
from plans.models import Plan


class MergeForm(OneTimeForm):
    """`version` is that of the first of the two officers, `version_of_other` that of the other."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 2)
    version_of_other = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 2)
    stays = forms.TypedChoiceField(
        label="Which one stays?",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="With their name, and with their own post and address where there are two.",
        error_messages={"required": "Choose which one stays."},
    )

    def __init__(self, *args: Any, one: Officer, other: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(version=one.version, version_of_other=other.version)
        self.fields["stays"].choices = [
            (one.pk, f"{one.name}, {one.post}" if one.post not in ("", one.name) else one.name) for one in (one, other)
        ]


class HolderForm(OneTimeForm):
    """Somebody of the list, or somebody new; for all the actions of the post, or for some."""

    who = forms.ModelChoiceField(label="Who holds it", queryset=Officer.objects.none(), required=False)
    name = TextField(label="Somebody new: their name", max_length=120, required=False)
    post = TextField(label="Their post", max_length=160, required=False)
    email = forms.EmailField(
        label="Their e-mail address", max_length=254, required=False, help_text="Reminders go here."
    )
    who.when = "if in the list"
    name.when = "if not"
    actions = ManyField(
        label="For which actions",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one action."},
    )

    def __init__(self, *args: Any, plan: Plan, held: Post, may_add: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holder = held.holder
        self.fields["who"].queryset = Officer.objects.filter(organisation__in=plan.contributing_ids).to_choose(
            [held.holder.pk] if held.holder else []
        )
        self.fields["who"].empty_label = "Nobody: ask for a name again" if held.holder else "Choose an officer"
        self.initial.setdefault("who", held.holder)
        theirs = [action.pk for action in held.actions]
        self.fields["actions"].queryset = plan.actions.filter(pk__in=theirs).in_order()
        self.initial.setdefault("actions", theirs)
        if not may_add:
            for name in ("name", "post", "email"):
                del self.fields[name]

    def clean_email(self) -> str:
        email = cleaned(self.cleaned_data["email"]).lower()
        try:
            return check_address(email) if email else ""
        except ValueError as fault:
            raise ValidationError(str(fault)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        who, name = data.get("who"), data.get("name")
        if who and who != self.holder and name:
            self.add_error("name", "Choose an officer above or add somebody new here, not both.")
        if (data.get("post") or data.get("email")) and not name:
            self.add_error("name", "Give the name too.")
        if not who and not name and not self.holder and not self.errors:
            self.add_error("who", "Choose who holds it, or give the name of somebody new.")
        return data

    def answer(self) -> dict[str, Any]:
        """What `name_holder` is told: of somebody new the officer of the list is nothing."""
        facts = self.facts("who")
        return {
            **facts,
            "actions": list(facts["actions"]),
            "officer": None if facts.get("name") else self.cleaned_data["who"],
        }
