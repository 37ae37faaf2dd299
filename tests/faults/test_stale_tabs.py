"""W2: a tab that was open while somebody else saved, removed or posted on many at once. No word is lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Action, ProgressUpdate
from people.models import VersionedModel
from tests.demo import once, said
from tests.faults.figures import figure
from tests.test_several import filled, give, row
from tests.test_several import jane as jane  # noqa: PLC0414  the fixture
from tests.test_several import people as people  # noqa: PLC0414

MINE, THEIRS = "Posters are up in every library.", "The printer is closed."
HIDDEN = re.compile(r'name="(form_token|version)" value="([^"]*)"')


@pytest.fixture
def manager(people):
    client = Client()
    client.force_login(people.users["plan.manager"])
    return client


def page(name, action):
    return reverse(f"actions:{name}", kwargs={"pk": action.pk})


def update(action, words):
    return once(action.version, rag="green", done=words)


def edit(action, words):
    return once(action.version, title=words, who="", audiences="", method="")


def remove(action, words):
    return once(action.version)


def wanted(name, sent):
    return {"update": update, "edit": edit, "remove": remove}[name](*sent)


@pytest.mark.parametrize("first", ["update", "edit"])
@pytest.mark.parametrize("second", ["update", "edit", "remove"])
def test_what_was_opened_before_another_s_save_is_not_saved_over_it(jane, manager, first, second):
    (action,) = give(jane.officer, 1)
    stale = wanted(second, (action, MINE))
    assert manager.post(page(first, action), wanted(first, (action, THEIRS))).status_code == 302
    before = (Action.objects.filter(pk=action.pk).values().get(), ProgressUpdate.objects.count())
    answer = manager.post(page(second, action), stale)
    shown = said(answer)
    figure(
        f"W2 {second} after {first}",
        required="refused, both texts",
        found=f"{answer.status_code}, mine: {MINE in shown}",
    )
    assert answer.status_code == 409
    assert MINE in shown or second == "remove"
    assert THEIRS in shown or first != second
    assert before == (Action.objects.filter(pk=action.pk).values().get(), ProgressUpdate.objects.count())


@pytest.mark.parametrize("second", ["update", "edit"])
def test_what_was_written_of_something_removed_meanwhile_is_given_back(jane, manager, second):
    (action,) = give(jane.officer, 1)
    stale = wanted(second, (action, MINE))
    assert manager.post(page("remove", action), remove(action, "")).status_code == 302
    answer = manager.post(page(second, action), stale)
    figure(
        f"W2 {second} after removal",
        required="refused, my text given back",
        found=f"{answer.status_code}, mine: {MINE in said(answer)}",
    )
    assert answer.status_code == 404
    assert MINE in said(answer) and "Nothing was saved; what you wrote stands below." in said(answer)


def test_what_was_written_by_somebody_who_may_no_longer_send_it_is_given_back(jane, people):
    (action,) = give(jane.officer, 1)
    stale = update(action, MINE)
    action.assignments.all().delete()
    answer = jane.post(page("update", action), stale)
    assert answer.status_code == 403 and MINE in said(answer)


def test_of_many_rows_sent_at_once_those_edited_and_removed_meanwhile_keep_their_words(jane, manager):
    same, edited, removed = give(jane.officer, 3)
    words = {one.pk: f"{MINE} {one.pk}" for one in (same, edited, removed)}
    sent = filled(
        jane, **{key: v for pk in words for key, v in row(Action(pk=pk), rag="green", done=words[pk]).items()}
    )
    assert manager.post(page("edit", edited), edit(edited, "Renamed")).status_code == 302
    assert manager.post(page("remove", removed), remove(removed, "")).status_code == 302
    answer = jane.post("/several/", sent)
    shown = said(answer)
    posted = set(ProgressUpdate.objects.filter(done__startswith=MINE).values_list("done", flat=True))
    figure(
        "W2 many after edit and removal",
        required="one saved, two refused with their words",
        found=f"{len(posted)} saved, {sum(words[one.pk] in shown for one in (edited, removed))} given back",
    )
    assert answer.status_code == 400
    assert posted == {words[same.pk]}
    assert words[edited.pk] in shown and words[removed.pk] in shown
    assert Action.objects.get(pk=edited.pk).title == "Renamed"


def test_an_edit_opened_before_many_were_posted_is_refused_with_its_words(jane, manager):
    (action,) = give(jane.officer, 1)
    stale = edit(action, MINE)
    assert jane.post("/several/", filled(jane, **row(action, rag="green", done=THEIRS))).status_code == 302
    answer = manager.post(page("edit", action), stale)
    assert answer.status_code == 409 and MINE in said(answer)


def test_that_test_fails_where_versions_are_not_checked(jane, manager, monkeypatch):
    """Negative control."""
    (action,) = give(jane.officer, 1)
    stale = edit(action, MINE)
    manager.post(page("edit", action), edit(action, THEIRS))
    monkeypatch.setattr(VersionedModel, "claim_version", classmethod(lambda cls, pk, version: True))
    assert manager.post(page("edit", action), stale).status_code == 302
    assert Action.objects.get(pk=action.pk).title == MINE
