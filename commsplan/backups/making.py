"""Making a backup while people work: whole when its folder has its name, and verified before it gets it.

Files that nobody writes any more are copied before the database is. Those that are new are opened just before the moment
of which its copy is, and read just after: a file that a row of the copy names was there then, so one of the two looks finds
it. One that comes and goes within those milliseconds is missed, and another moment is tried.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from commsplan.backups import facts
from commsplan.backups.engine import ENGINES, NAMES, engine
from commsplan.backups.files import kept_files
from commsplan.backups.manifest import FILES, BackupError, Manifest, Part, copied, key_mark, part_of

TRIES = 30
MOST_HELD = 400  # files; a process may have a thousand open
SETTLED = 60.0  # seconds after which nobody is still writing a file: a younger one may be half there


def make(folder: Path, *, now: datetime) -> Manifest:
    """Make a backup in `folder`, which is not there yet or empty.

    Raises:
        BackupError: something is in it, or the backup could not be made; then nothing is left of it.
    """
    folder = folder.absolute()
    refuse_what_is_taken(folder)
    half = folder.with_name(f".{folder.name}.half-{os.getpid()}")
    try:
        half.mkdir(parents=True, mode=0o700)
        (half / FILES).mkdir(mode=0o700)
        manifest = fill(half, now)
        if not manifest.migrations:
            raise BackupError("There is no register here yet: the database is empty.")
        manifest.write(half)
        verify(half)
        os.sync()
        half.rename(folder)
    except OSError as fault:
        raise BackupError(f"The backup could not be made: {fault.strerror or fault} ({fault.filename}).") from fault
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return manifest


def refuse_what_is_taken(folder: Path) -> None:
    if folder.is_mount():
        raise BackupError(f"{folder} is where a disk begins. Name a folder in it, which is made.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty. Name a folder that is not there yet.")


def fill(half: Path, now: datetime) -> Manifest:
    files = Files(half / FILES)
    files.copy(until=time.time() - SETTLED)
    facts = take(half / engine().FILE, files)
    return Manifest(
        made_at=now,
        version=settings.VERSION,
        kind=connection.vendor,
        key=key_mark(),
        migrations=facts.migrations,
        rows=facts.rows,
        database=engine().FILE,
        part=part_of(half / engine().FILE),
        files={name: part for name, (_, part) in sorted(files.there.items())},
        missing=sorted(facts.missing),
    )


@dataclass(frozen=True)
class Facts:
    rows: dict[str, int]
    migrations: list[str]
    missing: set[str]


class Missed(Exception):  # noqa: N818  no error: another try is made
    """A file that rows name came and went between the two looks for files."""


def take(path: Path, files: Files) -> Facts:
    """Copy the database, and the files that it names. Before anything is dumped it is known whether all of them are there;
    where one is not, another moment is tried. What lacks twice was not there before we came."""
    missing: set[str] = set()
    for number in range(TRIES):
        with files:

            def look(cursor: Any, number: int = number) -> Facts:
                files.copy()
                found = Facts(facts.rows_by_table(cursor), facts.migrations(cursor), files.lacking(cursor))
                if found.missing - missing and number + 1 < TRIES:
                    missing.clear()
                    missing.update(found.missing)
                    raise Missed
                return found

            with suppress(Missed):
                return engine().dump(path, files.hold, look)
    raise AssertionError("the last try is taken as it is")


class Files(ExitStack):
    """The files that are copied to a folder: `there` has what is copied, by name. Within `with`, those that are held are
    open: what is removed meanwhile is copied all the same."""

    def __init__(self, target: Path) -> None:
        super().__init__()
        self.target, self.kept = target, kept_files()
        self.there: dict[str, tuple[Any, Part]] = {}
        self.held: list[tuple[str, Any, BinaryIO]] = []

    def hold(self) -> None:
        """Open what is not copied yet, without reading it: it may be half there."""
        self.held = [
            (name, seen, self.enter_context(file)) for name, seen, file in islice(self.opened(None), MOST_HELD)
        ]

    def copy(self, until: float | None = None) -> None:
        """Copy what is held, and what is not copied yet; with `until`, of what was last written by then."""
        self.keep(self.held)
        self.held = []
        found = self.opened(until)
        while lot := list(islice(found, self.kept.AT_ONCE)):
            self.keep(lot)

    def keep(self, lot: list[tuple[str, Any, BinaryIO]]) -> None:
        for name, seen, file in lot:
            with file:
                self.there[name] = (seen, copied(file, self.target / name))

    def opened(self, until: float | None) -> Iterator[tuple[str, Any, BinaryIO]]:
        for name, seen, written in self.kept.listed():
            is_wanted = name not in self.there or self.there[name][0] != seen
            if is_wanted and (until is None or written <= until):
                with suppress(FileNotFoundError):  # removed since it was listed
                    yield name, seen, self.kept.opened(name)

    def lacking(self, cursor: Any) -> set[str]:
        """What rows name and is not copied."""
        return facts.files_named(cursor) - self.there.keys()


def verify(folder: Path) -> Manifest:
    """Read a whole backup and compare it with what it says of itself.

    Raises:
        BackupError: it is not the one that was made; says what differs.
    """
    manifest = Manifest.read(folder)
    if manifest.kind not in ENGINES:
        raise BackupError("The backup is of a database that this version of commsplan does not know.")
    parts = {manifest.database: manifest.part} | {f"{FILES}/{name}": part for name, part in manifest.files.items()}
    for name, part in parts.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            raise BackupError(f"The backup is not whole: {name} is missing. Use another backup.")
        if part_of(path) != part:
            raise BackupError(f"The backup is damaged: {name} is not the file that was copied. Use another backup.")
    if manifest.kind != connection.vendor:
        raise BackupError(
            f"The backup is of {NAMES[manifest.kind]}, and this installation has {NAMES[connection.vendor]}. "
            "Set DATABASE_URL to a database of its kind."
        )
    engine().check(folder / manifest.database, manifest.rows)
    return manifest
