"""The shorter papers of a position: by exception, and a briefing for Members."""

import page as validator
import pytest

from reports.paper import build_paper
from reports.paper_html import paper_html, paper_word
from reports.paper_kinds import BRIEFING, EXCEPTION
from reports.rendering import render_pdf
from tests.paper_data import action, empty, maidstone, mkip, priority
from tests.test_word import check_whole, without_charts, words_of_page, words_of_word


def of_kind(data, kind):
    # The tests' actions are all number 1; in a register no two are.
    numbered = iter(range(1, 1000))

    def number(actions):
        for one in actions:
            one["id"] = next(numbered)
            number(one["actions"])

    for group in (*data["priorities"], data):
        number(group["actions"])
    return data | {"report": data["report"] | {"kind": kind, "title": ""}}


def test_an_exception_report_holds_what_is_amber_or_red_and_counts_the_rest():
    paper = build_paper(of_kind(maidstone(), EXCEPTION))
    assert paper.title.endswith(": exception report")
    blocks = [(section.title, block.title) for section in paper.sections for block in section.blocks]
    assert [title for _, title in blocks] == [
        "Economic Development", "Future use of Town Hall", "Community asset transfer",
        "Integrated Transport Strategy", "Building Control", "Finance", "Housing – commercialisation project",
        "Good information and knowledge management",
    ]  # fmt: skip
    assert all(block.tag.css == "amber" for section in paper.sections for block in section.blocks)
    summary = next(one for one in paper.sections if one.title == "Summary by priority")
    assert "17 of 25 rated actions are green, 8 amber, none red" in str(summary)
    assert "reports by exception" in paper.sections[0].opening[0].text


def test_a_part_that_is_behind_stands_under_its_action_without_the_others():
    parts = [action("Late part", "red"), action("Good part", "green")]
    group = priority("1", "One", "green", [action("Whole", "green", actions=parts), action("Fine", "green")])
    paper = build_paper(of_kind(empty() | {"priorities": [group]}, EXCEPTION))
    ((block,),) = [section.blocks for section in paper.sections if section.blocks]
    assert (block.title, [one.title for one in block.parts]) == ("Whole", ["Late part"])


def test_a_briefing_says_what_needs_attention_and_what_is_coming_up():
    data = mkip()
    for at, one in enumerate(data["priorities"][0]["actions"]):
        one |= {"due": f"2016-0{4 + at}-15", "dropped": False}
    data["on"] = "2016-03-31"
    paper = build_paper(of_kind(data, BRIEFING))
    titles = [section.title for section in paper.sections]
    assert titles == [
        "Purpose of the report", "What has changed since the last report", "What the colours mean",
        "Summary by priority", "What needs attention", "What is coming up", "Measures and evidence",
    ]  # fmt: skip
    assert "for information" in paper.sections[0].opening[0].text
    coming = paper.sections[5].table
    assert [row.note for row in coming.rows][:1] == ["15\u00a0April 2016"]
    quiet = build_paper(of_kind(empty(), BRIEFING))
    assert "No action is rated amber or red." in quiet.sections[4].opening[0].text
    assert "Nothing has a date up to" in quiet.sections[5].opening[0].text


@pytest.mark.parametrize("kind", [EXCEPTION, BRIEFING])
def test_they_print_as_tagged_pdf_and_say_the_same_in_word(kind, tmp_path):
    data = without_charts(of_kind(maidstone(), kind))
    html = paper_html(data)
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(html))
    found = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, [str(fault) for fault in found.failures][:5]
    word = paper_word(data)
    check_whole(word)
    assert words_of_word(word) == words_of_page(html)
