"""Priorities and their actions as numbered blocks of a progress paper."""

from collections.abc import Iterator
from typing import Any

from reports.paper_colours import DRAWN, Colours
from reports.paper_parts import ActionBlock, Section
from reports.paper_words import (
    date_words,
    exempt_words,
    long_date,
    one_line,
    owner_words,
    paragraphs,
    sentence,
    tally_sentence,
)


def tally_of(group: dict[str, Any]) -> dict[str, int]:
    """The tally of a priority as frozen; that of actions under no priority, or of sub-actions, counted here."""
    if "tally" in group:
        return group["tally"]
    ratings = [action["rating"] if action["rating"] in DRAWN else "unrated" for action in group["actions"]]
    return {rating: ratings.count(rating) for rating in dict.fromkeys(ratings)}


def declared_words(item: dict[str, Any], colours: Colours) -> str:
    """Who declared a colour over the roll-up, and why; empty where nobody did."""
    declaration = item.get("declaration")
    if not declaration:
        return ""
    by, on = one_line(declaration.get("by")), long_date(declaration.get("on"))
    who = (f" by {by}" if by else "") + (f" on {on}" if on else "")
    why = sentence(declaration.get("reason") or "no reason was recorded")
    colour, rolled = item.get("declared") or declaration.get("rag"), item.get("rolled_up")
    against = f" The roll-up alone would give {colours.word(rolled)}." if rolled and rolled != colour else ""
    return f"Declared {colours.word(colour)}{who}: {why}{against}"


def fill_priority(section: Section, group: dict[str, Any], colours: Colours) -> None:
    """Give a priority's section its colour, description, tally and actions. A group without a tally is the
    actions under no priority, and has no colour of its own."""
    if "tally" in group:
        section.tag = colours.tag(group["declared"] or group["rolled_up"])
    section.opening = [section.say(text) for text in paragraphs(group.get("description"))]
    words = (tally_sentence(tally_of(group)), declared_words(group, colours))
    section.opening.append(section.say(" ".join(filter(None, words)), "Tally:"))
    section.blocks = tuple(action_block(section, action, colours) for action in group["actions"])


def action_block(section: Section, action: dict[str, Any], colours: Colours) -> ActionBlock:
    said = tuple(section.say(text, lead) for lead, text in _narrative(action, colours))
    return ActionBlock(
        one_line(action["title"]) or "Action without a title",
        colours.tag(action["rating"]),
        _small_lines(action),
        said,
        tuple(action_block(section, part, colours) for part in action["actions"]),
    )


def _small_lines(action: dict[str, Any]) -> tuple[str, ...]:
    """Who, and when: the two lines under an action's title."""
    reference, update = one_line(action["reference"]), action["update"] or {}
    who = (f"Action {reference}. " if reference else "") + owner_words(action["owners"])
    when, by = date_words(action), one_line(update.get("by"))
    if on := long_date(update.get("on")):
        when += f" Updated {sentence(f'{on} by {by}' if by else on)}"
    return who, when


def _narrative(action: dict[str, Any], colours: Colours) -> Iterator[tuple[str, str]]:
    """What is said of an action, each text with the words that lead it in."""
    update = action["update"] or {}
    if update.get("exempt"):
        yield "", exempt_words(update)
    else:
        yield from _said(action, update, colours)
    if expected := update.get("forecast"):
        yield "Expected at the year end:", sentence(colours.word(expected))
    if ruling := action.get("declaration"):  # snapshots frozen before directors could do so have none
        said = f"Its officer says {colours.word(action['declared'])}." if action["declared"] else ""
        yield "", " ".join(filter(None, (declared_words({"declaration": ruling}, colours), said)))
    elif action["rating"] != action["declared"] and action["reasons"]:
        declared = f"Declared {colours.word(action['declared'])}" if action["declared"] else "No colour declared"
        reasons = " ".join(sentence(reason) for reason in action["reasons"])
        yield "", f"{declared}; rated {colours.word(action['rating'])}. {reasons}"


def _said(action: dict[str, Any], update: dict[str, Any], colours: Colours) -> Iterator[tuple[str, str]]:
    done = paragraphs(update.get("done")) or (_silence(action),)
    yield from (("", text) for text in done)
    colour = update.get("rag")
    yield from _led(
        f"Why {colours.word(colour)}:" if colour in ("amber", "red") else "Explanation:", update.get("explanation")
    )
    yield from _led("What puts it right:", _recovery(update))
    yield from _led("Next steps:", update.get("next_steps"))


def _recovery(update: dict[str, Any]) -> str:
    """What puts an amber or red right, and by when it is to be back on course."""
    text, by = (update.get("recovery") or "").strip(), one_line(update.get("recovery_by"))
    return "\n".join(filter(None, (text, f"Back on course by {sentence(by)}" if by else "")))


def _silence(action: dict[str, Any]) -> str:
    if action["update"]:
        return "The update does not say what has been done."
    if action["actions"]:
        return tally_sentence(tally_of({"actions": action["actions"]}), "part", "parts")
    return "No update has been posted."


def _led(lead: str, text: str | None) -> Iterator[tuple[str, str]]:
    for at, paragraph in enumerate(paragraphs(text)):
        yield ("" if at else lead), paragraph
