"""Whether a director wants the week by e-mail."""

from __future__ import annotations

from people import audit
from people.models import User


def choose_week(*, by: User, wanted: bool) -> None:
    """Have one's own week by e-mail, or no more."""
    before = {"weekly_digest": by.weekly_digest}
    by.weekly_digest = wanted
    by.save(update_fields=["weekly_digest"])
    audit.record(
        "chose the weekly e-mail of", by, by=by, organisation=None, before=before, after={"weekly_digest": wanted}
    )
