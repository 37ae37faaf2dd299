"""The lists of meetings and of elections."""

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


class ElectionTable(ListTable):
    name = tables.Column("Election")
    notice_date = tables.Column("Notice of election")
    polling_day = tables.Column("Polling day")
    organisation = tables.Column("Council", order_by="organisation__name")

    caption = "Elections"
    row_template = "actions/election_row.html"

    class Meta:
        empty_text = "No elections yet. Add those that actions hang on, such as “before notice of election”."
