"""What the help page says of the rules, read from the rules themselves: dates, reminders, evidence, who may do what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.utils.text import get_text_list

from actions.deadlines import Kind, ladder_of
from actions.ladder import Ladder
from actions.timing import parse_timing
from campaigns.guard import PASSING, WHAT_IT_IS
from people.models import Organisation, Role
from people.permissions import TABLE, Relation, Verb
from plans.models import Plan
from plans.periods import FinancialYear, Years
from surveys.rag import evidence_colour
from surveys.statistics import Evidence, weigh

EXAMPLE_YEARS = Years(FinancialYear(2026), FinancialYear(2026))
EXAMPLES = (
    "12 January 2027",
    "12/01/27",
    "March 2027",
    "mid June 2026",
    "by end of May 2026",
    "Q3 2026/27",
    "first half of 2026/27",
    "year end",
    "autumn term",
    "3 to 7 June 2026",
    "Nov – Jan 2027",
    "w/c 12 October 2026",
    "by October",
    "no later than 31 March 2027",
    "from June 2026",
    "April 2026 (tbc)",
    "Quarterly",
    "three times a year",
    "ongoing",
    "prior to each MKIP board meeting",
    "5 days before each Cabinet meeting",
    "following Cabinet 11 November 2026",
    "before notice of election",
    "two weeks after polling day",
    "Phase 1 – May 2026 / Phase 2 – September 2026",
    "May and November 2026",
    "Tbc",
    "when resources allow",
    "31 June 2026",
)
YES, REPLIES, PEOPLE = 42, 60, 150
TARGETS = (55, 75, 80)  # per cent: met, not shown and not met by the same replies


def publicity() -> dict[str, str]:
    """What an election holds, and what passes, in words."""
    passes = [words for what, words in WHAT_IT_IS.items() if what in PASSING]
    held = [words for what, words in WHAT_IT_IS.items() if what not in PASSING]
    return {"passes": get_text_list(passes, "and"), "held": get_text_list(held, "and")}


OF_WHAT = {
    Relation.SELF: "for themselves",
    Relation.ASSIGNED: "on an action they are named on, or a measure or an enquiry that is theirs",
    Relation.OWN: "in their own council",
    Relation.PARTNER: "on a plan that their council is a partner on",
    Relation.READER: "on one that their council only reads",
}


@dataclass(frozen=True)
class Understood:
    """A date as somebody writes it, and what it is taken to mean."""

    as_written: str
    as_understood: str


def understood(text: str, years: Years) -> Understood:
    return Understood(text, parse_timing(text, years).describe())


def date_examples() -> list[Understood]:
    return [understood(text, EXAMPLE_YEARS) for text in EXAMPLES]


def usual_plan() -> Plan:
    """A plan that has set nothing of its own, and is saved nowhere."""
    return Plan(organisation=Organisation())


def rungs(plan: Plan) -> list[str]:
    """The days on which somebody is reminded of a due date, in words."""
    ladder = ladder_of(plan, Kind.DUE)
    return [rung(offset, ladder) for offset in ladder.offsets]


def rung(offset: int, ladder: Ladder) -> str:
    days = f"{abs(offset)} working day{'' if abs(offset) == 1 else 's'}"
    words = f"{days} before" if offset < 0 else f"{days} after" if offset else "on the day"
    is_escalated = ladder.escalates_at is not None and offset >= ladder.escalates_at
    return f"{words}, the director too" if is_escalated else words


@dataclass(frozen=True)
class Judged:
    """The worked example against one target."""

    target: int
    evidence: Evidence

    @property
    def interval(self) -> str:
        low, high = self.evidence.interval.in_per_cent(Fraction(self.target, 100)) if self.evidence.interval else (0, 0)
        return f"{low}% to {high}%"

    @property
    def rag(self) -> str:
        return evidence_colour(self.evidence.evidence)


def judged() -> list[Judged]:
    """The same replies against a low, a middling and a high target."""
    return [Judged(target, weigh(YES, REPLIES, PEOPLE, Fraction(target, 100))) for target in TARGETS]


@dataclass(frozen=True)
class May:
    """What a role may do, and to what."""

    verbs: str
    of: str


def who_may() -> list[tuple[str, list[May]]]:
    """The table of permissions by role: what may be done to the same things stands together."""
    found = []
    for role in Role:
        verbs: dict[tuple[Relation, ...], list[Verb]] = defaultdict(list)
        for (holder, verb), relations in TABLE.items():
            if holder == role:
                verbs[relations].append(verb)
        rows = [May(", ".join(held), " or ".join(OF_WHAT[one] for one in of)) for of, held in verbs.items()]
        found.append((role.label, rows))
    return found
