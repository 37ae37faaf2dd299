"""The council's own sign-in, against an issuer that stands in for it: who gets in, with which roles, and who does not."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from commsplan.environment import refuse_unsafe
from commsplan.oidc_environment import ROLES, roles_of_groups, tenant_of
from people.models import AuditEvent, Membership, Officer, Role, User
from tests.demo import said, seed
from tests.factors import code, with_app
from tests.oidc_stand_in import ANOTHER_KEY, CLIENT, SECRET, oidc_stand_in

NOT_USABLE = "The answer of Maidstone could not be used. Sign in again; if it happens again, tell your administrator."
TENANT = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def issuer(people, settings):
    with oidc_stand_in() as stand_in:
        stand_in.person = {"sub": "1", "email": people.users["officer"].email, "email_verified": True, "name": "Jane C"}
        settings.OIDC_ISSUER, settings.OIDC_NAME = stand_in.url, "Maidstone"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        yield stand_in


@pytest.fixture
def roles(settings):
    """The issuer decides who directs and who enters surveys, in Maidstone."""
    settings.OIDC_ROLE_CLAIM, settings.OIDC_ORGANISATION = "groups", "maidstone"
    settings.OIDC_ROLES = {"plans-directors": "director", "surveyors": "surveys"}


def to_the_issuer(client, query=""):
    """Where the issuer sends the browser back to, of this site."""
    answer = client.get(f"/sign-in/council/{query}")
    assert answer.status_code == 302
    back = urlsplit(requests.get(answer.url, allow_redirects=False, timeout=5).headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://localhost:8000/sign-in/council/back/"
    return f"{back.path}?{back.query}"


def walk(client=None, query=""):
    client = client or Client()
    return client, client.get(to_the_issuer(client, query))


def signs_in_as(client):
    answer = client.get("/account/")
    return answer.context["user"].email if answer.status_code == 200 else None


def refused(sentence):
    client, answer = walk()
    assert (answer.status_code, sentence in said(answer)) == (403, True), said(answer)
    assert signs_in_as(client) is None


# Getting in


def test_somebody_known_by_a_checked_address_gets_in_and_keeps_their_password(issuer, people):
    user = people.users["officer"]
    assert 'href="/sign-in/council/">Sign in with Maidstone</a>' in said(Client().get("/sign-in/"))
    client, answer = walk()
    assert (answer.url, signs_in_as(client)) == ("/start/", user.email)
    assert User.objects.get(pk=user.pk).has_usable_password()
    account = SocialAccount.objects.get()
    assert (account.user, account.extra_data, len(account.uid), SocialToken.objects.count()) == (user, {}, 64, 0)
    event = AuditEvent.objects.get(verb__startswith="connected")
    assert (event.verb, event.actor, event.organisation) == (
        "connected an account of Maidstone",
        user,
        people.councils["maidstone"],
    )
    walk()
    assert (SocialAccount.objects.count(), AuditEvent.objects.filter(verb__startswith="connected").count()) == (1, 1)


def test_they_are_led_on_to_where_they_were_going_and_nowhere_else(issuer):
    page = said(Client().get("/sign-in/?next=/plans/%3Fpage%3D2"))
    assert 'href="/sign-in/council/?next=%2Fplans%2F%3Fpage%3D2"' in page
    assert walk(query="?next=%2Fplans%2F%3Fpage%3D2")[1].url == "/plans/?page=2"
    assert walk(query="?next=https://evil.example/")[1].url == "/start/"


def test_what_is_asked_of_the_issuer_is_not_for_the_address_to_say(issuer):
    asked = (
        Client()
        .get("/sign-in/council/?auth_params=redirect_uri%3Dhttps://evil.example&scope=all&process=connect&nonce=1")
        .url
    )
    found = parse_qs(urlsplit(asked).query)
    assert found["redirect_uri"] == ["http://localhost:8000/sign-in/council/back/"]
    assert (sorted(found["scope"][0].split()), found["code_challenge_method"]) == (
        ["email", "openid", "profile"],
        ["S256"],
    )
    assert (len(found["nonce"][0]) > 40, len(found["state"][0]) > 10) == (True, True)


def test_once_connected_they_are_known_by_the_account_whatever_address_it_has(issuer, people):
    walk()
    issuer.person |= {"email": "married@maidstone.example", "email_verified": False}
    assert signs_in_as(walk()[0]) == people.users["officer"].email


def test_an_address_that_was_given_to_somebody_else_takes_the_sign_in_with_it(issuer, people):
    walk()
    issuer.person["sub"] = "2"
    assert signs_in_as(walk()[0]) == people.users["officer"].email
    issuer.person |= {"sub": "1", "email": "left@maidstone.example"}
    refused("Nobody signs in to commsplan with left@maidstone.example. Ask your administrator to add you.")


def test_an_id_token_that_says_little_is_completed(issuer, people):
    issuer.is_thin = True
    assert signs_in_as(walk()[0]) == people.users["officer"].email
    issuer.told_besides = {"sub": "another"}
    refused(NOT_USABLE)


def test_an_address_and_the_word_for_it_are_one_source_s(issuer, people):
    """The signed token names one address and vouches for none; what is told besides vouches for another."""
    issuer.changes = {"email": people.users["admin"].email, "email_verified": None}
    assert signs_in_as(walk()[0]) == people.users["officer"].email


# Not getting in


def test_somebody_unknown_is_refused_with_a_sentence(issuer):
    issuer.person["email"] = "stranger@maidstone.example"
    refused("Nobody signs in to commsplan with stranger@maidstone.example. Ask your administrator to add you.")
    assert not User.objects.filter(email="stranger@maidstone.example").exists()


@pytest.mark.parametrize("word", [False, None, "yes", 0, "True", ["true"]])
def test_an_address_that_was_not_checked_lets_nobody_in(issuer, word):
    issuer.person["email_verified"] = word
    refused("has been checked to be yours.")


@pytest.mark.parametrize("address", [None, "", "officer", "a@b@c.example", "off\u0131cer@demo.example", 5])
def test_without_an_address_nobody_is_known(issuer, address):
    issuer.person["email"] = address
    refused("Maidstone does not say your e-mail address")


def test_a_sign_in_that_is_closed_stays_closed_whatever_roles_the_issuer_gives(issuer, roles, people):
    user = people.users["officer"]
    User.objects.filter(pk=user.pk).update(is_active=False)
    issuer.person["groups"] = ["plans-directors"]
    client, answer = walk()
    assert (answer.url, signs_in_as(client)) == ("/closed/", None)
    assert set(Membership.objects.filter(user=user).values_list("role", flat=True)) == {"officer"}
    assert not SocialAccount.objects.exists()


def test_a_state_that_this_browser_was_not_given_is_refused(issuer):
    back, other = to_the_issuer(Client()), Client()
    other.get("/sign-in/council/")
    answer = other.get(back)
    assert (answer.status_code, NOT_USABLE in said(answer), signs_in_as(other)) == (403, True, None)
    answer = other.get("/sign-in/council/back/?code=x")
    assert (answer.status_code, issuer.exchanged) == (403, [])


def test_a_code_is_exchanged_once(issuer):
    client = Client()
    back = to_the_issuer(client)
    client.get(back)
    client.post("/sign-out/")
    assert client.get(back).status_code == 403
    thief = Client()
    stolen = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(thief.get("/sign-in/council/").url).query)["state"][0]
    answer = thief.get(f"/sign-in/council/back/?code={stolen}&state={state}")
    assert (answer.status_code, signs_in_as(client), signs_in_as(thief), len(issuer.exchanged)) == (403, None, None, 1)


def test_a_code_that_was_given_to_another_browser_is_of_no_use_without_its_verifier(issuer):
    owner, thief = Client(), Client()
    stolen = parse_qs(urlsplit(to_the_issuer(owner)).query)["code"][0]
    state = parse_qs(urlsplit(thief.get("/sign-in/council/").url).query)["state"][0]
    assert thief.get(f"/sign-in/council/back/?code={stolen}&state={state}").status_code == 403
    assert (signs_in_as(thief), issuer.exchanged) == (None, [])


WRONG = {
    "another nonce": {"nonce": "another"}, "no nonce": {"nonce": None}, "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "another"}, "two audiences": {"aud": [CLIENT, "another"]}, "another party": {"azp": "another"},
    "no audience": {"aud": None}, "no time": {"exp": None}, "too old": {"exp": int(time.time()) - 120}, "nobody": {"sub": None},
    "not yet": {"nbf": int(time.time()) + 3600},
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_an_id_token_that_is_not_ours_lets_nobody_in(issuer, what):
    issuer.changes = WRONG[what]
    refused(NOT_USABLE)


@pytest.mark.parametrize(("key", "algorithm"), [(ANOTHER_KEY, "RS256"), ("x" * 64, "HS256"), ("", "none")])
def test_an_id_token_that_the_issuer_has_not_signed_lets_nobody_in(issuer, key, algorithm):
    issuer.key, issuer.algorithm = key, algorithm
    refused(NOT_USABLE)


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": "ftp://x.example/keys"},
        {"userinfo_endpoint": 5},
    ],
)
def test_an_issuer_that_describes_itself_oddly_is_not_gone_to(issuer, description):
    issuer.description = description
    answer = Client().get("/sign-in/council/")
    assert (answer.status_code, NOT_USABLE in said(answer)) == (403, True)


def test_an_issuer_that_does_not_answer_breaks_nothing(issuer):
    client = Client()
    back = to_the_issuer(client)
    issuer.is_down = True
    assert (client.get(back).status_code, client.get("/sign-in/council/").status_code) == (403, 403)
    answer = client.get("/sign-in/council/back/?error=access_denied&state=x")
    assert (answer.status_code, signs_in_as(client)) == (403, None)


def test_whoever_says_no_at_the_issuer_is_told_so(issuer):
    client = Client()
    state = parse_qs(urlsplit(client.get("/sign-in/council/").url).query)["state"][0]
    answer = client.get(f"/sign-in/council/back/?error=access_denied&state={state}")
    assert "Maidstone did not sign you in. Sign in again, or with your password." in said(answer)


def test_where_there_is_none_there_is_none(people):
    assert [
        Client().get(path).status_code for path in ("/sign-in/council/", "/sign-in/council/back/?code=1&state=1")
    ] == [404, 404]
    assert "Sign in with Maidstone" not in said(Client().get("/sign-in/"))


# Roles


def held(user):
    return sorted(Membership.objects.filter(user=user, organisation__slug="maidstone").values_list("role", flat=True))


def test_roles_are_gained_and_lost_with_each_sign_in_and_the_others_stay(issuer, roles, people):
    user = people.users["officer"]
    issuer.person["groups"] = ["plans-directors", "surveyors", "everybody"]
    walk()
    assert held(user) == ["director", "officer", "surveys"]
    issuer.person["groups"] = ["surveyors"]
    walk()
    assert held(user) == ["officer", "surveys"]
    del issuer.person["groups"]
    walk()
    assert held(user) == ["officer"]
    trail = AuditEvent.objects.filter(verb="changed the roles of").order_by("pk")
    assert [(one.actor_name, one.after["roles"]) for one in trail] == [
        (f"{user.name}, by Maidstone", ["director", "officer", "surveys"]),
        (f"{user.name}, by Maidstone", ["officer", "surveys"]),
        (f"{user.name}, by Maidstone", ["officer"]),
    ]


def test_a_role_that_nobody_but_the_issuer_gives_is_lost_and_with_the_last_one_the_way_in(issuer, roles, people):
    director = people.users["director"]
    issuer.person |= {"sub": "9", "email": director.email, "groups": "plans-directors"}
    client, _ = walk()
    assert (signs_in_as(client), held(director)) == (director.email, ["director"])
    issuer.person["groups"] = []
    refused("You have no role in commsplan. Ask your administrator for one.")
    assert held(director) == []
    issuer.person["groups"] = ["plans-directors"]
    assert signs_in_as(walk()[0]) == director.email


def test_somebody_new_with_a_role_joins_without_a_password(issuer, roles, people):
    issuer.person = {
        "sub": "7",
        "email": "New.Person@Maidstone.example",
        "email_verified": True,
        "name": "  New\u0000 Person ",
        "groups": ["surveyors"],
    }
    client, _ = walk()
    user = User.objects.get(email="new.person@maidstone.example")
    assert (signs_in_as(client), user.name, user.has_usable_password(), held(user)) == (
        user.email,
        "New Person",
        False,
        ["surveys"],
    )
    assert Officer.objects.get(user=user).organisation == people.councils["maidstone"]
    assert [event.verb for event in AuditEvent.objects.filter(actor=user).order_by("pk")] == [
        "joined", "connected an account of Maidstone", "changed the roles of",
    ]  # fmt: skip


def test_somebody_new_becomes_the_officer_who_has_their_address(issuer, roles, people):
    known = people.councils["maidstone"].officers.create(name="P. Person", email="new@maidstone.example")
    issuer.person = {"sub": "7", "email": "new@maidstone.example", "email_verified": True, "groups": ["surveyors"]}
    walk()
    known.refresh_from_db()
    assert (known.user.email, Officer.objects.filter(user=known.user).count()) == ("new@maidstone.example", 1)


def test_somebody_new_without_a_role_or_a_checked_address_does_not_join(issuer, roles, settings):
    issuer.person |= {"sub": "7", "email": "new@maidstone.example", "groups": ["everybody"]}
    refused("Nobody signs in to commsplan with new@maidstone.example.")
    issuer.person |= {"groups": ["surveyors"], "email_verified": False}
    refused("has been checked to be yours.")
    issuer.person["email_verified"] = True
    settings.OIDC_ORGANISATION = "nowhere"
    refused("Nobody signs in to commsplan with new@maidstone.example.")


def test_groups_that_are_too_many_to_be_said_take_no_role_away(issuer, roles, people):
    issuer.person |= {"_claim_names": {"groups": "src1"}}
    refused("has too many groups of yours to name them.")


# A tenant of Entra


def test_a_tenant_s_own_address_is_believed_and_a_guest_s_of_another_is_not(issuer, people, settings):
    settings.OIDC_TENANT = TENANT
    address = people.users["officer"].email
    issuer.person = {"sub": "1", "name": "Jane", "preferred_username": address, "tid": TENANT}
    assert signs_in_as(walk()[0]) == address
    issuer.person |= {"sub": "2", "tid": TENANT.replace("1", "9")}
    refused("has been checked to be yours.")
    settings.OIDC_TENANT = ""
    refused("Maidstone does not say your e-mail address")


# The second factor


def test_the_issuer_s_second_factor_is_enough_and_otherwise_ours_is_asked(issuer, people, settings):
    settings.MFA_REQUIRED_FOR = "everybody"
    issuer.person["amr"] = ["pwd", "mfa"]
    client, _ = walk()
    assert client.get("/plans/").status_code == 200
    with_app(people.users["officer"])
    assert walk()[0].get("/plans/").status_code == 200
    for amr in (["pwd"], "mfa", None):
        issuer.person["amr"] = amr
        client, answer = walk()
        assert (answer.url, signs_in_as(client)) == ("/sign-in/code/", None)
    assert client.post("/sign-in/code/", {"code": code()}).url == "/start/"
    assert client.get("/plans/").status_code == 200


def test_without_one_anywhere_they_are_led_to_set_one_up(issuer, settings):
    settings.MFA_REQUIRED_FOR = "everybody"
    client, _ = walk()
    assert client.get("/plans/").url == "/account/second-factor/"


# The environment

WHOLE = {
    "OIDC_ISSUER": "https://id.example",
    "OIDC_CLIENT_ID": "a",
    "OIDC_CLIENT_SECRET": "b",
    "OIDC_NAME": "Maidstone",
}
WITH_ROLES = WHOLE | {"OIDC_ROLE_CLAIM": "groups", "OIDC_ROLES": "x=director,y=head", "OIDC_ORGANISATION": "maidstone"}


@pytest.mark.parametrize(
    ("env", "reason"),
    [
        *((WHOLE | {name: ""}, f"without {name}") for name in WHOLE),
        ({"OIDC_NAME": "Maidstone"}, "OIDC_NAME is set without OIDC_ISSUER and OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        (WHOLE | {"OIDC_ISSUER": "http://id.example"}, "OIDC_ISSUER is not an https address"),
        (WHOLE | {"OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "lets in people of any organisation"),
        (WHOLE | {"OIDC_ISSUER": "https://login.microsoftonline.com/organizations/v2.0"}, "lets in people of any organisation"),
        *((WITH_ROLES | {name: ""}, f"without {name}") for name in WITH_ROLES if name not in WHOLE),
        (WITH_ROLES | {"OIDC_ROLES": "x=king"}, "OIDC_ROLES gives 'x' the role 'king'"),
        (WITH_ROLES | {"OIDC_ROLES": "director"}, "OIDC_ROLES gives '' the role 'director'"),
    ],
)  # fmt: skip
def test_what_is_half_set_does_not_start(env, reason):
    with pytest.raises(ImproperlyConfigured, match=reason) as refusal:
        refuse_unsafe(env, https=False, debug=False, allowed_hosts=[])
    assert "commsplan does not start" in str(refusal.value)


@pytest.mark.parametrize("env", [{}, WHOLE, WITH_ROLES, WHOLE | {"OIDC_ISSUER": "http://localhost:9000/realms/x"}])
def test_what_is_whole_starts(env):
    refuse_unsafe(env, https=False, debug=False, allowed_hosts=[])


def test_the_words_of_the_environment_are_those_of_the_roles():
    assert set(ROLES) == set(Role.values)
    assert roles_of_groups(" a=b = director , c=head,") == {"a=b": "director", "c": "head"}
    assert tenant_of(f"https://login.microsoftonline.com/{TENANT.upper()}/v2.0") == TENANT
    assert tenant_of(f"https://login.microsoftonline.com.evil.example/{TENANT}/v2.0") == ""
