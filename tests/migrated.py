"""A migrated, empty SQLite database, kept from one run of the tests to the next: migrating takes longer than most tests."""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
# What the migrations, and the triggers made after them, are read from.
SOURCES = ("*/migrations/*.py", "people/append_only.py", "reports/touching.py", "requirements.txt")


def name_of_state() -> str:
    """A name that changes with whatever the migrated database is made from."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in TOP.glob(pattern)):
        digest.update(str(path.relative_to(TOP)).encode() + b"\0" + path.read_bytes() + b"\0")
    return f"migrated-{digest.hexdigest()[:20]}.sqlite3"


def folder(config: pytest.Config) -> Path:
    """Where pytest keeps what is of use to later runs."""
    return config.cache.mkdir("migrated")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While this is held no other run migrates: of several that begin together the first does, and the others copy."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fill(data: Path, config: pytest.Config) -> None:
    """Give a site's folder of data a migrated database, if one is kept; else it is the site that migrates."""
    kept = folder(config) / name_of_state()
    if kept.exists():
        copy(kept, data / "commsplan.sqlite3")


def copy(source: str | Path, target: str | Path) -> None:
    """A whole copy, with what still stands in the write-ahead log."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)


def keep(database: str, folder: Path) -> None:
    """Keep a copy for the next run in place of older ones; whole or not at all, as several runs may do so at once."""
    kept = folder / name_of_state()
    if kept.exists():
        return
    half = kept.with_suffix(f".{hashlib.sha256(database.encode()).hexdigest()[:8]}")
    copy(database, half)
    for old in folder.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    half.rename(kept)
