"""What a process that reads an upload may use, and how it answers: the JSON of what it read, or one sentence."""

import json
import logging
import os
import resource
import sys
import warnings
from collections.abc import Callable
from typing import Any

from imports.limits import UPLOAD_BYTES, Refused

MEMORY_BYTES = 512 * 1024 * 1024
ANSWER_CHARACTERS = 20 * 1024 * 1024  # whoever asked keeps it whole; ten thousand rows as papers have them are half
REFUSED = 2
_TOO_MUCH_READ = "What the file holds is more than an import may keep; divide it into smaller files."
_TOO_MUCH_MEMORY = "Reading the file needs more memory than an import may use; divide it into smaller files."
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.", "ftplib.")


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def confine(cpu_seconds: int) -> None:
    """Bound this process before it sees the file: memory, processor time, no core, no file written, no network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_forbid)
    logging.disable()  # standard error is for the one sentence of a refusal
    warnings.simplefilter("ignore")


def _forbid(event: str, arguments: tuple) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and (arguments[2] or 0) & _WRITING):
        raise PermissionError(f"{event} is not allowed while a file is read")


def answer(read: Callable[[bytes], dict[str, Any]]) -> int:
    """Read standard input whole and write what was read of it. Exit 0 with JSON; 2 with the sentence of a refusal."""
    try:
        found = json.dumps(read(sys.stdin.buffer.read(UPLOAD_BYTES + 1)), ensure_ascii=False)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except (MemoryError, RecursionError):
        print(_TOO_MUCH_MEMORY, file=sys.stderr)
        return REFUSED
    if len(found) > ANSWER_CHARACTERS:
        print(_TOO_MUCH_READ, file=sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(found.encode())
    return 0
