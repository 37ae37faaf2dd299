"""The lists of plans, of found actions, of reports and of calendar feeds."""

from typing import Any

import django_tables2 as tables
from django_tables2.paginators import LazyPaginator

from people.tables import ListTable
from plans.rag import MEANINGS
from reports.changes import WORDS, details_of

WORDS_OF = {"not_started": "not started", "unrated": "not rated"}


class PlanTable(ListTable):
    """The portfolio: a line a plan, and under it one a priority."""

    title = tables.Column("Plan and priority")
    organisation = tables.Column("Council", visible=False)
    first_year = tables.Column("Year", visible=False)
    status = tables.Column("Status", visible=False)
    rating = tables.Column("Rating", accessor="line__rating", orderable=False)
    actions = tables.Column("Actions", accessor="line__tally", orderable=False)
    movement = tables.Column("Movement", accessor="line__detail", orderable=False, exclude_from_export=True)
    overdue = tables.Column("Overdue", accessor="line__overdue", order_by="-standing__overdue")
    disputed = tables.Column("Disputed", accessor="line__disputed", order_by="-standing__disputed")
    silent_days = tables.Column("Silent, days", accessor="line__silent_days", order_by="-standing__silent_days")
    slipped_days = tables.Column("Slipped, days", accessor="line__slipped_days", order_by="-standing__slipped_days")
    measures = tables.Column("Measures met", accessor="line__detail", orderable=False)
    committee = tables.Column("To committee, days", accessor="line__detail", orderable=False)

    def value_first_year(self, record: Any) -> str:
        return str(record.years)

    def value_rating(self, value: str) -> str:
        return MEANINGS[value].label if value in MEANINGS else ""

    def value_actions(self, value: dict[str, int]) -> str:
        return ", ".join(f"{number} {WORDS_OF.get(word, word)}" for word, number in value.items() if number)

    def value_measures(self, value: dict[str, Any]) -> str:
        return f"{value['measures_met']} of {value['measures']}" if value.get("measures") else ""

    def value_committee(self, value: dict[str, Any]) -> Any:
        return value.get("days_to_committee")

    kept: dict[str, str] = {}  # what the page is narrowed to, for the figures in it
    css = "cp-port"
    numbers = ("overdue", "disputed", "silent_days", "slipped_days", "measures", "committee")
    per_page = 20
    caption = "Plans and priorities"
    row_template = "reports/plan_row.html"

    class Meta:
        empty_text = "No plans yet. A plan manager makes the first one, empty or from the table you have."


class FoundTable(ListTable):
    """Found actions. The titles are not sorted by: a hundred thousand of them have no index that reads like a person."""

    title = tables.Column("Action", accessor="action__title", orderable=False)
    due = tables.Column("Due")
    rating = tables.Column("Counts as", order_by=("rank", "due", "action"))
    declared = tables.Column("Declared", orderable=False)
    proposed = tables.Column("Proposed, and why", orderable=False)
    silent_days = tables.Column("Last update", order_by="-silent_days")
    slipped_days = tables.Column("Slipped, days", order_by="-slipped_days")

    numbers = ("slipped_days",)
    paged_by = LazyPaginator
    caption = "Actions"
    row_template = "reports/found_row.html"

    class Meta:
        empty_text = "No action is like that."


class ReportTable(ListTable):
    title = tables.Column("Report")
    plan = tables.Column("Plan", order_by="plan__title")
    as_at = tables.Column("As at", accessor="snapshot__as_at", order_by="snapshot__as_at")
    meeting = tables.Column("Meeting", order_by="meeting__date")
    state = tables.Column("Paper", orderable=False)

    def value_state(self, record: Any) -> str:
        return record.get_state_display()

    caption = "Reports"
    row_template = "reports/report_row.html"

    class Meta:
        empty_text = "No reports yet. A plan manager or democratic services makes one from a plan’s dashboard."


class IssueTable(ListTable):
    title = tables.Column("Paper")
    plan = tables.Column("Plan", accessor="report__plan", order_by="report__plan__title")
    meeting = tables.Column("Meeting", accessor="report__meeting_on", order_by="report__meeting_on")
    issued_at = tables.Column("Issued")
    days = tables.Column("Days from the period’s end to the meeting", orderable=False, empty_values=())
    sha256 = tables.Column("SHA-256 of the PDF", accessor="pdf_sha256", orderable=False)

    def value_days(self, record: Any) -> str:
        return "" if record.days is None else str(record.days)

    caption = "Issued papers"
    row_template = "reports/issue_row.html"

    class Meta:
        empty_text = "No paper has been issued yet. A report is issued from its own page, under Reports, once nothing stands in its way."


class ChangeTable(ListTable):
    at = tables.Column("When", orderable=False)
    actor_name = tables.Column("Who", orderable=False)
    verb = tables.Column("What", orderable=False)
    details = tables.Column("From, to", orderable=False, empty_values=())

    def value_verb(self, record: Any) -> str:
        return f"{WORDS.get(record.verb, record.verb)} “{record.label}”"

    def value_details(self, record: Any) -> str:
        return "; ".join(
            f"{one.field}: {one.before or '(blank)'} → {one.after or '(blank)'}" for one in details_of(record)
        )

    caption = "Changes"
    row_template = "reports/change_row.html"

    class Meta:
        empty_text = "Nothing has been changed."


class FeedTable(ListTable):
    plan = tables.Column("Whose dates", order_by="plan__title", empty_values=())
    made_at = tables.Column("Made")
    read_on = tables.Column("Last read")
    revoked_at = tables.Column("Revoke", orderable=False)

    def value_plan(self, record: Any) -> str:
        return str(record)

    caption = "Calendar feeds"
    row_template = "reports/feed_row.html"

    class Meta:
        empty_text = "No feeds yet. Make one, and give its address to your calendar program."
