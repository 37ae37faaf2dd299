"""Joining a text that was cut across the cells of a row, where letters were repeated at the cut or lost."""

import re
from collections.abc import Iterable

LONGEST_REPEAT = 3  # letters; a longer repetition is no accident of cutting
MID_WORD = re.compile(r"\w$")


def joined(pieces: Iterable[str]) -> str:
    """One line of several pieces. "mobile digital pla" + "atform" is "mobile digital platform": what was repeated at
    the cut stands once. A piece that begins with a capital or after a whole word is set off by a space."""
    text = ""
    for piece in (" ".join(part.split()) for part in pieces):
        if not piece:
            continue
        repeat = repeated(text, piece)
        if repeat:
            text += piece[repeat:]
        elif text and MID_WORD.search(text) and piece[:1].islower() and cut_inside_a_word(text, piece):
            text += piece
        else:
            text = f"{text} {piece}".strip()
    return text


def repeated(text: str, piece: str) -> int:
    """How many letters at the start of the piece repeat those at the end of the text, inside a word."""
    for length in range(min(LONGEST_REPEAT, len(piece) - 1, len(text)), 0, -1):
        start, end = piece[:length], text[-length:]
        goes_on = piece[length : length + 1].isalpha() and start.isalpha() and start.islower()
        if start == end and goes_on and (length > 1 or not text[-length - 1 : -length].isspace()):
            return length
    return 0


def cut_inside_a_word(text: str, piece: str) -> bool:
    """Is the last word of the text, or the first of the piece, too short or odd to stand alone?"""
    first, last = piece.split(" ", 1)[0], text.rsplit(" ", 1)[-1]
    return not re.search("[aeiouy]", first) or (len(last) > 3 and not first.isalpha())
