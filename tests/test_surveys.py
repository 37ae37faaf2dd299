"""Measures and the counts of surveys, from the entry grid to what a dashboard shows and what it withholds."""

import json
from datetime import UTC, date, datetime, time
from fractions import Fraction
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent
from plans.models import Plan
from surveys.evidence import measured
from surveys.models import Measure, Question, Result, Survey, Surveyed
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def that_day():
    """A suite that runs past midnight stays in the day it began on."""
    with time_machine.travel(datetime.combine(TODAY, time(9), UTC)):
        yield


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    """A plan of three councils with one measure and no survey yet."""
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Plan", slug="plan", first_year=2026, last_year=2026
    )
    plan.partners.set([people.councils["swale"], people.councils["tunbridge-wells"]])
    Measure.objects.create(plan=plan, statement="66 per cent understand", target=66)
    return plan


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def hold(plan, people, counts, populations=None):
    """A survey with {council slug: (yes, no, don't know)}."""
    survey = Survey.objects.create(plan=plan, title="Survey", held_on=TODAY)
    question = Question.objects.create(survey=survey, measure=plan.measures.get(), text="Do you understand?")
    for slug, (yes, no, dont_know) in counts.items():
        council = people.councils[slug]
        Surveyed.objects.create(survey=survey, organisation=council, population=(populations or {}).get(slug))
        Result.objects.create(
            question=question, organisation=council, yes=yes, no=no, dont_know=dont_know, by_name="x", on=TODAY
        )
    return survey, question


def only(plan):
    (found,) = measured(plan, on=TODAY)
    return found


def test_from_a_measure_to_the_dashboard_through_the_pages(manager, people):
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Plan", slug="plan", first_year=2026, last_year=2026
    )
    sent = once(statement="66 per cent understand", target="66")
    assert manager.post(reverse("surveys:add-measure", kwargs={"slug": "plan"}), sent).status_code == 302
    measure, council = plan.measures.get(), people.councils["maidstone"]
    sent = once(title="Member survey", held_on="24/11/2026", measures=[measure.pk], counts_dont_know="on")
    recorded = manager.post(reverse("surveys:list", kwargs={"slug": "plan"}), sent | {f"asked_{council.pk}": "150"})
    assert recorded.status_code == 302
    box = f"n_{Question.objects.get(measure=measure).pk}_{council.pk}"
    counted = manager.post(recorded.url, once(**{f"{box}_yes": "42", f"{box}_no": "15", f"{box}_dont_know": "3"}))
    assert counted.status_code == 302
    page = said(manager.get(reverse("reports:dashboard", kwargs={"slug": "plan"})))
    for text in ("70.0%", "42 of 60", "150 asked", "60.0–78.7", "reached", "not shown either way"):
        assert text in page


def test_counts_of_several_councils_are_pooled_and_never_averaged(plan, people):
    counts = {"maidstone": (18, 6, 0), "swale": (11, 6, 0), "tunbridge-wells": (13, 6, 0)}
    hold(plan, people, counts, {"maidstone": 55, "swale": 47, "tunbridge-wells": 48})
    found = only(plan)
    assert (found.total.yes, found.total.base, found.total.population) == (42, 60, 150)
    assert [(c.name.split()[0], c.yes, c.base) for c in found.councils] == [
        ("Maidstone", 18, 24), ("Swale", 11, 17), ("Tunbridge", 13, 19),
    ]  # fmt: skip
    assert (found.evidence.plain, found.evidence.evidence, found.rag) == ("reached", "not shown", "amber")
    assert found.total.response_rate == Fraction(60, 150)


def test_don_t_know_counts_among_the_replies_as_the_survey_says(plan, people):
    _, question = hold(plan, people, {"maidstone": (20, 10, 10)}, {"maidstone": 80})
    assert only(plan).total.base == 40
    Question.objects.filter(pk=question.pk).update(counts_dont_know=False)
    assert only(plan).total.base == 30
    assert only(plan).total.response_rate == Fraction(40, 80)  # who doesn't know has replied
    Surveyed.objects.update(population=None)
    assert only(plan).total.response_rate is None


@pytest.mark.parametrize(
    ("counts", "is_suppressed", "councils"),
    [
        ({"maidstone": (5, 4, 0)}, True, 0),
        ({"maidstone": (5, 5, 0)}, False, 1),
        ({"maidstone": (20, 10, 0), "swale": (5, 4, 0)}, False, 0),  # the total would give the small one away
        ({"maidstone": (20, 10, 0), "swale": (5, 5, 0)}, False, 2),
    ],
)
def test_fewer_than_ten_replies_are_not_shown_nor_to_be_worked_out(plan, people, counts, is_suppressed, councils):
    hold(plan, people, counts)
    found = only(plan)
    assert (found.is_suppressed, len(found.councils)) == (is_suppressed, councils)
    assert (found.evidence is None) is is_suppressed


def test_a_withheld_figure_is_in_no_output(plan, people, client):
    hold(plan, people, {"maidstone": (7, 2, 0)}, {"maidstone": 55})
    client.force_login(people.users["director"])
    page = said(client.get(reverse("reports:dashboard", kwargs={"slug": "plan"})))
    assert "Fewer than 10 replies: not shown" in page
    assert "77.8" not in page
    out = StringIO()
    call_command("plan_progress", "plan", "--json", stdout=out)
    (measure,) = json.loads(out.getvalue())["measures"]
    shown = {key: measure[key] for key in ("value", "numerator", "base", "interval", "plain", "evidence", "rag")}
    assert set(shown.values()) == {None}


def grid(survey, question, people, version=1, **counts):
    boxes = {
        f"n_{question.pk}_{people.councils[slug].pk}_{answer}": number
        for slug, numbers in counts.items()
        for answer, number in zip(("yes", "no", "dont_know"), numbers, strict=True)
    }
    return reverse("surveys:counts", kwargs={"pk": survey.pk}), once(version, **boxes)


def test_a_correction_is_another_row_and_what_stays_the_same_is_not(plan, people, manager):
    survey, question = hold(plan, people, {"maidstone": (20, 10, 0), "swale": (10, 10, 0)})
    address, form = grid(survey, question, people, maidstone=(21, 9, 0), swale=(10, 10, 0))
    assert manager.post(address, form).status_code == 302
    assert [(r.organisation.slug, r.yes) for r in Result.objects.filter(question=question).order_by("pk")] == [
        ("maidstone", 20), ("swale", 10), ("maidstone", 21),
    ]  # fmt: skip
    assert only(plan).total.yes == 31
    event = AuditEvent.objects.filter(verb="entered counts of").get()
    assert list(event.before.values()) == ["20 yes, 10 no, 0 don’t know"]
    assert list(event.after.values()) == ["21 yes, 9 no, 0 don’t know"]


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"maidstone": (50, 6, 0)}, "Maidstone Borough Council: 56 replies to “Do you understand?”, but only 55 people were asked."),
        ({"maidstone": ("", "", "")}, "“Do you understand?”, Maidstone Borough Council has counts, which can be corrected but not left blank."),
        ({"maidstone": (-1, 6, 0)}, "“Do you understand?, Maidstone Borough Council: Yes” is 0 or more."),
        ({"maidstone": ("many", 6, 0)}, "“Do you understand?, Maidstone Borough Council: Yes” takes a number."),
        ({"maidstone": ("1e309", 6, 0)}, "“Do you understand?, Maidstone Borough Council: Yes” takes a number."),
    ],
)  # fmt: skip
def test_counts_that_cannot_be_are_refused_and_kept_on_the_page(plan, people, manager, counts, sentence):
    survey, question = hold(plan, people, {"maidstone": (20, 10, 0)}, {"maidstone": 55})
    response = manager.post(*grid(survey, question, people, **counts))
    assert response.status_code == 400
    assert sentence in said(response)
    assert only(plan).total.yes == 20


def test_two_who_enter_counts_keep_both(plan, people, manager):
    survey, question = hold(plan, people, {"maidstone": (20, 10, 0)})
    assert manager.post(*grid(survey, question, people, maidstone=(21, 9, 0))).status_code == 302
    second = manager.post(*grid(survey, question, people, maidstone=(22, 8, 0)))
    assert second.status_code == 409
    assert only(plan).total.yes == 21


def test_a_survey_and_a_measure_can_be_corrected(plan, people, manager):
    survey, _ = hold(plan, people, {"maidstone": (20, 10, 0)}, {"maidstone": 25})
    address, asked = reverse("surveys:edit", kwargs={"pk": survey.pk}), f"asked_{people.councils['maidstone'].pk}"
    facts = {"title": "Member survey", "held_on": "01/11/2026", "counts_dont_know": "on"}
    assert "30 replies" in said(manager.post(address, once(**facts, **{asked: "29"})))
    assert manager.post(address, once(**facts, **{asked: "300"})).status_code == 302
    assert (only(plan).total.population, only(plan).wave.held_on) == (300, date(2026, 11, 1))
    dashboard = reverse("reports:dashboard", kwargs={"slug": plan.slug})
    assert "self-selected" not in said(manager.get(dashboard))
    facts |= {"method": "An open link", "is_self_selected": "on", asked: "300"}
    told = said(manager.post(address, once(2, **facts), follow=True))
    assert "An open link" in told and "The replies are self-selected" in told
    assert "self-selected replies: nothing is known of those who did not reply" in said(manager.get(dashboard))
    assert 'value="An open link"' in said(manager.get(address))
    measure = plan.measures.get()
    address = reverse("surveys:edit-measure", kwargs={"pk": measure.pk})
    assert 'value="66"' in said(manager.get(address))
    assert manager.post(address, once(statement="60 per cent", target="60", floor="50")).status_code == 302
    assert manager.post(address, once(statement="61 per cent", target="61")).status_code == 409
    assert manager.post(address, once(2, statement="60 per cent", target="60", floor="70")).status_code == 400
    measure.refresh_from_db()
    assert (measure.statement, measure.target, measure.floor) == ("60 per cent", 60, 50)


def test_a_survey_takes_no_measure_of_another_plan(plan, manager):
    other = Measure.objects.exclude(plan=plan).first()
    sent = once(title="Survey", held_on="24/11/2026", measures=[other.pk])
    assert manager.post(reverse("surveys:list", kwargs={"slug": "plan"}), sent).status_code == 400


@pytest.mark.parametrize(
    ("yes", "replies", "population", "target", "wanted"),
    [
        ("42", "60", "150", "66", {"value": 70.0, "wilson": [60.4, 78.1], "exact": [60.0, 78.7], "plain": "reached", "evidence": "not shown"}),
        ("99", "150", "150", "66", {"value": 66.0, "wilson": [66.0, 66.0], "exact": [66.0, 66.0], "plain": "reached", "evidence": "met"}),
        ("3499", "5000", "9000", "70", {"value": 69.98, "exact": None, "plain": "not reached", "evidence": "not shown"}),
        ("42", "60", "-", "66", {"exact": None, "plain": "reached", "evidence": "not shown"}),
        ("0", "0", "150", "66", {"value": None, "wilson": None, "exact": None, "plain": None, "evidence": "not shown"}),
    ],
)  # fmt: skip
def test_survey_evidence(yes, replies, population, target, wanted):
    out = StringIO()
    call_command("survey_evidence", yes, replies, population, target, "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert set(found) == {"value", "wilson", "exact", "plain", "evidence"}
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    "arguments",
    [
        ("61", "60", "150", "66"),
        ("42", "60", "50", "66"),
        ("x", "60", "150", "66"),
        ("9" * 400, "60", "150", "66"),
        ("42", "60", "150", "1e-400000000"),
        ("42", "60", "150", "NaN"),
        ("42", "60", "150", "101"),
        ("1", "2", "3", "x"),
    ],
)
def test_survey_evidence_says_what_cannot_be(arguments):
    with pytest.raises(CommandError) as refusal:
        call_command("survey_evidence", *arguments)
    assert "\n" not in str(refusal.value)


def test_the_page_of_measures_takes_the_same_queries_for_one_and_for_three(plan, people, manager):
    hold(plan, people, {"maidstone": (20, 10, 0)})
    address = reverse("reports:dashboard", kwargs={"slug": "plan"})
    manager.get(address)
    with_one = queries(manager, address)
    for number in range(2):
        measure = Measure.objects.create(plan=plan, statement=f"Measure {number}", target=70)
        question = Question.objects.create(survey=Survey.objects.get(plan=plan), measure=measure, text="?")
        Result.objects.create(
            question=question, organisation=people.councils["swale"], yes=30, no=5, by_name="x", on=TODAY
        )
    assert queries(manager, address) == with_one
