"""The colours: what each is called, what it means, how it is drawn, which counts, and how they roll up.

There is one list of them in the whole house; pages, papers, e-mails and commands read it here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class Rag(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    COMPLETE = "complete"
    NOT_STARTED = "not_started"
    NOT_APPLICABLE = "not_applicable"
    FOR_INFO = "for_info"


@dataclass(frozen=True)
class Meaning:
    """A colour in words: its label, the letter drawn in its shape, and one sentence shown where it is chosen."""

    rag: str
    label: str
    letter: str
    meaning: str


MEANINGS: dict[str, Meaning] = {
    meaning.rag: meaning
    for meaning in (
        Meaning(Rag.GREEN, "Green", "G", "On course: will be delivered as agreed."),
        Meaning(Rag.AMBER, "Amber", "A", "At risk: needs something to go right."),
        Meaning(Rag.RED, "Red", "R", "Off course: will not be delivered as agreed."),
        Meaning(Rag.COMPLETE, "Complete", "C", "Delivered, and there is something to show for it."),
        Meaning(Rag.NOT_STARTED, "Not started", "N", "Agreed, and not due to have begun."),
        Meaning(Rag.NOT_APPLICABLE, "N/A", "–", "Not pursued, or nothing to rate at present."),
        Meaning(Rag.FOR_INFO, "For info", "i", "Reported for information only."),
    )
}
NOT_RATED = Meaning("unrated", "Not rated", "?", "Nobody has rated it and nothing is proposed.")

RATED = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.COMPLETE, Rag.NOT_STARTED)
UNRATED = (Rag.NOT_APPLICABLE, Rag.FOR_INFO)
FINISHED = (Rag.COMPLETE, *UNRATED)  # nothing more is asked of it
NEEDS_EXPLANATION = (Rag.AMBER, Rag.RED)
TALLY = (*(rag.value for rag in RATED), "unrated")

# Worse first. Not started stands with green: only what the dates find makes it worse.
BADNESS = {Rag.RED: 3, Rag.AMBER: 2, Rag.GREEN: 1, Rag.NOT_STARTED: 1, Rag.COMPLETE: 0}


class RollUp(TextChoices):
    """How a parent's colour follows from its children's."""

    MAJORITY = "majority", "At least half red is red; at least half red or amber is amber; else green"
    ANY_RED = "any_red", "As the first, but any red makes it at least amber"
    WORST = "worst", "The worst child"


# The same as papers print it. Whoever changes `roll_up` changes these words and the labels above: tests/test_rag.py.
ROLL_UPS = {
    "majority": "A priority is red if at least half of its rated actions are red; otherwise amber if at least half are "
    "red or amber; otherwise green. Complete counts as green, and unrated actions do not count.",
    "worst": "A priority takes the worst colour among its rated actions. Unrated actions do not count.",
    "any_red": "A priority is red if at least half of its rated actions are red; otherwise amber if one is red, or at "
    "least half are red or amber; otherwise green. Complete counts as green, and unrated actions do not count.",
}


def worse(first: str | None, second: str | None) -> str | None:
    """The worse of two colours; an absent one never wins. Equal badness keeps the first."""
    if first is None or second is None:
        return first or second
    return second if BADNESS.get(Rag(second), 0) > BADNESS.get(Rag(first), 0) else first


def is_better(declared: str | None, proposed: str | None) -> bool:
    """Is the declared colour better than what the rules propose? Then it takes a sentence."""
    if declared not in RATED or proposed not in RATED:
        return False
    return BADNESS[Rag(declared)] < BADNESS[Rag(proposed)] and Rag(proposed) in NEEDS_EXPLANATION


def rate(declared: str | None, proposed: str | None, *, is_current: bool) -> str | None:
    """What counts: the declared colour while it is current; else the worse of the two; undeclared, the proposed."""
    if declared is None:
        return proposed
    if is_current or declared in UNRATED or declared == Rag.COMPLETE:
        return declared
    return worse(declared, proposed)


def counted(rating: str | None, proposed: str | None) -> str | None:
    """The colour a child brings to its parent's roll-up: Complete as green, Not started as proposed (else green)."""
    if rating == Rag.NOT_STARTED:
        return proposed if proposed in NEEDS_EXPLANATION else Rag.GREEN
    if rating == Rag.COMPLETE:
        return Rag.GREEN
    return rating if rating in RATED else None


def roll_up(children: Iterable[str | None], rule: str = RollUp.MAJORITY) -> str | None:
    """A parent's colour from what its children count as (see `counted`). None where no child is rated.

    Maidstone 2013/14 reads so: one green and one amber is AMBER; one amber in five still reads GREEN.
    """
    counts = Counter(child for child in children if child in (Rag.RED, Rag.AMBER, Rag.GREEN))
    total = sum(counts.values())
    if not total:
        return None
    reds, at_risk = counts[Rag.RED], counts[Rag.RED] + counts[Rag.AMBER]
    if rule == RollUp.WORST:
        return Rag.RED if reds else Rag.AMBER if at_risk else Rag.GREEN
    if 2 * reds >= total:
        return Rag.RED
    if 2 * at_risk >= total or (rule == RollUp.ANY_RED and reds):
        return Rag.AMBER
    return Rag.GREEN


def tally(ratings: Iterable[str | None]) -> dict[str, int]:
    """{red, amber, green, complete, not_started, unrated: how many}, every key always there."""
    counts = Counter(rating if rating in RATED else "unrated" for rating in ratings)
    return {key: counts[key] for key in TALLY}


def tally_words(tally: dict[str, int]) -> str:
    """The tally as it is always shown: '10 green, 3 amber, 0 red', and what else there is."""
    words = [f"{tally[rag]} {rag}" for rag in ("green", "amber", "red")]
    words += [f"{tally[rag]} {rag.replace('_', ' ')}" for rag in ("complete", "not_started", "unrated") if tally[rag]]
    return ", ".join(words)
