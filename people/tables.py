"""Tables of officers and organisations, and what every table of the site has."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50


class ListTable(tables.Table):
    """A list that is declared, ordered and paged here, and drawn row by row by `row_template`."""

    caption = ""
    row_template = ""

    @classmethod
    def shown(cls, request: HttpRequest, rows: QuerySet | list[Any], **options: Any) -> ListTable:
        table = cls(rows, request=request, **options)
        tables.RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
        return table


class OfficerTable(ListTable):
    name = tables.Column("Name")
    post = tables.Column("Post")
    organisation = tables.Column("Council", order_by="organisation__name")
    email = tables.Column("E-mail address")
    roles = tables.Column("Roles", orderable=False, empty_values=())

    caption = "Officers"
    row_template = "people/officer_row.html"

    class Meta:
        empty_text = "No officers yet. Add the people who own actions, and give those who sign in a role."


class OrganisationTable(ListTable):
    name = tables.Column("Name")

    caption = "Organisations"
    row_template = "people/organisation_row.html"

    class Meta:
        empty_text = "No organisations yet. Add the first council."


class MailTable(ListTable):
    to_address = tables.Column("To")
    subject = tables.Column("About")
    created_at = tables.Column("Written")
    state = tables.Column("What became of it")

    caption = "E-mail"
    row_template = "people/mail_row.html"

    class Meta:
        empty_text = "Nothing here: every e-mail so far was delivered, or is on its way."
