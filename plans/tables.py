"""The list of plans."""

import django_tables2 as tables

from people.tables import ListTable


class PlanTable(ListTable):
    title = tables.Column("Plan")
    organisation = tables.Column("Council", order_by="organisation__name")
    first_year = tables.Column("Year")
    status = tables.Column("Status")

    caption = "Plans"
    row_template = "plans/plan_row.html"

    class Meta:
        empty_text = "No plans yet. A plan manager makes the first one, empty or from the table you have."
