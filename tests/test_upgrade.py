"""A register of the released version is brought to this one while its code still reads and writes, and keeps every row.

`tests/files/backup-VERSION-*.tar.xz` are backups of the demo, made by that version: `seed_demo`, `backup`, `tar`.
"""

# ruff: noqa: S608  SQL is put together from the names of our own tables alone
from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing, nullcontext
from datetime import UTC, datetime

import psycopg2
import pytest
from django.db import connection

from commsplan.migration_rules import RELEASED
from tests.servers import find_postgres, fresh_database
from tests.workers import ROOT

KEY = "0123456789" * 4
BOOKKEEPING = {"django_migrations", "django_session", "django_content_type", "auth_permission", "people_mailtransport"}
# (table, column) that a migration since fills anew, and why the released code does not mind. None so far.
FILLED_ANEW: set[tuple[str, str]] = set()


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The environment of an installation of its own, on the kind of database that the tests run on."""
    environment = {**os.environ, "COMMSPLAN_DATA": str(tmp_path / "data"), "SECRET_KEY": KEY, "DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "commsplan.settings"
    is_postgres = connection.vendor == "postgresql"
    if is_postgres:
        environment["PATH"] = f"{find_postgres()}:{environment['PATH']}"
    with fresh_database(os.environ["DATABASE_URL"]) if is_postgres else nullcontext("") as url:
        yield environment | {"DATABASE_URL": url}


def manage(place, *words):
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def connect(place):
    if place["DATABASE_URL"]:
        return psycopg2.connect(place["DATABASE_URL"])
    return sqlite3.connect(f"{place['COMMSPLAN_DATA']}/commsplan.sqlite3", timeout=20)


def columns(cursor, tables):
    """{table: its columns} as the released code knows them."""
    found = {}
    for table in tables:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        found[table] = [one[0] for one in cursor.description]
    return found


def rows(cursor, known):
    """{table: {id: row}}"""
    found = {}
    for table, names in known.items():
        cursor.execute(f'SELECT {", ".join(chr(34) + name + chr(34) for name in names)} FROM "{table}"')
        found[table] = {row[0]: dict(zip(names, map(repr, row), strict=True)) for row in cursor.fetchall()}
    return found


def released_code(place, known, stop, done, faults):
    """Reads everything and writes an e-mail and an event, again and again, with no column that it does not know."""
    try:
        with closing(connect(place)) as there:
            mail = {
                "kind": "test", "to_address": "a@b.example", "subject": "x", "text_body": "x", "message_id": "<1@x>", "state": "queued",
                "attempts": 0, "created_at": "2026-11-30 12:00:00+00", "html_body": "", "unsubscribe_url": "", "reason": "",
            }  # fmt: skip
            event = {
                "actor_name": "Jane", "verb": "posted", "kind": "action", "object_id": 1, "label": "x",
                "before": "{}", "after": "{}", "undo": "{}", "at": datetime.now(UTC).isoformat(" "),
            }  # fmt: skip
            mark = "%s" if place["DATABASE_URL"] else "?"

            def insert(cursor, table, row):
                names = [name for name in known[table] if name != "id"]
                listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join([mark] * len(names))
                cursor.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', [row.get(name) for name in names])

            while not stop.wait(0.05):
                cursor = there.cursor()
                for table in known:
                    cursor.execute(
                        f'SELECT {", ".join(chr(34) + name + chr(34) for name in known[table])} FROM "{table}" LIMIT 50'
                    )
                    cursor.fetchall()
                key = f"while-{len(done)}"
                insert(cursor, "people_outgoingmail", mail | {"key": key})
                insert(cursor, "people_auditevent", event)
                there.commit()
                done.append(key)
    except Exception as fault:
        faults.append(fault)


@pytest.mark.django_db
def test_a_register_of_the_released_version_is_migrated_under_traffic(place, tmp_path):
    version = json.loads(RELEASED.read_text())["version"]
    with tarfile.open(ROOT / f"tests/files/backup-{version}-{connection.vendor}.tar.xz") as archive:
        archive.extractall(tmp_path / "backup", filter="data")
    manage(place, "restore", str(tmp_path / "backup"))
    with closing(connect(place)) as there:
        cursor = there.cursor()
        counted = json.loads((tmp_path / "backup/manifest.json").read_text())["rows"]
        known = columns(cursor, sorted(set(counted) - BOOKKEEPING))
        before = rows(cursor, known)
    assert sum(map(len, before.values())) > 1000
    stop, done, faults = threading.Event(), [], []
    traffic = threading.Thread(target=released_code, args=(place, known, stop, done, faults))
    traffic.start()
    try:
        manage(place, "migrate")
    finally:
        stop.set()
        traffic.join()
    assert faults == []
    assert done
    with closing(connect(place)) as there:
        after = rows(there.cursor(), known)
    for table, kept in before.items():
        for key, row in kept.items():
            changed = {name for name, value in after[table][key].items() if value != row[name]}
            assert {(table, name) for name in changed} <= FILLED_ANEW
    assert set(done) <= {row["key"].strip("'") for row in after["people_outgoingmail"].values()}
    assert sum(row["actor_name"] == "'Jane'" for row in after["people_auditevent"].values()) == len(done)
    manage(place, "snapshot", "verify")
    manage(place, "audit", "seal")
    manage(place, "audit", "verify")
    manage(place, "migrate", "--check")
    # The control: had a column gone, the released code would have said so.
    with closing(connect(place)) as there:
        there.cursor().execute("ALTER TABLE people_outgoingmail DROP COLUMN unsubscribe_url")
        there.commit()
    released_code(place, known, threading.Event(), done, faults)
    assert "unsubscribe_url" in str(faults)
