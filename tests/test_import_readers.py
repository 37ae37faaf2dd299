"""Files as councils really have them, and files made to do harm: read without loss, or refused in one sentence."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from imports.limits import Refused
from imports.preview import preview
from imports.sandbox import preview_in_subprocess
from plans.periods import FinancialYear, Years
from tests.import_files import (
    HEADING,
    docx_of,
    example,
    heading_tr,
    locked_pdf,
    package,
    rewritten,
    ruled_pdf,
    saved,
    tc,
    tr,
    word_xml,
    xlsx_of,
)  # fmt: skip

Y2015 = Years(FinancialYear(2015), FinancialYear(2015))
ROW = ["Newsletter", "May 2015", "Jane Clarke", ""]


def titles(found):
    return [row["title"] for row in found["rows"]]


def read(data, name="plan.docx"):
    return preview(data, name, Y2015)


def read_xml(*rows):
    return read(word_xml(f"<w:tbl>{heading_tr()}{''.join(rows)}</w:tbl>"))


# Word, with what track changes, content controls and merged cells do to a table


def test_tracked_insertions_are_read_and_deletions_are_not():
    inserted = "<w:ins><w:r><w:t>News</w:t></w:r></w:ins><w:del><w:r><w:delText>Old</w:delText></w:r></w:del><w:r><w:t>letter</w:t></w:r>"
    found = read_xml(tr(tc(inserted), tc("May 2015"), tc("Jane Clarke"), tc("")))
    assert titles(found) == ["Newsletter"]


def test_a_row_deleted_by_track_changes_is_left_out_and_told():
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{tc('<w:del><w:r><w:delText>Old plan</w:delText></w:r></w:del>')}</w:tr>"
    found = read_xml(deleted, tr(*(tc(text) for text in ROW)))
    assert titles(found) == ["Newsletter"]
    assert [item["why"] for item in found["skipped"]] == ["Table 1, row 2 is marked as deleted by track changes."]


def test_content_controls_hide_neither_text_nor_rows():
    cell = tc("<w:sdt><w:sdtContent><w:r><w:t>Newsletter</w:t></w:r></w:sdtContent></w:sdt>")
    row = f"<w:sdt><w:sdtContent>{tr(cell, tc('May 2015'), tc('Jane Clarke'), tc(''))}</w:sdtContent></w:sdt>"
    assert titles(read_xml(row)) == ["Newsletter"]


def test_a_cell_merged_across_is_read_once_and_heads_a_section():
    section = tr(tc("Members", '<w:gridSpan w:val="4"/>'))
    found = read_xml(section, tr(*(tc(text) for text in ROW)))
    assert [(row["title"], row["section"]) for row in found["rows"]] == [("Newsletter", "Members")]


def test_a_cell_merged_down_is_carried_to_the_rows_below():
    first = tr(tc("Newsletter"), tc("May 2015", '<w:vMerge w:val="restart"/>'), tc("Jane Clarke"), tc(""))
    second = tr(tc("Intranet"), tc("", "<w:vMerge/>"), tc("Paul Taylor"), tc(""))
    found = read_xml(first, second)
    assert [(row["title"], row["date_text"]) for row in found["rows"]] == [
        ("Newsletter", "May 2015"),
        ("Intranet", "May 2015"),
    ]


def test_a_table_inside_a_cell_is_a_table_of_its_own():
    inner = f"<w:tbl>{heading_tr()}{tr(*(tc(text) for text in ROW))}</w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Our plan</w:t></w:r></w:p>{inner}</w:tc></w:tr></w:tbl>"
    found = read(word_xml(outer))
    assert titles(found) == ["Newsletter"]
    assert [item["text"] for item in found["skipped"]] == ["Our plan"]


def test_a_picture_and_a_footnote_are_told_of():
    cell = tc("<w:r><w:t>Newsletter</w:t></w:r><w:r><w:drawing/></w:r><w:r><w:footnoteReference/></w:r>")
    (row,) = read_xml(tr(cell, tc("May 2015"), tc("Jane Clarke"), tc("")))["rows"]
    assert any("picture" in warning for warning in row["warnings"])
    assert any("footnote" in warning for warning in row["warnings"])


def test_a_table_that_goes_on_without_its_heading_is_read_with_a_warning():
    found = read(docx_of([HEADING, ROW], [["Intranet", "June 2015", "Paul Taylor", ""]]))
    assert titles(found) == ["Newsletter", "Intranet"]
    assert found["warnings"] == ["Table 2 has no heading; it is read under that of the table before it."]


def test_rows_of_the_same_title_are_all_kept():
    other = ["Newsletter", "June 2015", "Paul Taylor", ""]
    found = read(docx_of([HEADING, ROW, other, ROW]))
    assert titles(found) == ["Newsletter"] * 3
    assert [row["warnings"][-1].startswith("Another row is exactly like this one") for row in found["rows"]] == [
        True, False, True,
    ]  # fmt: skip


# Excel


def test_a_heading_need_not_be_the_first_row_and_hidden_rows_are_told():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [["Communications plan"], [], HEADING, ROW]:
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True
    found = read(saved(workbook), "plan.xlsx")
    assert titles(found) == ["Newsletter"]
    assert any("hidden" in warning for warning in found["rows"][0]["warnings"])


def test_a_wrong_dimension_costs_no_row():
    data = rewritten(xlsx_of([HEADING, ROW, ROW]), xl__worksheets__sheet1_xml=(b'ref="A1:D3"', b'ref="A1:B1"'))
    assert titles(read(data, "plan.xlsx")) == ["Newsletter", "Newsletter"]


def test_a_formula_that_was_never_computed_is_told():
    (row,) = read(xlsx_of([HEADING, ["Newsletter", "=A1", "Jane Clarke", ""]]), "plan.xlsx")["rows"]
    assert any("formula" in warning for warning in row["warnings"])


def test_a_month_kept_as_a_day_is_read_as_its_format_shows_it():
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADING)
    workbook.active.append(["Newsletter", date(2015, 5, 1), "Jane Clarke", ""])
    workbook.active["B2"].number_format = "mmm-yy"
    (row,) = read(saved(workbook), "plan.xlsx")["rows"]
    assert (row["date_text"], row["timing"]["kind"]) == ("May 2015", "month")


def test_a_stray_cell_far_away_does_not_hang():
    workbook = openpyxl.Workbook()
    for row in [HEADING, ROW]:
        workbook.active.append(row)
    workbook.active["A1048576"] = "See overleaf"
    assert titles(preview_in_subprocess(saved(workbook), "plan.xlsx", Y2015))[0] == "Newsletter"


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_alphabet_and_separator(encoding, separator):
    lines = [HEADING, ["Who’s who – café", "May 2015", "Jane Clarke", ""]]
    data = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    assert titles(read(data, "plan.csv")) == ["Who’s who – café"]


def test_an_apostrophe_of_our_own_export_is_taken_off_and_others_are_kept():
    data = "Action,Date,Who\n'=SUM(A1),May 2015,Jane Clarke\n'Twas the night,May 2015,Jane Clarke\n+44 1622,May 2015,J Clarke\n"
    assert titles(read(data.encode(), "plan.csv")) == ["=SUM(A1)", "'Twas the night", "+44 1622"]


def test_unseen_characters_are_taken_out_and_told():
    (row,) = read("Action,Date,Who\nNews\u202eletter,May 2015,Jane Clarke\n".encode(), "plan.csv")["rows"]
    assert row["title"] == "Newsletter"
    assert any("control characters" in warning for warning in row["warnings"])


# Refused in one sentence

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
PACKED = zipfile.ZipFile(packed_into := io.BytesIO(), "w", zipfile.ZIP_DEFLATED)
PACKED.writestr("word/document.xml", b" " * 50_000_000)
PACKED.close()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"x" * (10 * 1024 * 1024 + 1), "The file is larger than 10 MB, which is the limit for an upload."),
        (b"\x89PNG\r\n\x1a\n", "PNG picture"),
        (b"%PDF-1.7", "The PDF is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save"),
        (b"<html><script>alert(1)</script></html>", ""),
        (b'{"plan": {"title": "Our plan"}, "priorities": []}', "choose “Take in an exported plan”"),
        (b'[{"title": "Newsletter"}]', "is data in JSON; upload a .docx"),
        (b"just words", "No table was found in the file"),
        (b'{"commsplan": 2, "plan": {}}', "choose “Take in an exported plan” under Plans"),
        (word_xml("<w:tbl/>", before=BOMB), "The file contains a DOCTYPE declaration"),
        (word_xml("<w:tbl/>", before=XXE), "The file contains a DOCTYPE declaration"),
        (word_xml("<w:p/>"), "No table was found in the document"),
        (word_xml("<w:tbl>"), "The file is damaged"),
        (package({"word/document.xml": "<x/>"}, content_type=MACRO), "The file contains macros"),
        (package({"word/document.xml": "<x/>", "word/vbaProject.bin": "x"}), "The file contains macros"),
        (package({"word/document.xml": "<x/>", "word/embeddings/oleObject1.bin": "x"}), "The file contains an embedded object"),
        (packed_into.getvalue(), "packed more than 100:1"),
        (example("mkip_action_tables.docx")[:4000], "The file is damaged"),
        (docx_of([["Colour", "Taste"], ["red", "sweet"]]), "No action was found in the file."),
        (ruled_pdf(ruled=False), "No table drawn with lines was found in the PDF"),
        (ruled_pdf()[:200], "The PDF is damaged"),
        (locked_pdf(), "The PDF is protected with a password"),
        (b"%PDF-1.4\n" + b"[" * 200_000, "The PDF is damaged"),
        (xlsx_of([[f"c{n}" for n in range(101)]]), "more than 100 columns"),
        (b"Action,Date\n" + b"A,May 2015\n" * 10_001, "The file has more than 10,000 rows, which is the limit."),
        (b"Action,Date\n" + b"x" * 32_768 + b",May\n", "32,767 characters"),
    ],
)  # fmt: skip
def test_what_is_not_a_plan_or_is_too_much_is_refused_in_one_sentence(data, sentence):
    with pytest.raises(Refused) as refusal:
        preview_in_subprocess(data, "plan.docx", Y2015)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "Traceback" not in str(refusal.value)


def test_a_reader_that_would_take_too_much_memory_or_time_is_stopped():
    rows = "".join(tr(*(tc("x" * 300) for _ in range(60))) for _ in range(2_500))
    with pytest.raises(Refused):
        preview_in_subprocess(word_xml(f"<w:tbl>{heading_tr()}{rows}</w:tbl>"), "plan.docx", Y2015, timeout=0.2)
