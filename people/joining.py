"""A list of officers taken in: what each row would change in a council, and then all of it at once.

Nobody is removed by a list, no role is taken away, and a blank cell leaves what there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch

from people import audit
from people.addresses import check_address
from people.doubles import pairs_alike
from people.models import Membership, Officer, Organisation, Role, User
from people.permissions import Verb, check
from people.services import add_officer, edit_officer
from people.units import Spellings

MOST_ROWS = 1000
LONGEST_NAME, LONGEST_POST = 120, 160
FACTS = ("name", "post", "unit", "email")
ROLES = {
    word.casefold(): role.value for role in Role for word in (role.label, role.value, role.label.replace(" ", "_"))
}


@dataclass(frozen=True)
class Written:
    """One row of a list, as it is written; `number` is that of the file."""

    number: int
    name: str
    post: str = ""
    email: str = ""
    roles: tuple[str, ...] = ()
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Standing(StrEnum):
    ADD = "Added"
    CHANGE = "Changed"
    THERE = "There already"
    REFUSED = "Not taken in"


@dataclass
class Read:
    """A row against the council. `changes` are what would be saved of `officer`; `why` says it in words, or why not;
    `alike` names who may be the same person."""

    row: Written
    standing: Standing
    why: str = ""
    officer: Officer | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    alike: list[str] = field(default_factory=list)

    @property
    def is_invited(self) -> bool:
        """Would they be sent a link to choose a password?"""
        roles = self.changes.get("roles")
        is_new = self.officer is None or self.officer.user is None or not self.officer.user.is_active
        return bool(roles) and is_new and self.standing in (Standing.ADD, Standing.CHANGE)


@dataclass(frozen=True)
class Comparison:
    rows: list[Read]
    missing: list[Officer]

    def of(self, *standings: Standing) -> list[Read]:
        return [one for one in self.rows if one.standing in standings]

    @property
    def mark(self) -> str:
        """By which it is known whether what was shown still is what would be done."""
        words = [
            (one.row.number, one.standing.value, one.officer and (one.officer.pk, one.officer.version), one.changes)
            for one in self.rows
        ]
        return sha256(repr(words).encode()).hexdigest()[:32]


def compare(rows: Sequence[Written], organisation: Organisation) -> Comparison:
    """What the list would do to the council's officers. Two queries, whatever its length."""
    held = Prefetch("user__memberships", queryset=Membership.objects.filter(organisation=organisation).order_by("role"))
    officers = list(
        Officer.objects.filter(organisation=organisation).select_related("user").prefetch_related(held).in_order()
    )
    found = _Council(officers).read(rows)
    named = {one.officer.pk for one in found if one.officer}
    name_the_alike(found, officers)
    return Comparison(found, [one for one in officers if one.pk not in named and one.left_on is None])


class _Council:
    """The officers there are, by what a row may name them by; and what earlier rows of the list have taken."""

    def __init__(self, officers: Collection[Officer]) -> None:
        self.units = Spellings(one.unit for one in officers)
        self.by_email: dict[str, list[Officer]] = defaultdict(list)
        self.by_name: dict[str, list[Officer]] = defaultdict(list)
        for one in officers:
            for email in {one.email.casefold(), one.user.email.casefold() if one.user else ""} - {""}:
                self.by_email[email].append(one)
            self.by_name[one.name.casefold()].append(one)
        self.taken: dict[object, int] = {}

    def read(self, rows: Iterable[Written]) -> list[Read]:
        return [self.read_row(row) for row in rows]

    def read_row(self, row: Written) -> Read:
        try:
            roles = roles_in(row)
            email = check_row(row, roles)
            unit = self.units.of(row.unit)
            officer = self.officer_of(row, email)
            self.take(row, email, officer)
            if officer is None:
                self.check_free(row, email)
        except ValueError as fault:
            return Read(row, Standing.REFUSED, str(fault))
        self.units.add(unit)
        if officer is None:
            facts = {"name": row.name, "post": row.post, "unit": unit, "email": email, "roles": sorted(roles)}
            return Read(row, Standing.ADD, words_of_roles(roles), changes=facts)
        return compared(row, officer, unit, email, roles)

    def officer_of(self, row: Written, email: str) -> Officer | None:
        """Whom the row is about: who has the address, else who has the name and, where several do, the post.

        Raises:
            ValueError: it may be about several.
        """
        named = self.by_name[row.name.casefold()]
        if email and (there := self.by_email[email]):
            alike = [one for one in there if one.name.casefold() == row.name.casefold()]
            if len(alike) == 1 or len(there) == 1:
                return (alike or there)[0]
            raise ValueError(f"Several officers have the address {email}. Change the one that is meant on their page.")
        same_post = [one for one in named if one.post.casefold() == row.post.casefold()]
        if not same_post and (not row.post or any(not one.post for one in named)):
            same_post = [one for one in named if not one.post or not row.post]
        if len(same_post) > 1:
            raise ValueError(f"Several officers are called {row.name}. Give the post or the address of the one meant.")
        return same_post[0] if same_post else None

    def take(self, row: Written, email: str, officer: Officer | None) -> None:
        """Raises ValueError where an earlier row of the list is about the same person."""
        keys: list[tuple[str, object]] = [("email", email)] if email else []
        keys += [("officer", officer.pk)] if officer else [("name", (row.name.casefold(), row.post.casefold()))]
        for key in keys:
            if key in self.taken:
                raise ValueError(f"Row {self.taken[key]} is about the same person already.")
        self.taken |= dict.fromkeys(keys, row.number)

    def check_free(self, row: Written, email: str) -> None:
        """Raises ValueError where name and post are taken as the database compares them."""
        if any(one.name == row.name and one.post == row.post for one in self.by_name[row.name.casefold()]):
            raise ValueError(f"{row.name} is an officer already.")


def roles_in(row: Written) -> set[str]:
    """Raises ValueError, naming what is no role."""
    for word in row.roles:
        if word.casefold() not in ROLES:
            known = ", ".join(role.label.lower() for role in Role)
            raise ValueError(f"“{word}” is no role. The roles are: {known}.")
    return {ROLES[word.casefold()] for word in row.roles}


def check_row(row: Written, roles: Collection[str]) -> str:
    """The address, as it is kept. Raises ValueError, with a sentence, for what no officer can be."""
    if not row.name:
        raise ValueError("There is no name.")
    for words, longest, what in ((row.name, LONGEST_NAME, "name"), (row.post, LONGEST_POST, "post")):
        if len(words) > longest:
            raise ValueError(f"The {what} has more than {longest} characters.")
    email = check_address(row.email.lower()) if row.email else ""
    if roles and not email:
        raise ValueError("Somebody with a role signs in with an e-mail address, and there is none.")
    return email


def compared(row: Written, officer: Officer, unit: str, email: str, roles: Collection[str]) -> Read:
    """What the row would change of an officer who is there."""
    held = {one.role for one in officer.user.memberships.all()} if officer.user else set()
    changes: dict[str, Any] = {}
    if row.name != officer.name:
        changes["name"] = row.name
    if row.post and row.post != officer.post:
        changes["post"] = row.post
    if unit and unit != officer.unit:
        changes["unit"] = unit
    if email and not officer.email:
        changes["email"] = email
    elif email and email != officer.email.lower() and not (officer.user and officer.user.email.lower() == email):
        why = f"{officer} is there with the address {officer.email}. Change it on their page if it is the same person."
        return Read(row, Standing.REFUSED, why, officer)
    if set(roles) - held:
        changes["roles"] = sorted(held | set(roles))
    if officer.left_on and "roles" not in changes:
        why = f"{officer} has left. Give a role here, or say on their page that they are back."
        return Read(row, Standing.REFUSED, why, officer)
    if not changes:
        also = f"Also holds {words_of_roles(held - set(roles))}." if roles and held - set(roles) else ""
        return Read(row, Standing.THERE, also, officer)
    if officer.user and officer.email.lower() != officer.user.email.lower():
        why = f"{officer} signs in with another address than e-mails go to. Change them on their page."
        return Read(row, Standing.REFUSED, why, officer)
    said = [told(name, changes[name], getattr(officer, name)) for name in FACTS if name in changes]
    said += [f"is given {words_of_roles(set(roles) - held)}"] if "roles" in changes else []
    said += ["had left, and is here again"] if officer.left_on else []
    return Read(row, Standing.CHANGE, "; ".join(said), officer, changes)


def told(name: str, after: str, before: str) -> str:
    return f"{name} “{after}” instead of “{before}”" if before else f"{name} “{after}”"


def words_of_roles(roles: Collection[str]) -> str:
    return ", ".join(role.label for role in Role if role.value in roles)


def name_the_alike(found: Collection[Read], officers: Collection[Officer]) -> None:
    """Beside each who would be added, the names there and in the list that may be the same person."""
    new = {-1 - at: one for at, one in enumerate(found) if one.standing == Standing.ADD}
    names = {one.pk: one.name for one in officers} | {key: one.row.name for key, one in new.items()}
    posts = {one.pk: one.post for one in officers}
    for one, other, why in pairs_alike(names):
        for key, beside in ((one, other), (other, one)):
            if key in new:
                post = posts.get(beside) or (new[beside].row.post if beside in new else "")
                new[key].alike.append(f"{names[beside]}{f' ({post})' if post else ''}: {why}")


@transaction.atomic
def take_in(*, organisation: Organisation, rows: Sequence[Written], by: User, shown: str) -> Comparison:
    """Add and change what the list says, all of it or nothing; who is given a role is sent the link to choose a password.

    Raises:
        ValidationError: what it would do is not what was shown (`shown`, by its mark), or a row cannot be saved after all.
    """
    check(by, Verb.ADMINISTER, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # of two lists at once the second sees the first
    found = compare(rows, organisation)
    if found.mark != shown:
        raise ValidationError(
            "The officers have changed since this was shown, so nothing has been taken in. Look again."
        )
    for one in found.of(Standing.ADD, Standing.CHANGE):
        try:
            save(one, organisation, by)
        except ValidationError as refusal:
            raise ValidationError(f"Row {one.row.number}, {one.row.name}: {' '.join(refusal.messages)}") from None
    after = {
        "added": len(found.of(Standing.ADD)),
        "changed": len(found.of(Standing.CHANGE)),
        "there": len(found.of(Standing.THERE)),
        "not taken in": len(found.of(Standing.REFUSED)),
    }
    if after["added"] or after["changed"]:
        audit.record("took in a list of officers for", organisation, by=by, organisation=organisation, after=after)
    return found


def save(one: Read, organisation: Organisation, by: User) -> None:
    if one.officer is None:
        add_officer(organisation=organisation, by=by, **one.changes)
        return
    officer = one.officer
    held = [row.role for row in officer.user.memberships.all()] if officer.user else []
    facts = {name: getattr(officer, name) for name in FACTS} | {"roles": sorted(held), **one.changes}
    edit_officer(officer=officer, by=by, version=officer.version, **facts)


def as_listed(organisation: Organisation) -> list[tuple[str, ...]]:
    """(name, post, unit, address, roles) of every officer who is here, as such a list writes them. Two queries."""
    held = Prefetch("user__memberships", queryset=Membership.objects.filter(organisation=organisation))
    officers = Officer.objects.here().filter(organisation=organisation).select_related("user").prefetch_related(held)
    return [
        (
            *(getattr(one, name) for name in FACTS),
            words_of_roles({row.role for row in one.user.memberships.all()} if one.user else ()),
        )
        for one in officers.in_order()
    ]
