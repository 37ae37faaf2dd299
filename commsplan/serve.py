"""The whole site as one command on one machine: `python -m commsplan.serve`, which `./run` ends with.

Starts web server, worker and scheduler, starts again whichever dies, and takes all of them down together.
In production each is a service of its own: see docker-compose.yml.
"""

import argparse
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
LONGEST_PAUSE = 60.0  # seconds between two starts of something that keeps dying
STEADY = 60.0  # seconds after which a child is taken to have started well
GRACE = 20.0  # seconds everything has to finish what it is doing
READY_WITHIN = 60.0  # seconds for the first answer
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def say(words: str) -> None:
    """One line for the person at the terminal."""
    print(f"commsplan: {words}", file=sys.stderr, flush=True)


def pause_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4 … up to LONGEST_PAUSE."""
    return min(2.0 ** (failures - 1), LONGEST_PAUSE)


def commands(*, port: int, broker: str) -> dict[str, list[str]]:
    """The programs to run, by name. Without a broker the queue is a folder, which one worker process reads."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app=commsplan.celery:app"]
    quiet = ["--loglevel=WARNING"]
    # Threads and not sync workers: browsers keep spare connections open, and with no buffering proxy in front two of
    # those stop two sync workers until they time out.
    web = [*python, "gunicorn", "commsplan.wsgi", f"--bind={HOST}:{port}", f"--workers={min(os.cpu_count() or 1, 4)}"]
    web += ["--worker-class=gthread", "--threads=16", "--no-control-socket", "--config=python:commsplan.webserver"]
    if not broker or broker.startswith("filesystem:"):
        alone = ["--pool=solo", "--beat", "--without-gossip", "--without-mingle"]
        return {"web": web, "worker": [*celery, "worker", *alone, *quiet]}
    worker = [*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", *quiet]
    return {"web": web, "worker": worker, "scheduler": [*celery, "beat", "--pidfile=", *quiet]}


def stop_with_parent() -> None:
    """Runs in the new process: on Linux it is told to stop when the supervisor is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program that is to be running, in a process group of its own, so that none of it can outlive us."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    failures: int = 0

    def tend(self, now: float) -> None:
        """Start it if it is due; if it has died, clear up after it and say when it is due again."""
        if self.process is None:
            if now >= self.start_at:
                self.started = now
                self.process = subprocess.Popen(self.command, process_group=0, preexec_fn=stop_with_parent)
        elif self.process.poll() is not None:
            self.failures = 1 if now - self.started > STEADY else self.failures + 1
            self.start_at = now + pause_after(self.failures)
            say(f"the {self.name} stopped (exit {self.process.returncode}); starting it again")
            self.signal(signal.SIGKILL)
            self.process = None

    def signal(self, number: signal.Signals) -> None:
        """Signal the whole group: also what a killed worker has left behind."""
        if self.process:
            try:
                os.killpg(self.process.pid, number)
            except (ProcessLookupError, PermissionError):  # macOS answers the second for a group of zombies
                return


def stop(children: Sequence[Child]) -> None:
    """Ask every child to finish, wait at most GRACE, then end what is left of their groups."""
    for child in children:
        if child.process:
            child.process.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        if child.process:
            try:
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                say(f"the {child.name} did not stop in time and was ended")
            child.signal(signal.SIGKILL)
            child.process.wait()


def port_is_free(port: int) -> bool:
    """Whether nothing listens there. A connection that is just closing does not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether the web server gives any answer at all."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()


def announce(port: int, data: Path) -> None:
    """Print the address and, where the demo was seeded, its sign-ins."""
    print(f"\ncommsplan is at http://localhost:{port}/ (Ctrl-C stops it)\n", flush=True)
    sign_ins = data / "demo-signins.txt"
    if sign_ins.exists():
        print(sign_ins.read_text(), flush=True)


def supervise(children: Sequence[Child], *, port: int, data: Path) -> int:
    """Keep the children running until a signal comes: 0 then, 1 if the web server never answered."""
    stopping: list[int] = []

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    began, ready = time.monotonic(), False
    try:
        while not stopping:
            for child in children:
                child.tend(time.monotonic())
            if not ready and answers(port):
                ready = True
                announce(port, data)
            if not ready and (children[0].failures or time.monotonic() - began > READY_WITHIN):
                say("the web server did not start; what it said is above")
                return 1
            time.sleep(0.3)
        return 0
    finally:
        stop(children)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; exit 1 with one sentence if the port cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check-port", action="store_true", help="only say whether PORT (default 8000) can be had")
    options = parser.parse_args(arguments)
    given = os.environ.get("PORT") or "8000"
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        say(f"PORT is {given!r}, but must be a number from 1 to 65535.")
        return 1
    port = int(given)
    if not port_is_free(port):
        say(f"port {port} cannot be had, most likely because another program uses it; try PORT={port % 65535 + 1}.")
        return 1
    if options.check_port:
        return 0
    data = Path(os.environ.get("COMMSPLAN_DATA") or Path(__file__).resolve().parent.parent / "data")
    if sys.stderr.isatty():  # somebody is looking; a file or a collector of logs is given JSON
        os.environ.setdefault("LOG_FORMAT", "plain")
        os.environ.setdefault("LOG_LEVEL", "WARNING")
    programs = commands(port=port, broker=os.environ.get("CELERY_BROKER_URL", ""))
    return supervise([Child(name, command) for name, command in programs.items()], port=port, data=data)


if __name__ == "__main__":
    sys.exit(main())
