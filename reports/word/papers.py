"""Papers as Word documents, drawn from what the page and the PDF are drawn from: the same words in the same order."""

from typing import Any

from docx.shared import Mm, Pt

from reports.paper_measures import MeasuresTable
from reports.paper_parts import ActionBlock, KeyBox, Paper, Paragraph, Section, Table
from reports.plan_paper import PlanPaper
from reports.plan_parts import Part
from reports.plan_parts import Table as PlanTable
from reports.word.document import add_table, new_document, plain, saved


def paper_docx(paper: Paper) -> bytes:
    """The .docx of a progress paper or a committee report. The same paper gives the same bytes."""
    document = new_document(
        title=paper.title, authority=paper.authority, short_title=paper.short_title, foot=paper.running_foot,
        is_wide=paper.is_wide, is_numbered=not paper.is_sheet,
    )  # fmt: skip
    if paper.is_sheet:
        _sheet(document, paper)
        return saved(document)
    _front(document, paper)
    if paper.has_contents:
        _contents(document, paper.sections)
    for section in paper.sections:
        _section(document, section)
    return saved(document)


def plan_docx(paper: PlanPaper) -> bytes:
    """The .docx of a plan in one of its shapes."""
    is_wide = any(part.is_wide for part in paper.parts)
    title, authority = paper.title, paper.authority
    document = new_document(
        title=title, authority=authority, short_title=title[:60], foot=paper.foot, is_wide=is_wide, is_numbered=False
    )
    document.add_paragraph().add_run(plain(paper.authority)).bold = True
    if paper.meeting:
        document.add_paragraph(plain(paper.meeting))
    document.add_heading(plain(paper.title), 1)
    if paper.report_of:
        document.add_paragraph(f"Report of: {plain(paper.report_of)}")
    document.add_paragraph(f"{plain(paper.years)}. {plain(paper.position)}. Dates stand as they were written.")
    if paper.facts:
        _plan_table(document, paper.facts)
    for part in paper.parts:
        _part(document, part, 2)
    return saved(document)


def _part(document: Any, part: Part, level: int) -> None:
    document.add_heading(plain(part.title), level)
    for text in part.paragraphs:
        document.add_paragraph(plain(text))
    for text in part.items:
        document.add_paragraph(plain(text), style="List Bullet")
    if part.map:
        document.add_paragraph(plain(part.map.alternative))
    for table in part.tables:
        _plan_table(document, table)
    for one in part.parts:
        _part(document, one, min(level + 1, 4))


def _plan_table(document: Any, table: PlanTable) -> None:
    rows = []
    for row in table.rows:
        rows.append(["\n".join(row.head), *("\n".join(cell.lines) for cell in row.cells)])
    add_table(document, table.caption, table.heads, rows)


def _front(document: Any, paper: Paper) -> None:
    for text in (paper.authority, paper.body, paper.meeting):
        paragraph = document.add_paragraph()
        paragraph.add_run(plain(text)).bold = text != paper.meeting
    document.add_heading(plain(paper.title), 1)
    document.add_paragraph(f"Report of: {plain(paper.report_of)}")
    if paper.facts:
        _pairs(document, "About this report", paper.facts)


def _sheet(document: Any, paper: Paper) -> None:
    """A paper of one page: nothing in it is numbered."""
    document.add_paragraph().add_run(plain(paper.authority)).bold = True
    document.add_heading(plain(paper.title), 1)
    facts = "".join(f"{label} {value}. " for label, value in paper.facts)
    by = f"Report of: {paper.report_of}." if paper.report_of else ""
    document.add_paragraph(plain(f"{facts}{by}".strip()))
    for figure, words in paper.tiles:
        line = document.add_paragraph(style="List Bullet")
        line.add_run(plain(figure)).bold = True
        line.add_run(f" {plain(words)}")
    for section in paper.sections:
        document.add_heading(plain(section.title), 2)
        for paragraph in section.opening:
            document.add_paragraph(plain(paragraph.text))
        if section.table:
            _table(document, section.table)
        for paragraph in section.closing:
            document.add_paragraph(plain(paragraph.text))


def _contents(document: Any, sections: tuple[Section, ...]) -> None:
    """What Word would put there itself; it can be brought up to date, and asks nobody to do so."""
    paragraph = document.add_paragraph()
    paragraph.add_run("Contents").bold = True
    paragraph.paragraph_format.keep_with_next = True
    for section in sections:
        line = document.add_paragraph(f"{section.number}\t{plain(section.title)}")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(13))
        line.paragraph_format.space_after = Pt(2)


def _section(document: Any, section: Section) -> None:
    heading = document.add_heading(plain(section.title), 2)
    if section.tag:
        heading.add_run(f" {section.tag.label}")
    for paragraph in section.opening:
        _numbered(document, paragraph)
    for _, text in section.letters:
        line = document.add_paragraph(style="Lettered paragraph")
        line.add_run("notes").bold = True
        line.add_run(f" {plain(text)}")
    if section.table:
        _table(document, section.table)
    if section.measures:
        _measures(document, section.measures)
    if section.box:
        _box(document, section.box)
    for paragraph in section.closing:
        _numbered(document, paragraph)
    for block in section.blocks:
        _block(document, block, 3)


def _numbered(document: Any, paragraph: Paragraph) -> None:
    line = document.add_paragraph(style="Numbered paragraph")
    if paragraph.lead:
        line.add_run(f"{plain(paragraph.lead)} ").bold = True
    for words, is_bold in paragraph.runs or ((paragraph.text, False),):
        line.add_run(plain(words)).bold = is_bold or None


def _block(document: Any, block: ActionBlock, level: int) -> None:
    document.add_heading(f"{plain(block.title)} {block.tag.label}", level)
    for text in block.lines:
        line = document.add_paragraph()
        line.add_run(plain(text)).font.size = Pt(10)
        line.paragraph_format.keep_with_next = True
    for paragraph in block.paragraphs:
        _numbered(document, paragraph)
    for part in block.parts:
        _block(document, part, min(level + 1, 4))


def _table(document: Any, table: Table) -> None:
    rows = []
    for row in table.rows:
        tag = row.tag.label if row.tag else ""
        rows.append([row.head, tag or row.note, *row.cells] if row.head else [tag, *row.cells])
    add_table(document, table.caption, list(table.heads), rows)


def _measures(document: Any, measures: MeasuresTable) -> None:
    heads = ["Measure", "Replies", "Result and 95% interval", "Target", "Evidence", "Rating"]
    rows = [
        ["\n".join(one.statement), "\n".join(one.replies), "\n".join(one.result), "\n".join(one.against), one.evidence, one.tag.label]
        for one in measures.rows
    ]  # fmt: skip
    add_table(document, measures.caption, heads, rows)
    if measures.chart:
        document.add_paragraph(plain(measures.chart.alternative))


def _box(document: Any, box: KeyBox) -> None:
    document.add_heading("Is this a key decision report?", 3)
    _pairs(document, "This box must be completed", (("Key decision", box.answer), *box.rows))


def _pairs(document: Any, caption: str, pairs: tuple[tuple[str, str], ...]) -> None:
    """Labels and values: every row has its head, and there is no head row."""
    add_table(document, caption, [], [list(pair) for pair in pairs])
