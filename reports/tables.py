"""The lists of plans, of reports and of calendar feeds."""

from typing import Any

import django_tables2 as tables

from people.tables import ListTable
from reports.changes import WORDS, details_of


class PlanTable(ListTable):
    title = tables.Column("Plan")
    organisation = tables.Column("Council", order_by="organisation__name")
    first_year = tables.Column("Year")
    status = tables.Column("Status")
    tally = tables.Column("Actions", orderable=False, empty_values=())

    def value_first_year(self, record: Any) -> str:
        return str(record.years)

    def value_tally(self, record: Any) -> str:
        return ", ".join(f"{number} {word.replace('_', ' ')}" for word, number in record.tally.items() if number)

    caption = "Plans"
    row_template = "reports/plan_row.html"

    class Meta:
        empty_text = "No plans yet. A plan manager makes the first one, empty or from the table you have."


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
