"""manage.py in processes that are killed: loaded once, it forks a child for each command that it is given.

`python -m tests.killing` says `ready`; for each line of its input, the words of a command as JSON, it prints the
child's process id, and how the child ended. The words `piecemeal FILE PLAN EMAIL` import as nobody should: outside a
transaction.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.workers import ROOT


class Commands:
    """The process that forks, as a test sees it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.killing"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdin=pipe, stdout=pipe, text=True
        )
        self.line()

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def start(self, *words: str) -> int:
        """Run a command; its process id."""
        assert self.process.stdin
        self.process.stdin.write(f"{json.dumps(words)}\n")
        self.process.stdin.flush()
        return int(self.line())

    def end(self) -> int:
        """How the command that was started last ended: 0, or the signal it was killed with."""
        return int(self.line())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def piecemeal(path: str, slug: str, email: str) -> None:
    """Import a file as it would be without a transaction around it."""
    from imports import reading, services
    from imports.checking import Checked
    from imports.commit import Choices, commit
    from people.models import User
    from plans.models import Plan

    plan, by = Plan.objects.get(slug=slug), User.objects.get(email=email)
    content = Path(path).read_bytes()
    file = reading.read(services.receive_file(plan=plan, name="plan.csv", content=content, by=by))
    choices = Choices(False, {}, None, "", "plan.csv", by, date(2026, 5, 1))
    commit(checked=Checked(file), choices=choices)


def main() -> None:
    import django
    from django.core.management import call_command
    from django.db import connections
    from django.urls import get_resolver

    django.setup()
    get_resolver().url_patterns  # noqa: B018  the views, which otherwise each child would load
    print("ready", flush=True)
    for line in sys.stdin:
        words = json.loads(line)
        child = os.fork()
        if not child:
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  for as long as the child lives
            if words[0] == "piecemeal":
                piecemeal(*words[1:])
            else:
                call_command(*words)
            connections.close_all()
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
