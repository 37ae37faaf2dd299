"""In Chromium: a plan is edited in place, by keyboard, with and without JavaScript, and nothing typed is lost."""

import pytest
from django.utils import timezone

from actions.models import Action
from plans.models import Objective, Plan
from plans.periods import FinancialYear
from surveys.models import Measure, Reading
from tests.demo import seed
from tests.test_browser import faults, sign_in

SLUG = "mkip-2015-16"


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


def staff_actions():
    rows = Action.objects.filter(plan__slug=SLUG, section="Staff").in_order()
    return [*rows.values_list("title", flat=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_an_action_moves_by_keyboard_and_a_removed_one_comes_back(browser, live_server, client, people, javascript):
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": 1280, "height": 600})
    page = context.new_page()
    sign_in(page, live_server, client, people.users["plan.manager"])
    page.goto(f"{live_server.url}/plans/{SLUG}/edit/")
    *before, last = staff_actions()
    pk = Action.objects.get(plan__slug=SLUG, section="Staff", title=last).pk
    for number in (1, 2):
        page.locator(f"#up-{pk}").focus()
        page.keyboard.press("Enter")
        above = page.locator(f"tr#action-{pk} + tr th a", has_text=before[-number])
        above.wait_for()
        if javascript:
            page.wait_for_function(f"document.activeElement.id === 'up-{pk}'")
        top = page.locator(f"#action-{pk}").bounding_box()["y"]
        assert 0 < top < 600
    assert staff_actions() == [*before[:-2], last, *before[-2:]]

    page.get_by_role("link", name="Add an action").click()
    page.get_by_label("Action", exact=True).fill("A slip")
    page.get_by_label("Who").fill("Ann Other; Communications Teams to distribute")
    page.get_by_role("button", name="Add action").click()
    assert page.get_by_role("link", name="Say what is to become of “Ann Other”").is_visible()
    assert not javascript or faults(page) == []
    page.get_by_label("Add this name as an officer").check()
    page.get_by_role("button", name="Add action").click()
    page.get_by_role("link", name="A slip").first.click()
    page.get_by_role("link", name="Remove", exact=True).click()
    page.get_by_role("button", name="Remove it").click()
    assert not Action.objects.filter(title="A slip").exists()
    assert not javascript or faults(page) == []
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("“A slip” is back.").wait_for()
    assert [one.name for one in Action.objects.get(title="A slip").assignments.all()][0] == "Ann Other"
    context.close()


def test_a_row_typed_and_not_sent_is_asked_about_before_a_link_takes_it_away(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["plan.manager"])
    address = f"{live_server.url}/plans/{SLUG}/sections/objectives/"
    page.goto(address)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    text = page.locator(".cp-section form textarea").first
    text.press_sequentially("Half an objective")
    page.get_by_role("link", name="Next:").click()
    page.wait_for_timeout(300)
    assert (asked, page.url, text.input_value()) == (["beforeunload"], address, "Half an objective")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Undo").wait_for()
    assert Objective.objects.filter(plan=Plan.objects.get(slug=SLUG), statement="Half an objective").exists()
    page.get_by_role("link", name="Next:").click()
    page.wait_for_url(lambda url: url != address and "?" not in url)
    assert asked == ["beforeunload"]


def test_a_table_pasted_from_a_spreadsheet_fills_the_boxes_and_is_told(page, live_server, client, people):
    plan, year = Plan.objects.get(slug=SLUG), FinancialYear.containing(timezone.localdate())
    plan.first_year = year.start_year - 1
    plan.save()
    figures = [Measure.objects.create(plan=plan, statement=name, unit="count") for name in ("Calls", "Mentions")]
    sign_in(page, live_server, client, people.users["plan.manager"])
    page.goto(f"{live_server.url}/plans/{SLUG}/readings/{plan.years.first.slug}/")
    first, second = (
        [page.get_by_role("group", name=one.statement).locator("[data-figure]").nth(n) for n in range(4)]
        for one in figures
    )
    first[2].focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        "12\t1,300\t9\r\n0\t\r\n",
    )
    assert [box.input_value() for box in (*first, *second)] == ["", "", "12", "1,300", "", "", "0", ""]
    told = page.locator("[data-told]")
    assert told.inner_text() == "3 figures pasted. 1 had no box and was left out. Nothing is saved yet."
    page.get_by_role("button", name="Tick all these figures as confirmed").click()
    assert "2 figures ticked" in told.inner_text() and faults(page) == []
    page.get_by_role("button", name="Save readings").click()
    page.get_by_text("3 readings saved.").wait_for()
    rows = Reading.objects.order_by("pk").values_list("measure__statement", "value", "is_confirmed")
    assert [*rows] == [("Calls", 12, True), ("Calls", 1300, True), ("Mentions", 0, False)]
