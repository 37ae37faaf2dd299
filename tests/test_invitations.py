"""Somebody invited chooses a password once and in time; whoever comes too late is told how to get another link."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from people.models import OutgoingMail, User
from tests.demo import once, said, seed

EMAIL = "new.officer@maidstone.example"
WORDS = {"password1": "three unlike words", "password2": "three unlike words"}


@pytest.fixture
def admin(db, client):
    people = seed(as_written=False, today=timezone.localdate())
    client.force_login(people.users["admin"])
    council = people.councils["maidstone"].pk
    client.post("/people/add/", once(organisation=council, name="New", post="", email=EMAIL, roles=["officer"]))
    return client


def newest_link():
    mail = OutgoingMail.objects.filter(kind="set-password", to_address=EMAIL).order_by("-pk")[0]
    return next(word for word in mail.text_body.split() if "/password/choose/" in word).removeprefix(settings.SITE_URL)


def chooses(link):
    """What somebody finds who follows the link and chooses a password."""
    client = Client()
    answer = client.get(link)
    if answer.status_code == 302:
        return client.post(answer.url, WORDS)
    return answer


def can_sign_in():
    return Client().post("/sign-in/", {"login": EMAIL, "password": WORDS["password1"]}).status_code == 302


def test_nobody_signs_in_who_has_not_chosen_a_password(admin):
    assert not User.objects.get(email=EMAIL).has_usable_password()
    for password in ("", "!", WORDS["password1"]):
        assert Client().post("/sign-in/", {"login": EMAIL, "password": password}).status_code == 200


def test_the_link_is_good_once(admin):
    link = newest_link()
    assert chooses(link).url == "/password/chosen/"
    assert can_sign_in()
    assert "This link has been used or is too old." in said(chooses(link))


@pytest.mark.parametrize(
    ("late", "is_good"), [(timedelta(days=3, hours=-1), True), (timedelta(days=3, hours=1), False)]
)
def test_and_for_three_days_and_a_lapsed_one_says_how_to_get_another(admin, late, is_good):
    link = newest_link()
    with time_machine.travel(timezone.now() + late):
        page = chooses(link)
        if is_good:
            assert page.url == "/password/chosen/"
            return
        assert "A link is good once, and for three days." in said(page)
        assert '<a href="/password/forgotten/">Ask for a new one</a>' in said(page)
        assert Client().post("/password/forgotten/", {"email": EMAIL}).status_code == 302
        assert newest_link() != link
        assert chooses(newest_link()).url == "/password/chosen/"
        assert can_sign_in()


def test_a_link_to_an_address_given_up_lets_nobody_in(admin):
    link, user = newest_link(), User.objects.get(email=EMAIL)
    officer = user.officers.get()
    sent = once(officer.version, name="New", post="", email="newer@maidstone.example", roles=["officer"])
    admin.post(f"/people/{officer.pk}/", sent)
    assert "This link has been used or is too old." in said(chooses(link))
