"""What an officer has goes to others, in one transaction; and, where they leave, their ways in are closed with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people import audit, handover_mail, outbox
from people.belongings import BELONGINGS, WAYS_IN, Handing, Item, Place, everything_of
from people.models import Officer, OutgoingMail, StaleVersionError, User
from people.permissions import Verb, check
from people.services import give_roles, roles_of, stop_or_allow
from people.sessions import end_sessions

HAS_LEFT = "They have left, so nobody writes to them any more."
NOT_SENT = (OutgoingMail.State.QUEUED, OutgoingMail.State.RETRY)
Choices = Mapping[str, Officer | None]  # {key of an item: whom it goes to, None: nobody}; what is not in it stays


class ChangedMeanwhileError(ValidationError):
    """What is the officer's is not what the page showed: it has to be looked at again."""


@dataclass(frozen=True)
class Outcome:
    """What was done: how many things each of the new owners was given, how many are nobody's, how many links
    and feeds were ended."""

    given: Mapping[Officer, int]
    without: int
    ended: Mapping[str, int]


def mark_of(items: Collection[Item]) -> str:
    """A short mark of what was shown, by which a page knows whether it still is what there is."""
    return sha256("\n".join(sorted(item.key for item in items)).encode()).hexdigest()[:32]


def places_of(items: Collection[Item]) -> list[Place]:
    return list({item.place.key: item.place for item in items}.values())


def ways_in_of(officer: Officer, on: date) -> dict[str, int]:
    """{what it is: how many} of the addresses and links that would end."""
    found = {name: way.of_officer(officer, on) for name, way in WAYS_IN.items()}
    return {name: number for name, number in found.items() if number}


def ownerless(items: Collection[Item], choices: Choices) -> list[Item]:
    """What would be nobody's once the officer has left."""
    return [item for item in items if choices.get(item.key) is None]


def why_not(items: Collection[Item], choices: Choices, *, leaves: bool) -> dict[str, str]:
    """{key of an item: why whom it is to go to cannot have it, in a sentence}."""
    found = {}
    for (kind, to), those in bundles(items, choices).items():
        for item in those:
            if to is None:
                if not (item.left or leaves):
                    found[item.key] = f"“{item.title}” can be somebody else’s, but not nobody’s."
            elif not item.can_be_given or BELONGINGS[kind].give is None:
                found[item.key] = f"“{item.title}” cannot be handed over here."
            elif to.organisation_id not in item.place.councils:
                found[item.key] = f"{to} is of a council that does not share {item.place.title}."
            elif to.left_on:
                found[item.key] = f"{to} has left, so choose somebody else."
            elif reason := BELONGINGS[kind].why_not([item.pk], to):
                found[item.key] = reason
    return found


def bundles(items: Collection[Item], choices: Choices) -> dict[tuple[str, Officer | None], list[Item]]:
    """What of one kind goes to one officer, or to nobody."""
    found: dict[tuple[str, Officer | None], list[Item]] = defaultdict(list)
    for item in items:
        if item.key in choices:
            found[item.kind, choices[item.key]].append(item)
    return dict(found)


@transaction.atomic
def hand_over(
    *, officer: Officer, by: User, version: int, shown: str, choices: Choices, leaves: bool, accepted: Collection[str],
    now: datetime,
) -> Outcome:  # fmt: skip
    """Give what is chosen to whom it was chosen for; where the officer leaves, close their ways in with it.

    `shown` is the mark of what the page listed. `accepted`: keys of the places of which something may be nobody's.

    Raises:
        StaleVersionError: somebody saved or handed over this officer meanwhile.
        ChangedMeanwhileError: something became theirs, or is theirs no longer, since the page was opened.
        ValidationError: somebody chosen cannot have it, something would be nobody's in a place that was not accepted,
            or the person closes their own sign-in.
    """
    check(by, Verb.ADMINISTER, officer)
    if leaves and officer.user_id == by.pk:
        raise ValidationError("You cannot close your own sign-in. Another administrator does it.")
    on = timezone.localdate(now)
    lock(officer, choices)
    if not Officer.claim_version(officer.pk, version):
        raise StaleVersionError(Officer.objects.get(pk=officer.pk))
    items = everything_of(officer, on)
    if mark_of(items) != shown:
        raise ChangedMeanwhileError(
            f"What is {officer}’s has changed since you opened this page. Look at the list again; what you chose is kept."
        )
    check_choices(items, choices, leaves=leaves, accepted=accepted)
    without = ownerless(items, choices) if leaves else [one for one in items if choices.get(one.key, officer) is None]
    # What nobody is chosen for is let go where it can be, so that it is asked for; else it stays in their name.
    resolved = {**choices, **{item.key: None for item in without if item.left and item.can_be_given}}
    for (kind, to), those in bundles(items, resolved).items():
        give, pks = BELONGINGS[kind].give, [item.pk for item in those if to is not None or item.left]
        if give and pks:
            give(Handing(officer, to, pks, by, now, on))
    given: dict[Officer, list[Item]] = defaultdict(list)
    for item in items:
        if (to := choices.get(item.key)) is not None:
            given[to].append(item)
    ended = close(officer, by, now) if leaves else {}
    record(officer, by, given, without, ended, leaves=leaves)
    for to, those in given.items():
        if to.user_id != by.pk and to.can_be_written_to:
            handover_mail.queue_given(officer, to, those, by=by, now=now, leaves=leaves)
    outbox.ring()
    return Outcome({to: len(those) for to, those in given.items()}, len(without), ended)


def lock(officer: Officer, choices: Choices) -> None:
    """The officer and all who are given something, in one order whoever hands over to whom: what is being given to any
    of them just now is waited for, and then seen; and nobody is given something while they leave themselves."""
    chosen = {to.pk for to in choices.values() if to}
    rows = Officer.objects.select_for_update(of=("self",)).filter(pk__in={officer.pk, *chosen}).order_by("pk")
    gone = {one.pk for one in rows if one.left_on}
    if left := next((to for to in choices.values() if to and to.pk in gone), None):
        raise ValidationError(f"{left} has left meanwhile, so choose somebody else.")


def check_choices(items: Collection[Item], choices: Choices, *, leaves: bool, accepted: Collection[str]) -> None:
    if refused := why_not(items, choices, leaves=leaves):
        raise ValidationError(list(dict.fromkeys(refused.values())))
    if leaves:
        bare = {item.place.title: None for item in ownerless(items, choices) if item.place.key not in accepted}
        if bare:
            raise ValidationError(
                [f"Choose who has what is left in {title}, or tick that it may be nobody’s." for title in bare]
            )


def close(officer: Officer, by: User, now: datetime) -> dict[str, int]:
    """Take away the roles in this council and every way in that hangs on them, and note the day. A sign-in that has
    roles in other councils goes on there, after signing in anew."""
    on, ended = timezone.localdate(now), {}
    before = {"roles": roles_of(officer), "left_on": officer.left_on}
    if officer.user is not None:
        give_roles(officer.user, officer.organisation, ())
        stop_or_allow(officer.user)
        end_sessions(officer.user)
    officer.left_on = on
    officer.save(update_fields=["left_on"])
    for name, way in WAYS_IN.items():
        ended[name] = way.end(officer, by, now)
    waiting = OutgoingMail.objects.filter(reminders__officer=officer, state__in=NOT_SENT).values("pk")
    ended["reminders not sent"] = OutgoingMail.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(
        state=OutgoingMail.State.WITHHELD, reason=HAS_LEFT, retry_at=None
    )
    after = {"roles": [], "left_on": on}
    audit.record("closed the sign-in of", officer, by=by, organisation=officer.organisation, before=before, after=after)
    return {name: number for name, number in ended.items() if number}


def record(
    officer: Officer, by: User, given: Mapping[Officer, list[Item]], without: Collection[Item],
    ended: Mapping[str, int], *, leaves: bool,
) -> None:  # fmt: skip
    after = {
        "given": {f"{to} ({to.pk})": [item.key for item in those] for to, those in given.items()},
        "without an owner": [item.key for item in without],
        "ended": dict(ended),
    }
    verb = "handed over, on leaving, what was of" if leaves else "handed over what was of"
    audit.record(verb, officer, by=by, organisation=officer.organisation, after=after)


@transaction.atomic
def come_back(*, officer: Officer, by: User, version: int) -> Officer:
    """Somebody who had left is here again; roles are given as to anybody, and nothing is given back by itself.

    Raises:
        StaleVersionError: somebody saved them meanwhile.
        ValidationError: they have not left.
    """
    check(by, Verb.ADMINISTER, officer)
    if officer.left_on is None:
        raise ValidationError(f"{officer} has not left.")
    before = {"left_on": officer.left_on}
    officer.save_from(version, left_on=None)
    audit.record("took back the leaving of", officer, by=by, organisation=officer.organisation, before=before)
    return officer
