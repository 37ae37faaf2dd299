"""An import that is killed at any moment has written all of its rows or none."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from random import SystemRandom

import pytest
from django.db import connection

from actions.models import Action
from imports.models import ImportFile
from people.models import Officer
from plans.models import Audience, Plan
from tests.demo import seed
from tests.killing import Commands
from tests.smtp_sink import wait_until
from tests.workers import database_url

ROWS = 40
KILLS = 20
by_lot = SystemRandom()


@pytest.fixture
def commands(transactional_db: None) -> Iterator[Commands]:
    people = seed(as_written=False)
    council = people.councils["maidstone"]
    Plan.objects.create(organisation=council, title="Empty", slug="empty", first_year=2026, last_year=2026)
    running = Commands({"DATABASE_URL": database_url(connection.settings_dict)})
    yield running
    running.close()


@pytest.fixture
def paper(tmp_path):
    rows = "".join(f"Action {n},Group {n % 7},May 2026,Zoe Quickly\n" for n in range(ROWS))
    path = tmp_path / "plan.csv"
    path.write_text(f"Action,Audience,Date,Owner\n{rows}")
    return str(path)


def killed(commands: Commands, words: tuple[str, ...], moment: Callable[[], object] | None) -> float:
    """Start the command, kill it when it has read the file and the moment has come (None: never); how long it wrote."""
    ImportFile.objects.all().delete()
    child = commands.start(*words)
    done = (ImportFile.State.READ, ImportFile.State.IMPORTED)
    wait_until(lambda: ImportFile.objects.filter(state__in=done).exists(), "a file that is read", seconds=30)
    began = time.monotonic()
    if moment:
        moment()
        with suppress(ProcessLookupError):  # it was quicker
            os.kill(child, signal.SIGKILL)
    commands.end()
    return time.monotonic() - began


def written() -> tuple[int, int, int, str]:
    """Actions, audiences and officers of the import, and what the file says of itself; and away with them."""
    actions, audiences = Action.objects.filter(plan__slug="empty"), Audience.objects.filter(plan__slug="empty")
    officers = Officer.objects.filter(name="Zoe Quickly")
    found = (actions.count(), audiences.count(), officers.count(), ImportFile.objects.get().state)
    actions.delete(), audiences.delete(), officers.delete()
    return found


def test_killed_at_twenty_moments_it_leaves_all_or_nothing_each_time(commands: Commands, paper: str) -> None:
    words = ("import_plan", paper, "--commit", "--plan", "empty", "--by", "plan.manager@demo.example")
    whole = killed(commands, words, None)
    assert written() == (ROWS, 7, 1, "imported")
    found = Counter()
    for _ in range(KILLS):
        killed(commands, words, partial(time.sleep, by_lot.uniform(0, whole)))
        found[written()] += 1
    print(found, f"of {whole:.2f} s")
    assert set(found) <= {(ROWS, 7, 1, "imported"), (0, 0, 0, "read")}
    assert found[0, 0, 0, "read"] > 0


def first_row() -> None:
    """Wait until somebody else can read the first of the rows, or a second is over."""
    began = time.monotonic()
    while not Action.objects.filter(plan__slug="empty").exists() and time.monotonic() < began + 1:
        time.sleep(0.002)


def test_that_test_sees_half_an_import_where_there_is_no_transaction(commands: Commands, paper: str) -> None:
    """The negative control: killed as soon as a row can be read, for a moment by lot would not always fall in it."""
    words = ("piecemeal", paper, "empty", "plan.manager@demo.example")
    killed(commands, words, None)
    assert written()[0] == ROWS
    for _ in range(KILLS):
        killed(commands, words, first_row)
        actions, *_, state = written()
        if actions and state != "imported":
            return
    pytest.fail("no half of an import was seen")
