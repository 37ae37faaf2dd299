"""What people type or paste, made safe to keep: nothing visible is lost, nothing invisible gets in."""

import re
import unicodedata

# C0 and C1 controls but for tab and newline, lone surrogates, and the marks that turn the direction of writing.
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing
BREAKS = re.compile(r"\r\n?|\x0b|\x0c|\u2028|\u2029")


def cleaned(text: str) -> str:
    """The text without unseen characters, its line breaks as newlines, in the composed form (NFC)."""
    return unicodedata.normalize("NFC", UNSEEN.sub("", BREAKS.sub("\n", text)))


def is_blank(text: str) -> bool:
    """Is there nothing in it to be seen? Spaces of no width are no name, and no reason."""
    return all(unicodedata.category(one)[0] in "ZC" or one in FILLERS for one in text)


def is_clean(text: str) -> bool:
    """Does the text hold nothing unseen?"""
    return UNSEEN.search(text) is None
