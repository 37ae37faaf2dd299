"""Who the person with an address is: their sign-in, their officers in every council, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from commsplan.persons.words import Words
from people.models import Officer, Organisation, User

GONE = "removed.invalid"  # of a kind of address that can never be anybody's (RFC 2606)


@dataclass
class Person:
    """The sign-ins and officers that are one person. `also`: further names and addresses that somebody knows of.

    `namesakes`: names that somebody else here has as well. Those cannot be told apart in a text, so they are looked for
    only in rows that hang on the person's own sign-in and officers.
    """

    email: str
    users: list[User]
    officers: list[Officer]
    also: tuple[str, ...] = ()
    councils: list[Organisation] | None = None  # of an administrator who asks: nobody else's rows
    namesakes: list[str] = field(default_factory=list)

    @cached_property
    def addresses(self) -> list[str]:
        given = [self.email, *(user.email for user in self.users), *(officer.email for officer in self.officers)]
        return unlike(one for one in (*given, *self.also) if "@" in one)

    @cached_property
    def spellings(self) -> list[str]:
        """Full names, not posts: "Communications Manager" is the name of an officer whom nobody has named."""
        posts = {officer.post.casefold() for officer in self.officers}
        given = [*(user.name for user in self.users)]
        for officer in self.officers:
            given += [officer.name, *officer.also_known_as]
        full = [one for one in given if len(one.split()) > 1 and one.casefold() not in posts]
        return unlike([*full, *(one for one in self.also if "@" not in one)])

    @cached_property
    def number(self) -> int:
        return min((one.pk for one in (self.users or self.officers)), default=0)

    @property
    def label(self) -> str:
        """What stands for the name: the same wherever it stood, so that what was said can still be followed."""
        what = "Somebody" if self.users else "An officer" if self.officers else ""
        return f"{what} who left ({self.number})" if what else "somebody who left"

    @property
    def address(self) -> str:
        what = "left" if self.users else "officer-left"
        return f"{what}-{self.number}@{GONE}"

    @cached_property
    def words(self) -> Words:
        """For rows of anybody: without names that somebody else has as well."""
        shared = {name.casefold() for name in self.namesakes}
        return Words(
            self.addresses, [name for name in self.spellings if name.casefold() not in shared], self.label, self.address
        )

    @cached_property
    def own_words(self) -> Words:
        """For rows that are theirs."""
        return Words(self.addresses, self.spellings, self.label, self.address)

    @property
    def user_ids(self) -> set[int]:
        return {user.pk for user in self.users}

    @property
    def officer_ids(self) -> set[int]:
        return {officer.pk for officer in self.officers}

    @property
    def council_ids(self) -> list[int]:
        return [council.pk for council in self.councils or ()]

    @property
    def is_known(self) -> bool:
        return bool(self.users or self.officers)

    def __str__(self) -> str:
        names = [str(user) for user in self.users] or [str(officer) for officer in self.officers]
        return names[0] if names else self.email


def person_of(email: str, *, also: Iterable[str] = ()) -> Person:
    """Whoever signs in with an address or is written to at it, with all their officers. Five queries."""
    email = email.strip()
    officers = Officer.objects.filter(Q(email__iexact=email) | Q(user__email__iexact=email))
    users = {officer.user for officer in officers.select_related("user") if officer.user}
    users |= {*User.objects.filter(email__iexact=email)}
    theirs = Officer.objects.filter(Q(user__in=users) | Q(pk__in=officers)).select_related("organisation", "user")
    by_age = sorted(users, key=lambda user: user.pk)
    return ready(
        Person(email, by_age, list(theirs.order_by("pk")), tuple(words.strip() for words in also if words.strip()))
    )


def person_in_council(officer: Officer) -> Person:
    """An officer as their own council knows them: nothing of what other councils hold."""
    one = Q(pk=officer.pk)
    if officer.user_id:
        one |= Q(user=officer.user_id)
    if officer.email:
        one |= Q(email__iexact=officer.email)
    there = Officer.objects.filter(one, organisation=officer.organisation_id).select_related("organisation", "user")
    users = [officer.user] if officer.user else []
    email = officer.email or (officer.user.email if officer.user else "")
    return ready(Person(email, users, list(there.order_by("pk")), councils=[officer.organisation]))


def ready(person: Person) -> Person:
    """With what they are called now, whatever becomes of them."""
    person.namesakes = namesakes_of(person)
    _ = person.words, person.own_words
    return person


def namesakes_of(person: Person) -> list[str]:
    """The names of a person that are somebody else's too, but for those that somebody says are theirs."""
    others = [*User.objects.exclude(pk__in=person.user_ids).values_list("name", flat=True)]
    for name, known in Officer.objects.exclude(pk__in=person.officer_ids).values_list("name", "also_known_as"):
        others += [name, *known]
    taken = {" ".join(name.casefold().split()) for name in others}
    taken -= {" ".join(name.casefold().split()) for name in person.also}
    return [name for name in person.spellings if " ".join(name.casefold().split()) in taken]


def unlike(words: Iterable[str]) -> list[str]:
    """Each once, whatever its case, without blanks."""
    found: dict[str, str] = {}
    for one in words:
        if tidy := " ".join(one.split()):
            found.setdefault(tidy.casefold(), tidy)
    return list(found.values())
