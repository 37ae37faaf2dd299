"""The tracker of recommendations: every action of a plan under the one head that a scrutiny committee asks about. Pure."""

from __future__ import annotations

from itertools import count
from typing import Any

from reports.comparison import Changes, actions_of
from reports.paper_colours import Colours, colours_of
from reports.paper_parts import Paper, Row, Section, Table
from reports.paper_words import (
    clean,
    exempt_sentence,
    exempt_words,
    long_date,
    many,
    one_line,
    owner_words,
    sentence,
    the_body,
    weekday_date,
)

HEADS = ("Recommendation", "Rating", "Who", "Due", "Position")
Action = dict[str, Any]


def build_tracker(snapshot: dict[str, Any]) -> Paper:
    """The paper of a snapshot's data with its report's head."""
    data = clean(snapshot)
    report, colours = data["report"], colours_of(data["definitions"])
    groups = sorted_out(data)
    titles = {
        "outstanding": "Outstanding: the date has passed",
        "extensions": "Extensions asked for or agreed",
        "live": "Live",
        "completed": "Completed since the last report",
    }
    body, meeting = one_line(report["body"]), weekday_date(report["meeting_date"])
    purpose = Section(1, "Where the recommendations stand")
    purpose.opening = [
        purpose.say(text)
        for text in filter(None, (_counts(data, groups), exempt_sentence(data.get("exempt"), are_counted=False)))
    ]
    sections = [purpose]
    tables = count(1)
    for key, title in titles.items():
        section = Section(len(sections) + 1, title)
        rows = groups[key]
        if rows:
            table = next(tables)
            section.opening = [
                section.say(f"Table {table} names {many(len(rows), 'recommendation', 'recommendations')}.")
            ]
            lines = tuple(_row(one, key, colours, data) for one in rows)
            section.table = Table(f"Table {table}: {title}", "tracker", HEADS, lines)
        else:
            section.opening = [section.say("None.")]
        sections.append(section)
    title = one_line(report["title"]) or "Recommendations tracker"
    foot = f"{body or 'Meeting to be named'}, {meeting or 'date to be set'}"
    return Paper(
        authority=one_line(data["plan"]["authority"]) or "Authority not given",
        body=body or "Meeting to be named",
        meeting=meeting or "Date to be set",
        title=title,
        short_title=title if len(title) <= 60 else "Recommendations tracker",
        running_foot=foot,
        report_of=one_line(report["report_of"]) or "author to be named",
        facts=(
            (_capital(f"{the_body(report['body'])} is asked to"), "Note what has been done, and what has not"),
            ("Position at", long_date(data["on"])),
        ),
        sections=tuple(sections),
        contents_on_front=False,
        has_contents=False,
        is_wide=True,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sorted_out(data: dict[str, Any]) -> dict[str, list[Action]]:
    """Every action without parts of its own, and every part: outstanding (its date has passed and it is not done), live,
    completed since the position before (or ever, where there is none), completed earlier, dropped; and across those that
    are not done, the extensions: a date that is asked for, or has moved since."""
    changes = Changes.from_data(data["changes"]) if data.get("changes") else None
    told = {one.action_id for one in changes.rows if one.after == "complete"} if changes else None
    since = changes.since.isoformat() if changes else ""
    found: dict[str, list[Action]] = {
        key: [] for key in ("outstanding", "extensions", "live", "completed", "earlier", "dropped")
    }
    for pk, action in actions_of(data).items():
        if action["actions"]:
            continue
        if action["dropped"]:
            found["dropped"].append(action)
        elif action["rating"] == "complete":
            found["completed" if told is None or pk in told else "earlier"].append(action)
        else:
            is_late = bool(action["due"]) and action["due"] < data["on"]
            found["outstanding" if is_late else "live"].append(action)
            if action.get("asked") or moved_since(action, since):
                found["extensions"].append(action)
    return found


def moved_since(action: Action, since: str) -> list[dict[str, Any]]:
    """The dates that moved after the position before and up to this one, not those that only followed another."""
    return [one for one in action.get("moves", []) if one["on"] > since and one["from"] and not one["follows"]]


def _counts(data: dict[str, Any], groups: dict[str, list[Action]]) -> str:
    n = {key: len(rows) for key, rows in groups.items()}
    total = n["outstanding"] + n["live"] + n["completed"] + n["earlier"] + n["dropped"]
    since = ""
    if data.get("changes"):
        since = f" since {long_date(data['changes']['since'])}, and {_number(n['earlier'])} before that"
    parts = (
        f"{_number(n['outstanding'])} {'is' if n['outstanding'] == 1 else 'are'} outstanding and {_number(n['live'])} live",
        f"{_number(n['completed'])} {'was' if n['completed'] == 1 else 'were'} completed{since}",
        f"{many(n['extensions'], 'extension was', 'extensions were')} asked for or agreed"
        if n["extensions"]
        else "no extension was asked for",
    )
    dropped = f" {many(n['dropped'], 'recommendation is', 'recommendations are')} not pursued." if n["dropped"] else ""
    start = f"At {long_date(data['on'])} there {'is' if total == 1 else 'are'} {many(total, 'recommendation', 'recommendations')}"
    return f"{start}: {'; '.join(parts)}.{dropped}"


def _number(count: int) -> str:
    return f"{count:,}" if count else "none"


def _row(action: Action, key: str, colours: Colours, data: dict[str, Any]) -> Row:
    reference = one_line(action["reference"])
    title = f"{reference} {one_line(action['title'])}".strip() or "Without a title"
    due = one_line(action["date_text"]) or "No date"
    position = _extension(action, data) if key == "extensions" else _position(action)
    return Row(title, colours.tag(action["rating"]), "", (owner_words(action["owners"]), due, position))


def _extension(action: Action, data: dict[str, Any]) -> str:
    since = data["changes"]["since"] if data.get("changes") else ""
    said = []
    if asked := action.get("asked"):
        said.append(f"{one_line(asked['to'])} is asked for, not decided yet. {_why(asked['reason'])}")
    for one in moved_since(action, since):
        said.append(f"Agreed: {one_line(one['to'])}, was {one_line(one['from'])}. {_why(one['reason'])}")
    return " ".join(said)


def _why(reason: str) -> str:
    return sentence(reason) or "No reason is given."


def _position(action: Action) -> str:
    update = action["update"] or {}
    if update.get("exempt"):
        return exempt_words(update)
    said = [
        one_line(update.get("done")),
        one_line(update.get("explanation")) if update.get("rag") in ("amber", "red") else "",
    ]
    return " ".join(sentence(text) for text in said if text) or "No update has been posted."
