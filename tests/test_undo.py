"""Undoing a row of a section after others have gone on working beside it: nothing of theirs is lost, and nothing breaks."""

import pytest
from django.urls import reverse

from actions.models import Action
from plans.models import Audience, Objective, Risk
from tests.demo import once, said, seed

SLUG = "mkip-2015-16"


@pytest.fixture
def manager(transactional_db, client):
    """Signed in, on a database that is asked at every commit whether what is pointed to is there."""
    client.force_login(seed(as_written=False).users["plan.manager"])
    return client


def at(section, name="section", **parameters):
    return reverse(f"plans:{name}", kwargs={"slug": SLUG, "section": section, **parameters})


def undo(client, answer, section):
    event = answer.url.partition("?done=")[2].partition("#")[0].partition("&")[0]
    return said(client.post(at(section, "undo"), once(event=event), follow=True))


def remove(client, section, row):
    row.refresh_from_db()
    return client.post(at(section, "remove-row", row=row.pk), once(version=row.version))


def test_what_a_removed_row_pointed_to_or_was_of_may_be_gone_by_the_time_it_is_back(manager):
    objective = Objective.objects.filter(plan__slug=SLUG).exclude(audience=None).first()
    audience = objective.audience
    action, other = Action.objects.filter(plan__slug=SLUG)[:2]
    audience.actions.set([action, other])
    gone = remove(manager, "objectives", objective)
    without = remove(manager, "audiences", audience)
    action.delete()
    assert "is back" in undo(manager, gone, "objectives")
    assert Objective.objects.get(pk=objective.pk).audience is None
    assert "is back" in undo(manager, without, "audiences")
    assert [*Action.objects.filter(audiences=audience)] == [other]


def test_an_edit_is_not_undone_onto_what_is_no_more_nor_onto_a_name_that_is_taken(manager):
    objective = Objective.objects.filter(plan__slug=SLUG).exclude(audience=None).first()
    first, second = Audience.objects.filter(plan__slug=SLUG)[:2]
    Objective.objects.filter(pk=objective.pk).update(audience=first)
    sent = once(version=objective.version, reference="", statement=objective.statement, audience=second.pk)
    edited = manager.post(at("objectives", "row", row=objective.pk), sent)
    remove(manager, "audiences", first)
    assert "has been removed since" in undo(manager, edited, "objectives")
    assert Objective.objects.get(pk=objective.pk).audience == second

    name = second.name
    renamed = manager.post(at("audiences", "row", row=second.pk), once(version=second.version, name="Others", needs=""))
    manager.post(at("audiences"), once(name=name, needs=""))
    assert "already" in undo(manager, renamed, "audiences")
    removed = remove(manager, "audiences", Audience.objects.get(name=name))
    manager.post(at("audiences"), once(name=name, needs=""))
    assert "already" in undo(manager, removed, "audiences")


def test_undoing_a_move_leaves_what_was_moved_elsewhere(manager):
    for number in range(5):
        manager.post(at("risks"), once(risk=f"R{number}", mitigation=""))
    rows = [*Risk.objects.in_order()]
    moved = manager.post(at("risks", "move-row", row=rows[0].pk), once(to="down"))
    manager.post(at("risks", "move-row", row=rows[4].pk), once(to="up"))
    undo(manager, moved, "risks")
    assert [row.risk for row in Risk.objects.in_order()] == ["R0", "R1", "R2", "R4", "R3"]
    moved = manager.post(at("risks", "move-row", row=rows[0].pk), once(to="down", version=3))
    manager.post(at("risks", "move-row", row=rows[2].pk), once(to="up"))
    assert "moved since" in undo(manager, moved, "risks")
    assert [row.risk for row in Risk.objects.in_order()] == ["R1", "R2", "R0", "R4", "R3"]


def test_an_added_row_that_others_point_to_by_now_stays(manager):
    added = manager.post(at("audiences"), once(name="New", needs=""))
    audience = Audience.objects.get(name="New")
    Action.objects.filter(plan__slug=SLUG).first().audiences.set([audience])
    assert "stays" in undo(manager, added, "audiences")
    assert audience.actions.count() == 1
