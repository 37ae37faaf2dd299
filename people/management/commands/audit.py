"""manage.py audit verify|seal: is the audit trail what was written?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from people.models import Organisation
from people.sealing import seal
from people.verifying import Fault, Heads, Trail, verify

SHOWN = 20


class Command(BaseCommand):
    help = (
        "verify: check every event of the audit trail against the seals; exit 1, naming the first faults, if one is "
        "not as it was written. seal: seal what is not sealed yet, as the scheduler does every minute."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "seal"])
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--noted", metavar="FILE", help="what verify --json printed earlier: its seals must all be there still"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "seal":
            number = seal(timezone.now(), everything=True)
            self.stdout.write(json.dumps({"sealed": number}) if options["json"] else f"{number:,} events sealed.")
            return
        trail = verify(noted_in(options["noted"]) if options["noted"] else None)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(trail), ensure_ascii=False, indent=2))
        else:
            self.tell(trail)
        if trail.faults:
            sys.exit(1)

    def tell(self, trail: Trail) -> None:
        for fault in trail.faults[:SHOWN]:
            self.stderr.write(sentence_of(fault))
        if (more := len(trail.faults) - SHOWN) > 0:
            self.stderr.write(f"There are {more:,} faults more; --json names up to a thousand.")
        if trail.faults:
            return
        sealed = trail.events - trail.waiting
        self.stdout.write(f"{trail.events:,} events, {sealed:,} of them sealed: each as it was written.")
        if trail.waiting:
            self.stdout.write(f"{trail.waiting:,} wait for the scheduler, or for: manage.py audit seal")


def sentence_of(fault: Fault) -> str:
    return f"Event {fault.event} of {fault.organisation}: {fault.sentence}" if fault.event else fault.sentence


def as_json(trail: Trail) -> dict[str, Any]:
    slugs: dict[int | None, str] = dict(Organisation.objects.values_list("pk", "slug"))
    return {
        "events": trail.events,
        "sealed": trail.events - trail.waiting,
        "waiting": trail.waiting,
        "chains": [
            {
                "organisation": slugs.get(chain.organisation),
                "id": chain.organisation,
                "seals": chain.seals,
                "events": chain.events,
                "until": chain.until and chain.until.isoformat(),
                "sha256": chain.sha256,
            }
            for chain in trail.chains.values()
        ],
        "faults": [asdict(fault) for fault in trail.faults],
    }


def noted_in(path: str) -> Heads:
    """The seals that an earlier check has noted.

    Raises:
        CommandError: the file is none of ours.
    """
    try:
        chains = json.loads(Path(path).read_text())["chains"]
        return {one["id"]: (one["seals"], one["sha256"]) for one in chains if one["seals"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise CommandError(f"{path} is not what audit verify --json prints.") from None
