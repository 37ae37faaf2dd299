"""The words and numbers of the progress paper."""

import re
from typing import Any

import pytest

from reports.paper import build_paper
from reports.paper_colours import Tag
from reports.paper_parts import ActionBlock, Paper, Paragraph, Section
from tests.paper_data import DEFINITIONS, action, empty, maidstone, measure, mkip, priority, tally


def paragraphs_of(section: Section) -> list[Paragraph]:
    """Every numbered paragraph of a section, in reading order."""

    def below(block: ActionBlock) -> list[Paragraph]:
        return [*block.paragraphs, *(said for part in block.parts for said in below(part))]

    actions = [said for block in section.blocks for said in below(block)]
    return [*section.opening, *section.closing, *actions]


def texts(paper: Paper) -> list[str]:
    return [f"{said.lead} {said.text}".strip() for section in paper.sections for said in paragraphs_of(section)]


def with_actions(*actions: dict[str, Any]) -> dict[str, Any]:
    group = priority("", "Reputation", "green", list(actions))
    return empty() | {"priorities": [group], "action_tally": group["tally"]}


def block_of(one: dict[str, Any]) -> ActionBlock:
    return build_paper(with_actions(one)).sections[5].blocks[0]


def said_of(one: dict[str, Any]) -> list[tuple[str, str]]:
    return [(said.lead, said.text) for said in block_of(one).paragraphs]


def test_the_sections_of_maidstone() -> None:
    assert [
        (section.number, section.title, section.tag and section.tag.css)
        for section in build_paper(maidstone()).sections
    ] == [
        (1, "Purpose of the report", None),
        (2, "Recommendation", None),
        (3, "What has changed since the last report", None),
        (4, "What the colours mean", None),
        (5, "Summary by priority", None),
        (6, "Incremental Improvement", "amber"),
        (7, "Asset Management", "amber"),
        (8, "External Challenge", "green"),
        (9, "Transformation", "green"),
        (10, "Measures and evidence", None),
    ]


@pytest.mark.parametrize("snapshot", [maidstone, mkip, empty])
def test_paragraphs_are_numbered_within_their_section_without_a_gap(snapshot: Any) -> None:
    for section in build_paper(snapshot()).sections:
        said = paragraphs_of(section)
        assert [one.number for one in said] == [f"{section.number}.{at}" for at in range(1, len(said) + 1)]


def test_tables_are_numbered_in_order() -> None:
    def captions(snapshot: dict[str, Any]) -> list[str]:
        tables = [table for one in build_paper(snapshot).sections for table in (one.table, one.measures) if table]
        return [table.caption.split(":")[0] for table in tables]

    assert captions(mkip()) == ["Table 1", "Table 2", "Table 3"]
    assert captions(empty() | {"measures": [measure("Understood")]}) == ["Table 1", "Table 2"]
    assert "Table 2 sets each measure beside its target." in " ".join(
        texts(build_paper(empty() | {"measures": [measure("x")]}))
    )


def test_the_front_sheet() -> None:
    paper = build_paper(maidstone())
    assert (paper.authority, paper.body, paper.meeting) == (
        "Maidstone Borough Council",
        "Cabinet",
        "Wednesday 11\u00a0June 2014",
    )
    assert (paper.title, paper.report_of) == (
        "Corporate Improvement Plan 2013/14: progress report",
        "Head of Policy and Communications",
    )
    assert paper.running_foot == "Cabinet, Wednesday 11\u00a0June 2014"
    assert paper.facts == (
        ("Cabinet is asked to", "Note the progress reported (section 2)"),
        ("Period reported", "October 2013 to March 2014"),
        ("Position at", "31\u00a0March 2014; 72 days before the meeting"),
        ("The plan as a whole", "Amber"),
        ("Actions", "17 green, 8 amber, 0 red; 3 unrated"),
    )


def test_the_recommendation_points_at_the_right_sections() -> None:
    section = build_paper(mkip()).sections[1]
    assert section.opening[0].text == "That the MKIP Board:"
    assert section.letters == [
        (
            "(a)",
            "the progress made on the MKIP/MKS Communications Plan 2015/16 up to 31\u00a0March 2016, "
            "and the ratings in sections 6 to 8;",
        ),
        ("(b)", "the action rated amber or red, and what is said of it; and"),
        ("(c)", "the measures, and what the evidence for each of them shows (section 9)."),
    ]


def test_the_summary_counts_each_priority_and_the_whole() -> None:
    table = build_paper(maidstone()).sections[4].table
    assert table is not None
    assert table.heads == ("Priority", "Rating", "Green", "Amber", "Red", "Unrated")
    assert [(row.head, row.tag and row.tag.label, row.cells) for row in table.rows] == [
        ("Incremental Improvement", "Amber", ("1", "1", "0", "1")),
        ("Asset Management", "Amber", ("2", "3", "0", "2")),
        ("External Challenge", "Green", ("4", "1", "0", "0")),
        ("Transformation", "Green", ("10", "3", "0", "0")),
        ("All actions", None, ("17", "8", "0", "3")),
    ]
    assert table.rows[-1].note == "17 of 25 rated green"
    assert build_paper(maidstone()).sections[4].closing == []


def test_complete_and_not_started_have_columns_only_where_there_are_any() -> None:
    data = with_actions(action("One", "complete"), action("Two", "green"))
    table = build_paper(data).sections[4].table
    assert table is not None
    assert (table.kind, table.heads[2:]) == ("summary of-5", ("Green", "Amber", "Red", "Complete", "Unrated"))


def test_a_last_row_that_is_not_the_sum_says_so() -> None:
    data = maidstone()
    data["action_tally"] = data["action_tally"] | {"green": 16}
    said = build_paper(data).sections[4].closing
    assert [one.text for one in said] == [
        "The last row counts each action of the plan once, so it need not be the sum of the rows above it."
    ]


def test_actions_under_no_priority_have_a_section_and_a_row_without_a_colour() -> None:
    paper = build_paper(mkip())
    section, table = paper.sections[7], paper.sections[4].table
    assert (section.title, section.tag, section.blocks[0].title) == ("Actions under no priority", None, "Web page")
    assert table is not None
    assert [row.note for row in table.rows if row.head == section.title] == ["No roll-up"]


@pytest.mark.parametrize(
    ("reference", "title", "expected"),
    [
        ("1", "Reputation", "Priority 1: Reputation"),
        ("", "Members", "Members"),
        ("3", "Priority 3 – Web", "Priority 3 – Web"),
        ("2", "", "Priority 2"),
        ("", "", "Priority without a title"),
    ],
)
def test_priority_headings(reference: str, title: str, expected: str) -> None:
    assert build_paper(empty() | {"priorities": [priority(reference, title, None, [])]}).sections[5].title == expected


def test_a_declared_priority_says_by_whom_and_why_and_what_the_roll_up_gives() -> None:
    group = priority("1", "Reputation", "green", [action("One", "green")]) | {
        "declared": "amber",
        "declaration": {"rag": "amber", "reason": "The contract is late", "by": "Paul Taylor", "on": "2014-03-31"},
    }
    section = build_paper(empty() | {"priorities": [group], "action_tally": group["tally"]}).sections[5]
    assert section.tag == Tag("Amber", "amber")
    assert section.opening[-1].text == (
        "1 of 1 rated action is green, none amber, none red; none is unrated. Declared amber by Paul Taylor on "
        "31\u00a0March 2014: The contract is late. The roll-up alone would give green."
    )


def test_an_amber_action_is_explained() -> None:
    update = {
        "rag": "amber",
        "done": "One.\n\nTwo.",
        "explanation": "Late.\nVery.",
        "next_steps": "Go.",
        "by": "Jo",
        "on": "2014-03-31",
    }
    block = block_of(action("Finance", "amber", reference="1.1", update=update))
    assert block.lines == (
        "Action 1.1. Owner: Policy and Information team.",
        "Date: March 2014. Updated 31\u00a0March 2014 by Jo.",
    )
    assert [(said.lead, said.text) for said in block.paragraphs] == [
        ("", "One."),
        ("", "Two."),
        ("Why amber:", "Late."),
        ("", "Very."),
        ("Next steps:", "Go."),
    ]


def test_silence_is_said() -> None:
    assert said_of(action("Finance", None, update=None)) == [("", "No update has been posted.")]
    blank = {"rag": None, "done": " ", "explanation": "", "next_steps": "", "by": "", "on": None}
    assert said_of(action("Finance", None, update=blank)) == [("", "The update does not say what has been done.")]
    parts = [action("One", "green"), action("Two", "red")]
    assert said_of(action("Finance", "red", update=None, actions=parts)) == [
        ("", "1 of 2 rated parts is green, none amber, 1 red; none is unrated.")
    ]


@pytest.mark.parametrize(
    ("declared", "rating", "expected"),
    [
        ("green", "amber", ("", "Declared green; rated amber. No update for 47 days. N/A moved twice.")),
        (None, "red", ("", "No colour declared; rated red. No update for 47 days. N/A moved twice.")),
    ],
)
def test_a_rating_that_was_not_declared_gives_its_reasons(
    declared: str | None, rating: str, expected: tuple[str, str]
) -> None:
    one = action(
        "Finance", rating, update=None, declared=declared, reasons=["No update for 47 days.", "N/A moved twice."]
    )
    assert said_of(one)[-1] == expected
    assert said_of(one | {"declared": rating}) == [("", "No update has been posted.")]


def test_sub_actions_go_on_with_the_numbers() -> None:
    parent = build_paper(mkip()).sections[5].blocks[1]
    assert [(part.title, part.tag.label) for part in parent.parts] == [
        ("Slides for new Members", "Complete"),
        ("Who’s who", "Not rated"),
    ]
    assert [said.number for part in parent.parts for said in part.paragraphs] == ["6.6", "6.7", "6.8"]


@pytest.mark.parametrize(
    ("rating", "tag"),
    [
        ("red", Tag("Red", "red")),
        ("not_started", Tag("Not started", "not-started")),
        ("not_applicable", Tag("N/A", "unrated")),
        ("for_info", Tag("For info", "unrated")),
        (None, Tag("Not rated", "unrated")),
    ],
)
def test_every_rating_has_a_word_and_a_shape(rating: str | None, tag: Tag) -> None:
    assert block_of(action("Finance", rating)).tag == tag


def test_the_colours_are_defined_in_the_snapshots_words() -> None:
    table = build_paper(maidstone()).sections[3].table
    assert table is not None
    rows = [(row.tag and row.tag.label, row.cells[0]) for row in table.rows]
    assert rows[0] == ("Green", "On course: will be delivered as agreed.")
    assert [label for label, _ in rows] == ["Green", "Amber", "Red", "Complete", "Not started", "N/A", "For info"]
    words = [{**row, "label": "On track"} if row["rag"] == "green" else row for row in DEFINITIONS]
    renamed = maidstone() | {"definitions": words}
    assert build_paper(renamed).sections[7].tag == Tag("On track", "green")


def test_an_empty_plan_is_a_whole_paper() -> None:
    paper = build_paper(empty())
    assert [section.title for section in paper.sections] == [
        "Purpose of the report",
        "Recommendation",
        "What has changed since the last report",
        "What the colours mean",
        "Summary by priority",
        "Measures and evidence",
    ]
    assert (paper.authority, paper.body, paper.meeting, paper.title) == (
        "Authority not given",
        "Meeting to be named",
        "Date to be set",
        "Plan: progress report",
    )
    assert {"The plan as a whole is not rated.", "Tally: There are no actions.", "The plan has no measures."} <= set(
        texts(paper)
    )


def test_no_text_of_a_paper_is_empty_or_untrimmed() -> None:
    every = texts(build_paper(mkip())) + texts(build_paper(empty())) + texts(build_paper(maidstone()))
    assert [text for text in every if not text or text != text.strip() or "  " in text or "\n" in text] == []


def test_the_same_snapshot_gives_an_equal_paper_and_is_not_changed() -> None:
    data = mkip()
    assert (build_paper(data), data) == (build_paper(mkip()), mkip())


def test_our_sentences_use_only_characters_of_the_base_font() -> None:
    ours = "".join(texts(build_paper(empty())) + texts(build_paper(mkip())))
    assert re.findall("[^\u0020-\u024f\u2010-\u203a\u20ac]", ours) == []


def test_tally_of_the_test_data_matches_the_published_paper() -> None:
    assert maidstone()["action_tally"] == tally(*["green"] * 17, *["amber"] * 8, *[None] * 3)
