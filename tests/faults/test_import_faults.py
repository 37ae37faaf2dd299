"""W4, W5: a large import that is killed, and one that is made again. Short forms: tests/test_import_killed.py,
tests/test_races.py, tests/test_import_plan.py."""

import time
from collections import Counter
from datetime import date
from pathlib import Path
from random import SystemRandom

import pytest
from django.db import connection
from django.utils import timezone

from actions.models import Action
from imports import reading, services
from imports.models import ImportFile
from people.models import User
from plans.models import Audience, Plan
from tests.demo import seed
from tests.faults.figures import figure, only_in_full
from tests.faults.running import Officer, Site, all_at_once
from tests.faults.test_web_killed import MANAGER
from tests.smtp_sink import SmtpSink, wait_until
from tests.test_races import at_once, confirmation
from tests.workers import database_url

ROWS, KILLS = 5000, 20
LONGEST_STUCK = 120.0  # seconds
TODAY = date(2026, 5, 1)
by_lot = SystemRandom()


def paper() -> str:
    """A table of so many actions, two of them the same but for their dates."""
    twins = "Member Briefing,All Members,May 2026,\nMember Briefing,All Members,September 2026,\n"
    rows = "".join(f"Action {n},Group {n % 7},May 2026,\n" for n in range(ROWS - 2))
    return f"Action,Audience,Date,Method\n{twins}{rows}"


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    people = seed(as_written=False, today=timezone.localdate())
    council = people.councils["maidstone"]
    return Plan.objects.create(organisation=council, title="Empty", slug="empty", first_year=2026, last_year=2026)


@pytest.fixture
def by(plan: Plan) -> User:
    return User.objects.get(email=MANAGER)


def upload(plan, by) -> ImportFile:
    return services.receive_file(plan=plan, name="plan.csv", content=paper().encode(), by=by)


def count(plan: Plan) -> int:
    return Action.objects.filter(plan=plan).count()


def taken_in(file: ImportFile, by):
    asked = {"sections_are_priorities": False, "names": {}, "set_dates_by": None, "on": TODAY}
    return services.import_file(file=file, by=by, version=file.version, **asked)


@only_in_full
def test_the_same_paper_brings_nothing_the_second_time(plan, by) -> None:
    begun = time.monotonic()
    first = taken_in(reading.read(upload(plan, by)), by)
    seconds = time.monotonic() - begun
    second = taken_in(reading.read(upload(plan, by)), by)
    figure(
        "W5 in sequence",
        required=f"{ROWS} rows, then 0 new, {ROWS} there already; two briefings stay two",
        found=f"{len(first.added)} in {seconds:.0f} s, then {len(second.added)} new, {second.there} there already",
    )
    assert (len(first.added), len(second.added), second.there, count(plan)) == (ROWS, 0, ROWS, ROWS)
    assert Action.objects.filter(plan=plan, title="Member Briefing").count() == 2


@only_in_full
def test_the_same_paper_twice_at_once_is_there_once(plan, by) -> None:
    files = [reading.read(upload(plan, by)) for _ in range(2)]
    found = at_once(by, [confirmation(file) for file in files])
    codes = sorted(one.status_code for one in found)
    figure("W5 at once", required=f"{ROWS} rows in all", found=f"{count(plan)} rows in all, answered {codes}")
    assert count(plan) == ROWS
    assert set(codes) <= {200, 302, 400, 409, 503}
    assert Action.objects.filter(plan=plan, title="Member Briefing").count() == 2


@only_in_full
def test_an_import_of_five_thousand_rows_whose_web_server_or_worker_is_killed_is_whole_or_not_there(
    plan, by, redis_if_any: dict[str, str], smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    with Site(tmp_path, smtp_sink, {"DATABASE_URL": database_url(connection.settings_dict), **redis_if_any}) as site:
        manager, found, stuck = site.visitor(MANAGER), Counter[str](), 0.0

        def read_by_the_worker(*, killed: bool) -> tuple[ImportFile, float]:
            """The file, and the seconds from the killing on."""
            begun, file = time.monotonic(), store(upload(plan, by), site)
            manager.get("/")  # nothing rings for what is put there from outside: the worker looks every minute
            if killed:
                wait_until(lambda: claimed(file), "a file being read", seconds=90)
                time.sleep(by_lot.uniform(0, 1))
                site.kill(" worker")
                begun = time.monotonic()
            wait_until(lambda: is_settled(file), "a file that is read", seconds=300)
            file.refresh_from_db()
            return file, time.monotonic() - begun

        file, _ = read_by_the_worker(killed=False)
        address, form = confirmation(file)
        begun = time.monotonic()
        assert manager.post(address, form)[0] == 302
        whole = time.monotonic() - begun
        assert count(plan) == ROWS
        for number in range(KILLS):
            clear(plan)
            if number % 10 == 5:  # the worker, while it reads
                file, waited = read_by_the_worker(killed=True)
                stuck = max(stuck, waited)
            ImportFile.objects.filter(pk=file.pk).update(state="read", footprint=None, imported_at=None)
            file.refresh_from_db()
            address, form = confirmation(file)
            moment = by_lot.uniform(0, whole)
            visitor = signed_in(site)

            def kill(moment: float = moment, number: int = number) -> None:
                time.sleep(moment)
                (site.kill_child if number % 2 else site.kill)("gunicorn")

            def press(visitor: Officer = visitor, address: str = address, form: dict = form) -> None:
                visitor.post(address, form)

            all_at_once(kill, press)
            time.sleep(1)
            found[f"{count(plan)} rows, {ImportFile.objects.get(pk=file.pk).state}"] += 1
        clear(plan)
        ImportFile.objects.filter(pk=file.pk).update(state="read", footprint=None, imported_at=None)
        again = reading.read(upload(plan, by))
        taken_in(again, by)
        figure(
            "W4",
            required=f"{KILLS} kills: 0 or {ROWS} rows each time, never stuck > 2 min, again exactly {ROWS}",
            found=f"{dict(found)} (an import takes {whole:.0f} s); a file whose reader was killed was read {stuck:.0f} s later; "
            f"again {count(plan)}",
        )
        assert stuck <= LONGEST_STUCK
        assert set(found) <= {"0 rows, read", f"{ROWS} rows, imported"}
        assert count(plan) == ROWS


def signed_in(site: Site) -> Officer:
    """Once the web server answers again."""
    found: list[Officer] = []

    def try_it() -> bool:
        try:
            found.append(site.visitor(MANAGER))
        except (AssertionError, KeyError):
            return False
        return True

    wait_until(try_it, "sign-in", seconds=120)
    return found[-1]


def store(file: ImportFile, site: Site) -> ImportFile:
    """The file where the site keeps its own: the test's data are elsewhere."""
    there = site.folder / "files" / (file.file.name or "")
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(file.file.open("rb").read())
    return file


def claimed(file: ImportFile) -> bool:
    return ImportFile.objects.filter(pk=file.pk, lease_until__isnull=False).exists()


def is_settled(file: ImportFile) -> bool:
    return ImportFile.objects.filter(pk=file.pk, state__in=["read", "refused"]).exists()


def clear(plan: Plan) -> None:
    """As it was before the import."""
    Action.objects.filter(plan=plan).delete()
    Audience.objects.filter(plan=plan).delete()
