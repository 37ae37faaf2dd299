"""Adding, editing, ordering and removing the rows of a plan's sections; and undoing the last of it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max

from people import audit
from people.models import AuditEvent, User
from people.permissions import Verb, check
from plans.models import Plan, PlanRow
from plans.services.kept import hangs_on, is_pointed_to, kept, kept_with, put_back, read_back
from plans.services.plan import check_open

ADDED, EDITED, MOVED, REMOVED = "added", "edited", "moved", "removed"
UNDOABLE = (ADDED, EDITED, MOVED, REMOVED)


@transaction.atomic
def add_row(*, model: Any, plan: Plan, by: User, **facts: Any) -> AuditEvent:
    """Add a row at the end of its section. The event says which (`object_id`), and can be undone.

    Raises:
        ValidationError: the section has such a row already.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    last = model._default_manager.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    row = model(plan=plan, position=last + 1, **facts)
    check_row(row)
    row.save()
    return audit.record(
        ADDED, row, by=by, organisation=plan.organisation, after=facts, undo={"plan": plan.pk, "version": row.version}
    )


@transaction.atomic
def edit_row(*, row: PlanRow, by: User, version: int, **changes: Any) -> AuditEvent:
    """Save a row's facts.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: the section has such a row already.
    """
    check(by, Verb.MANAGE_PLAN, row)
    check_open(row.plan)
    before = {name: getattr(row, name) for name in changes}
    stood = kept(row)
    for name, value in changes.items():
        setattr(row, name, value)
    check_row(row)
    row.save_from(version, **changes)
    undo = {
        "plan": row.plan_id,
        "version": row.version,
        "row": {name: stood[name] for name in map(attname(row), changes)},
    }
    return audit.record(EDITED, row, by=by, organisation=row.plan.organisation, before=before, after=changes, undo=undo)


def attname(row: PlanRow) -> Any:
    return lambda name: row._meta.get_field(name).attname  # type: ignore[union-attr]


def check_row(row: PlanRow) -> None:
    """Raises ValidationError where the row contradicts itself, or the plan has such a row already."""
    row.clean()
    try:
        row.validate_constraints()
    except ValidationError:
        raise ValidationError(f"The plan has “{row}” already.") from None


@transaction.atomic
def move_row(*, row: PlanRow, by: User, version: int, up: bool) -> AuditEvent:
    """Change places with the row above or below.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it stands first, or last, already.
    """
    check(by, Verb.MANAGE_PLAN, row)
    check_open(row.plan)
    model: Any = type(row)
    rows = list(model._default_manager.filter(plan=row.plan).order_by("position", "pk"))
    place = next(number for number, other in enumerate(rows) if other.pk == row.pk)
    there = place - 1 if up else place + 1
    if not 0 <= there < len(rows):
        raise ValidationError(f"“{row}” stands {'first' if up else 'last'} already.")
    row.save_from(version)
    beside = rows[there]
    rows[place], rows[there] = beside, rows[place]
    number_off(rows)
    return audit.record(
        MOVED,
        row,
        by=by,
        organisation=row.plan.organisation,
        before={"place": place + 1},
        after={"place": there + 1},
        undo={"plan": row.plan_id, "version": row.version, "beside": beside.pk},
    )


def number_off(rows: list[PlanRow]) -> None:
    """Give rows their places by their order; only those that change are written."""
    changed = []
    for number, row in enumerate(rows, 1):
        if row.position != number:
            row.position = number
            changed.append(row)
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, ["position"])


@transaction.atomic
def remove_row(*, row: PlanRow, by: User, version: int) -> AuditEvent:
    """Take a row out of its section. What points to it is kept, and points to it again if the removal is undone.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: something hangs on it that would go with it.
    """
    check(by, Verb.MANAGE_PLAN, row)
    check_open(row.plan)
    if words := hangs_on(row):
        raise ValidationError(f"“{row}” cannot be removed: {words} would go with it.")
    row.save_from(version)
    event = audit.record(
        REMOVED,
        row,
        by=by,
        organisation=row.plan.organisation,
        before={str(column.verbose_name): getattr(row, column.name) for column in type(row)._meta.concrete_fields},
        undo={"plan": row.plan_id, "row": kept(row), **kept_with(row)},
    )
    row.delete()
    return event


@transaction.atomic
def undo(*, event: AuditEvent, by: User, plan: Plan) -> str:
    """Undo the last thing that was done to a row, and say so in a sentence.

    Raises:
        ValidationError: it cannot be undone any more, as something was done to the row since.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    model: Any = apps.get_model(event.undo["model"])
    since = AuditEvent.objects.filter(kind=event.kind, object_id=event.object_id, pk__gt=event.pk)
    row = model._default_manager.filter(plan=plan, pk=event.object_id).select_for_update().first()
    if since.exists() or (row is None) != (event.verb == REMOVED):
        raise ValidationError(f"“{event.label}” has been changed since, so this is not undone any more.")
    if row and row.version != event.undo["version"]:
        raise ValidationError(f"“{event.label}” has been changed since, so this is not undone any more.")
    if event.verb == ADDED:
        if words := hangs_on(row):
            raise ValidationError(f"“{row}” stays: {words} would go with it.")
        if is_pointed_to(row):
            raise ValidationError(f"“{row}” stays, as other rows of the plan point to it by now. Remove it instead.")
        row.delete()
    elif event.verb == REMOVED:
        check_row(model(**read_back(model, event.undo["row"])))
        row = put_back(model, event.undo)
    elif event.verb == MOVED:
        move_back(row, event.undo.get("beside"))
    else:
        stood = read_back(model, event.undo["row"])
        if any(stood[name] is None and value is not None for name, value in event.undo["row"].items()):
            raise ValidationError(f"“{event.label}” stays as it is, as what it pointed to has been removed since.")
        for name, value in stood.items():
            setattr(row, name, value)
        check_row(row)
        row.save_from(row.version, **stood)
    audit.record(
        f"undid: {event.verb}", row, by=by, organisation=plan.organisation, after=event.before, pk=event.object_id
    )
    return SENTENCES[event.verb].format(event.label)


def move_back(row: PlanRow, beside: int | None) -> None:
    """Let a row change places again with the one it changed with, if they still stand side by side: whatever else was
    moved since stays where it is."""
    model: Any = type(row)
    rows = list(model._default_manager.filter(plan=row.plan_id).order_by("position", "pk"))
    places = {other.pk: number for number, other in enumerate(rows)}
    here, there = places[row.pk], places.get(beside)
    if there is None or abs(here - there) != 1:
        raise ValidationError(f"The rows about “{row}” have been moved since, so this is not undone any more.")
    rows[here], rows[there] = rows[there], rows[here]
    number_off(rows)
    model._default_manager.filter(pk=row.pk).update(version=F("version") + 1)


SENTENCES = {
    ADDED: "“{}” is out again.",
    EDITED: "“{}” stands as it did before.",
    MOVED: "“{}” is back in its place.",
    REMOVED: "“{}” is back.",
}


def last_change(plan: Plan, model: type[models.Model], by: User, pk: int) -> AuditEvent | None:
    """What this person has just done to a row of this kind, if it can be undone."""
    events = AuditEvent.objects.filter(pk=pk, actor=by, organisation=plan.organisation, kind=model._meta.model_name)
    return events.filter(verb__in=UNDOABLE, undo__plan=plan.pk).first()
