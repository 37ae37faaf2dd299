"""What of the delivery plan stands in the way of what, each in a sentence.

Pure. Only what can still be moved is told: where all of it is delivered, nothing is left to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from campaigns.planner import Away, Due
from plans.periods import in_words


class Kind(StrEnum):
    """In the order in which the page tells them."""

    ELECTION = "in a pre-election period"
    CAPACITY = "more than a channel can carry"
    AUDIENCE = "the same audience in the same week"
    HOLIDAY = "in school holidays"


@dataclass(frozen=True)
class Before:
    """What the pre-election guard found before one election: the keys of the due dates that are held, and of those that
    nobody has classed. `can_open`: the reader may see everything that the election holds."""

    election: int
    period: Away
    held: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()
    can_open: bool = False


@dataclass(frozen=True)
class Clash:
    """`sides` are the due dates concerned, soonest first; `first` is the first day of the week or of the days to mind.
    `before` is the election in whose period they are held."""

    kind: Kind
    words: str
    first: date
    sides: tuple[Due, ...]
    before: Before | None = None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def clashes(dues: Sequence[Due], *, holidays: Iterable[Away], elections: Iterable[Before]) -> list[Clash]:
    """Everything that clashes, the gravest kind first, and of a kind the soonest."""
    found = [*same_audience(dues), *over_capacity(dues), *in_holidays(dues, holidays), *in_elections(dues, elections)]
    kinds = list(Kind)
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.first, one.words))


def same_audience(dues: Iterable[Due]) -> list[Clash]:
    """Different campaigns that speak to the same people in the same week, Monday to Sunday."""
    weeks: dict[tuple[date, str], list[Due]] = {}
    names: dict[str, str] = {}
    for due in dues:
        for name in due.audiences if due.campaign else ():
            key = name.casefold()
            names[key] = min(name, names.get(key, name))
            weeks.setdefault((monday_of(due.due), key), []).append(due)
    # The same activities may share several audiences: that is one clash, and not several.
    together: dict[tuple[date, tuple[Due, ...]], list[str]] = {}
    for (monday, key), sides in weeks.items():
        if len({due.campaign for due in sides}) > 1 and is_open(sides):
            together.setdefault((monday, in_order(sides)), []).append(names[key])
    return [
        Clash(
            Kind.AUDIENCE, f"{listed(sorted(people))}: {campaigns_of(sides)} in the {week_of(monday)}.", monday, sides
        )
        for (monday, sides), people in together.items()
    ]


def campaigns_of(sides: Iterable[Due]) -> str:
    titles = dict.fromkeys(f"“{due.campaign.name}”" for due in sides if due.campaign)
    return f"{len(titles)} campaigns, {listed(list(titles))},"


def over_capacity(dues: Iterable[Due]) -> list[Clash]:
    """More due in a week than the channel can carry. Where nobody has said how much that is, nothing is too much."""
    weeks: dict[tuple[date, int], list[Due]] = {}
    for due in dues:
        if due.channel and due.capacity is not None:
            weeks.setdefault((monday_of(due.due), due.channel.pk), []).append(due)
    return [
        Clash(
            Kind.CAPACITY,
            f"{sides[0].channel_name}: {len(sides)} {'things are' if len(sides) > 1 else 'thing is'} due in the {week_of(monday)}, "
            f"and it can carry {sides[0].capacity or 'none'}.",
            monday,
            in_order(sides),
        )
        for (monday, _), sides in weeks.items()
        if len(sides) > (sides[0].capacity or 0) and is_open(sides)
    ]


def in_holidays(dues: Sequence[Due], holidays: Iterable[Away]) -> list[Clash]:
    """What speaks to the public while schools are closed."""
    public = [due for due in dues if due.is_public and not due.is_delivered]
    found = {away: [due for due in public if due.due in away] for away in holidays}
    one_or_more = ("public activity is", "public activities are")
    return [
        Clash(
            Kind.HOLIDAY,
            f"{away}: {len(sides)} {one_or_more[len(sides) > 1]} due while schools are closed.",
            away.first,
            in_order(sides),
        )
        for away, sides in found.items()
        if sides
    ]


def in_elections(dues: Sequence[Due], elections: Iterable[Before]) -> list[Clash]:
    """What the pre-election guard holds. What is let out or passes is none of it, nor is what it asks about."""
    return [
        Clash(
            Kind.ELECTION,
            f"{one.period}: {len(sides)} {'activities are' if len(sides) > 1 else 'activity is'} held in its pre-election period.",
            one.period.first,
            in_order(sides),
            one,
        )
        for one in elections
        if (sides := [due for due in dues if due.pk in one.held])
    ]


def is_open(sides: Iterable[Due]) -> bool:
    return any(not due.is_delivered for due in sides)


def in_order(sides: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(sides, key=lambda due: (due.due, due.title, due.pk)))


def week_of(monday: date) -> str:
    return f"week of {in_words(monday)}"


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
