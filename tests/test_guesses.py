"""Whoever guesses passwords is stopped, and whoever knows theirs is not."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import signing
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from people import guesses
from people.models import Guess, OutgoingMail, User

OWNER, PASSWORD = "owner@council.example", "three unlike words"
SAID = "There have been too many wrong tries. Wait ten minutes, then try again."


class CountedHasher(MD5PasswordHasher):
    """How often a password is looked at."""

    looked = 0

    def encode(self, password, salt):
        type(self).looked += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["tests.test_guesses.CountedHasher"]
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip"}


@pytest.fixture
def owner(db):
    user = User.objects.create_user(OWNER, PASSWORD, name="Owner", is_superuser=True)
    CountedHasher.looked = 0
    return user


def tries(address, login=OWNER, password="wrong", client=None):
    return (client or Client()).post("/sign-in/", {"login": login, "password": password}, REMOTE_ADDR=address)


def gets_in(address, client=None):
    return tries(address, password=PASSWORD, client=client).status_code == 302


def test_of_a_hundred_wrong_passwords_from_one_place_five_are_looked_at_and_the_owner_gets_in_from_another(owner):
    codes = [tries("198.51.100.7").status_code for _ in range(100)]
    assert codes == [200] * 5 + [429] * 95
    assert CountedHasher.looked == 5
    assert (gets_in("198.51.100.7"), gets_in("203.0.113.5")) == (False, True)


def test_of_a_hundred_from_a_hundred_places_twenty_are_and_the_owner_s_own_browser_gets_in(owner):
    own = Client()
    assert gets_in("203.0.113.5", own)
    CountedHasher.looked = 0
    for number in range(100):
        tries(f"198.51.100.{number}")
    assert CountedHasher.looked == 20
    own.post("/sign-out/")
    # Negative control: without the cookie nobody does.
    assert (gets_in("203.0.113.5", Client()), gets_in("203.0.113.5", own), gets_in("192.0.2.9", own)) == (
        False,
        True,
        True,
    )


def test_of_a_hundred_accounts_tried_from_one_place_twenty_are(owner):
    for number in range(100):
        tries("198.51.100.7", f"officer{number}@council.example")
    assert CountedHasher.looked == 20
    assert gets_in("203.0.113.5")


def test_of_the_newer_addresses_a_subscriber_s_whole_network_is_one(owner):
    for number in range(100):
        tries(f"2001:db8::{number:x}")
    assert CountedHasher.looked == 5
    assert gets_in("2001:db8:0:1::1")


@pytest.mark.parametrize("spelling", ["OWNER@council.example", " owner@council.example ", "owner@counc\u0131l.example"])
def test_another_spelling_is_the_same_account(owner, spelling):
    for _ in range(5):
        tries("198.51.100.7", spelling)
    assert tries("198.51.100.7").status_code == 429


def test_it_passes_by_itself_and_what_was_refused_does_not_prolong_it(owner):
    for _ in range(50):
        tries("198.51.100.7")
    assert Guess.objects.count() == 5
    Guess.objects.update(at=timezone.now() - guesses.WINDOW - timedelta(seconds=1))
    assert gets_in("198.51.100.7")
    assert Guess.objects.count() == 0


def test_right_passwords_are_no_guesses(owner):
    for _ in range(30):
        assert gets_in("198.51.100.7")
    assert Guess.objects.count() == 0


def test_a_known_browser_guesses_no_more_than_another_and_nobody_makes_themselves_known(owner):
    own = Client()
    assert gets_in("203.0.113.5", own)
    own.post("/sign-out/")
    CountedHasher.looked = 0
    codes = {tries(f"203.0.113.{number}", client=own).status_code for number in range(30)}
    assert (CountedHasher.looked, codes) == (5, {200, 429})
    forged = Client()
    forged.cookies["known"] = signing.dumps({"id": "1", "accounts": [guesses.account_of(OWNER)]}, salt="another")
    for number in range(30):
        tries(f"198.51.100.{number}", client=forged)
    assert CountedHasher.looked == 25


def test_a_browser_that_signed_in_as_another_is_a_stranger_to_this_account(owner):
    User.objects.create_user("other@council.example", PASSWORD, name="Other", is_superuser=True)
    other = Client()
    tries("198.51.100.7", "other@council.example", PASSWORD, other)
    other.post("/sign-out/")
    for _ in range(20):
        tries("198.51.100.7", client=other)
    assert Guess.objects.filter(browser="").count() == 5


def test_whoever_chose_a_new_password_by_e_mail_gets_in_at_once(owner):
    for _ in range(10):
        tries("198.51.100.7")
    client = Client()
    client.post("/password/forgotten/", {"email": OWNER})
    (mail,) = OutgoingMail.objects.filter(kind="set-password")
    path = next(word for word in mail.text_body.split() if word.startswith(settings.SITE_URL) and "choose" in word)
    page = client.get(path.removeprefix(settings.SITE_URL))
    client.post(page.url, {"password1": "four more unlike words", "password2": "four more unlike words"})
    assert tries("198.51.100.7", password="four more unlike words").status_code == 302


def test_a_refusal_is_a_page_that_keeps_what_was_typed_but_for_the_password(owner):
    for _ in range(5):
        tries("198.51.100.7")
    answer = tries("198.51.100.7", password="three unlike wordz")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], SAID in page) == (429, "600", True)
    assert (f'value="{OWNER}"' in page, "three unlike wordz" in page) == (True, False)


def test_a_flood_is_answered_with_what_was_typed_too(owner, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    tries("198.51.100.7")
    answer = tries("198.51.100.7", password="three unlike wordz")
    page = answer.content.decode()
    assert (answer.status_code, OWNER in page, "three unlike wordz" in page) == (429, True, False)
    assert "For safety this can be done only so often." in page


def test_an_account_that_is_and_one_that_is_not_are_answered_alike(owner):
    """In text, in code, in how often a password is looked at, and in when it is refused."""
    User.objects.create_user("closed@council.example", PASSWORD, name="Closed", is_active=False)
    User.objects.create_user("invited@council.example", name="Invited")
    seen = []
    for number, login in enumerate((OWNER, "nobody@x.example", "closed@council.example", "invited@council.example")):
        CountedHasher.looked = 0
        answers = [tries(f"198.51.100.{number}", login) for _ in range(7)]
        pages = [answer.content.decode().partition("<main")[2].replace(login, "") for answer in answers]
        words = [" ".join(page.partition("</form>")[0].split()) for page in pages]
        without_token = [
            word.partition('name="csrfmiddlewaretoken"')[0] + word.partition('type="email"')[2] for word in words
        ]
        seen.append(([answer.status_code for answer in answers], CountedHasher.looked, without_token))
    assert seen[0][:2] == ([200] * 5 + [429] * 2, 5)
    assert seen[1:] == seen[:1] * 3


def test_an_account_that_is_and_one_that_is_not_are_sent_on_alike_when_a_password_is_forgotten(owner, client):
    answers = [client.post("/password/forgotten/", {"email": email}) for email in (OWNER, "nobody@x.example")]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/password/forgotten/sent/")}
    assert OutgoingMail.objects.get().to_address == OWNER


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example"])
def test_a_host_that_somebody_made_up_gets_into_no_mail(owner, client, host):
    for headers in ({"host": host}, {"x-forwarded-host": host}):
        client.post("/password/forgotten/", {"email": OWNER}, headers=headers)
    assert client.get("/sign-in/", headers={"host": host}).status_code == 400
    assert {"evil" in mail.text_body + mail.html_body for mail in OutgoingMail.objects.all()} == {False}


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_once_are_no_more_than_guesses_made_in_turn(owner):
    def guess():
        tries("198.51.100.7")
        connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CountedHasher.looked <= 5
