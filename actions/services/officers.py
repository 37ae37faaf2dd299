"""Two spellings of one officer become one: everything of the one that goes belongs to the one that stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, Assignment, ProgressUpdate, Reminder, UpdateLink
from people import audit
from people.models import Absence, Membership, Officer, OutgoingMail, StaleVersionError, User
from people.permissions import Verb, check

State = OutgoingMail.State
NOT_SENT = (State.QUEUED, State.RETRY)  # what is being sent just now, or may have arrived, counts as told


@dataclass(frozen=True)
class Holding:
    """What hangs on an officer. `updates` were posted under their name, which stays in them."""

    actions: list[Action]
    links: int
    absences: list[Absence]
    reminders: int
    updates: int

    @classmethod
    def of(cls, officer: Officer, *, on: date) -> Holding:
        """Five queries."""
        posted = ProgressUpdate.objects.filter(by_name=officer.name, action__plan__organisation=officer.organisation_id)
        return cls(
            list(Action.objects.filter(assignments__officer=officer).distinct().in_order()),
            UpdateLink.objects.live(on).filter(officer=officer).count(),
            list(officer.absences.filter(last__gte=on).order_by("first")),
            officer.reminders.exclude(mail=None).count(),
            posted.count(),
        )


def why_not(one: Officer, other: Officer) -> str:
    """Why these two cannot become one, with what to do about it; empty where they can."""
    if one.pk == other.pk:
        return "Choose two officers."
    if one.organisation_id != other.organisation_id:
        return f"{one} and {other} belong to different councils, and each council keeps its own officers."
    if signs_in(one) and signs_in(other) and one.user_id != other.user_id:
        return (
            f"Both sign in: {one} with {one.user.email}, {other} with {other.user.email}. Open the one whose sign-in "  # type: ignore[union-attr]
            "is not wanted, take away its roles, and then merge them."
        )
    return ""


def signs_in(officer: Officer) -> bool:
    """Has a sign-in that still holds a role in the council."""
    held = Membership.objects.filter(user=officer.user_id, organisation=officer.organisation_id)
    return officer.user_id is not None and held.exists()


@transaction.atomic
def merge_officers(*, stays: Officer, goes: Officer, by: User, version: int, version_of_other: int) -> Officer:
    """Give everything of `goes` to `stays`, and take `goes` away. Words written at the time stay as they were: those
    of assignments, and the names in updates and deliveries. It cannot be undone; the trail says what was moved.

    Raises:
        ValidationError: they are of different councils, or both sign in.
        StaleVersionError: one of them has been saved meanwhile.
    """
    check(by, Verb.ADMINISTER, stays)
    check(by, Verb.ADMINISTER, goes)
    if refusal := why_not(stays, goes):
        raise ValidationError(refusal)
    for officer, made_from in ((stays, version), (goes, version_of_other)):
        if not Officer.claim_version(officer.pk, made_from):
            raise StaleVersionError(Officer.objects.filter(pk=officer.pk).first() or officer)
    before, facts = facts_of(goes), united(stays, goes)
    moved: dict[str, Any] = {
        "parts": move_assignments(stays, goes),
        "days away": move_absences(stays, goes),
        "reminders": move_reminders(stays, goes, facts["email"]),
        "links": move_links(stays, goes, facts["email"]),
    }
    for relation in Officer._meta.related_objects:  # whatever else there comes to be
        if relation.many_to_many:  # whom they were told apart from ends with them
            continue
        model: Any = relation.related_model
        number = model._base_manager.filter(**{relation.field.name: goes}).update(**{relation.field.name: stays})
        if number:
            moved[str(model._meta.verbose_name_plural)] = number
    goes.delete()
    for name, value in facts.items():
        setattr(stays, name, value)
    stays.version = version + 1
    stays.save(update_fields=[*facts])
    audit.record(
        "merged", stays, by=by, organisation=stays.organisation, before={"merged": before}, after={"moved": moved}
    )
    return stays


def facts_of(officer: Officer) -> dict[str, Any]:
    facts: dict[str, Any] = {
        name: getattr(officer, name) for name in ("name", "post", "unit", "email", "also_known_as")
    }
    return {"id": officer.pk, **facts, "signs in with": officer.user.email if officer.user else ""}


def united(stays: Officer, goes: Officer) -> dict[str, Any]:
    """What stands of the one who stays: their own, else the other's; reminders go where the sign-in is."""
    account = stays if signs_in(stays) or not goes.user_id or (stays.user_id and not signs_in(goes)) else goes
    email = account.email if account.user_id and account.email else stays.email or goes.email
    taken = Officer.objects.filter(organisation=stays.organisation_id, name=stays.name, post=goes.post)
    post = stays.post or ("" if taken.exclude(pk__in=(stays.pk, goes.pk)).exists() else goes.post)
    known, spellings = {stays.name.casefold(), post.casefold(), ""}, []
    for words in (*stays.also_known_as, goes.name, goes.post, *goes.also_known_as):
        if words.casefold() not in known:
            known.add(words.casefold())
            spellings.append(words)
    return {
        "post": post,
        "unit": stays.unit or goes.unit,
        "email": email,
        "user": account.user,
        "also_known_as": spellings,
    }


def move_assignments(stays: Officer, goes: Officer) -> list[dict[str, Any]]:
    """Nobody has the same part of an action twice: then the two become one, with the words of both."""
    there = {(row.action_id, row.part): row for row in stays.assignments.all()}
    moved = []
    for row in Assignment.objects.filter(officer=goes).select_related("action").in_order():
        twin = there.get((row.action_id, row.part))
        moved.append(
            {
                "action": row.action_id, "title": row.action.title, "part": row.part, "as_written": row.as_written,
                "is_accountable": row.is_accountable, "had it already": twin is not None,
            }
        )  # fmt: skip
        if twin:
            join(row, twin)
        else:
            row.officer = stays
            row.save(update_fields=["officer"])
            there[row.action_id, row.part] = row
    return moved


def join(row: Assignment, twin: Assignment) -> None:
    """Have one assignment stand for two of the same officer, part and action."""
    row.delete()
    twin.as_written, twin.note = both(twin.as_written, row.as_written), both(twin.note, row.note)
    twin.is_accountable = twin.is_accountable or row.is_accountable
    twin.save(update_fields=["as_written", "note", "is_accountable"])


def both(words: str, others: str) -> str:
    if not others or others.casefold() == words.casefold():
        return words
    return f"{words}; {others}"[:300] if words else others


def move_absences(stays: Officer, goes: Officer) -> list[str]:
    """Days that overlap become one stretch, and nobody stands in for themselves."""
    moved = [str(one) for one in (*goes.absences.all(), *goes.covers.select_related("officer"))]
    Absence.objects.filter(officer__in=(stays, goes), cover__in=(stays, goes)).update(cover=None)
    goes.covers.update(cover=stays)
    goes.absences.update(officer=stays)
    kept = None
    for one in stays.absences.order_by("first", "pk"):
        if kept and one.first <= kept.last:
            kept.last, kept.cover = max(kept.last, one.last), kept.cover or one.cover
            kept.save(update_fields=["last", "cover"])
            one.delete()
        else:
            kept = one
    return moved


def move_reminders(stays: Officer, goes: Officer, address: str) -> int:
    """What either has been told, both have. What waits to go to another address is told again to the one that stays."""
    of_both = Reminder.objects.filter(officer__in=(stays, goes))
    of_both.filter(mail__state__in=NOT_SENT).exclude(mail__to_address__iexact=address).delete()
    told: dict[tuple[str, str], Reminder] = {}
    twice = []
    for row in of_both.select_related("mail").order_by("pk"):
        twin = told.get((row.key, row.rung))
        if twin is None or weight(row) > weight(twin):
            told[row.key, row.rung] = row
            twice += [twin.pk] if twin else []
        else:
            twice.append(row.pk)
    Reminder.objects.filter(pk__in=twice).delete()
    return goes.reminders.update(officer=stays)


def weight(reminder: Reminder) -> int:
    """How surely it was told: sent, on its way, not delivered, or left unsaid."""
    if reminder.mail is None:
        return 0
    if reminder.mail.state == State.SENT:
        return 3
    return 2 if reminder.mail.state in (*NOT_SENT, State.CLAIMED, State.UNCERTAIN) else 1


def move_links(stays: Officer, goes: Officer, address: str) -> int:
    """Of two links of one day to one action the one that was used stays, else the one that would still be taken."""
    best: dict[tuple[int, date], UpdateLink] = {}
    twice = []
    for link in UpdateLink.objects.filter(officer__in=(stays, goes)).order_by("pk"):
        twin = best.get((link.action_id, link.made_on))
        if twin is None or standing(link, address) > standing(twin, address):
            best[link.action_id, link.made_on] = link
            twice += [twin.pk] if twin else []
        else:
            twice.append(link.pk)
    UpdateLink.objects.filter(pk__in=twice).delete()
    return goes.update_links.update(officer=stays)


def standing(link: UpdateLink, address: str) -> tuple[bool, bool]:
    return link.used_at is not None, link.sent_to.lower() == address.lower()
