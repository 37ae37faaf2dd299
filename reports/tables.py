"""The lists of plans, of reports and of calendar feeds."""

import django_tables2 as tables

from people.tables import ListTable


class PlanTable(ListTable):
    title = tables.Column("Plan")
    organisation = tables.Column("Council", order_by="organisation__name")
    first_year = tables.Column("Year")
    status = tables.Column("Status")
    tally = tables.Column("Actions", orderable=False, empty_values=())

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

    caption = "Reports"
    row_template = "reports/report_row.html"

    class Meta:
        empty_text = "No reports yet. Open a plan’s dashboard and make one from it."


class ChangeTable(ListTable):
    at = tables.Column("When", orderable=False)
    actor_name = tables.Column("Who", orderable=False)
    verb = tables.Column("What", orderable=False)
    details = tables.Column("From, to", orderable=False, empty_values=())

    caption = "Changes"
    row_template = "reports/change_row.html"

    class Meta:
        empty_text = "Nothing has been changed."


class FeedTable(ListTable):
    plan = tables.Column("Whose dates", order_by="plan__title")
    made_at = tables.Column("Made")
    read_on = tables.Column("Last read")
    revoked_at = tables.Column("Revoke", orderable=False)

    caption = "Calendar feeds"
    row_template = "reports/feed_row.html"

    class Meta:
        empty_text = "No feeds yet. Make one, and give its address to your calendar program."
