"""Restoring a backup: checked before anything is touched, put in place at once, and sending on hold afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from commsplan.backups import facts
from commsplan.backups.engine import engine
from commsplan.backups.files import kept_files
from commsplan.backups.hold import Hold
from commsplan.backups.making import verify
from commsplan.backups.manifest import FILES, BackupError, Manifest, key_mark
from people import audit, sealing
from people.models import MailTransport, Organisation, User
from people.verifying import verify as verify_trail
from reports.verifying import verify as verify_papers


def faults_of_papers() -> list[str]:
    return verify_papers().faults


def faults_of_trail() -> list[str]:
    return [fault.sentence for fault in verify_trail().faults]


# Each looks through the restored register and gives a sentence for everything that is not as it was made.
CHECKS: tuple[Callable[[], list[str]], ...] = (faults_of_papers, faults_of_trail)


@dataclass
class Restored:
    """What was put in place, and what the person at the keyboard is to know of it. `faults`: what is wrong with it."""

    manifest: Manifest
    hold: Hold
    set_aside: int = 0
    warnings: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_older(self) -> bool:
        return bool(migrations_of_this_version() - set(self.manifest.migrations))


def restore(folder: Path, *, now: datetime, replace: bool = False) -> Restored:
    """Put the backup in `folder` in place of what there is.

    Raises:
        BackupError: it is not whole, of a newer version, there is data and `replace` does not say so, or the database
            refused. Nothing has been changed then, but that files of the backup may lie beside the others.
    """
    manifest = verify(folder)
    if newer := set(manifest.migrations) - migrations_of_this_version():
        raise BackupError(
            f"The backup is of a newer version ({manifest.version}; it has {min(newer)}). "
            "Install that version, then restore."
        )
    if has_data() and not replace:
        raise BackupError("There is a register here already. With --yes it is replaced by the backup, for good.")
    done = Restored(manifest, Hold.after_restore(manifest.made_at, now))
    put_files(folder, manifest)
    engine().restore(folder / manifest.database, manifest.rows, done.hold)
    unmoved = ""
    try:
        done.set_aside = set_aside(manifest, now)
    except OSError as fault:  # the register is restored all the same, and is to be looked through
        unmoved = f"Files that were added since the backup could not be moved out of the way: {fault}."
    done.warnings = [*warnings_of(done), *filter(None, [unmoved])]
    if not done.is_older:
        done.faults = note(manifest, now)
    return done


def note(manifest: Manifest, now: datetime) -> list[str]:
    """Have the trail say it, seal what the backup was made too early to have sealed, and look for faults."""
    after = {"backup": manifest.made_at.isoformat()}
    audit.record(
        "restored the register",
        MailTransport.objects.the_one(),
        by=None,
        name="manage.py restore",
        organisation=None,
        after=after,
    )
    sealing.seal(now, everything=True)
    return [fault for look in CHECKS for fault in look()]


def migrations_of_this_version() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def has_data() -> bool:
    with connection.cursor() as cursor:
        there = facts.tables(cursor)
    return User._meta.db_table in there and (User.objects.exists() or Organisation.objects.exists())


def put_files(folder: Path, manifest: Manifest) -> None:
    """Before the database, which then finds every file that it names. Each has its name only when it is whole."""
    kept = kept_files()
    for name, part in manifest.files.items():
        if not kept.has(name, part):
            with (folder / FILES / name).open("rb") as file:
                kept.put(name, file)
    kept.settled()


def set_aside(manifest: Manifest, now: datetime) -> int:
    """Move files that the backup does not know, which were added since, out of the way; how many."""
    kept = kept_files()
    extra = [name for name, _, _ in kept.listed() if name not in manifest.files]
    kept.set_aside(extra, now)
    return len(extra)


def warnings_of(done: Restored) -> Iterator[str]:
    manifest = done.manifest
    if manifest.key != key_mark():
        yield (
            "SECRET_KEY is not the one of the backup's installation: links in e-mails sent before, and in surveys, no "
            "longer open. Set the old key, if you have it, and start again."
        )
    if done.is_older:
        yield "The backup is of an older version. Type: manage.py migrate, then: manage.py snapshot verify, manage.py audit verify."
    if manifest.missing:
        yield f"{len(manifest.missing)} files were missing already when the backup was made: {manifest.missing[0]}, …"
    if done.set_aside:
        yield (
            f"{done.set_aside} files that were added since the backup are in the folder .replaced-… of the files. "
            "Remove it when nobody needs them."
        )
