"""Measures and their chart in the progress paper, and what is withheld."""

from dataclasses import asdict

from reports.interval_chart import interval_chart
from reports.paper import build_paper
from reports.paper_colours import Tag
from tests.paper_data import empty, measure, mkip


def test_survey_measures_give_both_answers() -> None:
    rows = build_paper(mkip()).sections[-1].measures.rows  # type: ignore[union-attr]
    assert asdict(rows[0]) == {
        "statement": ("66 per cent understand MKIP/MKS", "Members; Member survey, March 2016"),
        "replies": ("42 of 60", "150 asked"),
        "result": ("70.0%", "60.0 to 78.7"),
        "against": ("66%", "reached"),
        "evidence": "Not shown either way",
        "tag": {"label": "Amber", "css": "amber"},
    }
    assert (rows[2].replies, rows[2].result, rows[2].evidence) == (
        ("99 of 150", "everyone replied"),
        ("66.0%", "census"),
        "Met",
    )
    assert rows[3].replies == ("296 of 400", "1,200 asked")


def test_who_replied_is_said() -> None:
    data = mkip()
    assert "self-selected" not in str(build_paper(data).sections[-1])
    data["measures"][0] |= {"self_selected": True, "response_rate": 40.0}
    section = build_paper(data).sections[-1]
    assert section.measures.rows[0].statement[1] == "Members; Member survey, March 2016; self-selected replies"  # type: ignore[union-attr]
    assert section.measures.rows[0].replies == ("42 of 60", "150 asked, 40.0% replied")  # type: ignore[union-attr]
    assert "nothing is known of those who did not reply." in str(section.opening)


def test_a_small_base_shows_nothing_that_would_give_it_away() -> None:
    row = build_paper(mkip()).sections[-1].measures.rows[4]  # type: ignore[union-attr]
    assert (row.replies, row.result, row.against, row.evidence, row.tag) == (
        ("Fewer than 10 replies: not shown",),
        ("Withheld",),
        ("70%",),
        "Withheld",
        Tag("Withheld", "unrated"),
    )
    chart = interval_chart(mkip()["measures"])
    assert chart is not None
    assert (len(chart.bars), "informed" in chart.alternative, "77.8" in chart.alternative) == (4, False, False)


def test_a_measure_without_data_says_so_in_every_cell() -> None:
    row = build_paper(mkip()).sections[-1].measures.rows[5]  # type: ignore[union-attr]
    assert (row.statement, row.replies, row.result, row.against, row.evidence) == (
        ("Newsletters issued", "Staff"),
        ("No data yet",),
        ("No data yet",),
        ("4",),
        "No data yet",
    )
    assert row.tag == Tag("Not rated", "unrated")


def test_a_measure_that_is_not_a_survey() -> None:
    calls = measure(
        "Calls answered",
        unit="",
        value="175720",
        target="",
        numerator=None,
        base=None,
        population=None,
        interval=None,
        plain=None,
        evidence=None,
        rag="green",
        survey="",
        audience="",
    )
    row = build_paper(empty() | {"measures": [calls]}).sections[-1].measures.rows[0]  # type: ignore[union-attr]
    assert (row.statement, row.replies, row.result, row.against, row.evidence) == (
        ("Calls answered",),
        ("Not a survey",),
        ("175,720",),
        ("No target",),
        "Not a survey",
    )


def test_the_chart_places_results_between_round_percentages() -> None:
    chart = interval_chart([measure("Understood")])
    assert chart is not None
    assert [tick.label for tick in chart.ticks] == ["50%", "60%", "70%", "80%", "90%"]
    bar = chart.bars[0]
    assert (bar.low, bar.target, bar.middle, bar.high, bar.verdict) == ("230.0", "278.0", "310.0", "379.6", "not shown")
    assert chart.alternative.endswith("Understood: 70.0 per cent, interval 60.0 to 78.7, target 66, not shown.")


def test_there_is_no_chart_without_intervals_or_with_too_many() -> None:
    assert interval_chart([measure("Hours", unit="hours"), measure("None", interval=None, value=None)]) is None
    assert interval_chart([measure("Many")] * 21) is None
