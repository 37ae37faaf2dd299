"""W8: the disk is full, of the files, of the database, or of what is uploaded.

Nothing is half written, what an officer wrote is given back, and with room all goes on by itself.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from actions.models import Action
from tests import migrated
from tests.faults.disks import MEGABYTE, Disk
from tests.faults.figures import figure, only_in_full, rig, sized
from tests.faults.running import Officer, Outside, Saver, Site
from tests.faults.test_web_killed import MANAGER, actions_to_save
from tests.servers import execute
from tests.smtp_sink import SmtpSink, wait_until
from tests.workers import database_url

FULL_FOR = sized(0.0, 200.0)  # seconds; beyond three minutes the scheduler writes its schedule down
WORDS = "Posters are up in every library of the borough."


@dataclass
class Scene:
    site: Site
    url: str
    officer: Officer
    saver: Saver
    red: int
    sink: SmtpSink
    disks: dict[str, Disk]
    outside: Outside

    def turn_red(self, number: int) -> None:
        """An update of which the director is told by e-mail: what the worker has to do."""
        saver = Saver(self.officer, self.red, f"red {number}")
        assert saver.save(rag="green", explanation="", done=f"green {number}") in (302, 400)
        assert saver.look() == 200 and saver.save(rag="red", explanation="The printer is closed.") == 302


@pytest.fixture
def scene(transactional_db: None, redis_if_any: dict[str, str], smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Scene]:
    action, *_ = actions_to_save(1)
    red = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16").pk
    with ExitStack() as stack:
        disks = {name: stack.enter_context(Disk(tmp_path / name, 20)) for name in ("files", "temporary")}
        # Not among pytest's own folders, nor in that of ./test, which the user of PostgreSQL may not enter.
        folder = tempfile.TemporaryDirectory(prefix="commsplan-disk-", dir="/tmp")  # noqa: S108
        aside = Path(stack.enter_context(folder))
        aside.chmod(0o755)
        disks["database"] = stack.enter_context(Disk(aside / "database", 20 if rig() == "L" else 60))
        url = stack.enter_context(on_its_own_disk(disks["database"]))
        environment = {"DATABASE_URL": url, "TMPDIR": str(disks["temporary"].folder), **redis_if_any}
        site = stack.enter_context(Site(tmp_path, smtp_sink, environment))
        officer = site.visitor(MANAGER)
        yield Scene(site, url, officer, Saver(officer, action, "saver"), red, smtp_sink, disks, Outside(url))


class on_its_own_disk:  # noqa: N801  read as a word
    """The test's database, with all that is in it, on a disk of its own; the URL of it."""

    def __init__(self, disk: Disk) -> None:
        self.disk, self.here = disk, database_url(connection.settings_dict)

    def __enter__(self) -> str:
        if rig() == "L":
            path = self.disk.folder / "commsplan.sqlite3"
            migrated.copy(self.here.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        connection.close()
        there = urlsplit(self.here)
        self.name, template = f"small_{uuid4().hex[:8]}", there.path.removeprefix("/")
        self.owner = urlunsplit(
            there._replace(netloc=there.netloc.replace("commsplan:", "owner:", 1), path="/postgres")
        )
        place = self.disk.folder / "tablespace"
        place.mkdir()
        if os.geteuid() == 0:
            shutil.chown(place, "postgres")
        execute(self.owner, f"CREATE TABLESPACE {self.name} LOCATION '{place}'")
        execute(self.owner, f"CREATE DATABASE {self.name} OWNER commsplan TEMPLATE {template} TABLESPACE {self.name}")
        return urlunsplit(there._replace(path=f"/{self.name}"))

    def __exit__(self, *error: object) -> None:
        if rig() == "P":
            execute(self.owner, f"DROP DATABASE {self.name} WITH (FORCE)")
            execute(self.owner, f"DROP TABLESPACE {self.name}")


def fill(scene: Scene, which: str) -> None:
    if which == "database" and rig() == "L":
        with closing(sqlite3.connect(scene.url.removeprefix("sqlite:///"), timeout=30)) as session:
            session.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what it holds is room that is there already
    scene.disks[which].fill()


def post(scene: Scene, number: int, *, with_file: bool) -> tuple[int, str, dict[str, object]]:
    """An update with these words and, should it be, a photograph's worth of file: code, page and what was sent."""
    scene.saver.look()
    form: dict[str, object] = {"form_token": uuid4(), "version": scene.saver.version, "rag": "amber"}
    form |= {"explanation": "Slow.", "done": f"{WORDS} {number}"}
    return (*send(scene, form, with_file=with_file), form)


def send(scene: Scene, form: dict[str, object], *, with_file: bool) -> tuple[int, str]:
    address = f"{scene.saver.page}update/"
    if not with_file:
        return scene.officer.post(address, form)
    content = b"%PDF-1.4\n" + os.urandom(MEGABYTE)
    return scene.officer.post_files(address, {**form, "file": SimpleUploadedFile("photos.pdf", content)})


def kept(scene: Scene) -> tuple[int, int, int]:
    """How many updates, rows of files and files there are; each file as long and with the hash that its row says."""
    files = scene.outside.rows("SELECT file, size, sha256 FROM actions_actionfile WHERE file <> ''")
    for name, size, sha256 in files:
        content = (scene.disks["files"].folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, sha256)
    on_disk = [path for path in scene.disks["files"].folder.rglob("*") if path.is_file() and path.name != "filling"]
    ((updates,),) = scene.outside.rows(f"SELECT count(*) FROM actions_progressupdate WHERE done LIKE '{WORDS}%'")  # noqa: S608
    return updates, len(files), len(on_disk)


@only_in_full
def test_with_a_full_disk_nothing_is_half_written_and_no_word_lost(scene: Scene) -> None:
    for number, which in enumerate(("files", "temporary", "database")):
        with_file = which != "database"
        before, mails = kept(scene), len(scene.sink.deliveries)
        fill(scene, which)
        code, page, form = post(scene, number, with_file=with_file)
        full_since, answers = time.monotonic(), [code]
        for _ in range(200):  # a database may have had some room of its own
            if code != 302 or with_file:
                break
            before = kept(scene)
            code, page, form = post(scene, number, with_file=with_file)
            answers.append(code)
        reads = scene.officer.get(scene.saver.page)[0]
        given_back = f"{WORDS} {number}" in page
        assert kept(scene) == before, which
        time.sleep(max(0.0, full_since + FULL_FOR - time.monotonic()))

        scene.disks[which].free()
        begun = time.monotonic()
        wait_until(lambda: send(scene, form, with_file=with_file)[0] == 302, f"save after {which}", seconds=60)  # noqa: B023
        saved_after = time.monotonic() - begun
        scene.turn_red(number)
        wait_until(lambda: len(scene.sink.deliveries) > mails, f"e-mail after {which}", seconds=90)  # noqa: B023
        sent_after = time.monotonic() - begun
        updates, files, on_disk = kept(scene)
        figure(
            f"W8 {which}",
            required="503 or 507 with the text given back; nothing half written; saves again ≤ 30 s; e-mail resumes",
            found=(
                f"{code}, text given back: {given_back}, reading: {reads}; {files} rows of files, {on_disk} files; "
                f"saves after {saved_after:.1f} s, e-mail after {sent_after:.1f} s"
            ),
        )
        assert code in (503, 507) and given_back and set(answers) <= {302, 503, 507}
        assert reads == 200 or (reads == 503 and which == "database")
        assert (updates, files, on_disk) == (before[0] + 1, before[1] + with_file, before[1] + with_file)
        assert saved_after <= 30
    assert is_whole(scene.outside)
    assert scene.site.process.poll() is None


def is_whole(database: Outside) -> bool:
    """What the database finds itself. PostgreSQL has no such question; there the counts above have to do."""
    if database.session:
        return True
    return database.rows("PRAGMA integrity_check") == [("ok",)] and database.rows("PRAGMA foreign_key_check") == []
