"""A session ends in time, at its owner's wish, and with the password, the role and the sign-in it stands on."""

import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from people import sessions
from people.models import AuditEvent, Membership, Officer, User
from tests.demo import once, queries, said, seed

PASSWORD = "a password of the demo"


@pytest.fixture(autouse=True)
def as_it_is(settings):
    """The tests' settings let sessions be idle for longer; here it is what it is where nothing is set (test_headers)."""
    settings.SESSION_IDLE_MINUTES = 30


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def officer(people):
    return signed_in(people.users["officer"])


def signed_in(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def aged(client, *, began=0, seen=0):
    """The session as it will be so many seconds from now."""
    session = client.session
    session[sessions.BEGAN] -= began
    session[sessions.SEEN] -= seen
    session.save()


def is_in(client):
    return client.get("/").status_code == 200


IDLE, WHOLE = 30 * 60, 8 * 3600


@pytest.mark.parametrize(
    ("began", "seen", "stays"),
    [(IDLE - 90, IDLE - 90, True), (IDLE, IDLE, False), (WHOLE - 90, 0, True), (WHOLE, 0, False)],
)
def test_it_ends_after_half_an_hour_of_nothing_and_after_eight_hours(officer, began, seen, stays):
    assert settings.SESSION_HOURS == 8
    aged(officer, began=began, seen=seen)
    assert is_in(officer) == stays


def test_using_it_keeps_it_and_reading_writes_once_a_minute(officer):
    aged(officer, began=IDLE + 300, seen=IDLE - 90)
    before = queries(officer, "/account/")
    assert officer.session[sessions.SEEN] > time.time() - 5
    kept = officer.session[sessions.SEEN]
    assert (queries(officer, "/account/") < before, officer.session[sessions.SEEN]) == (True, kept)


def test_a_session_that_does_not_say_when_it_began_is_over(officer):
    session = officer.session
    del session[sessions.BEGAN]
    session.save()
    assert not is_in(officer)


def test_whoever_comes_too_late_is_told_why_and_nothing_that_was_typed_is_lost(officer, people):
    action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    aged(officer, began=IDLE, seen=IDLE)
    sent = once(action.version, rag="green", done="Two hundred letters folded")
    answer = officer.post(f"/actions/{action.pk}/update/", sent)
    assert answer.url.startswith("/sign-in/")
    assert "You were signed out after 30 minutes in which you opened and sent nothing." in said(officer.get(answer.url))
    officer.post(answer.url, {"login": people.users["officer"].email, "password": PASSWORD})
    page = officer.get("/unsent/")
    assert "Two hundred letters folded" in said(page)
    assert officer.post(page.context["path"], dict(page.context["fields"])).status_code == 302
    assert ProgressUpdate.objects.filter(action=action, done="Two hundred letters folded").exists()


def test_signing_out_everywhere_ends_every_session_and_no_one_else_s(people, officer):
    elsewhere, other = signed_in(people.users["officer"]), signed_in(people.users["director"])
    assert "Every browser that is signed in as you" in said(officer.get("/account/sign-out/"))
    answer = officer.post("/account/sign-out/", once())
    assert answer.url == "/sign-in/"
    assert [is_in(client) for client in (officer, elsewhere, other)] == [False, False, True]
    assert "You are signed out everywhere." in said(officer.get("/sign-in/"))
    event = AuditEvent.objects.get(verb="ended every session of")
    assert (event.actor, event.organisation) == (people.users["officer"], people.councils["maidstone"])
    assert is_in(signed_in(people.users["officer"]))


def test_an_administrator_signs_an_officer_out_and_nobody_else_can(people, officer):
    jane = people.officers["Jane Clarke"]
    address = reverse("people:sign-officer-out", kwargs={"pk": jane.pk})
    for name, code in (("plan.manager", 403), ("officer2", 404)):
        assert signed_in(people.users[name]).post(address, once(jane.version)).status_code == code
    assert is_in(officer)
    admin = signed_in(people.users["admin"])
    assert "Sign them out everywhere" in said(admin.get(f"/people/{jane.pk}/"))
    admin.post(address, once(jane.version))
    assert (is_in(officer), is_in(admin)) == (False, True)
    nobody = Officer.objects.create(organisation=jane.organisation, name="A team")
    admin.post(reverse("people:sign-officer-out", kwargs={"pk": nobody.pk}), once(nobody.version))
    assert "A team has no sign-in." in said(admin.get("/people/"))


def test_another_password_ends_the_other_sessions(people, officer):
    elsewhere = signed_in(people.users["officer"])
    new = {"oldpassword": PASSWORD, "password1": "three unlike words", "password2": "three unlike words"}
    assert officer.post("/password/change/", new).status_code == 302
    assert (is_in(officer), is_in(elsewhere)) == (True, False)


def test_a_sign_in_that_is_closed_and_opened_again_lets_no_old_session_in(people, officer):
    user, jane = people.users["officer"], people.officers["Jane Clarke"]
    admin = signed_in(people.users["admin"])
    kept = {"name": jane.name, "post": jane.post, "email": jane.email}
    assert Membership.objects.filter(user=user).count() == 1
    admin.post(f"/people/{jane.pk}/", once(jane.version, **kept, roles=[]))
    assert not User.objects.get(pk=user.pk).is_active
    jane.refresh_from_db()
    admin.post(f"/people/{jane.pk}/", once(jane.version, **kept, roles=["officer"]))
    assert (User.objects.get(pk=user.pk).is_active, is_in(officer)) == (True, False)


def test_the_key_of_the_session_changes_with_the_sign_in(people, client):
    """Negative control: it is the same key before and after a wrong password."""
    client.get("/plans/")
    assert client.post("/plans/mkip-2015-16/", {"done": "typed"}).status_code == 302
    before = client.cookies["sessionid"].value
    sent = {"login": people.users["officer"].email, "password": "wrong"}
    client.post("/sign-in/", sent)
    assert client.cookies["sessionid"].value == before
    client.post("/sign-in/", sent | {"password": PASSWORD})
    assert client.cookies["sessionid"].value != before
    assert Client(headers={"cookie": f"sessionid={before}"}).get("/").status_code != 200


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "http://localhost/x"])  # fmt: skip
def test_nobody_is_led_off_the_site(people, client, path):
    sent = {"login": people.users["officer"].email, "password": PASSWORD, "next": path}
    assert client.post("/sign-in/", sent).url == "/start/"
    assert client.post(f"/sign-out/?next={path}").url == "/sign-in/"


def test_within_the_site_they_are(people, client):
    sent = {"login": people.users["officer"].email, "password": PASSWORD, "next": "/plans/?page=2"}
    assert client.post("/sign-in/", sent).url == "/plans/?page=2"


@pytest.mark.parametrize("path", ["/sign-in/", "/password/forgotten/", "/account/sign-out/", "/sign-out/"])
def test_a_form_of_another_site_does_nothing(people, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.users["officer"])
    assert client.post(path, {"login": "x", "email": "officer@demo.example"}).status_code == 403
    assert is_in(client)
