"""Updates by the links in e-mails: one person, one action, one update; nobody signs in, and nothing else changes."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from actions import reminders
from actions.models import Action, Assignment, Occurrence, ProgressUpdate, UpdateLink
from people.models import AuditEvent, Officer, OutgoingMail
from plans.models import Plan
from plans.periods import in_words
from tests.demo import once, said, seed

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"


@pytest.fixture
def sent(db):
    """A team without a sign-in that delivers the survey, and the address in the e-mail it was sent on Monday."""
    people = seed(as_written=False, today=MONDAY)
    survey = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=3))
    team = Officer.objects.get(name="Communications teams", organisation=people.councils["maidstone"])
    assert team.user is None
    Assignment.objects.create(action=survey, officer=team)
    with time_machine.travel(MORNING, tick=False):
        reminders.queue_due(on=MONDAY)
        yield people, survey, team, address(team, survey)


def address(officer, action):
    mail = OutgoingMail.objects.filter(to_address=officer.email, kind="digest").last()
    found = re.findall(r"https?://[^/\s]+(/u/\S+)", mail.text_body)
    own = [
        path for path in found if (link := UpdateLink.objects.of_token(path.split("/")[2])) and link.action == action
    ]
    assert len(own) == 1
    assert own[0] in mail.html_body
    return own[0]


def everything():
    """What an update would change."""
    return (
        list(ProgressUpdate.objects.values_list("pk", "rag", "done")),
        list(Action.objects.values_list("pk", "version")),
        list(Occurrence.objects.values_list("pk", "delivered_on")),
        AuditEvent.objects.count(),
    )


def post(client, path, version, **words):
    return client.post(path, once(version, **{"rag": "green", "done": "Questions agreed.", **words}))


def test_an_update_by_link_enters_the_history_as_such(sent, client):
    people, survey, team, path = sent
    page = client.get(path)
    assert (page.status_code, "Member survey" in said(page)) == (200, True)
    survey.refresh_from_db()
    assert post(client, path, survey.version).status_code == 302
    update = survey.updates.order_by("-pk").first()
    assert (update.rag, update.done, update.source, update.by, update.by_name) == (
        "green", "Questions agreed.", "link", None, "Communications teams",
    )  # fmt: skip
    event = AuditEvent.objects.filter(kind="action", object_id=survey.pk).last()
    assert (event.actor, event.actor_name) == (None, "Communications teams, by e-mail link")
    client.force_login(people.users["plan.manager"])
    assert "Communications teams, by e-mail link" in said(
        client.get(reverse("actions:action", kwargs={"pk": survey.pk}))
    )


def test_reading_changes_nothing_however_often_scanners_do(sent, client):
    _, _, _, path = sent
    before = everything()
    for method in ("get", "head", "get"):
        assert getattr(client, method)(path).status_code == 200
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(path).status_code == 405
    assert everything() == before


def test_a_link_takes_one_update_and_its_replay_changes_nothing(sent, client):
    _, survey, _, path = sent
    survey.refresh_from_db()
    form = once(survey.version, rag="green", done="Questions agreed.")
    assert client.post(path, form).status_code == 302
    before = everything()
    assert client.post(path, form).status_code == 200
    survey.refresh_from_db()
    page = post(client, path, survey.version, rag="red", explanation="Replayed", done="Replayed")
    assert (page.status_code, "This second update is not posted" in said(page)) == (409, True)
    assert "Replayed" in said(page)
    assert everything() == before


@pytest.mark.parametrize(
    ("what", "sentence", "code"),
    [
        ("expired", "This link was good until 7 December 2026.", 410),
        ("revoked", "This link was withdrawn on 23 November 2026.", 410),
        ("edited", "This is not one of our links, or a part of it was cut off on the way.", 404),
        ("cut", "This is not one of our links, or a part of it was cut off on the way.", 404),
        ("of another secret", "This is not one of our links, or a part of it was cut off on the way.", 404),
        ("reassigned", "The action is no longer given to Communications teams.", 410),
        ("dropped", "The action has been dropped, so nothing more is asked of it.", 410),
        ("closed", "The plan is closed, so nothing more can be posted on its actions.", 410),
        ("no address", "This link was sent to another address than Communications teams has now.", 410),
        ("another address", "This link was sent to another address than Communications teams has now.", 410),
    ],
)
def test_a_link_that_no_longer_is_right_changes_nothing_and_says_why(sent, client, what, sentence, code):
    people, survey, team, path = sent
    days = 0
    if what == "expired":
        days = 15
    elif what == "revoked":
        survey.refresh_from_db()
        client.force_login(people.users["officer"])
        client.post(reverse("actions:revoke-links", kwargs={"pk": survey.pk}), once(survey.version))
        client.logout()
    elif what == "edited":
        number, _, rest = path.split("/")[2].partition(".")
        path = f"/u/{int(number) + 1}.{rest}/"
    elif what == "cut":
        path = path[:-6] + "/"
    elif what == "of another secret":
        number = path.split("/")[2].partition(".")[0]
        path = f"/u/{Signer(key='guessed', salt='actions.UpdateLink', sep='.').sign(number)}/"
    elif what == "reassigned":
        Assignment.objects.filter(action=survey, officer=team).delete()
    elif what == "dropped":
        Action.objects.filter(pk=survey.pk).update(dropped_on=MONDAY)
    elif what == "closed":
        Plan.objects.update(status=Plan.Status.CLOSED, closed_on="2026-03-31")
    else:
        Officer.objects.filter(pk=team.pk).update(email="" if what == "no address" else "next@maidstone.example")
    before = everything()
    survey.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        page = client.get(path)
        assert (page.status_code, sentence in said(page)) == (code, True)
        assert post(client, path, survey.version).status_code == code
    assert everything() == before


def test_what_a_link_refuses_keeps_every_word_and_the_link(sent, client):
    _, survey, _, path = sent
    survey.refresh_from_db()
    page = post(client, path, survey.version, rag="red", done="The printer has closed.")
    assert page.status_code == 400
    assert "Say why it is red." in said(page)
    assert "The printer has closed." in said(page)
    assert post(client, path, survey.version).status_code == 302


def test_a_link_used_after_somebody_else_posted_shows_both_texts(sent, client):
    people, survey, _, path = sent
    survey.refresh_from_db()
    version = survey.version
    client.force_login(people.users["officer"])
    words = once(version, rag="amber", done="Half printed.", explanation="Paper is short.")
    assert client.post(reverse("actions:update", kwargs={"pk": survey.pk}), words).status_code == 302
    client.logout()
    page = post(client, path, version)
    assert page.status_code == 409
    assert "Half printed." in said(page)
    assert "Questions agreed." in said(page)
    assert post(client, path, version + 1).status_code == 302


def test_no_change_is_one_press_by_link_too(sent, client):
    _, survey, _, path = sent
    survey.refresh_from_db()
    assert "No change since" in said(client.get(path))
    assert client.post(path, once(survey.version, no_change="1")).status_code == 302
    update = survey.updates.order_by("-pk").first()
    assert (update.rag, update.source) == ("green", "link")
    assert (
        update.done
        == f"Questions agreed with the three democratic services teams.\nNo change as of {in_words(update.on)}."
    )


def test_one_link_is_one_action_and_no_door_to_anything_else(sent, client):
    _, survey, _, path = sent
    client.get(path)
    assert client.get(reverse("actions:action", kwargs={"pk": survey.pk})).status_code == 302
    assert client.get("/").status_code == 302


def test_who_is_told_as_director_gets_no_link_to_post_by(sent):
    _, survey, _, _ = sent
    Occurrence.objects.exclude(action__plan=survey.plan).delete()
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 9))
    reminders.queue_due(on=MONDAY + timedelta(days=1))
    mail = OutgoingMail.objects.filter(to_address="director@demo.example", kind="digest").latest("pk")
    assert "Member survey" in mail.text_body
    assert "/u/" not in mail.text_body.replace("/u/early/", "")
