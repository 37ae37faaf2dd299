"""How rows are told to be the same, and figures read: pure."""

from decimal import Decimal

import pytest

from actions.timing import parse_timing
from imports.figures import figures
from imports.matching import match
from imports.standing import Standing
from plans.periods import FinancialYear, Years

YEARS = Years(FinancialYear(2026), FinancialYear(2026))


def row(title, section="", reference=""):
    return {"title": title, "section": section, "reference": reference}


def action(pk, title, section="", reference="", key=None, paper=None):
    return Standing(
        pk=pk, key=key, file="", reference=reference, title=title, section=section, method="",
        timing=parse_timing("May 2026"), has_priority=False, is_dropped=False, paper=paper or {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "actions", "found"),
    [
        ([row("News")], [action(1, "news ")], [1]),
        ([row("News", "A"), row("News", "B")], [action(1, "News", "B"), action(2, "News", "A")], [2, 1]),
        ([row("News"), row("News")], [action(1, "News")], [None, None]),
        ([row("News", "A", "1"), row("News", "A", "2")], [action(1, "News", "A", "2")], [None, 1]),
        ([row("News", "New heading")], [action(1, "News", "Old heading")], [1]),
        ([row("Old name")], [action(1, "Renamed here", paper=row("Old name"))], [1]),
        ([row("Web pages for staff")], [action(1, "Web page for staff")], [1]),
        (
            [row("Web page for everybody", "A", "4")],
            [action(1, "Web page for all", "A", "4"), action(2, "Fair", "A", "5")],
            [1],
        ),
        ([row("Summer fair", "A", "4")], [action(1, "Web page", "A", "4")], [None]),
        ([row("Q2 news for staff")], [action(1, "Q1 news for staff")], [None]),
        ([row("Web pages for staff", "A")], [action(1, "Web page for staff", "B")], [None]),
        ([row("Web pages for staff")], [action(1, "Web page for staff"), action(2, "Web pages for staf")], [None]),
        ([row(""), row("")], [action(1, "(no title in the paper)")], [None, None]),
    ],
)
def test_a_row_is_the_action_that_only_it_can_be(rows, actions, found):
    keys = [f"row {number}" for number in range(len(rows))]
    assert [one.pk if one else None for one in match(rows, keys, actions)] == found


def test_the_key_of_a_row_goes_before_what_it_is_called():
    rows, actions = [row("News"), row("News")], [action(1, "News", key="b"), action(2, "News", key="a")]
    assert [one.pk for one in match(rows, ["a", "b"], actions)] == [2, 1]


def measure(**words):
    return {"statement": "", "unit": "", "floor": "", "targets": {}, **words}


@pytest.mark.parametrize(
    ("found", "unit", "better", "target", "floor"),
    [
        (measure(statement="66 per cent understand", targets={"Target": "66%"}), "per_cent", "higher", "66", None),
        (measure(targets={"Target": "£1,200.50"}), "money", "higher", "1200.50", None),
        (measure(targets={"Target": "10 to 20"}), "count", "higher", None, None),
        (measure(targets={"Target": "tbc"}, floor="5"), "count", "higher", None, "5"),
        (measure(targets={"Target": "120%"}), "per_cent", "higher", None, None),
        (measure(targets={"Target": "5"}, floor="5"), "count", "higher", "5", None),
        (measure(targets={"Target": "5 hours"}, floor="8 hours"), "time", "lower", "5", "8"),
        (measure(targets={"Target 2027/28": "9", "Target 2026/27": "7"}), "count", "higher", "7", None),
        (measure(targets={"Q1 target": "7"}), "count", "higher", None, None),
    ],
)
def test_figures_are_read_as_they_are_meant_or_not_at_all(found, unit, better, target, floor):
    held_to = figures(found, YEARS)
    assert (held_to.unit, held_to.better) == (unit, better)
    assert (held_to.target, held_to.floor) == (target and Decimal(target), floor and Decimal(floor))


def test_targets_of_quarters_and_years_are_kept_by_period():
    found = measure(targets={"Target Q1": "7", "Q2": "", "Target 2026/27": "9", "Target 2031/32": "9"})
    assert figures(found, YEARS).by_period == {"2026/27-Q1": Decimal(7), "2026/27-Q2": None, "2026/27": Decimal(9)}
