"""The table of the access review."""

from __future__ import annotations

import django_tables2 as tables

from people.tables import ListTable


class AccessTable(ListTable):
    name = tables.Column("Name")
    email = tables.Column("E-mail address")
    council = tables.Column("Council")
    roles = tables.Column("Roles", accessor="roles_in_words")
    plans = tables.Column("Sees", accessor="plans_in_words", orderable=False)
    seen = tables.Column("Last signed in", accessor="seen_on", empty_values=())
    mark = tables.Column("To look at")
    ways = tables.Column("Other ways in", accessor="ways_in_words", orderable=False)
    factor = tables.Column("Second factor", accessor="second_factor")

    caption = "Who can see and do what"
    row_template = "plans/access_row.html"

    def value_seen(self, value: object) -> object:
        return value or "never"

    class Meta:
        empty_text = "Nobody has a role here yet."
