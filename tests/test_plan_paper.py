"""A plan as it is printed and read whole: the shapes of the papers it came from, on the page and as tagged PDF."""

import io
import json
import subprocess
from copy import deepcopy
from datetime import date

import page as validator
import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from actions.models import Milestone
from actions.timing import parse_timing
from commsplan.demo import kcc, sevenoaks
from plans.models import Decision, FinanceRow, KeyMessage, Objective, Plan, Priority, Risk, Stakeholder
from plans.periods import FinancialYear, Years
from reports.making import make_waiting
from reports.models import Report, Snapshot
from reports.plan_actions import ends, who
from reports.plan_measures import indicators, measures
from reports.plan_paper import build_plan_paper
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN
from reports.plan_sections import finance
from reports.snapshots import freeze, frozen_body, keep
from reports.stakeholder_map import GROUPS, draw_map, wrap
from surveys.models import Measure
from tests.demo import TODAY, once, queries, said, seed

MKIP = "mkip-2015-16"
SECTION_C = "Section C: Priorities, actions, milestones, key or significant decisions"
ONE_YEAR = Years(FinancialYear(2013), FinancialYear(2013))


@pytest.fixture
def papers(db):
    people = seed(as_written=True)
    kcc.build_kcc(people, today=TODAY, as_written=True)
    sevenoaks.build_sevenoaks(people, today=TODAY, as_written=True)
    return people


def frozen(slug, on=date(2016, 3, 31)):
    return freeze(Plan.objects.get(slug=slug), as_at=on, by=None).data


def paper_of(slug, on=date(2016, 3, 31), shape=""):
    return build_plan_paper(frozen(slug, on), shape)


def part(paper, title):
    return next(one for one in paper.parts if one.title == title)


def texts(row):
    return ["\n".join(row.head), *("\n".join(cell.lines) for cell in row.cells)]


def everything(paper):
    """All the words of a paper."""
    rows = [row for one in paper.parts for below in (one, *one.parts) for table in below.tables for row in table.rows]
    items = [words for one in paper.parts for below in (one, *one.parts) for words in (*below.items, *below.paragraphs)]
    return "\n".join([*("\n".join(texts(row)) for row in rows), *items])


def test_the_mkip_table_has_the_columns_order_and_words_of_the_original(papers):
    paper = paper_of(MKIP)
    actions = part(paper, "Actions")
    assert [one.title for one in actions.parts] == ["Members", "Staff"]
    members, staff = (one.tables[0] for one in actions.parts)
    assert members.heads == [
        "Action", "Audience", "Date (when it is to be delivered)", "Method / Media for delivery", "Who (who will deliver)", "Progress",
    ]  # fmt: skip
    assert [row.head[0] for row in members.rows] == [
        "MKIP board paperwork", "MKS annual report", "MKIP Who's who", "Member Briefing", "Member Briefing", "Member survey",
    ]  # fmt: skip
    assert texts(members.rows[3])[2:5] == [
        "Tbc",
        "Presentation from MKIP Boards",
        "Relevant Chief Executive\nRelevant Lead Members and or MKS Director",
    ]
    newsletter, survey = texts(staff.rows[0]), texts(staff.rows[4])
    assert newsletter[4] == "Paul Taylor/Jane Clarke to prepare. Communications Teams to distribute"
    assert newsletter[5] == "First edition issued in December 2014."
    assert survey[4] == "Paul Taylor/Jane Clarke to prepare and to discuss distribution with communications teams"
    success = part(paper, "How we will know that the plan is a success").tables[0]
    assert success.heads == ["Members", "Staff"]
    assert texts(success.rows[0]) == [
        "66 per cent understand MKIP/MKS\nObjective: Members to understand the aims of MKIP/MKS",
        "70 per cent understand MKIP/MKS\nObjective: Staff to understand the aims of MKIP/MKS",
    ]
    assert paper.years == "2015/16"
    reviews = part(paper, "How it is reviewed")
    assert reviews.items[0] == "Member survey" and reviews.parts[0].paragraphs[0].startswith("Results go to Members")
    assert [one.title for one in paper.parts][-2:] == ["How it is reviewed", "Actions"]


def test_the_business_plan_has_the_form_of_the_original(papers):
    paper = paper_of(kcc.SLUG)
    assert [one.title for one in paper.parts] == [
        "Section B: Contribution to corporate objectives", SECTION_C, "Section D: Financial and human resources", "Risks",
        "Business continuity", "Section F: Performance and activity indicators",
        "Section G: Activity requiring support from other divisions/services",
    ]  # fmt: skip
    assert paper.facts.caption == "Executive summary" and paper.facts.rows[0].head == ["Directorate"]
    priorities = part(paper, SECTION_C).parts
    assert len(priorities) == 14 and priorities[0].title == "Priority 1: Driving resident satisfaction"
    assert priorities[0].paragraphs[0].startswith("Description of priority: To provide high quality")
    actions, milestones, decisions = priorities[0].tables
    assert actions.heads == [
        "No.",
        "Actions",
        "Accountable Officer",
        "Start Date (month/year)",
        "End Date (month/year)",
    ]
    group, first = actions.rows[:2]
    assert group.is_group and texts(group)[0] == "1" and group.cells[0].spans == 4
    assert texts(first)[2:] == ["Hollie Snelson", "April 13", "March 14"]
    assert milestones.heads == ["No.", "Key milestones", "Date (month/year)"]
    assert [texts(row)[0] for row in milestones.rows] == ["A", "B", "C", "D"]
    assert [texts(row)[2] for row in milestones.rows] == ["May 2013?", "Aug 2013", "Quarterly", "–"]
    assert decisions.caption == "Are there any key or significant decisions that could arise from this priority?"
    assert decisions.heads[-1] == "Are these already in the forward plan? Yes/No"
    assert texts(decisions.rows[0])[1] == "N/A"
    fifth = priorities[4].tables[2]
    assert texts(fifth.rows[0])[::2] == ["1", "No"]
    resources = part(paper, "Section D: Financial and human resources").parts
    assert resources[0].tables[0].heads[:3] == ["Divisional unit", "Responsible manager", "Staffing"]
    assert texts(resources[1].tables[0].rows[0])[:2] == ["64", "66"]
    quarterly, annual = part(paper, "Section F: Performance and activity indicators").tables
    assert quarterly.heads[-4:] == [f"Target 2013/14 Q{number}" for number in (1, 2, 3, 4)]
    assert annual.heads[-2:] == ["Target 2013/14", "Target 2014/15"] and len(annual.rows) == 3
    assert set(texts(annual.rows[0])[1:]) == {"–"}
    risks = part(paper, "Risks").tables[0]
    assert risks.heads == ["Risks", "Mitigation"] and texts(risks.rows[0])[0].startswith("Breach of")
    support = part(paper, "Section G: Activity requiring support from other divisions/services").tables[0]
    assert support.heads == ["Activity details", "Expected impact", "Expected date"] and len(support.rows) == 7


def test_either_shape_prints_every_action_milestone_and_decision_of_any_plan(papers):
    plan = Plan.objects.get(slug=MKIP)
    staff = plan.priorities.get(title="Staff")
    Milestone.objects.create(
        plan=plan, priority=staff, letter="A", title="First newsletter", timing=parse_timing("June 2015", plan.years),
        reached_on=date(2015, 6, 3),
    )  # fmt: skip
    Decision.objects.create(plan=plan, title="Whether to have a webpage", maker="MKIP board", in_forward_plan="yes")
    Priority.objects.create(plan=plan, position=9, title="Residents", description="Later")
    dropped = plan.actions.get(title="Intranet updates")
    dropped.dropped_on = date(2015, 5, 1)
    dropped.save()
    for slug in (MKIP, kcc.SLUG):
        plan = Plan.objects.get(slug=slug)
        for shape in (ACTION_TABLE, BUSINESS_PLAN):
            words = everything(paper_of(slug, shape=shape))
            wanted = [
                *plan.actions.values_list("title", flat=True), *plan.milestones.values_list("title", flat=True),
                *plan.decisions.values_list("title", flat=True),
                *filter(None, plan.priorities.values_list("description", flat=True)),
            ]  # fmt: skip
            assert [one for one in wanted if " ".join(one.split()) not in " ".join(words.split())] == []
    words = everything(paper_of(MKIP))
    for one in ("Reached on 3 June 2015", "MKIP board", "Residents: Later", "Intranet updates (not to be pursued)"):
        assert one in words
    table = part(paper_of(kcc.SLUG, shape=ACTION_TABLE), "Actions").parts[0].tables[0]
    assert table.heads == ["Action", "Date (when it is to be delivered)", "Who (who will deliver)"]
    assert table.rows[0].is_group and texts(table.rows[1])[1:] == ["April 13 – March 14", "Hollie Snelson"]


def test_a_plan_of_few_rows_a_section_is_one_table_without_columns_that_say_nothing(papers):
    paper = paper_of(sevenoaks.SLUG, date(2020, 3, 31))
    (table,) = part(paper, "Actions").tables
    assert table.heads == ["Date (when it is to be delivered)", "Area of work", "Action"] and len(table.rows) == 16
    stakeholders = part(paper, "Stakeholders")
    drawn = [line for quarter in stakeholders.map.quarters for _, line in quarter.lines]
    listed = [cell for row in stakeholders.tables[0].rows for cell in texts(row) if cell != "–"]
    assert len(listed) == 16 and sorted(line.strip() for line in drawn) == sorted(listed)
    Stakeholder.objects.filter(name="Government").update(reached_by="Letter")
    (listed,) = part(paper_of(sevenoaks.SLUG), "Stakeholders").tables
    assert ["Government", "Keep informed", "Letter"] in [texts(row) for row in listed.rows] and len(listed.rows) == 16


def test_a_section_whose_rows_stand_apart_is_headed_once_and_a_column_is_summed_only_where_all_of_it_is_known(papers):
    plan = Plan.objects.get(slug=MKIP)
    members = plan.audiences.get(name="Members")
    Objective.objects.create(plan=plan, statement="Members to ask questions", audience=members, position=99)
    KeyMessage.objects.create(plan=plan, text="Now", use="in_use", position=98)
    KeyMessage.objects.create(plan=plan, text="Later", use="held", position=99)
    for number, (gross, staffing) in enumerate([("£1,200", "TBC"), ("300 (TBC)", "5")]):
        FinanceRow.objects.create(plan=plan, unit=f"Unit {number}", gross=gross, staffing=staffing)
    paper = paper_of(MKIP)
    assert [one.title for one in part(paper, "Objectives").parts] == ["Members", "Staff"]
    assert [one.title for one in part(paper, "Key messages").parts] == ["Held until wanted", "In use"]
    total = part(paper, "Financial resources").tables[0].rows[-1]
    assert total.is_total and texts(total)[2:5] == ["–", "–", "1,500"]
    assert not finance({"sections": {"finance": []}}).tables


def test_no_target_of_a_measure_is_lost():
    def measure(statement, **given):
        blank = dict.fromkeys(("audience", "objective", "target", "floor", "outturn", "benchmark", "source"), "")
        return blank | {"statement": statement, "unit": "per_cent", "better": "Higher is better", "targets": {}} | given

    said, unsaid = (
        measure("66 per cent understand", target="66"),
        measure("Complaints", target="6", better="Lower is better"),
    )
    assert measures({"indicators": [said]}).tables[0].heads == ["Everybody"]
    table = measures({"indicators": [said, unsaid]}).tables[0]
    assert table.heads == ["Measure", "Target"] and [texts(row)[1] for row in table.rows] == ["66%", "6% or less"]
    by_period = measure(
        "Mentions",
        unit="count",
        objective="To be heard",
        source="the press log",
        targets={"2013/14-Q1": "30", "2014/15-Q1": "", "2013/14": ""},
    )
    data = {"indicators": [unsaid, by_period], "years": ["2013/14", "2014/15"]}
    assert len(measures(data).tables[0].rows) == 1
    first, second, annual = indicators(data).tables
    assert [len(table.rows) for table in (first, second, annual)] == [1, 1, 1]
    assert (
        texts(first.rows[0])[-1] == "30"
        and texts(first.rows[0])[0] == "Mentions\nObjective: To be heard\nEvidenced by: the press log"
        and second.heads[-1] == "Target 2014/15 Q1"
        and texts(second.rows[0])[-1] == "–"
    )


def test_the_map_puts_no_name_upon_another():
    drawn = draw_map(
        {group: [f"A name that is rather long for one line, number {n}" for n in range(9)] for group in GROUPS}
    )
    for quarter in drawn.quarters:
        places = [y for y, _ in quarter.lines]
        assert all(later - sooner >= 12 for sooner, later in zip(places, places[1:], strict=False))
        assert places[-1] < quarter.y + quarter.height
    assert drawn.height > max(quarter.y + quarter.height for quarter in drawn.quarters)
    assert len(wrap("NHS TRUST OF KENT AND MEDWAY")) == 1 and len(wrap("W" * 41)) == 3  # wide letters take two places


def test_start_and_end_stand_as_they_were_written():
    for written, expected in {
        "April 13 – March 14": ("April 13", "March 14"),
        "1 April 2013 to March 2014": ("1 April 2013", "March 2014"),
        "From June 2013": ("June 2013", ""),
        "May 2013 – as part of induction": ("", "May 2013 – as part of induction"),
        "Agenda - prior to each board meeting": ("", "Agenda - prior to each board meeting"),
        "Quarterly": ("", "Quarterly"),
        "": ("", ""),
    }.items():
        assert ends(written, ONE_YEAR) == expected


@pytest.mark.poppler
@pytest.mark.parametrize("slug", [MKIP, kcc.SLUG])
def test_it_prints_as_tagged_pdf_the_same_every_time(papers, slug, tmp_path):
    first, second = (tmp_path / f"{number}.pdf" for number in (1, 2))
    for path in (first, second):
        call_command(
            "render_plan", slug, "--as-at", "2016-03-31", "--report-of", "Head of Policy", "--output", str(path)
        )
    assert first.read_bytes() == second.read_bytes() and Snapshot.objects.count() == 1
    found = validator.validate_pdf(str(first), profile=validator.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, [str(fault) for fault in found.failures][:5]
    text = " ".join(
        subprocess.run(["pdftotext", str(first), "-"], capture_output=True, text=True, check=True).stdout.split()
    )
    assert (
        "Report of: Head of Policy" in text
        and f"{Plan.objects.get(slug=slug).years}. Position at 31 March 2016" in text
    )
    for action in Plan.objects.get(slug=slug).actions.all():
        assert action.title.split("–")[0].split("(")[0].strip()[:40].replace("-", "")[:20] in text.replace("-", "")
    with pikepdf.open(io.BytesIO(first.read_bytes())) as pdf:
        wide = {float(one.mediabox[2]) > float(one.mediabox[3]) for one in pdf.pages}
    assert wide == {True, False}  # its wide tables are on pages turned sideways


@pytest.mark.poppler
def test_in_the_other_shape_it_is_sound_too_and_what_has_changed_is_frozen_anew(papers, tmp_path):
    path = tmp_path / "plan.pdf"
    call_command("render_plan", kcc.SLUG, "--as-at", "2016-03-31", "--shape", "action-table", "--output", str(path))
    found = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, [str(fault) for fault in found.failures][:5]
    changed = Plan.objects.get(slug=kcc.SLUG)
    Risk.objects.create(plan=changed, risk="A new one", mitigation="None yet")
    page = tmp_path / "plan.html"
    call_command("render_plan", kcc.SLUG, "--as-at", "2016-03-31", "--format", "html", "--output", str(page))
    assert "A new one" in page.read_text() and "Section C" in page.read_text()


def test_the_page_reads_whole_and_the_paper_is_ordered_from_it(papers, client):
    client.force_login(papers.users["plan.manager"])
    address = reverse("reports:whole", kwargs={"slug": MKIP})
    page = said(client.get(address))
    assert "Makes the best use of residents" in page
    missing = page[page.index("Not in the plan yet") :]
    assert "/sections/milestones/#add" in missing and "/sections/priorities/" not in missing
    client.force_login(papers.users["officer"])
    assert "Not in the plan yet" not in said(client.get(address))
    client.force_login(papers.users["officer2"])
    assert client.get(address).status_code == 404
    client.force_login(papers.users["democratic.services"])
    add = reverse("reports:add", kwargs={"slug": MKIP})
    assert f"{add}?kind=action-table" in said(client.get(address))
    page = said(client.get(f"{add}?kind=action-table"))
    assert 'value="action-table" checked' in page.replace('id="id_kind_1" ', "") and 'value="MKIP/MKS Com' in page
    fields = {"report_of": "Head", "as_at": "22/03/2016"}
    client.post(add, once(title="The plan", kind="action-table", **fields))
    untouched = f"{Plan.objects.get(slug=MKIP).title}: progress report"
    client.post(add, once(title=untouched, kind="business-plan", **fields))
    table, form = Report.objects.order_by("pk")
    assert form.title == Plan.objects.get(slug=MKIP).title and make_waiting() == 2
    table.refresh_from_db()
    assert table.state == "ready" and table.pdf.read(5) == b"%PDF-"
    page = said(client.get(reverse("reports:html", kwargs={"pk": table.pk})))
    assert "Method / Media for delivery" in page and "<h1>The plan</h1>" in page and "Report of: Head" in page
    assert "Accountable Officer" in said(client.get(reverse("reports:html", kwargs={"pk": form.pk})))


def test_figures_frozen_before_plans_were_printed_whole_say_so(papers):
    plan = Plan.objects.get(slug=MKIP)
    data = json.loads(frozen_body(plan, as_at=date(2016, 3, 31)))
    body = json.dumps({name: value for name, value in data.items() if name != "sections"})
    keep(plan, body, as_at=date(2016, 3, 31), by=None)
    shown = ("--as-at", "2016-03-31", "--output", "/dev/null")
    with pytest.raises(CommandError, match="Freeze them again"):
        call_command("render_report", "--plan", MKIP, "--kind", "action-table", *shown)
    for refused, sentence in (("nowhere", "nowhere"), (MKIP, "has not come yet")):
        with pytest.raises(CommandError, match=sentence):
            call_command("render_plan", refused, "--as-at", "2099-03-31", "--output", "/dev/null")


def test_who_does_it_is_said_as_papers_say_it():
    def one(name, part="delivers", note="", named=True):
        return {"name": name, "part": part, "note": note, "named": named}

    assert who([one("A"), one("B")]) == "A/B"
    assert who([one("A", "coordinates", "with teams")]) == "A to coordinate with teams"
    assert who([one("Post", named=False), one("Other post", named=False)]) == "Post\nOther post"
    assert who([one("A", "prepares"), one("T", "distributes")]) == "A to prepare. T to distribute"
    assert who([]) == ""


def test_reading_it_takes_the_same_queries_for_one_row_a_section_and_for_three(papers, client):
    client.force_login(papers.users["admin"])
    address = reverse("reports:whole", kwargs={"slug": kcc.SLUG})
    few = queries(client, address)
    plan = Plan.objects.get(slug=kcc.SLUG)
    kinds = (
        plan.priorities,
        plan.actions.exclude(parent=None),
        plan.milestones,
        plan.risks,
        plan.finance,
        plan.measures,
    )
    for rows in kinds:
        row = rows.order_by("pk").last()
        for number in (1, 2):
            twin = deepcopy(row)
            twin.pk, twin._state.adding = None, True
            if isinstance(twin, Priority):
                twin.title = f"{row.title} {number}"
            twin.save()
            if isinstance(twin, Measure):
                twin.targets.create(period="2013/14", value=number)
    Objective.objects.create(plan=plan, statement="One", audience=plan.audiences.create(name="Everybody"))
    assert queries(client, address) == few
