"""Making the links that e-mails carry, and saying why one no longer works."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from actions.models import Action, UpdateLink
from actions.recipients import Recipients
from people.models import Officer
from plans.models import Plan

GOOD_FOR = timedelta(days=14)  # a digest may wait a week before it goes out, and its reader be away another


def links_for(officer: Officer, actions: Collection[Action], *, on: date) -> dict[int, str]:
    """{action id: the address at which this person updates it}. Two queries, whatever their number.

    The same day's e-mail written anew carries the same links.
    """
    UpdateLink.objects.bulk_create(
        (
            UpdateLink(officer=officer, action=one, sent_to=officer.email, made_on=on, expires_on=on + GOOD_FOR)
            for one in set(actions)
        ),
        ignore_conflicts=True,
    )
    ours = UpdateLink.objects.live(on).filter(officer=officer, sent_to=officer.email)
    made = ours.filter(action__in={one.pk for one in actions}, made_on=on)
    return {link.action_id: address_of(link) for link in made}


def address_of(link: UpdateLink) -> str:
    return f"{settings.SITE_URL}{reverse('actions:by-link', kwargs={'token': link.token})}"


def refusal(link: UpdateLink, *, on: date) -> str:
    """Why the link takes no update (any more), in a sentence; empty where it does."""
    action = link.action
    if link.used_at:
        return gettext("This link has been used. Each takes one update; the next e-mail brings another.")
    if link.revoked_on:
        return gettext("This link was withdrawn on %(day)s.") % {"day": date_format(link.revoked_on, "j F Y")}
    if link.expires_on < on:
        day = date_format(link.expires_on, "j F Y")
        return gettext("This link was good until %(day)s. The next e-mail brings another.") % {"day": day}
    if action.plan.status == Plan.Status.CLOSED:
        return gettext("The plan is closed, so nothing more can be posted on its actions.")
    if action.dropped_on:
        return gettext("The action has been dropped, so nothing more is asked of it.")
    if link.sent_to.lower() != link.officer.email.lower():
        return gettext("This link was sent to another address than %(officer)s has now.") % {"officer": link.officer}
    if not link.officer.can_be_written_to or link.officer not in Recipients.of([action], on=on).owners[action.pk]:
        return gettext("The action is no longer given to %(officer)s.") % {"officer": link.officer}
    return ""
