"""The database of this installation, as backups see it."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from commsplan.backups import postgres, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgres}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def engine() -> ModuleType:
    """The module with `dump`, `check` and `restore` for it."""
    return ENGINES[connection.vendor]
