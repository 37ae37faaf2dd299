"""In Chromium: a passkey is added, signs its owner in, alone and as second factor; and every page on the way is in order."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from people.models import User
from tests.demo import seed
from tests.factors import code, kinds, with_app
from tests.test_browser import PHONE, faults

PASSWORD = "a password of the demo"


@pytest.fixture
def people(transactional_db):
    cache.clear()
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def user(people):
    return people.users["officer"]


@pytest.fixture
def keeper(page, settings, live_server):
    """A keeper of passkeys in the browser, which says yes to whatever it is asked."""
    settings.SITE_URL = live_server.url
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def in_order(page):
    """Axe finds nothing, and nothing scrolls sideways on a phone."""
    assert (page.url, faults(page)) == (page.url, [])
    wide = page.viewport_size
    page.set_viewport_size(PHONE)
    assert (page.url, page.evaluate("document.documentElement.scrollWidth")) == (page.url, PHONE["width"])
    page.set_viewport_size(wide)


def by_password(page, live_server, user):
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def out(page, live_server):
    page.goto(f"{live_server.url}/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_a_passkey_is_added_and_signs_its_owner_in(page, live_server, user, keeper):
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    by_password(page, live_server, user)
    page.goto(f"{live_server.url}/account/")
    page.get_by_role("link", name="Set up an app or a passkey").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("Desk in Maidstone House")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    in_order(page)
    page.goto(f"{live_server.url}/account/passkeys/")
    assert "Desk in Maidstone House, signs you in alone; added on" in page.locator("main").inner_text()
    in_order(page)
    out(page, live_server)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("link", name="Your account").wait_for()
    out(page, live_server)
    by_password(page, live_server, user)
    page.get_by_role("heading", name="Your second factor").wait_for()
    in_order(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("link", name="Your account").wait_for()
    page.goto(f"{live_server.url}/account/passkeys/")
    page.get_by_role("link", name="Rename Desk in Maidstone House").click()
    in_order(page)
    page.get_by_label("Name of this passkey").fill("Old desk")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old desk").click()
    in_order(page)
    page.get_by_role("button", name="Remove the passkey").click()
    page.get_by_text("You have no passkey.").wait_for()
    assert (kinds(user), said) == ([], [])


def test_a_passkey_that_only_its_owner_s_presence_unlocks_is_no_way_in_alone(page, live_server, user, keeper):
    session, number = keeper
    by_password(page, live_server, user)
    page.goto(f"{live_server.url}/account/passkeys/add/")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    out(page, live_server)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey was not given, or not in time.").wait_for()
    in_order(page)
    page.goto(f"{live_server.url}/account/")
    assert page.get_by_role("heading", name="Sign in").is_visible()


def test_a_browser_without_passkeys_says_so(page, live_server, user):
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("This browser has no passkeys. Use another way, or another browser.").wait_for()
    in_order(page)


def test_an_app_is_set_up_and_used_without_javascript(browser, live_server, people, settings):
    settings.MFA_REQUIRED_FOR = "administrators"
    page = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    by_password(page, live_server, people.users["admin"])
    assert page.get_by_text("Set up a second factor first.").is_visible()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code.cp-key").inner_text()
    page.get_by_label("Code that the app shows").fill(code(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("link", name="I have kept them: go on").click()
    page.goto(f"{live_server.url}/people/")
    assert page.get_by_role("heading", name="People").is_visible()
    page.context.clear_cookies()
    by_password(page, live_server, people.users["admin"])
    page.get_by_label("Code").fill(code(secret, later=1))
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}/people/")
    assert page.get_by_role("heading", name="People").is_visible()
    page.context.close()


def test_the_other_pages_on_the_way_are_in_order(page, live_server, people, settings):
    settings.MFA_REQUIRED_FOR = "administrators"
    by_password(page, live_server, people.users["admin"])
    page.get_by_text("Set up a second factor first.").wait_for()
    in_order(page)
    page.get_by_role("link", name="Set up an app").click()
    in_order(page)
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("link", name="Fill in “Code that the app shows”.").wait_for()
    in_order(page)
    page.get_by_label("Code that the app shows").fill(code(page.locator("code.cp-key").inner_text()))
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    for path in (
        "/account/",
        "/account/recovery/new/",
        "/account/second-factor/",
        "/account/second-factor/app/remove/",
        "/reauthenticate/code/",
    ):
        page.goto(live_server.url + path)
        in_order(page)
    with_app(User.objects.get(email=people.users["officer"].email))
    page.goto(f"{live_server.url}/people/{people.officers['Jane Clarke'].pk}/")
    assert page.get_by_role("button", name="They have lost their second factor").is_visible()
    in_order(page)


def test_too_many_guesses_are_answered_in_order(page, live_server, user):
    for _ in range(6):
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill("a wrong one")
        page.get_by_role("button", name="Sign in").click()
    page.get_by_text("There have been too many wrong tries.").wait_for()
    assert page.get_by_label("E-mail address").input_value() == user.email
    in_order(page)
