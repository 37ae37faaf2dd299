"""Texts that a spreadsheet would run as a formula, and how a CSV file holds them: behind an apostrophe. Pure.

A text that already has apostrophes before such a start is given one more, so that taking one off gives back exactly
what was put in, however often a list goes out and in.
"""

STARTS = tuple("=+-@\t\r\n＝＋－＠")


def _would_run(text: str) -> bool:
    return text.lstrip("'").startswith(STARTS)


def guarded(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return f"'{text}" if _would_run(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded; any other text is given back as it is."""
    return text[1:] if text.startswith("'") and _would_run(text) else text
