"""A second factor is set up, asked for, good once, required of administrators, and reset by one."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commsplan.environment import required_for
from people.models import AuditEvent, Membership, OutgoingMail, Role, User
from people.second_factor import MFAAdapter
from tests.access import BY_TOKEN, routes
from tests.demo import once, said, seed
from tests.factors import SECRET, code, kinds, with_app

PASSWORD = "a password of the demo"
WRONG = "That is not right, or it has been used already. Try again with the next code."
LIMITED = "There have been too many wrong tries. Wait ten minutes, then try again."


@pytest.fixture
def people(db, monkeypatch):
    """What the library does once a request's work is committed is done at once: a test's own never is."""
    monkeypatch.setattr(transaction, "on_commit", lambda act, **options: act())
    cache.clear()
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def user(people):
    return people.users["officer"]


def by_password(user, client=None):
    """A client that has given the password, and where it was led."""
    client = client or Client()
    answer = client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return client, answer.headers.get("location")


def is_in(client):
    return client.get("/plans/").status_code == 200


def events(user):
    return list(AuditEvent.objects.filter(kind="user", object_id=user.pk).order_by("pk").values_list("verb", flat=True))


def told(user):
    return [mail.text_body for mail in OutgoingMail.objects.filter(kind="sign-in-changed", to_address=user.email)]


# Setting up, and being asked


def test_an_app_is_set_up_without_javascript_and_sessions_elsewhere_end(user):
    client, _ = by_password(user)
    elsewhere, _ = by_password(user)
    page = client.get("/account/second-factor/app/")
    secret = page.context["form"].secret
    assert (f">{secret}</code>" in said(page), "data:image/svg+xml;base64," in said(page)) == (True, True)
    assert WRONG in said(client.post("/account/second-factor/app/", {"code": "000000"}))
    answer = client.post("/account/second-factor/app/", {"code": code(secret)})
    assert answer.url == "/account/recovery/"
    assert len(re.findall(r'<code class="cp-key">\d{8}</code>', said(client.get(answer.url)))) == 10
    assert client.get("/account/recovery/file/")["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert [is_in(client), is_in(elsewhere)] == [True, False]
    assert (kinds(user), events(user)) == (["recovery_codes", "totp"], ["set up an authenticator app for"])
    (mail,) = told(user)
    assert "An authenticator app was set up." in mail
    assert "You are asked for a second factor" in said(client.get("/account/"))


def test_the_password_alone_lets_nobody_in_then(user):
    with_app(user)
    client, where = by_password(user)
    assert (where, is_in(client)) == ("/sign-in/code/", False)
    assert WRONG in said(client.post(where, {"code": "123456"}))
    assert not is_in(client)
    assert client.post(where, {"code": code()}).url == "/start/"
    assert is_in(client)


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_a_code_is_good_once_even_where_it_would_still_be_in_time(user, later):
    with_app(user)
    shown = code(later=later)
    first, where = by_password(user)
    assert first.post(where, {"code": shown}).status_code == 302
    cache.clear()  # the database knows it too
    second, _ = by_password(user)
    assert WRONG in said(second.post(where, {"code": shown}))
    assert WRONG in said(second.post(where, {"code": code(later=later - 1)}))
    assert (is_in(first), is_in(second)) == (True, False)


def test_the_code_it_was_set_up_with_is_used(user):
    client, _ = by_password(user)
    secret = client.get("/account/second-factor/app/").context["form"].secret
    shown = code(secret)
    client.post("/account/second-factor/app/", {"code": shown})
    cache.clear()
    other, where = by_password(user)
    assert WRONG in said(other.post(where, {"code": shown}))
    assert other.post(where, {"code": code(secret, later=1)}).status_code == 302


def test_a_recovery_code_is_good_once_and_its_use_is_told(user):
    first_code, second_code, *_ = with_app(user)
    first, where = by_password(user)
    assert first.post(where, {"code": first_code}).status_code == 302
    second, _ = by_password(user)
    assert WRONG in said(second.post(where, {"code": first_code}))
    assert second.post(where, {"code": second_code}).status_code == 302
    assert events(user) == ["used a recovery code of"] * 2
    assert "A recovery code was used to sign in." in told(user)[0]


def test_codes_are_tried_ten_times(user):
    with_app(user)
    client, where = by_password(user)
    answers = [client.post(where, {"code": f"{number:06}"}) for number in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert (LIMITED in said(answers[-1]), answers[-1]["Retry-After"]) == (True, "600")
    other, _ = by_password(user)
    assert other.post(where, {"code": code()}).status_code == 429
    assert not is_in(other)


def test_what_is_secret_is_stored_encrypted_and_matches_nothing_under_another_key(user, settings):
    codes = with_app(user)
    stored = json.dumps([one.data for one in Authenticator.objects.filter(user=user)])
    assert (SECRET in stored, any(one in stored for one in codes)) == (False, False)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    client, where = by_password(user)
    assert client.post(where, {"code": code()}).status_code == 302
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [], "m" * 50
    for tried in (code(later=1), codes[0], "000000"):
        client, where = by_password(user)
        assert WRONG in said(client.post(where, {"code": tried}))


def test_before_something_that_matters_the_password_or_a_code_is_asked_again(user):
    with_app(user)
    client = Client()
    client.force_login(user)
    session = client.session
    session["began"] -= 400
    session.save()
    asked = client.get("/account/recovery/")
    assert asked.url == "/reauthenticate/?next=%2Faccount%2Frecovery%2F"
    assert "Use a code of your app" in said(client.get(asked.url))
    assert "Incorrect password." in said(client.post(asked.url, {"password": "wrong"}))
    assert client.post(asked.url, {"password": PASSWORD}).url == "/account/recovery/"
    for _ in range(5):
        client.post(asked.url, {"password": "wrong"})
    limited = client.post(asked.url, {"password": "wrong"})
    assert (limited.status_code, LIMITED in said(limited)) == (429, True)
    assert client.get("/account/recovery/").status_code == 200


def test_removing_it_is_told(user):
    with_app(user)
    client, where = by_password(user)
    client.post(where, {"code": code()})
    assert "your recovery codes go with it" in said(client.get("/account/second-factor/app/remove/"))
    assert client.post("/account/second-factor/app/remove/").url == "/account/second-factor/"
    assert (kinds(user), events(user)) == ([], ["removed an authenticator app of"])
    assert "An authenticator app was removed." in told(user)[0]


def test_recovery_codes_made_anew_are_others(user):
    before = with_app(user)
    client, where = by_password(user)
    client.post(where, {"code": code()})
    assert client.post("/account/recovery/new/").url == "/account/recovery/"
    assert before[0] not in said(client.get("/account/recovery/"))
    assert events(user) == ["made new recovery codes for"]


# Required


def administrators(people):
    council = User.objects.create_user("council.admin@demo.example", PASSWORD, name="Council administrator")
    Membership.objects.create(user=council, organisation=people.councils["maidstone"], role=Role.ADMINISTRATOR)
    return [people.users["admin"], council]


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED_FOR = "administrators"


def test_administrators_are_led_to_set_one_up_and_nobody_else(people, required, settings):
    for user in administrators(people):
        client, _ = by_password(user)
        assert client.get("/people/?page=1").url == "/account/second-factor/"
        page = said(client.get("/account/second-factor/"))
        assert "Set up a second factor first." in page
        secret = client.get("/account/second-factor/app/").context["form"].secret
        answer = client.post("/account/second-factor/app/", {"code": code(secret)})
        assert '<a class="govuk-button" href="/people/?page=1">I have kept them: go on</a>' in said(
            client.get(answer.url)
        )
        assert client.get("/people/?page=1").status_code == 200
    assert is_in(by_password(people.users["officer"])[0])
    settings.MFA_REQUIRED_FOR = "everybody"
    assert not is_in(by_password(people.users["officer"])[0])
    settings.MFA_REQUIRED_FOR = "nobody"
    assert is_in(by_password(people.users["officer"])[0])


def test_until_then_no_address_answers_but_those_that_set_one_up(people, required):
    client, _ = by_password(people.users["admin"])
    open_to_them = set()
    for route in routes():
        if route.permission == "public" or not route.example or BY_TOKEN.match(route.pattern):
            continue  # what programs read with a token knows no session (test_api)
        for method in ("get", "post"):
            answer = getattr(client, method)(route.example)
            if (answer.status_code, answer.headers.get("location")) != (302, "/account/second-factor/"):
                open_to_them.add(route.name)
    assert open_to_them == {
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    }  # fmt: skip
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/people/").url.startswith("/sign-in/")


def test_a_session_that_has_not_shown_the_factor_its_owner_has_is_ended(people, required):
    admin = people.users["admin"]
    client, _ = by_password(admin)
    with_app(admin)
    assert client.get("/people/").url == "/sign-in/"
    assert "Sign in again, with your second factor." in said(client.get("/sign-in/"))
    assert by_password(admin)[1] == "/sign-in/code/"


def test_whoever_removes_it_is_led_to_set_one_up_again(people, required):
    admin = people.users["admin"]
    with_app(admin)
    client, where = by_password(admin)
    client.post(where, {"code": code()})
    assert client.get("/people/").status_code == 200
    client.post("/account/second-factor/app/remove/")
    assert client.get("/people/").url == "/account/second-factor/"


@pytest.mark.parametrize(
    ("environment", "who"),
    [
        ({}, "nobody"),
        ({"SITE_URL": "https://plans.example"}, "administrators"),
        ({"MFA_REQUIRED_FOR": "administrators"}, "administrators"),
        ({"SITE_URL": "https://plans.example", "MFA_REQUIRED_FOR": "everybody"}, "everybody"),
        ({"SITE_URL": "https://plans.example", "MFA_REQUIRED_FOR": "nobody"}, "nobody"),
    ],
)
def test_of_whom_it_is_required(environment, who):
    assert required_for(environment) == who


@pytest.mark.parametrize("word", ["admins", "Everybody", "1", "administrators,directors"])
def test_no_other_word_starts(word):
    with pytest.raises(ImproperlyConfigured, match="one of these words: administrators, everybody, nobody"):
        required_for({"MFA_REQUIRED_FOR": word})


# Reset


def test_an_administrator_resets_it_and_the_person_is_told(people, user):
    with_app(user)
    client, where = by_password(user)
    client.post(where, {"code": code()})
    jane = people.officers["Jane Clarke"]
    address = reverse("people:reset-second-factor", kwargs={"pk": jane.pk})
    for name, refusal in (("plan.manager", 403), ("officer2", 404)):
        stranger, _ = by_password(people.users[name])
        assert stranger.post(address, once(jane.version)).status_code == refusal
    admin, _ = by_password(people.users["admin"])
    assert "They have lost their second factor" in said(admin.get(f"/people/{jane.pk}/"))
    admin.post(address, once(jane.version))
    page = said(admin.get(f"/people/{jane.pk}/"))
    assert "has no second factor now, is signed out everywhere, and has been told by e-mail." in page
    assert "They have lost their second factor" not in page
    assert (kinds(user), is_in(client), by_password(user)[1]) == ([], False, "/start/")
    event = AuditEvent.objects.get(verb="reset the second factor of")
    assert (event.actor, event.before) == (
        people.users["admin"],
        {"second factor": ["an authenticator app", "recovery codes"]},
    )
    assert "Administrator has removed your second factor" in told(user)[-1]


def test_a_council_s_administrator_resets_nobody_who_is_more_than_the_council_s(people, user):
    _, council = administrators(people)
    jane, client = people.officers["Jane Clarke"], by_password(council)[0]
    with_app(user)
    address = reverse("people:reset-second-factor", kwargs={"pk": jane.pk})
    Membership.objects.create(user=user, organisation=people.councils["swale"], role=Role.DIRECTOR)
    client.post(address, once(jane.version))
    assert "signs in to other councils too. Ask an administrator of the installation." in said(client.get("/people/"))
    assert kinds(user) == ["recovery_codes", "totp"]
    own = people.councils["maidstone"].officers.create(name="Themselves", user=council)
    with_app(council)
    client.post(reverse("people:reset-second-factor", kwargs={"pk": own.pk}), once(own.version))
    assert "Change your own second factor on “Your account”." in said(client.get("/people/"))


# Passkeys: what a browser does with them stands in test_browser_sign_in


def test_a_passkey_is_the_site_s_whatever_host_a_request_names(settings):
    settings.SITE_URL = "https://plans.example.gov.uk:8443"
    assert MFAAdapter().get_public_key_credential_rp_entity() == {"id": "plans.example.gov.uk", "name": "commsplan"}


HOSTILE = [
    "", "x", "[]", "1", "null", '""', "{}", '{"response": 5}', '{"id": "x", "response": "x"}', "[" * 20_000, '{"a":' * 9_000, "x" * 60_000,
    '{"id":"eA","rawId":"eA","type":"public-key","response":{"userHandle":"MQ","clientDataJSON":"e30","authenticatorData":"eA","signature":"eA"}}',
    '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}',
    '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"eA","attestationObject":"\\u0000"}}',
    '{"id":5,"rawId":null,"type":[],"response":{"userHandle":["x"]}}',
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_that_is_sent_for_a_passkey_lets_in_or_breaks(user, value):
    with_app(user)
    stranger = Client()
    stranger.get("/sign-in/passkey/", headers={"accept": "application/json"})
    assert stranger.post("/sign-in/passkey/", {"credential": value}).status_code in (200, 302)
    assert not is_in(stranger)
    client, where = by_password(user)
    client.get(where)
    assert client.post(where, {"credential": value}).status_code == 200
    assert not is_in(client)
    client.post(where, {"code": code()})
    client.get("/account/passkeys/add/")
    assert client.post("/account/passkeys/add/", {"credential": value, "name": "x"}).status_code == 200
    assert "webauthn" not in kinds(user)


@pytest.mark.parametrize("value", ["", "١٢٣٤٥٦", "\x00", "9" * 500, "12 34-56", "é"])
def test_no_code_breaks(user, value):
    with_app(user)
    client, where = by_password(user)
    assert client.post(where, {"code": value}).status_code == 200
    assert not is_in(client)


def test_a_code_without_a_password_is_asked_of_nobody(people):
    assert Client().get("/sign-in/code/").url == "/sign-in/"
    assert Client().post("/sign-in/code/", {"code": "123456"}).url == "/sign-in/"
