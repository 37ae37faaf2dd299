"""Measures beside their targets, and the interval chart that shows the survey ones. Withheld figures stay withheld."""

from dataclasses import dataclass
from typing import Any

from plans.rag import MEANINGS
from reports.interval_chart import IntervalChart, interval_chart
from reports.paper_colours import Colours, Tag
from reports.paper_words import figure, one_line

SUPPRESSED = "Fewer than {} replies: not shown"
EVIDENCE = {"met": "Met", "not met": "Not met", "not shown": "Not shown either way"}
PROVISIONAL = "provisional"  # as the words of a reading have it
WITHHELD = Tag("Withheld", "unrated")


@dataclass(frozen=True)
class MeasureRow:
    """One measure: cells of one or more lines, none of them empty."""

    statement: tuple[str, ...]
    replies: tuple[str, ...]
    result: tuple[str, ...]
    against: tuple[str, ...]
    evidence: str
    tag: Tag


@dataclass(frozen=True)
class MeasuresTable:
    caption: str
    rows: tuple[MeasureRow, ...]
    chart: IntervalChart | None


def measures_table(measures: list[dict[str, Any]], caption: str, colours: Colours) -> MeasuresTable:
    return MeasuresTable(caption, tuple(_row(measure, colours) for measure in measures), interval_chart(measures))


def _row(measure: dict[str, Any], colours: Colours) -> MeasureRow:
    statement = (one_line(measure["statement"]) or "Measure without a statement", *_context(measure))
    if measure["suppressed"]:
        # The colour and the verdict would tell what the figure withholds. Figures frozen before lack the setting.
        words = SUPPRESSED.format(measure.get("smallest_base", 10))
        return MeasureRow(
            statement,
            (words,),
            ("Withheld",),
            _against(measure),
            "Withheld",
            WITHHELD,
        )
    return MeasureRow(
        statement,
        _replies(measure),
        _result(measure),
        _against(measure),
        _evidence(measure),
        colours.tag(measure["rag"]),
    )


def _context(measure: dict[str, Any]) -> tuple[str, ...]:
    """Whom it was asked of and in which survey, on one smaller line."""
    words = [word for key in ("audience", "survey") if (word := one_line(measure.get(key)))]
    if measure.get("self_selected"):  # figures that were frozen before surveys said so lack it
        words.append("self-selected replies")
    lines = ["; ".join(words), one_line(measure.get("story"))]
    return tuple(filter(None, lines))


def _replies(measure: dict[str, Any]) -> tuple[str, ...]:
    if measure.get("period"):  # figures that were frozen before there were readings have none
        return ("Not a survey", one_line(f"read for {measure['period_words']}"))
    numerator, base, population = measure["numerator"], measure["base"], measure["population"]
    if base is None:
        return ("No data yet",) if measure["value"] is None else ("Not a survey",)
    replies = f"{base:,} replies" if numerator is None else f"{numerator:,} of {base:,}"
    if population is None:
        return (replies, "number asked not known")
    if population == base:
        return (replies, "everyone replied")
    rate = measure.get("response_rate")  # figures that were frozen before it was reckoned lack it
    return (replies, f"{population:,} asked" + (f", {figure(rate, '%')} replied" if rate is not None else ""))


def _result(measure: dict[str, Any]) -> tuple[str, ...]:
    if measure.get("reading"):
        return tuple(part for part in one_line(measure["reading"]).split(", ") if part != PROVISIONAL)
    if measure["value"] is None:
        return ("No data yet",)
    value = figure(measure["value"], measure["unit"])
    if not measure["interval"]:
        return (value,)
    low, high = measure["interval"]
    return (value, "census" if low == high else f"{low} to {high}")


def _against(measure: dict[str, Any]) -> tuple[str, ...]:
    target, plain = figure(measure["target"], measure["unit"]), one_line(measure["plain"])
    if not target:
        return ("No target",)
    return (target, plain) if plain and measure["value"] is not None and not measure["suppressed"] else (target,)


def _evidence(measure: dict[str, Any]) -> str:
    """The verdict of a survey; of a reading, whether it is confirmed, and the colour by its figures where another was
    published."""
    if measure.get("period"):
        said = "Provisional" if measure["provisional"] else "Confirmed"
        proposed, published = measure["proposed"], measure["published"]
        is_disputed = published and proposed and published != proposed
        return f"{said}; {MEANINGS[proposed].label.lower()} by its figures" if is_disputed else said
    if measure["value"] is None:
        return "No data yet"
    return EVIDENCE.get(measure["evidence"], "Not a survey" if measure["base"] is None else "Not assessed")
