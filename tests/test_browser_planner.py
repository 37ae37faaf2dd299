"""In Chromium: the delivery plan is read at any width, and what is due is moved by keyboard, by dragging, and without
JavaScript; it prints as one sheet of A3 for the wall."""

import re
import subprocess
from datetime import date, timedelta

import pikepdf
import pytest
from django.utils import timezone

from actions.models import DateChange, Occurrence
from campaigns.models import SchoolHoliday
from commsplan.demo import cast
from commsplan.demo.sevenoaks import SLUG, build_sevenoaks
from plans.models import Election, Plan
from tests.planned import whole_year
from tests.test_browser import PHONE, RULES, faults, sign_in
from tests.test_browser_ways import CUT_OFF

WIDE = {"width": 1280, "height": 900}
TITLE = "Exhibition in six parishes"


@pytest.fixture
def people(transactional_db):
    people, today = cast.gather("a password of the demo", as_written=False), timezone.localdate()
    build_sevenoaks(people, today=today, as_written=False)
    people.plan = Plan.objects.get(slug=SLUG)
    people.monday = today - timedelta(days=today.weekday())
    whole_year(people, people.monday)
    organisation, spring = people.plan.organisation, people.monday + timedelta(weeks=16)
    SchoolHoliday.objects.create(
        organisation=organisation, name="Easter", first=spring, last=spring + timedelta(days=11)
    )
    Election.objects.create(
        organisation=organisation, name="District", notice_date=spring, polling_day=spring + timedelta(days=45)
    )
    return people


@pytest.fixture
def wall(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["head.of.communications"])
    page.set_viewport_size(WIDE)
    page.goto(live_server.url + "/delivery/")
    return page


def due():
    return Occurrence.objects.get(action__title=TITLE)


def point(page):
    return page.locator(f"#at-{due().pk}")


def moved(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def test_axe_finds_nothing_and_nothing_is_cut_off_at_any_width(wall):
    for by in ("campaign", "channel", "team"):
        wall.goto(re.sub(r"\?.*|$", f"?by={by}", wall.url, count=1))
        for size in (WIDE, {"width": 800, "height": 900}, {"width": 640, "height": 512}, PHONE):
            wall.set_viewport_size(size)
            assert (by, size, faults(wall), wall.evaluate(CUT_OFF)) == (by, size, [], [])
            assert wall.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert RULES["runOnly"]["values"].count("wcag22aa") == 1


def test_the_grid_stands_where_there_is_room_and_the_list_by_month_on_a_phone(wall):
    grid, month = wall.locator("[data-plan]"), wall.locator("tr.is-group", has_text=f"{due().due:%B %Y}")
    assert grid.is_visible() and month.is_visible()
    boxes = [mark.bounding_box() for mark in wall.locator(".cp-plan__lane:not(.cp-plan__mind) .cp-mark > a").all()]
    assert len(boxes) > 15 and overlapping(boxes) == []
    wall.set_viewport_size(PHONE)
    assert not grid.is_visible() and month.is_visible()


def overlapping(boxes):
    """Which of them lie over one another by more than a hair."""
    return [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"]) > 2
        and min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"]) > 2
    ]


def test_a_clash_leads_to_its_rows(wall):
    link = wall.locator(".cp-clashes a").first
    row = wall.locator(f"tr{link.get_attribute('href')}")
    link.click()
    assert row.is_visible() and row.evaluate("row => row.matches(':target')")


def test_by_keyboard_a_week_at_a_time_with_the_focus_kept(wall):
    day = due().due
    point(wall).focus()
    wall.keyboard.press("ArrowRight")
    wall.keyboard.press("ArrowRight")
    wall.keyboard.press("ArrowLeft")
    later = day + timedelta(days=7)
    said = wall.locator("[data-told]")
    assert said.inner_text().startswith(f"{TITLE}: 1 week later, {later:%A} {later.day} {later:%B %Y}.")
    assert wall.evaluate("document.activeElement.id") == f"at-{due().pk}"
    wall.keyboard.press("Escape")
    assert said.inner_text() == f"{TITLE} stays on {day:%A} {day.day} {day:%B %Y}."
    assert "day=" not in point(wall).get_attribute("href")
    wall.keyboard.press("ArrowRight")
    wall.keyboard.press("Enter")
    wall.wait_for_url("**/delivery/move/**")
    assert wall.get_by_label("When will it be delivered?").input_value() == moved(later)
    assert due().due == day  # nothing has moved yet
    wall.get_by_label("Why the date moves").fill("The hall is taken.")
    wall.keyboard.press("Tab")
    wall.keyboard.press("Enter")
    wall.get_by_text(f"is now due on {later.day} {later:%B %Y}").wait_for()
    assert (due().due, DateChange.objects.get().reason) == (later, "The hall is taken.")


def test_nothing_is_proposed_before_today(wall):
    story = Occurrence.objects.get(action__title="Thank-you to traders")
    wall.locator(f"#at-{story.pk}").focus()
    for _ in range(6):
        wall.keyboard.press("ArrowLeft")
    assert "has passed: it can be moved no earlier." in wall.locator("[data-told]").inner_text()


def drag(page, weeks):
    """With the pointer by so many weeks, in steps as a hand does it."""
    box = point(page).bounding_box()
    width = page.locator(".cp-plan__track").first.bounding_box()["width"] / 365 * 7 * weeks
    x, y = box["x"] + 8, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + width, y + 3, steps=8)


def test_by_dragging_to_another_week(wall):
    point(wall).scroll_into_view_if_needed()
    day = due().due
    drag(wall, 3)
    assert "3 weeks later" in wall.locator("[data-told]").inner_text()
    assert wall.evaluate("document.activeElement.id") == f"at-{due().pk}"
    wall.mouse.up()
    wall.wait_for_url("**/delivery/move/**")
    later = day + timedelta(days=21)
    assert wall.get_by_label("When will it be delivered?").input_value() == moved(later)
    wall.get_by_label("Why the date moves").fill("The hall is taken.")
    wall.get_by_role("button", name="Move it").click()
    wall.get_by_text("is now due on").wait_for()
    assert due().due == later and "/delivery/" in wall.url
    assert faults(wall) == []


def test_what_is_dragged_and_put_back_stays(wall):
    point(wall).scroll_into_view_if_needed()
    address, day = wall.url, due().due
    drag(wall, 2)
    wall.keyboard.press("Escape")
    wall.mouse.up()
    assert wall.locator("[data-told]").inner_text().startswith(f"{TITLE} stays on")
    assert (wall.url, due().due) == (address, day)


def test_without_javascript_every_point_leads_to_the_form(browser, live_server, client, people):
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    page = context.new_page()
    sign_in(page, live_server, client, people.users["communications"])
    page.goto(live_server.url + "/delivery/?by=channel")
    assert page.locator("[data-how]").is_hidden()
    point(page).click()
    later = due().due + timedelta(days=14)
    page.get_by_label("When will it be delivered?").fill(moved(later))
    page.get_by_label("Why the date moves").fill("The hall is taken.")
    page.get_by_role("button", name="Move it").click()
    assert page.url.endswith(f"/delivery/?by=channel#at-{due().pk}") and due().due == later
    page.set_viewport_size(PHONE)
    page.locator(f"#due-{due().pk} a", has_text="Move").click()
    assert page.get_by_label("Why the date moves").is_visible()
    context.close()


def test_who_may_not_move_anything_is_led_to_the_action(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["smt"])
    page.set_viewport_size(WIDE)
    page.goto(live_server.url + "/delivery/")
    assert page.locator("a[data-due]").count() == 0
    point(page).focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-told]").inner_text() == ""
    point(page).click()
    page.wait_for_url("**/actions/**")


@pytest.mark.poppler
def test_it_prints_on_a3_the_plan_on_the_first_sheet_and_other_pages_on_a4(wall, live_server, tmp_path):
    wall.pdf(path=tmp_path / "wall.pdf", prefer_css_page_size=True)
    with pikepdf.open(tmp_path / "wall.pdf") as pdf:
        assert {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in pdf.pages} == {(1191, 842)}
    first = subprocess.run(
        ["pdftotext", "-l", "1", tmp_path / "wall.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "No campaign" in first.stdout and "takes longer than a week" in first.stdout
    assert "The list behind the plan" not in first.stdout
    wall.goto(live_server.url + "/briefs/")
    wall.pdf(path=tmp_path / "other.pdf", prefer_css_page_size=True)
    with pikepdf.open(tmp_path / "other.pdf") as pdf:
        assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
