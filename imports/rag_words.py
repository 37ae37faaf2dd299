"""Colours as councils write them in a RAG column, to the words of the product."""

import re

_WORDS: dict[str, str | None] = {
    "red": "red", "r": "red", "slipped": "red", "off track": "red", "overdue": "red",
    "amber": "amber", "a": "amber",
    "green": "green", "g": "green", "on track": "green",
    "complete": "complete", "completed": "complete", "done": "complete", "blue": "complete", "b": "complete",
    "not started": "not_started",
    "n/a": "not_applicable", "na": "not_applicable", "not applicable": "not_applicable",
    "for info": "for_info", "for information": "for_info",
    "on hold": None, "in progress": None, "assigned": None, "data only": None, "not rated": None, "unrated": None,
}  # fmt: skip
_WORST_FIRST = ("red", "amber", "not_started", "green", "complete")
_NOTHING = frozenset({"", "-", "–", "—", "?", "tbc"})


def read_rag(written: str) -> tuple[str | None, str]:
    """The colour meant, or None, and a sentence of warning or "".

    Of two colours ("Amber/Green") the worse is taken with a warning; a word that is no colour is never guessed at.
    """
    text = " ".join(written.casefold().split()).strip(" .")
    if text in _NOTHING:
        return None, f"No colour yet: “{written}”." if text else ""
    if text in _WORDS:
        rag = _WORDS[text]
        return rag, "" if rag else f"“{written}” is not a colour, so the action is not rated."
    words = [part for part in re.split(r"\s*(?:/|,|;|\n|->|→|–|\bto\b|\band\b|\s-\s)\s*", text) if part]
    colours = {_WORDS.get(word) for word in words}
    if words and all(word in _WORDS for word in words) and None not in colours:
        return _worst(colours, written)
    first = re.match(r"(red|amber|green|complete|completed)\b", text)
    if first and len(set(re.findall(r"\b(?:red|amber|green)\b", text))) <= 1:
        return _WORDS[first[1]], f"The colour is read from the first word of “{written}”."
    return None, f"The colour “{written}” is not known, so the action is not rated."


def is_colour(written: str) -> bool:
    """Is it a word of this column, even if one that rates nothing ("On hold")?"""
    text = " ".join(written.casefold().split()).strip(" .")
    return text in _NOTHING or text in _WORDS or read_rag(written)[0] is not None


def _worst(colours: set[str | None], written: str) -> tuple[str | None, str]:
    if {"red", "amber", "green"} <= colours:
        return None, f"The colour “{written}” names all three, so the action is not rated."
    worst = next((rag for rag in _WORST_FIRST if rag in colours), None)
    if worst is None:
        return None, f"The colour “{written}” is not known, so the action is not rated."
    return worst, f"Two colours are written, “{written}”; the worse is taken." if len(colours) > 1 else ""
