"""Making a backup while people work: whole when its folder has its name, and verified before it gets it.

Files are copied before the database is, and what has come since at the very moment of which its copy is: a file that a
row of the copy names was there then, so one of the two looks finds it. One that is new and is removed within those
milliseconds is missed, and another try is made.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from commsplan.backups import facts
from commsplan.backups.engine import ENGINES, NAMES, engine
from commsplan.backups.files import Kept, kept_files
from commsplan.backups.manifest import FILES, BackupError, Manifest, Part, copied, key_mark, part_of

TRIES = 5
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
    there: dict[str, tuple[Any, Part]] = {}

    def look(cursor: Any) -> tuple[dict[str, int], list[str], set[str]]:
        copy_files(half / FILES, there)
        return facts.rows_by_table(cursor), facts.migrations(cursor), facts.files_named(cursor) - there.keys()

    def take() -> tuple[dict[str, int], list[str], set[str]]:
        copy_files(half / FILES, there, until=time.time() - SETTLED)
        return engine().dump(half / engine().FILE, look)

    rows, migrations, missing = take()
    for _ in range(TRIES - 1):
        if not missing:
            break
        before = missing
        rows, migrations, missing = take()
        if missing == before:  # it was not there before we came
            break
    return Manifest(
        made_at=now,
        version=settings.VERSION,
        kind=connection.vendor,
        key=key_mark(),
        migrations=migrations,
        rows=rows,
        database=engine().FILE,
        part=part_of(half / engine().FILE),
        files={name: part for name, (_, part) in sorted(there.items())},
        missing=sorted(missing),
    )


def copy_files(target: Path, there: dict[str, tuple[Any, Part]], until: float | None = None) -> None:
    """Copy what is not copied yet; with `until`, of what was last written by then. They are opened before any is read:
    what is removed meanwhile is copied all the same.
    """
    kept = kept_files()
    found = opened(kept, there, until)
    while lot := list(islice(found, kept.AT_ONCE)):
        for name, seen, file in lot:
            with file:
                there[name] = (seen, copied(file, target / name))


def opened(kept: Kept, there: dict[str, tuple[Any, Part]], until: float | None) -> Iterator[tuple[str, Any, BinaryIO]]:
    for name, seen, written in kept.listed():
        is_wanted = name not in there or there[name][0] != seen
        if is_wanted and (until is None or written <= until):
            with suppress(FileNotFoundError):  # removed since it was listed
                yield name, seen, kept.opened(name)


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
