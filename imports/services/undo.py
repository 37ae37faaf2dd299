"""Undoing a whole import: the plan stands as it did before, unless somebody has worked on what was imported since."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action
from actions.services.removal import NAMED, remove_actions
from imports.footprint import Rows, ids, standing, take_away, told, worked_on
from imports.models import ImportFile
from people import audit
from people.models import StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Plan
from plans.services import check_open

UNDID = "undid the import of"
# What it means that a row of this kind is new or other than it was left.
WORDS = {
    "actions.Action": "edited",
    "actions.Assignment": "who does it was changed",
    "actions.Occurrence": "a due date was delivered, missed or moved",
    "actions.ProgressUpdate": "progress was posted",
    "actions.DateChange": "its date was moved",
    "actions.DateRequest": "another date was asked for",
    "actions.ActionDeclaration": "its colour was declared",
    "actions.ActionQuestion": "a director has asked about it",
    "actions.ActionAnswer": "a director’s question was answered",
    "actions.ActionComment": "somebody has commented on it",
    "actions.ActionFile": "a file was added to it",
    "surveys.Reading": "a reading was entered",
}


@transaction.atomic
def undo_import(*, file: ImportFile, by: User, version: int) -> list[str]:
    """Take away what an import made and put back what it changed; the file can be imported again. Returns the names of
    what is left, as others use it by now: officers, audiences, priorities.

    Raises:
        StaleVersionError: it has been undone meanwhile.
        ValidationError: somebody has worked on what was imported; the sentence names it. Nothing is undone.
    """
    check(by, Verb.MANAGE_PLAN, file.plan)
    check_open(file.plan)
    if file.state != ImportFile.State.IMPORTED:
        raise StaleVersionError(ImportFile.objects.get(pk=file.pk))
    if file.footprint is None:
        raise ValidationError("What this import made was not kept, so it cannot be undone.")
    if not ImportFile.claim_version(file.pk, version):
        raise StaleVersionError(ImportFile.objects.get(pk=file.pk))
    plan = Plan.objects.select_for_update().get(pk=file.plan_id)
    footprint = file.footprint
    now = standing(plan)
    if worked := hindrances(footprint, now):
        named, more = worked[:NAMED], len(worked) - NAMED
        others = f" and {more} more" if more > 0 else ""
        raise ValidationError(
            f"This import cannot be undone, as somebody has worked on it since: {', '.join(named)}{others}."
        )
    actions = Action.objects.filter(pk__in=ids(footprint, Action)).select_related("plan__organisation")
    count = remove_actions(actions=list(actions), by=by)
    left = take_away(footprint)
    ImportFile.objects.filter(pk=file.pk).update(
        state=ImportFile.State.READ, footprint=None, imported_by="", imported_at=None
    )
    after = {"actions": count, "changes": len(footprint["changed"]), "left": left}
    audit.record(UNDID, file, by=by, organisation=plan.organisation, after=after)
    return left


def hindrances(footprint: dict[str, Any], now: Rows) -> list[str]:
    """What somebody has worked on, each with what was done: “Member survey” (progress was posted)."""
    said: dict[tuple[str, int], str] = {}
    for label, pk in worked_on(footprint, now):
        columns = now[label].get(pk, {})
        action = pk if label == "actions.Action" else columns.get("action_id")
        thing = ("actions.Action", action) if action in now["actions.Action"] else (label, pk)
        if label == "surveys.Reading":
            thing = ("surveys.Measure", columns["measure_id"])
        # That progress was posted says more than that the row is another.
        if thing not in said or said[thing] == WORDS["actions.Action"]:
            said[thing] = WORDS.get(label, "changed")
    for pk in told(footprint):
        said.setdefault(("actions.Action", pk), "somebody was reminded of it")
    return [f"“{name_of(now, *thing)}” ({words})" for thing, words in sorted(said.items())]


def name_of(now: Rows, label: str, pk: int) -> str:
    columns = now[label].get(pk, {})
    named = next((str(columns[name]) for name in ("title", "statement", "name", "text") if columns.get(name)), "")
    return named[:80] or f"a {label.rpartition('.')[2].lower()}"
