"""The lists of briefs, of campaigns, of what is planned ahead and of what was put back."""

from collections.abc import Collection
from typing import Any

import django_tables2 as tables

from campaigns.flow import WHO, Kind, State, waits_for
from campaigns.permissions import is_of_head
from people.tables import ListTable
from plans.periods import in_words


class BriefTable(ListTable):
    title = tables.Column("Brief")
    kind = tables.Column("Kind")
    requested_by = tables.Column("Asked for by")
    state = tables.Column("Where it stands")
    state_on = tables.Column("Since")
    waits_for = tables.Column("Waits for", orderable=False, empty_values=())
    plan = tables.Column("Plan", accessor="plan__title")

    caption = "Briefs"
    row_template = "campaigns/brief_row.html"

    def value_waits_for(self, record: Any) -> str:
        return waits_in_words(record)

    class Meta:
        empty_text = "No briefs here. “Ask for work” begins one: it takes you from why to how it will be judged."


def waits_in_words(brief: Any) -> str:
    """Whose move it is; a dash where nobody's."""
    is_heads = is_of_head(brief)
    parts = waits_for(
        State(brief.state), Kind(brief.kind), is_controversial=brief.is_controversial, is_of_head=is_heads
    )
    return " or ".join(WHO[part] for part in parts) or "–"


class CampaignTable(ListTable):
    title = tables.Column("Campaign")
    starts_on = tables.Column("From")
    ends_on = tables.Column("To")
    team = tables.Column("Team")
    is_proactive = tables.Column("Planned ahead?")
    hours = tables.Column("Hours")
    budget = tables.Column("Budget")
    spent = tables.Column("Spent", orderable=False)
    finished_on = tables.Column("Finished")

    caption = "Campaigns"
    row_template = "campaigns/campaign_row.html"
    numbers = ("hours", "budget", "spent")

    def value_is_proactive(self, record: Any) -> str:
        return "Planned ahead" if record.is_proactive else "Reactive"

    class Meta:
        empty_text = "No campaigns yet. A brief becomes one when it is approved and put in the plan."


class AheadTable(ListTable):
    due = tables.Column("Due")
    action = tables.Column("Action", order_by="action__title")
    plan = tables.Column("Plan", accessor="action__plan__title")

    caption = "The next twelve months"
    row_template = "campaigns/ahead_row.html"

    class Meta:
        empty_text = "Nothing is planned for the next twelve months, so nothing need make way."


class DueTable(ListTable):
    """The list behind the delivery plan, whole on one page: what clashes leads to its rows."""

    lane = tables.Column("Lane")
    title = tables.Column("Activity")
    as_written = tables.Column("Date as written")
    due = tables.Column("Due")
    channel_name = tables.Column("Channel")
    team = tables.Column("Team")
    owner = tables.Column("Who")
    status = tables.Column("Status")

    clashing: Collection[int] = ()  # the due dates that something stands in the way of
    asked_about: Collection[int] = ()  # those that may fall in a pre-election period, and nobody has classed
    month_heads: Collection[int] = ()  # those with which a month begins
    by = query = ""
    caption = "The list behind the plan"
    row_template = "campaigns/due_row.html"
    per_page = 1_000

    def value_status(self, record: Any) -> str:
        found = {"clashes": record.pk in self.clashing, "not classed yet": record.pk in self.asked_about}
        return ", ".join([record.status, *(words for words, is_so in found.items() if is_so)])

    class Meta:
        empty_text = "Nothing is due in these twelve months."


class HolidayTable(ListTable):
    name = tables.Column("Holidays")
    first = tables.Column("First day")
    last = tables.Column("Last day")
    organisation = tables.Column("Council", accessor="organisation__name")

    caption = "School holidays"
    row_template = "campaigns/holiday_row.html"

    class Meta:
        empty_text = "No school holidays yet. Add those of the coming year as the county or the council publishes them."


class DisplacementTable(ListTable):
    action = tables.Column("What made way", order_by="action__title")
    was_due = tables.Column("Was due")
    due = tables.Column("Put back to")
    days = tables.Column("Days", orderable=False)
    brief = tables.Column("For", order_by="brief__title")
    reason = tables.Column("Why")
    approved_by = tables.Column("Approved by")
    told = tables.Column("Told")

    caption = "What made way for urgent work"
    row_template = "campaigns/displacement_row.html"
    numbers = ("days",)

    def value_due(self, record: Any) -> str:
        return in_words(record.due)

    class Meta:
        empty_text = "Nothing has been put back for urgent work."
