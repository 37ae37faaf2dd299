"""The progress paper as plain data, from a frozen snapshot: sections, numbered paragraphs, tables, all in order.

`build_paper` is what the HTML twin and the PDF are both drawn from. It reads no clock and no database, so one
snapshot gives one paper. Numbers are counted off, never typed, so they cannot go wrong.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from plans.rag import ROLL_UPS
from reports.comparison import Changes
from reports.paper_actions import declared_words, fill_priority, tally_of
from reports.paper_changes import fill_changes
from reports.paper_colours import Colours, colours_of
from reports.paper_kinds import (
    BRIEFING,
    EXCEPTION,
    NAMES,
    PROGRESS,
    behind,
    coming,
    exceptions,
    fill_attention,
    fill_coming,
)
from reports.paper_measures import measures_table
from reports.paper_parts import Paper, Row, Section, Table
from reports.paper_words import (
    clean,
    days_words,
    exempt_sentence,
    long_date,
    one_line,
    rated,
    sentence,
    tally_sentence,
    tally_words,
    the_body,
    weekday_date,
)

READ = (
    "A figure that is read, and not surveyed, is of the period named beside it. A provisional one may still change, and a "
    "0 that nobody has confirmed has no colour."
)
SELF_SELECTED = (
    "Where replies are said to be self-selected, whoever wished could reply. The range then allows for chance alone: "
    "nothing is known of those who did not reply."
)
CONTENTS_ON_FRONT = 16  # lines that fit under the front sheet; the sections follow on where the list is longer
HEADS = {
    "green": "Green",
    "amber": "Amber",
    "red": "Red",
    "complete": "Complete",
    "not_started": "Not started",
    "unrated": "Unrated",
}
Groups = list[tuple[str, dict[str, Any]]]


def build_paper(snapshot: dict[str, Any]) -> Paper:
    """The paper of a snapshot of schema 1. Raises KeyError where the snapshot lacks what the schema promises."""
    data = clean(snapshot)
    plan, report, colours = data["plan"], data["report"], colours_of(data["definitions"])
    body, meeting = one_line(report["body"]), weekday_date(report["meeting_date"])
    title = one_line(report["title"]) or f"{one_line(plan['title'])}: {NAMES[report.get('kind') or PROGRESS]}"
    sections = _sections(data, colours)
    return Paper(
        authority=one_line(plan["authority"]) or "Authority not given",
        body=body or "Meeting to be named",
        meeting=meeting or "Date to be set",
        title=title,
        short_title=title if len(title) <= 60 else "Progress report",
        running_foot=f"{body or 'Meeting to be named'}, {meeting or 'date to be set'}",
        report_of=one_line(report["report_of"]) or "author to be named",
        facts=_facts(data, colours),
        sections=sections,
        contents_on_front=sum(1 + len(one.title) // 70 for one in sections) + len(title) // 38 <= CONTENTS_ON_FRONT,
    )


def _facts(data: dict[str, Any], colours: Colours) -> tuple[tuple[str, str], ...]:
    report = data["report"]
    body = the_body(report["body"])
    asked = "Read it, for information" if report.get("kind") == BRIEFING else "Note the progress reported (section 2)"
    return (
        (f"{body[0].upper()}{body[1:]} is asked to", asked),
        ("Period reported", one_line(report["period"]) or "Not stated"),
        ("Position at", f"{long_date(data['on'])}; {days_words(data['on'], report['meeting_date'])}"),
        ("The plan as a whole", _overall(data, colours)),
        ("Actions", tally_words(data["action_tally"])),
    )


def _overall(data: dict[str, Any], colours: Colours) -> str:
    """The plan's colour; where a declared one stands above another, both."""
    declared, rolled = data["declared"], data["rolled_up"]
    if declared and declared != rolled:
        return f"{colours.labels[declared]}, declared; {colours.labels[rolled]} by the roll-up alone"
    return colours.labels[declared or rolled]


def _sections(data: dict[str, Any], colours: Colours) -> tuple[Section, ...]:
    groups: Groups = [(_priority_title(priority), priority) for priority in data["priorities"]]
    if data["actions"]:
        groups.append(("Actions under no priority", {"actions": data["actions"]}))
    kind = data["report"].get("kind") or PROGRESS
    told = groups if kind == PROGRESS else []
    if kind == EXCEPTION:
        kept = [(title, group | {"actions": exceptions(group["actions"])}) for title, group in groups]
        told = [(title, group) for title, group in kept if group["actions"]]
    middle = ["What needs attention", "What is coming up"] if kind == BRIEFING else [title for title, _ in told]
    asked = [] if kind == BRIEFING else ["Recommendation"]
    titles = ["Purpose of the report", *asked, "What has changed since the last report"]
    titles += ["What the colours mean", "Summary by priority", *middle, "Measures and evidence"]
    sections = tuple(Section(number, title) for number, title in enumerate(titles, start=1))
    purpose, changed, meanings, summary, *rest, measures = [one for one in sections if one.title != "Recommendation"]
    tables = count(1)
    _purpose(purpose, data, kind)
    if asked:
        _recommendation(sections[1], data, rest or [summary], measures)
    changes = Changes.from_data(data["changes"]) if data.get("changes") else None
    fill_changes(changed, changes, f"Table {next(tables)}" if changes and changes.rows else "")
    _colours(meanings, data, colours, tables)
    _summary(summary, data, colours, groups, tables)
    if kind == BRIEFING:
        fill_attention(rest[0], data, colours, f"Table {next(tables)}" if behind(data) else "")
        fill_coming(rest[1], data, f"Table {next(tables)}" if coming(data) else "")
    else:
        for section, (_, group) in zip(rest, told, strict=True):
            fill_priority(section, group, colours)
    _measures(measures, data, colours, tables)
    return sections


def _priority_title(priority: dict[str, Any]) -> str:
    reference, title = one_line(priority["reference"]), one_line(priority["title"])
    if not reference or title.lower().startswith("priority"):
        return title or "Priority without a title"
    return f"Priority {reference}: {title}" if title else f"Priority {reference}"


def _the_plan(plan: dict[str, Any]) -> str:
    title = one_line(plan["title"]) or "plan"
    return title if title.lower().startswith(("the ", "our ")) else f"the {title}"


EXTENT = {
    PROGRESS: "priority by priority and action by action.",
    EXCEPTION: "and reports by exception: only actions rated amber or red have a paragraph. The others are counted.",
    BRIEFING: "for information: what needs attention, and what is coming up.",
}


def _purpose(section: Section, data: dict[str, Any], kind: str) -> None:
    plan, report, at = data["plan"], data["report"], long_date(data["on"])
    period = one_line(report["period"])
    opening = (
        f"This report sets out for {the_body(report['body'])} how far {_the_plan(plan)} had come by {at}, "
        f"{EXTENT[kind]}"
    )
    section.opening = [section.say(opening + (f" It covers {sentence(period)}" if period else ""))]
    if aim := one_line(plan["aim"]):
        section.opening.append(section.say(sentence(aim), "What the plan is for:"))
    if (closes := data.get("closes")) and closes["number"] > 1:
        of = f"the position frozen before for {closes['words']}"
        section.opening.append(section.say(f"It corrects {of}: {sentence(closes['reason'])}", "A correction."))
    if left_out := exempt_sentence(data.get("exempt")):
        section.opening.append(section.say(left_out, "Exempt information."))
    days = days_words(data["on"], report["meeting_date"])
    section.opening.append(
        section.say(
            f"Every colour, figure and word is taken from the position as it was frozen for {at}: {days}. "
            "Anything that has happened since is not in this report."
        )
    )


def _recommendation(section: Section, data: dict[str, Any], rated_in: list[Section], measures: Section) -> None:
    section.opening = [section.say(f"That {the_body(data['report']['body'])}:")]
    first, last = rated_in[0].number, rated_in[-1].number
    where = f"section {first}" if first == last else f"sections {first} to {last}"
    notes = [
        f"the progress made on {_the_plan(data['plan'])} up to {long_date(data['on'])}, and the ratings in {where}"
    ]
    tally = data["action_tally"]
    if behind := tally["amber"] + tally["red"]:
        actions = (
            "action rated amber or red, and what is said of it"
            if behind == 1
            else (f"{behind:,} actions rated amber or red, and what is said of each")
        ) + (" here and in the exempt appendix" if data.get("exempt") else "")
        notes.append(f"the {actions}")
    if data["measures"]:
        notes.append(f"the measures, and what the evidence for each of them shows (section {measures.number})")
    ends = [";"] * (len(notes) - 2) + ["; and", "."] if len(notes) > 1 else ["."]
    section.letters = [
        (f"({chr(97 + at)})", f"{note}{end}") for at, (note, end) in enumerate(zip(notes, ends, strict=True))
    ]


def _colours(section: Section, data: dict[str, Any], colours: Colours, tables: Iterator[int]) -> None:
    rows = tuple(Row("", colours.tag(colour), "", (meaning,)) for colour, meaning in colours.meanings.items())
    caption = f"Table {next(tables)}: The colours and what each means"
    section.table = Table(caption, "colours", ("Colour", "Meaning"), rows)
    section.closing = [
        section.say(
            "An action has the colour its officer declared for as long as that is recent. After that it has the worse "
            "of that colour and the one its dates point to; where nobody has declared one, the one its dates point to. "
            "A director may declare another, and the reason is given with it."
        )
    ]
    if rule := ROLL_UPS.get(data["plan"]["roll_up"]):
        section.closing.append(section.say(rule))


def _summary(section: Section, data: dict[str, Any], colours: Colours, groups: Groups, tables: Iterator[int]) -> None:
    colour, tally = data["declared"] or data["rolled_up"], data["action_tally"]
    overall = f"The plan as a whole is {f'rated {colours.word(colour)}' if colour else 'not rated'}."
    section.opening = [
        section.say(" ".join(filter(None, (overall, declared_words(data, colours))))),
        section.say(tally_sentence(tally), "Tally:"),
    ]
    if not groups:
        return
    shown = [key for key in HEADS if key not in ("complete", "not_started") or tally[key]]
    caption = f"Table {next(tables)}: Priorities, their ratings and tallies at {long_date(data['on'])}"
    heads = ("Priority", "Rating", *(HEADS[key] for key in shown))
    section.table = Table(caption, f"summary of-{len(shown)}", heads, _summary_rows(groups, tally, shown, colours))
    if any(sum(tally_of(group).get(key, 0) for _, group in groups) != tally[key] for key in shown):
        text = "The last row counts each action of the plan once, so it need not be the sum of the rows above it."
        section.closing = [section.say(text)]


def _summary_rows(groups: Groups, tally: dict[str, int], shown: list[str], colours: Colours) -> tuple[Row, ...]:
    rows = []
    for title, group in groups:
        tag = colours.tag(group["declared"] or group["rolled_up"]) if "tally" in group else None
        rows.append(Row(title, tag, "No roll-up", _counts(tally_of(group), shown)))
    green = f"{tally['green']:,} of {rated(tally):,} rated green" if rated(tally) else "None rated"
    return (*rows, Row("All actions", None, green, _counts(tally, shown)))


def _counts(tally: dict[str, int], shown: list[str]) -> tuple[str, ...]:
    return tuple(f"{tally.get(key, 0):,}" for key in shown)


def _measures(section: Section, data: dict[str, Any], colours: Colours, tables: Iterator[int]) -> None:
    if not data["measures"]:
        section.opening = [section.say("The plan has no measures.")]
        return
    table = f"Table {next(tables)}"
    section.opening = [
        section.say(
            f"{table} sets each measure beside its target. A survey gets two answers: whether the replies reach the "
            "target as they stand, and whether they show it once chance is allowed for."
        )
    ]
    if any(measure.get("self_selected") for measure in data["measures"]):
        section.opening.append(section.say(SELF_SELECTED))
    if any(measure.get("period") for measure in data["measures"]):
        section.opening.append(section.say(READ))
    section.measures = measures_table(data["measures"], f"{table}: Measures at {long_date(data['on'])}", colours)
