"""Dates as councils write them: the table of the rules, the spellings around it, the papers' own, and anything at all.

A wrong day or month is worse than none: what is not understood is kept as written and flagged.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.recurrence import due_dates
from actions.timing import LONGEST, Timing, parse_timing
from plans.periods import FinancialYear, Years

FILES = Path(__file__).parent / "files"


def year(start):
    return Years(FinancialYear(start), FinancialYear(start))


# text | financial year of the plan | kind | earliest | latest (or how often) | p: provisional
SPELLINGS = """
March 2016 | 2015 | month | 2016-03-01 | 2016-03-31
03/2016 | 2015 | month | 2016-03-01 | 2016-03-31
Mar 16 | 2015 | month | 2016-03-01 | 2016-03-31
Sept 14 | 2014 | month | 2014-09-01 | 2014-09-30
April 13 | 2013 | month | 2013-04-01 | 2013-04-30
Sep-13 | 2013 | month | 2013-09-01 | 2013-09-30
September '13 | 2013 | month | 2013-09-01 | 2013-09-30
Sept. 2013 | 2013 | month | 2013-09-01 | 2013-09-30
October | 2013 | month | 2013-10-01 | 2013-10-31
May 2013? | 2013 | month | 2013-05-01 | 2013-05-31 | p
April 2013 (TBC) | 2013 | month | 2013-04-01 | 2013-04-30 | p
provisionally April 2013 | 2013 | month | 2013-04-01 | 2013-04-30 | p
12 Jan 2015 | 2014 | day | 2015-01-12 | 2015-01-12
Monday 12 January 2015 | 2014 | day | 2015-01-12 | 2015-01-12
Thursday, 3rd October 2013 | 2013 | day | 2013-10-03 | 2013-10-03
the 1st of October 2013 | 2013 | day | 2013-10-01 | 2013-10-01
June 12, 2013 | 2013 | day | 2013-06-12 | 2013-06-12
12/01/15 | 2014 | day | 2015-01-12 | 2015-01-12
12.01.2015 | 2014 | day | 2015-01-12 | 2015-01-12
12-01-2015 | 2014 | day | 2015-01-12 | 2015-01-12
2015-01-12 | 2014 | day | 2015-01-12 | 2015-01-12
31 March | 2013 | day | 2014-03-31 | 2014-03-31
29 February 2016 | 2015 | day | 2016-02-29 | 2016-02-29
12 June 2013 at 2pm | 2013 | day | 2013-06-12 | 2013-06-12
30 September 2013 – Review Completed | 2013 | day | 2013-09-30 | 2013-09-30
By 31/03/26 | 2025 | day | - | 2026-03-31
no later than 31 March 2014 | 2013 | day | - | 2014-03-31
March 2014 at the latest | 2013 | month | - | 2014-03-31
by October | 2013 | month | - | 2013-10-31
by end Sept 06 | 2006 | range | - | 2006-09-30 | p
by the end of October 2013 | 2013 | range | - | 2013-10-31 | p
By end of Q2 | 2013 | range | - | 2013-09-30 | p
Q3 2015/16 | 2015 | range | 2015-10-01 | 2015-12-31
Quarter 3 | 2015 | range | 2015-10-01 | 2015-12-31
Q4 13/14 | 2013 | range | 2014-01-01 | 2014-03-31
second quarter 2013/14 | 2013 | range | 2013-07-01 | 2013-09-30
H1 2013/14 | 2013 | range | 2013-04-01 | 2013-09-30
first half of 2013/14 | 2013 | range | 2013-04-01 | 2013-09-30
Q1 - Q3 2013/14 | 2013 | range | 2013-04-01 | 2013-12-31
year end | 2013 | range | 2014-03-21 | 2014-03-31 | p
2019/20 | 2019 | year | 2019-04-01 | 2020-03-31
2019-20 | 2019 | year | 2019-04-01 | 2020-03-31
2013/2014 | 2013 | year | 2013-04-01 | 2014-03-31
2015 | 2015 | year | 2015-01-01 | 2015-12-31
Spring 2015 | 2014 | season | 2015-03-01 | 2015-05-31 | p
Summer 2013 | 2013 | season | 2013-06-01 | 2013-08-31 | p
Autumn 2015 | 2015 | season | 2015-09-01 | 2015-11-30 | p
Winter 2015 | 2015 | season | 2015-12-01 | 2016-02-29 | p
Autumn term | 2015 | season | 2015-09-01 | 2015-12-31 | p
Spring term 2016 | 2015 | season | 2016-01-01 | 2016-03-31 | p
Summer term 2015 | 2015 | season | 2015-04-01 | 2015-07-31 | p
mid June 2014 | 2014 | range | 2014-06-11 | 2014-06-20 | p
end of May | 2015 | range | 2015-05-21 | 2015-05-31 | p
start of April 2014 | 2014 | range | 2014-04-01 | 2014-04-10 | p
early 2016 | 2015 | range | 2016-01-01 | 2016-04-30 | p
mid-2014 | 2014 | range | 2014-05-01 | 2014-08-31 | p
late 2014 | 2014 | range | 2014-09-01 | 2014-12-31 | p
w/c 9 October 2017 | 2017 | range | 2017-10-09 | 2017-10-15
w/c 9 October | 2017 | range | 2017-10-09 | 2017-10-15
week commencing 9th October 2017 | 2017 | range | 2017-10-09 | 2017-10-15
w/e 13 October 2017 | 2017 | range | 2017-10-09 | 2017-10-13
April 2013 – March 2014 | 2013 | range | 2013-04-01 | 2014-03-31
3 to 7 June | 2015 | range | 2015-06-03 | 2015-06-07
3-7 June 2013 | 2013 | range | 2013-06-03 | 2013-06-07
28 June to 2 July 2013 | 2013 | range | 2013-06-28 | 2013-07-02
Jan/Feb 2014 | 2013 | range | 2014-01-01 | 2014-02-28
between January and March 2014 | 2013 | range | 2014-01-01 | 2014-03-31
Nov - Jan 2015 | 2013 | range | 2014-11-01 | 2015-01-31
from 1 April 2013 to 31 March 2014 | 2013 | range | 2013-04-01 | 2014-03-31
From June 2006 | 2006 | range | 2006-06-01 | -
June 2006 onwards | 2006 | range | 2006-06-01 | -
April 2013 – ongoing | 2013 | range | 2013-04-01 | -
not before April 2014 | 2013 | range | 2014-04-01 | -
Ongoing | 2013 | ongoing | 2013-04-01 | 2014-03-31
throughout | 2013 | ongoing | 2013-04-01 | 2014-03-31
Daily | 2015 | recurring | - | daily
every fortnight | 2015 | recurring | - | fortnightly
Monthly | 2015 | recurring | - | monthly
Quarterly | 2015 | recurring | - | quarterly
termly | 2015 | recurring | - | termly
Three times a year (Spring, Summer, Winter) | 2015 | recurring | - | three_yearly
every six months | 2015 | recurring | - | twice_yearly
Annually | 2015 | recurring | - | yearly
""".strip().split("\n")


@pytest.mark.parametrize("line", SPELLINGS)
def test_what_it_means(line):
    text, start, kind, earliest, latest, *mark = (part.strip() for part in line.split("|"))
    found = parse_timing(text, year(int(start))).as_json()
    assert found["as_written"] == text
    assert (found["kind"], found["earliest"] or "-", found["recurrence"] or found["latest"] or "-") == (
        kind,
        earliest,
        latest,
    )
    assert (found["provisional"], found["needs_review"]) == (mark == ["p"], False)
    assert Timing.from_json(json.loads(json.dumps(found))) == parse_timing(text, year(int(start)))


@pytest.mark.parametrize(
    ("text", "start", "parts"),
    [
        ("Phase 1 – January 2004 / Phase 2 – April 2004", 2003, [("Phase 1", "2004-01-31"), ("Phase 2", "2004-04-30")]),
        ("Phase 1: January 2004; Phase 2: April 2004", 2003, [("Phase 1", "2004-01-31"), ("Phase 2", "2004-04-30")]),
        ("May, July and September 2013", 2013, [("", "2013-05-31"), ("", "2013-07-31"), ("", "2013-09-30")]),
        ("May and November 2013", 2011, [("", "2013-05-31"), ("", "2013-11-30")]),
        ("late March / early April 2014", 2012, [("", "2014-03-31"), ("", "2014-04-10")]),
        ("January 2014\nMarch 2014", 2013, [("", "2014-01-31"), ("", "2014-03-31")]),
    ],
)
def test_several_dates_in_one_cell_are_parts(text, start, parts):
    found = parse_timing(text, year(start))
    assert (found.kind, [(part.label, part.latest.isoformat()) for part in found.parts]) == ("multiple", parts)


@pytest.mark.parametrize(
    ("text", "kind", "body", "each", "days", "day"),
    [
        ("prior to each MKIP board meeting", "before_event", "MKIP board", True, None, None),
        ("following each MKIP meeting", "after_event", "MKIP", True, None, None),
        ("before MKIP board meetings", "before_event", "MKIP board", True, None, None),
        ("5 days before each Cabinet meeting", "before_event", "Cabinet", True, 5, None),
        ("2 weeks before go-live", "before_event", "go-live", False, 14, None),
        ("Following Cabinet 12 Nov 2025", "after_event", "Cabinet", False, None, date(2025, 11, 12)),
        ("Before notice of election", "before_event", "notice of election", False, None, None),
    ],
)
def test_dates_hung_on_events(text, kind, body, each, days, day):
    found = parse_timing(text, year(2025))
    assert (found.kind, found.needs_review) == (kind, False)
    assert (found.anchor.body, found.anchor.each, found.anchor.days, found.anchor.date) == (body, each, days, day)


@pytest.mark.parametrize("text", ["Tbc", "TBA", "?", "to be confirmed"])
def test_nothing_yet_is_unknown_without_a_question(text):
    found = parse_timing(text, year(2015))
    assert (found.kind, found.needs_review, found.is_dated) == ("unknown", False, False)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2015", "04/13/2015", "Tuesday 12 January 2015", "29 February 2014", "March 1973", "March 2101", "Feb 30",
        "w/c 10 October 2017", "w/e 10 October 2017", "Sept 14", "April 13th", "13/4", "04/13", "November and January 2015",
        "sometime", "ASAP", "within 6 months", "next meeting", "Christmas 2015", "Year 2", "Completed March 2013", "a" * 5000,
    ],
)  # fmt: skip
def test_what_is_not_understood_is_never_guessed(text):
    found = parse_timing(text, year(2015))
    assert (found.kind, found.earliest, found.latest, found.needs_review) == ("unknown", None, None, True)
    assert found.as_written == text


@pytest.mark.parametrize("text", ["Bi-annual", "biannually", "bi-monthly"])
def test_twice_a_year_or_every_two_years_is_asked(text):
    found = parse_timing(text, year(2015))
    assert (found.kind, found.recurrence, found.needs_review) == ("recurring", None, True)


def written_dates(thing):
    """Every (words, what a careful reader takes from them) of a published paper."""
    if isinstance(thing, dict):
        if isinstance(thing.get("date_text"), str) and isinstance(thing.get("date"), dict):
            yield thing["date_text"], thing["date"]
        for value in thing.values():
            yield from written_dates(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from written_dates(value)


@pytest.mark.parametrize(("paper", "start"), [("mkip_action_tables", 2015), ("maidstone_cip", 2013)])
def test_the_papers_own_dates(paper, start):
    for text, wanted in written_dates(json.loads((FILES / f"{paper}.expected.json").read_text())):
        found = parse_timing(text, year(start))
        if "start" in wanted:
            assert (text, str(found.earliest), str(found.latest)) == (text, wanted["start"], wanted["end"])
        else:
            assert found.latest is None


DATED = st.sampled_from(
    ["March", "april", "13", "2013", "/", "-", "–", "by", "end of", "Q3", "w/c", "each", "before", "meeting", "and", "tbc", "?", "(", ")", "Monday", "31", "at 2pm", ",", "\n", "spring", "'13", "ongoing"]
)  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=LONGEST + 50), st.lists(DATED, max_size=12).map(" ".join))


@given(ANYTHING, st.one_of(st.none(), st.integers(1974, 2098).map(year)))
@settings(max_examples=600, deadline=None, derandomize=True)
def test_whatever_is_written_is_kept_and_nothing_breaks(text, years):
    found = parse_timing(text, years)
    assert found.as_written == text
    assert not (found.earliest and found.latest) or found.earliest <= found.latest
    assert Timing.from_json(json.loads(json.dumps(found.as_json()))) == found
    assert found.describe()
    for due in due_dates(found, years or year(2015)):
        assert due.label == due.label.strip()


@pytest.mark.parametrize(
    "piece", ["1 ", "a-", "(", "by ", "from ", "March ", " / ", "and ", "x - ", "3 to ", "Agenda - "]
)
def test_hostile_text_is_answered(piece):
    """However long; `benchmarks/timing.py` shows that the time grows no faster than the text."""
    for length in (LONGEST, 1_000_000):
        found = parse_timing((piece * (length // len(piece) + 1))[:length], year(2015))
        assert not found.is_dated or found.kind == "multiple"
