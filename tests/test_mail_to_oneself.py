"""The test e-mail an administrator sends to themselves, and what the mail page says became of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from people import outbox, services
from people.models import AuditEvent, Membership, Organisation, OutgoingMail, Role, User
from tests.demo import said, seed
from tests.test_mail_page import ADDRESS, DAY, mail, sent


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def admin(people, client):
    """The administrator of Maidstone alone, signed in."""
    user = administrator(people.councils["maidstone"])
    client.force_login(user)
    return user


def administrator(council):
    user = User.objects.create_user("council.admin@demo.example", "x", name="Council admin")
    Membership.objects.create(user=user, organisation=council, role=Role.ADMINISTRATOR)
    return user


def press(client, **form):
    return client.post(reverse("people:test-mail"), {"form_token": str(uuid4()), **form}, follow=True)


def test_a_test_e_mail_goes_to_the_person_and_its_row_stands_on_top(people, admin, client):
    sent(people, kind="test", subject="An earlier one")
    page = said(press(client))
    test = OutgoingMail.objects.get(to_address="council.admin@demo.example")
    assert (test.kind, test.organisation) == ("test", people.councils["maidstone"])
    assert "A test e-mail to council.admin@demo.example is waiting to be sent." in page
    assert page.index("Waiting to be sent") < page.index("An earlier one")
    assert outbox.drain().sent == 1
    (message,) = django_mail.outbox
    assert (message.to, message.subject) == ([test.to_address], "Test e-mail from commsplan")
    assert "Hello Council admin" in message.body
    assert f"http://localhost:8000{ADDRESS}" in message.body
    rows = said(client.get(f"{ADDRESS}?show=tests")).partition("<tbody>")[2]
    assert rows.index("council.admin@demo.example") < rows.index("Sent,") < rows.index("An earlier one")


def test_what_a_server_says_to_the_test_is_shown(people, admin, client):
    press(client)
    OutgoingMail.objects.filter(kind="test").update(state="failed", reason="554 5.7.1 Not from here")
    assert "554 5.7.1 Not from here" in said(client.get(f"{ADDRESS}?show=tests"))


def test_it_is_in_the_audit_trail(people, admin, client):
    press(client)
    event = AuditEvent.objects.get(actor=admin)
    assert str(event) == "Council admin sent a test e-mail to Council admin"
    assert event.organisation == people.councils["maidstone"]


def test_a_form_sent_again_sends_nothing_again_and_is_answered_alike(people, admin, client):
    form = {"form_token": str(uuid4())}
    answers = [client.post(reverse("people:test-mail"), form) for _ in range(3)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"{ADDRESS}?show=tests")}
    assert OutgoingMail.objects.filter(kind="test").count() == 1


def test_a_person_sends_one_a_minute_at_most_and_another_person_theirs(people, admin, client):
    press(client)
    assert "less than a minute ago. Wait a minute, then send another." in said(press(client))
    assert OutgoingMail.objects.filter(kind="test").count() == 1
    client.force_login(people.users["admin"])
    press(client)
    assert OutgoingMail.objects.filter(kind="test").count() == 2


def test_after_a_minute_another_is_sent_under_a_key_of_its_own(people, admin):
    now = timezone.now()
    services.send_test_mail(by=admin, now=now)
    with pytest.raises(ValidationError):
        services.send_test_mail(by=admin, now=now + timedelta(seconds=59))
    OutgoingMail.objects.update(created_at=now)
    assert services.send_test_mail(by=admin, now=now + timedelta(seconds=60)) == admin.email
    assert OutgoingMail.objects.filter(kind="test").values("key").distinct().count() == 2


def test_the_minute_of_one_person_is_not_that_of_another_whose_number_begins_alike(people, admin):
    OutgoingMail.objects.filter(pk=mail(people, ago=timedelta()).pk).update(key=f"test:{admin.pk}0:x", kind="test")
    assert services.send_test_mail(by=admin, now=timezone.now()) == admin.email


def test_an_address_no_mail_can_go_to_is_told_in_a_sentence(people, admin, client):
    User.objects.filter(pk=admin.pk).update(email='"a b"@demo.example')
    assert "govuk-notification-banner" in said(press(client))
    assert not OutgoingMail.objects.filter(kind="test").exists()


def test_a_form_without_its_token_sends_nothing(people, admin, client):
    assert "That form had expired. Press the button again." in said(press(client, form_token="x"))
    assert not OutgoingMail.objects.filter(kind="test").exists()


def test_a_test_nobody_could_send_for_a_day_is_not_sent(people, admin, client):
    press(client)
    later = timezone.now() + DAY
    assert outbox.sweep(later).expired == 1


def test_only_administrators_send_one(people, client):
    client.force_login(people.users["officer"])
    assert client.post(reverse("people:test-mail"), {"form_token": str(uuid4())}).status_code == 403
    assert not OutgoingMail.objects.filter(kind="test").exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_presses_at_once_one_is_sent():
    user = administrator(Organisation.objects.create(name="Council", slug="council"))
    start, now = threading.Barrier(8), timezone.now()

    def press_once():
        start.wait(10)
        try:
            return bool(services.send_test_mail(by=User.objects.get(pk=user.pk), now=now))
        except ValidationError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: press_once(), range(8))) == 1
    assert OutgoingMail.objects.filter(kind="test").count() == 1
