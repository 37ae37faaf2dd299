"""The pre-election guard: which publicity is held between an election's notice and its poll, and why. Pure.

Councils may not publish what could be seen as seeking to influence voters (Local Government Act 1986, section 2; Code of
Recommended Practice on Local Authority Publicity, paragraphs 33 to 35). Nothing that is found here is stored: it is
found again whenever it is looked at, so that a date moved into a period is held at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from plans.periods import in_words


class Publicity(StrEnum):
    """What an action is. The values are those that are kept of it."""

    NOT_SAID = ""
    INTERNAL = "internal"
    STATUTORY = "statutory"
    PUBLIC = "public"
    QUOTES_MEMBER = "quotes_member"
    LAUNCH = "launch"
    CONSULTATION = "consultation"
    CONTROVERSIAL = "controversial"


WHAT_IT_IS = {
    Publicity.INTERNAL: "internal work",
    Publicity.STATUTORY: "a statutory notice",
    Publicity.PUBLIC: "publicity for the public",
    Publicity.QUOTES_MEMBER: "publicity that quotes or pictures a Member",
    Publicity.LAUNCH: "a public launch",
    Publicity.CONSULTATION: "a consultation",
    Publicity.CONTROVERSIAL: "controversial publicity",
}
PASSING = (Publicity.INTERNAL, Publicity.STATUTORY)
BY_AUDIENCE = ", going by its audience"


class Verdict(StrEnum):
    PASSES = "passes"
    CLEARED = "cleared"  # it would be held, and somebody has recorded why it need not be
    HELD = "held"
    UNTIL_A_DAY = "until a day is named"
    QUESTION = "not classed yet"


HOLDING = (Verdict.HELD, Verdict.UNTIL_A_DAY)


class Way(StrEnum):
    """How something that falls in may go out all the same."""

    EXEMPTION = "exemption"
    SPOKESPERSON = "spokesperson"


@dataclass(frozen=True)
class Span:
    """When one thing goes out: on some day from `earliest` to `latest`, both included. None: there is no bound.

    `late_on` is the day on which it was looked at, where it stood open then though `latest` had passed: it may go out on
    any day from that day on. What it was set for stays beside it, and does not move with the days.
    """

    earliest: date | None
    latest: date | None
    label: str = ""
    occurrence: int | None = None
    late_on: date | None = None

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day on which it may go out."""
        return (self.late_on, None) if self.late_on else (self.earliest, self.latest)

    @property
    def in_words(self) -> str:
        first, last = self.days
        if first and first == last:
            return f"on {in_words(first)}"
        if first and last:
            return f"on any day from {in_words(first)} to {in_words(last)}"
        if last:
            return f"on any day up to {in_words(last)}"
        return f"on any day from {in_words(first)}" if first else "on any day"

    @property
    def is_a_day(self) -> bool:
        first, last = self.days
        return first is not None and first == last


@dataclass(frozen=True)
class Period:
    """An election's days. The pre-election period is from its notice to its poll, both included."""

    name: str
    notice: date
    poll: date
    pk: int = 0

    def __contains__(self, span: Span) -> bool:
        """Does any day of it fall in?"""
        first, last = self.counted(span).days
        return (first or date.min) <= self.poll and (last or date.max) >= self.notice

    def counted(self, span: Span) -> Span:
        """The days of it as they count here. What is late may go out on any day while the period lasts. Before its notice
        there is time left to deliver it, and after its poll nothing is held back any more: then it is as it was set."""
        is_on = span.late_on is not None and self.notice <= span.late_on <= self.poll
        return span if is_on else replace(span, late_on=None)

    def is_narrower_than(self, span: Span) -> bool:
        first, last = span.days
        return first is None or last is None or last - first > self.poll - self.notice

    @property
    def in_words(self) -> str:
        return f"the notice of {in_words(self.notice)} and the poll of {in_words(self.poll)} ({self.name})"


@dataclass(frozen=True)
class Clearance:
    """That something may go out all the same: the bounds and what it was when that was decided, and by whom."""

    election: int
    publicity: str
    earliest: date | None
    latest: date | None
    label: str
    way: str
    who: str
    reason: str
    post: str = ""
    pk: int = 0

    def covers(self, said: Publicity, span: Span, period: Period) -> bool:
        """It holds for the thing and the days it was given for and for no others; and not for what is now something else.

        What is late is known by the days it was set for, which stay, so that what was let out and went out unticked is not
        held again the morning after.
        """
        same = (self.election, self.publicity, self.earliest, self.latest, self.label)
        if same != (period.pk, said, span.earliest, span.latest, span.label):
            return False
        return self.way == Way.EXEMPTION or said == Publicity.QUOTES_MEMBER

    @property
    def in_words(self) -> str:
        if self.way == Way.EXEMPTION:
            return f"{self.who}, Monitoring Officer, has exempted it: {self.reason}"
        return f"{self.who}, {self.post}, speaks for the council in place of a Member: {self.reason}"


@dataclass(frozen=True)
class Judgement:
    """What becomes of one thing in one period, with the reason in a sentence."""

    verdict: Verdict
    reason: str
    span: Span
    period: Period
    clearance: Clearance | None = None
    going_by: str = ""

    @property
    def is_held(self) -> bool:
        return self.verdict in HOLDING


def judge(
    said: str, span: Span, period: Period, clearances: Iterable[Clearance] = (), *, by_audience: bool = False
) -> Judgement:
    """Whether one thing may go out. `by_audience`: nobody has said what it is, and its audience tells.

    Internal work and statutory notices pass, and whatever falls outside. Bounds wider than the period are held until
    a day is named. What nobody has classed is asked about: it is neither held nor passed.
    """
    publicity, going_by = Publicity(said), BY_AUDIENCE if by_audience else ""
    span = period.counted(span)
    what = f"{WHAT_IT_IS.get(publicity, '')}{going_by}"

    def found(verdict: Verdict, reason: str, clearance: Clearance | None = None) -> Judgement:
        return Judgement(verdict, reason, span, period, clearance, going_by)

    if span not in period:
        return found(Verdict.PASSES, f"It goes out {span.in_words}, outside {period.in_words}.")
    if publicity in PASSING:
        return found(Verdict.PASSES, f"It is {what}, which passes.")
    if publicity == Publicity.NOT_SAID:
        return found(Verdict.QUESTION, f"{falls(span, period)}, and nobody has said what it is.")
    if given := next((one for one in clearances if one.covers(publicity, span, period)), None):
        return found(Verdict.CLEARED, given.in_words, given)
    if not span.is_a_day and period.is_narrower_than(span):
        may = f"It is {what}. {may_go_out(span)}" if span.late_on else f"It is {what}, and may go out {span.in_words}"
        return found(Verdict.UNTIL_A_DAY, f"{may}: name a day outside {period.in_words}.")
    return found(Verdict.HELD, f"{falls(span, period)}, and is {what}.")


def falls(span: Span, period: Period) -> str:
    may = f"It falls {span.in_words}" if span.is_a_day else may_go_out(span)
    return f"{may}, between {period.in_words}"


def may_go_out(span: Span) -> str:
    """The words for what is late name no day that moves: they are the same tomorrow, and so is what was said of them."""
    if span.late_on and span.latest:
        return f"It was due on {in_words(span.latest)} and is not delivered, so it may go out on any day from now on"
    return f"It may go out {span.in_words}"


def was_late(due: date | None, on: date | None) -> bool:
    """Had the last day of something passed by a day?"""
    return due is not None and on is not None and due < on


# Whom an audience's words plainly mean. What means neither tells nothing.
OUTSIDE = re.compile(
    r"\b(?:publics?|residents?|business(?:es)?|media|press|visitors?|customers?|communit(?:y|ies)|citizens?|households?"
    r"|householders?|tenants?|leaseholders?|taxpayers?|voters?|electors?|electorate|parents?|carers?|famil(?:y|ies)"
    r"|pupils?|students?|young people|older people|children|service users?|motorists?|commuters?|shoppers?|tourists?"
    r"|newspapers?|journalists?|broadcasters?|neighbours?|landlords?|traders?|charit(?:y|ies)|voluntary)\b",
    re.IGNORECASE,
)
INSIDE = re.compile(
    r"\b(?:staff|members?|councillors?|officers?|employees?|partners?|partnership|colleagues?|workforce|managers?"
    r"|management|directors?|directorates?|cabinet|heads? of service|chief executives?|team leaders?|teams?|unions?"
    r"|board)\b",
    re.IGNORECASE,
)
# What says nothing of whom else they could be: all, non-executive, senior.
BESIDE = re.compile(
    r"\b(?:all|our|the|their|and|or|of|to|council|councils?|borough|district|county|elected|non|executive|senior|other|service"
    r"|services|corporate|departmental|new|relevant|lead|line|key|existing|internal|including|joint|shared|parent|three|both|every)\b",
    re.IGNORECASE,
)
NEITHER = re.compile(r"\bmembers? of (?:parliament|the public)\b", re.IGNORECASE)


def by_audience(names: Collection[str]) -> Publicity:
    """What an action is that nobody has classed: for the public where an audience plainly is, internal where all are
    the council's own people or its partners, and not said otherwise."""
    if any(OUTSIDE.search(name) for name in names):
        return Publicity.PUBLIC
    if names and all(is_inside(name) for name in names):
        return Publicity.INTERNAL
    return Publicity.NOT_SAID


def is_inside(name: str) -> bool:
    """Does an audience's name speak of the council's own people and of nobody else? "Directors of local firms" do not."""
    own = NEITHER.sub("", name)
    return bool(INSIDE.search(own)) and not re.search(r"[^\W_]", BESIDE.sub("", INSIDE.sub("", own)))


def what_it_is(said: str, audiences: Collection[str]) -> tuple[Publicity, bool]:
    """(what an action is, whether its audience alone tells). Where somebody has said it, that counts."""
    if said:
        return Publicity(said), False
    found = by_audience(audiences)
    return found, found != Publicity.NOT_SAID
