"""Reads uploads in a process of its own, so that a hostile file can exhaust or crash nothing but that."""

import json
import os
import signal
import subprocess
import sys
from datetime import date

from imports.confined import REFUSED
from imports.limits import Refused, check_upload
from plans.periods import Years

TIMEOUT_SECONDS = 30.0
PDF = b"%PDF-"
CALENDAR_TIMEOUT_SECONDS = 10.0
REPLIES_TIMEOUT_SECONDS = 20.0
_TOO_LONG = "Reading the file takes longer than an import may; divide it into smaller files."
_CRASHED = "The file cannot be read: it is damaged or not of the kind it says; save it again and upload that copy."


def preview_in_subprocess(
    data: bytes,
    filename: str,
    years: Years | None = None,
    *,
    columns: dict[str, str] | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> dict:
    """The preview JSON of `imports.preview.preview`, made within 512 MB, 20 s of processor time and `timeout` seconds.

    Refused for what the reader refuses, and for a crash or a time-out too.
    """
    check_upload(data)
    labels = ",".join(str(year) for year in years or ())
    name = plain_name(filename)
    reader = "imports.parse_pdf" if data.startswith(PDF) else "imports.parse"
    # What was said of headings goes in before the file: an argument of a command may not be as long as it can get.
    return confined(reader, [name, labels], json.dumps(columns or {}).encode() + b"\n" + data, timeout)


def calendar_in_subprocess(data: bytes, first: date, last: date) -> dict:
    """The events of `imports.calendar_file.read_calendar`, found within 512 MB and 5 s of processor time; else Refused."""
    days = [first.isoformat(), last.isoformat()]
    return confined("imports.parse_calendar", days, data, CALENDAR_TIMEOUT_SECONDS)


def rows_in_subprocess(data: bytes, filename: str) -> dict:
    """The rows of the longest table of a file that is no plan: {"rows", "numbers", "warnings"}, as of replies."""
    return replies_in_subprocess(data, filename)


def replies_in_subprocess(data: bytes, filename: str) -> dict:
    """The rows of `imports.parse_replies`, read within 512 MB and 15 s of processor time; else Refused."""
    check_upload(data)
    return confined("imports.parse_replies", [plain_name(filename)], data, REPLIES_TIMEOUT_SECONDS)


def plain_name(filename: str) -> str:
    """A file's name as an argument can hold it."""
    return filename.replace("\0", "").encode("utf-8", "replace").decode()[:200]


def confined(module: str, arguments: list[str], data: bytes, timeout: float) -> dict:
    """What `module` answers. The process gets the file on its standard input and none of this one's environment."""
    command = [sys.executable, "-P", "-s", "-m", module, *arguments]
    environment = {"PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path), "LC_ALL": "C.UTF-8"}
    try:
        # The command is our own; of the upload only its name is an argument, and no shell reads it.
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, env=environment, cwd="/", timeout=timeout
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(_TOO_LONG) from error
    if done.returncode == 0:
        return json.loads(done.stdout)
    if done.returncode == REFUSED:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise Refused(said.splitlines()[-1] if said else _CRASHED)
    raise Refused(_TOO_LONG if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else _CRASHED)
