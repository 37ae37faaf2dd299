"""What an export of replies is read as: whose details go, which column is which question, what a value says. No database."""

import pytest

from imports.parse_replies import rows_of
from imports.replies.columns import Asked, columns_of, head_rows_of, proposed, without_details
from imports.replies.likeness import likeness
from imports.replies.tallies import Said, count

AGREE = ("Strongly agree", "Agree", "Disagree", "Strongly disagree", "Don’t know")
HEARD = ("Bulletin", "Intranet", "Team meeting")

SCALE, SEVERAL = Asked(1, "Do you agree?", AGREE), Asked(2, "Which of these have you read?", HEARD, "several")


def read(grid, **facts):
    columns = columns_of(grid, head_rows_of(grid))
    choices = proposed(columns, [SCALE, SEVERAL], {"Swale": 9})
    return count(columns, {1: SCALE, 2: SEVERAL}, Said(choices, {"Swale": 9}, 9, **facts), range(1, 99))


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("strongly AGREE ", AGREE[0]), ("1 - Strongly agree", AGREE[0]), ("Agree.", AGREE[1]), ("Agree (2)", AGREE[1]), ("don't know", AGREE[4]),
        ("DK", AGREE[4]), ("Do not know", AGREE[4]), ("n/a", None), ("", None), ("No reply", None),
    ],
)  # fmt: skip
def test_an_answer_is_known_however_a_tool_writes_it(value, answer):
    found = read([["Do you agree?", "Which of these have you read?"], [value, "Bulletin"]])
    assert found.unread == []
    assert {one.answers.popitem()[0] for (question, _), one in found.tallies.items() if question == 1} == (
        {answer} - {None}
    )


@pytest.mark.parametrize("value", ["Agre", "6", "Agree, Disagree", "Agree;Disagree", "Maybe", "=1+1", "x" * 500])
def test_a_value_that_is_no_answer_is_named_and_never_guessed(value):
    found = read([["Do you agree?"], [value], ["Agree"]])
    (one,) = found.unread
    assert str(one).startswith("Row 1, “Do you agree?”: “") and found.tallies[1, 9].answers == {"Agree": 1}


def test_two_ticks_where_one_answer_is_taken_are_named():
    grid = [["Do you agree?", "", "id"], ["Agree", "Disagree", ""], ["1", "", "7"], ["1", "1", "8"], ["", "1", "9"]]
    found = read(grid)
    assert found.tallies[1, 9].answers == {"Agree": 2, "Disagree": 1}
    assert [one.rows for one in found.unread] == [[2]]


def test_details_weights_and_unknown_columns_are_left_out_with_the_reason():
    grid = [
        ["Email address", "What?", "Weight", "Postcode", "Do you agree?"],
        ["a@b.example", "x@y.example", "1.2", "ME15", "Agree"],
    ]
    columns = columns_of(grid, 1)
    assert set(proposed(columns, [SCALE], {}).values()) == {"left", "q1"}


@pytest.mark.parametrize(
    ("head", "text", "is_alike"),
    [
        ("3. Do you feel well informed?", "Do you feel well informed", True),
        ("Do you feel well informd about your council?", "Do you feel well informed about your council?", True),
        ("I feel informed about my area", "I feel informed about my team", False),
        ("I do not understand what it is for", "I do understand what it is for", False),
        ("Are you satisfied with your pay?", "Are you dissatisfied with your pay?", False),
    ],
)
def test_a_small_word_tells_two_questions_apart(head, text, is_alike):
    assert bool(likeness(head, text)) == is_alike


def test_the_same_words_go_before_like_ones():
    team, teams = (
        Asked(1, "Do you feel informed by your manager?", AGREE),
        Asked(2, "Do you feel informed by your managers?", AGREE),
    )
    heads = ["Do you feel informed by your managers?", "Points - Do you feel informed by your manager?"]
    assert proposed(columns_of([heads, ["Agree", "1"]], 1), [team, teams], {}) == {0: "q2", 1: "left"}


def test_who_replied_is_left_out_however_it_is_asked_and_other_things_stay():
    heads = [
        "What is your name?",
        "Your e-mail, if you wish to hear more",
        "Completed",
        "Did you read our e-mail?",
        "Do you agree?",
    ]
    people = [[f"Ann {n}", f"a{n}@b.example", f"1/10/26 9:0{n}", "Yes", "Agree"] for n in range(6)]
    people[0][4] = ""  # so that the row below the headings has a gap, as second headings have
    kept = without_details([heads, *people], [SCALE])
    assert kept[0] == heads
    assert {tuple(row[:3]) for row in kept[1:]} == {("", "", "")} and {row[3] for row in kept[1:]} == {"Yes"}
    assert (
        without_details([heads, *people], [Asked(5, "What is your name?", (), "text")])[1][0] == "Ann 0"
    )  # it was asked


@pytest.mark.parametrize(
    ("grid", "rows"),
    [
        ([["Id", "Heard?", "Heard?"], ["", "Post", "Web"], ["1", "Post", ""], ["2", "", "Web"]], 2),
        ([["Id", "Q1"], ["", "Do you agree?"], ["1", "2"], ["2", "1"]], 2),
        ([["Id", "Do you agree?"], ["1", "Agree"], ["2", "Disagree"]], 1),
        ([["Q1", "Q2"], ["Agree", "Yes"], ["Agree", "No"], ["Disagree", "Yes"]], 1),
        ([["Id", "Likes", "Likes"], ["", "Bread", "Tea"], ["2", "Jam", "Milk"], ["3", "Tea", ""]], 1),
    ],
)
def test_rows_of_headings_are_told_from_the_first_reply(grid, rows):
    assert head_rows_of(grid) == rows


def test_a_title_above_the_headings_is_no_heading():
    found = rows_of("Staff survey 2026\n\nId;Council;Do you agree?\n1;Swale;Agree\n".encode("utf-16"), "a.csv")
    assert found["rows"][0] == ["Id", "Council", "Do you agree?"] and found["numbers"] == [3, 4]


@pytest.mark.parametrize(
    ("asked", "value", "answers"),
    [
        (Asked(1, "Q", ("Yes", "Not applicable")), "Not applicable", {"Not applicable": 1}),  # an answer, not a blank
        (Asked(1, "Q", ("1 - Low", "2 - High")), "High", {"2 - High": 1}),
        (Asked(1, "Q", (), "number"), "1,250", {"1250": 1}),
        (Asked(1, "Q", (), "number"), "1,5", None),
        (Asked(1, "Q", (), "number"), "-1", None),
        (Asked(1, "Q", ("Yes, often", "Post"), "several"), "Yes, often, Post", {"Yes, often": 1, "Post": 1}),
        (Asked(1, "Q", ("A, B", "A", "B"), "several"), "A, B, A", None),  # read in two ways
        (Asked(1, "Q", HEARD, "several"), "Bulletin;Other;", None),
    ],
)
def test_a_value_is_read_whole_or_named(asked, value, answers):
    found = count(columns_of([["Q"], [value]], 1), {1: asked}, Said({0: "q1"}, {}, 9), [2])
    assert bool(found.unread) == (answers is None)
    if answers:
        assert found.tallies[1, 9].answers == answers


def test_codes_in_one_cell_and_who_did_not_finish():
    grid = [["Heard", "Status"], ["1;3", "Complete"], ["2", "Partial"], ["1", "Terminated"], ["", "Terminated"]]
    said = Said({0: "n2", 1: "status"}, {}, 9, {}, counts_partial=False)
    found = count(columns_of(grid, 1), {2: SEVERAL}, said, [2, 3, 4, 5])
    assert found.tallies[2, 9].answers == {"Bulletin": 1, "Team meeting": 1} and (found.partial, found.empty) == (1, 1)
    assert [str(one) for one in found.unread] == [
        "Row 4, “Status”: “Terminated” is not known to say whether they finished."
    ]
