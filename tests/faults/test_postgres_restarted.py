"""W7: PostgreSQL is switched off and on again under people who read and save."""

import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from actions.models import Action
from tests.faults.figures import figure, sized
from tests.faults.running import Saver, Site, all_at_once
from tests.faults.test_web_killed import MANAGER, actions_to_save
from tests.servers import Postgres
from tests.smtp_sink import SmtpSink
from tests.workers import database_url

SECONDS, RESTARTS, AWAY = sized(12, 60), sized(1, 3), 2.0
USERS, RATE = 4, 20  # people, requests a second of all of them
PLAIN = re.compile(r"<h1>commsplan cannot reach its database</h1>")


def dump_into(server: Postgres) -> None:
    """The database of the test, with all that is in it, on another server."""
    connection.close()
    programs = {name: str(server.programs / name) for name in ("pg_dump", "psql")}
    dump = [programs["pg_dump"], "--no-owner", "--dbname", database_url(connection.settings_dict)]
    load = [programs["psql"], "-q", "-v", "ON_ERROR_STOP=1", "--dbname", server.url]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
        subprocess.run(load, stdin=dumping.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dumping.returncode == 0


@pytest.fixture
def server() -> Iterator[Postgres]:
    with Postgres(durable=True) as server:
        yield server


def works(saver: Saver, over: threading.Event, rate: float) -> None:
    """Somebody who reads twice and saves once, so often a second, and once more when it is over."""
    turn, last = 0, 0
    while (begun := time.monotonic()) and not (over.is_set() and (last := last + 1) > 3):
        (saver.save if turn % 3 == 0 else saver.look)()
        turn += 1
        time.sleep(max(0.0, begun + 1 / rate - time.monotonic()))


def test_while_postgresql_restarts_people_are_told_plainly_and_nothing_acknowledged_is_lost(
    transactional_db: None,
    redis_url: str,
    redis_if_any: dict[str, str],
    server: Postgres,
    smtp_sink: SmtpSink,
    tmp_path: Path,
) -> None:
    actions = actions_to_save(USERS)
    newly_red = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16").pk
    dump_into(server)
    with Site(tmp_path, smtp_sink, {"DATABASE_URL": server.url, **redis_if_any}) as site:
        savers = [Saver(site.visitor(MANAGER), action, f"saver {n}") for n, action in enumerate(actions)]
        processes = site.below(site.process.pid).keys() | site.below(site.leader("gunicorn")).keys()
        away: list[float] = []
        down_for: list[float] = []
        begun, over = time.monotonic(), threading.Event()

        def restart() -> None:
            for _ in range(RESTARTS):
                time.sleep(SECONDS / RESTARTS / 3)
                away.append(time.monotonic())
                server.stop()
                time.sleep(AWAY)
                server.start()
                down_for.append(time.monotonic() - away[-1])
                time.sleep(SECONDS / RESTARTS / 3)
            over.set()

        all_at_once(restart, *(lambda saver=saver: works(saver, over, RATE / USERS) for saver in savers))
        seconds = time.monotonic() - begun
        told = Saver(site.visitor(MANAGER), newly_red, "red")
        begun = time.monotonic()
        assert told.save(rag="red", explanation="The printer is closed.") == 302
        smtp_sink.wait_for(1, seconds=60)
        sent_after = time.monotonic() - begun
        still_there = site.below(site.process.pid).keys() | site.below(site.leader("gunicorn")).keys()

    answers = sorted(answer for saver in savers for answer in saver.answers)
    errors = [(at, code, body) for at, code, body in answers if code not in (200, 302)]
    with closing(psycopg2.connect(server.url)) as session, session.cursor() as cursor:
        cursor.execute("SELECT done FROM actions_progressupdate WHERE done LIKE 'saver %%'")
        kept = {words for (words,) in cursor}
    acknowledged = {words for saver in savers for words in saver.acknowledged}
    # From when it was switched off to the last answer that was an error.
    ends = [*away[1:], float("inf")]
    spells = [
        max((at for at, *_ in errors if down <= at < end), default=down) - down
        for down, end in zip(away, ends, strict=True)
    ]
    codes = Counter(code for _, code, _ in answers)
    figure(
        "W7",
        required="errors ≤ 10 s, all 503 and plain; 0 acknowledged missing; e-mail again ≤ 30 s; nothing restarted",
        found=(
            f"{len(answers)} requests in {seconds:.0f} s, {dict(codes)}; errors for {max(spells):.1f} s, "
            f"the server away for {max(down_for):.1f} s; "
            f"{len(acknowledged)} acknowledged, {len(acknowledged - kept)} missing; e-mail after {sent_after:.1f} s"
        ),
    )
    assert errors, "the restart was not noticed"
    assert {code for _, code, _ in errors} == {503}, [body[:300] for _, code, body in errors if code != 503][:3]
    assert all(PLAIN.search(body) for _, _, body in errors)
    assert acknowledged <= kept and len(acknowledged) >= USERS
    assert max(spells) <= max(10, max(down_for) + 5) and sent_after <= 30  # a slow machine starts it slowly
    assert still_there == processes
