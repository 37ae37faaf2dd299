"""What is refused stands in the trail, and no flood of it fills the trail."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from people import audit, refusals
from people.append_only import lifted
from people.models import AuditEvent, Membership, Officer, Organisation, Role, User
from people.verifying import verify


@pytest.fixture
def councils(db):
    return [Organisation.objects.create(name=f"{name} Council", slug=name.lower()) for name in ("Ayton", "Beford")]


@pytest.fixture
def jane(councils):
    user = User.objects.create_user("jane@ayton.example", "right password", name="Jane Clarke")
    Membership.objects.create(user=user, organisation=councils[0], role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def foreign(councils):
    return Officer.objects.create(organisation=councils[1], name="Somebody of Beford")


def kept():
    return list(
        AuditEvent.objects.filter(verb="refused").order_by("pk").values_list("organisation__slug", "kind", "label")
    )


def officer_page(pk):
    return reverse("people:officer", kwargs={"pk": pk})


def test_a_page_that_is_refused_is_kept_by_its_route(client, jane):
    client.force_login(jane)
    assert client.get("/organisations/?typed=secret").status_code == 403
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.label, event.after) == (
        jane, "refused", "GET organisations/", {"answer": 403},
    )  # fmt: skip
    assert event.request_id


def test_another_council_s_thing_is_kept_in_the_trail_of_whoever_asked(client, jane, foreign):
    client.force_login(jane)
    assert client.post(officer_page(foreign.pk), {"name": "secret"}).status_code == 404
    assert kept() == [("ayton", "refusal", "POST people/<int:pk>/")]
    assert AuditEvent.objects.get().after == {"answer": 404, "of": "officer", "number": foreign.pk}


def test_what_is_not_there_or_is_allowed_or_nobody_s_is_not_kept(client, jane, foreign):
    client.get(officer_page(foreign.pk))  # not signed in
    client.force_login(jane)
    assert client.get(officer_page(10**9)).status_code == 404
    assert client.get("/nowhere/").status_code == 404
    assert client.get("/people/").status_code == 200
    assert kept() == []


def test_a_flood_of_one_route_and_of_many_ends(client, jane, foreign):
    client.force_login(jane)
    for _ in range(9):
        client.get(officer_page(foreign.pk))
    assert len(kept()) == refusals.OF_A_ROUTE
    assert [event.after.get("further ones of this hour") for event in AuditEvent.objects.order_by("pk")] == [
        *[None] * 4, "not kept",
    ]  # fmt: skip
    for route in ("address", "password-link", "sign-in", "sign-in/untie", "reminders", "reminders/early", "nowhere"):
        for method in ("get", "post"):
            for _ in range(6):
                getattr(client, method)(f"{officer_page(foreign.pk)}{route}/")
    assert len(kept()) == refusals.OF_A_PERSON
    assert verify().faults == []


def test_another_hour_is_counted_anew(client, jane):
    client.force_login(jane)
    for _ in range(9):
        client.get("/organisations/")
    with lifted():
        AuditEvent.objects.update(at=timezone.now() - timedelta(minutes=61))
    client.get("/organisations/")
    assert len(kept()) == refusals.OF_A_ROUTE + 1


def sign_in(client, email, password="wrong password"):
    return client.post("/sign-in/", {"login": email, "password": password})


def test_a_wrong_password_is_kept_without_what_was_typed(client, jane):
    assert sign_in(client, "JANE@ayton.example").status_code == 200
    event = AuditEvent.objects.get()
    assert (event.actor, event.kind, event.label, event.object_id) == (None, "signin", "Jane Clarke", jane.pk)
    assert (event.organisation.slug, event.after) == ("ayton", {"from": "127.0.0.1"})
    sign_in(client, "my-password@where-the-address-goes.example")
    assert kept()[1:] == [(None, "signin", "an address that nobody signs in with")]
    assert "password" not in str(AuditEvent.objects.order_by("pk").values_list("label", "after"))


def test_the_right_password_is_no_refusal(client, jane):
    assert sign_in(client, jane.email, "right password").status_code == 302
    assert kept() == []


def test_a_flood_of_guesses_ends(db, jane):
    for _ in range(9):
        refusals.keep_wrong_password(jane.email, "192.0.2.1", timezone.now())
    assert len(kept()) == refusals.OF_AN_ACCOUNT
    for number in range(300):
        refusals.keep_wrong_password(jane.email, f"198.51.100.{number % 60}", timezone.now())
    assert len(kept()) == refusals.OF_ALL


def test_a_trail_that_cannot_be_written_fails_no_request(client, jane, foreign, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "write", broken)
    assert sign_in(client, jane.email).status_code == 200
    client.force_login(jane)
    assert client.get(officer_page(foreign.pk)).status_code == 404
    assert client.get("/organisations/").status_code == 403
    assert kept() == []
