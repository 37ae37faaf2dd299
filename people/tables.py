"""Tables of officers and organisations, and what every table of the site has."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django_tables2.paginators import LazyPaginator

from people.takeaway import KINDS, taken_away

PER_PAGE = 50
LAST_PAGE = 1_000_000  # no list has it, and no database counts rows beyond its own numbers


class ListTable(tables.Table):
    """A list that is declared, ordered and paged here, and drawn row by row by `row_template`."""

    caption = ""
    row_template = ""
    css = ""
    numbers: tuple[str, ...] = ()  # columns of figures, which stand at the right
    per_page = PER_PAGE
    paged_by: type[Paginator] = Paginator

    @classmethod
    def shown(
        cls,
        request: HttpRequest,
        rows: QuerySet | list[Any],
        *,
        paginator: type[Paginator] | None = None,
        **options: Any,
    ) -> ListTable:
        table = cls(rows, **options)  # given the request it would take the number of rows from the address
        table.paged_by = paginator or cls.paged_by
        tables.RequestConfig(request, paginate=False).configure(table)
        pages = {"per_page": cls.per_page, "paginator_class": table.paged_by}
        try:
            table.paginate(page=min(int(request.GET.get(table.prefixed_page_field, 1)), LAST_PAGE), **pages)
        except (ValueError, InvalidPage):
            table.paginate(page=1, **pages)
        asked_for = request.GET.get("as", "")
        table.asked_for = asked_for if asked_for in KINDS else ""
        return table

    asked_for = ""

    @property
    def knows_its_length(self) -> bool:
        """Has it been counted? Where it is paged by looking one row ahead, it has not."""
        return not issubclass(self.paged_by, LazyPaginator)

    def file(self, of: str = "") -> HttpResponse | None:
        """The whole list as it is sorted and narrowed down, where the address asks for it as a file (`?as=csv`); `of`
        is the title of the plan it is a list of."""
        title = f"{of} {self.caption}".strip()
        return taken_away(self.asked_for, self.as_values(), title) if self.asked_for else None


class OfficerTable(ListTable):
    name = tables.Column("Name")
    post = tables.Column("Post")
    unit = tables.Column("Unit")
    organisation = tables.Column("Council", order_by="organisation__name")
    email = tables.Column("E-mail address")
    roles = tables.Column("Roles", orderable=False, empty_values=())

    def value_roles(self, record: Any) -> str:
        held = record.user.memberships.all() if record.user else ()
        return ", ".join(one.get_role_display() for one in held if one.organisation_id == record.organisation_id)

    caption = "Officers"
    row_template = "people/officer_row.html"

    class Meta:
        empty_text = "No officers yet. Add the people who own actions, and give those who sign in a role."


class OrganisationTable(ListTable):
    name = tables.Column("Name")
    units = tables.Column("Units", orderable=False, empty_values=(), exclude_from_export=True)

    caption = "Organisations"
    row_template = "people/organisation_row.html"

    class Meta:
        empty_text = "No organisations yet. Add the first council."


class MailTable(ListTable):
    to_address = tables.Column("To")
    subject = tables.Column("About")
    created_at = tables.Column("Written")
    state = tables.Column("What became of it")

    def value_state(self, record: Any) -> str:
        return f"{record.get_state_display()}. {record.reason}" if record.reason else record.get_state_display()

    caption = "E-mail"
    row_template = "people/mail_row.html"


class TrailTable(ListTable):
    at = tables.Column("When", orderable=False)
    actor_name = tables.Column("Who", orderable=False)
    verb = tables.Column("What", orderable=False)
    after = tables.Column("From, to", orderable=False)

    caption = "Audit trail"
    row_template = "people/trail_row.html"
    paged_by = LazyPaginator

    class Meta:
        empty_text = "Nothing like that has been done."


class DoubtfulTable(ListTable):
    day = tables.Column("Day")
    to = tables.Column("To")
    subject = tables.Column("About")

    caption = "E-mails that may have been sent"
    row_template = "people/doubtful_row.html"

    class Meta:
        empty_text = "Nothing: no e-mail was waiting, and nobody was to be told of anything."


class TokenTable(ListTable):
    name = tables.Column("What for")
    reads = tables.Column("Reads", orderable=False)
    made_at = tables.Column("Made")
    expires_on = tables.Column("Works until")
    used_on = tables.Column("Last used")
    revoked_at = tables.Column("Revoke", orderable=False)

    caption = "Tokens"
    row_template = "people/token_row.html"

    class Meta:
        empty_text = "No tokens yet. Make one, and give it to the program that is to read."
