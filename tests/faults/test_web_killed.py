"""W6: the web server is killed while people save. What was answered as saved is saved."""

import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from actions.models import ProgressUpdate
from actions.services.structure import add_action
from actions.timing import parse_timing
from plans.models import Plan
from tests.demo import seed
from tests.faults.figures import figure, rig, sized
from tests.faults.running import Saver, Site, all_at_once
from tests.smtp_sink import SmtpSink
from tests.workers import database_url

SAVES, KILLS, SAVERS = sized(60, 500), sized(2, 10), 4
MANAGER = "plan.manager@demo.example"


def actions_to_save(number: int) -> list[int]:
    """So many actions of the demo's plan, not due for a long time; their ids."""
    people = seed(as_written=False, today=timezone.localdate())
    plan = Plan.objects.get(slug="mkip-2015-16")
    timing = parse_timing(f"{timezone.localdate() + timedelta(days=200):%d/%m/%Y}", plan.years)
    by = people.users["plan.manager"]
    return [add_action(plan=plan, by=by, title=f"Saved {n}", timing=timing).pk for n in range(number)]


@pytest.fixture
def served(transactional_db: None, smtp_sink: SmtpSink, redis_if_any: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path, smtp_sink, {"DATABASE_URL": database_url(connection.settings_dict), **redis_if_any}) as site:
        yield site


def test_what_was_answered_as_saved_is_saved_though_the_web_server_is_killed(
    transactional_db: None, served: Site
) -> None:
    savers = [Saver(served.visitor(MANAGER), action, f"saver {n}") for n, action in enumerate(actions_to_save(SAVERS))]
    over = threading.Event()

    def work(saver: Saver) -> None:
        deadline = time.monotonic() + 60 + SAVES
        while len(saver.acknowledged) < SAVES // SAVERS and time.monotonic() < deadline:
            if saver.save() != 302:
                time.sleep(0.2)

    def kill() -> None:
        for number in range(KILLS):
            at = (number + random.random()) / KILLS * 0.8 * SAVES  # noqa: S311  no secret
            while sum(len(saver.acknowledged) for saver in savers) < at and not over.wait(0.01):
                pass
            (served.kill_child if number % 2 else served.kill)("gunicorn")

    def save() -> None:
        try:
            all_at_once(*(lambda saver=saver: work(saver) for saver in savers))
        finally:
            over.set()

    all_at_once(save, kill)
    acknowledged = {words for saver in savers for words in saver.acknowledged}
    kept = set(ProgressUpdate.objects.filter(done__startswith="saver").values_list("done", flat=True))
    cut = sum(code == 0 for saver in savers for _, code, _ in saver.answers)
    figure(
        "W6",
        required=f"of {SAVES} saves with {KILLS} kills 0 answered and missing",
        found=f"{len(acknowledged)} answered as saved, {len(acknowledged - kept)} of them missing; {cut} lines cut",
    )
    assert len(acknowledged) >= SAVES - SAVERS
    assert acknowledged <= kept
    assert {code for saver in savers for _, code, _ in saver.answers} <= {0, 200, 302}
    assert cut > 0, rig()
