"""Tables whose rows are added and never changed: the database refuses, whoever asks.

A table that is remade by a later migration loses its triggers on SQLite; that migration ends with `append_only` again.
Of one table some columns may be redacted, and everything else of it stays (REDACTABLE).
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
# Table -> the columns that may be put otherwise, if `redacted_at` says anew when that was done, and `salt` is another.
REDACTABLE = {"people_auditevent": ("actor_name", "label", "before", "after", "undo", "salt", "redacted_at")}
# INSERT OR REPLACE takes a row away without a deletion that a trigger sees.
LITE = {
    "no_update": "BEFORE UPDATE ON {table}{unless}",
    "no_delete": "BEFORE DELETE ON {table}",
    "no_replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
GREAT = {
    "no_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}
# A condition upon the new row is none of a deletion's, so there they are two.
GREAT_BUT = {
    "no_change": "BEFORE UPDATE ON {table} FOR EACH ROW{unless}",
    "no_delete": "BEFORE DELETE ON {table} FOR EACH ROW",
    "no_truncate": GREAT["no_truncate"],
}


def refusals(vendor: str, table: str) -> dict[str, str]:
    """{name of a trigger: when it refuses} of a table."""
    forms = LITE if vendor == "sqlite" else GREAT_BUT if table in REDACTABLE else GREAT
    return {f"{table}_{name}": when for name, when in forms.items()}


def guards(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The statements that have a database refuse to change or remove rows of a table."""
    unless = but_for_redaction(connection, table) if table in REDACTABLE else ""
    whens = {name: when.format(table=table, unless=unless) for name, when in refusals(connection.vendor, table).items()}
    if connection.vendor == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are added and never changed.'); END"
        return [f"CREATE TRIGGER {name} {when} {body}" for name, when in whens.items()]
    body = "EXECUTE FUNCTION commsplan_refuse_change()"
    return [REFUSE, *(f"CREATE TRIGGER {name} {when} {body}" for name, when in whens.items())]


def but_for_redaction(connection: BaseDatabaseWrapper, table: str) -> str:
    """The condition under which a change is refused: it is more than a redaction, or says no new moment. But what has no
    digest, as an older version wrote it, is given one, with its salt and once."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    kept = [f"NEW.{name} {differs} OLD.{name}" for name in columns if name not in REDACTABLE[table]]
    again = "NEW.redacted_at IS NULL OR NEW.redacted_at <= OLD.redacted_at OR NEW.salt = OLD.salt"
    alike = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    others = [f"NEW.{name} {alike} OLD.{name}" for name in columns if name not in ("digest", "salt")]
    first = " AND ".join(["OLD.digest = ''", "NEW.digest <> ''", *others])
    return f" WHEN (NOT ({first}) AND ({' OR '.join([*kept, again])}))"


def no_guards(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The statements that take them away."""
    of_table = "" if connection.vendor == "sqlite" else f" ON {table}"
    return [f"DROP TRIGGER {name}{of_table}" for name in refusals(connection.vendor, table)]


def triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of all triggers that are in force."""
    source = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(source)
        return {name for (name,) in cursor.fetchall()}


def guarded_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that refuse, each with every one of its triggers."""
    mark = {"sqlite": "_no_update", "postgresql": "_no_change"}[connection.vendor]
    there = triggers(connection)
    tables = sorted(name.removesuffix(mark) for name in there if name.endswith(mark))
    return [table for table in tables if there.issuperset(refusals(connection.vendor, table))]


def append_only(table: str) -> migrations.RunPython:
    """The migration that makes a table append-only."""

    def run(statements: Any) -> Any:
        def change(apps: Any, schema_editor: Any) -> None:
            with schema_editor.connection.cursor() as cursor:
                for statement in statements(schema_editor.connection, table):
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
            for statement in no_guards(connection, table):
                cursor.execute(statement)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                settle_checks(cursor)
                for table in tables:
                    for statement in guards(connection, table):
                        cursor.execute(statement)


def settle_checks(cursor: Any) -> None:
    """PostgreSQL changes no triggers of a table while checks of its rows wait for the commit."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
