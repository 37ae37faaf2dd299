"""Lists taken away as CSV and Excel: what is shown, nothing that runs, and read back as it was."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from imports.preview import preview
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
    assert cell == f"'{text}"
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([[text]], "List"))).active
    assert sheet["A1"].data_type != "f" and str(sheet["A1"].value).lstrip() == text.lstrip()


def test_what_was_taken_away_is_read_back_without_a_growing_apostrophe():
    for text in ("+44 1622 602000", "-Agenda", "@MaidstoneBC"):
        data = as_csv([["Action", "Date", "Who"], [text, "May 2015", "Jane Clarke"]])
        (row,) = preview(data, "list.csv")["rows"]
        assert row["title"] == text
        (row,) = preview(as_xlsx([["Action", "Date", "Who"], [text, "May 2015", "Jane Clarke"]], "x"), "list.xlsx")[
            "rows"
        ]
        assert row["title"] == text


@pytest.mark.parametrize(
    ("who", "address", "heads", "least"),
    [
        ("plan.manager", "/plans/?as=csv", ["Plan", "Council", "Year", "Status", "Actions"], 2),
        ("democratic.services", "/meetings/?as=csv", ["Body", "Date", "Council"], 5),
        ("democratic.services", "/elections/?as=csv", ["Election", "Notice of election", "Polling day", "Council"], 1),
        ("democratic.services", "/reports/?as=csv", ["Report", "Plan", "As at", "Meeting", "Paper"], 0),
        ("admin", "/people/?as=csv", ["Name", "Post", "Council", "E-mail address", "Roles"], 5),
        ("admin", "/people/mail/?as=csv", ["To", "About", "Written", "What became of it"], 0),
        ("admin", "/organisations/?as=csv", ["Name"], 4),
        ("plan.manager", f"/plans/{SLUG}/changes/?as=csv", ["When", "Who", "What", "From, to"], 1),
        (
            "plan.manager",
            f"/plans/{SLUG}/sections/objectives/?as=csv&q=involved",
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
    found = rows_of(answer.content)
    assert found[0] == heads and len(found) > least
    if "q=involved" in address:
        assert [row[1] for row in found[1:]] == [
            "Members to feel that they are involved in the MKIP/MKS decision making process"
        ]
    book = client.get(address.replace("as=csv", "as=xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [cell.value for cell in sheet[1]] == heads and sheet.max_row == len(found)


def test_the_actions_of_a_plan_are_taken_away_with_their_colours(db, client):
    people = seed(as_written=False)
    client.force_login(people.users["director"])
    found = rows_of(client.get(reverse("reports:actions-csv", kwargs={"slug": SLUG})).content)
    head, rows = found[0], found[1:]
    assert len(rows) == Plan.objects.get(slug=SLUG).actions.count() == 11
    newsletter = dict(zip(head, next(row for row in rows if row[4] == "MKS Newsletter"), strict=True))
    assert (newsletter["Declared"], newsletter["Date"], newsletter["Section"]) == ("Amber", "Quarterly", "Staff")
    client.force_login(people.users["officer2"])
    assert client.get(reverse("reports:actions-csv", kwargs={"slug": SLUG})).status_code == 404
