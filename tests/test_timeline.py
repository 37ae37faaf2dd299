"""What has happened to an action, in one line of time; and what its paper said beside what was understood."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.models import Action, ActionQuestion, Assignment, Occurrence
from actions.timeline import SHOWN
from actions.timing import parse_timing
from tests.demo import queries, said, seed

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        yield seed(as_written=False, today=MONDAY)


@pytest.fixture
def action(people):
    """An action to which nothing has happened."""
    action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    action.updates.all().delete()
    return action


@pytest.fixture
def reader(people, client):
    client.force_login(people.users["democratic.services"])
    return client


def ago(days):
    return MONDAY - timedelta(days=days)


def entries(client, action, query=""):
    page = client.get(reverse("actions:action", kwargs={"pk": action.pk}) + query)
    return page.context["entries"]


def story(client, action):
    return [(entry.on, entry.kind, entry.before) for entry in entries(client, action)]


def say(action, days, rag, **words):
    return action.updates.create(rag=rag, done="x", explanation="y", by_name="Jane", on=ago(days), **words)


def test_an_action_to_which_nothing_happened_says_so(reader, action):
    assert entries(reader, action) == []
    text = said(reader.get(reverse("actions:action", kwargs={"pk": action.pk})))
    assert "Nothing yet: no update has been posted, and no date moved." in text


def test_an_update_shows_the_colour_it_changed_and_one_that_changes_none_does_not(reader, action):
    for days, rag in ((5, "amber"), (9, "green"), (3, ""), (2, "amber"), (1, "red")):
        say(action, days, rag)
    assert story(reader, action) == [
        (ago(1), "update", "amber"),
        (ago(2), "update", ""),
        (ago(3), "update", ""),
        (ago(5), "update", "green"),
        (ago(9), "update", ""),
    ]
    text = said(reader.get(reverse("actions:action", kwargs={"pk": action.pk})))
    assert len(re.findall('<span class="rag-pair">', text)) == 2


def test_every_kind_stands_in_its_place(reader, action):
    say(action, 8, "green")
    due = Occurrence.objects.filter(action=action).first()
    Occurrence.objects.filter(pk=due.pk).update(delivered_on=ago(7), delivered_by="Jane")
    action.occurrences.create(
        label="Part two", due=ago(9), first_due=ago(9), missed_on=ago(6), missed_by="Jane", missed_because="Flood."
    )
    before, after = (parse_timing(text, action.plan.years) for text in ("March 2027", "April 2027"))
    action.date_changes.create(before=before, after=after, days=30, reason="Late copy.", by_name="Jane", on=ago(5))
    action.declarations.create(rag="red", reason="Not seen.", by_name="Director", on=ago(4))
    asked = action.questions.create(text="Why?", by_name="Director", on=ago(3))
    update = say(action, 2, "amber")
    asked.answers.create(update=update, by_name="Jane", on=ago(2))
    asked.answers.create(text="In words.", by_name="Jane", on=ago(1))
    action.questions.create(text="And?", by_name="Director", on=ago(3), withdrawn_on=MONDAY)
    kinds = [kind for _, kind, _ in story(reader, action)]
    assert kinds == [
        "withdrawn", "answer", "update", "question", "question", "declaration", "date", "missed", "delivered", "update",
    ]  # fmt: skip
    text = said(reader.get(reverse("actions:action", kwargs={"pk": action.pk})))
    for words in (
        "<b>Director withdrew the question</b> “And?”",
        "<b>Jane answered Director:</b> In words.",
        "<b>Answers Director:</b> “Why?”",
        "<b>Director asked:</b> “Why?”",
        "<b>Date moved</b> from March 2027 to April 2027",
        "<b>Missed:</b> Part two, due 14 November 2026. Flood.",
        "<b>Delivered</b>, due",
    ):
        assert words in text


def test_what_was_ticked_off_stands_with_the_update_it_was_ticked_off_with(reader, action):
    first, second = say(action, 1, "green"), say(action, 1, "amber")
    for update, hour in ((first, 9), (second, 15)):
        action.updates.filter(pk=update.pk).update(at=datetime(2026, 11, 22, hour, tzinfo=UTC))
    done = {"delivered_on": ago(1), "delivered_by": "Jane", "delivered_with": second}
    action.occurrences.create(label="Part two", due=ago(9), first_due=ago(9), **done)
    kinds = [(entry.kind, entry.at.hour) for entry in entries(reader, action)]
    assert sorted(kinds[:2]) == [("delivered", 15), ("update", 15)]
    assert kinds[2] == ("update", 9)


def test_the_first_ten_are_shown_and_the_rest_behind_a_link(reader, action):
    for days in range(SHOWN):
        say(action, days, "green")
    address = reverse("actions:action", kwargs={"pk": action.pk})
    assert len(entries(reader, action)) == SHOWN and "?all#updates" not in said(reader.get(address))
    say(action, SHOWN, "green")
    assert f'<a href="{address}?all#updates">All 11</a>' in said(reader.get(address))
    assert [entry.on for entry in entries(reader, action)] == [ago(days) for days in range(SHOWN)]
    assert len(entries(reader, action, "?all")) == SHOWN + 1
    assert "?all#updates" not in said(reader.get(f"{address}?all"))


def test_it_takes_the_same_queries_for_one_of_each_and_for_three(reader, action):
    ActionQuestion.objects.all().delete()
    address, counts = reverse("actions:action", kwargs={"pk": action.pk}), []
    for number in range(3):
        update = say(action, number, "green")
        asked = action.questions.create(text="Why?", by_name="Director", on=ago(3))
        asked.answers.create(update=update, by_name="Jane", on=ago(2))
        action.declarations.create(rag="red", reason="Not seen.", by_name="Director", on=ago(4))
        timing = action.timing
        action.date_changes.create(before=timing, after=timing, reason="x", by_name="Jane", on=ago(5))
        counts.append(queries(reader, address))
    assert counts[0] == counts[2]


# As written, and as understood


def written(client, action):
    page = client.get(reverse("actions:action", kwargs={"pk": action.pk}))
    return [(one.label, one.written, one.understood, one.rag) for one in page.context["written"]]


def test_each_column_of_the_paper_stands_beside_what_was_understood(reader, people, action):
    action.source = {
        "file": "plan.docx", "title": "Members survey", "section": "Members", "date_text": "March 2016",
        "method": "Hard copy", "owner_text": "J Clarke to deliver", "progress": "Drafted.", "rag_text": "G",
    }  # fmt: skip
    action.save()
    Assignment.objects.filter(action=action).exclude(officer=people.officers["Jane Clarke"]).delete()
    say(action, 9, "green", source="import")
    assert written(reader, action) == [
        ("Action", "Members survey", "Member survey", ""),
        ("Section", "Members", "Members", ""),
        ("Date", "March 2016", "now March 2027: 1 to 31 March 2027", ""),
        ("Method", "Hard copy", action.method, ""),
        ("Who", "J Clarke to deliver", "MKIP Programme Manager delivers", ""),
        ("Progress", "Drafted.", f"An update of {ago(9).day} November 2026", ""),
        ("Colour", "G", "", "green"),
    ]
    text = said(reader.get(reverse("actions:action", kwargs={"pk": action.pk})))
    assert 'As written in the paper</th><th scope="col">As understood' in text and "plan.docx" in text


def test_of_an_action_from_no_paper_the_date_as_it_was_typed(reader, action):
    assert written(reader, action) == [("Date", "March 2027", "1 to 31 March 2027", "")]
    Action.objects.filter(pk=action.pk).update(
        timing=parse_timing("Tbc", action.plan.years), date_set_by=date(2027, 1, 15)
    )
    assert written(reader, action) == [("Date", "Tbc", "date still to be set, by 15 January 2027", "")]
