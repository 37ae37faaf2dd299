"""What a migration may do while the version before it still serves: the rule of docs/operations.md, read from the code.

A new version is migrated to first and its processes are restarted afterwards, one after the other, so for a while the old
code runs on the new tables. What it would stumble over is done one version later: expand, migrate, contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

OURS = {"people", "plans", "actions", "surveys", "campaigns", "reports", "imports"}
RELEASED = Path(__file__).with_name("released.json")
GONE = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
# Tables that grow with every day of work: an index on them is long in the making, and nobody writes meanwhile.
BIG = {
    "people.auditevent", "people.outgoingmail", "actions.action", "actions.progressupdate", "actions.occurrence",
    "actions.assignment", "actions.reminder", "actions.datechange",
}  # fmt: skip


def faults(released: dict[str, Any] | None = None, loader: MigrationLoader | None = None) -> list[str]:
    """A sentence for everything in migrations since the last released version that its code could not live with.

    `released`: {"version", "leaves": {app: name of its last migration then}, "accepted": {"app.name Operation": why}}.
    """
    released = released or json.loads(RELEASED.read_text())
    loader = loader or MigrationLoader(None)
    old: set[tuple[str, str]] = set()
    for leaf in released["leaves"].items():
        old |= set(loader.graph.forwards_plan(leaf))
    base = loader.project_state(list(released["leaves"].items()))
    new = [
        key
        for leaf in sorted(loader.graph.leaf_nodes())
        for key in loader.graph.forwards_plan(leaf)
        if key[0] in OURS and key not in old
    ]
    accepted = released["accepted"]
    found = []
    for key in dict.fromkeys(new):
        migration, before = loader.graph.nodes[key], loader.project_state(key, at_end=False)
        for operation, why in faults_of(migration, before, base):
            name = f"{key[0]}.{key[1]} {type(operation).__name__}"
            if name not in accepted:
                found.append(f"{name}: {why}")
    return found


def faults_of(migration: Migration, before: ProjectState, base: ProjectState) -> Iterator[tuple[Operation, str]]:
    """(operation, what the old code would stumble over). `before`: the models as the migration finds them; `base`: as they
    were released. What a migration does to a model that is newer than that hurts nobody."""
    app = migration.app_label
    state = before.clone()
    for operation in migration.operations:
        for inner in unpacked(operation):
            model = (app, str(getattr(inner, "model_name", getattr(inner, "name", ""))).lower())
            old_name = (app, str(getattr(inner, "old_name", "")).lower())
            is_python = isinstance(inner, ops.RunPython | ops.RunSQL)
            if (is_python or model in base.models or old_name in base.models) and (
                why := stumbles(inner, model, state)
            ):
                yield inner, why
        operation.state_forwards(app, state)


def unpacked(operation: Operation) -> list[Operation]:
    if isinstance(operation, ops.SeparateDatabaseAndState):
        return list(operation.database_operations)
    return [operation]


def stumbles(operation: Operation, model: tuple[str, str], state: ProjectState) -> str:
    """Why the released code would not get on with it; empty where it would."""
    if isinstance(operation, GONE):
        return "the released code still uses what goes. Stop using it in this version, and take it away in the next."
    if isinstance(operation, ops.AddField):
        field = operation.field
        if not field.null and not field.many_to_many and not field.has_db_default():
            return "the released code does not fill it in. Give it null=True or a db_default."
    if isinstance(operation, ops.AlterField):
        return narrowed(operation, model, state)
    if isinstance(operation, ops.AddConstraint):
        return "the released code may write what it refuses. Have this version keep to it, and add it in the next."
    if isinstance(operation, ops.AddIndex) and ".".join(model) in BIG and not is_concurrent(operation):
        return "nobody can write to the table while it is made. Make it CONCURRENTLY, or say how long it takes."
    if isinstance(operation, ops.RunPython | ops.RunSQL) and not operation.reversible:
        return "it cannot be taken back. Give it a way back, RunPython.noop where nothing is to be done."
    return ""


def is_concurrent(operation: Operation) -> bool:
    return "Concurrently" in type(operation).__name__


def narrowed(operation: ops.AlterField, model: tuple[str, str], state: ProjectState) -> str:
    before, after = state.models[model].fields[operation.name_lower], operation.field
    if before.null and not after.null and not after.has_db_default():
        return "the released code still writes nothing there. Have this version fill it in, and refuse it in the next."
    if before.get_internal_type() != after.get_internal_type():
        return "the released code expects another type. Add a new column beside it."
    if (after.max_length or 0) < (before.max_length or 0):
        return "the released code may write more. Have this version write less, and shorten it in the next."
    if after.unique and not before.unique:
        return "the released code may write it twice. Have this version see to it, and refuse it in the next."
    return ""
