"""The list of meetings."""

import django_tables2 as tables

from people.tables import ListTable


class MeetingTable(ListTable):
    body = tables.Column("Body")
    date = tables.Column("Date")
    organisation = tables.Column("Council", order_by="organisation__name")

    caption = "Meetings"
    row_template = "actions/meeting_row.html"

    class Meta:
        empty_text = "No meetings yet. Add those that papers go to, and those that actions hang on."
