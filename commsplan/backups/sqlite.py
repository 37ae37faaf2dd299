"""A SQLite register out and in, by SQLite's own backup: whole and consistent while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import TypeVar

from django.db import connection

from commsplan.backups.facts import rows_by_table
from commsplan.backups.hold import Hold
from commsplan.backups.manifest import BackupError, private

FILE = "database.sqlite3"
Facts = TypeVar("Facts")


def dump(path: Path, ready: Callable[[], None], look: Callable[[sqlite3.Cursor], Facts]) -> Facts:
    """Copy the database to `path`; what `look` finds in it as it stood at the moment of the copy, just before which
    `ready` is called."""
    private(path).close()
    name = Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name, timeout=20)) as source, closing(sqlite3.connect(path)) as copy:
        source.isolation_level = None
        ready()
        source.execute("BEGIN")  # from the first reading on it sees one moment, and hinders nobody's writing
        source.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()
        facts = look(source.cursor())
        source.backup(copy)
        # One file without a write-ahead log beside it, which could be left behind when the folder is carried away.
        copy.execute("PRAGMA journal_mode=DELETE")
    return facts


def check(path: Path, rows: dict[str, int]) -> None:
    """Raises BackupError where it is no whole database, or not the one that was counted."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
            found = rows_by_table(copy.cursor())
    except sqlite3.DatabaseError as fault:
        verdict, found = str(fault), {}
    if verdict != "ok" or found != rows:
        raise BackupError(f"The database in the backup is damaged ({verdict}). Use another backup.")


def restore(path: Path, rows: dict[str, int], hold: Hold) -> None:
    """Put a copy of the backup, with sending on hold, in place of all there is: at once, or not at all.

    Raises:
        BackupError: somebody is writing, and goes on doing so.
    """
    held = Path(connection.settings_dict["NAME"]).with_suffix(".restoring")
    private(held).close()
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(held)) as copy:
            source.backup(copy)
            apply(copy, hold)
            copy.commit()
            connection.close()
            connection.ensure_connection()
            copy.backup(connection.connection)
    except sqlite3.OperationalError as fault:
        raise BackupError(f"Nothing was restored: {fault}. Stop web, worker and scheduler, then try again.") from fault
    finally:
        held.unlink(missing_ok=True)
        connection.close()


def apply(copy: sqlite3.Connection, hold: Hold) -> None:
    since = hold.since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    copy.execute("DELETE FROM django_session")
    where = {"since": since, "reason": hold.reason}
    changed = copy.execute("UPDATE people_mailtransport SET held_since = :since, hold_reason = :reason", where)
    if not changed.rowcount:
        copy.execute(
            "INSERT INTO people_mailtransport (id, reason, failures, held_since, hold_reason)"
            " VALUES (1, '', 0, :since, :reason)",
            where,
        )
