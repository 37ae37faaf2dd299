"""The committee report with its front sheet, as plain data, from a frozen front sheet. Pure.

Sections are numbered by their place and paragraphs by their section's number, so neither can be wrong.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from plans.exempt import EXEMPT
from reports.front.mentions import MENTION, first_mentions, pieces, roman
from reports.front.words import DOCUMENTS, GROUNDS, IMPLICATIONS, RECOMMENDATION, VERB
from reports.paper_parts import KeyBox, Paper, Paragraph, Row, Section, Table
from reports.paper_words import clean, long_date, one_line, weekday_date

MISSING = "Nothing has been written here yet."
CLEARED = "Each implication has been considered and cleared as shown."
ATTACHED = "The following documents are attached to this report."
NO_APPENDICES = "There are no appendices."
NOTHING = "Not yet"


def build_cover(data: dict[str, Any]) -> Paper:
    """The paper of {"report": its front, "front": the front sheet's data, "plan": the snapshot's}."""
    data = clean(data)
    report, front = data["report"], data["front"]
    body, meeting = one_line(report["body"]), weekday_date(report["meeting_date"])
    title = one_line(report["title"]) or "Report without a title"
    running = f"{body or 'Meeting to be named'}, {meeting or 'date to be set'}"
    return Paper(
        authority=one_line(report.get("authority")) or one_line(data["plan"]["authority"]) or "Authority not given",
        body=body or "Meeting to be named",
        meeting=meeting or "Date to be set",
        title=title,
        short_title=title if len(title) <= 60 else "Committee report",
        running_foot=running,
        report_of=one_line(report["report_of"]) or "author to be named",
        facts=_facts(front),
        sections=cover_sections(front),
        contents_on_front=False,
        has_contents=False,
    )


def _facts(front: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The front sheet says beside the title that a report is exempt, and nothing else: the rest has its section."""
    if not front["exempt"]:
        return ()
    return (
        ("Exempt information", dict(EXEMPT)[front["exempt"]]),
        ("Because", one_line(front["exempt_because"]) or NOTHING),
    )


def cover_sections(front: dict[str, Any]) -> tuple[Section, ...]:
    tables, sections = count(1), []
    for number, given in enumerate(front["sections"], 1):
        section = Section(number, one_line(given["title"]) or "Section without a title")
        bold = VERB if given["key"] == RECOMMENDATION else MENTION
        section.opening = [_said(section, text, bold) for text in given["paragraphs"]]
        sections.append(section)
    mentions = first_mentions((p.number, p.text) for section in sections for p in section.opening)
    for section, given in zip(sections, front["sections"], strict=True):
        if given["key"] == DOCUMENTS:
            _documents(section, _titled(front), mentions, tables)
        elif given["key"] == IMPLICATIONS:
            _implications(section, front, tables)
        elif not section.opening:
            section.opening = [section.say(MISSING)]
    return tuple(sections)


def _said(section: Section, text: str, bold: re.Pattern[str]) -> Paragraph:
    """A paragraph. In a recommendation what is to be done ("considers and notes") is set in bold, elsewhere each mention
    of an appendix."""
    paragraph = section.say(text)
    found = pieces(text, bold)
    if bold is VERB:
        first = next((at for at, (_, is_bold) in enumerate(found) if is_bold), None)
        found = [(words, at == first) for at, (words, _) in enumerate(found)]
    return Paragraph(paragraph.number, "", text, tuple(found))


def _titled(front: dict[str, Any]) -> list[str]:
    """The appendices' titles; one that is exempt says so."""
    marks = [one["exempt"] for one in front.get("attached", [])] or [""] * len(front["appendices"])
    return [
        f"{title} (exempt, paragraph {mark}: not for publication)" if mark else title
        for title, mark in zip(front["appendices"], marks, strict=True)
    ]


def _documents(section: Section, appendices: list[str], mentions: dict[int, str], tables: count[int]) -> None:
    if not appendices:
        section.opening = section.opening or [section.say(NO_APPENDICES)]
        return
    section.opening = section.opening or [section.say(ATTACHED)]
    rows = tuple(
        Row(f"Appendix {roman(number)}", None, one_line(title), (mentions.get(number, "nowhere"),))
        for number, title in enumerate(appendices, 1)
    )
    caption = f"Table {next(tables)}: Appendices, in the order they are mentioned"
    section.table = Table(caption, "appendices", ("Appendix", "Document", "Mentioned at"), rows)


def _implications(section: Section, front: dict[str, Any], tables: count[int]) -> None:
    section.opening = section.opening or [section.say(CLEARED)]
    rows = tuple(
        Row(
            f"{number}. {one['name']}",
            None,
            "None" if one["is_none"] else one_line(one["text"]) or "Not answered",
            (one_line(one["cleared_by"]) or NOTHING, long_date(one["cleared_on"]) or NOTHING),
        )
        for number, one in enumerate(front["implications"], 1)
    )
    caption = f"Table {next(tables)}: Implications, and who cleared each"
    section.table = Table(caption, "implications", ("Implication", "Effect", "Cleared by", "On"), rows)
    section.box = key_box(front)


def key_box(front: dict[str, Any]) -> KeyBox:
    """The box that must be completed: its answer, and what follows from it."""
    answer = front["key_decision"]
    if answer != "yes":
        because = "Not applicable: the answer is No" if answer == "no" else "Not answered"
        wards = one_line(front["wards"]) or ("None" if answer == "no" else "Not answered")
        return KeyBox(
            {"no": "No"}.get(answer, "Not answered"),
            (("If yes, this is a Key Decision because", because), ("Wards/Parishes affected", wards)),
        )
    ground = dict(GROUNDS).get(front["ground"], "not answered")
    rows = [("This is a Key Decision because", f"of {ground}" if front["ground"] else "Not answered")]
    rows.append(("Wards/Parishes affected", one_line(front["wards"]) or "Not answered"))
    if front["late_route"]:
        told = one_line(front["late_told"]) or "not stated"
        rows.append(("Late notice", f"Regulation {front['late_route']}: {told}"))
    else:
        rows.append(("In the forward plan since", long_date(front["notice_on"]) or "Not answered"))
    return KeyBox("Yes", tuple(rows))
