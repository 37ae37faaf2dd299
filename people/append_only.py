"""Tables whose rows are added and never changed: the database refuses, whoever asks.

A table that is remade by a later migration loses its triggers on SQLite; that migration ends with `append_only` again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, migrations
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSE = """CREATE OR REPLACE FUNCTION commsplan_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are added and never changed.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""
# INSERT OR REPLACE takes a row away without a deletion that a trigger sees.
LITE = {
    "no_update": "BEFORE UPDATE ON {table}",
    "no_delete": "BEFORE DELETE ON {table}",
    "no_replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
GREAT = {
    "no_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}


def guards(vendor: str, table: str) -> list[str]:
    """The statements that have a database refuse to change or remove rows of a table."""
    if vendor == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are added and never changed.'); END"
        return [f"CREATE TRIGGER {table}_{name} {when.format(table=table)} {body}" for name, when in LITE.items()]
    body = "EXECUTE FUNCTION commsplan_refuse_change()"
    return [
        REFUSE,
        *(f"CREATE TRIGGER {table}_{name} {when.format(table=table)} {body}" for name, when in GREAT.items()),
    ]


def no_guards(vendor: str, table: str) -> list[str]:
    """The statements that take them away."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {table}_{name}" for name in LITE]
    return [f"DROP TRIGGER {table}_{name} ON {table}" for name in GREAT]


def triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of all triggers there are."""
    source = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(source)
        return {name for (name,) in cursor.fetchall()}


def guarded_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that refuse."""
    mark = {"sqlite": "_no_update", "postgresql": "_no_change"}[connection.vendor]
    return sorted(name.removesuffix(mark) for name in triggers(connection) if name.endswith(mark))


def append_only(table: str) -> migrations.RunPython:
    """The migration that makes a table append-only."""

    def run(statements: Any) -> Any:
        def change(apps: Any, schema_editor: Any) -> None:
            with schema_editor.connection.cursor() as cursor:
                for statement in statements(schema_editor.connection.vendor, table):
                    cursor.execute(statement)

        return change

    return migrations.RunPython(run(guards), run(no_guards))


@contextmanager
def lifted(*only: str) -> Iterator[None]:
    """Without the guards: for a register that is no evidence, the demo's and the tests'. With tables named, of these:
    for taking a person out of rows that are no papers (ADR 34), within the one transaction that does it."""
    tables = [table for table in guarded_tables(connection) if not only or table in only]
    with connection.cursor() as cursor:
        settle_checks(cursor)
        for table in tables:
            for statement in no_guards(connection.vendor, table):
                cursor.execute(statement)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                settle_checks(cursor)
                for table in tables:
                    for statement in guards(connection.vendor, table):
                        cursor.execute(statement)


def settle_checks(cursor: Any) -> None:
    """PostgreSQL changes no triggers of a table while checks of its rows wait for the commit."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
