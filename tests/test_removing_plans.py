"""A plan taken in twice or made by mistake: asked about, and removed while nobody has worked on it."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ActionComment, ActionFile, ActionQuestion, Reminder
from actions.services.removal import remove_action
from actions.services.updates import Progress, post_progress_update
from commsplan.demo import build
from imports.models import ImportFile
from imports.services import remove_plan
from imports.services.removal import why_it_stays
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from people.models import AuditEvent, Officer, SentForm, StaleVersionError
from people.models.mail import MailState, OutgoingMail
from people.once import once as answer_once
from plans.models import Plan
from plans.services import add_plan, adopt_plan, declare
from reports.models import Snapshot
from reports.services.papers import draft_report
from reports.snapshots import freeze
from surveys.models import Result
from tests.demo import TODAY, once, said, seed

MKIP = build.MKIP_SLUG


@pytest.fixture
def people(db):
    return seed(as_written=False)


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


@pytest.fixture
def second(people):
    plan = Plan.objects.get(slug=MKIP)
    return take_in(export_plan(plan), by=people.users["plan.manager"], organisation=plan.organisation)


def test_a_plan_that_is_there_already_is_taken_in_again_only_where_that_is_meant(people, manager):
    plan = Plan.objects.get(slug=MKIP)
    content = json.dumps(export_plan(plan)).encode()

    def sent(**also):
        file = SimpleUploadedFile("plan.json", content)
        return manager.post(
            reverse("imports:take-in"), once(organisation=plan.organisation_id, file=file, **also), follow=True
        )

    answer = sent()
    assert answer.status_code == 400 and Plan.objects.filter(title=plan.title).count() == 1
    assert (
        f"has the plan “{plan.title}” for {plan.years} already. If a second one is meant, choose the file again and tick this."
        in said(answer)
    )
    answer = sent(is_second="on")
    assert Plan.objects.filter(title=plan.title).count() == 2
    assert f"“{plan.title}” is taken in, with 2 priorities, 11 actions, " in said(answer)
    assert "6 measures, 4 surveys, " in said(answer)


def test_a_plan_taken_in_by_mistake_is_removed_whole_with_the_history_it_brought(people, manager, second):
    plan = Plan.objects.get(slug=MKIP)
    first = export_plan(plan)
    ImportFile.objects.create(plan=second, name="a.csv", file="a.csv", sha256="0" * 64)
    page = reverse("imports:remove-plan", kwargs={"slug": second.slug})
    shown = said(manager.get(page))
    assert "<li>11 actions</li>" in shown and "<li>6 measures</li>" in shown
    assert "<li>1 paper uploaded to be imported</li>" in shown
    assert reverse("imports:export", kwargs={"slug": second.slug}) in shown
    assert "Tick the box to say that the plan is to go." in said(manager.post(page, once(second.version)))
    officers, counts = Officer.objects.count(), Result.objects.count()
    answer = manager.post(page, once(second.version, is_sure="on"), follow=True)
    assert f"“{second.title}” has been removed, with everything in it." in said(answer)
    assert [one.slug for one in Plan.objects.filter(title=plan.title)] == [MKIP]
    assert export_plan(plan) == first and Officer.objects.count() == officers and Result.objects.count() < counts
    event = AuditEvent.objects.get(verb="removed", kind="plan")
    assert (event.object_id, event.actor) == (second.pk, people.users["plan.manager"])
    assert "11 actions" in event.before["held"] and event.before["title"] == plan.title


def test_a_plan_with_which_people_have_worked_stays(people, manager, second):
    by, officer = people.users["plan.manager"], people.officers["Jane Clarke"]
    action = Action.objects.filter(plan=second, assignments__officer=officer).first()
    assert why_it_stays(second) == ""

    def stays(words):
        said_now = why_it_stays(second)
        with pytest.raises(ValidationError):
            remove_plan(plan=second, by=by, version=Plan.objects.get(pk=second.pk).version)
        assert Plan.objects.filter(pk=second.pk).exists()
        return words in said_now

    update = post_progress_update(
        action=action, by=by, version=action.version, progress=Progress(rag="green", done="Sent."), on=TODAY
    )
    assert stays("progress has been posted on its actions")
    page = reverse("imports:remove-plan", kwargs={"slug": second.slug})
    shown = said(manager.get(page))
    assert "This plan stays." in shown and "is_sure" not in shown and "Close it instead." in shown
    update.delete()
    assert not why_it_stays(second)
    result = Result.objects.filter(question__survey__plan=second).first()
    result.pk, result.by = None, by
    result.save()
    assert stays("counts of surveys have been entered")
    result.delete()
    period = {"period": f"{second.years.first}-Q1", "value": 1, "by_name": by.name, "on": TODAY}
    reading = second.measures.first().readings.create(by=by, **period)
    assert stays("readings of measures have been entered")
    reading.delete()
    mail = OutgoingMail.objects.create(
        key="1", kind="digest", subject="x", to_address="a@b.example", created_at=timezone.now()
    )
    reminder = Reminder.objects.create(officer=officer, action=action, key="1", rung="first", due=TODAY, mail=mail)
    assert not why_it_stays(second)
    mail.state, mail.sent_at = MailState.SENT, timezone.now()
    mail.save()
    assert stays("reminders have been sent")
    reminder.delete()
    kept = {"action": action, "by": by, "by_name": by.name, "on": TODAY}
    for words, work in (
        ("directors have asked about its actions", ActionQuestion(text="Why?", **kept)),
        ("its actions have been commented on", ActionComment(text="Well.", **kept)),
        (
            "files have been added to its actions",
            ActionFile(name="a.txt", kind="txt", file="none", size=1, sha256="0", **kept),
        ),
    ):
        work.save()
        assert stays(words)
        with pytest.raises(ValidationError, match="Somebody has worked on"):
            remove_action(action=action, by=by, version=Action.objects.get(pk=action.pk).version)
        work.delete()
    declare(plan=second, by=people.users["director"], rag="amber", reason="Late.", on=TODAY)
    assert stays("colours have been declared")
    freeze(second, as_at=TODAY, by=by)
    assert stays("papers have been made of it, or its figures frozen for one")


def test_who_may_remove_a_plan_and_which(people):
    by, council = people.users["plan.manager"], people.councils["maidstone"]
    plan = add_plan(organisation=council, by=by, title="By mistake", first_year=2016, last_year=2016)
    with pytest.raises(PermissionDenied):
        remove_plan(plan=plan, by=people.users["director"], version=plan.version)
    adopt_plan(plan=plan, by=by, version=plan.version, on=date(2016, 4, 1))
    with pytest.raises(StaleVersionError):
        remove_plan(plan=plan, by=by, version=1)
    plan.refresh_from_db()
    remove_plan(plan=plan, by=by, version=plan.version)
    assert not Plan.objects.filter(title="By mistake").exists()


def test_a_form_whose_plan_goes_while_it_is_sent_is_not_found_and_leaves_nothing(people, rf):
    by, council = people.users["plan.manager"], people.councils["maidstone"]
    plan = add_plan(organisation=council, by=by, title="By mistake", first_year=2016, last_year=2016)
    remove_plan(plan=Plan.objects.get(pk=plan.pk), by=by, version=plan.version)
    request, forms, snapshots = rf.post("/x/"), SentForm.objects.count(), Snapshot.objects.count()
    request.user = by

    def act():
        return draft_report(plan=plan, as_at=TODAY, by=by, title="Late", report_of="Head").title

    with pytest.raises(Http404):
        answer_once(request, uuid4(), act)
    assert (SentForm.objects.count(), Snapshot.objects.count()) == (forms, snapshots)
