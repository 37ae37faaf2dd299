"""How work gets in: a service lead asks, the head assesses, a director approves, it stands in the plan and on the delivery
plan; urgent work later puts it back."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions.models import Action, Occurrence
from campaigns.models import Brief
from commsplan.demo import cast
from commsplan.demo.sevenoaks import build_sevenoaks
from people.models import OutgoingMail
from tests.journeys.person import Person


@pytest.fixture
def people(transactional_db):
    found = cast.gather("a password of the demo", as_written=False)
    build_sevenoaks(found, today=timezone.localdate(), as_written=False)
    return found


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def asks_for(lead, title, *, first, last, kind="Planned work"):
    """A brief from the first press to the last, part by part."""
    lead.opens("/briefs/")
    lead.presses("Ask for work")
    lead.writes("What is it about?", title)
    lead.page.get_by_label(kind).check()
    lead.presses("Begin")
    lead.writes("What is the evidence or requirement?", "Half of last year’s renewals came too late.")
    lead.writes("Objectives", "From 51% to 70% of subscribers renew by March.")
    lead.writes("What will people think or do differently?", "They renew before the first collection.")
    lead.page.get_by_label("Where does the request come from?").select_option("service")
    lead.presses("Save and go on")
    lead.page.get_by_label("Sevenoaks District residents").check()
    lead.presses("Save and go on")
    lead.page.get_by_label("Planned ahead").check()
    lead.page.get_by_role("group", name="Is it controversial?").get_by_label("No").check()
    lead.presses("Save and go on")
    lead.writes("First day", f"{first:%d/%m/%Y}")
    lead.writes("Last day", f"{last:%d/%m/%Y}")
    lead.writes("What is to be done?", "Leaflet about renewing")
    lead.writes("Budget, in pounds", "£1,200")
    lead.presses("Save and go on")
    lead.writes("What will be measured, when, and by whom?", "Renewals, counted by the service.")
    lead.presses("Save and see the brief")
    assert not lead.reads("Still to be answered")
    lead.presses("Submit")
    lead.presses("Submit")


def assesses(head, title):
    head.presses("Assess")
    head.page.get_by_label("Planned ahead").check()
    head.page.get_by_role("group", name="Is it controversial?").get_by_label("No").check()
    head.writes("Hours it will take", "24")
    head.presses("Assess")
    assert head.reads(f"“{title}” is assessed, and waits for a director.")


def mails(kind):
    return [(mail.to_address, mail.subject) for mail in OutgoingMail.objects.filter(kind=kind).order_by("pk")]


def test_work_is_asked_for_approved_planned_and_put_back_by_urgent_work(people, page, live_server):
    def person(name):
        return Person(page, live_server.url, f"{name}@demo.example").signs_in()

    today = timezone.localdate()
    due, later = today + timedelta(days=60), today + timedelta(days=90)
    lead = person("service.lead")
    asks_for(lead, "Garden waste", first=today + timedelta(days=10), last=later)
    assert lead.reads("“Garden waste” is submitted.")

    head = person("head.of.communications")
    head.opens("/briefs/")
    assert head.reads("Your move")
    head.presses("Garden waste")
    assesses(head, "Garden waste")

    smt = person("smt")
    smt.opens("/briefs/")
    smt.presses("Garden waste")
    smt.presses("Approve")
    smt.presses("Approve")
    assert smt.reads("“Garden waste” is approved.")

    team = person("communications")
    team.opens("/briefs/")
    team.presses("Garden waste")
    team.presses("Put in the plan")
    row = team.page.get_by_role("group", name="Action 1", exact=True)
    assert row.get_by_label("What is done").input_value() == "Leaflet about renewing"  # the lead's own words
    row.get_by_label("Date").fill(in_words(due))
    row.get_by_label("Who").select_option(label="Communications Officer")
    team.presses("Put in the plan")
    assert team.reads("“Garden waste” is in the plan.")
    leaflet = Action.objects.get(title="Leaflet about renewing")
    team.opens(f"/plans/{leaflet.plan.slug}/")
    assert team.reads("Leaflet about renewing")
    team.opens("/delivery/")
    assert team.reads("Leaflet about renewing") and team.reads("Garden waste")

    lead = person("service.lead")
    asks_for(lead, "Flood", first=today + timedelta(days=2), last=later, kind="Urgent work")
    head = person("head.of.communications")
    head.opens(f"/briefs/{Brief.objects.get(title='Flood').pk}/")
    head.presses("Name what is put back")
    head.page.get_by_role("link", name=re.compile("Put back.*Leaflet about renewing")).click()
    head.writes("To which day is it put back?", f"{later:%d/%m/%Y}")
    head.writes("Why this?", "The same officer writes the flood advice.")
    head.presses("Name it")
    head.presses("Go on to assess it")
    head.page.get_by_label("It answers something").check()
    head.page.get_by_role("group", name="Is it controversial?").get_by_label("No").check()
    head.writes("Hours it will take", "40")
    head.presses("Assess")
    assert Occurrence.objects.get(action=leaflet).due == due  # nothing moves before it is approved
    smt = person("smt")
    smt.opens(f"/briefs/{Brief.objects.get(title='Flood').pk}/")
    smt.presses("Approve")
    assert smt.reads("This puts back: Leaflet about renewing")
    smt.presses("Approve")
    assert Occurrence.objects.get(action=leaflet).due == later
    smt.opens("/displacements/")
    for words in (
        "Leaflet about renewing",
        in_words(due),
        in_words(later),
        "Flood",
        "The same officer writes the flood advice.",
    ):
        assert smt.reads(words)
    assert mails("put-back") == [
        ("communications.officer@sevenoaks.example", f"Put back to {in_words(later)}: Leaflet about renewing")
    ]
    assert mails("brief-told")[-1] == (
        "service.lead@demo.example",
        "Chief Officer, People and Places approved your brief: Flood",
    )
