"""Adding and editing actions, and naming who does which part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from actions.event_words import Event
from actions.events import known_events
from actions.models import Action, Assignment, ProgressUpdate
from actions.services.occurrences import lay_out_occurrences
from actions.timing import Timing
from people import audit
from people.models import Officer, User
from people.permissions import Verb, check
from plans.models import Audience, Plan, Priority
from plans.rag import Rag
from plans.services import check_open

EDITABLE = ("title", "section", "reference", "method", "priority", "parent", "date_set_by")


@dataclass(frozen=True)
class Owner:
    """Who does a part: an officer, or the words of a post nobody is named to."""

    officer: Officer | None
    as_written: str = ""
    part: str = Assignment.Part.DELIVERS
    note: str = ""


@dataclass(frozen=True)
class Naming:
    """Whom a form named: who is accountable (nobody: None), who else does it, and among whom it let one choose."""

    accountable: Officer | None
    others: Collection[Officer]
    offered: Collection[Officer]

    @property
    def named(self) -> list[Officer]:
        return list(dict.fromkeys(filter(None, (self.accountable, *self.others))))


@dataclass
class Known:
    """What adding an action asks of its plan: the last position, the audiences there are, the events dates hang on."""

    plan: Plan
    position: int
    audiences: dict[str, Audience]
    events: list[Event]

    @classmethod
    def of(cls, plan: Plan) -> Known:
        last = Action.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
        audiences = {audience.name: audience for audience in plan.audiences.all()}
        return cls(plan, last, audiences, known_events(plan))

    def audiences_named(self, names: Collection[str]) -> list[Audience]:
        """The plan's audiences of those names, made where there are none yet."""
        for name in names:
            if name not in self.audiences:
                self.audiences[name] = Audience.objects.get_or_create(plan=self.plan, name=name)[0]
        return [self.audiences[name] for name in dict.fromkeys(names)]


@transaction.atomic
def add_action(
    *,
    plan: Plan,
    by: User,
    title: str,
    timing: Timing,
    priority: Priority | None = None,
    owners: Collection[Owner] = (),
    naming: Naming | None = None,
    audiences: Collection[str] = (),
    also_serves: Collection[Priority] = (),
    known: Known | None = None,
    **details: Any,
) -> Action:
    """Add an action to a plan, with its due dates. `known` spares the questions that are the same for every action.

    Who does it is read from a paper (`owners`: the first who is named and does it is accountable) or was chosen on a
    form (`naming`).
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    known = known or Known.of(plan)
    known.position += 1
    action = Action.objects.create(
        plan=plan, title=title, timing=timing, priority=priority, position=known.position, **details
    )
    action.audiences.add(*known.audiences_named(audiences))
    action.also_serves.add(*(one for one in also_serves if one != priority))
    name_owners(action=action, owners=owners)
    if naming:
        rename_owners(action=action, naming=naming)
    lay_out_occurrences(action=action, events=known.events)
    audit.record(
        "added", action, by=by, organisation=plan.organisation, after={"title": title, "date": timing.as_written}
    )
    return action


def name_owners(*, action: Action, owners: Collection[Owner]) -> list[Assignment]:
    """Say who does what on a new action. Exactly one officer is accountable: the first named, if anybody is."""
    first = next((owner for owner in owners if owner.officer and owner.part != Assignment.Part.CONSULTED), None)
    return Assignment.objects.bulk_create(
        Assignment(
            action=action,
            officer=owner.officer,
            as_written=owner.as_written,
            part=owner.part,
            note=owner.note,
            is_accountable=owner is first,
        )
        for owner in owners
    )


@transaction.atomic
def set_owners(
    *, action: Action, by: User, version: int, owners: Collection[Owner], accountable: Officer | None
) -> list[Assignment]:
    """Have exactly these do an action, each with their part. What the paper called an officer who stays is kept.

    Raises:
        StaleVersionError: somebody saved the action meanwhile.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    standing = list(action.assignments.select_related("officer").in_order())
    before = [str(one) for one in standing]
    written = {one.officer_id: one.as_written for one in standing if one.officer_id}
    action.save_from(version)
    action.assignments.all().delete()
    made = Assignment.objects.bulk_create(
        Assignment(
            action=action,
            officer=one.officer,
            as_written=one.as_written or (written.get(one.officer.pk, "") if one.officer else ""),
            part=one.part,
            note=one.note,
        )
        for one in owners
    )
    make_accountable(action, accountable)
    after = [str(one) for one in action.assignments.select_related("officer").in_order()]
    audit.record(
        "named who does",
        action,
        by=by,
        organisation=action.plan.organisation,
        before={"who": before},
        after={"who": after},
    )
    return made


def rename_owners(*, action: Action, naming: Naming) -> None:
    """Change who does an action. Parts and words of those who stay are kept, and so is everybody who was not offered:
    a post nobody is named to, an officer of a council that is no longer a partner."""
    kept = list(action.assignments.in_order())
    gone = [a.pk for a in kept if a.officer in naming.offered and a.officer not in naming.named]
    action.assignments.filter(pk__in=gone).delete()
    there = {a.officer_id for a in kept}
    Assignment.objects.bulk_create(
        Assignment(action=action, officer=officer) for officer in naming.named if officer.pk not in there
    )
    if naming.accountable or any(a.is_accountable and a.officer in naming.offered for a in kept):
        make_accountable(action, naming.accountable)


def make_accountable(action: Action, officer: Officer | None) -> None:
    """Have exactly this officer accountable, in the first of their parts that is more than being consulted."""
    action.assignments.update(is_accountable=False)
    theirs = action.assignments.filter(officer=officer, officer__isnull=False).in_order()
    doing = theirs.exclude(part=Assignment.Part.CONSULTED).first() or theirs.first()
    if doing:
        doing.is_accountable = True
        doing.save(update_fields=["is_accountable"])


@transaction.atomic
def edit_action(
    *,
    action: Action,
    by: User,
    version: int,
    audiences: Collection[str],
    naming: Naming,
    also_serves: Collection[Priority] | None = None,
    **changes: Any,
) -> Action:
    """Save an action's facts (not its date, which only `retime_action` moves). `also_serves` None leaves those it has.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    before = facts(action)
    action.save_from(version, **{name: changes[name] for name in EDITABLE if name in changes})
    action.audiences.set(Known.of(action.plan).audiences_named(audiences))
    if also_serves is not None:
        action.also_serves.set(one for one in also_serves if one != action.priority)
    rename_owners(action=action, naming=naming)
    audit.record("edited", action, by=by, organisation=action.plan.organisation, before=before, after=facts(action))
    return action


@transaction.atomic
def move_action(*, action: Action, by: User, version: int, up: bool) -> Action:
    """Change places with the action above or below it under the same priority and group.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it stands first, or last, already.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    beside = Action.objects.filter(plan=action.plan, priority=action.priority_id, parent=action.parent_id).in_order()
    rows = list(beside)
    place = next(number for number, other in enumerate(rows) if other.pk == action.pk)
    there = place - 1 if up else place + 1
    if not 0 <= there < len(rows):
        raise ValidationError(f"“{action}” stands {'first' if up else 'last'} already.")
    action.save_from(version)
    positions = sorted(row.position for row in rows)
    rows[place], rows[there] = rows[there], rows[place]
    for row, position in zip(rows, positions, strict=True):
        row.position = position
    Action.objects.bulk_update(rows, ["position"])
    after = {"place": there + 1}
    audit.record(
        "moved", action, by=by, organisation=action.plan.organisation, before={"place": place + 1}, after=after
    )
    return action


@transaction.atomic
def drop_action(*, action: Action, by: User, version: int, reason: str, agreed_by: str, on: date) -> ProgressUpdate:
    """Agree not to pursue an action: it is unrated and chased no more, and stays in lists and papers with the reason.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it has been dropped already.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    if action.dropped_on:
        raise ValidationError("This action has been dropped already.")
    action.save_from(version, dropped_on=on)
    after = {"reason": reason, "agreed_by": agreed_by}
    audit.record("dropped", action, by=by, organisation=action.plan.organisation, after=after)
    words = {"done": f"Not to be pursued. Agreed by {agreed_by}.", "explanation": reason}
    return ProgressUpdate.objects.create(action=action, rag=Rag.NOT_APPLICABLE, by=by, by_name=by.name, on=on, **words)


@transaction.atomic
def take_up_action(*, action: Action, by: User, version: int, on: date) -> ProgressUpdate:
    """Pursue a dropped action after all: from now on it is rated and chased again.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it has not been dropped.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    if not action.dropped_on:
        raise ValidationError("This action has not been dropped.")
    action.save_from(version, dropped_on=None)
    audit.record("took up", action, by=by, organisation=action.plan.organisation)
    words = {"rag": Rag.NOT_STARTED, "done": "Taken up again."}
    return ProgressUpdate.objects.create(action=action, by=by, by_name=by.name, on=on, **words)


def facts(action: Action) -> dict[str, Any]:
    """What can be edited, as the audit trail keeps it."""
    kept = {name: getattr(action, name) for name in EDITABLE}
    kept["audiences"] = [audience.name for audience in action.audiences.all()]
    kept["owners"] = [str(assignment) for assignment in action.assignments.select_related("officer").in_order()]
    return {name: str(value) if isinstance(value, date | Priority | Action) else value for name, value in kept.items()}
