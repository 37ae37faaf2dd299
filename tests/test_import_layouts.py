"""Layouts of papers: business plans out of a scanner, ruled PDFs, lists, measures, and tables nobody has seen before."""

import io
import json
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pikepdf
import pytest

from imports.limits import Refused
from imports.preview import preview
from imports.sandbox import preview_in_subprocess
from imports.text_joins import joined
from plans.periods import FinancialYear, Years
from tests.import_files import FILES, HEADING, docx_of, ruled_pdf, xlsx_of

ROOT = Path(__file__).resolve().parent.parent
Y2013 = Years(FinancialYear(2013), FinancialYear(2013))
KENT = [
    ["PRIORITY", "1: Driving satisfaction", "DESCRIPTION OF PRIORITY: To inform", "", ""],
    ["Actions", "", "Accountable Officer", "Start Date (month/year)", "End Date (month/year)"],
    ["1", "Deliver a mobile digital platform, allowing custome", "rs to access the site", "via smart ph", "hones"],
    ["1.1", "Customers use the site by phone", "Tracey Gleeson", "April 13", "March 14"],
    ["1.2", "", "", "", ""],
    ["KEY MI", "LESTONES", "", "", "DATE (month/year)"],
    ["Α", "Delivery of A-Z to the public.", "", "", "May 2013?"],
    ["В", "Re-design and deliver a mobile digital pla", "atform", "", ""],
    ["С", "", "", "", ""],
    ["RE THE", "RE ANY KEY OR SIGNIFICANT DECISIONS THAT COULD", "ARISE FROM THIS PRIORITY?", "", "ALREADY IN THE PLAN? Yes/No"],
    ["1", "Corporate Board to agree the vision", "", "", "No"],
    ["PRIORITY 2", "3: Delivering campaigns", "DESCRIPTION OF PRIORITY: To support services", "", ""],
    ["Actions", "", "Accountable Officer", "Start Date (month/yea", ""],
    ["9", "Launch a campaign", "", "", ""],
    ["9.1", "Recruit foster carers", "Hollie Snelson", "April 13", "March 14"],
    ["ARE THER", "E ANY KEY OR SIGNIFICANT DECISIONS", "", "", "ALREADY IN THE PLAN? Yes/No"],
    ["1", "N/A", "", "", ""],
]  # fmt: skip


def csv_of(rows):
    return "\r\n".join(";".join(row) for row in rows).encode()


@pytest.mark.parametrize("data", [csv_of(KENT), xlsx_of(KENT), docx_of(KENT)], ids=["csv", "xlsx", "docx"])
def test_a_business_plan_is_read_with_its_priorities_groups_milestones_and_decisions(data):
    found = preview(data, "plan", Y2013)
    first, second = found["priorities"]
    assert (first["reference"], first["title"], first["description"]) == ("1", "Driving satisfaction", "To inform")
    assert (second["reference"], second["title"]) == ("2", "Delivering campaigns") and second["warnings"]
    rows = {row["reference"]: row for row in found["rows"]}
    assert [*rows] == ["1", "1.1", "9", "9.1"]
    group = rows["1"]
    assert group["title"].startswith("Deliver a mobile digital platform, allowing custome") and not group["owners"]
    assert any("needs review" in warning for warning in group["warnings"]) and group["timing"]["kind"] == "none"
    part = rows["9.1"]
    assert (part["parent"], part["priority"], part["owners"][0]["name"]) == ("9", "2", "Hollie Snelson")
    assert (part["timing"]["earliest"], part["timing"]["latest"]) == ("2013-04-01", "2014-03-31")
    milestones = [(one["letter"], one["title"], one["date_text"], one["priority"]) for one in found["milestones"]]
    assert milestones == [
        ("A", "Delivery of A-Z to the public.", "May 2013?", "1"),
        ("B", "Re-design and deliver a mobile digital platform", "", "1"),
    ]
    assert [(one["title"], one["in_forward_plan"]) for one in found["decisions"]] == [
        ("Corporate Board to agree the vision", "no")
    ]
    told = [one["warnings"] for one in found["milestones"]]
    assert told[0] == ["The date is provisional: “May 2013?”."] and "cut across the columns" in told[1][0]
    placeholders = [item["text"] for item in found["skipped"] if "placeholder" in item["why"]]
    assert placeholders == ["1.2", "С"]
    assert any("no such decision" in item["why"] for item in found["skipped"])


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        (["deliver a mobile digital pla", "atform"], "deliver a mobile digital platform"),
        (["to raise satisfac", "ction levels"], "to raise satisfaction levels"),
        (["Apri", "il 2013"], "April 2013"),
        (["plans for the", "areas"], "plans for the areas"),
        (["", "Alone", ""], "Alone"),
    ],
)
def test_words_cut_over_cells_are_put_together(pieces, whole):
    assert joined(pieces) == whole


def test_a_ruled_table_of_a_pdf_is_read_like_any_other():
    rows = [
        HEADING,
        ["Newsletter", "May 2013", "Jane Clarke", ""],
        ["Staff survey", "Quarterly", "Paul Taylor/Jane Clarke", ""],
    ]
    found = preview_in_subprocess(ruled_pdf(rows), "plan.pdf", Y2013)
    assert [(row["title"], row["date_text"]) for row in found["rows"]] == [
        ("Newsletter", "May 2013"),
        ("Staff survey", "Quarterly"),
    ]
    assert [owner["name"] for owner in found["rows"][1]["owners"]] == ["Paul Taylor", "Jane Clarke"]
    assert any("read from a PDF" in warning for warning in found["warnings"])


def bomb_pdf(size):
    """A page whose drawing is `size` bytes once unpacked."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pikepdf.Stream(
        pdf, zlib.compress(b"0 0 m 9 9 l S\n" * (size // 14)), Filter=pikepdf.Name.FlateDecode
    )
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


@pytest.mark.parametrize("size", [5_000_000, 100_000_000, 600_000_000])
def test_a_pdf_that_unpacks_without_end_is_refused_soon(size):
    begun = time.monotonic()
    with pytest.raises(Refused):
        preview_in_subprocess(bomb_pdf(size), "plan.pdf")
    assert time.monotonic() - begun < 30  # a hang, and no measure of speed


def test_a_list_is_read_line_by_line():
    text = "Members\n- Write to all Members\n- Brief the Leader before\nthe meeting\nStaff\n• Put it on the intranet\n"
    found = preview(text.encode(), "pasted.txt")
    assert [(row["section"], row["title"]) for row in found["rows"]] == [
        ("Members", "Write to all Members"), ("Members", "Brief the Leader before the meeting"), ("Staff", "Put it on the intranet"),
    ]  # fmt: skip
    assert any("list and not in a table" in warning for warning in found["warnings"])


def test_projects_with_their_colours_and_words_below():
    data = "<b>Asset workstream</b>,<b>AMBER</b>\n<b>Town Hall</b>,<b>GREEN</b>\n<p>Let since May.</p> <p>Full.</p>,\n<b>Other work</b>,For info\nNothing to say,\n<b>ICT</b>,RED\n"
    found = preview(data.encode(), "paper.csv")
    assert [(row["section"], row["title"], row["rag"], row["progress"]) for row in found["rows"]] == [
        ("Asset", "Town Hall", "green", "Let since May.\nFull."), ("Asset", "Other work", "for_info", "Nothing to say"),
        ("Asset", "ICT", "red", ""),
    ]  # fmt: skip
    assert found["sections"][0]["rag"] == "amber"


def test_measures_are_read_under_their_headings_and_by_audience():
    quarterly = [
        [
            "Performance indicator",
            "Floor Performance Standard",
            "2012/13 Outturn",
            "Comparative Benchmark",
            "Target",
            "",
            "Lead",
        ],
        ["", "", "", "", "Q1", "Q2", ""],
        ["Maintain 80% positive coverage", "70%", "78%", "", "80%", "80%", "Lucy"],
        ["Satisfaction from 51% to 70%", "", "", "", "", "", ""],
    ]
    first, second = preview(xlsx_of(quarterly), "indicators.xlsx")["measures"]
    assert (first["floor"], first["outturn"], first["targets"]) == (
        "70%",
        "78%",
        {"Target Q1": "80%", "Target Q2": "80%"},
    )
    assert first["extra"] == {"Lead": "Lucy"}
    assert second["warnings"] == ["No target is filled in."]
    by_audience = "Members,Staff\n66 per cent understand MKIP,70 per cent understand MKIP\n66 per cent feel involved,\n"
    found = preview(by_audience.encode(), "measures.csv")["measures"]
    assert [(one["audience"], one["targets"]["Target"]) for one in found] == [
        ("Members", "66%"), ("Staff", "70%"), ("Members", "66%"),
    ]  # fmt: skip


def test_lines_that_begin_with_numbers_are_a_table_where_their_heading_is_cut_alike():
    text = "Action,Date,Who\n1. Newsletter,May 2015,Jane Clarke\n2. Survey,June 2015,Paul Taylor\n"
    found = preview(text.encode(), "plan.csv")
    assert [(row["title"], row["date_text"]) for row in found["rows"]] == [
        ("1. Newsletter", "May 2015"), ("2. Survey", "June 2015"),
    ]  # fmt: skip


def test_a_date_that_only_the_words_of_a_milestone_name_is_told_and_not_taken():
    rows = [KENT[0], KENT[1], KENT[3], KENT[5], ["A", "Annual Report produced by January 2014", "", "", ""]]
    (found,) = preview(csv_of(rows), "plan", Y2013)["milestones"]
    assert found["timing"]["kind"] == "none"
    assert found["warnings"] == ["No date is written in its column; the words say “by January 2014”."]


LOOK_ALIKES = [
    ["Action", "Support level", "Meeting date", "Last updated", "Time", "Progress", "Deadline", "Owner"],
    ["Newsletter", "High", "12/01/2015", "1 May 2013", "2 days", "40%", "June 2013", "Head of Policy, Communications and Governance"],
    ["Landlords & letting agents briefed", "Low", "", "", "half a day", "60%", "Q3", "Jane Clarke and Paul Taylor"],
]  # fmt: skip


def test_look_alikes_do_not_fool_it():
    rows = preview(xlsx_of(LOOK_ALIKES), "plan.xlsx", Y2013)["rows"]
    assert [row["rag"] for row in rows] == [None, None]
    assert [row["date_text"] for row in rows] == ["June 2013", "Q3"]
    assert [row["progress"] for row in rows] == ["40%", "60%"]
    assert [[owner["name"] for owner in row["owners"]] for row in rows] == [
        ["Head of Policy, Communications and Governance"], ["Jane Clarke", "Paul Taylor"],
    ]  # fmt: skip
    assert (
        rows[0]["extra"] | {"Time": "2 days", "Support level": "High", "Meeting date": "12/01/2015"} == rows[0]["extra"]
    )


def test_what_a_person_says_of_a_heading_goes_before_its_words():
    table = [
        ["Was", "Bis", "Action"],
        ["Newsletter", "May 2013", "Jane Clarke"],
        ["Survey", "June 2013", "Paul Taylor"],
    ]
    found = preview(xlsx_of(table), "plan.xlsx", Y2013, {"Was": "title", "Bis": "date", "Action": "owner"})
    assert [(row["title"], row["date_text"], row["owners"][0]["name"]) for row in found["rows"]] == [
        ("Newsletter", "May 2013", "Jane Clarke"), ("Survey", "June 2013", "Paul Taylor"),
    ]  # fmt: skip
    left = preview(xlsx_of(LOOK_ALIKES), "plan.xlsx", Y2013, {"Deadline": ""})["rows"][0]
    assert left["date_text"] == "" and left["extra"]["Deadline"] == "June 2013"


def test_the_scorer_knows_what_is_lost_invented_and_wrong(tmp_path):
    name = "mkip_action_tables"
    wanted = json.loads((FILES / f"{name}.expected.json").read_text()) | {"files": [f"{name}.csv"]}
    (tmp_path / f"{name}.csv").write_bytes((FILES / f"{name}.csv").read_bytes())

    def scored(expectation):
        (tmp_path / f"{name}.expected.json").write_text(json.dumps(expectation))
        command = [sys.executable, str(ROOT / "benchmarks/reading.py"), str(tmp_path), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, *json.loads(done.stdout)

    code, good = scored(wanted)
    assert (code, good["found"], good["dates"]["right"], good["owners"]["right"]) == (0, 11, 11, 11)
    wrong = json.loads(json.dumps(wanted))
    wrong["rows"][5]["date"] = {"kind": "month", "start": "2016-04-01", "end": "2016-04-30"}
    wrong["rows"][0]["title"] = "A row that is not in the paper at all"
    code, bad = scored(wrong)
    assert code == 1 and len(bad["lost"]) == 1 and len(bad["invented"]) == 1
    assert any("dates of" in words for words in bad["wrong"])
    (tmp_path / "mkip_measures.csv").write_text("Members,Staff\n66 per cent understand MKIP/MKS,99 per cent sing\n")
    code, _, part = scored(wanted)
    assert code == 1 and part["beside"] == {"measures": {"wanted": 6, "found": 2}}
    assert any("99 per cent sing" in words for words in part["wrong"])
