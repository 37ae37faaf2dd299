"""The sentences of the progress paper: tallies, days, dates, owners, and text made fit to set."""

from typing import Any

import pytest

from reports.paper_words import (
    clean,
    date_words,
    days_words,
    figure,
    long_date,
    owner_words,
    paragraphs,
    sentence,
    tally_sentence,
    tally_words,
    the_body,
    weekday_date,
)
from tests.paper_data import NOTHING, action


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            {"green": 17, "amber": 8, "unrated": 3},
            "17 of 25 rated actions are green, 8 amber, none red; 3 are unrated.",
        ),
        ({"green": 1, "amber": 1, "unrated": 1}, "1 of 2 rated actions is green, 1 amber, none red; 1 is unrated."),
        ({"green": 10, "amber": 3}, "10 of 13 rated actions are green, 3 amber, none red; none is unrated."),
        ({"green": 1}, "1 of 1 rated action is green, none amber, none red; none is unrated."),
        ({"red": 3}, "None of 3 rated actions is green, none amber, 3 red; none is unrated."),
        (
            {"green": 4, "complete": 2, "not_started": 1},
            "4 of 7 rated actions are green, none amber, none red, 2 complete, 1 not started; none is unrated.",
        ),
        ({"green": 1200, "amber": 34}, "1,200 of 1,234 rated actions are green, 34 amber, none red; none is unrated."),
        ({"unrated": 3}, "None of the 3 actions is rated."),
        ({"unrated": 1}, "The one action is not rated."),
        ({}, "There are no actions."),
    ],
)
def test_the_tally_is_a_sentence(counts: dict[str, int], expected: str) -> None:
    assert tally_sentence(NOTHING | counts) == expected


def test_the_short_tally_names_zeros_of_the_three_colours_only() -> None:
    assert tally_words(NOTHING | {"green": 17, "amber": 8, "unrated": 3}) == "17 green, 8 amber, 0 red; 3 unrated"
    assert tally_words(NOTHING | {"complete": 2}) == "0 green, 0 amber, 0 red, 2 complete; 0 unrated"


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        ("2014-06-11", "72 days before the meeting"),
        ("2014-04-01", "1 day before the meeting"),
        ("2014-03-31", "the day of the meeting"),
        ("2014-03-30", "1 day after the meeting"),
        (None, "no meeting date has been set"),
    ],
)
def test_days_from_the_position_to_the_meeting(meeting: str | None, expected: str) -> None:
    assert days_words("2014-03-31", meeting) == expected


def test_dates_are_written_out_and_do_not_break_after_the_day() -> None:
    assert long_date("2014-03-31") == "31\u00a0March 2014"
    assert weekday_date("2014-06-11") == "Wednesday 11\u00a0June 2014"
    assert (long_date(None), weekday_date(None)) == ("", "")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Cabinet", "Cabinet"),
        ("MKIP Board", "the MKIP Board"),
        ("Overview and Scrutiny Committee", "the Overview and Scrutiny Committee"),
        ("The Executive Board", "The Executive Board"),
        ("", "the meeting"),
    ],
)
def test_a_body_takes_its_article(body: str, expected: str) -> None:
    assert the_body(body) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("70.0", "%", "70.0%"),
        ("177684", "", "177,684"),
        ("1200.50", "hours", "1,200.50 hours"),
        ("-5", "%", "-5%"),
        ("at least 10 a month", "", "at least 10 a month"),
        ("", "%", ""),
        (None, None, ""),
    ],
)
def test_figures(text: str | None, unit: str | None, expected: str) -> None:
    assert figure(text, unit) == expected


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ([], "Owner to be named."),
        ([("Jane Clarke", "delivers", True, True)], "Owner: Jane Clarke."),
        ([("Relevant Chief Executive", "", True, False)], "Owner: Relevant Chief Executive (post to be filled)."),
        (
            [("Communications Teams", "distribute", False, True), ("Paul Taylor", "prepares", True, True)],
            "Owner: Paul Taylor; with Communications Teams (distribute).",
        ),
        ([("A", "prepares", False, True), ("B", "", False, True)], "Owner to be named; with A (prepares) and B."),
    ],
)
def test_owners(owners: list[tuple[str, str, bool, bool]], expected: str) -> None:
    keys = ("name", "part", "accountable", "named")
    assert owner_words([dict(zip(keys, owner, strict=True)) for owner in owners]) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"date_text": "May 2015 – as part of induction"}, "Date: May 2015 – as part of induction."),
        (
            {"date_text": "March 2016", "originally": "originally March 2015"},
            "Date: March 2016 (originally March 2015).",
        ),
        (
            {"date_text": "Quarterly", "due": "2015-06-30", "due_label": "Q1 newsletter"},
            "Date: Quarterly. Next: Q1 newsletter, 30\u00a0June 2015.",
        ),
        ({"date_text": "Tbc", "date_words": "", "due": None}, "Date: Tbc."),
        ({"date_text": "", "date_words": "by 31 March 2014"}, "Date: by 31 March 2014."),
        ({"date_text": "", "date_words": ""}, "No date given."),
    ],
)
def test_the_date_stands_as_written(changes: dict[str, Any], expected: str) -> None:
    assert date_words(action("Title", "green") | changes) == expected


def test_text_splits_on_lines_of_every_kind() -> None:
    assert paragraphs(clean("one\n\ntwo\r\nthree\x0bfour\u2028five\x85six\n \n")) == (
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
    )
    assert paragraphs(None) == ()


def test_sentences_are_closed_once() -> None:
    assert [sentence(text) for text in ("done", "done.", "done?", "“done.”", "  ")] == [
        "done.",
        "done.",
        "done?",
        "“done.”",
        "",
    ]


def test_clean_removes_what_cannot_be_set_and_lets_long_words_break() -> None:
    assert clean("a\x00b\x1bc\u202ed\ud800e\uffff") == "a b c d e "
    assert clean("e\u0301 w\u0302") == "é ŵ"
    assert clean("x" * 150) == "\u200b".join(["x" * 60, "x" * 60, "x" * 30])
    assert clean("x" * 60) == "x" * 60
    assert clean({"a": ["\x01", 1, None, True]}) == {"a": [" ", 1, None, True]}
