"""The colours in the words a snapshot was frozen with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plans.rag import NOT_RATED
from reports.paper_words import one_line

DRAWN = ("green", "amber", "red", "complete", "not_started")  # each has a shape of its own; the rest share a dash


@dataclass(frozen=True)
class Tag:
    """A colour as it is printed: its word, and the class that draws its shape."""

    label: str
    css: str


@dataclass(frozen=True)
class Colours:
    """The snapshot's own labels and meanings."""

    labels: dict[str | None, str]
    meanings: dict[str, str]

    def tag(self, colour: str | None) -> Tag:
        drawn = colour if colour in DRAWN else "unrated"
        return Tag(self.labels[colour], drawn.replace("_", "-"))

    def word(self, colour: str | None) -> str:
        """The label inside a sentence: amber, not started; N/A keeps its capitals."""
        label = self.labels[colour]
        return label if label.isupper() else label[:1].lower() + label[1:]


def colours_of(definitions: Iterable[dict[str, Any]]) -> Colours:
    """Colours from the snapshot's rows of {"rag", "label", "meaning"}: in the words of the day it was frozen."""
    labels: dict[str | None, str] = {row["rag"]: one_line(row["label"]) or row["rag"] for row in definitions}
    meanings = {row["rag"]: one_line(row["meaning"]) or "No meaning has been given." for row in definitions}
    return Colours({None: NOT_RATED.label, **labels}, meanings)
