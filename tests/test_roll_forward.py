"""Rolling forward what has groups and serves several priorities; and the one address that no plan may have."""

from django.test import Client

from actions.models import Action, ProgressUpdate
from commsplan.demo import kcc
from imports.whole.forward import CARRIED, Forward, roll_forward
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from plans.models import Plan
from plans.services import add_plan
from tests.demo import TODAY, seed


def test_groups_of_which_all_is_done_stay_behind_and_parts_serve_no_priority_that_is_left(db):
    people = seed(as_written=True)
    kcc.build_kcc(people, today=TODAY, as_written=True)
    plan, by = Plan.objects.get(slug=kcc.SLUG), people.users["admin"]
    groups = Action.objects.filter(plan=plan, sub_actions__isnull=False).distinct().order_by("position")
    group, other = groups[:2]
    for part in group.sub_actions.all():
        ProgressUpdate.objects.create(action=part, rag="complete", done="Done.", on=TODAY, by_name="Jane Clarke")
    part = other.sub_actions.get(reference=other.sub_actions.first().reference)  # type: ignore[union-attr]
    part.also_serves.set(plan.priorities.in_order().reverse()[:1])
    carried = [key for key in CARRIED if key != "priorities"]
    made = roll_forward(plan=plan, by=by, choice=Forward("Next", carried, leaves_done=True), on=TODAY)
    assert not made.actions.filter(source__follows__in=[group.pk, *group.sub_actions.values_list("pk", flat=True)])
    assert not made.actions.get(source__follows=part.pk).also_serves.exists()
    assert made.actions.get(source__follows=other.pk).sub_actions.count() == other.sub_actions.count()


def test_no_plan_stands_where_the_page_that_makes_one_is(db):
    people = seed(as_written=False)
    plan, by = Plan.objects.first(), people.users["admin"]
    data = export_plan(plan)
    data["plan"] |= {"slug": "new", "title": "New"}
    made = take_in(data, by=by)
    added = add_plan(organisation=plan.organisation, by=by, title="New", first_year=2015, last_year=2015)
    assert "new" not in (made.slug, added.slug)
    client = Client()
    client.force_login(by)
    assert client.get(f"/plans/{made.slug}/").context["plan"] == made
