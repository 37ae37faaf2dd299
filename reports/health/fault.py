"""One fault of a plan, and how what it is about is called. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from actions.models import Action, Milestone
from actions.rated import RatedAction
from reports.health.mending import Mend

SHOWN = 80  # letters of a title


@dataclass(frozen=True)
class Fault:
    """`key` names it for whoever accepts it: the same words about the same thing. `mend` is where and how it ends."""

    code: str
    sentence: str
    thing: str
    mend: Mend
    pk: str = ""

    @property
    def link(self) -> str:
        return self.mend.link

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.code}|{self.pk}|{self.sentence}".encode()).hexdigest()


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1].rstrip()}…"


def called(action: Action | Milestone) -> str:
    reference = getattr(action, "reference", "") or getattr(action, "letter", "")
    return short(f"{reference} {action.title}" if reference else action.title)


def about_action(code: str, row: RatedAction, sentence: str, mend: Mend) -> Fault:
    return Fault(code, sentence, called(row.action), mend, f"action {row.action.pk}")
