"""Adding and editing actions, and agreeing not to pursue them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from actions.event_words import Event
from actions.events import known_events
from actions.models import Action, ProgressUpdate
from actions.services.gathered import Gathered
from actions.services.naming import Owner, assignments_of, replace_owners
from actions.services.occurrences import first_occurrences, lay_out_occurrences
from actions.services.order import Place, room_below
from actions.timing import Timing
from people import audit
from people.models import User
from people.permissions import Verb, check
from plans.models import Audience, Plan, Priority
from plans.rag import Rag
from plans.services import check_open

EDITABLE = ("title", "section", "reference", "method", "priority", "parent", "date_set_by", "exempt")


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
    audiences: Collection[str] = (),
    also_serves: Collection[Priority] = (),
    known: Known | None = None,
    **details: Any,
) -> Action:
    """Add an action to a plan, with its due dates, below those it stands with (`Place`).

    `known` spares the questions that are the same for every action of a paper, whose order is kept: each comes last.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    gathered = Gathered()
    action = gather_action(
        gathered=gathered,
        known=known or Known.of(plan),
        plan=plan,
        by=by,
        title=title,
        timing=timing,
        priority=priority,
        owners=owners,
        audiences=audiences,
        also_serves=also_serves,
        **details,
    )
    if not known:
        action.position = room_below(Place.of(action)) or action.position
    gathered.write(plan=plan, by=by)
    return action


def gather_action(
    *,
    gathered: Gathered,
    known: Known,
    plan: Plan,
    by: User,
    title: str,
    timing: Timing,
    priority: Priority | None = None,
    owners: Collection[Owner] = (),
    audiences: Collection[str] = (),
    also_serves: Collection[Priority] = (),
    **details: Any,
) -> Action:
    """An action to be added with others, after all that there are: it and what hangs on it are written with `gathered`.
    Whoever calls this has asked whether `by` may."""
    known.position += 1
    action = Action(plan=plan, title=title, timing=timing, priority=priority, position=known.position, **details)
    gathered.add(
        action,
        audiences=known.audiences_named(audiences),
        also_serves=[one for one in dict.fromkeys(also_serves) if one != priority],
        assignments=assignments_of(action, owners, by),
        occurrences=first_occurrences(action, known.events),
    )
    return action


@transaction.atomic
def edit_action(
    *,
    action: Action,
    by: User,
    version: int,
    audiences: Collection[str],
    owners: Collection[Owner] | None = None,
    also_serves: Collection[Priority] | None = None,
    timing: Timing | None = None,
    **changes: Any,
) -> Action:
    """Save an action's facts. `owners` and `also_serves` None leave those it has. In another section or under another
    priority it stands below what is there.

    `timing` sets the date right in a draft, where nothing has been agreed yet; else only `retime_action` moves it.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: its date is agreed, and is moved in the open.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    before, place = facts(action), Place.of(action)
    values = {name: changes[name] for name in EDITABLE if name in changes}
    for name, value in values.items():
        setattr(action, name, value)
    if Place.of(action) != place and (position := room_below(Place.of(action))):
        values["position"] = position
    if timing and not may_correct_date(action):
        raise ValidationError({"date": "The date is agreed. Move it, with the reason."})
    action.save_from(version, **values, **({"timing": timing} if timing else {}))
    action.audiences.set(Known.of(action.plan).audiences_named(audiences))
    if also_serves is not None:
        action.also_serves.set(one for one in also_serves if one != action.priority)
    if owners is not None:
        replace_owners(action=action, owners=owners, by=by)
    if timing:
        action.occurrences.filter(is_milestone=False).delete()
        lay_out_occurrences(action=action)
    audit.record("edited", action, by=by, organisation=action.plan.organisation, before=before, after=facts(action))
    return action


def may_correct_date(action: Action) -> bool:
    """Is its date only typed, and not agreed? In a draft, unless it has been moved or delivered already."""
    if action.plan.status != Plan.Status.DRAFT or action.date_changes.exists():
        return False
    ended = action.occurrences.filter(Q(delivered_on__isnull=False) | Q(missed_on__isnull=False))
    return not ended.exists() and not action.date_requests.waiting().exists()


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
    kept["date"] = action.timing.as_written
    kept["owners"] = [str(assignment) for assignment in action.assignments.select_related("officer").in_order()]
    return {name: str(value) if isinstance(value, date | Priority | Action) else value for name, value in kept.items()}
