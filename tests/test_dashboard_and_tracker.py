"""The one-page dashboard, the tracker of recommendations, and the monitoring of a business plan."""

import subprocess
from datetime import date

import page as validator
import pikepdf
import pytest
import time_machine

from actions.models import Action, DateRequest
from actions.services.updates import Progress, post_progress_update
from actions.timing import parse_timing
from commsplan.demo.periods import close_periods
from plans.models import Plan
from reports.comparison import ORDER, actions_of
from reports.making import paper_data
from reports.models import Report
from reports.paper_dashboard import FEWER, MANY, MOST, build_dashboard
from reports.paper_html import paper_html, paper_word
from reports.paper_kinds import DASHBOARD, MONITORING, TRACKER
from reports.paper_tracker import build_tracker, sorted_out
from reports.plan_paper import build_plan_paper
from reports.rendering import render_pdf
from reports.services.papers import draft_report
from tests.committee import TODAY
from tests.demo import seed
from tests.paper_data import action, empty, maidstone, measure, mkip, priority
from tests.test_paper_kinds import of_kind
from tests.test_pdf import faults
from tests.test_word import check_whole, words_of_page, words_of_word


def head(data, kind):
    return of_kind(data, kind) | {"changes": None}


def one(pk, title, rating, **more):
    facts = {"id": pk, "dropped": False, "due": None, "moves": [], "asked": None, "delivered": [], "missed": []}
    return action(title, rating) | facts | more


def tracked():
    """One of every fate, as at 31 March 2016, the position before being of 31 December 2015."""
    moved = {
        "label": "",
        "from": "March 2016",
        "to": "May 2016",
        "reason": "Staff left",
        "on": "2016-02-01",
        "follows": False,
    }
    rows = [
        one(1, "Late", "red", due="2016-03-01"),
        one(2, "On its way", "green", due="2016-06-01"),
        one(
            3,
            "Asked",
            "amber",
            due="2016-05-01",
            asked={"to": "July 2016", "reason": "The report is late", "on": "2016-03-20"},
        ),
        one(4, "Moved", "green", due="2016-05-31", moves=[moved, moved | {"on": "2015-11-01", "to": "April 2016"}]),
        one(5, "Done now", "complete"),
        one(6, "Done before", "complete"),
        one(7, "Given up", "unrated", dropped=True),
    ]
    delivered = {"kind": "Delivered", "what": "Done now", "said": "from green to complete", "why": "", "action_id": 5,
                 "before": "green", "after": "complete"}  # fmt: skip
    data = empty() | {"on": "2016-03-31", "priorities": [priority("1", "One", "green", rows)]}
    data["report"] = data["report"] | {"kind": TRACKER, "title": ""}
    return data | {"changes": {"since": "2015-12-31", "rows": [delivered], "has_dates": True}}


def test_every_recommendation_stands_under_its_fate():
    found = {key: [one["title"] for one in rows] for key, rows in sorted_out(tracked()).items()}
    assert found == {
        "outstanding": ["Late"], "live": ["On its way", "Asked", "Moved"], "extensions": ["Asked", "Moved"],
        "completed": ["Done now"], "earlier": ["Done before"], "dropped": ["Given up"],
    }  # fmt: skip
    paper = build_tracker(tracked())
    assert paper.sections[0].opening[0].text.replace("\u00a0", " ") == (
        "At 31 March 2016 there are 7 recommendations: 1 is outstanding and 3 live; 1 was completed since "
        "31 December 2015, and 1 before that; 2 extensions were asked for or agreed. 1 recommendation is not pursued."
    )
    (asked, moved) = paper.sections[2].table.rows
    assert asked.cells[-1] == "July 2016 is asked for, not decided yet. The report is late."
    assert moved.cells[-1] == "Agreed: May 2016, was March 2016. Staff left."


def test_without_an_earlier_position_all_that_is_done_is_completed():
    data = tracked() | {"changes": None}
    assert [one["title"] for one in sorted_out(data)["completed"]] == ["Done now", "Done before"]
    assert "was completed" not in build_tracker(data).sections[0].opening[0].text


def test_the_tiles_are_counts_of_the_register():
    data = tracked() | {"measures": [measure("Residents understand", plain="reached", evidence="met", rag="green")]}
    data["action_tally"] = {**data["action_tally"], "green": 2, "amber": 1, "red": 1, "complete": 2}
    paper = build_dashboard(data)
    assert [figure for figure, _ in paper.tiles] == ["4 of 6", "1", "1", "1 of 1"]
    assert "past their date and not done" in paper.tiles[2][1]


def test_what_does_not_fit_is_counted():
    rows = [one(at, f"Action {at} with a title that is far too long for a line of one page", "red") for at in range(9)]
    few = build_dashboard(head(empty() | {"priorities": [priority("1", "One", "red", rows)]}, DASHBOARD))
    (attention,) = [section for section in few.sections if section.title == "What needs attention"]
    assert len(attention.table.rows) == MOST["attention"]
    assert attention.table.caption.endswith("the red ones first; 4 more not shown")
    assert attention.table.rows[0].head.endswith("…")
    groups = [priority(str(at), f"Priority {at}", "red", rows if not at else []) for at in range(MANY + 1)]
    many = build_dashboard(head(empty() | {"priorities": groups}, DASHBOARD))
    (attention,) = [section for section in many.sections if section.title == "What needs attention"]
    assert len(attention.table.rows) == FEWER["attention"]


def full():
    """As much of everything as a dashboard can be asked to hold, in long words."""
    long = "words that go on for longer than any line of a page of this size can hold them " * 2
    rows = [one(at, f"{at} {long}", "red", due=f"2014-0{4 + at % 2}-0{1 + at % 9}") for at in range(20)]
    groups = [priority(str(at), f"{at} {long}", "red", rows if not at else []) for at in range(20)]
    changes = [
        {"kind": kind, "what": long, "said": long, "why": long, "action_id": 1, "before": None, "after": None}
        for kind in ORDER
    ]
    found = {"priorities": groups, "measures": [measure(f"{at} {long}") for at in range(20)]}
    return empty() | found | {"changes": {"since": "2013-12-31", "rows": changes * 20, "has_dates": True}}


@pytest.mark.poppler
@pytest.mark.parametrize("data", [maidstone, mkip, empty, full])
def test_a_dashboard_is_one_page_of_tagged_pdf_and_says_the_same_in_word(data, tmp_path):
    given = data()
    found = head(given, DASHBOARD) | {"changes": given.get("changes")}
    if data is full:
        found["report"]["title"] = "A title of many words for a page " * 6
    for row in actions_of(found).values():
        row.setdefault("dropped", False)
        row.setdefault("due", None)
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(paper_html(found)))
    result = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in result.failures] == []
    with pikepdf.open(path) as pdf:
        assert faults(pdf) == [] and len(pdf.pages) == 1
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "Page 1 of 1" in said
    word = paper_word(found)
    check_whole(word)
    assert words_of_word(word) == words_of_page(paper_html(found))


@pytest.mark.poppler
def test_a_tracker_is_tagged_pdf_and_says_the_same_in_word(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(paper_html(tracked())))
    result = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in result.failures] == []
    with pikepdf.open(path) as pdf:
        assert faults(pdf) == []
    assert words_of_word(paper_word(tracked())) == words_of_page(paper_html(tracked()))


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


def test_monitoring_says_what_became_of_every_row_of_the_plan(people, tmp_path):
    plan = Plan.objects.get(slug="mkip-2015-16")
    by = people.users["plan.manager"]
    action = plan.actions.order_by("pk").first()
    post_progress_update(
        action=action, by=by, version=action.version, on=TODAY,
        progress=Progress(rag="red", done="Half of it.", explanation="The press is slow.", better_because="x"),
    )  # fmt: skip
    report = draft_report(plan=plan, by=by, kind=Report.Kind.MONITORING, title="", report_of="Director", as_at=TODAY)
    data = paper_data(report)
    paper = build_plan_paper(data, MONITORING)
    assert [part.title for part in paper.parts][:2] == ["Summary", "Priorities: actions, milestones and decisions"]
    rows = [
        row for part in paper.parts[1].parts for table in part.tables if "monitoring" in table.css for row in table.rows
    ]
    told = [row for row in rows if "Half of it." in str(row.cells)]
    assert len(told) == 1 and "The press is slow." in str(told[0].cells) and "Red" in str(told[0].cells)
    assert len(rows) == Action.objects.filter(plan=plan).count()
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(paper_html(data)))
    result = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in result.failures] == []
    assert words_of_word(paper_word(data)) == words_of_page(paper_html(data))


def test_a_date_that_was_asked_for_is_frozen_until_it_is_decided(people):
    plan = Plan.objects.get(slug="mkip-2015-16")
    close_periods(plan, by=people.users["plan.manager"], today=TODAY)
    action = plan.actions.first()
    DateRequest.objects.create(
        action=action, timing=parse_timing("July 2027", plan.years), reason="Late", by_name="x", on=TODAY
    )
    report = draft_report(
        plan=plan, by=people.users["plan.manager"], kind=Report.Kind.TRACKER, title="", report_of="x", as_at=TODAY
    )
    assert "July 2027 is asked for, not decided yet. Late." in paper_html(paper_data(report))
    DateRequest.objects.update(decided_on=date(2026, 11, 25), decided_by="y")
    later = draft_report(
        plan=plan, by=people.users["plan.manager"], kind=Report.Kind.TRACKER, title="", report_of="x", as_at=TODAY
    )
    assert "July 2027" not in str(later.snapshot.data["actions"]) or later.snapshot == report.snapshot
