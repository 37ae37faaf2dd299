"""A closed plan stands as it did on the day it was closed, and costs nothing from day to day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Occurrence
from actions.rated import rated_action
from plans.models import Plan
from plans.services import close_plan, reopen_plan
from reports import standings
from reports.models import ActionStanding, PlanStanding
from reports.progress import build_plan_progress
from tests.demo import said, seed

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
    return progress.on, progress.rating, progress.action_tally, [row.rating.reasons for row in progress.everything]


def test_its_colours_are_those_of_the_day_it_was_closed(closed):
    """Not of the date that was given, nor of the day somebody looks."""
    assert figures(closed, YEARS_LATER) == figures(closed, TODAY)
    assert figures(closed, YEARS_LATER)[0] == TODAY
    action = Action.objects.get(title="Member survey", plan=closed)
    reasons = [rated_action(action, on=day).rating.reasons for day in (TODAY, YEARS_LATER)]
    assert reasons[0] == reasons[1] and "overdue" in str(reasons[0])


def test_an_open_plan_goes_on(plan):
    """The control."""
    assert figures(plan, YEARS_LATER) != figures(plan, TODAY)


def test_earlier_days_are_as_they_were(closed):
    earlier = TODAY - timedelta(days=30)
    assert figures(closed, earlier)[0] == earlier


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
    assert figures(plan, YEARS_LATER)[0] == YEARS_LATER


def test_the_page_that_closes_says_so_and_does_it(client, people, plan):
    client.force_login(people.users["plan.manager"])
    address = reverse("plans:close", kwargs={"slug": plan.slug})
    page = client.get(address)
    assert "Its colours stay as they are today." in said(page)
    sent = {name: field.value() for name, field in ((f.name, f) for f in page.context["form"])}
    client.post(address, sent | {"on": f"{TODAY - timedelta(days=3):%d/%m/%Y}"})
    plan.refresh_from_db()
    assert (plan.closed_on, plan.stands_on) == (TODAY - timedelta(days=3), TODAY)
