"""In Chromium: a survey is answered on a phone, without JavaScript, by keyboard; a used link answers kindly."""

from datetime import date

import pytest
from django.utils import timezone

from surveys.models import BallotBox, Invitation, Online, Survey
from surveys.services.online import open_online
from tests.demo import seed
from tests.test_browser import PHONE, faults


@pytest.fixture
def asked(transactional_db):
    """A survey of Maidstone's members that is open, with a question of every kind."""
    people = seed(as_written=False, today=timezone.localdate())
    survey = Survey.objects.exclude(ways=[]).get()
    survey.questions.all().delete()
    answers = [["Bulletin", "no"], ["Intranet", "no"]]
    for position, (text, kind) in enumerate(
        (
            ("Do you understand it?", "yes_no"),
            ("Where from?", "multiple"),
            ("How many meetings?", "number"),
            ("What else?", "text"),
        )
    ):
        survey.questions.create(text=text, kind=kind, position=position, answers=answers if kind == "multiple" else [])
    online = Online.objects.create(survey=survey, privacy="Nobody finds out.", closes_on=date(2099, 1, 1))
    for number in range(10):
        online.invitations.create(organisation=people.councils["maidstone"], email=f"m{number}@x.example")
    open_online(online=online, by=people.users["plan.manager"], version=1, on=timezone.localdate())
    return [one.token for one in Invitation.objects.order_by("email")]


def counts():
    """{answer: how often} of everything in the box."""
    box = BallotBox.objects.get()
    given = {answer: number for kept in box.counts.values() for answer, number in kept["answers"].items()}
    return box.replies, given


@pytest.mark.parametrize("javascript", [True, False])
def test_a_survey_is_answered_on_a_phone_and_a_used_link_answers_kindly(browser, live_server, asked, javascript):
    context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{live_server.url}/s/{asked[0]}/")
    page.get_by_role("button", name="Send your reply").click()
    assert page.get_by_text("Answer at least one question").first.is_visible()
    page.get_by_label("How many meetings?").fill("a few")
    page.get_by_label("What else?").fill("More of this")
    page.get_by_role("button", name="Send your reply").click()
    assert page.get_by_text("Give a number, such as 3 or 2.5.").first.is_visible()
    assert page.get_by_label("What else?").input_value() == "More of this"
    if javascript:
        assert faults(page) == []
    page.get_by_label("How many meetings?").fill("3")
    page.get_by_role("radio", name="Yes").check(force=True)
    page.get_by_role("checkbox", name="Intranet").check(force=True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"] if javascript else True
    page.get_by_role("button", name="Send your reply").click()
    assert page.get_by_role("heading", name="Thank you. Your reply is counted").is_visible()
    assert context.cookies() == []
    page.reload()  # sends it again, as the browser would ask
    assert page.get_by_role("heading", name="Your reply is counted").is_visible()
    page.goto(f"{live_server.url}/s/{asked[0]}/")
    assert page.get_by_role("heading", name="Your reply is counted").is_visible()
    assert counts() == (1, {"Yes": 1, "Intranet": 1, "3": 1, "More of this": 1})
    context.close()


def test_a_survey_is_answered_by_keyboard_alone(page, live_server, asked):
    page.goto(f"{live_server.url}/s/{asked[1]}/")
    assert faults(page) == []
    page.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("ArrowDown")  # to No
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # Bulletin
    for word in ("Tab", "Tab"):
        page.keyboard.press(word)
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you. Your reply is counted").wait_for()
    assert counts() == (1, {"No": 1, "Bulletin": 1, "2": 1, "By keyboard": 1})
