"""The Welsh catalogue without the gettext tools, which a bare machine lacks: what it has to hold, how its text is read, and
how that is made into the file Django loads.

Texts are found in templates and code where they are marked; the names of the colours and what the libraries say on bilingual
pages are marked nowhere here, so they are named below.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from plans.rag import MEANINGS, NOT_RATED

APPS = ("people", "plans", "actions", "surveys", "campaigns", "reports", "imports", "commsplan")
MARKS = {"_", "gettext", "gettext_lazy"}
IN_TEMPLATE = re.compile(r"""\bgettext\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))\)""")
LETTER = "letter"  # the context of what is drawn in the shapes of the colours
# What Django and the sign-in library say on bilingual pages, and have no Welsh for, or none that is plain.
OF_LIBRARIES = (
    "This password is too common.",
    "The password is too similar to the %(verbose_name)s.",
    "The two password fields didn’t match.",
    "Null characters are not allowed.",
    "Enter a valid email address.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Select a valid choice. That choice is not one of the available choices.",
    "The email address and/or password you specified are not correct.",
    "You must type the same password each time.",
    "This account is currently inactive.",
)
TOO_SHORT = (
    "This password is too short. It must contain at least %(min_length)d character.",
    "This password is too short. It must contain at least %(min_length)d characters.",
)
TOO_LONG = (
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
)


@dataclass(frozen=True)
class Entry:
    """One text: `forms` are its translations, several where it has a plural."""

    msgid: str
    plural: str = ""
    context: str = ""
    forms: tuple[str, ...] = ()
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


def wanted(root: Path) -> set[tuple[str, str]]:
    """(context, text) of all that a Welsh page can say."""
    found = {("", text) for path in (root / "templates").rglob("*.html") for text in in_template(path.read_text())}
    for app in APPS:
        for path in (root / app).rglob("*.py"):
            found |= {("", text) for text in in_code(path.read_text())}
    for meaning in (*MEANINGS.values(), NOT_RATED):
        found |= {("", meaning.label), ("", meaning.meaning), (LETTER, meaning.letter)}
    return found | {("", text) for text in (*OF_LIBRARIES, TOO_SHORT[0], TOO_LONG[0])}


def in_template(text: str) -> Iterator[str]:
    for literal in IN_TEMPLATE.findall(templatize(text)):
        yield ast.literal_eval(literal)


def in_code(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def read_po(text: str) -> list[Entry]:
    """The entries of a catalogue, its head first (whose text is empty)."""
    return [read_entry(block) for block in re.split(r"\n\s*\n", text) if "msgid" in block]


def read_entry(block: str) -> Entry:
    fields: dict[str, str] = {}
    name, is_fuzzy = "", False
    for line in block.splitlines():
        if line.startswith("#,"):
            is_fuzzy = is_fuzzy or "fuzzy" in line
        elif line.startswith("msg"):
            name, _, literal = line.partition(" ")
            fields[name] = unquoted(literal)
        elif line.startswith('"'):
            fields[name] += unquoted(line)
    forms = tuple(value for key, value in fields.items() if key.startswith("msgstr"))
    return Entry(fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", ""), forms, is_fuzzy)


def unquoted(literal: str) -> str:
    """A quoted line of a catalogue; its escapes are those of C, as JSON and Python have them too."""
    value: str = ast.literal_eval(literal.strip())
    return value


def compiled(entries: list[Entry]) -> bytes:
    """The catalogue as gettext loads it (GNU gettext manual, "The Format of GNU MO Files"): sorted, without a hash table."""
    pairs = sorted((key_of(entry).encode(), "\0".join(entry.forms).encode()) for entry in entries)
    head, size = 28, 8 * len(pairs)
    at, tables, words = head + 2 * size, [b"", b""], b""
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<2I", len(pair[column]), at + len(words))
            words += pair[column] + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), head, head + size, 0, at) + b"".join(tables) + words


def key_of(entry: Entry) -> str:
    context = f"{entry.context}\4" if entry.context else ""
    return f"{context}{entry.msgid}\0{entry.plural}" if entry.plural else f"{context}{entry.msgid}"
