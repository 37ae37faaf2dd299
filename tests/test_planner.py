"""The delivery plan as it is drawn, and each thing that clashes in it, with what does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from campaigns.clashes import Before, Kind, clashes, monday_of
from campaigns.planner import (
    COLUMNS,
    Away,
    By,
    Due,
    Named,
    Run,
    Year,
    days_to_mind,
    first_of,
    lanes,
    mark_of,
    packed,
    room_for,
)

YEAR = Year(date(2026, 11, 1))
MONDAY = date(2027, 1, 4)
GARDEN, FLOOD = Named(1, "Garden waste"), Named(2, "Flood")
SHAPE = Named(7, "In Shape")


def due(pk=1, day=MONDAY, **facts):
    return Due(pk, pk, facts.pop("title", f"Activity {pk}"), day, **facts)


# Months and days


def test_twelve_months_go_over_the_turn_of_the_year():
    assert [f"{month:%b %Y}" for month in YEAR.months] == [
        "Nov 2026", "Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027", "Apr 2027", "May 2027", "Jun 2027", "Jul 2027",
        "Aug 2027", "Sep 2027", "Oct 2027",
    ]  # fmt: skip
    assert YEAR.last == date(2027, 10, 31)
    assert (date(2026, 10, 31) in YEAR, date(2026, 11, 1) in YEAR, YEAR.last in YEAR, date(2027, 11, 1) in YEAR) == (
        False, True, True, False,
    )  # fmt: skip
    assert (YEAR.moved(3), YEAR.moved(-3), YEAR.moved(12)) == (date(2027, 2, 1), date(2026, 8, 1), date(2027, 11, 1))
    assert Year(date(2027, 1, 1)).months[-1] == date(2027, 12, 1)


@pytest.mark.parametrize(
    ("day", "column"),
    [
        (date(2026, 11, 1), 1), (date(2026, 11, 5), 1), (date(2026, 11, 6), 2), (date(2026, 11, 30), 6),
        (date(2026, 12, 31), 12), (date(2027, 1, 1), 13), (date(2027, 2, 28), 24), (date(2027, 10, 31), COLUMNS),
        (date(2026, 1, 1), 1), (date(2028, 1, 1), COLUMNS),
    ],
)  # fmt: skip
def test_a_day_stands_in_its_part_of_its_month_and_what_lies_outside_at_the_edge(day, column):
    assert YEAR.column(day) == column


def test_a_move_by_a_week_can_be_seen_wherever_it_starts():
    days = [YEAR.first + timedelta(days=number) for number in range(358)]
    assert all(YEAR.column(day + timedelta(days=7)) > YEAR.column(day) for day in days)


@pytest.mark.parametrize(
    ("text", "first"),
    [("2026-11", "2026-11-01"), ("2027-02", "2027-02-01"), ("", "2026-12-01"), ("2026-13", "2026-12-01"), ("x", "2026-12-01"), ("2026-11-05", "2026-12-01")],
)  # fmt: skip
def test_a_month_that_is_asked_for_or_else_this_one(text, first):
    assert first_of(text, date(2026, 12, 9)).isoformat() == first


# Lanes


def drawn(by, *dues, runs=()):
    return {lane.name: [mark.words for mark in lane.marks] for lane in lanes(YEAR, by, dues, runs)}


def test_lanes_by_campaign_by_channel_and_by_team_the_earliest_first_and_what_has_none_last():
    one = due(1, MONDAY, campaign=GARDEN, channel=SHAPE, team="Design")
    two = due(2, MONDAY - timedelta(days=7), campaign=FLOOD, team="Press")
    three = due(3, MONDAY - timedelta(days=30), channel=SHAPE)
    assert list(drawn(By.CAMPAIGN, one, two, three)) == ["Flood", "Garden waste", "No campaign"]
    assert list(drawn(By.CHANNEL, one, two, three)) == ["In Shape", "No channel"]
    assert list(drawn(By.TEAM, one, two, three)) == ["Press", "Design", "No team named"]


def test_a_campaign_runs_along_the_top_of_its_lane_and_what_is_due_in_other_years_is_left_out():
    run = Run(1, "Garden waste", date(2026, 12, 1), date(2027, 3, 31), "Design")
    past = Run(2, "Old", date(2025, 1, 1), date(2026, 10, 31))
    soon, later = due(1, YEAR.first, campaign=GARDEN, team="Design"), due(2, date(2028, 1, 1), campaign=GARDEN)
    found = drawn(By.CAMPAIGN, soon, later, runs=[run, past])
    assert found == {"Garden waste": ["1 Dec to 31 Mar", "Activity 1"]}
    assert drawn(By.TEAM, soon, runs=[run]) == {"Design": ["Garden waste", "Activity 1"]}
    assert drawn(By.CHANNEL, soon, runs=[run]) == {"No channel": ["Activity 1"]}
    (lane,) = lanes(YEAR, By.CAMPAIGN, [soon], [run])
    assert [(mark.row, mark.is_point) for mark in lane.marks] == [(1, False), (2, True)]
    assert lane.count == 1


def test_a_campaign_of_one_day_is_drawn_on_it_and_a_finished_one_says_when_it_was():
    day = Run(1, "Budget day", date(2027, 2, 16), date(2027, 2, 16), "Design")
    done = Run(2, "Garden waste", date(2026, 12, 1), date(2027, 3, 31), "Design", date(2027, 1, 30))
    assert (day.days, done.days) == ("16 Feb", "1 Dec to 31 Mar, finished 30 Jan")
    assert Run(3, "A year", date(2026, 2, 16), date(2027, 2, 16)).days == "16 Feb to 16 Feb"
    assert drawn(By.TEAM, runs=[day, done]) == {"Design": ["Garden waste, finished 30 Jan", "Budget day"]}
    (lane,) = lanes(YEAR, By.CAMPAIGN, [], [day])
    (mark,) = lane.marks
    assert (mark.is_point, mark.length, mark.start + mark.at - 1) == (True, 1, YEAR.column(day.first))


def cells(marks):
    return [(mark.row, column) for mark in marks for column in range(mark.start, mark.start + mark.span)]


def test_nothing_lies_over_anything_and_no_row_is_wasted():
    days = [date(2027, 1, 1) + timedelta(days=3 * number) for number in range(60)]
    marks = packed([mark_of(YEAR, f"Something that is done {n % 7}", day, day) for n, day in enumerate(days)])
    assert len(marks) == 60 and len(set(cells(marks))) == len(cells(marks))
    most = max(sum(column == one for _, column in cells(marks)) for one in range(1, COLUMNS + 1))
    assert max(mark.row for mark in marks) <= most + 2
    apart = packed([mark_of(YEAR, "A", day, day) for day in (date(2026, 11, 2), date(2027, 4, 1), date(2027, 9, 1))])
    assert {mark.row for mark in apart} == {1}


def test_words_and_line_stay_within_the_twelve_months():
    for day in (YEAR.first, date(2027, 4, 15), date(2027, 10, 20), YEAR.last):
        for words in ("A", "Leaflet with the council tax bill, to every household", "x" * 300):
            mark = mark_of(YEAR, words, day, day)
            assert mark.start >= 1 and mark.start + mark.span - 1 <= COLUMNS
            assert mark.start + mark.at - 1 == YEAR.column(day)
    assert mark_of(YEAR, "Leaflet", YEAR.last, YEAR.last).is_before
    assert not mark_of(YEAR, "Leaflet", YEAR.first, YEAR.first).is_before
    long = mark_of(YEAR, "A", date(2026, 1, 1), date(2028, 1, 1))
    assert (long.start, long.span, long.at, long.length, long.is_before) == (1, COLUMNS, 1, COLUMNS, False)


def test_long_words_get_more_room_but_not_the_whole_sheet():
    assert room_for("Leaflet") < room_for("Leaflet with the bill") <= room_for("x" * 300) == 16


def test_days_to_mind_are_those_that_touch_the_twelve_months():
    christmas = Away("Christmas", date(2026, 12, 21), date(2027, 1, 3))
    half, gone = Away("Half term", date(2026, 10, 26), YEAR.first), Away("Summer", date(2026, 7, 22), date(2026, 9, 1))
    assert [mark.words for mark in days_to_mind(YEAR, [christmas, half, gone])] == ["Half term", "Christmas"]


# What clashes


def said(*dues, holidays=(), elections=()):
    return [(one.kind, one.words) for one in clashes(dues, holidays=holidays, elections=elections)]


def test_two_campaigns_speak_to_the_same_people_in_the_same_week():
    one = due(1, MONDAY, campaign=GARDEN, audiences=frozenset({"Residents", "Staff"}))
    two = due(2, MONDAY + timedelta(days=6), campaign=FLOOD, audiences=frozenset({"residents"}))
    (found,) = clashes([two, one], holidays=(), elections=())
    assert found.words == "Residents: 2 campaigns, “Garden waste” and “Flood”, in the week of 4 January 2027."
    assert found.sides == (one, two)
    shared = replace(two, audiences=one.audiences)  # two shared audiences are one clash
    assert [words for _, words in said(one, shared)] == [
        "Residents and Staff: 2 campaigns, “Garden waste” and “Flood”, in the week of 4 January 2027."
    ]
    for other in (
        replace(two, due=MONDAY + timedelta(days=7)),  # the week after
        replace(two, due=MONDAY - timedelta(days=1)),  # the Sunday before
        replace(two, campaign=GARDEN),  # one campaign may say two things
        replace(two, campaign=None),
        replace(two, audiences=frozenset({"Members"})),
    ):
        assert said(one, other) == []
    assert said(replace(one, is_delivered=True), two) != []  # what is still open can be moved
    assert said(replace(one, is_delivered=True), replace(two, is_delivered=True)) == []


def test_a_week_has_more_than_a_channel_can_carry():
    dues = [due(n, MONDAY + timedelta(days=n), channel=SHAPE, capacity=2) for n in (0, 1, 2)]
    assert said(*dues) == [
        (Kind.CAPACITY, "In Shape: 3 things are due in the week of 4 January 2027, and it can carry 2.")
    ]
    assert said(*dues[:2]) == []
    assert said(*dues[:2], replace(dues[2], due=MONDAY + timedelta(days=7))) == []
    assert said(*(replace(one, capacity=None) for one in dues)) == []
    assert said(*(replace(one, is_delivered=True) for one in dues)) == []
    assert said(*dues[:2], replace(dues[2], channel=Named(8, "In Shape"))) == []  # another plan's
    assert said(replace(dues[0], capacity=0))[0][1] == (
        "In Shape: 1 thing is due in the week of 4 January 2027, and it can carry none."
    )


CHRISTMAS = Away("Christmas holidays", date(2026, 12, 21), date(2027, 1, 4))


def test_what_is_public_is_due_in_school_holidays():
    public = due(1, MONDAY, is_public=True)
    assert said(public, holidays=[CHRISTMAS]) == [
        (Kind.HOLIDAY, "Christmas holidays, 21 December 2026 to 4 January 2027: 1 public activity is due while schools are closed.")
    ]  # fmt: skip
    (found,) = clashes([public, replace(public, pk=2)], holidays=[CHRISTMAS], elections=())
    assert "2 public activities are due" in found.words and len(found.sides) == 2
    for other in (
        replace(public, is_public=False),
        replace(public, is_delivered=True),
        replace(public, due=MONDAY + timedelta(days=1)),
        replace(public, due=date(2026, 12, 20)),
    ):
        assert said(other, holidays=[CHRISTMAS]) == []


ELECTION = Away("District election", date(2027, 3, 22), date(2027, 5, 6))


def test_what_the_guard_holds_clashes_with_its_election_and_nothing_else_does():
    one, two, three = due(1, ELECTION.first), due(2, ELECTION.last), due(3, ELECTION.first)
    before = Before(9, ELECTION, held=frozenset({2}), asked=frozenset({3}))
    (found,) = clashes([one, two, three], holidays=(), elections=[before])
    words = "District election, 22 March 2027 to 6 May 2027: 1 activity is held in its pre-election period."
    assert (found.kind, found.words, found.sides, found.before) == (Kind.ELECTION, words, (two,), before)
    both = replace(before, held=frozenset({2, 1, 77}))  # 77 is not shown here
    (found,) = clashes([two, one], holidays=(), elections=[both])
    assert "2 activities are held" in found.words and found.sides == (one, two)
    assert said(one, two, elections=[Before(9, ELECTION)]) == []


def test_the_gravest_kind_comes_first_and_of_a_kind_the_soonest():
    one = due(1, MONDAY, campaign=GARDEN, audiences=frozenset({"Residents"}), is_public=True)
    two = replace(one, pk=2, campaign=FLOOD)
    elections = [Before(9, ELECTION, held=frozenset({3}))]
    kinds = [kind for kind, _ in said(one, two, due(3, ELECTION.first), holidays=[CHRISTMAS], elections=elections)]
    assert kinds == [Kind.ELECTION, Kind.AUDIENCE, Kind.HOLIDAY]


def test_a_week_begins_on_its_monday():
    assert [monday_of(MONDAY + timedelta(days=n)) for n in (0, 6, 7)] == [MONDAY, MONDAY, MONDAY + timedelta(days=7)]
