"""Traps of single kinds of file: tables typed without a table, text boxes, fills, hidden sheets, two-row headings."""

import datetime
import json

import docx
import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from imports.limits import Refused
from imports.preview import preview
from imports.sandbox import preview_in_subprocess
from plans.periods import FinancialYear, Years
from tests.import_files import HEADING, docx_of, heading_tr, saved, tc, tr, word_xml, xlsx_of

Y2015 = Years(FinancialYear(2015), FinancialYear(2015))
ROW = ["Newsletter", "May 2015", "Jane Clarke", "Begun"]
OTHER = ["Survey", "June 2015", "Paul Taylor", ""]
RESTART, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def read(data, name="plan.docx"):
    return preview(data, name, Y2015)


def facts(found):
    return [(row["title"], row["date_text"], [owner["name"] for owner in row["owners"]]) for row in found["rows"]]


BOTH = [("Newsletter", "May 2015", ["Jane Clarke"]), ("Survey", "June 2015", ["Paul Taylor"])]


# Word


def typed(*paragraphs, table=()):
    """A document of paragraphs; one that begins with "•" is an item of a list, with "#" a heading."""
    document = docx.Document()
    if table:
        made = document.add_table(1, len(table))
        for cell, text in zip(made.rows[0].cells, table, strict=True):
            cell.text = text
    styles = {"•": "List Bullet", "1": "List Number", "#": "Heading 1"}
    for text in paragraphs:
        document.add_paragraph(text.lstrip("•1# "), style=styles.get(text[0]))
    return saved(document)


def test_paragraphs_divided_by_tabs_are_a_table():
    found = read(typed("# Our plan", "\t".join(HEADING), "\t".join(ROW), "Staff", "\t".join(OTHER), "Thank you, all."))
    assert facts(found) == BOTH
    assert [row["section"] for row in found["rows"]] == ["", "Staff"]
    assert [item["text"] for item in found["skipped"]] == ["Our plan", "Thank you, all.", "Staff"]


def test_columns_set_out_by_several_tabs_are_columns_still():
    heading, row = "Action\t\tDate\tWho", "Newsletter\tMay 2015\t\tJane Clarke"
    assert facts(read(typed(heading, row, "Survey\t\t\tJune 2015\tPaul Taylor"))) == BOTH


@pytest.mark.parametrize("table", [(), ("Author", "Jane Clarke")], ids=["alone", "beside a table that is no plan"])
def test_a_list_in_word_is_read_line_by_line(table):
    found = read(
        typed("# Members", "The plan in words.", "•Write to all", "1Brief the Leader", "# Staff", "•Ask", table=table)
    )
    assert [(row["section"], row["title"]) for row in found["rows"]] == [
        ("Members", "Write to all"), ("Members", "Brief the Leader"), ("Staff", "Ask"),
    ]  # fmt: skip
    told = " ".join(item["text"] for item in found["skipped"])
    assert all(words in told for words in ("Members", "Staff", "The plan in words.", *table))


def test_a_list_beside_a_table_of_actions_is_told():
    document = docx.Document()
    table = document.add_table(2, 4)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], [*HEADING, *ROW], strict=True):
        cell.text = text
    for text in ("Write to all", "Brief the Leader"):
        document.add_paragraph(text, style="List Bullet")
    found = read(saved(document))
    assert facts(found) == BOTH[:1]
    assert any("outside its tables" in warning for warning in found["warnings"])


def test_prose_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="set the actions out in a table or a list"):
        read(typed("We will write to everybody.", "Then we will see."))


BOX = "<w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent>"
TWICE = (
    f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{BOX}</w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
TABLE = f"<w:tbl>{heading_tr()}{tr(*map(tc, ROW))}</w:tbl>"


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        (f"<w:tbl>{heading_tr()}{tr(tc('<w:r><w:t>News</w:t></w:r>' + TWICE), *map(tc, ROW[1:]))}</w:tbl>", ["News Boxed"]),
        (f"<w:p><w:r><w:pict><w:txbxContent>{TABLE}</w:txbxContent></w:pict></w:r></w:p>", ["Newsletter"]),
        (f"<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{TABLE}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>", ["Newsletter"]),
        (f"<w:tbl>{heading_tr()}<w:tr><w:trPr><w:ins/></w:trPr>{''.join(map(tc, ROW))}</w:tr></w:tbl>", ["Newsletter"]),
        (f"<w:tbl>{heading_tr()}{tr(tc('<w:moveFrom><w:r><w:t>Old</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>New</w:t></w:r></w:moveTo>'), *map(tc, ROW[1:]))}</w:tbl>", ["New"]),
        (f"<w:tbl>{heading_tr()}{tr(f'<w:sdt><w:sdtContent>{tc(ROW[0])}</w:sdtContent></w:sdt>', *map(tc, ROW[1:]))}</w:tbl>", ["Newsletter"]),
        (f"<w:tbl>{heading_tr()}{tr(tc('News', RESTART), *map(tc, ROW[1:]))}{tr(tc('', GOES_ON), *map(tc, OTHER[1:]))}</w:tbl>", ["News", "News"]),
        (f"<w:tbl>{heading_tr()}<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{''.join(map(tc, ROW[1:]))}</w:tr></w:tbl>", [""]),
    ],
    ids=["text box in a cell, once", "table in a text box", "nested controls", "inserted row", "moved words",
         "cell in a control", "title merged down", "row that begins in the second column"],
)  # fmt: skip
def test_word_puts_text_in_many_places(body, titles):
    assert [row["title"] for row in read(word_xml(body))["rows"]] == titles


def test_a_row_split_over_two_pages_and_a_repeated_heading():
    found = read(
        docx_of([HEADING, ["Newsletter for all", *ROW[1:]]], [["members of the council", "", "", ""], HEADING, OTHER])
    )
    assert [row["title"] for row in found["rows"]] == ["Newsletter for all members of the council", "Survey"]
    assert any("split" in warning for warning in found["rows"][0]["warnings"])
    assert [item["why"] for item in found["skipped"]] == ["The heading is repeated."]


def test_paragraphs_of_a_list_within_a_cell_are_its_lines():
    (row,) = read(docx_of([HEADING, [*ROW[:3], "First\nSecond\nThird"]]))["rows"]
    assert row["progress"] == "First\nSecond\nThird"


# Excel


@pytest.mark.parametrize("make", [docx_of, xlsx_of], ids=["docx", "xlsx"])
def test_a_heading_of_two_rows(make):
    rows = [
        ["Action", "Timescale", "", "Who"],
        ["", "Start", "End", ""],
        ["Newsletter", "May 2015", "June 2015", "Jane Clarke"],
    ]
    found = read(make(rows) if make is docx_of else make([[cell or None for cell in row] for row in rows]))
    (row,) = found["rows"]
    assert (row["timing"]["earliest"], row["timing"]["latest"]) == ("2015-05-01", "2015-06-30")
    assert [item["why"] for item in found["skipped"]] == ["It is a second line of the heading."]


def filled(rows, fills):
    """A sheet with cells filled: {"D2": "FFFF0000"}."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for place, colour in fills.items():
        workbook.active[place].fill = PatternFill("solid", fgColor=colour)
    return saved(workbook)


def test_a_status_told_by_a_fill_alone_is_proposed_and_told():
    rows = [["Action", "Date", "Who", "RAG"], *([f"Plan {n}", "May 2015", "Jane Clarke", None] for n in range(6))]
    fills = {"D1": "FF4472C4", "D2": "FFFF0000", "D3": "FFFFC000", "D4": "FF00B050", "D5": "FFFFC7CE", "D6": "FF7030A0"}
    found = read(filled(rows, fills), "plan.xlsx")["rows"]
    assert [row["rag"] for row in found] == ["red", "amber", "green", "red", None, None]
    assert all("filled in" in row["warnings"][0] for row in found[:5]) and not found[5]["warnings"]


def test_fills_where_no_colour_is_looked_for_are_told_once():
    rows = [HEADING, ROW, OTHER]
    found = read(filled(rows, {"A2": "FFFF0000", "A3": "FF00B050"}), "plan.xlsx")
    assert found["warnings"] == ["Sheet Sheet: cells under “Action” are filled in colours, which are not read there."]
    striped = read(filled(rows, {"A2": "FFC6EFCE", "B2": "FFC6EFCE"}), "plan.xlsx")
    assert striped["warnings"] == [] and all(row["rag"] is None for row in striped["rows"])


def test_shading_in_word_is_read_alike():
    cells = [*map(tc, ROW[:3]), tc("", '<w:shd w:val="clear" w:fill="FFC000"/>')]
    table = f"<w:tbl>{tr(*map(tc, ['Action', 'Date', 'Who', 'RAG']))}{tr(*cells)}</w:tbl>"
    assert [row["rag"] for row in read(word_xml(table))["rows"]] == ["amber"]


def test_sheets_hidden_columns_and_dates_of_the_other_calendar():
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    first, second, hidden = workbook.active, workbook.create_sheet("More"), workbook.create_sheet("Old")
    for sheet, row in (
        (first, ["Newsletter", datetime.date(2015, 5, 1), "Jane Clarke"]),
        (second, OTHER),
        (hidden, ROW),
    ):
        sheet.append(HEADING)
        sheet.append(row)
    hidden.sheet_state, first.column_dimensions["C"].hidden = "hidden", True
    found = read(saved(workbook), "plan.xlsx")
    assert facts(found) == [("Newsletter", "1 May 2015", ["Jane Clarke"]), BOTH[1]]
    assert "hidden" in found["warnings"][0]
    assert any("hidden" in item["why"] and "Newsletter" in item["text"] for item in found["skipped"])


def test_error_cells_and_numbers_for_dates_are_told():
    found = read(
        xlsx_of([HEADING, ["Newsletter", "#REF!", "Jane Clarke"], ["Survey", 42125, "Paul Taylor"]]), "plan.xlsx"
    )
    first, second = found["rows"]
    assert any("error #REF!" in warning for warning in first["warnings"])
    assert second["date_text"] == "42125" and second["timing"]["needs_review"] and second["warnings"]


# Text


def test_a_cell_of_two_paragraphs_pasted_from_word_goes_on_in_its_row():
    text = "Action\tDate\tWho\tProgress\nNewsletter\tMay 2015\tPaul Taylor\nJane Clarke\tBegun\nSurvey\tJune 2015\tPaul Taylor\t\n"
    found = read(text.encode(), "pasted.txt")
    assert facts(found) == [("Newsletter", "May 2015", ["Paul Taylor", "Jane Clarke"]), BOTH[1]]
    assert found["rows"][0]["progress"] == "Begun"
    assert "put together" in found["rows"][0]["warnings"][0]


@pytest.mark.parametrize(
    "text",
    [
        "Action\nDate\nWho\nNewsletter\nMay 2015\nJane Clarke\nSurvey\nJune 2015\nPaul Taylor\n",
        "Action\nDate\nWho\n\nNewsletter\nMay 2015\nJane Clarke\n\nSurvey\nJune 2015\nPaul Taylor\n",
        "Action\nDate\nCost\nWho\nNewsletter\nMay 2015\n\nJane Clarke\nSurvey\nJune 2015\n£5, in all\nPaul Taylor\n",
        "Action: Newsletter\nDate: May 2015\nWho: Jane Clarke\n\nAction: Survey\nDate: June 2015\nWho: Paul Taylor\n",
    ],
    ids=["one cell a line", "blocks", "a blank line for a blank cell", "each behind its heading"],
)
def test_text_pasted_with_one_cell_a_line(text):
    assert facts(read(text.encode(), "pasted.txt")) == BOTH


def test_rows_with_too_few_and_too_many_cells_lose_nothing():
    found = read(b"Action,Date,Who\nNewsletter,May 2015\nSurvey,June 2015,Paul Taylor,more words\n", "plan.csv")
    assert facts(found) == [("Newsletter", "May 2015", []), BOTH[1]]
    assert found["rows"][1]["extra"] == {"Column 4": "more words"}


@pytest.mark.parametrize(("texts", "field"), [
    (["We have written a draft.", "Waiting for the printers."], "progress"),
    (["Green", "On hold"], "rag"),
])  # fmt: skip
def test_a_status_of_sentences_is_progress(texts, field):
    rows = [["Action", "Date", "Status"], *([f"Plan {n}", "May 2015", text] for n, text in enumerate(texts))]
    assert read(xlsx_of(rows), "plan.xlsx")["columns"]["Status"] == field


def test_three_known_headings_are_enough_among_many_unknown():
    heading = ["Action", "Target", "Meeting date", "Budget", "Priority", "RAG", "% complete", "Cost", "Due"]
    (row,) = read(xlsx_of([heading, ["Newsletter", "500", "12/01/2015", "£9", "High", "G", "50%", "£5", "May 2015"]]))[
        "rows"
    ]
    assert (row["title"], row["rag"], row["date_text"], len(row["extra"])) == ("Newsletter", "green", "May 2015", 6)
    assert "12/01/2015" not in json.dumps(row["timing"])


def test_of_a_heading_half_known_the_rest_is_told_by_what_it_holds():
    heading = ["Risk", "Likelihood", "Mitigating action", "Last updated", "Owner", "By the time of"]
    rows = [["Staff leave", "High", "Cross training", "1 May 2015", "Jane Clarke", "June 2015"],
            ["Budget cut", "Low", "Planned savings", "2 May 2015", "Paul Taylor", "July 2015"]]  # fmt: skip
    found = read(xlsx_of([heading, *rows]), "plan.xlsx")
    assert facts(found) == [
        ("Cross training", "June 2015", ["Jane Clarke"]),
        ("Planned savings", "July 2015", ["Paul Taylor"]),
    ]
    assert found["rows"][0]["extra"] == {"Risk": "Staff leave", "Likelihood": "High", "Last updated": "1 May 2015"}
    assert any("told by its content" in warning for warning in found["warnings"])


def test_an_audience_that_is_nobody_is_told():
    (row,) = read(xlsx_of([["Action", "Audience", "Date"], ["Newsletter", "Tbc", "May 2015"]]), "plan.xlsx")["rows"]
    assert row["audiences"] == [] and row["warnings"] == ["No audience could be read from “Tbc”."]


def test_a_table_of_measures_keeps_every_cell():
    """Rows without an indicator, headings that stand twice, and cells beyond the headings."""
    lines = ["All of it", "Indicator,Target,Target,Outturn", "Calls,a1,a2,a3", ",b1,b2,b3", "Visits,c1,c2,c3,c4"]
    kept = json.dumps(read("\n".join(lines).encode(), "measures.csv"))
    assert [cell for cell in "a1 a2 a3 b1 b2 b3 c1 c2 c3 c4".split() if cell not in kept] == []  # noqa: SIM905


def test_what_is_read_is_bounded_and_headings_may_be_as_many_as_they_like():
    """A long heading stands with each of its cells: a small file must not become a large answer."""
    long = f"Action,When,{'H' * 6000}\n" + "Do,March 2016,x\n" * 4_500
    with pytest.raises(Refused, match="more than an import may keep"):
        preview_in_subprocess(long.encode(), "plan.csv")
    said = {f"{'é' * 300} {number}": "extra" for number in range(400)}
    assert len(preview_in_subprocess(b"Action,When\nDo,March 2016\n", "plan.csv", columns=said)["rows"]) == 1
