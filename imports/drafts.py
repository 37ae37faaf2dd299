"""What is cut out of the tables before it is understood: drafts of actions, section headings, and what is left out."""

from dataclasses import dataclass, field

from imports.measure_tables import FoundMeasure
from imports.priority_tables import FoundDecision, FoundMilestone, PriorityHeading
from imports.vocabulary import Layout


@dataclass
class Draft:
    """One action as cut from the paper: `texts` and `source` are by field, `extra` by heading; `cells` are the
    filled cells as they stand, [heading, text] each, of the row or rows at `place`."""

    layout: Layout
    section: str = ""
    priority: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    place: str = ""
    cells: list[list[str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def join(self, name: str, text: str) -> None:
        """Put a text behind what stands in a field or under a heading of `extra` already."""
        store = self.texts if name in self.layout.fields else self.extra
        store[name] = f"{store[name]} {text}" if store.get(name) else text


@dataclass(frozen=True)
class Skipped:
    """A text of the paper that became no action, why, and where it stands."""

    text: str
    why: str
    source: str


@dataclass(frozen=True)
class Section:
    """A heading within the table; `rag_text` is the colour written beside it."""

    title: str
    rag_text: str
    source: str


@dataclass
class Collected:
    """All that one file gave. `columns` maps each heading met to its field."""

    columns: dict[str, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    priorities: list[PriorityHeading] = field(default_factory=list)
    milestones: list[FoundMilestone] = field(default_factory=list)
    decisions: list[FoundDecision] = field(default_factory=list)
    measures: list[FoundMeasure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def holds_anything(self) -> bool:
        return bool(self.drafts or self.milestones or self.measures)
