"""The dates that forms give as examples: each is one that the form takes."""

import re
from datetime import date

import pytest
import time_machine

from actions.forms import ActionForm, MilestoneForm, MoveForm, ProgressForm, QuietForm, RetimeForm
from actions.models import Action
from actions.rated import rated_action
from plans.periods import FinancialYear, Years, example_day, examples
from tests.demo import once, seed

NOVEMBER = date(2026, 11, 13)


def years(first, last=None):
    return Years(FinancialYear(first), FinancialYear(last or first))


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("today", "within", "day"),
    [
        (date(2026, 4, 2), years(2026), date(2026, 6, 12)),
        (date(2026, 6, 12), years(2026), date(2026, 9, 12)),
        (date(2026, 11, 30), years(2026), date(2026, 12, 12)),
        (date(2026, 12, 31), years(2026), date(2027, 3, 12)),
        (date(2026, 11, 30), years(2026, 2027), date(2027, 6, 12)),
        (date(2026, 11, 30), years(2028), date(2028, 6, 12)),
        (date(2027, 3, 12), years(2026), date(2027, 6, 12)),
        (date(2026, 11, 30), years(2015), date(2027, 6, 12)),
        (date(2026, 11, 30), None, date(2027, 6, 12)),
        (date(2028, 2, 29), None, date(2028, 6, 12)),
    ],
)
def test_an_example_is_still_to_come_and_of_the_plan_where_it_can_be(today, within, day):
    assert example_day(today, within) == day
    assert day > today


@pytest.mark.anywhere
def test_a_day_its_month_and_its_quarter():
    assert examples(date(2027, 6, 12)) == ("12 June 2027", "June 2027", "Q1 2027/28")
    assert examples(date(2027, 3, 12)) == ("12 March 2027", "March 2027", "Q4 2026/27")


@pytest.fixture
def survey(db):
    with time_machine.travel("2026-11-13 09:00+00:00", tick=False):
        seed(as_written=False, today=NOVEMBER)
        yield Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")


def test_every_example_of_a_date_is_one_that_can_be_promised(survey):
    for today in (NOVEMBER, date(2027, 3, 31), date(2027, 6, 1)):
        hint = RetimeForm(action=survey, today=today).fields["date"].help_text
        written = hint.removeprefix("As you would write it: ").removesuffix(".").split(", ")
        assert len(written) == 5
        for one in written:
            form = RetimeForm(once(survey.version, date=one, reason="x"), action=survey, today=today)
            assert form.is_valid(), (one, form.errors)
        refused = RetimeForm(once(survey.version, date="soon", reason="x"), action=survey, today=today)
        named = re.search(r"Write, say, (.*), (.*) or (.*)\.", refused.errors["date"][0]).groups()
        assert set(named) <= set(written)


def test_every_example_of_a_day_is_one_that_the_form_takes(survey):
    due, today = survey.occurrences.first(), date(2027, 7, 1)
    for form, name, make in (
        (MoveForm(occurrence=due, today=today), "day", lambda sent: MoveForm(sent, occurrence=due, today=today)),
        (MilestoneForm(today=today), "day", lambda sent: MilestoneForm(sent, today=today)),
        (QuietForm(today=today), "until", lambda sent: QuietForm(sent, today=today)),
    ):
        shown = re.search(r"\d\d/\d\d/\d{4}", form.fields[name].help_text)[0]
        sent = once(1, which="this", reason="x", title="x") | {name: shown}
        assert make(sent).is_valid(), make(sent).errors
        assert shown in form.fields[name].error_messages["invalid"]


def test_a_new_action_is_given_examples_of_its_plan(survey):
    form = ActionForm(plan=survey.plan, today=NOVEMBER, may_add_officers=False)
    assert form.fields["date"].help_text.startswith("As you would write it: December 2026, Quarterly,")
    assert form.fields["date_set_by"].help_text.startswith("A day, such as 13/12/2026. Its owners")


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Q4", "Q4 (31 March 2027)"), ("March", "March (31 March 2027)"), ("Q4 2026/27", "Q4 2026/27"),
     ("12 March 2027", "12 March 2027"), ("12/03/27", "12/03/27"), ("", "")],
)  # fmt: skip
def test_what_is_back_on_course_by_a_quarter_says_of_which_year(survey, written, kept):
    said = {"rag": "amber", "explanation": "Late", "recovery_by": written}
    form = ProgressForm(once(survey.version, **said), row=rated_action(survey, on=NOVEMBER))
    assert form.is_valid(), form.errors
    assert form.progress().recovery_by == kept


def test_a_day_of_recovery_that_is_not_understood_is_answered_with_some_that_are(survey):
    row = rated_action(survey, on=NOVEMBER)
    said = {"rag": "amber", "explanation": "Late"}
    refused = ProgressForm(once(survey.version, recovery_by="soon", **said), row=row)
    shown = re.search(r"Write, say, (.*), (.*) or (.*)\.", refused.errors["recovery_by"][0]).groups()
    assert shown == ("12 December 2026", "December 2026", "Q3 2026/27")
    for one in shown:
        assert ProgressForm(once(survey.version, recovery_by=one, **said), row=row).is_valid()
