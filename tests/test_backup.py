"""Backup and restore: whole while people write, verified before anything is touched, and nothing is sent afterwards.

Twenty rounds of writers: `.venv/bin/python -m tests.faults.long W11`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg2
import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from actions.models import Action, ActionFile, ProgressUpdate
from actions.services.files import Upload, remove_file
from actions.services.structure import add_action
from actions.services.updates import Progress, post_progress_update
from actions.timing import parse_timing
from commsplan.backups import facts, making
from commsplan.backups.files import Folder
from commsplan.backups.manifest import BackupError
from commsplan.backups.restoring import restore
from people.models import AuditEvent, OutgoingMail, User
from people.models.mail import MailTransport
from people.outbox import drain
from plans.models import Plan
from tests.demo import seed
from tests.faults.figures import figure, sized
from tests.servers import find_postgres, fresh_database
from tests.workers import ROOT

WRITERS = 20
ROUNDS = sized(2, 20)
NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    """PostgreSQL's programs of the same age as the server that the tests have started."""
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{find_postgres()}:{os.environ['PATH']}")


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "data/files"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return settings.MEDIA_ROOT


@pytest.fixture
def people(transactional_db, files):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def action(people):
    return Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")


def post(action, by, done, content=b"evidence", **said):
    """An update with a file, as an officer posts it."""
    action.refresh_from_db()
    upload = Upload("notes.txt", content)
    progress = Progress(**{"rag": "green", "done": done, **said})
    return post_progress_update(
        action=action, by=by, version=action.version, progress=progress, on=TODAY, upload=upload
    )


def back_up(tmp_path, name="backup"):
    return making.make(tmp_path / name, now=NOW), tmp_path / name


# What is made


def test_a_backup_holds_every_row_and_file_and_only_its_owner_reads_it(people, action, tmp_path, files):
    post(action, people.users["officer"], "Printed")
    manifest, folder = back_up(tmp_path)
    (file,) = ActionFile.objects.all()
    assert manifest.rows["actions_progressupdate"] == ProgressUpdate.objects.count()
    assert (folder / "files" / file.file.name).read_bytes() == b"evidence"
    assert manifest.files[file.file.name].sha256 == file.sha256
    assert (manifest.made_at, manifest.missing, manifest.kind) == (NOW, [], connection.vendor)
    modes = {oct(path.stat().st_mode & 0o777) for path in [folder, *folder.rglob("*")]}
    assert modes == {"0o700", "0o600"}
    assert making.verify(folder) == manifest


def test_the_command_says_what_it_made_as_json_and_verifies_it_again(people, tmp_path, capsys):
    folder = tmp_path / "backup"
    for options in ([], ["--verify"]):
        call_command("backup", folder, *options, "--json")
        said = json.loads(capsys.readouterr().out)
        assert said.keys() == {"dir", "made_at", "version", "database", "rows", "files", "bytes", "missing"}
        assert (said["dir"], said["missing"]) == (str(folder), [])


def test_a_folder_with_something_in_it_is_refused(people, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/letter").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", tmp_path / "taken")
    (tmp_path / "empty").mkdir()
    back_up(tmp_path, "empty")


def test_of_a_backup_that_fails_nothing_is_left(people, action, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    post(action, people.users["officer"], "Printed")
    monkeypatch.setattr(making, "copied", full)
    with pytest.raises(BackupError, match="No space left on device"):
        back_up(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_file_that_is_missing_is_named(people, action, tmp_path, files, capsys):
    post(action, people.users["officer"], "Printed")
    name = ActionFile.objects.get().file.name
    (files / name).unlink()
    call_command("backup", tmp_path / "backup", "--json")
    said = capsys.readouterr()
    assert json.loads(said.out)["missing"] == [name]
    assert name in said.err


# What is put back


def later(people, action, files):
    """What happens after the backup and is to be gone again."""
    post(action, people.users["officer"], "After the backup", b"later")
    first = ActionFile.objects.order_by("pk").first()
    remove_file(file=first, by=people.users["officer"], on=TODAY)
    User.objects.filter(pk=people.users["director"].pk).update(name="Somebody else")


def state():
    with connection.cursor() as cursor:
        return facts.rows_by_table(cursor)


def test_what_has_happened_since_is_gone_and_what_was_removed_is_back(people, action, tmp_path, files, client):
    post(action, people.users["officer"], "Before the backup")
    client.force_login(people.users["officer"])
    before, (_, folder) = state(), back_up(tmp_path)
    later(people, action, files)
    done = restore(folder, now=NOW + timedelta(days=1), replace=True)
    assert (done.faults, done.set_aside) == ([], 1)
    # But for the event that says so, and the seals of the trail.
    one_more = {"people_auditevent": before["people_auditevent"] + 1, "people_auditseal": state()["people_auditseal"]}
    assert state() == before | {"django_session": 0, "people_mailtransport": 1} | one_more
    assert AuditEvent.objects.get(verb="restored the register").after == {"backup": NOW.isoformat()}
    assert list(ProgressUpdate.objects.filter(action=action, files__isnull=False).values_list("done")) == [
        ("Before the backup",)
    ]
    assert ActionFile.objects.get().file.read() == b"evidence"
    assert [path.read_bytes() for path in files.glob(".replaced-20261201T020000/*/*")] == [b"later"]
    assert not Session.objects.exists()
    assert client.get("/").status_code == 302
    # What was set aside is in no later backup.
    assert len(back_up(tmp_path, "again")[0].files) == 1


def test_sending_is_on_hold_since_the_backup_with_the_reason(people, action, tmp_path, mail_server):
    OutgoingMail.objects.create(
        key="k", kind="test", to_address="a@b.example", subject="x", text_body="x", message_id="<1@x>", created_at=NOW
    )
    _, folder = back_up(tmp_path)
    restore(folder, now=NOW + timedelta(days=1), replace=True)
    transport = MailTransport.objects.the_one()
    assert transport.held_since == NOW
    assert "restored on 1 December 2026, 02:00 from the backup of 30 November 2026, 02:00" in transport.hold_reason
    assert (drain().sent, mail_server.deliveries) == (0, [])


def test_a_register_is_replaced_only_when_asked_to(people, tmp_path):
    _, folder = back_up(tmp_path)
    before = state()
    with pytest.raises(CommandError, match="With --yes it is replaced"):
        call_command("restore", folder)
    assert state() == before


def names_below(files):
    return sorted(name for name, _, _ in Folder(files).listed())


def damage_database(folder, manifest):
    path = folder / manifest.database
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def damage_file(folder, manifest):
    (folder / "files" / next(iter(manifest.files))).write_bytes(b"something else")


def lose_file(folder, manifest):
    (folder / "files" / next(iter(manifest.files))).unlink()


def damage_manifest(folder, manifest):
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:-9])


def lose_manifest(folder, manifest):
    (folder / "manifest.json").unlink()


def lead_elsewhere(folder, manifest):
    rewrite(folder, files={"../../outside": {"bytes": 1, "sha256": "0"}})


def miscount(folder, manifest):
    rewrite(folder, rows=manifest.rows | {"people_user": manifest.rows["people_user"] + 1})


def rewrite(folder, **changes):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    "damage", [damage_database, damage_file, lose_file, damage_manifest, lose_manifest, lead_elsewhere, miscount]
)
def test_a_damaged_backup_changes_nothing(people, action, tmp_path, files, damage):
    post(action, people.users["officer"], "Printed")
    manifest, folder = back_up(tmp_path)
    later(people, action, files)
    before, there = state(), names_below(files)
    damage(folder, manifest)
    with pytest.raises(CommandError):
        call_command("restore", folder, "--yes")
    # A count that is wrong shows only when the rows are in: PostgreSQL has put the files there by then.
    left = names_below(files)
    assert (state(), User.objects.filter(name="Somebody else").count()) == (before, 1)
    assert left == there or (damage is miscount and set(there) < set(left))
    assert not MailTransport.objects.filter(held_since__isnull=False).exists()


def test_a_backup_of_a_newer_version_is_refused_and_an_older_one_says_to_migrate(people, tmp_path):
    manifest, folder = back_up(tmp_path)
    rewrite(folder, migrations=[*manifest.migrations, "people.9999_from_the_future"], version="9.9")
    with pytest.raises(CommandError, match=r"newer version \(9.9; it has people.9999_from_the_future\)"):
        call_command("restore", folder, "--yes")
    rewrite(folder, migrations=manifest.migrations[:-1])
    assert "manage.py migrate" in restore(folder, now=NOW, replace=True).warnings[0]


def test_a_backup_of_the_other_database_is_refused(people, tmp_path):
    _, folder = back_up(tmp_path)
    rewrite(folder, kind="sqlite" if connection.vendor == "postgresql" else "postgresql")
    with pytest.raises(CommandError, match="and this installation has"):
        call_command("restore", folder, "--yes")


def test_another_secret_key_is_said(people, tmp_path, settings):
    _, folder = back_up(tmp_path)
    assert restore(folder, now=NOW, replace=True).warnings == []
    settings.SECRET_KEY = "another " * 8
    (warning,) = restore(folder, now=NOW, replace=True).warnings
    assert warning.startswith("SECRET_KEY is not the one")


# While people write


def write(action, by, stop, faults):
    """Post updates with evidence, and take every other one's away, until told to stop."""
    said = {"rag": "amber", "explanation": "Nobody is named for it."}
    try:
        for number in count():
            if stop.wait(0.5):
                return
            try:
                update = post(action, by, f"Update {number}", f"{action.pk} {number}".encode(), **said)
                if number % 2:
                    remove_file(file=update.files.get(), by=by, on=TODAY)
            except (
                OperationalError
            ):  # twenty writers on a busy machine: SQLite kept one waiting too long, and it is told
                continue
    except Exception as fault:
        faults.append(fault)
    finally:
        connections.close_all()


def writers(people, stop, faults):
    plan = Plan.objects.get(slug="mkip-2015-16")
    by = people.users["plan.manager"]
    made = [
        add_action(plan=plan, by=by, title=f"Of writer {number}", timing=parse_timing("31 December 2030"))
        for number in range(WRITERS)
    ]
    return [threading.Thread(target=write, args=(action, by, stop, faults)) for action in made]


def rows(place, statement):
    """The answer of the restored database."""
    if connection.vendor == "postgresql":
        with psycopg2.connect(place["DATABASE_URL"]) as there, there.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()
    with sqlite3.connect(Path(place["COMMSPLAN_DATA"], "commsplan.sqlite3")) as there:
        return there.execute(statement).fetchall()


def restored_elsewhere(stack, folder, data, settings):
    """An empty place, after `manage.py restore`."""
    place = {
        "COMMSPLAN_DATA": str(data),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "commsplan.settings",
    }
    place["DATABASE_URL"] = ""
    if connection.vendor == "postgresql":
        place["DATABASE_URL"] = stack.enter_context(fresh_database(os.environ["DATABASE_URL"]))
    command = [sys.executable, "manage.py", "restore", str(folder), "--json"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **place}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["faults"] == []
    return place


def assert_consistent(place, data):
    """Every update has its event in the trail and its file, whose bytes are those that were sent."""
    ((updates,),) = rows(place, "SELECT COUNT(*) FROM actions_progressupdate WHERE done LIKE 'Update %'")
    ((events,),) = rows(place, "SELECT COUNT(*) FROM people_auditevent WHERE verb = 'posted progress on'")
    named = rows(place, "SELECT file, sha256 FROM actions_actionfile WHERE file <> ''")
    assert updates == events > 0
    for name, sha256 in named:
        assert hashlib.sha256((data / "files" / name).read_bytes()).hexdigest() == sha256
    return updates


def test_backups_while_twenty_writers_write_restore_whole(people, tmp_path, files, settings):
    stop, faults = threading.Event(), []
    threads = writers(people, stop, faults)
    for thread in threads:
        thread.start()
    found = []
    try:
        while ProgressUpdate.objects.filter(done__startswith="Update").count() < WRITERS and not faults:
            stop.wait(0.1)
        assert faults == []
        for number in range(ROUNDS):
            manifest, folder = back_up(tmp_path, f"backup-{number}")
            assert manifest.missing == []
            with ExitStack() as stack:
                data = tmp_path / f"place-{number}"
                found.append(assert_consistent(restored_elsewhere(stack, folder, data, settings), data))
            shutil.rmtree(folder)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    kept = ProgressUpdate.objects.filter(done__startswith="Update").count()
    figure("W11", required=f"{ROUNDS} of {ROUNDS} whole", found=f"{len(found)} whole, with {found} of {kept} updates")
    assert faults == []
    # They wrote on meanwhile: no backup had kept them from it.
    assert found == sorted(set(found))
    assert kept > found[-1]


def test_files_copied_only_before_the_database_would_lack_some(people, action, tmp_path, files, monkeypatch):
    """The control of what is above: without the second look a file that comes during the dump is lost."""
    dump = making.engine().dump

    def dump_late(path, ready, look):
        post(action, people.users["officer"], "Once the files are copied")
        return dump(path, lambda: None, look)

    monkeypatch.setattr(making.engine(), "dump", dump_late)
    assert back_up(tmp_path, "right")[0].missing == []
    copy = making.Files.copy
    monkeypatch.setattr(making, "TRIES", 1)
    monkeypatch.setattr(making.Files, "copy", lambda self, until=None: copy(self, until) if until else None)
    assert len(back_up(tmp_path, "wrong")[0].missing) == 2


def test_files_looked_for_only_after_the_moment_would_lack_what_was_removed(
    people, action, tmp_path, files, monkeypatch
):
    """The control of the first look: a file that is removed just after the moment of the copy."""
    by, dump = people.users["officer"], making.engine().dump
    kept = []

    def dump_between(path, ready, look):
        if not kept:
            kept.append(post(action, by, "Removed just after").files.get())

        def removed_then_look(cursor):
            if ActionFile.objects.filter(pk=kept[0].pk).exists():
                remove_file(file=kept[0], by=by, on=TODAY)
            return look(cursor)

        return dump(path, ready, removed_then_look)

    monkeypatch.setattr(making.engine(), "dump", dump_between)
    manifest, folder = back_up(tmp_path, "right")
    assert (manifest.missing, len(manifest.files)) == ([], 1)
    assert [path.read_bytes() for path in folder.glob("files/*/*")] == [b"evidence"]
    kept.clear()
    monkeypatch.setattr(making, "TRIES", 1)
    monkeypatch.setattr(making.Files, "hold", lambda self: None)
    assert len(back_up(tmp_path, "wrong")[0].missing) == 1


def test_a_copy_of_sqlite_s_file_alone_would_lack_what_was_just_saved(people, action, tmp_path):
    """The control on SQLite: why it is not enough to copy the file."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no file that one could copy")
    post(action, people.users["officer"], "Just saved")
    shutil.copy(connection.settings_dict["NAME"], tmp_path / "copy.sqlite3")
    manifest, folder = back_up(tmp_path)
    assert (folder / manifest.database).read_bytes().count(b"Just saved") > 0
    assert (tmp_path / "copy.sqlite3").read_bytes().count(b"Just saved") == 0


def test_a_file_of_nothing_is_kept_too(people, files, tmp_path):
    (files / "imports").mkdir()
    (files / "imports/empty.csv").write_bytes(ContentFile(b"").read())
    assert back_up(tmp_path)[0].files["imports/empty.csv"].bytes == 0
