"""What the shorter papers hold of a position: the exceptions of an exception report; what a members' briefing tells of
what needs attention and of what is coming up. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from reports.comparison import actions_of
from reports.paper_colours import Colours
from reports.paper_parts import Row, Section, Table
from reports.paper_words import exempt_words, long_date, many, one_line, owner_words, sentence

PROGRESS, EXCEPTION, BRIEFING = "progress", "exception", "briefing"
TRACKER, DASHBOARD, MONITORING = "tracker", "dashboard", "monitoring"
NAMES = {
    PROGRESS: "progress report",
    EXCEPTION: "exception report",
    BRIEFING: "briefing for Members",
    TRACKER: "recommendations tracker",
    DASHBOARD: "communications dashboard",
    MONITORING: "monitoring",
}
BEHIND = ("amber", "red")
AHEAD = timedelta(days=92)
MOST_COMING = 20
Action = dict[str, Any]


def exceptions(actions: list[Action]) -> list[Action]:
    """The actions rated amber or red; one with such a part is kept with those parts alone."""
    found = []
    for action in actions:
        parts = exceptions(action["actions"])
        if action["rating"] in BEHIND or parts:
            found.append(action | {"actions": parts})
    return found


def behind(data: dict[str, Any]) -> list[Action]:
    """Every action or part that is rated amber or red, the red ones first."""
    rows = [one for one in actions_of(data).values() if one["rating"] in BEHIND and not one["actions"]]
    return sorted(rows, key=lambda one: one["rating"] != "red")


def fill_attention(section: Section, data: dict[str, Any], colours: Colours, table: str) -> None:
    rows = behind(data)
    if not rows:
        other = "other " if data.get("exempt") else ""
        section.opening = [section.say(f"No {other}action is rated amber or red.")]
        return
    words = f"{many(len(rows), 'action is', 'actions are')} rated amber or red. {table} says of each why."
    section.opening = [section.say(words)]
    section.table = Table(
        f"{table}: Actions rated amber or red",
        "attention",
        ("Action", "Rating", "Why", "What puts it right"),
        tuple(Row(one_line(one["title"]), colours.tag(one["rating"]), "", (why(one), _remedy(one))) for one in rows),
    )


def why(action: Action) -> str:
    """Why an action is amber or red: its officer's words, else what its dates say."""
    update = action["update"] or {}
    if update.get("exempt"):
        return exempt_words(update)
    said = update.get("explanation") if update.get("rag") in BEHIND else ""
    return one_line(said) or " ".join(sentence(reason) for reason in action["reasons"]) or "No reason was given."


def _remedy(action: Action) -> str:
    update = action["update"] or {}
    if update.get("exempt"):
        return "Exempt"
    return one_line(update.get("recovery") or update.get("next_steps")) or "Nothing has been said."


def fill_coming(section: Section, data: dict[str, Any], table: str) -> None:
    rows = coming(data)
    until = long_date((date.fromisoformat(data["on"]) + AHEAD).isoformat())
    if not rows:
        section.opening = [section.say(f"Nothing has a date up to {until}.")]
        return
    shown = rows[:MOST_COMING]
    more = f" {many(len(rows) - len(shown), 'more is', 'more are')} not listed." if len(rows) > len(shown) else ""
    section.opening = [section.say(f"{table} lists what is due up to {until}.{more}")]
    cells = tuple(
        Row(
            one_line(one["title"]),
            None,
            long_date(one["due"]),
            (one_line(one["due_label"]) or "–", owner_words(one["owners"])),
        )
        for one in shown
    )
    section.table = Table(f"{table}: What is coming up", "coming", ("Action", "Due", "What", "Who"), cells)


def coming(data: dict[str, Any]) -> list[Action]:
    """What is due in the three months after the position, by its day."""
    on = date.fromisoformat(data["on"])
    dated = [one for one in actions_of(data).values() if one["due"] and not one.get("dropped")]
    near = [one for one in dated if on <= date.fromisoformat(one["due"]) <= on + AHEAD]
    return sorted(near, key=lambda one: one["due"])


def measures_met(measures: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """(how many are met, how many have a target), of measures as `reports.progress.measure_data` tells them: those surveyed
    by what the replies show of everybody, the others by their reading."""
    held = [one for one in measures if one["target"] is not None]
    met = [one for one in held if one["evidence"] == "met" or (one["evidence"] is None and one["plain"] == "reached")]
    return len(met), len(held)
