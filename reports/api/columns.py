"""What the API says of each thing: one description of its columns for JSON, CSV and the OpenAPI document. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TEXT, DAY, MOMENT, WHOLE, NUMBER, YES_NO, TEXTS = "text", "day", "moment", "whole", "number", "yes or no", "texts"
SCHEMAS: dict[str, dict[str, Any]] = {
    TEXT: {"type": "string"},
    DAY: {"type": "string", "format": "date"},
    MOMENT: {"type": "string", "format": "date-time"},
    WHOLE: {"type": "integer"},
    NUMBER: {"type": "number"},
    YES_NO: {"type": "boolean"},
    TEXTS: {"type": "array", "items": {"type": "string"}},
}


@dataclass(frozen=True)
class Column:
    """`may_be_empty`: null in JSON, nothing in CSV. `about` says what it is, for whoever has not seen the pages."""

    name: str
    kind: str = TEXT
    may_be_empty: bool = False
    about: str = ""

    @property
    def schema(self) -> dict[str, Any]:
        shape = dict(SCHEMAS[self.kind])
        if self.may_be_empty:
            shape["type"] = [shape["type"], "null"]
        return shape | ({"description": self.about} if self.about else {})


@dataclass(frozen=True)
class Shape:
    """A resource: what one of its rows is called, what it is, and its columns in order. `since`: the column that tells
    when a row was written, where rows can be asked for from a day on."""

    name: str
    about: str
    columns: tuple[Column, ...]
    since: str = ""
    by_name: dict[str, Column] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.by_name.update({column.name: column for column in self.columns})


def text(name: str, about: str = "") -> Column:
    return Column(name, about=about)


def maybe(name: str, kind: str = TEXT, about: str = "") -> Column:
    return Column(name, kind, may_be_empty=True, about=about)


RAG = "red, amber, green, complete, not_started, not_applicable or for_info"
ID, PLAN = Column("id", WHOLE), text("plan", "The plan's slug.")
COUNTS = tuple(Column(name, WHOLE) for name in ("red", "amber", "green", "complete", "not_started", "unrated"))

PLANS = Shape(
    "plans",
    "Plans, with where each stands today.",
    (
        ID, text("slug", "What names the plan in addresses and in the parameter plan."), text("title"),
        text("organisation", "The council whose plan it is."), Column("partners", TEXTS), text("kind"), text("status"),
        Column("first_year", WHOLE, about="2026 is 2026/27."), Column("last_year", WHOLE), maybe("adopted_on", DAY),
        maybe("closed_on", DAY), text("cycle", "How often progress is asked for."),
        maybe("declared", about=f"The colour a director declares: {RAG}."),
        maybe("rolled_up", about="The colour that follows from priorities and actions."), maybe("rating", about="What counts of the two."),
        *COUNTS, Column("overdue", WHOLE), Column("disputed", WHOLE),
        Column("unheard", WHOLE, about="Actions nobody has ever reported on."),
        Column("silent_days", WHOLE), Column("slipped_days", WHOLE), maybe("as_at", DAY, "The day for which the colours were worked out."),
        text("link"),
    ),
)  # fmt: skip
PRIORITIES = Shape(
    "priorities",
    "Priorities of plans.",
    (
        ID, PLAN, text("reference"), text("title"), text("description"), Column("position", WHOLE), maybe("declared", about=RAG),
        maybe("rolled_up"), maybe("rating"), *(maybe(one.name, WHOLE) for one in COUNTS), maybe("as_at", DAY), text("link"),
    ),
)  # fmt: skip
ACTIONS = Shape(
    "actions",
    "Actions with their colours and dates, as the list of actions shows them. Parts of an action are rows of their own.",
    (
        ID, PLAN, maybe("priority", WHOLE, "Id of the priority."), maybe("parent", WHOLE, "Id of the action it is a part of."),
        text("reference"), text("title"), text("section"), text("method"), Column("owners", TEXTS), Column("audiences", TEXTS),
        text("date_as_written"), maybe("due", DAY, "The next deadline that is not delivered."), maybe("dropped_on", DAY),
        maybe("declared", about=f"What the officer, or a director over the officer, says: {RAG}."),
        maybe("proposed", about="What the dates say."), maybe("rating", about="What counts of the two."),
        Column("reasons", TEXTS, about="Why the dates say so."), maybe("forecast", about="The colour expected at the year end."),
        Column("is_running", YES_NO), Column("is_overdue", YES_NO), Column("is_disputed", YES_NO),
        maybe("heard_on", DAY, "The day of the last colour."), Column("silent_days", WHOLE), Column("slipped_days", WHOLE),
        maybe("as_at", DAY), text("link"),
    ),
)  # fmt: skip
UPDATES = Shape(
    "updates",
    "What officers said of actions, each posting a row. Words that are exempt from publication are left out.",
    (
        ID, PLAN, Column("action", WHOLE), Column("on", DAY), maybe("rag", about=RAG), maybe("forecast"), text("done"),
        text("next_steps"), text("explanation"), text("recovery"), text("recovery_by"), text("by"), text("source"),
        text("exempt", "The paragraph by which the words are exempt; then they are empty."),
    ),
    since="on",
)  # fmt: skip
MEASURES = Shape(
    "measures",
    "Measures with what they stand at today. Figures of fewer people than may be shown are left out.",
    (
        ID, PLAN, text("statement"), text("audience"), text("level"), text("unit"), text("better"), maybe("target", NUMBER),
        maybe("floor", NUMBER), text("outturn", "What was reached last year, as written."), text("benchmark"),
        maybe("value", NUMBER), maybe("numerator", WHOLE), maybe("base", WHOLE), maybe("population", WHOLE),
        maybe("low", NUMBER, "Of the 95 per cent interval."), maybe("high", NUMBER),
        maybe("plain", about="Whether the replies reach the target."), maybe("evidence", about="met, not met or not shown"),
        maybe("rag", about=RAG), Column("suppressed", YES_NO, about="There are figures, of too few people to show."),
        text("survey"), maybe("period", about="Of the latest reading."), Column("provisional", YES_NO),
    ),
)  # fmt: skip
READINGS = Shape(
    "readings",
    "Readings of measures by period, corrections too: of one measure and period the last row counts.",
    (
        ID, PLAN, Column("measure", WHOLE), text("period"), Column("value", NUMBER), maybe("numerator", WHOLE), maybe("base", WHOLE),
        Column("is_confirmed", YES_NO), text("comment"), text("by"), Column("on", DAY),
    ),
    since="on",
)  # fmt: skip
RESULTS = Shape(
    "results",
    "What was answered to the questions of surveys, all councils together. Figures of fewer people than may be shown are left out.",
    (
        ID, PLAN, Column("survey", WHOLE), text("survey_title"), Column("held_on", DAY), maybe("measure", WHOLE), text("question"),
        maybe("yes", WHOLE), maybe("base", WHOLE), maybe("replies", WHOLE), maybe("population", WHOLE), Column("suppressed", YES_NO),
        Column("self_selected", YES_NO),
    ),
    since="held_on",
)  # fmt: skip
REPORTS = Shape(
    "reports",
    "Papers that were issued, withdrawn ones too.",
    (
        ID, PLAN, text("title"), text("kind"), Column("number", WHOLE), text("report_of"), text("period"), text("body"),
        maybe("meeting_on", DAY), Column("issued_at", MOMENT), text("issued_by"), text("sha256", "Of the text that was issued."),
        text("pdf_sha256"), maybe("withdrawn_on", DAY), text("withdrawn_because"), maybe("published_on", DAY),
        text("link", "The page, behind the sign-in."), maybe("public_link", about="The page that anybody may read, where it is published."),
    ),
    since="issued_at",
)  # fmt: skip
SHAPES = (PLANS, PRIORITIES, ACTIONS, UPDATES, MEASURES, READINGS, RESULTS, REPORTS)
