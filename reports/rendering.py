"""A paper's HTML to PDF in a process of its own, with limits on time and memory and nothing inherited."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from reports.paper_words import many

ROOT = Path(__file__).resolve().parent.parent
# What finds libraries and the folder for temporary files; no secret is among them.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR")
SET = {
    "LC_ALL": "C.UTF-8",
    "FONTCONFIG_FILE": str(ROOT / "reports" / "fonts.conf"),
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
}


class RenderFailed(Exception):
    """The paper was not made; `sentence` says why in words for a person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def render_pdf(html: str, *, timeout: int = 60, memory: int = 2**30) -> bytes:
    """The PDF/UA-1 of an HTML paper; the same HTML gives the same bytes.

    `timeout` is in seconds and counts waiting too, `memory` in bytes of address space. Raises RenderFailed.
    """
    return _run("reports.pdf", html.encode(), timeout, memory)


def render_pack(
    html: str, appendices: list[dict[str, Any]], *, is_exempt: bool = False, timeout: int = 120, memory: int = 2**30
) -> bytes:
    """A paper bound with its appendices, as `reports.pack` describes them. Raises RenderFailed."""
    given = json.dumps({"html": html, "appendices": appendices, "is_exempt": is_exempt})
    return _run("reports.pack", given.encode(), timeout, memory)


def _run(module: str, given: bytes, timeout: int, memory: int) -> bytes:
    command = [sys.executable, "-m", module, str(memory), str(timeout)]
    environment = SET | {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, nothing of the paper in the command
            command, input=given, capture_output=True, timeout=timeout, cwd=ROOT, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise RenderFailed(_too_long(timeout)) from None
    except OSError as fault:
        raise RenderFailed(f"The printing process could not be started: {fault}.") from fault
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    raise RenderFailed(_sentence(done, timeout, memory))


def _too_long(timeout: int) -> str:
    return f"The paper took longer than {many(timeout, 'second', 'seconds')} to make, so it was stopped."


def _sentence(done: subprocess.CompletedProcess[bytes], timeout: int, memory: int) -> str:
    """Why the process failed: its own last words, or what a signal says where it had none."""
    if done.returncode == -signal.SIGXCPU:
        return _too_long(timeout)
    if done.returncode < 0:
        return f"The paper could not be made within {memory // 2**20:,} MB of memory (signal {-done.returncode})."
    words = done.stderr.decode(errors="replace").strip().splitlines()
    return words[-1] if words else "The paper could not be made, and the printing process did not say why."
