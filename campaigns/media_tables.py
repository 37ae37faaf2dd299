"""The logs of enquiries, coverage and emergencies, and the table of the media figures. What a page shows under another
word, or not at all, has a column of its own in what is taken away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import django_tables2 as tables

from campaigns.press import ANSWERED, MENTIONS, REGIONAL, Figure
from people.tables import ListTable
from plans.periods import period_in_words, read_period
from plans.rag import MEANINGS

DASH = "–"


class EnquiryTable(ListTable):
    topic = tables.Column("Enquiry")
    outlet = tables.Column("Outlet", visible=False)
    journalist = tables.Column("Journalist", visible=False)
    kind = tables.Column("Kind", visible=False)
    received_at = tables.Column("Came")
    due_at = tables.Column("Deadline")
    standing = tables.Column("How it stands", orderable=False, empty_values=(), accessor="pk", visible=False)
    owner = tables.Column("Who answers it", order_by="owner__name")
    team = tables.Column("Team", visible=False)
    hours = tables.Column("Hours spent", visible=False)
    lines = tables.Column("Lines to take", orderable=False, empty_values=())
    answered_at = tables.Column("Answered", visible=False)
    organisation = tables.Column("Council", order_by="organisation__name")

    now: datetime  # by which it is said what is late

    def value_kind(self, record: Any) -> str:
        return record.get_kind_display()

    def value_standing(self, record: Any) -> str:
        return record.standing(self.now)

    def value_lines(self, record: Any) -> str:
        return record.lines_in_words

    caption = "Media enquiries"
    row_template = "campaigns/enquiry_row.html"

    class Meta:
        empty_text = "No enquiries here. Log each call as it comes, so that none is forgotten."


class CoverageTable(ListTable):
    headline = tables.Column("Headline")
    outlet = tables.Column("Outlet", visible=False)
    on = tables.Column("Day")
    tone = tables.Column("Tone")
    reach = tables.Column("Reach")
    enquiry = tables.Column("Belongs to", order_by="enquiry__topic")
    for_plan = tables.Column("Plan", order_by="for_plan__title", visible=False)
    campaign = tables.Column("Campaign", order_by="campaign__title", visible=False)
    link = tables.Column("Link", orderable=False, visible=False)
    note = tables.Column("Note", orderable=False, visible=False)
    organisation = tables.Column("Council", order_by="organisation__name")

    def value_tone(self, record: Any) -> str:
        return record.get_tone_display()

    def value_reach(self, record: Any) -> str:
        return record.get_reach_display()

    caption = "Media coverage"
    row_template = "campaigns/coverage_row.html"

    class Meta:
        empty_text = "No coverage here. Log each piece with its tone and its reach; the figures follow from them."


class EmergencyTable(ListTable):
    title = tables.Column("Emergency")
    lead = tables.Column("Who leads")
    state = tables.Column("How it stands", orderable=False, empty_values=(), accessor="pk")
    opened_at = tables.Column("Opened")
    closed_at = tables.Column("Closed", visible=False)
    statements = tables.Column("Statements", orderable=False, accessor="number")
    team = tables.Column("Team", visible=False)
    hours = tables.Column("Hours spent", visible=False)
    organisation = tables.Column("Council", order_by="organisation__name")

    def value_lead(self, record: Any) -> str:
        return record.get_lead_display()

    def value_state(self, record: Any) -> str:
        return record.state_in_words

    caption = "Emergencies"
    row_template = "campaigns/emergency_row.html"
    numbers = ("statements",)

    class Meta:
        empty_text = (
            "No emergencies. Open one as soon as there is something to be said; it waits for nobody’s approval."
        )


@dataclass(frozen=True)
class Cell:
    """A figure as the table shows it: `count_at` and `base_at` are the lists of the rows it was counted from."""

    figure: Figure
    count_at: str = ""
    base_at: str = ""

    @property
    def in_words(self) -> str:
        """83.3% (5 of 6): Red; no enquiries."""
        one = self.figure
        counts = f" ({one.count} of {one.base})" if one.base else ""
        colour = f": {MEANINGS[one.rag].label}" if one.rag else ""
        note = f" ({one.note})" if one.note else ""
        return f"{one.words}{counts}{colour}{note}"


@dataclass(frozen=True)
class Line:
    """One period of the table; `cells` is empty where it has not begun."""

    period: str
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return period_in_words(self.period)

    @property
    def each(self) -> str:
        return read_period(self.period)[1]

    def said(self, key: str) -> str:
        return self.cells[key].in_words if self.cells else DASH


class FiguresTable(ListTable):
    period = tables.Column("Period", orderable=False, accessor="words")
    mentions = tables.Column("Positive national mentions", orderable=False, empty_values=(), accessor="period")
    regional = tables.Column(
        "Regional coverage positive or neutral", orderable=False, empty_values=(), accessor="period"
    )
    answered = tables.Column("Enquiries answered in time", orderable=False, empty_values=(), accessor="period")

    def value_mentions(self, record: Line) -> str:
        return record.said(MENTIONS)

    def value_regional(self, record: Line) -> str:
        return record.said(REGIONAL)

    def value_answered(self, record: Line) -> str:
        return record.said(ANSWERED)

    caption = "Media figures"
    row_template = "campaigns/figures_row.html"
