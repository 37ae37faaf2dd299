"""Whom everything of an officer's goes to: one choice for each plan, and a box for what goes to somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from people.belongings import Item, Place
from people.forms import EditForm, TextField
from people.handing_over import mark_of, places_of, why_not
from people.models import Membership, Officer

NOBODY, NOBODY_YET = "nobody", "Nobody yet"
MOST_BOXES = 400  # of more things than this the others go as is chosen for their plan
CHANGED = "What is theirs has changed since you opened this page. Look at the list again; what you chose is kept."


@dataclass(frozen=True)
class Group:
    """A place as the page shows it: its choice, its tick, and its things, each with the box for somebody else."""

    place: Place
    choice: Any
    tick: Any
    rows: list[tuple[Item, Any]]
    names: list[str]


class HandOverForm(EditForm):
    """`leaves`: nothing may stay with the officer. `is_decided`: it comes from the preview, and what has changed since
    is found by the service, after it has looked whether the press was answered already."""

    def __init__(
        self, *args: Any, officer: Officer, items: list[Item], leaves: bool, is_decided: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"version": officer.version}, **kwargs)
        self.officer, self.items, self.leaves, self.is_decided = officer, items, leaves, is_decided
        self.mark = mark_of(items)
        self.places = places_of(items)
        councils = {pk for place in self.places for pk in place.councils}
        held = Membership.objects.filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
        others = Officer.objects.here().filter(Q(user=None) | Exists(held), organisation__in=councils)
        others = others.exclude(pk=officer.pk)  # whose sign-in has lost its roles is written to no more
        self.others = list(others.select_related("organisation", "user").in_order()) if items else []
        for place in self.places:
            self.add_place(place)
        for item in [one for one in items if one.can_be_given][:MOST_BOXES]:
            self.fields[f"one-{item.key}"] = TextField(label=f"Somebody else for “{item.title}”", required=False)
            self.fields[f"one-{item.key}"].widget.attrs["list"] = f"names-{item.place.key}"

    def add_place(self, place: Place) -> None:
        if not any(item.can_be_given for item in self.items if item.place == place):
            self.add_tick(place)
            return
        people = [(str(one.pk), self.name_of(one)) for one in self.of(place)]
        first = "Choose somebody" if self.leaves else f"{self.officer} keeps it"
        self.fields[f"to-{place.key}"] = forms.ChoiceField(
            label="All of it goes to",
            choices=[("", first), *people, (NOBODY, NOBODY_YET)],
            required=False,
            error_messages={"invalid_choice": f"Choose for {place.title} somebody of the list."},
        )
        self.add_tick(place)

    def add_tick(self, place: Place) -> None:
        if self.leaves:
            label = "Leave without an owner what nobody is chosen for"
            self.fields[f"ok-{place.key}"] = forms.BooleanField(label=label, required=False)

    def of(self, place: Place) -> list[Officer]:
        return [one for one in self.others if one.organisation_id in place.councils]

    def name_of(self, officer: Officer) -> str:
        words = officer.name if officer.post in ("", officer.name) else f"{officer.name}, {officer.post}"
        is_own = officer.organisation_id == self.officer.organisation_id
        return words if is_own else f"{words} ({officer.organisation})"

    @property
    def groups(self) -> Iterable[Group]:
        """For the page, in the order of the list."""
        for place in self.places:
            rows = [
                (item, self[name] if (name := f"one-{item.key}") in self.fields else None)
                for item in self.items
                if item.place == place
            ]
            names = [*map(self.name_of, self.of(place)), NOBODY_YET, *([] if self.leaves else [self.officer.name])]
            tick = self[f"ok-{place.key}"] if self.leaves else None
            choice = self[name] if (name := f"to-{place.key}") in self.fields else None
            yield Group(place, choice, tick, rows, names)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.choices: dict[str, Officer | None] = {}
        for item in self.items:
            self.choose(item, data)
        refused = why_not(self.items, self.choices, leaves=self.leaves)
        by_key = {item.key: item for item in self.items}
        for key, reason in refused.items():
            own, whole = f"one-{key}", f"to-{by_key[key].place.key}"
            self.add_error(own if data.get(own) else whole, f"{reason} Choose somebody else for “{by_key[key].title}”.")
        if not self.is_decided and self.data.get("shown") != self.mark:
            self.add_error(None, CHANGED)
        if self.leaves and not self.errors:
            self.ask_for_owners(data)
        return data

    def choose(self, item: Item, data: dict[str, Any]) -> None:
        if not item.can_be_given:
            return
        words = data.get(f"one-{item.key}", "")
        if words:
            try:
                found = self.read(words, item.place)
            except ValidationError as fault:
                self.add_error(f"one-{item.key}", fault)
                return
            if found != self.officer:
                self.choices[item.key] = found
            return
        whole = data.get(f"to-{item.place.key}", "")
        if whole == NOBODY:
            self.choices[item.key] = None
        elif whole:
            self.choices[item.key] = next(one for one in self.of(item.place) if str(one.pk) == whole)

    def read(self, words: str, place: Place) -> Officer | None:
        """The officer whom a name means, as the list writes it or by the name alone; None for nobody.

        Raises:
            ValidationError: nobody there is called so, or several are.
        """
        said = words.casefold()
        if said in (NOBODY, NOBODY_YET.casefold()):
            return None
        if said == self.officer.name.casefold() and not self.leaves:
            return self.officer
        there = self.of(place)
        found = [one for one in there if self.name_of(one).casefold() == said]
        found = found or [one for one in there if one.name.casefold() == said]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(f"Several are called “{words}”. Choose one from the list, with their post.")
        raise ValidationError(
            f"“{words}” is nobody who may be given it. Choose a name from the list, or leave it blank."
        )

    def ask_for_owners(self, data: dict[str, Any]) -> None:
        for place in self.places:
            bare = [one for one in self.items if one.place == place and self.choices.get(one.key) is None]
            if bare and not data.get(f"ok-{place.key}"):
                number = "One thing" if len(bare) == 1 else f"{len(bare)} things"
                self.add_error(
                    f"ok-{place.key}",
                    f"{number} in {place.title} would be nobody’s. Choose somebody, or tick that it may be left without an "
                    "owner.",
                )

    @property
    def accepted(self) -> set[str]:
        return {place.key for place in self.places if self.cleaned_data.get(f"ok-{place.key}")}
