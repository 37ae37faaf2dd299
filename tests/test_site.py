"""Through the site's own doors: who may open what, two people saving at once, posting, importing, reporting."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from imports import reading
from people.models import OutgoingMail, VersionedModel
from plans.models import Plan
from reports import making
from reports.models import Report
from tests.demo import seed

FILES = Path(__file__).parent / "files"


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


def update_form(action, **facts):
    return {"form_token": str(uuid4()), "version": action.version, "rag": "green", **facts}


def officers_action(people):
    return Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")


def test_an_update_moves_the_dashboard(plan, people, client):
    action = officers_action(people)
    client.force_login(people.users["officer"])
    form = update_form(action, rag="red", explanation="The printer is closed.", done="Nothing could be sent.")
    assert client.post(reverse("actions:update", kwargs={"pk": action.pk}), form).status_code == 302
    client.force_login(people.users["director"])
    page = client.get(reverse("reports:dashboard", kwargs={"slug": plan.slug})).content.decode()
    assert "Nothing could be sent." in page
    assert OutgoingMail.objects.get(kind="newly-red").to_address == "director@demo.example"


def test_amber_without_a_reason_is_asked_for_it_and_loses_nothing(plan, people, client):
    action = officers_action(people)
    client.force_login(people.users["officer"])
    answer = client.post(
        reverse("actions:update", kwargs={"pk": action.pk}), update_form(action, rag="amber", done="My words")
    )
    assert answer.status_code == 400
    assert "Say why it is amber." in answer.content.decode()
    assert "My words" in answer.content.decode()


def test_a_form_sent_five_times_does_its_work_once(plan, people, client):
    action = officers_action(people)
    client.force_login(people.users["officer"])
    before, form = ProgressUpdate.objects.count(), update_form(action)
    for _ in range(5):
        assert client.post(reverse("actions:update", kwargs={"pk": action.pk}), form).status_code == 302
    assert ProgressUpdate.objects.count() == before + 1


def two_officers_save(client, people):
    action = officers_action(people)
    client.force_login(people.users["officer"])
    address = reverse("actions:update", kwargs={"pk": action.pk})
    first = client.post(address, update_form(action, done="What the first wrote"))
    second = client.post(address, update_form(action, done="What the second wrote"))
    return first, second


def test_the_second_of_two_is_shown_both_texts(plan, people, client):
    first, second = two_officers_save(client, people)
    assert (first.status_code, second.status_code) == (302, 409)
    page = second.content.decode()
    assert "What the first wrote" in page
    assert "What the second wrote" in page
    assert not ProgressUpdate.objects.filter(done="What the second wrote").exists()


def test_that_test_fails_where_versions_are_not_checked(plan, people, client, monkeypatch):
    monkeypatch.setattr(VersionedModel, "claim_version", classmethod(lambda cls, pk, version: True))
    _, second = two_officers_save(client, people)
    assert second.status_code == 302


def test_the_word_table_goes_into_an_empty_plan_once(people, client):
    client.force_login(people.users["plan.manager"])
    client.post(
        reverse("plans:add"),
        {
            "form_token": str(uuid4()), "version": 1, "organisation": people.councils["maidstone"].pk, "title": "New", "kind": "communications",
            "first_year": "2015/16", "cycle": "monthly", "roll_up": "majority", "measures_driven_by": "evidence",
        },
    )  # fmt: skip
    plan = Plan.objects.get(title="New")
    for new in (11, 0):
        with (FILES / "mkip_action_tables.docx").open("rb") as file:
            answer = client.post(
                reverse("imports:upload", kwargs={"slug": plan.slug}), {"form_token": str(uuid4()), "file": file}
            )
        reading.read_received()
        page = client.get(answer.url)
        assert "11 actions in mkip_action_tables.docx: 6 Members, 5 Staff" in " ".join(page.content.decode().split())
        fields = page.context["form"]
        form = {name: fields.get_initial_for_field(field, name) for name, field in fields.fields.items()}
        form = {name: value for name, value in form.items() if value not in (None, False)} | {
            "set_dates_by": "31/03/2016"
        }
        before = plan.actions.count()
        assert client.post(answer.url, form).status_code == 302
        assert plan.actions.count() == before + new
    assert plan.actions.get(title="MKS Newsletter").timing.as_written == "Quarterly"


def test_the_paper_is_made_outside_the_request_and_says_what_the_page_says(plan, people, client):
    client.force_login(people.users["democratic.services"])
    form = {
        "form_token": str(uuid4()),
        "title": "Progress",
        "report_of": "Director",
        "as_at": f"{timezone.localdate():%d/%m/%Y}",
    }
    answer = client.post(reverse("reports:add", kwargs={"slug": plan.slug}), form)
    assert making.make_waiting() == 1
    report = Report.objects.get(title="Progress")
    assert report.state == Report.State.READY
    assert b"%PDF-" in b"".join(client.get(f"{answer.url}paper.pdf").streaming_content)
    page = client.get(f"{answer.url}paper/").content.decode()
    for action in plan.actions.all():
        assert action.title.replace("'", "&#x27;") in page or action.title in page


def test_the_dashboard_takes_the_same_queries_for_one_and_for_three_actions(plan, people, client):
    client.force_login(people.users["director"])
    address = reverse("reports:dashboard", kwargs={"slug": plan.slug})
    client.get(address)
    counts = []
    for keep in (3, 1):
        Action.objects.filter(pk__in=list(plan.actions.values_list("pk", flat=True))[keep:]).delete()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
