"""The audit trail at size: `.venv/bin/python benchmarks/audit.py [sqlite|postgresql …] [EVENTS]`.

So many events (300,000) of six councils are written as services write them, sealed, and verified; then one is altered,
and found. Printed are the seconds of each, the memory the check took, and how long the page of the trail takes to answer (its first
page, and words that are in none). Exit 1 where the check takes a minute or does not find what was altered.
"""

from __future__ import annotations

import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.servers import postgres  # noqa: E402

EVENTS, COUNCILS, AT_ONCE = 300_000, 6, 2000
MOST_SECONDS = 60
HERE = "--here"  # in a process of its own, with the database of its environment


def measure(number: int) -> list[str]:
    """Write, seal, verify, alter, verify; returns what was not as it should be."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "commsplan.settings"
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from people.append_only import lifted
    from people.audit import event_of
    from people.models import AuditEvent, Organisation, User
    from people.sealing import seal
    from people.verifying import verify

    call_command("migrate", verbosity=0)
    councils = [Organisation.objects.create(name=f"Council {at}", slug=f"council-{at}") for at in range(COUNCILS)]
    root = User.objects.create_superuser("root@demo.example", name="Root")

    def write() -> None:
        for begin in range(0, number, AT_ONCE):
            AuditEvent.objects.bulk_create(
                event_of(
                    "edited", by=root, organisation=councils[at % COUNCILS], kind="action", object_id=at // 10 + 1,
                    label=f"Action {at // 10 + 1}: a newsletter for everybody who works here",
                    before={"title": f"Newsletter {at}", "due": "2026-03-31", "owners": ["Head of Communications"]},
                    after={"title": f"Newsletter {at + 1}", "due": "2026-04-30", "owners": ["Head of Policy"]},
                )
                for at in range(begin, min(begin + AT_ONCE, number))
            )  # fmt: skip

    client = Client(headers={"host": "localhost"})
    client.force_login(root)
    took, held = timed(write), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sealing = timed(lambda: seal(timezone.now()))
    again = timed(lambda: seal(timezone.now()))
    found: Any = []
    checking = timed(lambda: found.append(verify()))
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held
    wrong = [fault.sentence for fault in found[0].faults] + ([] if found[0].events == number else ["not all were read"])
    client.get("/audit/")
    page, words = timed(lambda: client.get("/audit/")), timed(lambda: client.get("/audit/?q=nowhere"))
    with lifted():
        AuditEvent.objects.filter(pk=AuditEvent.objects.order_by("pk")[number // 2].pk).update(label="Another")
    found_again = len(verify().faults)
    wrong += [] if found_again == 1 else [f"one was altered, and {found_again} were found"]
    wrong += [] if checking < MOST_SECONDS else [f"the check took {checking:.0f} s"]
    print(
        f"{number:,} events: written {took:.1f} s, sealed {sealing:.1f} s (again, with nothing new, {again:.2f} s), "
        f"verified {checking:.1f} s (+{more / 1024:.0f} MB); page {page * 1000:.0f} ms, words in none {words:.2f} s"
    )
    return wrong


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def run(database: str, number: int, environment: dict[str, str]) -> int:
    print(f"{database}: ", end="", flush=True)
    return subprocess.run([sys.executable, __file__, HERE, str(number)], env=environment, check=False).returncode


def main() -> int:
    names = [one for one in sys.argv[1:] if one in ("sqlite", "postgresql")] or ["sqlite", "postgresql"]
    number = next((int(one) for one in sys.argv[1:] if one.isdigit()), EVENTS)
    if HERE in sys.argv:
        wrong = measure(number)
        print(*wrong, sep="\n", end="\n" if wrong else "")
        return 1 if wrong else 0
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "COMMSPLAN_DATA": folder, "PLAIN_STATIC": "1"}
            if name == "sqlite":
                failed |= run(name, number, environment)
                continue
            with postgres() as url:
                failed |= run(name, number, {**environment, "DATABASE_URL": url})
    return failed


if __name__ == "__main__":
    sys.exit(main())
