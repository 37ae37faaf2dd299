"""In Chromium: axe finds nothing, nothing scrolls sideways on a phone, and an update takes three interactions."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from actions.models import ProgressUpdate
from tests.demo import seed

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
PAGES = {
    "officer": ["/", "/actions/{action}/", "/plans/", "/help/", "/password/change/"],
    "director": ["/plans/mkip-2015-16/", "/plans/mkip-2015-16/declare/"],
    "plan.manager": [
        "/plans/new/",
        "/plans/mkip-2015-16/edit/",
        "/plans/mkip-2015-16/import/",
        "/meetings/",
        "/actions/{action}/edit/",
    ],
    "democratic.services": ["/reports/", "/plans/mkip-2015-16/reports/new/"],
    "admin": ["/people/", "/people/add/", "/organisations/"],
}


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


def sign_in(page, live_server, client, user):
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


@pytest.mark.parametrize("role", PAGES)
def test_axe_finds_nothing(page, live_server, client, people, role):
    action = people.officers["Jane Clarke"].assignments.first().action_id
    sign_in(page, live_server, client, people.users[role])
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in PAGES[role]:
        page.goto(live_server.url + path.format(action=action))
        found = Axe().run(page, options=RULES).response["violations"]
        assert (path, [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]) == (path, [])
    assert said == []


@pytest.mark.parametrize("javascript", [True, False])
def test_an_update_in_three_interactions_on_a_phone(browser, live_server, client, people, javascript):
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    page = context.new_page()
    sign_in(page, live_server, client, people.users["officer"])
    page.goto(live_server.url + "/?open=none")
    before = ProgressUpdate.objects.count()
    page.get_by_role("link", name="Update Member survey").click()
    page.get_by_label("Green").check()
    page.get_by_role("button", name="Post update").click()
    assert (
        page.locator(".govuk-notification-banner__heading").inner_text() == "Your update on “Member survey” is posted."
    )
    assert ProgressUpdate.objects.count() == before + 1
    for path in ("/", "/plans/mkip-2015-16/"):
        page.goto(live_server.url + path)
        if javascript:
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
