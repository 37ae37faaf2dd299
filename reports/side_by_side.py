"""Jobs done at the same time, each in a process of its own that ends with it: what they held is given back."""

import contextlib
import ctypes
import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import IO, Any


def apart(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each of the jobs gives, in order; as many at once as there are processors. An exception of one is raised here,
    the rest is left.

    The jobs see what this process holds and change only their own copy. None may start threads before.
    """
    at_once = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    running: dict[int, int] = {}
    waiting = list(range(len(jobs)))
    found: dict[int, Any] = {}
    with contextlib.ExitStack() as stack:
        files: list[IO[bytes]] = [stack.enter_context(tempfile.TemporaryFile()) for _ in jobs]
        stack.callback(_stop, running)
        while waiting or running:
            while waiting and len(running) < at_once:
                number = waiting.pop(0)
                running[_start(jobs[number], files[number])] = number
            pid, status = os.wait()
            number = running.pop(pid)
            found[number] = _result(files[number], status)
    return [found[number] for number in range(len(jobs))]


def _start(job: Callable[[], Any], file: IO[bytes]) -> int:
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    _end_with_parent()
    try:
        try:
            result = (True, job())
        except BaseException as fault:
            result = (False, fault)
        try:
            pickle.dump(result, file)
        except Exception:
            file.seek(0)
            pickle.dump((False, ValueError(str(result[1]))), file)
        file.flush()
    finally:
        os._exit(0)


def _stop(running: dict[int, int]) -> None:
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _end_with_parent() -> None:
    """Where the system can see to it (Linux): a part is not made on when nobody waits for it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _result(file: IO[bytes], status: int) -> Any:
    if os.WIFSIGNALED(status):
        os.kill(os.getpid(), os.WTERMSIG(status))  # what ended the part ends the whole, and is told of alike
    file.seek(0)
    is_good, result = pickle.load(file)  # noqa: S301 - written by our own process
    if is_good:
        return result
    raise result
