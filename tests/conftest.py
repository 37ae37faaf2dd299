"""Fixtures for what the tests share, and one rule: what cannot be run is said aloud, and fails where CI is set.

Marks come by themselves: `browser` for a test that asks for a page, `services` for one that asks for PostgreSQL,
Redis or a worker. By hand: `poppler` for one that reads a PDF with pdftotext or pdftoppm, `compose` for docker-compose.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import redis
import time_machine
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone

from people.append_only import lifted
from tests import migrated
from tests.notify_stand_in import KEY, TEMPLATE, NotifyStandIn, notify_stand_in
from tests.servers import Redis, find_chromium, fresh_database
from tests.smtp_sink import SmtpSink, start_sink
from tests.workers import Worker, database_url, start_worker

# `page` and `celery_worker` are built on these, so their tests ask for them too.
MARK_OF_FIXTURE = {"browser": "browser", "postgres_url": "services", "redis_url": "services"}
# What is read and written here any database reads and writes alike; test_access opens every page on both.
PLAIN_ROWS = {
    "test_access_review.py", "test_api.py", "test_calendar.py", "test_calendar_import.py", "test_checks.py", "test_committee_report.py", "test_comparison.py",
    "test_dashboard_and_tracker.py", "test_evidence_pages.py", "test_exempt.py", "test_import_flow.py", "test_import_plan.py", "test_injection.py", "test_notify.py",
    "test_briefs.py", "test_campaigns.py", "test_delivery_plan.py", "test_displacements.py", "test_guidance.py", "test_media_figures.py", "test_meter.py", "test_monthly.py",
    "test_comments.py", "test_demo.py", "test_marked.py", "test_figures.py", "test_files.py", "test_help.py", "test_search.py", "test_several.py", "test_timeline.py", "test_weekly.py", "test_welsh.py", "test_whats_new.py",
    "test_refusals.py", "test_trail.py", "test_packs.py", "test_paper_deadlines.py", "test_plan_paper.py", "test_sections.py", "test_site.py", "test_takeaway.py", "test_whole_plans.py", "test_word.py", "test_headers.py", "test_invitations.py",
    "test_brief_steps.py", "test_closed_years.py", "test_examples.py", "test_first_dates.py", "test_mail_page.py", "test_periods.py", "test_press_office.py",
    "test_second_factor.py", "test_slips.py", "test_statement.py", "test_told_rightly.py", "test_who_left_is_not_chosen.py", "test_oidc.py", "test_sessions.py", "test_officer_lists.py", "test_partners.py",
}  # fmt: skip
NOT_RUN: Counter[str] = Counter()
BEGAN = timezone.localdate()
# Playwright keeps an event loop in the main thread, where Django would refuse the tests' own queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def lacking(mark: str) -> str:
    """What this machine or this run lacks for tests with that mark; empty if nothing."""
    if mark == "browser" and not find_chromium():
        return "no Chromium (Debian, Ubuntu: sudo apt-get install chromium)"
    if mark == "poppler" and not shutil.which("pdftotext"):
        return "no pdftotext (Debian, Ubuntu: sudo apt-get install poppler-utils; macOS: brew install poppler)"
    if mark == "compose" and not shutil.which("docker-compose"):
        return "no docker-compose (Debian, Ubuntu: sudo apt-get install docker-compose)"
    started = os.environ.get("DATABASE_URL", "").startswith("postgres") and os.environ.get("CELERY_BROKER_URL")
    if mark == "services" and not started:
        return "no PostgreSQL and Redis (run: .venv/bin/python -m tests.servers -- .venv/bin/python -m pytest)"
    return ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in PLAIN_ROWS:
            item.add_marker("plain_rows")
        for mark in sorted(
            {MARK_OF_FIXTURE[name] for name in getattr(item, "fixturenames", ()) if name in MARK_OF_FIXTURE}
        ):
            item.add_marker(mark)
        asked_for = getattr(item, "fixturenames", ())
        if not {"db", "transactional_db", "postgres_url"} & {*asked_for} and not item.get_closest_marker("django_db"):
            item.add_marker("anywhere")


@pytest.fixture(autouse=True)
def the_day_the_run_began(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a module made of the day as it was read still holds after midnight: its tests go on at noon of that day."""
    if getattr(request.module, "TODAY", None) != BEGAN or timezone.localdate() == BEGAN:
        yield
        return
    with time_machine.travel(datetime.combine(BEGAN, time(12), timezone.get_current_timezone())):
        yield


def emptied(operations: BaseDatabaseOperations, statements: Iterable[str]) -> None:
    """What empties the tables between tests, the append-only ones too."""
    with lifted():
        emptied_by_django(operations, statements)


emptied_by_django = BaseDatabaseOperations.execute_sql_flush
BaseDatabaseOperations.execute_sql_flush = emptied  # type: ignore[method-assign, assignment]


@pytest.fixture(scope="session")
def migrating(request: pytest.FixtureRequest) -> Iterator[ExitStack]:
    with ExitStack() as held:
        if connection.vendor == "sqlite":
            held.enter_context(migrated.alone(migrated.folder(request.config)))
        yield held


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, migrating: ExitStack) -> bool:
    """On SQLite the tests begin with a copy of a database that was migrated by an earlier run, if nothing has changed."""
    if connection.vendor != "sqlite":
        return False
    kept = migrated.folder(request.config) / migrated.name_of_state()
    if kept.exists():
        migrated.copy(kept, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, migrating: ExitStack, django_db_setup: None) -> None:
    if connection.vendor == "sqlite":
        migrated.keep(connection.settings_dict["NAME"], migrated.folder(request.config))
    migrating.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in ("browser", "services", "poppler", "compose"):
        why = lacking(mark) if item.get_closest_marker(mark) else ""
        if why:
            NOT_RUN[f"{mark} tests: {why}"] += 1
            if os.environ.get("CI") == "true":
                pytest.fail(f"NOT RUN: {why}", pytrace=False)
            pytest.skip(why)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, count in NOT_RUN.items():
        terminalreporter.write_line(f"NOT RUN: {count} {what}", red=True, bold=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; the sandbox it would put round pages cannot be had as root."""
    arguments = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    quiet = "--disable-background-networking --disable-component-update --disable-sync"
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": f"{arguments} {quiet}".split()}


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A new, empty PostgreSQL database of the test's own (not the one the `db` fixture uses)."""
    with fresh_database(os.environ["DATABASE_URL"]) as url:
        yield url


@pytest.fixture
def redis_url() -> str:
    """The running Redis, emptied."""
    url = os.environ["CELERY_BROKER_URL"]
    redis.Redis.from_url(url).flushall()
    return url


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A Redis of the test's own, to stop, freeze and start again."""
    with Redis() as server:
        yield server


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A real SMTP server that keeps what it is sent; give its `environment()` to the processes that send."""
    sink, controller = start_sink()
    yield sink
    controller.stop()


@pytest.fixture
def stand_in(settings: Any) -> Iterator[NotifyStandIn]:
    """What stands in for GOV.UK Notify, with the settings that send mail there."""
    settings.EMAIL_BACKEND = "people.notify.EmailBackend"
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = KEY, TEMPLATE
    with notify_stand_in() as server:
        settings.NOTIFY_URL = server.url
        yield server


@pytest.fixture
def mail_server(smtp_sink: SmtpSink, settings: Any) -> SmtpSink:
    """The sink, to which this process sends as well."""
    settings.EMAIL_BACKEND = "people.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS = "", False
    return smtp_sink


@pytest.fixture
def celery_worker(transactional_db: None, redis_url: str, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Start real workers on the test's own database: `celery_worker(*options, **environment)`, as often as wanted.

    `celery_worker("--concurrency=1", **smtp_sink.environment())`; CELERY_BROKER_URL may be given to name another Redis.
    """
    workers: list[Worker] = []

    def start(*options: str, **environment: str) -> Worker:
        servers = {"DATABASE_URL": database_url(connection.settings_dict), "CELERY_BROKER_URL": redis_url}
        log = tmp_path / f"worker-{len(workers)}.log"
        workers.append(start_worker({**servers, **environment}, log=log, options=options))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@pytest.fixture(autouse=True)
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler is given five minutes from the start of the process; a suite takes longer, and moves the clock."""
    monkeypatch.setattr("people.health.STARTED", timezone.now())
