"""The grammar of a single council date: the table FORMS, read from top to bottom, and the form a text has in it."""

from __future__ import annotations

import re

from actions.timing_forms import (
    Meaning,
    Span,
    calendar_year,
    day_month,
    day_month_year,
    days_of_one_month,
    end_of_quarter,
    end_of_year,
    financial_year,
    half,
    month_alone,
    month_and_two_digits,
    month_year,
    months_of_one_year,
    part_of_month,
    part_of_year,
    quarter,
    season,
    term,
    week_commencing,
    week_ending,
)
from actions.timing_words import MONTH, MONTH_NAMES, WEEKDAY
from plans.periods import Years

YEAR = r"(?P<year>\d{4})"
YEAR_OR_TWO = r"'?(?P<year>\d{4}|\d{2})"
FY = r"(?P<fy>\d{4}[/-](?:\d{4}|\d{2}))"
SHORT_FY = r"(?P<fy>\d{4}[/-](?:\d{4}|\d{2})|\d{2}/\d{2})"  # 13/14, but only behind a quarter or half
NTH = r"(?P<number>1st|2nd|3rd|4th|first|second|third|fourth)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
TO = r" ?(?:-|to|until|/) ?"
PART = r"(?P<part>early|beginning|start|mid|middle|late|end)(?: of|-)? ?(?:in )?(?:the )?"
SEASON = r"(?P<season>spring|summer|autumn|winter)"

FORMS: tuple[tuple[re.Pattern[str], Meaning], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf"{WEEKDAY}(?:the )?{DAY} (?:of )?{MONTH},?[ -]{YEAR}", day_month_year),  # Monday 12 January 2015
        (rf"{WEEKDAY}{DAY}-{MONTH}-{YEAR_OR_TWO}", day_month_year),  # 12-Jan-15
        (
            rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th) (?:of )?{MONTH} (?P<year>\d{{2}})",
            day_month_year,
        ),  # 12th Jan 15
        (rf"{WEEKDAY}(?P<day>\d{{1,2}}) {MONTH} (?P<year>\d{{2}})", day_month_year),  # 12 Jan 15
        (rf"{WEEKDAY}{MONTH} {DAY},? {YEAR}", day_month_year),  # March 5, 2016
        (rf"{WEEKDAY}(?P<day>\d{{1,2}})[/.](?P<m>\d{{1,2}})[/.](?P<year>\d{{4}}|\d{{2}})", day_month_year),  # 12/01/15
        (rf"{WEEKDAY}(?P<day>\d{{1,2}})-(?P<m>\d{{1,2}})-(?P<year>\d{{4}})", day_month_year),  # 12-01-2015
        (r"(?P<year>\d{4})-(?P<m>\d{2})-(?P<day>\d{2})", day_month_year),  # 2015-01-12
        (
            rf"(?:w/e|week ending) {WEEKDAY}{DAY} (?:of )?{MONTH}(?:,? (?P<year>\d{{4}}))?",
            week_ending,
        ),  # w/e 13 October
        (
            rf"(?:w/c|w\.c\.?|wc|week commencing|week beginning|w/b) {WEEKDAY}{DAY} (?:of )?{MONTH}(?:,? (?P<year>\d{{4}}))?",
            week_commencing,
        ),
        (rf"{WEEKDAY}(?:the )?{DAY} (?:of )?{MONTH}", day_month),  # 9 October
        (
            rf"(?:the )?(?P<first>\d{{1,2}})(?:st|nd|rd|th)?{TO}(?P<last>\d{{1,2}})(?:st|nd|rd|th)? {MONTH}(?: (?P<year>\d{{4}}))?",
            days_of_one_month,
        ),
        (rf"(?P<first>{MONTH_NAMES})\b\.?{TO}{MONTH} {YEAR}", months_of_one_year),  # April to June 2015
        (rf"{MONTH},?[ -]{YEAR}", month_year),  # March 2016
        (r"(?P<m>\d{1,2})/(?P<year>\d{4})", month_year),  # 03/2016
        (rf"{MONTH}[ -]'?(?P<year>\d{{2}})", month_and_two_digits),  # April 13, Mar-27
        (rf"{PART}{MONTH}(?:[ -]'?(?P<year>\d{{4}}|\d{{2}}))?", part_of_month),  # mid June 2014, end of May
        (rf"(?P<part>early|mid|late|end)(?: of|-| in)? ?{YEAR}", part_of_year),  # early 2016
        (MONTH, month_alone),
        (rf"(?:financial year |fy ?)?{FY}", financial_year),
        (YEAR, calendar_year),
        (rf"(?:q|quarter |qtr )(?P<number>[1-4])(?:,? (?:of )?{SHORT_FY})?", quarter),  # Q3 2015/16, Q3 15/16
        (rf"{NTH} quarter(?:,? (?:of )?{SHORT_FY})?", quarter),  # third quarter
        (rf"(?:the )?end of (?:q|quarter |qtr )(?P<number>[1-4])(?:,? (?:of )?{SHORT_FY})?", end_of_quarter),
        (rf"(?:the )?end of (?:the )?{NTH} quarter(?:,? (?:of )?{SHORT_FY})?", end_of_quarter),
        (rf"(?:(?:the )?end of (?:the )?financial year|(?:financial )?year[ -]end)(?:,? {FY})?", end_of_year),
        (rf"(?:h|half )(?P<number>[12])(?:,? (?:of )?{SHORT_FY})?", half),
        (rf"(?P<number>first|second) half(?: of)?(?: {SHORT_FY})?", half),
        (rf"{SEASON}(?:,? (?:{FY}|{YEAR}))?", season),
        (rf"{SEASON} term(?: (?:{FY}|{YEAR}))?", term),
    )
)


def understand(text: str, years: Years | None) -> tuple[Span | None, bool]:
    """(what a single date means, whether it has the form of one). A form without a meaning is a contradiction."""
    has_form = False
    for pattern, meaning in FORMS:
        if match := pattern.fullmatch(text):
            has_form = True
            if span := meaning(match, years):
                return span, True
            break
    return None, has_form
