"""In Chromium: an officer leaves by keyboard, with and without JavaScript; a list of officers is looked at; at 1280 and 360."""

import os

import pytest
from django.utils import timezone

from people.belongings import everything_of
from people.models import Officer
from people.takeaway import as_csv
from tests.demo import seed
from tests.test_browser import PHONE, faults, sign_in

WIDE = {"width": 1280, "height": 800}
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


def looked_at(page, name):
    """axe finds nothing, and nothing scrolls sideways, on a desk and on a phone."""
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert (name, faults(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{size['width']}.png", full_page=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_leaves_by_keyboard(browser, live_server, client, people, javascript):
    officer = Officer.objects.get(user=people.users["officer"])
    items = everything_of(officer, timezone.localdate())
    assert len(items) > 3
    context = browser.new_context(java_script_enabled=javascript, viewport=WIDE)
    page = context.new_page()
    sign_in(page, live_server, client, people.users["admin"])
    page.goto(f"{live_server.url}/people/{officer.pk}/")
    page.get_by_role("link", name="They are leaving").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=f"{officer} leaves").wait_for()
    look = page.get_by_role("button", name="See what would change")
    box = page.get_by_role("textbox").or_(page.get_by_role("combobox")).filter(visible=True).last
    box.focus()
    page.keyboard.type("Nobody Known")
    look.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="There is a problem").wait_for()
    if javascript:
        looked_at(page, "leaving-wrong")
    assert page.locator("input[value='Nobody Known']").count() == 1
    page.locator("input[value='Nobody Known']").fill("")
    for select in page.locator("select").all():
        select.focus()
        page.keyboard.press("ArrowDown")
    for tick in page.locator("input[type=checkbox]").all():
        tick.focus()
        page.keyboard.press("Space")
    look.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What would change").wait_for()
    if javascript:
        looked_at(page, "leaving-look")
    page.get_by_role("button", name="Hand all this over and close their sign-in").focus()
    page.keyboard.press("Enter")
    page.get_by_text(f"{officer} has left, and what they could open is closed.").wait_for()
    if javascript:
        looked_at(page, "left")
    officer.refresh_from_db()
    assert officer.left_on is not None
    context.close()


def test_a_list_of_officers_is_looked_at(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["admin"])
    page.goto(f"{live_server.url}/people/import/")
    page.get_by_label("Council").select_option(label="Maidstone Borough Council")
    rows = [
        ["Name", "Post", "E-mail address", "Roles"],
        ["Dan Dell", "Web", "dan@x.example", "Officer"],
        ["Eve", "", "eve at x", ""],
    ]
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": as_csv(rows)}
    page.get_by_label("The list").set_input_files(file)
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("heading", name="Check before taking in").wait_for()
    looked_at(page, "list")
    page.get_by_role("button", name="Take in the list").focus()
    page.keyboard.press("Enter")
    page.get_by_text("The list of Maidstone Borough Council has been taken in: 1 added, 1 not taken in.").wait_for()
    page.goto(f"{live_server.url}/organisations/{people.councils['maidstone'].pk}/access/")
    looked_at(page, "access")
    sign_in(page, live_server, client, people.users["plan.manager"])
    page.goto(f"{live_server.url}/plans/mkip-2015-16/partners/")
    page.get_by_role("group", name="The people of Swale Borough Council may").wait_for()
    looked_at(page, "partners")
