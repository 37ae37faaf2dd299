"""The colours worked out in the database are those of the rules: two readings of one register, drawn by lot, compared."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.colours import tallies, with_colours
from actions.models import Action, ActionDeclaration, Assignment, DateChange, Occurrence, ProgressUpdate
from actions.rated import rated_actions
from actions.timing import parse_timing
from people.models import Officer, Organisation
from plans.models import Plan
from plans.periods import FinancialYear
from plans.rag import tally, tally_words
from tests.demo import queries, said, seed

TODAY = date(2026, 11, 25)
YEAR = FinancialYear(2026)
DATES = (
    "Tbc", "", "Bi-annual", "Ongoing", "Quarterly", "May 2026", "March 2027", "From June 2026", "Following Cabinet",
    "Following Cabinet 12 November 2026", "prior to each MKIP Board meeting", "31/02/2026", "April 2026 – March 2027",
)  # fmt: skip
WORDS = ("All is well.", "It will not be delivered.", "The target has been\nmissed, and", "", "Cannot now be met.")
COLOURS = ("", "red", "amber", "green", "green", "complete", "not_started", "not_applicable", "for_info")


def days_ago(lot, most, least=0):
    return TODAY - timedelta(days=lot.randint(least, most))


def a_plan(lot, organisation, number):
    adopted = None if number == 0 else days_ago(lot, 240)
    return Plan.objects.create(
        organisation=organisation, title=f"Plan {number}", slug=f"plan-{number}", first_year=2026, last_year=2026,
        status="adopted" if adopted else "draft", adopted_on=adopted, cycle=lot.choice(["monthly", "quarterly"]),
        staleness_days=lot.choice([42, 105, 10]), overdue_red_days=lot.choice([10, 3]), due_soon_days=lot.choice([14, 30]),
        set_by_grace_days=lot.choice([30, 90]), naming_days=lot.choice([30, 0]), moved_days=lot.choice([28, 5]),
        moves_noticed=lot.choice([1, 0, 3]), counts_original=lot.random() < 0.4,
        roll_up=lot.choice(["majority", "any_red", "worst"]),
    )  # fmt: skip


def an_action(lot, plan, officer, parent=None):
    timing = parse_timing(lot.choice(DATES), plan.years)
    action = Action.objects.create(
        plan=plan, title="Action", timing=timing, parent=parent, added_on=date(2026, 4, 1),
        date_set_by=lot.choice([None, None, days_ago(lot, 40, -20)]),
        dropped_on=days_ago(lot, 50, -5) if lot.random() < 0.06 else None,
    )  # fmt: skip
    for number in range(lot.choice([0, 0, 1, 1, 2, 3])):
        due = days_ago(lot, 60, -60)
        end = lot.choice(["", "", "delivered", "missed"])
        facts = {"delivered_on": days_ago(lot, 30), "delivered_by": "x"} if end == "delivered" else {}
        if end == "missed":
            facts = {"missed_on": days_ago(lot, 30), "missed_by": "x", "missed_because": "No paper."}
        Occurrence.objects.create(
            action=action, label=f"Q{number}", due=due, first_due=due - timedelta(days=lot.choice([0, 0, 20, 60])),
            is_milestone=lot.random() < 0.25, **facts,
        )  # fmt: skip
    for _ in range(lot.choice([0, 1, 1, 2])):
        rag = lot.choice(COLOURS)
        ProgressUpdate.objects.create(
            action=action, rag=rag, done=lot.choice(WORDS) or ("" if rag else "Taken from the paper"), next_steps=lot.choice(WORDS),
            explanation="Because.", by_name="x", on=days_ago(lot, 230),
        )  # fmt: skip
    for _ in range(lot.choice([0, 0, 0, 1, 2, 3])):
        DateChange.objects.create(
            action=action, before=parse_timing(lot.choice(["Tbc", "May 2026"]), plan.years), after=timing, reason="x",
            days=lot.choice([None, -10, 0, 6, 29]), by_name="x", on=days_ago(lot, 300), and_later=lot.random() < 0.2,
        )  # fmt: skip
    for accountable in (True, False):
        if lot.random() < 0.8:
            who = {"officer": officer} if accountable or lot.random() < 0.7 else {"as_written": "Relevant Director"}
            Assignment.objects.create(action=action, is_accountable=accountable and "officer" in who, **who)
    for _ in range(lot.choice([0, 0, 0, 0, 1, 2])):
        ActionDeclaration.objects.create(
            action=action, rag=lot.choice(["", "red", "green", "amber"]), reason="x", by_name="x", on=days_ago(lot, 60)
        )
    return action


@pytest.fixture
def register(db):
    """Eight plans of three nations' councils, 400 actions, some with parts: whatever a register may hold, by lot."""
    lot = Random(20261125)  # noqa: S311  drawn again alike
    councils = [
        Organisation.objects.create(name=nation, slug=nation.lower(), nation=nation) for nation in ("ENG", "SCT", "NIR")
    ]
    officers = [Officer.objects.create(organisation=council, name="Officer") for council in councils]
    for number in range(8):
        plan = a_plan(lot, councils[number % 3], number)
        for _ in range(50):
            an_action(lot, plan, officers[number % 3], parent=None)
        for parent in list(plan.actions.all()[:6]):
            for _ in range(3):
                an_action(lot, plan, officers[number % 3], parent=parent)


def flat(rows):
    for row in rows:
        yield row
        yield from flat(row.sub_actions)


def test_database_and_rules_come_to_the_same_colours(register):
    # Read without their families: a parent's own colour, before its parts are rolled up, is compared too.
    wanted = {}
    for pk in Action.objects.values_list("pk", flat=True):
        (row,) = rated_actions(Action.objects.filter(pk=pk), on=TODAY)
        wanted[pk] = tuple(
            value and str(value) for value in (row.rating.declared, row.rating.proposed, row.rating.rating)
        )
    found = {
        row["pk"]: (row["declared"], row["proposed"], row["rating"])
        for row in with_colours(Action.objects.all(), on=TODAY).values("pk", "declared", "proposed", "rating")
    }
    assert {pk: (found[pk], wanted[pk]) for pk in wanted if found[pk] != wanted[pk]} == {}
    seen = Counter(proposed for _, proposed, _ in wanted.values())
    assert min(seen[colour] for colour in ("red", "amber", "green", "not_started", "complete", None)) >= 5


def test_every_kind_of_finding_is_among_those_compared(register):
    """Else the comparison would hold for rules that it never met."""
    said = " ".join(
        reason for row in flat(rated_actions(Action.objects.all(), on=TODAY)) for reason in row.rating.reasons
    )
    for words in (
        "overdue:", ", now ", "was missed:", "is due in", "No update for", "was to be set by", "no day by which",
        "was moved", "Nobody is accountable", "Nobody is named", "contradict the colour",
    ):  # fmt: skip
        assert words in said


def test_tallies_are_those_of_the_dashboard_families_and_all(register):
    plans = list(Plan.objects.all())
    found = tallies(plans, on=TODAY)
    for plan in plans:
        rows = rated_actions(Action.objects.filter(plan=plan), on=TODAY)
        assert (plan.title, found[plan.pk]) == (plan.title, tally(row.rating.rating for row in rows))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone compiles expressions")
def test_nothing_is_compiled_however_well_the_database_knows_its_tables(register):
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("ANALYZE")
        tallies(list(Plan.objects.all()), on=TODAY)
        queries = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")]
        for query in queries:
            cursor.execute("EXPLAIN (ANALYZE, TIMING OFF) " + query)
            assert "JIT:" not in [line.strip() for (line,) in cursor.fetchall()]
    assert len(queries) >= 3


def test_tallies_take_the_same_queries_for_one_plan_as_for_eight(register):
    with CaptureQueriesContext(connection) as one:
        tallies(list(Plan.objects.all()[:1]), on=TODAY)
    with CaptureQueriesContext(connection) as many:
        tallies(list(Plan.objects.all()), on=TODAY)
    assert len(one) == len(many) == 4


def test_the_list_of_plans_says_how_each_stands_in_a_fixed_number_of_queries(db, client):
    people = seed(as_written=False, today=TODAY)
    client.force_login(people.users["director"])
    page = said(client.get("/plans/"))
    found = tallies(list(Plan.objects.all()), on=timezone.localdate())
    for tallied in found.values():
        assert tally_words(tallied) in page
    Plan.objects.exclude(slug="mkip-2015-16").update(organisation=people.councils["kent"])
    one = queries(client, "/plans/")
    for number in range(2):
        Plan.objects.create(
            organisation=people.councils["maidstone"],
            title=f"Plan {number}",
            slug=f"p{number}",
            first_year=2026,
            last_year=2026,
        )
    assert queries(client, "/plans/") == one
