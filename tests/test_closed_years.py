"""A closed plan stands as it did on the day it was closed, and costs nothing from day to day."""

from datetime import date, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Occurrence, ProgressUpdate
from actions.rated import rated_action
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from plans.models import Plan
from plans.services import close_plan, declare, reopen_plan
from reports import standings
from reports.models import ActionStanding, PlanStanding
from reports.progress import build_plan_progress
from reports.services.papers import draft_report
from reports.verifying import verify
from tests.demo import said, seed

closed_plans_stand = import_module("actions.migrations.0017_closed_plans_stand")
TODAY = timezone.localdate()
YEARS_LATER = TODAY + timedelta(days=900)


@pytest.fixture
def people(db):
    found = seed(as_written=False, today=TODAY)
    standings.keep(on=TODAY)
    return found


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


@pytest.fixture
def closed(people, plan):
    """Closed today as of last week, with an action that was to be done yesterday."""
    action = Action.objects.get(title="Member survey", plan=plan)
    Occurrence.objects.filter(action=action).update(due=TODAY - timedelta(days=1))
    day = TODAY - timedelta(days=7)
    return close_plan(plan=plan, by=people.users["plan.manager"], version=plan.version, on=day, today=TODAY)


def figures(plan, on):
    progress = build_plan_progress(plan, on=on)
    return progress.rating, progress.action_tally, [row.rating.reasons for row in progress.everything]


def test_its_colours_are_those_of_the_day_it_was_closed(closed):
    """Not of the date that was given, nor of the day somebody looks."""
    assert figures(closed, YEARS_LATER) == figures(closed, TODAY)
    action = Action.objects.get(title="Member survey", plan=closed)
    reasons = [rated_action(action, on=day).rating.reasons for day in (TODAY, YEARS_LATER)]
    assert reasons[0] == reasons[1] and "overdue" in str(reasons[0])


def test_an_open_plan_goes_on(plan):
    """The control."""
    assert figures(plan, YEARS_LATER) != figures(plan, TODAY)


def test_earlier_days_are_as_they_were(closed):
    earlier, plan = TODAY - timedelta(days=30), Plan.objects.get(pk=closed.pk)
    plan.status, plan.stands_on = Plan.Status.ADOPTED, None
    assert figures(closed, earlier) == figures(plan, earlier) != figures(closed, TODAY)


def test_it_is_worked_out_once_more_and_then_never(closed):
    others = Plan.objects.exclude(pk=closed.pk).count()
    standings.keep(on=TODAY)
    kept = PlanStanding.objects.get(plan=closed)
    assert standings.keep(on=YEARS_LATER) == others
    assert PlanStanding.objects.get(plan=closed).on == kept.on == TODAY
    assert set(ActionStanding.objects.filter(plan=closed).values_list("on", flat=True)) == {TODAY}


def test_reopened_it_is_as_any_other(closed, people):
    standings.keep(on=YEARS_LATER)
    plan = reopen_plan(plan=closed, by=people.users["plan.manager"], version=closed.version)
    standings.keep(on=YEARS_LATER)
    assert PlanStanding.objects.get(plan=plan).on == YEARS_LATER
    assert figures(plan, YEARS_LATER) != figures(plan, TODAY)


def test_the_version_before_reopens_it_too(closed):
    """It knows nothing of the day a plan stands at."""
    Plan.objects.filter(pk=closed.pk).update(status=Plan.Status.ADOPTED, closed_on=None)
    plan = Plan.objects.get(pk=closed.pk)
    assert plan.stands_on == TODAY and plan.as_at(YEARS_LATER) == YEARS_LATER
    standings.keep(on=YEARS_LATER)
    assert PlanStanding.objects.get(plan=plan).on == YEARS_LATER


def test_a_paper_of_it_verifies_and_says_its_day(closed, people):
    by, later = people.users["democratic.services"], TODAY + timedelta(days=10)
    with time_machine.travel(later):
        report = draft_report(plan=closed, by=by, title="Outturn", report_of="Director", as_at=later)
    assert (report.snapshot.as_at, report.snapshot.data["on"]) == (later, later.isoformat())
    assert verify().faults == []
    open_ones = [one["rating"] for group in report.snapshot.data["priorities"] for one in group["actions"]]
    assert open_ones == [
        row.rating.rating for entry in build_plan_progress(closed, on=TODAY).priorities for row in entry.actions
    ]


def test_what_is_declared_or_counted_afterwards_is_shown(closed, people):
    later = TODAY + timedelta(days=10)
    declare(plan=closed, by=people.users["director"], rag="red", reason="The outturn was restated.", on=later)
    assert build_plan_progress(closed, on=later).rating == "red"


def test_a_closed_plan_is_taken_in_as_it_stands(closed, people):
    data = export_plan(closed)
    made = take_in(data | {"plan": data["plan"] | {"slug": "again", "title": "Again"}}, by=people.users["admin"])
    assert (made.status, made.stands_on) == (Plan.Status.CLOSED, TODAY)


def test_plans_closed_before_stand_as_at_the_last_that_was_posted(closed):
    """By the migration: at the latest of the day of closing and of the updates."""
    last = max(ProgressUpdate.objects.filter(action__plan=closed).values_list("on", flat=True))
    for day, stands in ((date(2016, 3, 31), last), (YEARS_LATER, YEARS_LATER)):
        Plan.objects.filter(pk=closed.pk).update(stands_on=None, closed_on=day)
        closed_plans_stand.stand(apps, None)
        closed.refresh_from_db()
        assert closed.stands_on == stands


def test_the_page_that_closes_says_so_and_does_it(client, people, plan):
    client.force_login(people.users["plan.manager"])
    address = reverse("plans:close", kwargs={"slug": plan.slug})
    page = client.get(address)
    assert "Its colours stay as they are today." in said(page)
    sent = {name: field.value() for name, field in ((f.name, f) for f in page.context["form"])}
    client.post(address, sent | {"on": f"{TODAY - timedelta(days=3):%d/%m/%Y}"})
    plan.refresh_from_db()
    assert (plan.closed_on, plan.stands_on) == (TODAY - timedelta(days=3), TODAY)
