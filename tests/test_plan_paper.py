"""A plan as it is printed and read whole: the shapes of the papers it came from, on the page and as tagged PDF."""

import hashlib
import io
import json
import subprocess
from datetime import date

import page as validator
import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from commsplan.demo import kcc, sevenoaks
from plans.models import Plan
from reports.making import make_waiting
from reports.models import Report, Snapshot
from reports.plan_actions import who
from reports.plan_paper import build_plan_paper
from reports.snapshots import freeze
from reports.stakeholder_map import GROUPS, draw_map
from tests.demo import TODAY, once, queries, said, seed

MKIP = "mkip-2015-16"


@pytest.fixture
def papers(db):
    people = seed(as_written=True)
    kcc.build_kcc(people, today=TODAY, as_written=True)
    sevenoaks.build_sevenoaks(people, today=TODAY, as_written=True)
    return people


def paper_of(slug, on=date(2016, 3, 31)):
    plan = Plan.objects.get(slug=slug)
    return build_plan_paper(freeze(plan, as_at=on, by=None).data)


def part(paper, title):
    return next(one for one in paper.parts if one.title == title)


def texts(row):
    return ["\n".join(row.head), *("\n".join(cell.lines) for cell in row.cells)]


def test_the_mkip_table_has_the_columns_order_and_words_of_the_original(papers):
    actions = part(paper_of(MKIP), "Actions")
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
    measures = part(paper_of(MKIP), "How we will know that the plan is a success").tables[0]
    assert measures.heads == ["Members", "Staff"]
    assert texts(measures.rows[0]) == ["66 per cent understand MKIP/MKS", "70 per cent understand MKIP/MKS"]


def test_the_business_plan_has_the_form_of_the_original(papers):
    paper = paper_of(kcc.SLUG)
    priorities = part(paper, "Priorities, actions, milestones, key or significant decisions").parts
    assert len(priorities) == 14 and priorities[0].title == "Priority 1: Driving resident satisfaction"
    actions, milestones, decisions = priorities[0].tables
    assert actions.heads == [
        "No.",
        "Actions",
        "Accountable officer",
        "Start date (month/year)",
        "End date (month/year)",
    ]
    assert actions.rows[0].is_group and texts(actions.rows[0])[0] == "1"
    assert (
        texts(actions.rows[1])[0::2] == ["1.1", "Hollie Snelson", "March 14"]
        and texts(actions.rows[1])[3] == "April 13"
    )
    assert [texts(row)[0::2] for row in milestones.rows] == [
        ["A", "May 2013?"],
        ["B", "Aug 2013"],
        ["C", "Quarterly"],
        ["D", "–"],
    ]
    assert texts(decisions.rows[0]) == ["–", "N/A", "–"]
    assert texts(priorities[4].tables[2].rows[0]) == ["1", "CMT / Corporate Board to agree KNet vision", "No"]
    quarterly, annual = part(paper, "Performance and activity indicators").tables
    assert quarterly.heads[-4:] == [f"Target 2013/14 Q{number}" for number in (1, 2, 3, 4)]
    assert annual.heads[-2:] == ["Target 2013/14", "Target 2014/15"] and len(annual.rows) == 3
    risks = part(paper, "Risks").tables[0]
    assert risks.heads == ["Risk", "Mitigation"] and texts(risks.rows[0])[0].startswith("Breach of")
    resources = part(paper, "Human resources").tables[0]
    assert texts(resources.rows[0])[:2] == ["64", "66"]
    assert len(part(paper, "Activity requiring support from other divisions or services").tables[0].rows) == 7


def test_a_plan_of_few_rows_a_section_is_one_table_without_columns_that_say_nothing(papers):
    paper = paper_of(sevenoaks.SLUG, date(2020, 3, 31))
    (table,) = part(paper, "Actions").tables
    assert table.heads == ["Date (when it is to be delivered)", "Area of work", "Action"] and len(table.rows) == 16
    stakeholders = part(paper, "Stakeholders")
    drawn = [line for quarter in stakeholders.map.quarters for _, line in quarter.lines]
    listed = [cell for row in stakeholders.tables[0].rows for cell in texts(row) if cell != "–"]
    assert len(listed) == 16 and sorted(line.strip() for line in drawn) == sorted(listed)


def test_the_map_puts_no_name_upon_another():
    drawn = draw_map(
        {group: [f"A name that is rather long for one line, number {n}" for n in range(9)] for group in GROUPS}
    )
    for quarter in drawn.quarters:
        places = [y for y, _ in quarter.lines]
        assert all(later - sooner >= 12 for sooner, later in zip(places, places[1:], strict=False))
        assert places[-1] < quarter.y + quarter.height
    assert drawn.height > max(quarter.y + quarter.height for quarter in drawn.quarters)


@pytest.mark.poppler
@pytest.mark.parametrize("slug", [MKIP, kcc.SLUG])
def test_it_prints_as_tagged_pdf_the_same_every_time(papers, slug, tmp_path):
    first, second = (tmp_path / f"{number}.pdf" for number in (1, 2))
    for path in (first, second):
        call_command("render_report", "--plan", slug, "--as-at", "2016-03-31", "--kind", "plan", "--output", str(path))
    assert first.read_bytes() == second.read_bytes()
    found = validator.validate_pdf(str(first), profile=validator.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, [str(fault) for fault in found.failures][:5]
    text = " ".join(
        subprocess.run(["pdftotext", str(first), "-"], capture_output=True, text=True, check=True).stdout.split()
    )
    for action in Plan.objects.get(slug=slug).actions.all():
        assert action.title.split("–")[0].split("(")[0].strip()[:40].replace("-", "")[:20] in text.replace("-", "")
    with pikepdf.open(io.BytesIO(first.read_bytes())) as pdf:
        wide = {float(one.mediabox[2]) > float(one.mediabox[3]) for one in pdf.pages}
    assert wide == {True, False}  # its wide tables are on pages turned sideways


def test_the_page_reads_whole_and_the_paper_is_ordered_from_it(papers, client):
    client.force_login(papers.users["plan.manager"])
    address = reverse("reports:whole", kwargs={"slug": MKIP})
    page = said(client.get(address))
    assert "Makes the best use of residents" in page and "Not in the plan yet" in page
    client.force_login(papers.users["officer"])
    assert "Not in the plan yet" not in said(client.get(address))
    client.force_login(papers.users["officer2"])
    assert client.get(address).status_code == 404
    client.force_login(papers.users["democratic.services"])
    add = reverse("reports:add", kwargs={"slug": MKIP})
    assert 'value="plan" checked' in said(client.get(f"{add}?kind=plan")).replace('id="id_kind_1" ', "")
    client.post(add, once(title="The plan", report_of="Head", as_at="22/03/2016", kind="plan"))
    report = Report.objects.get(kind="plan")
    assert make_waiting() == 1
    report.refresh_from_db()
    assert report.state == "ready" and report.pdf.read(5) == b"%PDF-"
    assert "Method / Media for delivery" in said(client.get(reverse("reports:html", kwargs={"pk": report.pk})))


def test_figures_frozen_before_plans_were_printed_whole_say_so(papers):
    plan = Plan.objects.get(slug=MKIP)
    snapshot = freeze(plan, as_at=date(2016, 3, 31), by=None)
    body = json.dumps({name: value for name, value in snapshot.data.items() if name != "sections"})
    Snapshot.objects.filter(pk=snapshot.pk).update(body=body, sha256=hashlib.sha256(body.encode()).hexdigest())
    with pytest.raises(CommandError, match="Freeze them again"):
        call_command(
            "render_report", "--plan", MKIP, "--as-at", "2016-03-31", "--kind", "plan", "--output", "/dev/null"
        )


def test_who_does_it_is_said_as_papers_say_it():
    def one(name, part="delivers", note="", named=True):
        return {"name": name, "part": part, "note": note, "named": named}

    assert who([one("A"), one("B")]) == "A/B"
    assert who([one("A", "coordinates", "with teams")]) == "A to coordinate with teams"
    assert who([one("Post", named=False), one("Other post", named=False)]) == "Post\nOther post"
    assert who([one("A", "prepares"), one("T", "distributes")]) == "A to prepare. T to distribute"
    assert who([]) == ""


def test_reading_it_takes_the_same_queries_for_any_plan(papers, client):
    client.force_login(papers.users["admin"])
    few, many = (queries(client, reverse("reports:whole", kwargs={"slug": slug})) for slug in (MKIP, kcc.SLUG))
    assert abs(few - many) <= 2
