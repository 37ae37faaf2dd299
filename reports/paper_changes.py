"""The section of a progress paper that says what has changed since the one before."""

from itertools import chain

from reports.comparison import BETTER, DELIVERED, DROPPED, MEASURE, MISSED, MOVED, NEW, OTHER, WORSE, Change, Changes
from reports.paper_parts import Row, Section, Table
from reports.paper_words import clean, listed, long_date, many, one_line, sentence

FIRST = "No period of the plan had been closed before this position was frozen, so there is no earlier one to compare it with."
NO_DATES = "The earlier position was frozen before dates that moved were kept with it, so none is listed."


def fill_changes(section: Section, changes: Changes | None, table: str) -> None:
    """Give the section its sentence of counts and the table behind it; `table` is "Table 1"."""
    if changes is None:
        section.opening = [section.say(FIRST)]
        return
    since = long_date(changes.since.isoformat())
    if not changes.rows:
        section.opening = [section.say(f"Nothing has changed since {since}, the position frozen before.")]
    else:
        counted = f"Since {since}, the position frozen before, {counts_in_words(changes)}. {table} names each."
        section.opening = [section.say(counted)]
        heads = ("What", "Change", "From and to", "Why")
        rows = tuple(map(change_row, changes.rows))
        section.table = Table(f"{table}: What has changed since {since}", "changes", heads, rows)
    if not changes.has_dates:
        section.closing = [section.say(NO_DATES)]


def change_row(change: Change) -> Row:
    what, said, why = (one_line(clean(text)) for text in (change.what, change.said, change.why))
    return Row(
        what or "Without a title", None, change.kind, (f"{said[:1].upper()}{said[1:]}", sentence(why) or "Not given")
    )


def counts_in_words(changes: Changes) -> str:
    """2 colours moved for the worse and 1 for the better, 3 dates moved, 1 thing was delivered, ..."""
    n = changes.counts
    said = chain(
        [f"{many(n[WORSE], 'colour', 'colours')} moved for the worse"] if n[WORSE] else [],
        [f"{many(n[BETTER], 'colour', 'colours')} moved for the better"] if n[BETTER] else [],
        [f"{many(n[OTHER], 'other colour', 'other colours')} changed"] if n[OTHER] else [],
        [f"{many(n[MOVED], 'date was', 'dates were')} moved"] if n[MOVED] else [],
        [f"{many(n[DELIVERED], 'thing was', 'things were')} delivered"] if n[DELIVERED] else [],
        [f"{many(n[MISSED], 'due date was', 'due dates were')} missed"] if n[MISSED] else [],
        [f"{many(n[NEW], 'action is', 'actions are')} new"] if n[NEW] else [],
        [f"{many(n[DROPPED], 'action was', 'actions were')} dropped"] if n[DROPPED] else [],
        [f"{many(n[MEASURE], 'measure stands', 'measures stand')} otherwise against target"] if n[MEASURE] else [],
    )
    return listed(list(said))
