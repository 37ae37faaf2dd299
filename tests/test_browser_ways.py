"""Every type of page in every way it may be read: without JavaScript, at 200% and 400% zoom, in forced colours; the order in
which Tab goes through it, and where the summary of errors leads."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from actions.models import Action
from tests.demo import seed
from tests.test_browser import RULES, sign_in
from tests.test_browser import things as things

TYPES = {
    "officer": ["/", "/several/", "/actions/{action}/", "/actions/{newsletter}/", "/search/?q=member", "/questions/", "/calendar/{year}/{month}/"],
    "director": ["/plans/", "/plans/mkip-2015-16/", "/priorities/{priority}/", "/plans/mkip-2015-16/meeting/1/", "/actions/?show=silent", "/measures/{measure}/", "/help/"],
    "plan.manager": ["/plans/mkip-2015-16/edit/", "/imports/{read}/", "/plans/mkip-2015-16/health/"],
    "democratic.services": ["/reports/{cover}/", "/reports/"],
    "admin": ["/people/", "/people/mail/"],
}  # fmt: skip
# A page at 200% on a screen of 1280 has the room of 640, at 400% that of 320.
WAYS = {
    "at 200%": {"viewport": {"width": 640, "height": 512}},
    "at 400%": {"viewport": {"width": 320, "height": 256}},
    "on a phone, without JavaScript": {"viewport": {"width": 360, "height": 740}},
    "without JavaScript": {"viewport": {"width": 1280, "height": 900}},
    "in forced colours": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}
# Words whose box shows less of them than there is. What is hidden on purpose (for screen readers only) is a pixel wide.
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter((one) => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  if (box.width < 3 || !one.textContent.trim() || one.closest('svg, select')) return false;
  const cuts = (way) => ['hidden', 'clip'].includes(way);
  return (cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 1) || (cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.outerHTML.slice(0, 120))"""
# What Tab stops at, in the order of the page, and whether it can be seen that it does.
STOP = """() => { const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const all = [...document.querySelectorAll('*')];
  return { at: all.indexOf(one), seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none', tab: one.tabIndex,
    inside: box.bottom > 0 && box.top < innerHeight, name: (one.textContent || one.name || one.id).trim().slice(0, 40) }; }"""


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


def test_nothing_is_cut_off_and_axe_finds_nothing(browser, live_server, client, people, things):
    wrong = []
    for way, options in WAYS.items():
        context = browser.new_context(**options)
        if "without JavaScript" in way:  # axe needs some itself, so what is kept from the page is its own script
            context.route("**/*.js", lambda route: route.abort())
        page = context.new_page()
        for role, paths in TYPES.items():
            sign_in(page, live_server, client, people.users[role])
            for path in paths:
                page.goto(live_server.url + path.format(**things))
                wrong += [(way, path, fault) for fault in faults_of(page, options)]
        context.close()
    assert wrong == []


def faults_of(page, options):
    width = page.evaluate("document.documentElement.scrollWidth")
    found = [("cut off", words) for words in page.evaluate(CUT_OFF)]
    found += [("scrolls sideways", width)] if width > options["viewport"]["width"] else []
    for one in Axe().run(page, options=RULES).response["violations"]:
        found.append((one["id"], [node["target"] for node in one["nodes"]][:3]))
    return found


PATHS = [("officer", "/"), ("officer", "/several/"), ("director", "/plans/"), ("director", "/plans/mkip-2015-16/")]


def test_tab_goes_through_the_page_in_its_order_and_can_be_seen(page, live_server, client, people):
    for role, path in PATHS:
        sign_in(page, live_server, client, people.users[role])
        page.goto(live_server.url + path)
        stops = []
        for _ in range(45):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stops and stop["at"] <= stops[-1]["at"]:
                break
            stops.append(stop)
        assert (path, len(stops) >= 15) == (path, True)
        assert (path, [stop["name"] for stop in stops if not stop["seen"]]) == (path, [])
        assert (path, [stop["name"] for stop in stops if not stop["inside"]]) == (path, [])
        assert {stop["tab"] for stop in stops} == {0}
        assert stops[0]["name"] == "Skip to main content"


def test_every_line_of_an_error_summary_leads_to_its_field(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["officer"])
    action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    due = f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}"
    page.goto(f"{live_server.url}/actions/{action.pk}/date/")
    page.get_by_label("When will it be delivered?").fill("some time")
    page.get_by_role("button").last.click()
    lead_to_fields(page, 2)
    page.goto(f"{live_server.url}/actions/?due_from=x&due_to={due}&council=nowhere")
    lead_to_fields(page, 2)
    page.goto(f"{live_server.url}/several/")
    page.locator("select").nth(0).select_option("red")
    page.locator("textarea").nth(2).fill("Words and no colour")
    page.get_by_role("button", name="Post all").click()
    lead_to_fields(page, 2)


def lead_to_fields(page, least):
    page.locator(".govuk-error-summary").wait_for()
    links = page.locator(".govuk-error-summary__list a")
    assert links.count() >= least
    for at in range(links.count()):
        links.nth(at).click()
        focused = page.evaluate("document.activeElement.tagName")
        assert (links.nth(at).inner_text(), focused in ("INPUT", "SELECT", "TEXTAREA")) == (
            links.nth(at).inner_text(),
            True,
        )
        assert (
            page.evaluate(
                "document.activeElement.getAttribute('aria-invalid') || document.activeElement.closest('.govuk-form-group--error') && 'true'"
            )
            == "true"
        )
