"""A director who has ten seconds, and then a question."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import Action, Assignment, Occurrence, ProgressUpdate
from actions.timing import parse_timing
from people.models import OutgoingMail
from plans.models import Plan
from tests.demo import seed
from tests.journeys.person import Person


@pytest.fixture
def people(transactional_db):
    found = seed(as_written=False, today=timezone.localdate())
    plan, due = Plan.objects.get(slug="mkip-2015-16"), timezone.localdate() - timedelta(weeks=3)
    day = Action.objects.create(
        plan=plan,
        title="Open day",
        timing=parse_timing(f"{due:%d/%m/%Y}"),
        added_on=plan.adopted_on,
        priority=plan.priorities.first(),
    )
    Occurrence.objects.create(action=day, due=due, first_due=due)
    Assignment.objects.create(action=day, officer=found.officers["Jane Clarke"], is_accountable=True)
    words = "The open day will not be delivered this summer."
    ProgressUpdate.objects.create(
        action=day, rag="green", done=words, by_name="Programme Manager", on=due - timedelta(days=5)
    )
    return found


@pytest.fixture
def director(page, live_server, people):
    return Person(page, live_server.url, "director@demo.example")


def mail(kind):
    return OutgoingMail.objects.filter(kind=kind).latest("pk")


def test_what_is_in_dispute_comes_first_and_a_question_about_it_is_answered(director, people, page, live_server):
    director.signs_in()
    assert director.heading == "Portfolio"
    first = page.locator("table").first.locator("tbody tr").first
    row = " ".join(first.inner_text().split())
    assert row.startswith("Open day")
    assert "3 weeks overdue" in row
    assert "The words contradict the colour: “will not be delivered”." in row
    director.presses("Ask why about Open day")
    director.writes("question", "Which date can residents be given?")
    director.presses("Ask")
    asked = mail("asked")
    assert (asked.to_address, "Which date can residents be given?" in asked.text_body) == ("officer@demo.example", True)
    jane = Person(page, live_server.url, "officer@demo.example").signs_in()
    assert jane.page.locator("h2").first.inner_text() == "Asked by a director"
    assert jane.reads("Which date can residents be given?")
    jane.chooses("Red")
    jane.writes("What has been done?", "The hall is booked for 12 June.")
    jane.writes("Why it is amber or red", "The hall was double-booked.")
    jane.presses("Post update")
    jane.page.get_by_text("is posted").wait_for()
    answered = mail("answered")
    assert (answered.to_address, "The hall is booked for 12 June." in answered.text_body) == (
        "director@demo.example",
        True,
    )
    director.signs_in()
    director.opens("/questions/")
    assert director.reads("The hall is booked for 12 June.")


def test_a_priority_at_a_time_in_a_meeting_by_the_arrow_keys(director, people):
    director.signs_in()
    director.opens("/plans/mkip-2015-16/")
    director.presses("Meeting mode")
    seen = [director.heading]
    for _ in range(2):
        director.types("ArrowRight")
        director.page.wait_for_load_state()
        director.page.wait_for_function("words => document.querySelector('h1').innerText !== words", arg=seen[-1])
        seen.append(director.heading)
    assert seen[1:] == ["Members", "Staff"]
    director.types("ArrowLeft")
    director.page.wait_for_function("document.querySelector('h1').innerText === 'Members'")
    director.types("Escape")
    director.page.wait_for_url("**/priorities/*/")


def test_escape_leaves_a_meeting_and_does_not_stop_the_page_that_is_asked_for(director, people):
    """What Escape does by itself in a browser with a window is to stop whatever loads."""
    director.signs_in()
    director.opens("/plans/mkip-2015-16/meeting/")
    pressed = "new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, cancelable: true})"
    assert director.page.evaluate(f"!document.body.dispatchEvent({pressed})")
    director.page.wait_for_url("**/plans/mkip-2015-16/")


def test_a_figure_opens_its_rows_and_back_is_where_one_was(director, people):
    director.signs_in()
    director.page.get_by_role("link", name="in dispute").first.click()
    assert director.heading == "Actions"
    assert director.reads("Open day")
    director.page.go_back()
    assert director.heading == "Portfolio"


def test_another_colour_is_declared_with_a_reason(director, people):
    director.signs_in()
    director.presses("Open day", exact=True)
    director.presses("Declare another colour")
    director.chooses("Red")
    director.writes("Why", "Residents were promised it.")
    director.presses("Declare")
    assert director.is_told.startswith("“Open day” is declared red.")
    director.opens("/plans/")
    assert director.reads("Portfolio")


def test_the_portfolio_prints_on_one_sheet_and_a_dashboard_on_one_side(director, people, tmp_path):
    pikepdf = pytest.importorskip("pikepdf")
    director.signs_in()
    for address, sides in (
        ("/plans/", (842, 595)),
        ("/plans/mkip-2015-16/", (595, 842)),
        ("/plans/maidstone-improvement-2013-14/", (595, 842)),
    ):
        director.opens(address)
        director.page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
        with pikepdf.open(tmp_path / "sheet.pdf") as pdf:
            sizes = [tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in pdf.pages]
        assert (address, sizes) == (address, [sides])
