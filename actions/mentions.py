"""Whom a text mentions: an @ followed by the name of somebody, as it stands in the register."""

from __future__ import annotations

import re
from collections.abc import Collection


def mentioned(text: str, names: Collection[str]) -> list[str]:
    """Those of the names that the text mentions, each once, in the order of their mention.

    Of two names of which one begins the other the longer is meant. Capitals and the number of spaces do not matter;
    an @ within a word (an e-mail address) mentions nobody, nor does a name that goes on in the text.
    """
    known = {folded(name): name for name in names if name.strip()}
    if not known:
        return []
    longest_first = sorted(known, key=len, reverse=True)
    any_name = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in longest_first)
    found = re.findall(rf"(?<!\w)@({any_name})(?!\w|[-’'.]\w{{2,}})", text.casefold())
    return [known[name] for name in dict.fromkeys(folded(one) for one in found)]


def folded(name: str) -> str:
    return " ".join(name.casefold().split())
