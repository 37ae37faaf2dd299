"""From tables of cells to drafts of actions: headings found, sections kept, split rows joined, nothing lost.

Every filled cell ends in a draft, among the skipped, or quoted in a warning.
"""

from collections.abc import Iterable, Mapping

from imports.drafts import Collected, Draft, Section, Skipped
from imports.fills import propose, told_of_fills
from imports.guessing import guess_layout
from imports.measure_tables import read_measures
from imports.priority_tables import (
    DECISIONS,
    MILESTONES,
    NONE_SAID,
    date_column,
    opening,
    read_decision,
    read_milestone,
    read_priority,
)
from imports.row_shapes import heading_layouts, heads, is_bracketed, notices_of, section_title
from imports.tables import Row, Table
from imports.text_joins import joined
from imports.vocabulary import Layout

_HEADING_LENGTH = 80
_SECTION_SHARE = 3  # at most one row in three is a section heading, if only its blank cells say so
_NO_HEADING = "It has no heading with at least two known columns, so it is not read as a table of actions."
_SECOND_LINE = "It is a second line of the heading."
_CONTINUATION_COLUMNS = 3
_DESCRIPTION = "description"
_PLACEHOLDER = "It is a placeholder: a letter or number with nothing beside it."
_NO_DECISION = "It says that there is no such decision."
_CUT = "Its text is cut across the columns in the paper; it was put together again and needs review."
_NUMBER_ALONE = "It is a placeholder: a number with no action beside it."


def collect(tables: Iterable[Table], said: Mapping[str, str] | None = None) -> Collected:
    """Read every table in order; in a Word document a table may continue the one before it, over a page break. `said`
    is what a person has said of headings, {heading: field}."""
    collected = Collected()
    before: TableReader | None = None
    for table in tables:
        collected.skipped += [Skipped(text, why, table.name) for text, why in table.left_out if text]
        if table.unread:
            skip_whole(collected, table, table.unread)
            continue
        reader = TableReader(table, collected, before if table.continues else None, said or {})
        reader.read()
        before = reader if reader.layout else before
    return collected


def skip_whole(collected: Collected, table: Table, why: str) -> None:
    rows = [row for row in table.rows if not row.is_blank]
    notices = " ".join(notices_of(table, row) for row in rows).strip()
    if rows:
        text = "\n".join(row.text for row in rows if row.text)
        collected.skipped.append(Skipped(text, f"{why} {notices}".strip(), table.name or "The file"))


class TableReader:
    """One table being read from top to bottom; holds the heading in force, the section and the action above."""

    def __init__(
        self, table: Table, collected: Collected, before: "TableReader | None", said: Mapping[str, str]
    ) -> None:
        self.table = table
        self.out = collected
        self.before = before
        self.said = said
        self.layout: Layout | None = None
        self.section = before.section if before else ""
        self.last: Draft | None = before.last if before else None
        self.carried_date = before.carried_date if before else ""
        self.other = ""  # why rows are left out until the next heading, or which other table they belong to
        self.other_column = 0
        self.priority = before.priority if before else ""
        self.after_heading = False

    def read(self, *, guessing: bool = False) -> None:
        rows = [row for row in self.table.rows if not row.is_blank]
        width = max((len(row.cells) for row in rows), default=0)
        headings = heading_layouts(rows, width, self.said)
        says_action = any(layout.index("title") is not None for layout in headings.values())
        if guessing and not says_action and (guessed := guess_layout(rows)):
            headings = {rows[guessed[0]].number: guessed[1]}
        if not headings and (found := read_measures(self.table)):
            measures, others = found
            self.out.measures += measures
            self._skip(rows[0], "It is the heading of a table of measures.")
            for row in others:
                self._skip(row, "It stands in a table of measures, and names none.")
            return
        if not headings and not self._continue_heading(rows):
            skip_whole(self.out, self.table, _NO_HEADING)
            return
        usable = [layout for layout in headings.values() if layout.index("title") is not None]
        if headings and not usable:
            skip_whole(self.out, self.table, "None of its headings means an action.")
            return
        first = usable[0] if usable else self.layout
        self.section_rows = self._section_rows(rows, headings, first)
        body = [row for row in rows if row.number not in headings]
        self.out.warnings += told_of_fills(self.table, body, first) if first else []
        for row in rows:
            self._take(row, headings.get(row.number))

    def _continue_heading(self, rows: list[Row]) -> bool:
        """A table without a heading, as wide as the one before it, goes on under that heading, with a warning."""
        above = self.before.layout if self.before else None
        width = max((len(row.cells) for row in rows), default=0)
        if above is None or width != len(above.columns) or width < _CONTINUATION_COLUMNS:
            return False
        self.layout = above
        self.out.warnings.append(f"{self.table.name} has no heading; it is read under that of the table before it.")
        return True

    def _section_rows(self, rows: list[Row], headings: dict[int, Layout], layout: Layout | None) -> set[int]:
        """Numbers of rows that head a section: merged across the table, or a short first cell with nothing beside it
        above a fuller row. If the table has the first kind, the second kind are actions with nothing but a title."""
        title, rag = (layout.index("title"), layout.index("rag")) if layout else (None, None)
        alone = [row for row in rows if row.number not in headings and heads(row, title, rag)]
        if merged := {row.number for row in alone if row.cells[row.filled[0]].spans * 2 > len(row.cells)}:
            return merged
        after = dict(zip((row.number for row in rows), rows[1:], strict=False))
        lone = {row.number for row in alone if len(row.filled) == 1 and len(row.text) <= _HEADING_LENGTH}
        lone = {number for number in lone if number in after and len(after[number].filled) > 1}
        return lone if len(lone) * _SECTION_SHARE <= len(rows) else set()

    def _take(self, row: Row, heading: Layout | None) -> None:
        if heading:
            self._take_heading(row, heading)
        elif priority := read_priority(row, self._last_number(), self.table.place(row)):
            self._open_section(row, f"PRIORITY {priority.reference}: {priority.title}", self.layout)
            self.out.priorities.append(priority)
            self.priority = priority.reference
            self.other = _DESCRIPTION if len(row.filled) > 1 else ""
        elif self.layout is None and self.before and self._goes_on(row, self.before.layout.index("title")):
            self._join(row, self.before.layout, self.last)
        elif self.layout is None:
            self._skip(row, "It stands above the heading of the table.")
        elif self._opens_other_table(row):
            kind = "key milestones" if self.other == MILESTONES else "decisions"
            self._skip(row, f"It is the heading of a list of {kind}.")
        elif self.other:
            self._take_other(row)
        elif self.after_heading and all(is_bracketed(row.cells[index].text) for index in row.filled):
            self._skip(row, _SECOND_LINE)
        else:
            self._take_body(row, self.layout)
            self.after_heading = False

    def _take_heading(self, row: Row, heading: Layout) -> None:
        known_title = heading.index("title") is not None
        repeated = self.layout is not None or bool(self.before and self.before.layout)
        if repeated and known_title:
            self._skip(row, _SECOND_LINE if self.after_heading else "The heading is repeated.")
        elif notices := notices_of(self.table, row):
            self.out.warnings.append(notices)
        self.other = "" if known_title else "It stands under a heading that names no action."
        if self.other:
            self._skip(row, self.other)
            return
        for column in heading.columns:
            self.out.columns.setdefault(column.header, column.field)
        self.layout, self.after_heading = heading, True

    def _last_number(self) -> int:
        last = self.out.priorities[-1].reference if self.out.priorities else ""
        return int(last) if last.isdigit() else 0

    def _opens_other_table(self, row: Row) -> bool:
        if name := opening(row):
            self.other, self.other_column = name, date_column(row)
        return bool(name)

    def _take_other(self, row: Row) -> None:
        """A row that is no action: more of a description, a milestone, a decision, or what stands under a heading that
        names no action."""
        place = self.table.place(row)
        if self.other == _DESCRIPTION:
            above = self.out.priorities[-1]
            above.description = joined([above.description, *(cell.text for cell in row.cells)])
        elif self.other == MILESTONES:
            milestone = read_milestone(row, self.other_column, self.priority, place)
            if milestone.title:
                self.out.milestones.append(milestone)
            else:
                self._skip(row, _PLACEHOLDER)
        elif self.other == DECISIONS:
            decision = read_decision(row, self.other_column, self.priority, place)
            if decision.title and not NONE_SAID.fullmatch(decision.title):
                self.out.decisions.append(decision)
            else:
                self._skip(row, _NO_DECISION if decision.title else _PLACEHOLDER)
        else:
            self._skip(row, self.other)

    def _take_body(self, row: Row, layout: Layout) -> None:
        title, section = layout.index("title"), layout.index("section")
        filled, reference = set(row.filled), layout.index("reference")
        if not filled and not any(cell.notices for cell in row.cells):
            return  # every text in it is carried down from a merged cell, and stands in the row where that began
        has_title = title is not None and title < len(row.cells) and bool(row.cells[title].text)
        if section is not None and section in filled and not has_title:
            self._open_section(row, section_title(row.cells[section].text, layout), layout)
        elif row.number in self.section_rows and not self._goes_on(row, title):
            self._open_section(row, row.cells[row.filled[0]].text, layout)
        elif filled == {reference}:
            self._skip(row, _NUMBER_ALONE)
        elif self.last and (not has_title or self._goes_on(row, title)) and not self._repeats_title(row, layout):
            self._join(row, layout, self.last)
        else:
            self._add(row, layout)

    def _goes_on(self, row: Row, title: int | None) -> bool:
        """Only a title, and one that begins in the middle of a sentence: the rest of the row above."""
        return self.last is not None and row.filled == [title] and row.text[:1].islower()

    def _repeats_title(self, row: Row, layout: Layout) -> bool:
        """A row with its own date and its own owner or method is an action although its title is blank."""
        fields = {layout.columns[index].field for index in row.filled}
        return "date" in fields and bool(fields & {"owner", "method", "audience"}) and not self.after_heading

    def _open_section(self, row: Row, title: str, layout: Layout | None) -> None:
        rag = layout.index("rag") if layout else None
        rag_text = row.cells[rag].text if rag is not None and rag in row.filled else ""
        self.section, self.last = title, None
        self.out.sections.append(Section(title, rag_text, self.table.place(row)))
        self._skip(row, f"It is the heading of the section “{title}”, not an action.")
        self.after_heading = False

    def _join(self, row: Row, layout: Layout, last: Draft) -> None:
        over = "over two tables " if self.after_heading else ""
        for index in row.filled:
            column = layout.columns[index]
            text, name = row.cells[index].text, column.field if column.field != "extra" else column.header
            last.join(name, text)
            last.cells.append([column.header, text])
            place = self.table.place(row, index, column.label)
            last.source[name] = f"{last.source[name]} and {place}" if name in last.source else place
            last.warnings.append(f"The row is split {over}in the paper: “{text}” ({place}) was joined to it.")
        last.warnings += [notices] if (notices := notices_of(self.table, row)) else []

    def _add(self, row: Row, layout: Layout) -> None:
        draft = Draft(layout, place=self.table.place(row), priority=self.priority)
        for column in layout.columns:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            if cell is None or not cell.text:
                if cell and column.field == "rag":
                    propose(draft, column.header, cell)
                continue
            name = column.field if column.field != "extra" else column.header
            (draft.texts if column.field != "extra" else draft.extra)[name] = cell.text
            draft.source[name] = self.table.place(row, column.index, column.label)
            draft.cells.append([column.header, cell.text])
        draft.warnings += [notices] if (notices := notices_of(self.table, row)) else []
        self._carry_down(row, draft)
        self.out.drafts.append(draft)
        self.last = draft

    def _carry_down(self, row: Row, draft: Draft) -> None:
        """Blank cells of a column that groups the rows: a section anywhere, a date only left of the title."""
        layout = draft.layout
        title, date = layout.index("title"), layout.index("date")
        new_group = False
        if title is not None and date is not None and date < title:
            new_group = bool(draft.text("date")) and draft.text("date") != self.carried_date
            if not draft.text("date") and self.carried_date:
                draft.texts["date"] = self.carried_date
                draft.warnings.append(f"The date “{self.carried_date}” is carried down from a row above.")
            self.carried_date = draft.text("date")
        if section := draft.text("section"):
            self.section = section_title(section, layout)
        elif new_group and layout.index("section") is not None:
            self.section = ""
        draft.section = self.section
        if not draft.text("title") and self.last:
            draft.texts["title"] = self.last.text("title")
            draft.warnings.append("The title is blank; that of the row above is carried down.")
        elif title is not None and title < len(row.cells) and row.cells[title].carried:
            draft.warnings.append(f"The title “{draft.text('title')}” is a merged cell that covers more than one row.")

    def _skip(self, row: Row, why: str) -> None:
        notices = notices_of(self.table, row)
        self.out.skipped.append(Skipped(row.text, f"{why} {notices}".strip(), self.table.place(row)))
