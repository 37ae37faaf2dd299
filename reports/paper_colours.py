"""The colours in the words a snapshot was frozen with, and the rules by which they roll up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reports.paper_words import one_line

DRAWN = ("green", "amber", "red", "complete", "not_started")  # each has a shape of its own; the rest share a dash
LABELS = {
    "green": "Green",
    "amber": "Amber",
    "red": "Red",
    "complete": "Complete",
    "not_started": "Not started",
    "not_applicable": "N/A",
    "for_info": "For info",
    None: "Not rated",
}
MEANINGS = {  # printed where the snapshot defines none: a paper without R, A and G explained is not issued
    "green": "On course: expected to be delivered as agreed.",
    "amber": "At risk: a date or an outcome may be missed, and work to recover it is in hand.",
    "red": "Off course: a date or an outcome has been missed, or will be unless something is decided.",
}
ROLL_UPS = {
    "majority": "A priority is red if at least half of its rated actions are red; otherwise amber if at least half are "
    "red or amber; otherwise green. Complete counts as green, and unrated actions do not count.",
    "worst": "A priority takes the worst colour among its rated actions. Unrated actions do not count.",
    "any_red": "A priority is red if at least half of its rated actions are red; otherwise amber if one is red, or at "
    "least half are red or amber; otherwise green. Complete counts as green, and unrated actions do not count.",
}


@dataclass(frozen=True)
class Tag:
    """A colour as it is printed: its word, and the class that draws its shape."""

    label: str
    css: str


@dataclass(frozen=True)
class Colours:
    """The snapshot's own labels and meanings, with ours where it is silent."""

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
    """Colours from rows of {"rag", "label", "meaning"}."""
    labels, meanings = dict(LABELS), dict(MEANINGS)
    for row in definitions:
        labels[row["rag"]] = one_line(row["label"]) or LABELS.get(row["rag"], row["rag"])
        meanings[row["rag"]] = one_line(row["meaning"]) or meanings.get(row["rag"]) or "No meaning has been given."
    return Colours(labels, meanings)
