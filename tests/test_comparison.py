"""What has changed between two positions: everything that was planted, and nothing else."""

from copy import deepcopy

import pytest
import time_machine

from actions.models import Action, Occurrence
from actions.services import oversight, structure, updates
from actions.services.dates import retime_action
from actions.timing import parse_timing
from plans.models import Plan
from plans.periods import in_words
from plans.rag import TALLY
from reports.comparison import (
    BETTER,
    DELIVERED,
    DROPPED,
    MEASURE,
    MISSED,
    MOVED,
    NEW,
    OTHER,
    WORSE,
    actions_of,
    compare,
)
from reports.progress import as_data, build_plan_progress
from surveys.models import Measure
from tests.demo import TODAY, seed

MKIP = "mkip-2015-16"


@pytest.fixture
def people(db):
    with time_machine.travel("2016-03-22 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug=MKIP)


def now(plan):
    return as_data(build_plan_progress(plan, on=TODAY))


class Register:
    """The MKIP plan's actions, changed as its people change them; `planted` is what a paper is to tell of it."""

    def __init__(self, plan, people):
        self.plan, self.manager, self.director = plan, people.users["plan.manager"], people.users["director"]
        self.planted = []

    def action(self, title, section):
        return Action.objects.get(plan=self.plan, title=title, section=section)

    def expect(self, kind, action, words):
        self.planted.append((kind, action.title, words))

    def post(self, kind, title, section, words, rag, **told):
        action = self.action(title, section)
        progress = updates.Progress(rag=rag, **told)
        updates.post_progress_update(
            action=action, by=self.manager, version=action.version, progress=progress, on=TODAY
        )
        self.expect(kind, action, words)

    def declare(self, title, section, rag, words):
        action = self.action(title, section)
        oversight.declare_action(action=action, by=self.director, rag=rag, reason="It is in hand", on=TODAY)
        self.expect(BETTER, action, words)

    def retime(self, title, section, to, words):
        action = self.action(title, section)
        retime_action(
            action=action, by=self.manager, version=action.version, timing=parse_timing(to, self.plan.years),
            reason="Sites move first", on=TODAY,
        )  # fmt: skip
        self.expect(MOVED, action, words)

    def edition(self, title, section, missed_because=""):
        action = self.action(title, section)
        due = Occurrence.objects.open().filter(action=action).in_order().first()
        done = {"action": action, "occurrence": due.pk, "by": self.manager, "version": action.version, "on": TODAY}
        if missed_because:
            updates.miss_occurrence(reason=missed_because, **done)
            self.expect(MISSED, action, f"{due.label}, due {in_words(due.due)}")
        else:
            updates.deliver_occurrence(**done)
            self.expect(DELIVERED, action, f"{due.label} on 22 March 2016")

    def add_and_drop(self, title, section):
        timing = parse_timing("30 March 2016", self.plan.years)
        new = structure.add_action(
            plan=self.plan, by=self.manager, title="A new leaflet", timing=timing, added_on=TODAY, section=section
        )
        self.expect(NEW, new, "30 March 2016")
        gone = self.action(title, section)
        structure.drop_action(
            action=gone, by=self.manager, version=gone.version, reason="No room", agreed_by="The board", on=TODAY
        )
        self.expect(DROPPED, gone, "not pursued")


def test_what_changed_names_exactly_what_was_planted(plan, people):
    before = now(plan)
    assert compare(before, now(plan)).rows == ()
    colours = {(a["title"], a["section"]): a["rating"] for a in actions_of(before).values()}
    register = Register(plan, people)
    worse = {"explanation": "The printer has gone", "recovery": "Another is sought"}
    register.post(WORSE, "MKIP Who's who", "Staff", "from green to red", "red", done="Nothing yet", **worse)
    better = {"done": "It is out", "better_because": "Sign-off is one e-mail now"}
    register.post(BETTER, "MKS Newsletter", "Staff", "from amber to green", "green", **better)
    register.declare("MKS annual report", "Members", "amber", "from red to amber")
    register.edition("MKS Newsletter", "Staff")
    register.edition("MKIP Who's who", "Staff", missed_because="No money")
    register.retime("Member survey", "Members", "30 March 2016", "now 30 March 2016, was March 2016")
    register.add_and_drop("Explore capacity for dedicated partnership webpage", "Staff")
    found = [(row.kind, row.what, row.said) for row in compare(before, now(plan)).rows]
    assert sorted(found) == sorted(register.planted), colours
    why = {row.what: row.why for row in compare(before, now(plan)).rows if row.kind in (WORSE, BETTER, MOVED, DROPPED)}
    assert set(why.values()) >= {
        "The printer has gone",
        "Sign-off is one e-mail now",
        "It is in hand",
        "Sites move first",
    }


COLOURS = [
    ("green", "red", WORSE), ("complete", "green", WORSE), ("not_started", "red", WORSE), ("not_started", "amber", WORSE),
    (None, "red", WORSE), (None, "amber", WORSE), ("for_info", "red", WORSE), ("red", "amber", BETTER),
    ("not_started", "green", OTHER), ("red", "not_started", OTHER), (None, "green", OTHER), ("amber", None, OTHER),
    ("red", "complete", DELIVERED),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "kind"), COLOURS)
def test_what_had_not_begun_and_is_off_course_is_worse_and_comes_first(was, now, kind):
    before, after = position(was), position(now)
    after["actions"].insert(0, one_action(2, "red"))
    before["actions"].insert(0, one_action(2, "green"))
    rows = compare(before, after).rows
    assert {row.what: row.kind for row in rows}["Action 1"] == kind
    assert rows[0].kind == WORSE


def one_action(pk, rating):
    common = {"date_text": "", "dropped": False, "update": None, "reasons": [], "actions": []}
    return {"id": pk, "title": f"Action {pk}", "rating": rating, "moves": [], "delivered": [], "missed": [], **common}


def position(rating):
    """A snapshot's data with one action of that colour, and nothing rolled up."""
    plan = {"declared": None, "rolled_up": None, "tally": {}, "declaration": None, "priorities": [], "measures": []}
    return {"schema": 3, "on": "2016-03-31", "actions": [one_action(1, rating)], **plan}


def test_a_priority_that_had_no_colour_and_is_red_is_worse():
    priority = {
        "reference": "P1",
        "title": "Listen",
        "declaration": None,
        "tally": dict.fromkeys(TALLY, 0),
        "actions": [],
    }
    before = position("green") | {"priorities": [priority | {"declared": None, "rolled_up": None}]}
    after = position("green") | {"priorities": [priority | {"declared": None, "rolled_up": "red"}]}
    (row,) = compare(before, after).rows
    assert (row.kind, row.said) == (WORSE, "from not rated to red")


def test_a_measure_that_crosses_its_target_is_told(plan):
    before = now(plan)
    measure = Measure.objects.get(plan=plan, statement__startswith="66 per cent understand MKIP/MKS")
    Measure.objects.filter(pk=measure.pk).update(target=55)
    (row,) = compare(before, now(plan)).rows
    assert (row.kind, row.what, row.after) == (MEASURE, measure.statement, "green")
    assert row.said == "70.0%, shown to be met; before: 70.0%, not shown either way"
    hidden = deepcopy(now(plan))
    hidden["measures"][0]["suppressed"] = True
    assert compare(before, hidden).rows == ()
