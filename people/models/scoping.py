"""Who may see which rows: every top QuerySet narrows itself to the councils of its reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from people.models.user import User


class ScopedQuerySet(models.QuerySet):
    """Rows that hang on an organisation; `scope` is the look-up that leads there."""

    scope = "organisation"

    def visible_to(self, user: User) -> Self:
        """The rows of the reader's own organisations; all of them for the administrator of the installation."""
        if user.is_superuser:
            return self
        return self.filter(**{f"{self.scope}__in": user.organisation_ids})

    def in_chunks(self, *columns: str, size: int = 2000) -> Iterator[dict[str, Any]]:
        """Every row by id, as {column: value}; so many a query, so that no statement lasts and few rows are held."""
        rows, last = self.order_by("pk").values("pk", *columns), 0
        while found := list(rows.filter(pk__gt=last)[:size]):
            yield from found
            last = found[-1]["pk"]
