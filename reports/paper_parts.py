"""What a progress paper is made of, as plain data: the templates draw these and nothing else."""

from dataclasses import dataclass, field

from reports.paper_colours import Tag
from reports.paper_measures import MeasuresTable

LONG_TABLE = 20  # rows
MANY_ACTIONS = 40


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph; `lead` is set in bold before the text, or empty. `runs`: the text cut into (words, whether
    they are bold), where any are."""

    number: str
    lead: str
    text: str
    runs: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class ActionBlock:
    """An action or sub-action: `lines` stand small under its title, `parts` are its sub-actions."""

    title: str
    tag: Tag
    lines: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    parts: tuple["ActionBlock", ...]


@dataclass(frozen=True)
class Row:
    """A row head (the tag itself where it is empty), what stands in the rating column, and the cells after it."""

    head: str
    tag: Tag | None
    note: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`kind` is the class that gives the columns their widths."""

    caption: str
    kind: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class KeyBox:
    """The key-decision box: its answer, and (label, value) of what follows from it."""

    answer: str
    rows: tuple[tuple[str, str], ...]


@dataclass
class Section:
    """A numbered section; every paragraph in it takes its number from `say`."""

    number: int
    title: str
    tag: Tag | None = None
    opening: list[Paragraph] = field(default_factory=list)
    letters: list[tuple[str, str]] = field(default_factory=list)
    table: Table | None = None
    measures: MeasuresTable | None = None
    box: KeyBox | None = None
    closing: list[Paragraph] = field(default_factory=list)
    blocks: tuple[ActionBlock, ...] = ()
    said: int = 0

    @property
    def anchor(self) -> str:
        return f"s{self.number}"

    @property
    def is_long(self) -> bool:
        """Whether it holds a table or actions of several pages: it starts a page then, so that cutting an earlier table
        cannot move where this one is cut, and a long paper can be divided there."""
        rows = max(len(self.table.rows) if self.table else 0, len(self.measures.rows) if self.measures else 0)
        return rows >= LONG_TABLE or len(self.blocks) >= MANY_ACTIONS

    @property
    def goes_on(self) -> bool:
        """Whether the opening leads into something it must not be parted from."""
        return bool(self.letters or self.table or self.measures or self.blocks)

    def say(self, text: str, lead: str = "") -> Paragraph:
        """The text as this section's next numbered paragraph."""
        self.said += 1
        return Paragraph(f"{self.number}.{self.said}", lead, text)


@dataclass(frozen=True)
class Paper:
    """The whole paper. `facts` are the label and value pairs of the front sheet; one that `is_sheet` has one page, its
    front are its `tiles`: (figure, what it counts). `is_wide`: its pages are turned, for wide tables."""

    authority: str
    body: str
    meeting: str
    title: str
    short_title: str
    running_foot: str
    report_of: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    contents_on_front: bool
    has_contents: bool = True
    is_sheet: bool = False
    is_wide: bool = False
    tiles: tuple[tuple[str, str], ...] = ()
