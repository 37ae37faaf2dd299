"""`./run`'s supervisor: what it starts, how it starts it again, and that nothing is left when it stops."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from commsplan import serve
from tests import migrated
from tests.servers import free_port, fresh_database
from tests.smtp_sink import wait_until
from tests.workers import ROOT


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 1.0), (2, 2.0), (3, 4.0), (6, 32.0), (7, 60.0), (8, 60.0), (50, 60.0)]
)
def test_the_pause_doubles_up_to_a_minute(failures: int, seconds: float) -> None:
    assert serve.pause_after(failures) == seconds


@pytest.mark.parametrize("broker", ["", "filesystem://"])
def test_without_a_broker_one_worker_is_the_scheduler_too(broker: str) -> None:
    programs = serve.commands(port=8000, broker=broker)
    assert list(programs) == ["web", "worker"]
    assert [word for word in programs["worker"] if word in ("--beat", "--pool=solo")] == ["--pool=solo", "--beat"]


def test_with_redis_the_scheduler_is_a_process_of_its_own() -> None:
    programs = serve.commands(port=8000, broker="redis://127.0.0.1/0")
    assert list(programs) == ["web", "worker", "scheduler"]
    assert [name for name, words in programs.items() if "--beat" in words or "beat" in words] == ["scheduler"]


def test_the_site_is_offered_to_this_machine_only() -> None:
    assert "--bind=127.0.0.1:8123" in serve.commands(port=8123, broker="")["web"]


def die(child: serve.Child) -> None:
    assert child.process is not None
    child.process.wait()


def test_what_dies_is_started_again_after_its_pause(capsys: pytest.CaptureFixture[str]) -> None:
    child = serve.Child("worker", ["false"])
    child.tend(100.0)
    die(child)
    child.tend(101.0)
    assert (child.failures, child.start_at) == (1, 102.0)
    assert capsys.readouterr().err == "commsplan: the worker stopped (exit 1); starting it again\n"
    child.tend(101.9)
    assert child.process is None
    child.tend(102.0)
    die(child)
    child.tend(102.5)
    assert (child.failures, child.start_at) == (2, 104.5)


def test_a_child_that_ran_well_starts_counting_afresh() -> None:
    child = serve.Child("worker", ["false"], failures=6)
    child.tend(100.0)
    die(child)
    child.tend(100.0 + serve.STEADY + 1)
    assert child.failures == 1


def test_stopping_ends_what_ignores_it_and_what_that_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "GRACE", 0.2)
    pipe = tmp_path / "held-open"
    os.mkfifo(pipe)
    child = serve.Child("web", ["sh", "-c", f"exec 3>{pipe}; trap '' TERM; echo up >&3; sleep 600 & wait"])
    child.tend(0.0)
    with pipe.open() as held:
        assert held.readline() == "up\n"
        serve.stop([child])
        assert held.read() == ""  # the end of the file comes only once nobody holds the pipe: not the sleep either
    assert capsys.readouterr().err == "commsplan: the web did not stop in time and was ended\n"


def test_a_child_that_never_started_needs_no_stopping() -> None:
    child = serve.Child("web", ["sleep", "600"], start_at=10.0)
    child.tend(0.0)
    serve.stop([child])
    assert child.process is None


def test_a_port_in_use_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert serve.port_is_free(port) is False
    assert serve.port_is_free(port) is True


def test_a_port_in_use_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert serve.main([]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"commsplan: port {port} cannot be had, ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("given", ["0", "65536", "-1", "http", "80 80", "²"])
def test_a_port_that_is_none_is_said_in_one_sentence(
    given: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", given)
    assert serve.main(["--check-port"]) == 1
    assert capsys.readouterr().err == f"commsplan: PORT is {given!r}, but must be a number from 1 to 65535.\n"


def test_the_sign_ins_are_shown_with_the_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo-signins.txt").write_text("officer@demo.example\n")
    serve.announce(8000, tmp_path)
    assert capsys.readouterr().out == (
        "\ncommsplan is at http://localhost:8000/ (Ctrl-C stops it)\n\nofficer@demo.example\n\n"
    )


def processes() -> dict[int, int]:
    """Process id and its group, of everything that runs and is not just waiting to be cleared away."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listing.splitlines()]
    return {int(pid): int(group) for pid, group, state in rows if not state.startswith("Z")}


def groups_below(parent: int) -> set[int]:
    """The process groups of the children of that process: each child of the supervisor leads one."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return {int(pid) for pid, ppid in map(str.split, listing.splitlines()) if int(ppid) == parent}


@pytest.fixture(scope="module")
def site_environment(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """What a migrated site needs, on SQLite and a folder or, in that leg, on PostgreSQL and Redis. It comes up again
    and again, as a site does."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment |= {"COMMSPLAN_DATA": str(tmp_path_factory.mktemp("site")), "PORT": str(free_port())}
    with ExitStack() as stack:
        if environment.get("DATABASE_URL", "").startswith("postgresql:"):
            environment["DATABASE_URL"] = stack.enter_context(fresh_database(environment["DATABASE_URL"]))
        else:
            migrated.fill(Path(environment["COMMSPLAN_DATA"]), request.config)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        yield environment


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_whole_site_comes_up_and_goes_down(
    number: signal.Signals, site_environment: dict[str, str], tmp_path: Path
) -> None:
    if number == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent was killed")
    log, serving = tmp_path / "log", [sys.executable, "-m", "commsplan.serve"]
    expected = serve.commands(port=1, broker=site_environment.get("CELERY_BROKER_URL", ""))
    with (
        log.open("w") as output,
        subprocess.Popen(
            serving,
            cwd=ROOT,
            env=site_environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=serve.stop_with_parent,
        ) as site,
    ):
        try:
            wait_until(lambda: "commsplan is at" in log.read_text(), "answer of the site", seconds=60)
            groups = groups_below(site.pid)
            assert len(groups) == len(expected)
            site.send_signal(number)
            assert site.wait(40) == (0 if number != signal.SIGKILL else -signal.SIGKILL)
            wait_until(lambda: not groups & set(processes().values()), "end of every process", seconds=40)
            assert serve.port_is_free(int(site_environment["PORT"])) is True
        finally:
            site.kill()
