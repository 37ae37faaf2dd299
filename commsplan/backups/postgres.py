"""A PostgreSQL register out and in, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeVar

from django.db import connection

from commsplan.backups.facts import quoted
from commsplan.backups.hold import Hold
from commsplan.backups.manifest import CHUNK, BackupError, private

FILE = "database.dump"
SSL = ("sslmode", "sslrootcert", "sslcert", "sslkey")
Facts = TypeVar("Facts")
# Whatever the register has there, what a later version has added included. Extensions and other schemas stay.
CLEAR = """DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c
    WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE',
      CASE found.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, found.name);
  END LOOP;
  FOR found IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = '{schema}'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', found.name);
  END LOOP;
END $$;
"""
COUNT = """DO $$ BEGIN
  IF (SELECT count(*) FROM {table}) <> {rows} THEN RAISE EXCEPTION 'Table {name} has not the rows it had'; END IF;
END $$;
"""
HOLD = """DELETE FROM {schema}.django_session;
UPDATE {schema}.people_mailtransport SET held_since = '{since}', hold_reason = '{reason}';
INSERT INTO {schema}.people_mailtransport (id, reason, failures, held_since, hold_reason)
  SELECT 1, '', 0, '{since}', '{reason}' WHERE NOT EXISTS (SELECT 1 FROM {schema}.people_mailtransport);
"""


def program(name: str) -> str:
    """Raises BackupError where it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise BackupError(
            f"{name} is not installed. Debian, Ubuntu: apt-get install postgresql-client, as new as the server or newer."
        )
    return path


def environment() -> dict[str, str]:
    """Where the programs find the database: by their environment, as a command line can be read by anybody."""
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    found = {name: str(given[key]) for name, key in names.items() if given[key]}
    found |= {f"PG{name.upper()}": str(given["OPTIONS"][name]) for name in SSL if given["OPTIONS"].get(name)}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, **found}


def run(command: list[str], what: str) -> str:
    """Its output. Raises BackupError, in its own last words."""
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{what}: {last_words(done.stderr)}")
    return done.stdout


def last_words(said: str) -> str:
    lines = [line for line in said.strip().splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "it did not say why")


def dump(path: Path, ready: Callable[[], None], look: Callable[[Any], Facts]) -> Facts:
    """Dump the database to `path`; what `look` finds in it as it stood at the moment of the dump, just before which
    `ready` is called."""
    private(path).close()
    with closing(connection.copy()) as frozen:
        frozen.set_autocommit(False)
        with frozen.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            ready()
            cursor.execute("SELECT pg_export_snapshot(), current_schema()")
            snapshot, schema = cursor.fetchone()
            facts = look(cursor)
            what = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={schema}", f"--snapshot={snapshot}"]
            run([program("pg_dump"), *what, f"--file={path}"], "PostgreSQL's dump did not succeed")
        frozen.rollback()
    return facts


def check(path: Path, rows: dict[str, int]) -> None:
    """Raises BackupError where a table that was counted is not in it."""
    listed = run([program("pg_restore"), "--list", str(path)], "The dump in the backup cannot be read")
    there = {line.split()[-2] for line in listed.splitlines() if " TABLE DATA " in line}
    if set(rows) - there:
        raise BackupError("The dump in the backup lacks tables. Use another backup.")


def restore(path: Path, rows: dict[str, int], hold: Hold) -> None:
    """Put the backup, with sending on hold, in place of all there is: in one transaction, or not at all.

    Raises:
        BackupError: PostgreSQL refused, or what came out is not what went in.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    connection.close()
    psql = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--file=-"]
    reader = [program("pg_restore"), "--no-owner", "--no-privileges", f"--schema={schema}", "--file=-", str(path)]
    with TemporaryFile() as said:
        into = subprocess.Popen(psql, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
        out = subprocess.Popen(reader, env=environment(), stdout=subprocess.PIPE, stderr=said)
        assert into.stdin and out.stdout  # noqa: S101  both are pipes
        try:
            into.stdin.write(before(schema).encode())
            shutil.copyfileobj(out.stdout, into.stdin, CHUNK)
            if out.wait():  # half a script would be committed; one whose end never comes is not
                into.kill()
            into.stdin.write("".join(after(schema, rows, hold)).encode())
            into.stdin.close()
        except BrokenPipeError:  # psql has stopped at a fault, and says which
            out.kill()
            with suppress(BrokenPipeError):
                into.stdin.close()
        out.stdout.close()
        if into.wait() | out.wait():
            said.seek(0)
            raise BackupError(
                f"Nothing was restored: {last_words(said.read().decode(errors='replace'))}. "
                "See that web, worker and scheduler are stopped, then try again."
            )


def before(schema: str) -> str:
    return f"SET lock_timeout = '10s';\nSET statement_timeout = 0;\n{CLEAR.format(schema=schema)}"


def after(schema: str, rows: dict[str, int], hold: Hold) -> Iterator[str]:
    """The statements that end the transaction: everything is there, and nothing goes out."""
    for name, number in rows.items():
        yield COUNT.format(table=f"{quoted(schema)}.{quoted(name)}", name=name.replace("'", "''"), rows=int(number))
    since = hold.since.astimezone(UTC).isoformat()
    yield HOLD.format(schema=quoted(schema), since=since, reason=hold.reason.replace("'", "''"))
