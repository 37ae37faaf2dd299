"""What the dates, the silence and the words propose for an action, each finding with its sentence.

Pure: facts and a day in, a colour and sentences out. One implementation serves list, dashboard, paper and reminder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plans.periods import in_words, last_period_end
from plans.rag import Rag, is_better, rate, worse
from plans.workdays import ENGLAND, working_days_between

MOST_IN_WORKING_DAYS = 10  # later than this is said in weeks

# Words under a green that say the opposite. Maidstone 2013/14 has one: a target that "will not be delivered".
CONTRADICTION = re.compile(
    r"\b(?:will not|won['’]t|cannot|can['’]t|unable to)\s+(?:now\s+)?be\s+(?:delivered|met|achieved|completed|reached)\b"
    r"|\b(?:has|have)\s+been\s+missed\b|\bbehind schedule\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Limits:
    """A plan's own thresholds, in days, and when it was adopted (None: still a draft). What counts is what stands in the
    plan (`plans/models/rules.py`, "Rules" on its page); the numbers here are for worked examples.

    `nation` is whose bank holidays are no working days. With `counts_original` what was given a later date is still
    overdue against the first.
    """

    staleness_days: int
    period_months: int
    adopted_on: date | None
    overdue_red_days: int = 10
    due_soon_days: int = 14
    set_by_grace_days: int = 30
    naming_days: int = 30
    moved_days: int = 28
    moves_noticed: int = 1
    counts_original: bool = False
    nation: str = ENGLAND


@dataclass(frozen=True)
class DueDate:
    """One due date as the rules see it. `first_due` is the day first agreed, where it is another.

    `missed` is why it will not be delivered, once somebody has said so.
    """

    label: str
    due: date
    delivered_on: date | None = None
    first_due: date | None = None
    missed: str = ""
    is_milestone: bool = False

    @property
    def is_open(self) -> bool:
        return self.delivered_on is None and not self.missed

    def counted_from(self, limits: Limits) -> date:
        """The day it counts as overdue against."""
        return min(self.due, self.first_due) if limits.counts_original and self.first_due else self.due


@dataclass(frozen=True)
class Facts:
    """What is known of an action on the day it is rated.

    `updated_on` is the day of the last update that declared a colour: words taken from a paper are none.
    `added_on` is the day it came into the register, before which nobody could say anything of it.
    `moves` are the days by which its date was moved in the plan year; `unnamed` are the posts nobody is named to.
    """

    title: str
    declared: str | None = None
    updated_on: date | None = None
    narrative: str = ""
    earliest: date | None = None
    is_undated: bool = False
    is_dropped: bool = False
    set_by: date | None = None
    added_on: date | None = None
    due_dates: tuple[DueDate, ...] = ()
    moves: tuple[int, ...] = ()
    has_accountable: bool = True
    unnamed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """`is_silence`: it is about nothing having been said, so whatever is said ends it."""

    rag: Rag
    sentence: str
    is_silence: bool = False


@dataclass(frozen=True)
class Rating:
    """The declared, the proposed and the colour that counts, with the findings behind the proposal."""

    declared: str | None
    proposed: str | None
    rating: str | None
    is_current: bool
    findings: tuple[Finding, ...]
    is_ruled: bool = False

    @property
    def reasons(self) -> list[str]:
        return [finding.sentence for finding in self.findings]

    @property
    def proposed_once_heard(self) -> str | None:
        """What is proposed to somebody who is just saying something: their silence is over."""
        if not any(finding.is_silence for finding in self.findings):
            return self.proposed
        worst: str | None = None
        for finding in self.findings:
            worst = worst if finding.is_silence else worse(worst, finding.rag)
        return worst or Rag.GREEN

    @property
    def in_dispute(self) -> bool:
        """The officer's colour is better than what the rules propose, and no director has settled it."""
        return not self.is_ruled and is_better(self.declared, self.proposed)


def rate_action(facts: Facts, limits: Limits, *, on: date) -> Rating:
    """Rate an action as known on a day."""
    is_done_with = facts.declared == Rag.COMPLETE or facts.is_dropped
    found = () if is_done_with else tuple(findings(facts, limits, on=on))
    proposed = None if facts.is_dropped else propose(facts, found, on=on)
    is_current = facts.updated_on is not None and (on - facts.updated_on).days < limits.staleness_days
    return Rating(facts.declared, proposed, rate(facts.declared, proposed, is_current=is_current), is_current, found)


def propose(facts: Facts, found: tuple[Finding, ...], *, on: date) -> str | None:
    """The worst finding; without any, Complete where so declared, Green once started, Not started before."""
    if facts.declared == Rag.COMPLETE:
        return Rag.COMPLETE
    worst: str | None = None
    for finding in found:
        worst = worse(worst, finding.rag)
    if worst:
        return worst
    has_begun = facts.earliest is not None and facts.earliest <= on
    delivered = any(due.delivered_on is not None for due in facts.due_dates)
    return Rag.GREEN if facts.updated_on or has_begun or delivered else Rag.NOT_STARTED


def findings(facts: Facts, limits: Limits, *, on: date) -> Iterator[Finding]:
    """Every finding, gravest kinds first."""
    yield from overdue(facts, limits, on=on)
    yield from missed(facts)
    yield from due_soon(facts, limits, on=on)
    yield from silent(facts, limits, on=on)
    yield from undated(facts, limits, on=on)
    yield from moved(facts, limits)
    yield from without_owner(facts, limits, on=on)
    if facts.declared in (Rag.GREEN, Rag.COMPLETE) and (match := CONTRADICTION.search(facts.narrative)):
        yield Finding(Rag.AMBER, f"The words contradict the colour: “{match[0]}”.")


def overdue(facts: Facts, limits: Limits, *, on: date) -> Iterator[Finding]:
    for due in facts.due_dates:
        since = due.counted_from(limits)
        if due.is_open and since < on:
            what = due.label or facts.title
            is_red = working_days_between(since, on, limits.nation) > limits.overdue_red_days
            now = f", now {in_words(due.due)}" if due.due > since else ""
            late = lateness(since, on, limits.nation)
            yield Finding(Rag.RED if is_red else Rag.AMBER, f"{late} overdue: {what} was due {in_words(since)}{now}.")


def lateness(due: date, on: date, nation: str = ENGLAND) -> str:
    """How late in words: working days up to ten, then weeks; days where no working day has passed since."""
    working_days, days = working_days_between(due, on, nation), (on - due).days
    if working_days > MOST_IN_WORKING_DAYS:
        return f"{days // 7} weeks"
    if working_days:
        return f"{working_days} working day{'' if working_days == 1 else 's'}"
    return f"{days} day{'' if days == 1 else 's'}"


def missed(facts: Facts) -> Iterator[Finding]:
    """Dates that were let go. A later delivery makes an earlier miss history; while there is none it stands."""
    last = max((due.due for due in facts.due_dates if due.delivered_on), default=date.min)
    for due in facts.due_dates:
        if due.missed and due.due > last:
            is_series = due.is_milestone or sum(not one.is_milestone for one in facts.due_dates) > 1
            what = due.label or facts.title
            yield Finding(
                Rag.AMBER if is_series else Rag.RED, f"{what}, due {in_words(due.due)}, was missed: {due.missed}"
            )


def due_soon(facts: Facts, limits: Limits, *, on: date) -> Iterator[Finding]:
    closed = last_period_end(on, months=limits.period_months)
    if any(day is not None and day > closed for day in (facts.updated_on, facts.added_on)):
        return
    for due in facts.due_dates:
        days = (due.due - on).days
        if due.is_open and 0 <= days <= limits.due_soon_days:
            when = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
            yield Finding(
                Rag.AMBER,
                f"{due.label or facts.title} is due {when} and there is no update since {in_words(closed)}.",
                is_silence=True,
            )


def silent(facts: Facts, limits: Limits, *, on: date) -> Iterator[Finding]:
    since = silent_since(facts, limits)
    days = (on - since).days if since else 0
    if days > limits.staleness_days:
        rag = Rag.RED if days > 2 * limits.staleness_days else Rag.AMBER
        yield Finding(rag, f"No update for {days} days.", is_silence=True)


def silent_since(facts: Facts, limits: Limits) -> date | None:
    """Silence is counted from the latest of the last update, adoption, the action's earliest date, and the day it was
    added. None in a draft, and where every due date is settled: nothing is to be said."""
    if limits.adopted_on is None:
        return None
    own = [due for due in facts.due_dates if not due.is_milestone]
    if own and not any(due.is_open for due in own):
        return None
    return max(day for day in (facts.updated_on, limits.adopted_on, facts.earliest, facts.added_on) if day is not None)


def undated(facts: Facts, limits: Limits, *, on: date) -> Iterator[Finding]:
    if not facts.is_undated:
        return
    if facts.set_by is None:
        since = max(limits.adopted_on, facts.added_on or date.min) if limits.adopted_on else None
        if since and (on - since).days > limits.set_by_grace_days:
            yield Finding(Rag.RED, "No date, and no day by which it is to be set.")
    elif facts.set_by < on:
        late = working_days_between(facts.set_by, on, limits.nation)
        rag = Rag.RED if late > limits.overdue_red_days else Rag.AMBER
        yield Finding(rag, f"A date was to be set by {in_words(facts.set_by)}.")


def moved(facts: Facts, limits: Limits) -> Iterator[Finding]:
    total = sum(facts.moves)
    if len(facts.moves) > limits.moves_noticed:
        times = "once" if len(facts.moves) == 1 else f"{len(facts.moves)} times"
        yield Finding(Rag.AMBER, f"The date was moved {times}, by {total} days in all.")
    elif total > limits.moved_days:
        yield Finding(Rag.AMBER, f"The date was moved by {total} days.")


def without_owner(facts: Facts, limits: Limits, *, on: date) -> Iterator[Finding]:
    """Nobody is asked for names before the plan is adopted; a post may stay unnamed while it is being chased."""
    if limits.adopted_on is None:
        return
    if not facts.has_accountable:
        named = f" (“{facts.unnamed[0]}” is not named)" if facts.unnamed else ""
        yield Finding(Rag.AMBER, f"Nobody is accountable{named}.")
    elif facts.unnamed and (on - limits.adopted_on).days > limits.naming_days:
        yield Finding(Rag.AMBER, f"Nobody is named for “{facts.unnamed[0]}”.")
