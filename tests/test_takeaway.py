"""Lists taken away as CSV and Excel: what is shown, nothing that runs, and read back as it was."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urljoin

import openpyxl
import pytest
from django.urls import reverse

from imports.preview import preview
from people.formulas import guarded, unguarded
from people.takeaway import as_csv, as_xlsx
from plans.models import Plan
from tests.demo import seed

SLUG = "mkip-2015-16"
FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "+44 1622 602000", "-Agenda", "@MaidstoneBC", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "＝1+1", "＋1", "－1", "＠x", "=HYPERLINK(\"http://x\",\"y\")", "-2+3", "+1;=2", "==1",
]  # fmt: skip


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_is_taken_away_runs(text):
    ((cell,),) = rows_of(as_csv([[text]]))
    assert cell == f"'{text}" and unguarded(cell) == text
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([[text]], "List"))).active
    assert sheet["A1"].data_type != "f" and str(sheet["A1"].value).lstrip() == text.lstrip()


def test_what_was_taken_away_is_read_back_without_a_growing_apostrophe():
    for text in ("+44 1622 602000", "-Agenda", "@MaidstoneBC", "'=quoted", "''-x", "'til June", "Members' rooms"):
        assert unguarded(guarded(text)) == text
        rows = [["Action", "Date", "Who"], [text, "May 2015", "Jane Clarke"]]
        for data, name in ((as_csv(rows), "list.csv"), (as_xlsx(rows, "x"), "list.xlsx")):
            (row,) = preview(data, name)["rows"]
            assert row["title"] == text


def test_days_and_numbers_can_be_sorted_in_excel():
    day, moment = date(2016, 3, 31), datetime(2016, 7, 1, 9, 30, tzinfo=UTC)
    rows = [[day, moment, 12, Decimal("1.5"), "12", True, None, ["a", "b"]]]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows, "List"))).active
    cells = list(sheet[1])
    assert [cell.value for cell in cells[:2]] == [datetime(2016, 3, 31), datetime(2016, 7, 1, 10, 30)]
    assert [cell.value for cell in cells[2:]] == [12, 1.5, "12", "True", None, "a, b"]
    assert rows_of(as_csv(rows)) == [["31/03/2016", "01/07/2016 10:30", "12", "1.5", "12", "True", "", "a, b"]]


@pytest.mark.parametrize(
    ("who", "address", "heads", "least"),
    [
        (
            "plan.manager",
            "/plans/?as=csv",
            [
                "Plan and priority",
                "Council",
                "Year",
                "Status",
                "Rating",
                "Actions",
                "Overdue",
                "Disputed",
                "Silent, days",
                "Slipped, days",
                "Measures met",
                "To committee, days",
            ],
            2,
        ),
        ("democratic.services", "/meetings/?as=csv", ["Body", "Date", "Council"], 5),
        (
            "democratic.services",
            "/elections/?as=csv",
            ["Election", "Notice of election", "Polling day", "Kind", "Wards", "Council"],
            1,
        ),
        ("democratic.services", "/reports/?as=csv", ["Report", "Plan", "As at", "Meeting", "Paper"], 0),
        ("admin", "/people/?as=csv", ["Name", "Post", "Unit", "Council", "E-mail address", "Roles"], 5),
        ("admin", "/people/mail/?as=csv", ["To", "About", "Written", "What became of it"], 0),
        ("admin", "/organisations/?as=csv", ["Name"], 4),
        ("plan.manager", f"/plans/{SLUG}/changes/?as=csv", ["When", "Who", "What", "From, to"], 1),
        (
            "plan.manager",
            f"/plans/{SLUG}/sections/objectives.csv?q=involved",
            ["Number", "Objective", "Audience"],
            1,
        ),
    ],
)
def test_every_list_is_taken_away_as_it_is_shown(db, client, who, address, heads, least):
    client.force_login(seed(as_written=False).users[who])
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment; filename=") and answer["Content-Disposition"].endswith(
        '.csv"'
    )
    if SLUG in address:
        assert "mkipmks-communications-plan" in answer["Content-Disposition"]
    found = rows_of(answer.content)
    assert found[0] == heads and len(found) > least
    if "q=involved" in address:
        assert [row[1] for row in found[1:]] == [
            "Members to feel that they are involved in the MKIP/MKS decision making process"
        ]
    page = address.replace("as=csv", "").replace(".csv", "/")
    links = re.findall(r'href="([^"]*(?:as=|\.)(?:csv|xlsx)[^"]*)"', client.get(page).content.decode())
    if len(found) > 1:
        as_text, book = (client.get(urljoin(page, link.replace("&amp;", "&"))) for link in links)
        assert as_text.content == answer.content
    else:
        book = client.get(address.replace("as=csv", "as=xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [cell.value for cell in sheet[1]] == heads and sheet.max_row == len(found)


def test_the_actions_of_a_plan_are_taken_away_as_its_paper_has_them_and_read_in_again(db, client):
    people = seed(as_written=True)
    client.force_login(people.users["director"])
    address = reverse("reports:actions-csv", kwargs={"slug": SLUG})
    answer = client.get(address)
    found = rows_of(answer.content)
    head, rows = found[0], [dict(zip(found[0], row, strict=True)) for row in found[1:]]
    assert head[:6] == [
        "Action", "Audience", "Date (when it is to be delivered)", "Method / Media for delivery", "Who (who will deliver)", "Progress",
    ]  # fmt: skip
    assert len(rows) == Plan.objects.get(slug=SLUG).actions.count() == 11
    newsletter = next(row for row in rows if row["Action"] == "MKS Newsletter")
    assert (
        newsletter["Who (who will deliver)"] == "Paul Taylor/Jane Clarke to prepare. Communications Teams to distribute"
    )
    assert (newsletter["Section"], newsletter["Priority"]) == ("Staff", "Staff")
    assert newsletter["Date is understood as"].startswith("once in each quarter")
    again = preview(answer.content, "actions.csv")
    assert [row["title"] for row in again["rows"]] == [row["Action"] for row in rows]
    assert [row["date_text"] for row in again["rows"]] == [row["Date (when it is to be delivered)"] for row in rows]
    assert {row["section"] for row in again["rows"]} == {"Members", "Staff"}
    narrowed = rows_of(client.get(f"{address}?q=who%27s+who").content)[1:]
    assert [row[0] for row in narrowed] == ["MKIP Who's who", "MKIP Who's who"]
    client.force_login(people.users["officer2"])
    assert client.get(address).status_code == 404
    client.force_login(people.users["officer"])
    assert client.get(f"/plans/{SLUG}/sections/objectives.csv").status_code == 403


def test_a_list_keeps_its_order_when_it_is_taken_away(db, client):
    client.force_login(seed(as_written=False).users["admin"])
    names = [row[0] for row in rows_of(client.get("/people/?sort=-name&as=csv").content)[1:]]
    assert names == sorted(names, reverse=True) and len(names) > 5
    link = re.search(r'href="(\?[^"]*as=csv[^"]*)"', client.get("/people/?sort=-name").content.decode())
    assert link and set(link[1][1:].split("&amp;")) == {"sort=-name", "as=csv"}
