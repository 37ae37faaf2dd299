"""What the printing process refuses, and how its failures are worded."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from reports.paper_html import paper_html
from reports.rendering import ROOT, RenderFailed, render_pdf
from tests.paper_data import empty, maidstone, measure

GIGABYTE = 2**30


def long_paper() -> dict[str, Any]:
    return empty() | {"measures": [measure(f"Measure {at}") for at in range(300)]}


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that ought to hear nothing: its address, and what it was asked for."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


OWN_SHEET = "https://paper.invalid/static/paper/../../reports/pdf.py"


@pytest.mark.parametrize(
    "markup",
    [
        "<link rel=attachment href='file:///etc/passwd'>",
        "<link rel=stylesheet href='CANARY/a.css'>",
        "<style>@import url(CANARY/b.css);</style>",
        "<p style='background: url(CANARY/c.png)'>x</p>",
        "<img src='CANARY/d.png' alt='x'>",
        "<svg width='9mm' height='9mm' viewBox='0 0 9 9'><image href='CANARY/e.png' width='9' height='9'/></svg>",
        "<object data='CANARY/f.svg'>x</object>",
        "<link rel=attachment href='/reports/pdf.py'>",
        f"<link rel=stylesheet href='{OWN_SHEET}'>",
    ],
)
def test_markup_that_asks_for_a_file_is_refused(canary: tuple[str, list[str]], markup: str) -> None:
    address, asked = canary
    page = paper_html(empty()).replace("</main>", f"{markup.replace('CANARY', address)}</main>")
    with pytest.raises(RenderFailed, match="^The paper asked for a file it may not use: "):
        render_pdf(page)
    assert asked == []


def test_the_canary_hears_those_who_do_ask(canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    code = f"import urllib.request; urllib.request.urlopen('{address}/heard')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert asked == ["/heard"]


def test_a_paper_full_of_addresses_asks_for_none(canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    data = maidstone()
    update = data["priorities"][0]["actions"][0]["update"]
    update["done"] = f"<img src={address}/a> {address}/b <link rel=attachment href={address}/c> url({address}/d)"
    assert render_pdf(paper_html(data)).startswith(b"%PDF-1.7")
    assert asked == []


def test_limits_end_in_a_sentence() -> None:
    page = paper_html(long_paper())
    with pytest.raises(RenderFailed, match="^The paper took longer than 1 second to make, so it was stopped.$"):
        render_pdf(page, timeout=1)
    with pytest.raises(RenderFailed) as failed:
        render_pdf(page, memory=GIGABYTE // 4)
    assert "256 MB of memory" in failed.value.sentence
    assert failed.value.sentence.count("\n") == 0


def test_missing_libraries_say_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library pango')")
    done = subprocess.run(
        [sys.executable, "-m", "reports.pdf", str(GIGABYTE), "60"],
        cwd=ROOT,
        env={"PYTHONPATH": str(tmp_path)},
        input=b"",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.decode().count("\n")) == (1, b"", 1)
    assert "install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0" in done.stderr.decode()


def test_the_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A stand-in for Python writes down what it was given."""
    seen = tmp_path / "seen"
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!/bin/sh\nenv > {seen}\necho 'It said why.' >&2\nexit 1\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("SECRET_KEY", "canary-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://canary-secret")
    monkeypatch.setattr(sys, "executable", str(stand_in))
    with pytest.raises(RenderFailed, match="^It said why.$"):
        render_pdf("<p>x</p>")
    names = {line.split("=")[0] for line in seen.read_text().splitlines()}
    assert "canary-secret" not in seen.read_text()
    assert {"FONTCONFIG_FILE", "PYTHONHASHSEED"} <= names
    assert {"SECRET_KEY", "DATABASE_URL", "HOME", "PYTHONPATH"} & names == set()
