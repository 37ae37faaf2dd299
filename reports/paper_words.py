"""The sentences of a progress paper: tallies, dates, owners. Plain functions of the snapshot's own words."""

import re
import unicodedata
from datetime import date
from typing import Any

NBSP = "\u00a0"
LONGEST_RUN = 60  # characters; beyond it U+200B lets a line break (20 kB in one word otherwise takes seconds to set)
COUNTED = ("green", "amber", "red", "complete", "not_started")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]")
BODIES_WITH_ARTICLE = {"board", "commission", "committee", "forum", "group", "panel", "subcommittee", "sub-committee"}


def clean(value: Any) -> Any:
    """The snapshot with every string made fit to set: no control or direction-override characters, long runs
    breakable by U+200B. Lists and dicts are copied; numbers, booleans and None pass."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", UNPRINTABLE.sub(" ", LINE_ENDS.sub("\n", value)))
        return re.sub(rf"\S{{{LONGEST_RUN}}}(?=\S)", "\\g<0>\u200b", text)
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list) else value


def one_line(text: str | float | None) -> str:
    """The text (or number) without its line ends and doubled spaces; a no-break space inside it stays."""
    return "" if text is None else re.sub("[ \t\n]+", " ", str(text)).strip()


def paragraphs(text: str | None) -> tuple[str, ...]:
    """The paragraphs of a text, one for each of its lines that is not blank."""
    return tuple(one for line in (text or "").split("\n") if (one := one_line(line)))


def sentence(text: str) -> str:
    """The text on one line, closed with a full stop if nothing closes it."""
    text = one_line(text)
    return text if not text or text.endswith((".", "!", "?", "…", ".”", ".’", '."', ".)")) else f"{text}."


def long_date(iso: str | None) -> str:
    """31 March 2014, or an empty string for none."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day}{NBSP}{day:%B} {day.year}"


def weekday_date(iso: str | None) -> str:
    return f"{date.fromisoformat(iso):%A} {long_date(iso)}" if iso else ""


def exempt_words(update: dict[str, Any]) -> str:
    """What stands where words that are exempt would."""
    return (
        f"What is said of it is exempt information (paragraph {update['exempt']}), and stands in the exempt appendix."
    )


def exempt_sentence(exempt: dict[str, Any] | None, *, are_counted: bool = True) -> str:
    """What a public paper says of what it leaves out, or an empty string where that is nothing; whether its tallies count
    that all the same."""
    if not exempt:
        return ""
    actions, words, marks = exempt["actions"], exempt["words"], exempt["paragraphs"]
    left = f"{many(actions, 'action is', 'actions are')} exempt and not in this paper" if actions else ""
    if words:
        of = f"{words:,} more" if actions else many(words, "action", "actions")
        left += f"{', and what' if actions else 'What'} is said of {of} is exempt"
    by = f"paragraph{'s' if len(marks) > 1 else ''} {listed(marks)} of Part 1 of Schedule 12A to the Local Government Act 1972"
    return f"{left} ({by}). An exempt appendix holds it{'; the tallies count every action' if are_counted else ''}."


def listed(items: list[str]) -> str:
    """One, two and three."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def the_body(body: str) -> str:
    """Cabinet, but the Planning Committee; the meeting where no body is named."""
    body = one_line(body)
    if not body:
        return "the meeting"
    article = body.split()[-1].lower() in BODIES_WITH_ARTICLE and not body.lower().startswith("the ")
    return f"the {body}" if article else body


def rated(tally: dict[str, int]) -> int:
    return sum(tally.get(colour, 0) for colour in COUNTED)


def tally_sentence(tally: dict[str, int], one: str = "action", more: str = "actions") -> str:
    """17 of 25 rated actions are green, 8 amber, none red; 3 are unrated."""
    total, unrated = rated(tally), tally.get("unrated", 0)
    if not total:
        nothing = {0: f"There are no {more}.", 1: f"The one {one} is not rated."}
        return nothing.get(unrated, f"None of the {unrated:,} {more} is rated.")
    green = tally.get("green", 0)
    counts = [f"{tally.get(colour, 0) or 'none'} {colour}" for colour in ("amber", "red")] + _finished(tally)
    rest = {0: "none is unrated", 1: "1 is unrated"}.get(unrated, f"{unrated:,} are unrated")
    return (
        f"{f'{green:,}' if green else 'None'} of {many(total, f'rated {one}', f'rated {more}')}"
        f" {'are' if green > 1 else 'is'} green, {', '.join(counts)}; {rest}."
    )


def _finished(tally: dict[str, int]) -> list[str]:
    """The two colours that are named only where there are any."""
    return [f"{tally[key]:,} {key.replace('_', ' ')}" for key in ("complete", "not_started") if tally.get(key)]


def tally_words(tally: dict[str, int]) -> str:
    """17 green, 8 amber, 0 red; 3 unrated: the short form, for the front sheet."""
    counts = [f"{tally.get(colour, 0):,} {colour}" for colour in ("green", "amber", "red")]
    return f"{', '.join(counts + _finished(tally))}; {tally.get('unrated', 0):,} unrated"


def days_words(on: str, meeting: str | None) -> str:
    """Days from the position to the meeting: what a Member asks of every frozen figure."""
    if not meeting:
        return "no meeting date has been set"
    days = (date.fromisoformat(meeting) - date.fromisoformat(on)).days
    if days == 0:
        return "the day of the meeting"
    return f"{many(abs(days), 'day', 'days')} {'before' if days > 0 else 'after'} the meeting"


def owner_words(owners: list[dict[str, Any]]) -> str:
    """Owner: Jane Clarke; with Paul Taylor (prepares). The accountable officer leads; a post not yet filled says so."""
    leads = [_person(owner) for owner in owners if owner.get("accountable")]
    others = [
        _person(owner) + (f" ({part})" if (part := one_line(owner.get("part"))) else "")
        for owner in owners
        if not owner.get("accountable")
    ]
    first = f"Owner: {listed(leads)}" if leads else "Owner to be named"
    return sentence(first + (f"; with {listed(others)}" if others else ""))


def _person(owner: dict[str, Any]) -> str:
    name = one_line(owner.get("name")) or "Name not given"
    return name if owner.get("named", True) else f"{name} (post to be filled)"


def date_words(action: dict[str, Any]) -> str:
    """Date: March 2014 (originally March 2013). Next: Q1 newsletter, 30 June 2014. The date stands as written."""
    written = one_line(action.get("date_text")) or one_line(action.get("date_words"))
    first = f"Date: {written}" if written else "No date given"
    was = one_line(action.get("originally"))
    words = [sentence(first + (f" ({was})" if was else ""))]
    if one_line(action.get("due_label")) and action.get("due"):
        words.append(f"Next: {one_line(action['due_label'])}, {long_date(action['due'])}.")
    return " ".join(words)


def figure(text: str | float | None, unit: str | None = "") -> str:
    """70.0 and % give 70.0%; 1200 and hours give 1,200 hours; nothing gives an empty string. Words stay as they are."""
    text, unit = one_line(text), one_line(unit)
    if re.fullmatch(r"[0-9]{4,}(\.[0-9]+)?", text):
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}{point}{rest}"
    return f"{text}{unit if unit == '%' else ' ' + unit if unit else ''}" if text else ""
