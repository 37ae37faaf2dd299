"""Celery workers as processes of their own, as in production, against the servers of a test."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from commsplan.serve import stop_with_parent
from tests.smtp_sink import wait_until

ROOT = Path(__file__).resolve().parent.parent


def database_url(settings: Mapping[str, object]) -> str:
    """The URL of the database a test is using (Django's `connection.settings_dict`), for another process.

    Raises:
        ValueError: it lives in this process's memory.
    """
    name, user, host, port = (str(settings[key]) for key in ("NAME", "USER", "HOST", "PORT"))
    if "postgresql" in str(settings["ENGINE"]):
        sign_in = f"{quote(user, safe='')}:{quote(str(settings['PASSWORD']), safe='')}"
        return f"postgresql://{sign_in}@{host}:{port}/{quote(name, safe='')}"
    if "memory" in name:
        raise ValueError("a SQLite database in memory cannot be reached from another process; run this on PostgreSQL")
    return f"sqlite:///{name}"


@dataclass
class Worker:
    """A running Celery worker, the leader of its own process group."""

    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """kill -9 of the worker and of its pool, as a machine that is switched off would."""
        self.end(signal.SIGKILL)

    def stop(self) -> None:
        """Let it finish its task and leave."""
        self.end(signal.SIGTERM)

    def end(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number) if number == signal.SIGKILL else self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start_worker(environment: Mapping[str, str], *, log: Path, options: Sequence[str] = ()) -> Worker:
    """A worker with that environment on top of ours, once it says that it is ready.

    Raises:
        RuntimeError: it ended instead; quotes its log.
        TimeoutError: it said nothing within 30 seconds.
    """
    command = [sys.executable, "-m", "celery", "--quiet", "--app=commsplan.celery:app", "worker", "--loglevel=INFO"]
    ours = {"DJANGO_SETTINGS_MODULE": "commsplan.settings", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", *options],
            cwd=ROOT,
            env={**os.environ, **ours, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=stop_with_parent,
        )
    worker = Worker(process, log)
    try:
        wait_until(lambda: b" ready." in log.read_bytes() or process.poll() is not None, "ready worker", seconds=30)
    except TimeoutError:
        worker.kill()
        raise
    if process.poll() is not None:
        raise RuntimeError(f"the worker ended at once:\n{log.read_text()}")
    return worker
