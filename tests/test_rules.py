"""The worked examples of the rules: colours, evidence, dates, reminders."""

import json
from datetime import date
from fractions import Fraction

import pytest

from actions.event_words import Event
from actions.ladder import Ladder
from actions.recurrence import due_dates
from actions.timing import Timing, parse_timing
from plans.periods import FinancialYear, Years
from plans.workdays import add_working_days, is_working_day, next_working_day
from surveys.rag import plain_colour
from surveys.statistics import in_full, per_cent, weigh

LADDER = Ladder((-14, -3, 0, 5, 10), 10)
Y2015 = Years(FinancialYear(2015), FinancialYear(2015))
Y2013 = Years(FinancialYear(2013), FinancialYear(2013))


@pytest.mark.parametrize(
    ("yes", "replies", "population", "target", "share", "wilson", "exact", "verdict"),
    [
        (42, 60, 150, 66, 70.0, (60.4, 78.1), (60.0, 78.7), "not shown"),
        (66, 100, 150, 66, 66.0, (60.4, 71.1), (60.0, 71.3), "not shown"),
        (99, 150, 150, 66, 66.0, (66.0, 66.0), (66.0, 66.0), "met"),
        (296, 400, 1200, 70, 74.0, (70.3, 77.4), (70.3, 77.4), "met"),
    ],
)
def test_evidence(yes, replies, population, target, share, wilson, exact, verdict):
    found = weigh(yes, replies, population, Fraction(target, 100))
    assert per_cent(found.share) == share
    assert (per_cent(found.wilson.low), per_cent(found.wilson.high)) == wilson
    assert (per_cent(found.exact.low), per_cent(found.exact.high)) == exact
    assert found.evidence == verdict


def test_a_missed_target_is_never_printed_as_the_target():
    assert per_cent(Fraction(6998, 10000), Fraction(70, 100)) == 69.98
    assert plain_colour(Fraction(796, 1000), Fraction(80, 100), None) == "amber"


@pytest.mark.parametrize(
    ("figure", "words"),
    [(80.0, "80"), (79.6, "79.6"), (79.99999, "79.99999"), (79.999999999, "79.999999999"), (0.00001, "0.00001"), (0.0, "0"), (Fraction(1234567), "1234567"), (Fraction(12345675, 10), "1234567.5"), (1e20, "100000000000000000000")],
)  # fmt: skip
def test_a_figure_is_printed_with_all_its_digits(figure, words):
    assert in_full(figure) == words


@pytest.mark.parametrize(
    ("text", "years", "kind", "earliest", "latest"),
    [
        ("March 2016", None, "month", "2016-03-01", "2016-03-31"),
        ("03/2016", None, "month", "2016-03-01", "2016-03-31"),
        ("April 13", Y2013, "month", "2013-04-01", "2013-04-30"),
        ("May 2015 – as part of induction", Y2015, "month", "2015-05-01", "2015-05-31"),
        ("12 Jan 2015", None, "day", "2015-01-12", "2015-01-12"),
        ("Monday 12 January 2015", None, "day", "2015-01-12", "2015-01-12"),
        ("12/01/15", None, "day", "2015-01-12", "2015-01-12"),
        ("12.01.2015", None, "day", "2015-01-12", "2015-01-12"),
        ("2015-01-12", None, "day", "2015-01-12", "2015-01-12"),
        ("Q3 2015/16", None, "range", "2015-10-01", "2015-12-31"),
        ("Quarter 3", Y2015, "range", "2015-10-01", "2015-12-31"),
        ("2019-20", Y2015, "year", "2019-04-01", "2020-03-31"),
        ("Winter 2015", Y2015, "season", "2015-12-01", "2016-02-29"),
        ("mid June 2014", Y2015, "range", "2014-06-11", "2014-06-20"),
        ("by end Sept 06", Y2015, "range", None, "2006-09-30"),
        ("By 31/03/26", Y2015, "day", None, "2026-03-31"),
        ("From June 2006", Y2015, "range", "2006-06-01", None),
        ("w/c 9 October 2017", Y2015, "range", "2017-10-09", "2017-10-15"),
        ("April 2013 – March 2014", Y2015, "range", "2013-04-01", "2014-03-31"),
        ("3 to 7 June", Y2015, "range", "2015-06-03", "2015-06-07"),
        ("2015", Y2015, "year", "2015-01-01", "2015-12-31"),
        ("Mar 16", Y2015, "month", "2016-03-01", "2016-03-31"),
    ],
)
def test_dates_as_councils_write_them(text, years, kind, earliest, latest):
    data = parse_timing(text, years).as_json()
    assert (data["kind"], data["earliest"], data["latest"], data["as_written"]) == (kind, earliest, latest, text)
    assert Timing.from_json(json.loads(json.dumps(data))) == parse_timing(text, years)


@pytest.mark.parametrize(
    "text",
    ["31/02/2015", "04/13/2015", "Tuesday 12 January 2015", "March 1973", "w/c 10 October 2017", "Sept 14", "a" * 5000],
)
def test_what_is_not_understood_is_never_guessed(text):
    timing = parse_timing(text, Y2015)
    assert (timing.kind, timing.earliest, timing.latest, timing.needs_review) == ("unknown", None, None, True)


def test_one_occurrence_a_quarter_and_around_each_meeting():
    assert [(due.label, due.due) for due in due_dates(parse_timing("Quarterly", Y2015), Y2015)] == [
        ("Q1", date(2015, 6, 30)), ("Q2", date(2015, 9, 30)), ("Q3", date(2015, 12, 31)), ("Q4", date(2016, 3, 31)),
    ]  # fmt: skip
    timing = parse_timing("Agenda - prior to each MKIP board meeting Minutes - following each MKIP meeting", Y2015)
    board = ("meeting", 7)
    meetings = [Event(board, "MKIP Board", date(2015, 6, 10)), Event(("meeting", 8), "Cabinet", date(2015, 6, 11))]
    assert [(due.due, due.event) for due in due_dates(timing, Y2015, meetings)] == [
        (date(2015, 6, 9), board),
        (date(2015, 6, 24), board),
    ]


def test_working_days_round_easter_2026():
    assert not is_working_day(date(2026, 4, 3))
    assert next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 8), -5) == date(2026, 3, 30)


def test_only_the_latest_lacking_rung_is_told():
    due = date(2015, 6, 30)
    assert LADDER.lacking(due, told=set(), on=date(2015, 6, 26)) == ("before-3", ["before-14"])
    assert LADDER.lacking(due, told={"before-14", "before-3"}, on=date(2015, 6, 26)) == (None, [])
    assert LADDER.lacking(due, told=set(), on=date(2015, 8, 30)) == (None, [])
