"""Somebody's browser, and the site it asks, for what is measured here."""

from __future__ import annotations

import http.client
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.servers import free_port  # noqa: E402

Answer = tuple[http.client.HTTPResponse, bytes, float]


class ClashError(Exception):
    """Somebody else has saved meanwhile, which is said beside what was typed."""


class Browser:
    """Somebody signed in."""

    def __init__(self, port: int, email: str) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.ask("GET", f"/as/{email}/")

    def ask(
        self, method: str, address: str, body: dict[str, str] | None = None, file: str = "", **headers: str
    ) -> Answer:
        """The answer, its body, and the seconds it took. `file`: the text of a CSV file that is sent as well."""
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent = urlencode(body) if body else None
        if sent:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        if file:
            edge = secrets.token_hex(8)
            parts = [f'name="{name}"\r\n\r\n{value}' for name, value in (body or {}).items()]
            parts.append(f'name="file"; filename="plan.csv"\r\nContent-Type: text/csv\r\n\r\n{file}')
            sent = (
                "".join(f"--{edge}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + f"--{edge}--\r\n"
            )
            headers |= {"Content-Type": f"multipart/form-data; boundary={edge}"}
        begun = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.request(method, address, sent, headers)
        answer = line.getresponse()
        read = answer.read()
        taken = time.perf_counter() - begun
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, read, taken

    def get(self, address: str) -> float:
        answer, _, taken = self.ask("GET", address)
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}")
        return taken

    def queries(self, address: str) -> int:
        return int(self.ask("GET", address, None, **{"X-Count": "1"})[0].headers["X-Queries"])

    def post_update(self, action: str) -> tuple[float, int]:
        """Seconds and queries of a green update; the form is fetched first, which is not counted."""
        page = self.ask("GET", f"/actions/{action}/")[1].decode()
        body = hidden(page[page.index(f'action="/actions/{action}/update/"') :]) | {
            "rag": "green",
            "done": "Issued.",
            "better_because": "The dates are being moved.",
        }
        answer, read, taken = self.ask("POST", f"/actions/{action}/update/", body, **{"X-Count": "1"})
        if answer.status == 409:
            raise ClashError(action)
        if answer.status != 302:
            raise SystemExit(f"an update was answered {answer.status}: {read[:3000].decode()}")
        return taken, int(answer.headers["X-Queries"])


def hidden(form: str) -> dict[str, str]:
    """What the first form in the text sends without anybody typing."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))


@contextmanager
def site(environment: dict[str, str], *, workers: int = 1) -> Iterator[tuple[int, int]]:
    """So many workers that serve the register. Yields the port and the process number of the first."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "commsplan.wsgi",
        f"--bind=127.0.0.1:{port}",
        f"--workers={workers}",
        "--log-level=warning",
        "--timeout=300",
        "--no-control-socket",
    ]
    server = subprocess.Popen(
        command, cwd=ROOT, env={**environment, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    )
    try:
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(1)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        yield port, int(children.read_text().split()[0]) if children.exists() else server.pid
    finally:
        server.terminate()
        server.wait(30)


def manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def held(process: int, what: str) -> float:
    """Megabytes a process holds (VmRSS), or held at its most (VmHWM); 0 where the system does not say."""
    status = Path(f"/proc/{process}/status")
    found = re.search(rf"{what}:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0
