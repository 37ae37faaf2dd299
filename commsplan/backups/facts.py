"""What is counted and named in a database at one moment, through any cursor on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from reports.models import Issue, IssuedFile

# Columns that name a file as text: what went out is named beside the report, whose own files may be made anew.
NAMED_AS_TEXT = ((Issue, "pdf"), (Issue, "docx"), (IssuedFile, "file"))
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def tables(cursor: Any) -> list[str]:
    cursor.execute(TABLES[connection.vendor])
    return sorted(name for (name,) in cursor.fetchall())


def rows_by_table(cursor: Any) -> dict[str, int]:
    """{table: number of rows}, of every table there is."""
    return {name: one(cursor, f"SELECT COUNT(*) FROM {quoted(name)}") for name in tables(cursor)}  # noqa: S608


def migrations(cursor: Any) -> list[str]:
    """["people.0001_initial", …]: what has been applied; empty in an empty database."""
    if "django_migrations" not in tables(cursor):
        return []
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


def files_named(cursor: Any) -> set[str]:
    """The files, as names below the files folder, that rows speak of."""
    there, found = set(tables(cursor)), set()
    for table, column in columns_that_name_files():
        if table in there:
            cursor.execute(f"SELECT {quoted(column)} FROM {quoted(table)} WHERE {quoted(column)} <> ''")  # noqa: S608
            found |= {name for (name,) in cursor.fetchall()}
    return found


def columns_that_name_files() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                yield model._meta.db_table, str(field.column)
    for named, name in NAMED_AS_TEXT:
        yield named._meta.db_table, name


def one(cursor: Any, statement: str) -> Any:
    cursor.execute(statement)
    return cursor.fetchone()[0]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
