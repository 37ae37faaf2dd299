"""The exempt appendix of a paper: what its public part leaves out, not for publication. Pure."""

from __future__ import annotations

from typing import Any

from plans.exempt import EXEMPT
from reports.comparison import Change
from reports.exempt import FOUND
from reports.paper_actions import action_block
from reports.paper_changes import change_row
from reports.paper_colours import colours_of
from reports.paper_parts import Paper, Section, Table
from reports.paper_words import clean, long_date, many, one_line, sentence, weekday_date


def build_exempt(data: dict[str, Any]) -> Paper:
    """The appendix of a paper's data, which holds something "exempt"."""
    data = clean(data)
    report, exempt, colours = data["report"], data["exempt"], colours_of(data["definitions"])
    body, meeting = one_line(report["body"]), weekday_date(report["meeting_date"])
    of = one_line(report["title"]) or one_line(data["plan"]["title"])
    marks = "; ".join(dict(EXEMPT)[mark] for mark in exempt["paragraphs"])
    where = f"{body or 'Meeting to be named'}, {meeting or 'date to be set'}"
    sections = [_why(marks, data)]
    for group in exempt["groups"]:
        name = " ".join(filter(None, (one_line(group["reference"]), one_line(group["title"]))))
        section = Section(len(sections) + 1, name or "Actions under no priority")
        section.opening = [section.say(many(len(group["actions"]), "action is told here.", "actions are told here."))]
        section.blocks = tuple(action_block(section, action, colours) for action in group["actions"])
        sections.append(section)
    if exempt["changes"]:
        section = Section(len(sections) + 1, "What has changed in these actions")
        section.opening = [section.say("Table 1 names what has changed since the position frozen before.")]
        heads = ("What", "Change", "From and to", "Why")
        rows = tuple(change_row(Change(**one)) for one in exempt["changes"])
        section.table = Table("Table 1: What has changed in these actions", "changes", heads, rows)
        sections.append(section)
    return Paper(
        authority=one_line(data["plan"]["authority"]) or "Authority not given",
        body=body or "Meeting to be named",
        meeting=meeting or "Date to be set",
        title=f"Exempt appendix: {of}",
        short_title="Exempt appendix: not for publication",
        running_foot=where,
        report_of=one_line(report["report_of"]) or "author to be named",
        facts=(("Not for publication", marks), ("Position at", long_date(data["on"]))),
        sections=tuple(sections),
        contents_on_front=False,
        has_contents=False,
    )


def _why(marks: str, data: dict[str, Any]) -> Section:
    section = Section(1, "Why this is not for publication")
    by = "It holds exempt information within Part 1 of Schedule 12A to the Local Government Act 1972."
    section.opening = [section.say(f"{by} {sentence(marks)}")]
    for one in data.get("accepted", []):
        if FOUND in one["check"]:
            section.opening.append(section.say(sentence(one["because"]), "The public interest in keeping it so:"))
    return section
