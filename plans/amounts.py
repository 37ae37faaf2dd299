"""Amounts and counts as councils write them: the words are kept, the number is read where there is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

TO_COME = re.compile(
    r"\(?\b(tbc|tba|to be (confirmed|agreed|advised)|provisional|est(imated?)?)\b\.?\)?|\?", re.IGNORECASE
)
NUMBER = re.compile(
    r"(?P<minus>[-\u2212(]?)\s*(?P<pound>£?)\s*(?P<digits>\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?)\s*"
    r"(?P<scale>k|m|bn|thousand|million|billion)?\s*(?P<unit>fte|p\.?a\.?)?\s*\)?",
    re.IGNORECASE,
)
SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}


@dataclass(frozen=True)
class Amount:
    """`value` is None where no number is said; `is_provisional` where the words say that it is still to be confirmed."""

    as_written: str
    value: Decimal | None = None
    is_provisional: bool = False

    @property
    def is_understood(self) -> bool:
        """Blank, a number, or said to be still to come."""
        return self.value is not None or self.is_provisional or not self.as_written


def read_amount(text: str) -> Amount:
    """What an amount says: "£5.0 Million (TBC)" is 5,000,000 and provisional, "(1,200)" is minus 1,200, "TBC" no number yet."""
    words = " ".join(text.split())
    rest = TO_COME.sub("", words).strip(" ()") if TO_COME.search(words) else words
    is_provisional = rest != words
    found = NUMBER.fullmatch(rest)
    if not found:
        return Amount(words, None, is_provisional and not rest)
    value = Decimal(found["digits"].replace(",", "")) * 10 ** SCALES.get((found["scale"] or "").lower(), 0)
    return Amount(words, -value if found["minus"] else value, is_provisional)


def total(texts: list[str]) -> Decimal | None:
    """The sum of a column; None where any of it is not known yet, as a sum of some would pass for the whole."""
    values = [read_amount(text).value for text in texts]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None
