"""From a meeting back to every deadline before it. Pure.

Clear days exclude both ends: the day on which something is published and the day of the meeting. Sources: the Local
Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012 ("the 2012
Regulations"), regulations 7, 9, 10 and 11; Local Government Act 1972, section 100B(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plans.periods import in_words
from plans.workdays import ENGLAND, ONE_DAY, add_working_days, is_working_day, previous_working_day

BEFORE_ISSUE = ("notice", "clearance", "safe", "agenda")  # the keys of deadlines that somebody has to keep
DAYS_NAMED = 12  # more clear days than that are counted, not listed


@dataclass(frozen=True)
class Timetable:
    """An authority's rules: so many clear days, working or calendar, and its own deadlines before the agenda (working
    days)."""

    notice_days: int = 28
    notice_in_working_days: bool = False
    agenda_days: int = 5
    agenda_in_working_days: bool = True
    clearance_days: int = 3
    safe_days: int = 1
    nation: str = ENGLAND


@dataclass(frozen=True)
class Deadline:
    """A day, what is to be done by it, and the rule that says so. `key` tells the kinds apart."""

    key: str
    day: date
    what: str
    rule: str


@dataclass(frozen=True)
class Route:
    """How a key decision may still be taken: `regulation` 9 is the ordinary way, 10 and 11 the late ones, 0 none."""

    regulation: int
    sentence: str


def last_day(meeting: date, clear: int, *, is_working: bool, nation: str = ENGLAND) -> date:
    """The last day on which something is published so that so many clear days lie between it and the meeting."""
    return add_working_days(meeting, -(clear + 1), nation) if is_working else meeting - timedelta(days=clear + 1)


def days_between(day: date, meeting: date, *, is_working: bool, nation: str = ENGLAND) -> list[date]:
    """The clear days between the two, neither of them counted."""
    each = (day + timedelta(days=n) for n in range(1, (meeting - day).days))
    return [one for one in each if not is_working or is_working_day(one, nation)]


def notice_by(meeting: date, rules: Timetable) -> date:
    return last_day(meeting, rules.notice_days, is_working=rules.notice_in_working_days, nation=rules.nation)


def agenda_by(meeting: date, rules: Timetable) -> date:
    return last_day(meeting, rules.agenda_days, is_working=rules.agenda_in_working_days, nation=rules.nation)


def deadlines(meeting: date, rules: Timetable, *, period_ends: date | None = None) -> list[Deadline]:
    """Everything that has a day before the meeting, in order, and the meeting itself."""
    notice, agenda = notice_by(meeting, rules), agenda_by(meeting, rules)
    found = [
        Deadline("notice", notice, "Notice of a key decision", _notice_rule(notice, meeting, rules)),
        Deadline("agenda", agenda, "Agenda published", _agenda_rule(agenda, meeting, rules)),
        Deadline("meeting", meeting, "Meeting", _gap(period_ends, meeting)),
    ]
    if rules.clearance_days:
        day = add_working_days(agenda, -rules.clearance_days, rules.nation)
        words = f"{_working(rules.clearance_days)} before the agenda; this council’s rule"
        found.append(Deadline("clearance", day, "Finance and legal clearance", words))
    if rules.safe_days:
        day = add_working_days(agenda, -rules.safe_days, rules.nation)
        words = f"{_working(rules.safe_days)} before the agenda; this council’s rule"
        found.append(Deadline("safe", day, "Last safe day to issue", words))
    if period_ends:
        words = "Figures and words become a snapshot; late corrections make a new one"
        found.append(Deadline("period", period_ends, "Period ends and is frozen", words))
    return sorted(found, key=lambda one: (one.day, one.key == "meeting"))


def _working(days: int) -> str:
    return f"{days} working day{'' if days == 1 else 's'}"


def _clear(count: int, *, is_working: bool) -> str:
    return f"{count} clear day{'' if count == 1 else 's'} ({'working' if is_working else 'calendar'})"


def _notice_rule(day: date, meeting: date, rules: Timetable) -> str:
    words = f"{_clear(rules.notice_days, is_working=rules.notice_in_working_days)}; regulation 9. Only if it is one"
    return words + _on_a_day_off(day, rules)


def _agenda_rule(day: date, meeting: date, rules: Timetable) -> str:
    words = _clear(rules.agenda_days, is_working=rules.agenda_in_working_days)
    between = days_between(day, meeting, is_working=rules.agenda_in_working_days, nation=rules.nation)
    named = f": {', '.join(f'{one.day} {one:%B}' for one in between)}" if len(between) <= DAYS_NAMED else ""
    return f"{words}{named}; regulation 7, section 100B" + _on_a_day_off(day, rules)


def _on_a_day_off(day: date, rules: Timetable) -> str:
    if is_working_day(day, rules.nation):
        return ""
    before = previous_working_day(day, rules.nation)
    return f". It is no working day: do it by {before:%A} {before.day} {before:%B}"


def _gap(period_ends: date | None, meeting: date) -> str:
    if period_ends is None or period_ends > meeting:
        return ""
    days = (meeting - period_ends).days
    return f"{days} day{'' if days == 1 else 's'} after the period’s end"


def route(meeting: date, rules: Timetable, *, on: date) -> Route:
    """How a key decision may be taken at the meeting, if nothing has been published by `on`."""
    notice, agenda = notice_by(meeting, rules), agenda_by(meeting, rules)
    if on <= notice:
        return Route(9, f"Notice of it is to be published by {_day(notice)} (regulation 9).")
    if on <= agenda:
        return Route(
            10,
            f"Notice was due by {_day(notice)}. General exception (regulation 10): inform the chairman of the relevant "
            f"scrutiny committee in writing, or each of its members if there is none, and publish that, by "
            f"{_day(agenda)}: {rules.agenda_days} clear days are to lie between that and the meeting.",
        )
    if on <= meeting:
        return Route(
            11,
            "Special urgency (regulation 11): the chairman of the relevant scrutiny committee must agree that it cannot "
            "reasonably be put off; failing whom the chairman of the council; failing whom the vice-chairman. The reasons "
            "are then published.",
        )
    return Route(0, f"The meeting was on {_day(meeting)}.")


def windows(meeting: date, rules: Timetable) -> dict[int, tuple[date, date]]:
    """{10: first and last day of regulation 10, 11: those of regulation 11}."""
    notice, agenda = notice_by(meeting, rules), agenda_by(meeting, rules)
    return {10: (notice + ONE_DAY, agenda), 11: (agenda + ONE_DAY, meeting)}


def _day(day: date) -> str:
    return f"{day:%A} {in_words(day)}"
