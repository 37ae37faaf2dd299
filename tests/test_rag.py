"""What is proposed for an action: every row of the table of findings, at its edges, each with its sentence."""

from datetime import date, timedelta

import pytest

from actions.rag import DueDate, Facts, Limits, rate_action
from plans.rag import ROLL_UPS, RollUp, counted, is_better, rate, roll_up, tally, tally_words

ADOPTED = date(2015, 4, 1)
MONTHLY = Limits(staleness_days=42, period_months=1, adopted_on=ADOPTED)
QUARTERLY = Limits(staleness_days=105, period_months=3, adopted_on=ADOPTED)
DRAFT = Limits(staleness_days=42, period_months=1, adopted_on=None)
DUE = date(2015, 6, 30)  # a Tuesday


def facts(**known):
    return Facts("Newsletter", **known)


def found(known, limits=MONTHLY, *, on):
    return [(finding.rag, finding.sentence) for finding in rate_action(known, limits, on=on).findings]


def said(day, colour="green", **known):
    return facts(declared=colour, updated_on=day, **known)


def test_the_sentences_of_the_rules():
    known = said(date(2015, 6, 4), due_dates=(DueDate("Q1 newsletter", DUE),))
    rating = rate_action(known, MONTHLY, on=date(2015, 7, 21))
    assert rating.reasons == ["3 weeks overdue: Q1 newsletter was due 30 June 2015.", "No update for 47 days."]
    assert (rating.declared, rating.proposed, rating.rating, rating.in_dispute) == ("green", "red", "red", True)


@pytest.mark.parametrize(
    ("on", "finding"),
    [
        (DUE, None),
        (date(2015, 7, 1), ("amber", "1 working day overdue: Q1 was due 30 June 2015.")),
        (date(2015, 7, 14), ("amber", "10 working days overdue: Q1 was due 30 June 2015.")),
        (date(2015, 7, 15), ("red", "2 weeks overdue: Q1 was due 30 June 2015.")),
    ],
)
def test_overdue_is_amber_up_to_ten_working_days_and_then_red(on, finding):
    known = said(on, due_dates=(DueDate("Q1", DUE),))
    assert found(known, on=on) == ([finding] if finding else [])


def test_what_has_been_delivered_is_not_overdue():
    known = said(DUE, due_dates=(DueDate("Q1", DUE, delivered_on=date(2015, 7, 3)),))
    assert found(known, on=date(2015, 7, 20)) == []


@pytest.mark.parametrize(
    ("limits", "on", "updated", "finding"),
    [
        (MONTHLY, date(2015, 6, 15), date(2015, 5, 31), None),  # 15 days before: not yet
        (MONTHLY, date(2015, 6, 16), date(2015, 5, 31), "Q1 is due in 14 days and there is no update since 31 May 2015."),
        (MONTHLY, date(2015, 6, 16), date(2015, 6, 1), None),
        (MONTHLY, DUE, date(2015, 5, 31), "Q1 is due today and there is no update since 31 May 2015."),
        (QUARTERLY, date(2015, 6, 29), date(2015, 3, 31), "Q1 is due in 1 day and there is no update since 31 March 2015."),
        (QUARTERLY, date(2015, 6, 29), date(2015, 4, 1), None),
    ],
)  # fmt: skip
def test_due_within_a_fortnight_without_news_is_amber(limits, on, updated, finding):
    known = said(updated, due_dates=(DueDate("Q1", DUE),))
    assert found(known, limits, on=on) == ([("amber", finding)] if finding else [])


@pytest.mark.parametrize(
    ("limits", "days", "colour"),
    [
        (MONTHLY, 42, None), (MONTHLY, 43, "amber"), (MONTHLY, 84, "amber"), (MONTHLY, 85, "red"),
        (QUARTERLY, 105, None), (QUARTERLY, 106, "amber"), (QUARTERLY, 211, "red"), (DRAFT, 400, None),
    ],
)  # fmt: skip
def test_silence_is_amber_past_the_limit_and_red_past_twice_of_it(limits, days, colour):
    on = date(2016, 6, 1)
    wanted = [(colour, f"No update for {days} days.")] if colour else []
    assert found(said(on - timedelta(days=days)), limits, on=on) == wanted


def test_silence_is_counted_from_the_latest_of_update_adoption_and_earliest_date():
    on = date(2015, 9, 1)
    assert found(facts(), on=on) == [("red", "No update for 153 days.")]
    assert found(facts(earliest=date(2015, 7, 1)), on=on) == [("amber", "No update for 62 days.")]
    assert found(facts(earliest=date(2015, 7, 1), updated_on=date(2015, 7, 20)), on=on) == [
        ("amber", "No update for 43 days.")
    ]
    assert found(facts(earliest=date(2016, 3, 1)), on=on) == []


@pytest.mark.parametrize(
    ("set_by", "on", "finding"),
    [
        (date(2015, 4, 20), date(2015, 4, 20), None),
        (date(2015, 4, 20), date(2015, 4, 21), ("amber", "A date was to be set by 20 April 2015.")),
        (date(2015, 4, 20), date(2015, 5, 5), ("amber", "A date was to be set by 20 April 2015.")),  # tenth working day
        (date(2015, 4, 20), date(2015, 5, 6), ("red", "A date was to be set by 20 April 2015.")),
        (None, date(2015, 5, 1), None),
        (None, date(2015, 5, 2), ("red", "No date, and no day by which it is to be set.")),
    ],
)
def test_a_date_still_to_be_set(set_by, on, finding):
    assert found(said(on, is_undated=True, set_by=set_by), on=on) == ([finding] if finding else [])


@pytest.mark.parametrize(
    ("moves", "finding"),
    [
        ((28,), None),
        ((29,), "The date was moved by 29 days."),
        ((3, 4), "The date was moved 2 times, by 7 days in all."),
    ],
)
def test_dates_moved_by_more_than_28_days_or_more_than_once_are_amber(moves, finding):
    assert found(said(DUE, moves=moves), on=DUE) == ([("amber", finding)] if finding else [])


@pytest.mark.parametrize(
    ("limits", "known", "on", "finding"),
    [
        (MONTHLY, {"has_accountable": False}, DUE, "Nobody is accountable."),
        (MONTHLY, {"has_accountable": False, "unnamed": ("Chief Executive",)}, DUE, "Nobody is accountable (“Chief Executive” is not named)."),
        (MONTHLY, {"unnamed": ("Chief Executive",)}, date(2015, 5, 1), None),
        (MONTHLY, {"unnamed": ("Chief Executive",)}, date(2015, 5, 2), "Nobody is named for “Chief Executive”."),
        (DRAFT, {"has_accountable": False}, DUE, None),
    ],
)  # fmt: skip
def test_nobody_accountable_or_a_post_past_its_chase_is_amber(limits, known, on, finding):
    assert found(said(on, **known), limits, on=on) == ([("amber", finding)] if finding else [])


@pytest.mark.parametrize(
    ("colour", "words", "is_found"),
    [
        ("green", "The target will not be delivered this year.", True),
        ("amber", "The target will not be delivered this year.", False),
        ("green", "It will not be a large event.", False),
        ("green", "", False),
    ],
)
def test_words_that_contradict_a_green_are_amber(colour, words, is_found):
    wanted = [("amber", "The words contradict the colour: “will not be delivered”.")] if is_found else []
    assert found(said(DUE, colour, narrative=words), on=DUE) == wanted


def test_without_a_finding_it_is_green_once_started_and_not_started_before():
    day = date(2015, 4, 10)
    assert rate_action(facts(earliest=date(2015, 5, 1)), MONTHLY, on=day).proposed == "not_started"
    assert rate_action(facts(earliest=day), MONTHLY, on=day).proposed == "green"
    assert rate_action(facts(updated_on=day), MONTHLY, on=day).proposed == "green"


@pytest.mark.parametrize("colour", ["complete", "not_applicable", "for_info"])
def test_complete_and_unrated_rate_as_declared_whatever_the_dates_say(colour):
    known = said(ADOPTED, colour, due_dates=(DueDate("Q1", DUE),))
    rating = rate_action(known, MONTHLY, on=date(2016, 6, 1))
    assert rating.rating == colour
    assert rating.findings == () or colour != "complete"


@pytest.mark.parametrize(("days", "rating"), [(41, "green"), (42, "red")])
def test_a_declared_colour_counts_while_it_is_younger_than_the_limit(days, rating):
    on = date(2015, 9, 1)
    known = said(on - timedelta(days=days), due_dates=(DueDate("Q1", DUE),))
    assert rate_action(known, MONTHLY, on=on).rating == rating


COLOURS = {"G": "green", "A": "amber", "R": "red"}


@pytest.mark.parametrize(
    ("children", "parent"),
    [
        ("GA", "amber"), ("AAGGA", "amber"), ("GGGAG", "green"), ("G" * 10 + "AAA", "green"),
        ("G" * 26 + "A" * 7 + "RR", "green"), ("GGGGAAARRR", "amber"), ("AAGG", "amber"), ("RG", "red"), ("", None),
    ],
)  # fmt: skip
def test_roll_up_as_published(children, parent):
    assert roll_up(COLOURS[child] for child in children) == parent


def test_a_plan_may_choose_another_roll_up():
    assert roll_up(["green", "green", "red"], "worst") == "red"
    assert roll_up(["green", "green", "red"], "any_red") == "amber"


# What RollUp and ROLL_UPS say in words, on help, pages and papers, beside what the rule does.
AT_LEAST_HALF_RED = ("red if at least half of its rated actions are red", {"RG": "red", "RGG": "green"})
AT_LEAST_HALF = (
    "amber if at least half are red or amber; otherwise green",
    {"AG": "amber", "RAGG": "amber", "AGG": "green"},
)
ANY_RED = ("amber if one is red, or at least half are red or amber; otherwise green", {"RGG": "amber", "AGG": "green"})
WORST = ("the worst colour among its rated actions", {"RGG": "red", "AGG": "amber", "GG": "green"})
CLAUSES = {
    "majority": [AT_LEAST_HALF_RED, AT_LEAST_HALF],
    "any_red": [(AT_LEAST_HALF_RED[0], {"RG": "red"}), ANY_RED],
    "worst": [WORST],
}


@pytest.mark.parametrize("rule", RollUp.values)
def test_what_is_said_of_a_rule_is_what_it_does(rule):
    """Whoever changes the rule finds here which words no longer hold, and changes them in plans/rag.py too."""
    for words, examples in CLAUSES[rule]:
        assert words in ROLL_UPS[rule]
        found = {children: roll_up((COLOURS[child] for child in children), rule) for children in examples}
        assert (words, found) == (words, examples)


@pytest.mark.parametrize(
    ("rating", "proposed", "brings"),
    [
        ("complete", "complete", "green"), ("not_started", "red", "red"), ("not_started", "not_started", "green"),
        ("for_info", "red", None), ("not_applicable", None, None), (None, None, None), ("amber", "red", "amber"),
    ],
)  # fmt: skip
def test_what_a_child_brings_to_its_parent(rating, proposed, brings):
    assert counted(rating, proposed) == brings


def test_an_old_declaration_counts_only_if_it_is_worse():
    assert rate("green", "red", is_current=False) == "red"
    assert rate("amber", "green", is_current=False) == "amber"
    assert rate("green", "red", is_current=True) == "green"
    assert rate(None, "amber", is_current=True) == "amber"


@pytest.mark.parametrize(
    ("declared", "proposed", "better"),
    [("green", "red", True), ("amber", "red", True), ("red", "amber", False), ("green", "green", False), (None, "red", False), ("for_info", "red", False)],
)  # fmt: skip
def test_a_colour_better_than_the_proposed_one_takes_a_sentence(declared, proposed, better):
    assert is_better(declared, proposed) is better


def test_the_tally_has_every_key_and_its_words():
    counts = tally(["green"] * 10 + ["amber"] * 3 + ["for_info", None])
    assert counts == {"red": 0, "amber": 3, "green": 10, "complete": 0, "not_started": 0, "unrated": 2}
    assert tally_words(counts) == "10 green, 3 amber, 0 red, 2 unrated"
