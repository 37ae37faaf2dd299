"""Frozen figures stay: the database refuses to change them, whatever happens to what they were taken from."""

import hashlib
import io
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from actions.models import Action, ProgressUpdate, Reminder
from people.append_only import guarded_tables, lifted
from people.models import Officer, Organisation, User
from plans.models import Meeting, Plan, Priority
from reports.making import make_waiting
from reports.models import Snapshot
from reports.services.papers import draft_report
from reports.snapshots import freeze
from reports.verifying import GUARDED, verify
from surveys.models import Measure
from tests.demo import TODAY, seed

TABLES = [
    "campaigns_clearance",
    "campaigns_reopening",
    "campaigns_statement",
    "campaigns_takenback",
    "people_auditevent",
    "people_auditseal",
    *(f"reports_{name}" for name in ("closedperiod", "frozencolour", "issue", "issuedfile", "snapshot", "withdrawal")),
]


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


def refused(statement):
    with (
        pytest.raises(IntegrityError, match="are added and never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_refuses_to_change_remove_or_replace_what_is_frozen(plan):
    snapshot = freeze(plan, as_at=TODAY, by=None)
    assert guarded_tables(connection) == TABLES
    refused("UPDATE reports_snapshot SET body = '{}'")
    refused("UPDATE reports_snapshot SET made_by_id = NULL")
    refused("DELETE FROM reports_snapshot")
    if connection.vendor == "sqlite":
        refused("INSERT OR REPLACE INTO reports_snapshot SELECT * FROM reports_snapshot")
    else:
        with connection.cursor() as cursor:  # the checks that wait for the commit would refuse first
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused("TRUNCATE reports_snapshot CASCADE")
    with pytest.raises(IntegrityError), transaction.atomic():
        snapshot.save()
    assert Snapshot.objects.get().data["plan"]["slug"] == plan.slug


def test_that_test_fails_without_the_guards(plan):
    """Negative control."""
    freeze(plan, as_at=TODAY, by=None)
    with lifted():
        assert guarded_tables(connection) == []
        assert Snapshot.objects.update(body="{}") == 1
    assert guarded_tables(connection) == TABLES


WORDS = [
    (Plan, "title partnership aim"), (Priority, "title description"), (Action, "title method"), (Measure, "statement"),
    (Organisation, "name"), (Officer, "name"), (User, "name"), (Meeting, "body"), (ProgressUpdate, "done next_steps"),
]  # fmt: skip


def change_everything():
    """Every word behind the paper is another, then updates and actions go."""
    for model, names in WORDS:
        model.objects.update(**{name: Concat(F(name), Value(" (renamed)")) for name in names.split()})
    ProgressUpdate.objects.all().delete()
    Reminder.objects.all().delete()
    Action.objects.all().delete()


def test_a_paper_reads_the_same_whoever_reads_it_and_whatever_has_changed_since(people, plan):
    meeting = plan.organisation.meetings.first()
    report = draft_report(
        plan=plan, as_at=TODAY, by=people.users["democratic.services"], title="Progress", report_of="Head",
        meeting=meeting,
    )  # fmt: skip
    make_waiting()
    report.refresh_from_db()
    seen, pages = set(), []
    for changed in (False, True):
        if changed:
            change_everything()
        for who in ("officer", "director", "democratic.services"):
            client = Client()
            client.force_login(people.users[who])
            pages.append(client.get(reverse("reports:html", kwargs={"pk": report.pk})).content)
            pdf = b"".join(client.get(reverse("reports:pdf", kwargs={"pk": report.pk})).streaming_content)
            seen.add((hashlib.sha256(pages[-1]).hexdigest(), hashlib.sha256(pdf).hexdigest()))
    assert len(seen) == 1
    assert {printed for _, printed in seen} == {report.pdf_sha256}
    assert b"(renamed)" not in pages[-1] and b"MKS Newsletter" in pages[-1]


def said_of(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("snapshot", "verify", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_byte_that_was_changed_is_found_and_named(people, plan):
    by = people.users["democratic.services"]
    report = draft_report(plan=plan, as_at=TODAY, by=by, title="Progress", report_of="Head")
    freeze(plan, as_at=TODAY, by=None)
    make_waiting()
    assert said_of() == (0, "2 snapshots, 1 paper, 0 issued: each as it was made.\n", "")
    report.refresh_from_db()
    with lifted():
        body = report.snapshot.body
        Snapshot.objects.filter(pk=report.snapshot_id).update(body=body.replace("MKS Newsletter", "MKS newsletter", 1))
    with open(report.pdf.path, "r+b") as file:
        file.seek(100)
        file.write(bytes([file.read(1)[0] ^ 1]))
    code, _, err = said_of()
    assert code == 1
    assert f"Snapshot {report.snapshot_id}: The snapshot of {plan}" in err
    assert f"The PDF of report {report.pk}, “Progress”, is not the one that was made." in err
    code, out, _ = said_of("--json")
    assert (code, json.loads(out)["snapshots"], len(json.loads(out)["faults"])) == (1, 2, 2)


def test_a_database_whose_guards_are_gone_is_said_to_be_so(plan):
    with lifted():
        faults = verify().faults
    assert len(faults) == len(GUARDED) and all("no longer refuses" in fault for fault in faults)
