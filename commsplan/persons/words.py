"""A person's addresses and full names wherever they stand in a text: found, and replaced by neutral words.

Nothing but whole words, in any case. Between the parts of a name may stand what a line break, a file name or a page makes
of a space; a surname alone is never looked for, as it may be a place or a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

GAP = r"(?:\s|&nbsp;|&#160;|_|\\n|%20|\+)+"
APOSTROPHE = r"(?:['’ʼ`]|&\#x27;|&\#39;|&apos;|&rsquo;)"
AT = r"(?:@|%40|&\#64;)"


@dataclass(frozen=True)
class Words:
    """`names` become `label`, `addresses` become `address`. `names=False`: only addresses are looked for."""

    addresses: Collection[str]
    names: Collection[str]
    label: str = ""
    address: str = ""

    @cached_property
    def of_addresses(self) -> re.Pattern[str] | None:
        return pattern(self.addresses, r"(?<![\w.+%-])", r"(?!-?\w)(?!\.\w)", is_address=True)

    @cached_property
    def of_names(self) -> re.Pattern[str] | None:
        return pattern(self.names, r"(?<![^\W_])", r"(?![^\W_])", is_address=False)

    def found_in(self, value: Any, *, names: bool = True) -> set[str]:
        """What of {"address", "name"} stands in a text, or in the texts and keys of a JSON value."""
        if isinstance(value, str):
            lower = value.lower()
            return {
                what
                for what, regex, wanted in (
                    ("address", self.of_addresses, self.marks(self.addresses)),
                    ("name", self.of_names if names else None, self.marks(self.names)),
                )
                if regex and any(mark in lower for mark in wanted) and regex.search(value)
            }
        if isinstance(value, Mapping):
            return set().union(*(self.found_in(one, names=names) for pair in value.items() for one in pair))
        if isinstance(value, list | tuple):
            return set().union(*(self.found_in(one, names=names) for one in value))
        return set()

    def replaced_in(self, value: Any, *, names: bool = True) -> Any:
        """The text, or JSON value, with neutral words instead."""
        if isinstance(value, str):
            if self.of_addresses:
                value = self.of_addresses.sub(self.address, value)
            return self.of_names.sub(self.label, value) if names and self.of_names else value
        if isinstance(value, Mapping):
            made: dict[str, Any] = {}
            for key, one in value.items():
                name = self.replaced_in(key, names=names)
                while name in made:  # two spellings of one person in one answer
                    name += "′"
                made[name] = self.replaced_in(one, names=names)
            return made
        if isinstance(value, list | tuple):
            return [self.replaced_in(one, names=names) for one in value]
        return value

    def marks(self, terms: Collection[str]) -> tuple[str, ...]:
        """What a text must hold to be worth a closer look: the longest run of letters of each term."""
        runs = (re.findall(r"[^\W_]+", term.lower()) for term in terms)
        return tuple(max(run, key=len) for run in runs if run)


def pattern(terms: Collection[str], before: str, after: str, *, is_address: bool) -> re.Pattern[str] | None:
    """One expression for all terms, the longest first."""
    if not terms:
        return None
    spelt = [spelling(term, is_address) for term in sorted(terms, key=len, reverse=True)]
    return re.compile(f"{before}(?:{'|'.join(spelt)}){after}", re.IGNORECASE)


def spelling(term: str, is_address: bool) -> str:
    if is_address:
        return AT.join(re.escape(part) for part in term.split("@"))
    return GAP.join(APOSTROPHE.join(map(re.escape, re.split("['’ʼ`]", part))) for part in term.split())
