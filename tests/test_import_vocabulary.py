import pytest

from imports.rag_words import read_rag
from imports.tables import Cell, Row
from imports.vocabulary import field_of, find_layout


def _row(number, *texts):
    return Row(number, tuple(Cell(text) for text in texts))


def _fields(headings, *below):
    rows = [_row(number, *texts) for number, texts in enumerate(below, start=2)]
    layout = find_layout(_row(1, *headings), rows, max(len(headings), *(len(row.cells) for row in rows), 0))
    return {column.header: column.field for column in layout.columns} if layout else None


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Action", "title"),
        ("Action/Message", "title"),
        ("Audience", "audience"),
        ("Date (when it is to be delivered)", "date"),
        ("Method / Media for delivery (e.g. presentation, informal meeting, e-mail and so on)", "method"),
        ("Who (who will deliver)", "owner"),
        ("Progress", "progress"),
        ("Workstream", "section"),
        ("Project", "title"),
        ("RAG", "rag"),
        ("Commentary (first 160 characters)", "progress"),
        ("Timescale", "date"),
        ("Area of work", "section"),
        ("Activity", "title"),
        ("Accountable Officer", "owner"),
        ("Start Date (month/yea", "start_date"),
        ("End Date\n(month/year)", "end_date"),
        ("ACTION REQUIRED", "title"),
        ("Ref.", "reference"),
        ("#", "reference"),
        ("Recommendation", "title"),
        ("Next steps", "title"),
        ("Objective", "section"),
    ],
)
def test_headings_of_council_tables(heading, field):
    assert field_of(heading)[0] == field


@pytest.mark.parametrize(
    "heading",
    ["Date added", "Actioned by", "Progress against target", "Last updated", "Audit", "Members", "Staff", "Update frequency",
     "Risk owner", "Review date", "Mitigating action", "Outcome", "Transaction", "Whole cost", "Key message", "Actions taken", "Status date", "", "66 per cent"],
)  # fmt: skip
def test_headings_that_only_look_alike_mean_nothing(heading):
    assert field_of(heading) is None


def test_two_known_headings_make_a_heading_and_one_does_not():
    assert _fields(["Action", "Cost", "Date"], ["Newsletter", "£5", "May"]) == {
        "Action": "title",
        "Cost": "extra",
        "Date": "date",
    }
    assert _fields(["Action", "Cost"], ["Newsletter", "£5"]) is None
    assert _fields(["Action", "Date", "Cost", "Ward", "Risk"], [""]) is None


def test_of_two_columns_for_one_field_the_better_named_has_it():
    assert _fields(["Status", "Action", "RAG"], [""]) == {"Status": "extra", "Action": "title", "RAG": "rag"}


def test_blank_and_repeated_headings_get_names_of_their_own():
    assert _fields(["Action", "", "Who", "Notes", "Notes"], [""] * 6) == {
        "Action": "title",
        "Column 2": "extra",
        "Who": "owner",
        "Notes": "extra",
        "Notes (2)": "extra",
        "Column 6": "extra",
    }


def test_one_heading_over_number_and_words():
    found = _fields(
        ["Actions", "", "Accountable Officer"], ["1", "Redesign", ""], ["1.1", "Usability", "Tracey Gleeson"]
    )
    assert found == {"Actions (number)": "reference", "Actions": "title", "Accountable Officer": "owner"}


def test_a_priority_column_of_grades_is_no_section():
    assert _fields(["Priority", "Action", "Who"], ["High", "Newsletter", ""])["Priority"] == "extra"
    assert _fields(["Priority", "Action", "Who"], ["Digital", "Newsletter", ""])["Priority"] == "section"


@pytest.mark.parametrize(
    ("written", "rag"),
    [
        ("GREEN", "green"), ("amber", "amber"), ("R", "red"), ("On track", "green"), ("Slipped", "red"),
        ("Off track", "red"), ("Overdue", "red"), ("Blue", "complete"), ("Complete", "complete"), ("Completed", "complete"),
        ("Done", "complete"), ("Not started", "not_started"), ("N/A", "not_applicable"), ("For info", "for_info"), ("", None),
        ("Green – on track", "green"),
    ],
)  # fmt: skip
def test_colours_read_without_a_warning(written, rag):
    assert read_rag(written) == (rag, "")


@pytest.mark.parametrize(
    ("written", "rag", "warning"),
    [
        ("Amber/Green", "amber", "Two colours are written, “Amber/Green”; the worse is taken."),
        ("Green to Red", "red", "Two colours are written, “Green to Red”; the worse is taken."),
        ("Red / Amber / Green", None, "The colour “Red / Amber / Green” names all three, so the action is not rated."),
        ("On hold", None, "“On hold” is not a colour, so the action is not rated."),
        ("In progress", None, "“In progress” is not a colour, so the action is not rated."),
        ("Data only", None, "“Data only” is not a colour, so the action is not rated."),
        ("Purple", None, "The colour “Purple” is not known, so the action is not rated."),
        ("Redesign", None, "The colour “Redesign” is not known, so the action is not rated."),
        ("Tbc", None, "No colour yet: “Tbc”."),
        ("Green: will slip", "green", "The colour is read from the first word of “Green: will slip”."),
    ],
)
def test_colours_that_need_a_look(written, rag, warning):
    assert read_rag(written) == (rag, warning)
