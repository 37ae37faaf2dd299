"""The one e-mail by which somebody learns what a colleague's leaving or moving has given them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from people import outbox
from people.belongings import BELONGINGS, Item
from people.models import Officer, OutgoingMail, User

KIND = "handed-over"
MOST_LINES = 25  # more than this nobody reads; the rest is counted
LONGEST_KEY = 150
NO_LONGER = "Whom it was for has left, has another address, or has nothing of it any more."


def queue_given(
    officer: Officer, to: Officer, items: Collection[Item], *, by: User, now: datetime, leaves: bool
) -> OutgoingMail | None:
    """Tell `to` all that they were given of `officer`'s, place by place."""
    places: dict[str, list[Item]] = defaultdict(list)
    for item in list(items)[:MOST_LINES]:
        places[item.place.title].append(item)
    context = {
        "officer": officer, "to": to, "by": by, "leaves": leaves, "places": dict(places), "count": len(items),
        "more": max(0, len(items) - MOST_LINES), "site": settings.SITE_URL, "signs_in": to.user_id is not None,
    }  # fmt: skip
    return outbox.queue(
        key=f"{KIND}:{to.pk}:{officer.pk}:{now:%Y%m%d%H%M%S%f}:{in_short(items)}",
        kind=KIND,
        to=to.email,
        organisation=officer.organisation,
        subject=" ".join(render_to_string("people/emails/handed_over.subject.txt", context).split()),
        text=render_to_string("people/emails/handed_over.txt", context).strip() + "\n",
        html=render_to_string("people/emails/handed_over.html", context),
    )


def in_short(items: Collection[Item]) -> str:
    """As many of the things as a key has room for, by which it is seen whether any still is theirs."""
    words = ""
    for item in items:
        if len(words) + len(item.about) > LONGEST_KEY - 40:
            break
        words = f"{words},{item.about}" if words else item.about
    return words


def check_given(mail: OutgoingMail) -> str | None:
    """Why it is withheld: whoever it is for is not to be written to there, or none of it is theirs by now."""
    _, pk, _, _, keys = mail.key.split(":")
    to = Officer.objects.select_related("user").filter(pk=pk).first()
    if to is None or not to.can_be_written_to or to.email.lower() != mail.to_address.lower():
        return NO_LONGER
    by_kind: dict[str, set[int]] = defaultdict(set)
    for key in keys.split(","):
        kind, _, number = key.rpartition("-")
        by_kind[kind].add(int(number))
    still = any(kind in BELONGINGS and BELONGINGS[kind].are_theirs(pks, to) for kind, pks in by_kind.items())
    return None if still else NO_LONGER


CHECKS = {KIND: check_given}
