"""Back from the meeting: the worked meetings, Easter, and the late routes."""

from datetime import date, timedelta

import pytest

from plans.workdays import is_working_day
from reports.backplan import Timetable, agenda_by, days_between, deadlines, last_day, notice_by, route, windows

RULES = Timetable()
JULY, APRIL = date(2026, 7, 15), date(2026, 4, 8)


def test_the_worked_meetings():
    assert notice_by(JULY, RULES) == date(2026, 6, 16)
    assert agenda_by(JULY, RULES) == date(2026, 7, 7)
    assert agenda_by(APRIL, RULES) == date(2026, 3, 27)  # Good Friday and Easter Monday lie between
    assert windows(JULY, RULES) == {
        10: (date(2026, 6, 17), date(2026, 7, 7)),
        11: (date(2026, 7, 8), date(2026, 7, 15)),
    }


def test_neither_end_is_counted():
    between = days_between(date(2026, 3, 27), APRIL, is_working=True)
    assert [(day.month, day.day) for day in between] == [(3, 30), (3, 31), (4, 1), (4, 2), (4, 7)]
    assert len(days_between(date(2026, 6, 16), JULY, is_working=False)) == 28


@pytest.mark.parametrize("is_working", [True, False])
@pytest.mark.parametrize("clear", [1, 3, 5, 28])
def test_it_is_the_last_day_that_leaves_so_many_whatever_day_the_meeting_is_on(is_working, clear):
    for day in range(0, 800, 3):
        meeting = date(2025, 12, 1) + timedelta(days=day)
        last = last_day(meeting, clear, is_working=is_working)
        assert len(days_between(last, meeting, is_working=is_working)) >= clear
        after = last + timedelta(days=1)
        assert not is_working or is_working_day(last)
        while is_working and not is_working_day(after):
            after += timedelta(days=1)
        assert len(days_between(after, meeting, is_working=is_working)) < clear


@pytest.mark.parametrize(
    ("on", "regulation", "words"),
    [
        (date(2026, 6, 16), 9, "published by Tuesday 16 June 2026"),
        (date(2026, 6, 17), 10, "inform the chairman of the relevant scrutiny committee"),
        (date(2026, 7, 7), 10, "by Tuesday 7 July 2026: 5 clear days"),
        (date(2026, 7, 8), 11, "failing whom the chairman of the council; failing whom the vice-chairman"),
        (date(2026, 7, 14), 11, "must agree"),
        (date(2026, 7, 16), 0, "was on Wednesday 15 July 2026"),
    ],
)
def test_what_is_late_has_its_route(on, regulation, words):
    found = route(JULY, RULES, on=on)
    assert found.regulation == regulation
    assert words in found.sentence


def test_every_deadline_names_its_rule_in_order():
    found = deadlines(JULY, RULES, period_ends=date(2026, 6, 30))
    assert [(one.key, one.day.isoformat()) for one in found] == [
        ("notice", "2026-06-16"), ("period", "2026-06-30"), ("clearance", "2026-07-02"), ("safe", "2026-07-06"),
        ("agenda", "2026-07-07"), ("meeting", "2026-07-15"),
    ]  # fmt: skip
    by_key = {one.key: one.rule for one in found}
    assert by_key["agenda"].startswith("5 clear days (working): 8 July, 9 July, 10 July, 13 July, 14 July;")
    assert by_key["notice"].startswith("28 clear days (calendar); regulation 9")
    assert by_key["meeting"] == "15 days after the period’s end"


def test_a_deadline_on_a_day_off_says_when_it_is_to_be_done():
    meeting = date(2026, 5, 4)  # 28 clear calendar days before it end on Easter Sunday
    notice = next(one for one in deadlines(meeting, RULES) if one.key == "notice")
    assert notice.day == date(2026, 4, 5)
    assert notice.rule.endswith("It is no working day: do it by Thursday 2 April")


def test_an_authority_may_count_otherwise():
    rules = Timetable(notice_in_working_days=True, agenda_in_working_days=False, clearance_days=0, safe_days=0)
    assert [one.key for one in deadlines(JULY, rules)] == ["notice", "agenda", "meeting"]
    assert (notice_by(JULY, rules), agenda_by(JULY, rules)) == (date(2026, 6, 4), date(2026, 7, 9))
