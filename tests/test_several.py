"""Many actions updated at once: each row by itself, none lost, none twice."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import Action, Assignment, Occurrence, ProgressUpdate
from actions.timing import parse_timing
from plans.models import Plan
from plans.periods import in_words
from tests.demo import queries, said, seed

PAGE = "/several/"


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def jane(people, client):
    client.force_login(people.users["officer"])
    Assignment.objects.filter(officer=people.officers["Jane Clarke"]).delete()
    client.officer = people.officers["Jane Clarke"]
    client.user = people.users["officer"]
    return client


def give(officer, number, *, days=20, **facts):
    today = timezone.localdate()
    due = today + timedelta(days=days)
    plan = Plan.objects.get(slug="mkip-2015-16")
    timing = parse_timing(f"{due:%d/%m/%Y}", plan.years)
    found = [
        Action.objects.create(
            plan=plan, title=f"Action {n}", timing=timing, added_on=today - timedelta(days=90), **facts
        )
        for n in range(number)
    ]
    for one in found:
        Assignment.objects.create(action=one, officer=officer, is_accountable=True)
        Occurrence.objects.create(action=one, due=due, first_due=due)
    return found


def filled(client, **by_number):
    """The page's form as a browser sends it, with the rows of these actions filled in: {pk: {field: value}}."""
    page = client.get(PAGE).content.decode()
    hidden = dict(re.findall(r'name="(a\d+-(?:form_token|version))" value="([^"]*)"', page))
    return hidden | {f"a{pk}-{name}": value for pk, fields in by_number.items() for name, value in fields.items()}


def row(action, **fields):
    return {str(action.pk): fields}


def words(action):
    return [(one.rag, one.done) for one in ProgressUpdate.objects.filter(action=action).order_by("pk")]


def test_thirty_actions_are_posted_in_one_press(jane):
    actions = give(jane.officer, 30)
    sent = filled(jane, **{str(one.pk): {"rag": "green", "done": f"Said of {one.pk}"} for one in actions})
    answer = jane.post(PAGE, sent)
    assert answer.status_code == 302
    assert {one.pk: words(one) for one in actions} == {one.pk: [("green", f"Said of {one.pk}")] for one in actions}


def test_rows_that_say_nothing_stay_as_they_are(jane):
    first, second = give(jane.officer, 2)
    jane.post(PAGE, filled(jane, **row(first, rag="green")))
    assert (len(words(first)), words(second)) == (1, [])
    assert Action.objects.get(pk=second.pk).version == second.version


def test_a_row_that_lacks_something_keeps_no_other_back_and_loses_no_word(jane):
    first, second = give(jane.officer, 2)
    answer = jane.post(
        PAGE, filled(jane, **row(first, rag="green", done="Well."), **row(second, rag="red", done="Badly."))
    )
    page = said(answer)
    assert answer.status_code == 400
    assert words(first) == [("green", "Well.")]
    assert words(second) == []
    assert "Badly.</textarea>" in page
    assert f'<a href="#id_a{second.pk}-why">“Action 1”: Say why it is red.</a>' in page
    assert "1 update posted, 1 not posted yet" in page


def test_a_colour_is_asked_for_where_only_words_were_typed(jane):
    (only,) = give(jane.officer, 1)
    answer = jane.post(PAGE, filled(jane, **row(only, done="Sent.")))
    assert answer.status_code == 400
    assert "Choose a colour for “Action 0”." in said(answer)
    assert "Sent.</textarea>" in said(answer)


def test_sent_twice_it_is_posted_once(jane):
    first, second = give(jane.officer, 2)
    sent = filled(
        jane, **row(first, rag="green", done="Once."), **row(second, rag="amber", done="Late.", why="Staff left.")
    )
    assert [jane.post(PAGE, sent).status_code for _ in range(2)] == [302, 302]
    assert (len(words(first)), len(words(second))) == (1, 1)


def test_sent_again_by_the_back_button_with_one_row_more(jane):
    first, second = give(jane.officer, 2)
    sent = filled(jane, **row(first, rag="green", done="Once."))
    jane.post(PAGE, sent)
    again = sent | {f"a{second.pk}-rag": "green", f"a{second.pk}-done": "Too."}
    assert jane.post(PAGE, again).status_code == 302
    assert (words(first), words(second)) == ([("green", "Once.")], [("green", "Too.")])


def test_somebody_else_posted_meanwhile(jane, people):
    (only,) = give(jane.officer, 1)
    sent = filled(jane, **row(only, rag="green", done="Mine."))
    Action.claim_version(only.pk, only.version)
    answer = jane.post(PAGE, sent)
    page = said(answer)
    assert answer.status_code == 400
    assert "Somebody posted on “Action 0” meanwhile." in page
    again = dict(re.findall(r'name="(a\d+-(?:form_token|version))" value="([^"]*)"', page))
    assert jane.post(PAGE, sent | again).status_code == 302
    assert words(only) == [("green", "Mine.")]


def test_no_change_repeats_what_was_said(jane):
    (only,) = give(jane.officer, 1)
    today = timezone.localdate()
    ProgressUpdate.objects.create(
        action=only, rag="amber", explanation="Staff left.", done="x", by_name="x", on=today - timedelta(days=9)
    )
    assert '<option value="same">Same again: amber</option>' in said(jane.get(PAGE))
    jane.post(PAGE, filled(jane, **row(only, rag="same")))
    last = ProgressUpdate.objects.filter(action=only).latest("pk")
    assert (last.rag, last.explanation, last.by) == ("amber", "Staff left.", jane.user)
    assert last.done == f"x\nNo change as of {in_words(today)}."


def test_no_change_with_a_tick_or_a_reason_keeps_both(jane):
    first, second = give(jane.officer, 2)
    today = timezone.localdate()
    for one in (first, second):
        ProgressUpdate.objects.create(
            action=one, rag="amber", explanation="Old.", done="x", by_name="x", on=today - timedelta(days=9)
        )
    due = first.occurrences.get()
    jane.post(PAGE, filled(jane, **row(first, rag="same", delivered=due.pk), **row(second, rag="same", why="New.")))
    assert first.occurrences.get().delivered_on == today
    said_now = ProgressUpdate.objects.filter(action=second).latest("pk")
    assert (said_now.rag, said_now.explanation, said_now.done) == ("amber", "New.", "x")
    told = ProgressUpdate.objects.filter(action=first).latest("pk")
    assert (told.rag, told.explanation, told.done) == ("amber", "Old.", "It has been delivered.")


def test_words_on_an_action_that_was_closed_meanwhile_are_given_back(jane):
    first, second = give(jane.officer, 2)
    sent = filled(jane, **row(first, rag="green", done="Kept."), **row(second, rag="green", done="Not lost."))
    ProgressUpdate.objects.create(
        action=second, rag="complete", done="By a colleague.", by_name="x", on=timezone.localdate()
    )
    answer = jane.post(PAGE, sent)
    page = said(answer)
    assert (answer.status_code, words(first)) == (400, [("green", "Kept.")])
    assert "“Action 1” was not posted." in page
    assert "Not lost." in page


def test_a_row_that_closes_its_action_is_not_told_as_lost_when_it_is_sent_twice(jane):
    (only,) = give(jane.officer, 1)
    due = only.occurrences.get()
    sent = filled(jane, **row(only, rag="complete", done="Sent.", delivered=due.pk))
    assert [jane.post(PAGE, sent).status_code for _ in range(2)] == [302, 302]
    assert words(only) == [("complete", "Sent.")]


def test_a_reason_that_is_corrected_afterwards_is_not_taken_for_the_same(jane):
    (only,) = give(jane.officer, 1)
    sent = filled(jane, **row(only, rag="amber", done="Late.", why="One."))
    jane.post(PAGE, sent)
    answer = jane.post(PAGE, sent | {f"a{only.pk}-why": "Two."})
    assert answer.status_code == 400
    assert "Somebody posted on “Action 0” meanwhile." in said(answer)
    assert "Two.</textarea>" in said(answer)


def test_what_is_ticked_is_delivered(jane):
    (only,) = give(jane.officer, 1)
    due = only.occurrences.get()
    jane.post(PAGE, filled(jane, **row(only, rag="complete", done="Sent.", delivered=due.pk)))
    assert only.occurrences.get().delivered_on == timezone.localdate()
    assert words(only) == [("complete", "Sent.")]


def test_nobody_posts_on_what_is_not_theirs(jane):
    give(jane.officer, 1)
    other = Action.objects.exclude(assignments__officer=jane.officer).first()
    sent = filled(jane) | {
        f"a{other.pk}-rag": "green",
        f"a{other.pk}-form_token": "x",
        f"a{other.pk}-version": other.version,
    }
    jane.post(PAGE, sent)
    assert not ProgressUpdate.objects.filter(action=other, by=jane.user).exists()


def test_nothing_to_do_is_said(jane):
    assert "None of your actions is open." in said(jane.get(PAGE))


def test_my_actions_are_narrowed_to_what_needs_me_now(jane):
    give(jane.officer, 1, days=4)
    (later,) = give(jane.officer, 1, days=200)
    Action.objects.filter(pk=later.pk).update(title="Much later")
    ProgressUpdate.objects.create(action=later, rag="green", done="x", by_name="x", on=timezone.localdate())
    everything, now = said(jane.get("/")), said(jane.get("/?show=now"))
    assert ("Much later" in everything, "Action 0" in everything) == (True, True)
    assert ("Much later" in now, "Action 0" in now) == (False, True)
    assert "Show what comes later too" in now


def test_one_row_and_three_take_the_same_queries(jane):
    give(jane.officer, 1)
    one = queries(jane, PAGE)
    give(jane.officer, 2)
    assert queries(jane, PAGE) == one
