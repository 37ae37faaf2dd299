"""An officer who opens commsplan at five in the afternoon."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import Action, Assignment, Occurrence, ProgressUpdate
from actions.timing import parse_timing
from plans.models import Plan
from plans.periods import in_words
from tests.demo import seed
from tests.journeys.person import Person


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def jane(page, live_server, people):
    return Person(page, live_server.url, "officer@demo.example")


def given_to_jane(people, number, *, rag="green"):
    """So many actions due within a week, each with a colour that was declared, and nothing else."""
    jane, today = people.officers["Jane Clarke"], timezone.localdate()
    Assignment.objects.filter(officer=jane).delete()
    plan, due = Plan.objects.get(slug="mkip-2015-16"), timezone.localdate() + timedelta(days=6)
    made = []
    for at in range(number):
        timing = parse_timing(f"{due:%d/%m/%Y}", plan.years)
        action = Action.objects.create(
            plan=plan, title=f"Leaflet {at + 1}", timing=timing, added_on=today - timedelta(days=60), position=at
        )
        Assignment.objects.create(action=action, officer=jane, is_accountable=True)
        Occurrence.objects.create(action=action, due=due, first_due=due)
        ProgressUpdate.objects.create(action=action, rag=rag, done="Begun.", by_name="x", on=today - timedelta(days=30))
        made.append(action)
    return made


def last_said(action):
    return ProgressUpdate.objects.filter(action=action).latest("pk")


def test_one_due_action_takes_two_presses_from_the_sign_in(jane, people):
    (leaflet,) = given_to_jane(people, 1)
    jane.signs_in().starts_counting()
    assert jane.heading == "My actions"
    jane.chooses("Green")  # its form is open already
    jane.presses("Post update")
    assert jane.did == 2
    assert jane.is_told == "Your update on “Leaflet 1” is posted."
    assert (last_said(leaflet).rag, last_said(leaflet).on) == ("green", timezone.localdate())


def test_no_change_takes_one_press(jane, people):
    first, second = given_to_jane(people, 2)
    jane.signs_in().starts_counting()
    jane.presses("No change since the last update on Leaflet 2")
    assert jane.did == 1
    assert jane.is_told == "Noted: no change on “Leaflet 2”."
    assert last_said(second).done == f"Begun.\nNo change as of {in_words(timezone.localdate())}."
    assert last_said(first).done == "Begun."


def test_the_list_is_not_left_and_the_next_form_has_the_focus(jane, people):
    given_to_jane(people, 2)
    jane.signs_in()
    jane.page.evaluate("window.still = 'here'")
    jane.chooses("Green")
    jane.presses("Post update")
    jane.page.get_by_text("is posted").wait_for()
    assert jane.page.evaluate("window.still") == "here"
    assert jane.stands_on == "rag"
    assert jane.page.title() == "My actions – commsplan"


def test_thirty_actions_by_keyboard_alone(jane, people):
    leaflets = given_to_jane(people, 30)
    jane.signs_in()
    jane.page.evaluate("document.querySelector(\"a[href='/several/']\").focus()")
    jane.types("Enter")
    jane.page.get_by_role("heading", name="Update several").wait_for()
    jane.page.locator("select").first.focus()
    for number in range(30):
        jane.types("Green", "Tab", f"Sent to ward {number + 1}.")
        if number < 29:
            jane.types("Tab", "Tab")  # over what was delivered, to the next
    jane.types("Tab", "Tab")
    assert jane.stands_on == "Post all that is filled in"
    jane.types("Enter")
    jane.page.get_by_text("30 updates posted.").wait_for()
    said = {(last_said(one).rag, last_said(one).done) for one in leaflets}
    assert said == {("green", f"Sent to ward {number + 1}.") for number in range(30)}


def test_done_with_something_to_show_for_it(jane, people):
    (leaflet,) = given_to_jane(people, 1)
    jane.signs_in()
    jane.chooses("Complete")
    jane.page.get_by_label("It has been delivered").check()
    jane.page.get_by_text("Evidence", exact=True).click()
    jane.writes("A page that shows it", "https://www.maidstone.example/leaflet")
    jane.presses("Post update")
    jane.page.get_by_text("is posted").wait_for()
    jane.opens(f"/actions/{leaflet.pk}/")
    assert jane.page.get_by_role("link", name="www.maidstone.example").first.is_visible()
    assert last_said(leaflet).rag == "complete"


def test_a_session_that_ends_in_the_middle_gives_the_words_back(jane, people):
    (leaflet,) = given_to_jane(people, 1)
    jane.signs_in()
    jane.chooses("Amber")
    jane.writes("What has been done?", "Half of the wards have theirs.")
    jane.writes("Why it is amber or red", "The printers are late.")
    jane.page.context.clear_cookies(name="sessionid")
    jane.presses("Post update")
    jane.page.get_by_label("Password").wait_for()
    jane.page.get_by_label("E-mail address").fill(jane.email)
    jane.page.get_by_label("Password").fill("a long day at the council")
    jane.page.get_by_role("button", name="Sign in").click()
    assert jane.heading == "Not sent yet"
    assert jane.reads("Half of the wards have theirs.")
    assert last_said(leaflet).done == "Begun."
    jane.presses("Send it now")
    jane.page.get_by_text("is posted").wait_for()
    assert last_said(leaflet).explanation == "The printers are late."


def test_two_tabs_and_the_back_button_double_nothing_and_lose_nothing(jane, people, context):
    (leaflet,) = given_to_jane(people, 1)
    jane.signs_in()
    other = Person(context.new_page(), jane.site, jane.email)
    other.opens("/")
    jane.chooses("Green")
    jane.writes("What has been done?", "First tab.")
    jane.page.get_by_role("button", name="Post update").dblclick()
    jane.page.get_by_text("is posted").wait_for()
    other.chooses("Amber")
    other.writes("What has been done?", "Second tab.")
    other.writes("Why it is amber or red", "Rain.")
    other.presses("Post update")
    other.page.get_by_role("heading", name="Somebody saved this before you").wait_for()
    assert other.page.get_by_label("What has been done?").first.input_value() == "Second tab."
    other.presses("Post mine too")
    other.page.get_by_text("is posted").wait_for()
    other.page.go_back()
    said = ProgressUpdate.objects.filter(action=leaflet).order_by("pk").values_list("done", flat=True)
    assert list(said) == ["Begun.", "First tab.", "Second tab."]


def test_words_not_sent_are_asked_about_before_another_form_is_opened(jane, people):
    given_to_jane(people, 2)
    jane.signs_in()
    jane.writes("What has been done?", "Half of it.")
    asked = []
    jane.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with jane.page.expect_event("dialog"):
        jane.page.get_by_role("link", name="Update Leaflet 2").click(no_wait_after=True)
    assert asked == ["beforeunload"]
    assert jane.page.get_by_label("What has been done?").first.input_value() == "Half of it."


def test_nothing_to_do_is_a_quiet_page(jane, people):
    given_to_jane(people, 0)
    jane.signs_in()
    assert jane.reads("No action is given to you.")
