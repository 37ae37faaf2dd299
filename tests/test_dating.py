"""How a date is understood that is written for a campaign, and which are asked about."""

from datetime import date

import pytest

from campaigns.dating import Around
from plans.periods import FinancialYear, Years

YEARS = Years(FinancialYear(2025), FinancialYear(2028))
CHRISTMAS = Around(YEARS, date(2026, 12, 14), date(2027, 1, 4))
NOBODY = "so nobody would be reminded of it."


def bounds(around, text):
    timing = around.timing(text)
    assert timing.as_written == text
    return timing.earliest, timing.latest


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("14 Dec", date(2026, 12, 14), date(2026, 12, 14)),
        ("4 January", date(2027, 1, 4), date(2027, 1, 4)),
        ("w/c 14 Dec", date(2026, 12, 14), date(2026, 12, 20)),
        ("mid Dec", date(2026, 12, 11), date(2026, 12, 20)),
        ("by 21 Dec", None, date(2026, 12, 21)),
        ("January", date(2027, 1, 1), date(2027, 1, 31)),
        ("Q3", date(2026, 10, 1), date(2026, 12, 31)),
        ("14 December 2027", date(2027, 12, 14), date(2027, 12, 14)),  # what says its year keeps it
        ("Dec 2025", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_date_without_a_year_takes_that_of_the_work(text, first, last):
    assert bounds(CHRISTMAS, text) == (first, last)
    assert CHRISTMAS.question(CHRISTMAS.timing(text)) == ""


def test_several_dates_without_a_year_are_all_of_the_work_or_none_is():
    timing = CHRISTMAS.timing("14 Dec; 21 Dec")
    assert [part.latest for part in timing.parts] == [date(2026, 12, 14), date(2026, 12, 21)]
    assert not CHRISTMAS.timing("14 Dec; 21 May").is_dated


def test_work_over_the_turn_of_a_financial_year_still_holds_a_day_once():
    spring = Around(YEARS, date(2027, 3, 1), date(2027, 4, 30))
    assert bounds(spring, "15 March")[1] == date(2027, 3, 15)
    assert bounds(spring, "15 April")[1] == date(2027, 4, 15)


@pytest.mark.parametrize(
    "around",
    [
        Around(YEARS),  # nobody has said when
        Around(YEARS, date(2025, 12, 1), date(2026, 12, 31)),  # the work holds the day twice
        Around(YEARS, date(2027, 2, 1), date(2027, 3, 31)),  # or not at all
        Around(YEARS, date(2027, 2, 1)),
    ],
)
def test_where_the_work_does_not_fix_the_year_it_is_asked_for(around):
    timing = around.timing("14 Dec")
    assert not timing.is_dated
    words = f"“14 Dec” may be of one year or another, {NOBODY} Write its year too, or tick to keep it as written."
    assert around.question(timing) == words


def test_a_plan_of_one_year_fixes_it_as_it_does_everywhere():
    only = Around(Years(FinancialYear(2026), FinancialYear(2026)), date(2027, 2, 1), date(2027, 3, 31))
    assert bounds(only, "14 Dec")[1] == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("32 December 2026", f"“32 December 2026” is not understood as a date, {NOBODY}"),
        ("when the snow melts", f"“when the snow melts” is not understood as a date, {NOBODY}"),
        ("Ongoing", f"“Ongoing” gives no day (it is understood as throughout the plan), {NOBODY}"),
        ("from 14 Dec", f"“from 14 Dec” gives no day (it is understood as from 14 December 2026), {NOBODY}"),
        ("bi-monthly", f"“bi-monthly” does not say how often, {NOBODY}"),
        ("", ""),
        ("Tbc", ""),
        ("Quarterly", ""),
    ],
)
def test_what_gives_nobody_a_day_is_asked_about(text, words):
    ending = " Mend it, or tick to keep it as written." if words else ""
    assert CHRISTMAS.question(CHRISTMAS.timing(text)) == words + ending


def test_an_event_that_nobody_knows_gives_no_day_and_one_with_a_day_does():
    unknown, known = CHRISTMAS.timing("following Cabinet"), CHRISTMAS.timing("following Cabinet 16 December 2026")
    assert "“following Cabinet” gives no day" in CHRISTMAS.question(unknown)
    assert CHRISTMAS.question(known) == ""


def test_the_days_are_said_as_far_as_they_are_known():
    assert CHRISTMAS.days == "14 December 2026 to 4 January 2027"
    assert (Around(YEARS, date(2026, 12, 14)).days, Around(YEARS).days) == ("14 December 2026", "")
