"""How a plan shows that it has worked, as papers print it: measures by audience, indicators by period. Pure."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

from plans.rag import MEANINGS
from reports.paper_words import listed
from reports.plan_parts import Part, Row, Table, columns_that_say, grouped, row_of
from surveys.readings import BENCHMARK, TARGET

FIGURES = {"per_cent": "{}%", "money": "£{}", "time": "{} hours", "count": "{}"}
LOWER = "Lower is better"
EVERYBODY = "Everybody"
STANDARDS = {
    "floor": "Floor performance standard",
    "outturn": "Previous outturn",
    "benchmark": "Comparative benchmark",
}
COLUMNS = {
    "statement": "Measure", "audience": "Audience", "objective": "Objective it shows", "level": "Level", "target": "Target", **STANDARDS,
    "source": "How it is evidenced", "owner": "Who reads it",
}  # fmt: skip


def figure(text: str, row: dict[str, Any]) -> str:
    """66% or £1200; with "or less" where less is better."""
    return f"{FIGURES[row['unit']].format(text)}{' or less' if row['better'] == LOWER else ''}" if text else ""


def measures(data: dict[str, Any]) -> Part:
    """Those that have neither targets nor readings by period: in a column for each audience where their words say all of it, as
    communications plans have them, else in a row each."""
    rows = [row for row in data["indicators"] if not is_by_period(row)]
    part = Part("How we will know that the plan is a success", "measures")
    if not rows:
        return part
    if all(says_its_target(row) for row in rows):
        part.tables = [by_audience(rows)]
        if sources := list(dict.fromkeys(row["source"] for row in rows if row["source"])):
            part.paragraphs = [f"Evidenced by: {listed(sources)}."]
        return part
    # Figures that were frozen before measures had a level or an owner say none.
    figures = ("target", "floor")
    rows = [{"level": "", "owner": "", **row, **{name: figure(row[name], row) for name in figures}} for row in rows]
    columns = columns_that_say(COLUMNS, rows)
    body = [row_of([row[name] for name in columns]) for row in rows]
    part.tables = [Table("Measures of success", [*columns.values()], body, "words")]
    return part


def says_its_target(row: dict[str, Any]) -> bool:
    """Do the words of a measure say all that is known of its figures?"""
    said = re.search(rf"(?<![\d.,]){re.escape(row['target'])}(?![\d.,]*\d)", row["statement"])
    return bool(said or not row["target"]) and not any(row.get(name) for name in (*STANDARDS, "owner"))


def is_by_period(row: dict[str, Any]) -> bool:
    """Figures that were frozen before there were readings have none."""
    return bool(row["targets"] or row.get("readings"))


def stated(row: dict[str, Any], *also: str) -> str:
    """A measure in its own words, and below them the objective it shows, where no column says it; `also` are further
    lines."""
    objective = f"Objective: {row['objective']}" if row["objective"] else ""
    return "\n".join(filter(None, (row["statement"], objective, *also)))


def by_audience(rows: list[dict[str, Any]]) -> Table:
    groups = grouped([row | {"audience": row["audience"] or EVERYBODY} for row in rows], "audience")
    lines = zip_longest(*([stated(row) for row in group] for group in groups.values()), fillvalue="")
    return Table("Measures of success", [*groups], [row_of(list(line)) for line in lines], "lists")


def indicators(data: dict[str, Any]) -> Part:
    """The tables of indicators, one for the quarters of each year and one for the years; what is blank stays blank."""
    part = Part("Performance and activity indicators", "measures")
    rows = [row for row in data["indicators"] if is_by_period(row)]
    periods = sorted({period for row in rows for period in (*row["targets"], *row.get("readings", {}))})
    by_quarter = [period for period in periods if "-" in period]
    for year in dict.fromkeys(period.split("-")[0] for period in by_quarter):
        wanted = [period for period in by_quarter if period.startswith(year)]
        part.tables.append(
            indicator_table(data, rows, wanted, f"Performance indicators measurable quarterly, {year}", "quarterly")
        )
    if by_year := [period for period in periods if "-" not in period]:
        part.tables.append(
            indicator_table(data, rows, by_year, "Performance indicators measurable annually", "annually")
        )
    return part


def indicator_table(
    data: dict[str, Any], rows: list[dict[str, Any]], wanted: list[str], caption: str, css: str
) -> Table:
    standards = STANDARDS | {"outturn": f"{previous(data['years'][0])} outturn"}
    is_read = any(period in row.get("readings", {}) for row in rows for period in wanted)
    what = "Target and reading" if is_read else "Target"
    heads = ["Performance indicator", *standards.values(), *(f"{what} {period.replace('-', ' ')}" for period in wanted)]
    body = [indicator_row(row, wanted) for row in rows if any(has_period(row, period) for period in wanted)]
    return Table(caption, heads, body, f"indicators {css}")


def has_period(row: dict[str, Any], period: str) -> bool:
    return period in row["targets"] or period in row.get("readings", {})


def indicator_row(row: dict[str, Any], wanted: list[str]) -> Row:
    said = [
        f"Evidenced by: {row['source']}" if row["source"] else "",
        f"Read by: {row['owner']}" if row.get("owner") else "",
    ]
    periods = [period_cell(row, period) for period in wanted]
    return row_of([stated(row, *said), figure(row["floor"], row), row["outturn"], row["benchmark"], *periods])


def period_cell(row: dict[str, Any], period: str) -> str:
    """The target of a period, and below it what was reached: its figure, its colour by letter and word, the months."""
    reading = row.get("readings", {}).get(period)
    own = row["targets"].get(period, "")
    if reading is None:
        return figure(own, row)
    given = own or (reading["target"] if reading["against"] == TARGET else "")
    lines = [figure(given, row) or "No target"]
    if reading["reached"]:
        lines.append(f"Reached: {reading['reached']}")
    lines.append(reading["months"])
    rag, proposed = reading["rag"], reading["proposed"]
    if rag:
        held = ", against the benchmark" if reading["against"] == BENCHMARK else ""
        told = f"{letter_and_word(rag)}{held}"
        disputed = reading["published"] and proposed and rag != proposed
        lines.append(f"Published as {told}; by the figures {letter_and_word(proposed)}" if disputed else told)
    return "\n".join(filter(None, lines))


def letter_and_word(rag: str) -> str:
    return f"{MEANINGS[rag].letter} {MEANINGS[rag].label}"


def previous(year: str) -> str:
    start = int(year[:4]) - 1
    return f"{start}/{(start + 1) % 100:02d}"
