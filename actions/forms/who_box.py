"""Who does an action, in one box, as a paper would say it: "Jane Clarke; Paul Taylor to prepare"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django import forms

from actions.models import Action, Assignment
from actions.owner_words import is_person
from actions.owners import parse_owners
from actions.services.naming import LEADS, Owner, owner_of
from people.doubles import by_known_name, how_alike
from people.models import Officer
from plans.models import Plan

ADD, LEAVE = "add", "leave"
NAME_LENGTH = 120  # of an officer


@dataclass
class Who:
    """The officers a plan may name, and who does the action so far."""

    officers: dict[int, Officer]
    known: dict[str, int]
    standing: list[Assignment]
    gone: dict[str, Officer]

    @classmethod
    def of(cls, plan: Plan, action: Action | None) -> Who:
        standing = list(action.assignments.select_related("officer").in_order()) if action else []
        there = {one.pk: one for one in Officer.objects.filter(organisation__in=plan.contributing_ids)}
        left = {one.name.casefold(): one for one in there.values() if one.left_on}
        there = {pk: one for pk, one in there.items() if not one.left_on}
        # One who has left, or of a council that is no longer a partner, stays where it stands.
        stays = {one.officer.pk: one.officer for one in standing if one.officer}
        known = by_known_name(stays.values()) | by_known_name(there.values())
        return cls(stays | there, known, standing, {name: one for name, one in left.items() if name not in known})

    @property
    def text(self) -> str:
        return "; ".join(self.words_of(one) for one in self.standing)

    def words_of(self, one: Assignment) -> str:
        part = LEADS if one.is_accountable and one is not self.standing[0] else one.part
        return one.name if part == Assignment.Part.DELIVERS else f"{one.name} ({part})"

    def owners(self, text: str, *, add_strangers: bool = False) -> list[Owner]:
        """Who the text names. Who stays keeps what else was written of their part."""
        found = []
        for one in parse_owners(text).owners:
            pk = self.known.get(one.name.casefold())
            owner = owner_of(one.name, one.part, self.officers[pk] if pk else None)
            if not owner.officer and add_strangers and is_stranger(one.name):
                owner = replace(owner, joins=True)
            found.append(self.as_it_stood(owner))
        return list(dict.fromkeys(found))

    def as_it_stood(self, owner: Owner) -> Owner:
        """With the words of the paper, and with what was written behind a part that stays."""
        for one in self.standing:
            is_same = one.officer == owner.officer if owner.officer else one.name == owner.as_written
            if is_same and one.part == owner.part:
                return replace(owner, as_written=one.as_written, note=owner.note or one.note)
        return owner

    def strangers(self, text: str) -> dict[str, str]:
        """{name of a person who is no officer: the officer who may be meant, or ""}."""
        named = [one.name for one in parse_owners(text).owners]
        standing = {one.as_written for one in self.standing}
        return {
            name: next((one.name for one in self.officers.values() if how_alike(name, one.name)), "")
            for name in named
            if name.casefold() not in self.known | self.gone and name not in standing and is_stranger(name)
        }

    def who_left(self, text: str) -> list[Officer]:
        """Whom the text names though they have left and have no part of it. A post is nobody who held it once."""
        named = [one.name.casefold() for one in parse_owners(text).owners]
        return [self.gone[name] for name in named if name in self.gone]

    def left_over(self, text: str) -> str:
        """Words in which no owner could be read."""
        return ", ".join(parse_owners(text).left_over)


def is_stranger(name: str) -> bool:
    return is_person(name) and len(name) <= NAME_LENGTH


def strangers_field(strangers: dict[str, str], plan: Plan) -> forms.ChoiceField:
    """What is to become of people who are no officers of the plan's councils."""
    names = in_a_row([f"“{name}”" for name in strangers])
    meant = [f"{there} for “{name}”" for name, there in strangers.items() if there]
    hint = f" Did you mean {in_a_row(meant)}? Then correct it above." if meant else ""
    is_one = len(strangers) == 1
    ask = f"Say what is to become of {names}: {'it is' if is_one else 'they are'} not the name of an officer."
    return forms.ChoiceField(
        label=f"{names} {'is' if is_one else 'are'} not among the officers",
        choices=[
            (
                ADD,
                f"Add {'them' if not is_one else 'this name'} as {'an officer' if is_one else 'officers'} of {plan.organisation}",
            ),
            (LEAVE, "Keep the words, and name somebody later"),
        ],
        widget=forms.RadioSelect,
        help_text=f"Reminders need an officer with an e-mail address.{hint}",
        error_messages={"required": f"{ask}{hint}"},
    )


def in_a_row(words: Collection[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
