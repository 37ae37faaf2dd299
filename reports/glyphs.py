"""Which of our fonts a text needs, and words for the characters none of them holds.

PDF/UA forbids a missing glyph, and an empty box would hide what an officer wrote. So a character outside our fonts is
given by name: a run of letters as [text in Devanagari], a sign or an emoji as [party popper]. Scripts that are shaped,
such as Arabic, are among them: their glyphs do not lead back to the letters, so a screen reader would misread them.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml import etree, html

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
BASE = "noto-sans"
WIDER = ("noto-sans-wide", "inter-symbols")
RUNNING_HEADS = ("data-authority", "data-paper", "data-meeting")
SAME_SIGN = {0x2714: "✓", 0x2705: "✓", 0x2611: "✓", 0x2718: "✗", 0x2716: "✗", 0x274C: "✗", 0x25CF: "•", 0xFF5E: "~"}
NOTE = (
    "Words in square brackets stand for characters that cannot be printed in this paper; "
    "the page on the website shows them as they were written."
)
SILENT = {"Cc", "Cf", "Mc", "Me", "Mn", "Sk", "Zl", "Zp", "Zs"}
SCRIPTS = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@functools.cache
def covered(stem: str) -> frozenset[str]:
    """The characters both weights of a font hold."""
    regular, bold = (TTFont(FONTS / f"{stem}-{weight}.woff2").getBestCmap() for weight in ("Regular", "Bold"))
    return frozenset(map(chr, regular.keys() & bold.keys())) | {"\n", "\t"}


def wider_fonts(characters: Iterable[str]) -> list[str]:
    """The stems of the fonts needed beside the base one."""
    lacking = set(characters) - covered(BASE)
    return [stem for stem in WIDER if lacking & covered(stem)] if lacking else []


def name_of(run: str) -> str:
    """A run of characters no font of ours holds, in words: each script and each sign once, in the order met. Marks,
    joiners and variation selectors say nothing of their own."""
    names = []
    for char in run:
        category = unicodedata.category(char)
        if category.startswith("L"):
            names.append(f"[text in {_script(char)}]")
        elif category not in SILENT:
            names.append(f"[{unicodedata.name(char, 'a character without a name').lower()}]")
    return " ".join(dict.fromkeys(names))


def _script(letter: str) -> str:
    word = unicodedata.name(letter, "").split(" ")[0]
    return SCRIPTS.get(word, word.capitalize() or "another script")


def fit_to_fonts(tree: html.HtmlElement) -> list[str]:
    """Put into words, in place, what our fonts cannot set, and say so at the end of the paper if anything was.
    Returns the fonts needed beside the base one."""
    running = [body.get(key, "") for body in tree.iter("body") for key in RUNNING_HEADS]
    characters = set("".join([*tree.itertext(), *running]).translate(SAME_SIGN))
    fonts = wider_fonts(characters)
    lacking = characters - covered(BASE).union(*map(covered, fonts))
    one = f"[{re.escape(''.join(sorted(lacking)))}]"
    runs = re.compile(f"{one}+(?:[ \u200d]+{one}+)*") if lacking else None

    def printable(text: str | None) -> str | None:
        text = text and text.translate(SAME_SIGN)
        return runs.sub(lambda found: name_of(found.group()), text) if text and runs else text

    for node in tree.iter(etree.Element):
        node.text, node.tail = printable(node.text), printable(node.tail)
        for key in RUNNING_HEADS:
            if key in node.attrib:
                node.set(key, printable(node.get(key)) or "")
    if any(name_of(char) for char in lacking):
        note = html.Element("p", {"class": "note"})
        note.text = NOTE
        tree.xpath("//main|//body")[-1].append(note)
    return fonts
