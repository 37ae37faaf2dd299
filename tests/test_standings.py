"""Where plans stand is kept, and worked out again whenever something it depends on has been written, by whatever way."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Action, Occurrence
from actions.services.updates import Progress, post_progress_update
from commsplan.demo.periods import close_periods
from people.append_only import lifted
from people.models import Organisation
from plans.models import Plan
from plans.rag import TALLY
from reports import standings
from reports.models import ActionStanding, PlanStanding, Snapshot, Touched
from reports.progress import build_plan_progress
from reports.progress_figures import families
from reports.touching import ROWS, WATCHED, lacking, watch, watching
from surveys.models import Survey
from tests.demo import seed

MKIP = "mkip-2015-16"


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def people(db):
    found = seed(as_written=False, today=timezone.localdate())
    standings.keep(on=timezone.localdate())
    assert Touched.objects.count() == 0
    return found


@pytest.fixture
def mkip(people):
    return Plan.objects.get(slug=MKIP)


def touched():
    return set(Touched.objects.values_list("plan_id", flat=True))


def behind(on=None):
    return list(standings.behind(Plan.objects.all(), on or timezone.localdate()).values_list("slug", flat=True))


def test_what_is_kept_is_what_the_dashboard_says(people):
    on = timezone.localdate()
    for plan in Plan.objects.all():
        progress, kept = build_plan_progress(plan, on=on), PlanStanding.objects.get(plan=plan)
        assert {key: getattr(kept, key) for key in TALLY} == progress.action_tally
        assert (kept.rating, kept.rolled_up) == (progress.rating or "", progress.rolled_up or "")
        rows = {row.action.pk: row for row, _ in families(progress.everything)}
        found = {row.pk: row for row in ActionStanding.objects.filter(plan=plan)}
        assert {pk: (row.rating, row.proposed, row.reasons) for pk, row in found.items()} == {
            pk: (row.rating.rating or "", row.rating.proposed or "", row.rating.reasons) for pk, row in rows.items()
        }
        entries = {line["pk"]: (line["rating"], line["tally"]) for line in kept.detail["priorities"]}
        assert entries == {one.priority.pk: (one.rating, one.tally) for one in progress.priorities}


def test_nothing_is_behind_until_something_is_written(people):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM actions_action")
    assert behind() == []


def test_an_update_posted_is_seen_by_the_next_reader(people, mkip):
    action = mkip.actions.filter(title="Member survey").get()
    before = PlanStanding.objects.get(plan=mkip)
    progress = Progress(rag="red", explanation="The supplier has failed.")
    officer = people.users["officer"]
    post_progress_update(action=action, by=officer, version=action.version, progress=progress, on=timezone.localdate())
    assert behind() == [MKIP]
    left = standings.bring_up_to_date(Plan.objects.all(), on=timezone.localdate())
    after = PlanStanding.objects.get(plan=mkip)
    assert (left.behind, after.red, after.green) == (0, before.red + 1, before.green - 1)
    assert ActionStanding.objects.get(pk=action.pk).rating == "red"
    assert behind() == []


def test_a_new_day_is_a_new_standing(people, mkip):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert len(behind(tomorrow)) == Plan.objects.count()
    with time_machine.travel(tomorrow):
        assert standings.keep(on=tomorrow) == Plan.objects.count()
    assert {one.on for one in PlanStanding.objects.all()} == {tomorrow}
    assert behind(tomorrow) == []


def test_nobody_is_taken_back_to_yesterday(people, mkip):
    """A process whose clock has not struck midnight yet."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    standings.keep(on=tomorrow)
    mkip.actions.first().occurrences.update(due=tomorrow)
    standings.bring_up_to_date(Plan.objects.all(), on=timezone.localdate())
    assert {one.on for one in PlanStanding.objects.all()} == {tomorrow}


def test_every_table_that_counts_is_watched(db):
    """A row of each is saved as it is, and its plan is noted; where the database allows no change, there is none to note."""
    call_command("seed_demo", stdout=StringIO())
    without, unnoted = set(), set()
    for table in WATCHED:
        Touched.objects.all().delete()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET id = id WHERE id = (SELECT min(id) FROM {table})")  # noqa: S608
                if not cursor.rowcount:
                    without.add(table)
        except DatabaseError as error:
            assert "never changed" in str(error)
        else:
            if not touched():
                unnoted.add(table)
    assert without == {"actions_action_also_serves", "actions_actiondeclaration", "reports_withdrawal"}
    assert unnoted == without


def test_a_trigger_that_is_gone_is_missed_and_made_again(db):
    assert lacking(connection) == []
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON actions_occurrence"
        cursor.execute(f"DROP TRIGGER actions_occurrence_touches_{next(iter(ROWS))}{on}")
    assert lacking(connection) == ["actions_occurrence"]
    watch()
    assert lacking(connection) == []


def test_only_the_plan_that_was_written_to_is_touched(people, mkip):
    occurrence = Occurrence.objects.filter(action__plan=mkip).first()
    occurrence.due += timedelta(days=1)
    occurrence.save()
    assert touched() == {mkip.pk}


def test_what_moves_from_one_plan_to_another_touches_both(people, mkip):
    other = Plan.objects.exclude(pk=mkip.pk).first()
    survey = Survey.objects.filter(plan=mkip).first()
    Survey.objects.filter(pk=survey.pk).update(plan=other)
    assert touched() == {mkip.pk, other.pk}


def test_a_council_that_changes_touches_its_own_plans(people, mkip):
    council = Organisation.objects.get(pk=mkip.organisation_id)
    council.nation = "SCT"
    council.save()
    assert touched() == set(Plan.objects.filter(organisation=council).values_list("pk", flat=True))


def test_a_plan_that_is_gone_leaves_nothing(people):
    plan = Plan.objects.filter(closed_periods=None, snapshots=None).first()
    Action.objects.filter(plan=plan).delete()
    number = plan.pk
    plan.delete()
    assert number in touched()
    standings.keep(on=timezone.localdate())
    assert touched() == set()
    assert not PlanStanding.objects.filter(pk=number).exists()


def test_a_request_works_out_so_many_and_says_what_is_left(people, monkeypatch):
    monkeypatch.setattr(standings, "AT_ONCE", 1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    left = standings.bring_up_to_date(Plan.objects.all(), on=tomorrow)
    assert left == standings.Freshness(Plan.objects.count() - 1, timezone.localdate())


def test_a_plan_that_cannot_be_rated_takes_no_others_with_it(people, mkip, monkeypatch, caplog):
    rate, tomorrow = standings.build_plan_progress, timezone.localdate() + timedelta(days=1)

    def broken(plan, *, on):
        if plan == mkip:
            raise ValueError("a date of no calendar")
        return rate(plan, on=on)

    monkeypatch.setattr(standings, "build_plan_progress", broken)
    assert standings.bring_up_to_date(Plan.objects.all(), on=tomorrow).behind == 1
    assert standings.keep(on=tomorrow + timedelta(days=1)) == Plan.objects.count() - 1
    assert behind(tomorrow + timedelta(days=1)) == [MKIP]
    assert "could not be worked out" in caplog.text


# Read for the sake of a name, or of words, which no standing holds.
READ_BESIDE = {
    "people_officer", "plans_audience", "actions_action_audiences", "actions_daterequest", "plans_meeting", "plans_election",
    "reports_planstanding", "reports_actionstanding", "reports_touched", "reports_snapshot", "actions_actionfile",
}  # fmt: skip


def test_every_table_that_a_standing_is_made_of_is_watched(people, mkip):
    close_periods(mkip, by=people.users["plan.manager"], today=timezone.localdate())
    with CaptureQueriesContext(connection) as asked:
        standings.work_out(mkip.pk, on=timezone.localdate())
    read = {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert read - set(WATCHED) - READ_BESIDE == set()


def test_a_snapshot_that_was_tampered_with_is_no_movement(people, mkip):
    close_periods(mkip, by=people.users["plan.manager"], today=timezone.localdate())
    standings.keep(on=timezone.localdate())
    moved = PlanStanding.objects.get(plan=mkip).detail["movement"]
    assert len(moved) == 3
    assert None not in moved
    with lifted():
        Snapshot.objects.filter(plan=mkip).update(body="{}")
    Touched.objects.create(plan_id=mkip.pk, mark=-1)
    standings.keep(on=timezone.localdate())
    assert PlanStanding.objects.get(plan=mkip).detail["movement"] == [None, None, None]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
class TestSideBySide:
    """A writer whose transaction is still open while somebody works the plan out must not be forgotten."""

    @pytest.fixture
    def mkip(self, transactional_db):
        seed(as_written=False, today=timezone.localdate())
        standings.keep(on=timezone.localdate())
        return Plan.objects.get(slug=MKIP)

    def write_while_it_is_worked_out(self, mkip):
        action = mkip.actions.first()
        Action.objects.filter(pk=action.pk).update(method="First")  # noted, and committed
        other = connections.create_connection("default")
        try:
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("UPDATE actions_action SET method = 'Second' WHERE id = %s", [mkip.actions.last().pk])
                standings.keep(on=timezone.localdate())
                other.commit()
        finally:
            other.close()
        return behind()

    def test_it_is_worked_out_again(self, mkip):
        assert self.write_while_it_is_worked_out(mkip) == [MKIP]

    def test_it_would_be_forgotten_if_one_note_stood_for_all(self, mkip):
        """Negative control: notes as SQLite takes them."""
        once = watching("postgresql", "actions_action")
        with connection.cursor() as cursor:
            for statement in once:
                cursor.execute(statement.replace("txid_current()", "0"))
        try:
            assert self.write_while_it_is_worked_out(mkip) == []
        finally:
            with connection.cursor() as cursor:
                for statement in once:
                    cursor.execute(statement)
