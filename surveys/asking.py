"""The e-mails of an online survey: to everybody once, and once more to whoever has not replied by then."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from people import outbox
from people.models import OutgoingMail
from people.outbox import ring
from plans.periods import in_words
from surveys.models import Invitation, Online

ASK_TASK = "surveys.ask_online"
KINDS = ("survey", "survey_reminder")
BATCH = 200
OVER = "The survey has closed."
REPLIED = "They have replied."


def address_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('surveys:reply', kwargs={'token': token})}"


def ask(on: date) -> int:
    """Queue the invitations and reminders that are due. Returns how many were queued."""
    made = 0
    for online in Online.objects.filter(state=Online.State.OPEN, is_open_link=False, opened_on__lte=on).select_related(
        "survey__plan__organisation"
    ):
        while batch := invite(online):
            made += batch
        if online.reminds_on and online.reminds_on <= on and not online.is_reminded:
            made += remind(online)
    if made:
        ring()
    return made


@transaction.atomic
def invite(online: Online) -> int:
    waiting = list(online.invitations.filter(is_asked=False)[:BATCH])
    for one in waiting:
        queue(online, one, "survey")
    Invitation.objects.filter(pk__in=[one.pk for one in waiting]).update(is_asked=True)
    return len(waiting)


@transaction.atomic
def remind(online: Online) -> int:
    """Once for each survey: whoever loses a race for it has nothing to do."""
    if not Online.objects.filter(pk=online.pk, is_reminded=False, state=Online.State.OPEN).update(is_reminded=True):
        return 0
    waiting = list(online.invitations.filter(has_replied=False))
    for one in waiting:
        queue(online, one, "survey_reminder")
    return len(waiting)


def queue(online: Online, one: Invitation, kind: str) -> OutgoingMail | None:
    words = {
        "online": online,
        "council": online.plan.authority,
        "closes": in_words(online.closes_on),
        "link": address_of(one.token),
        "is_reminder": kind == "survey_reminder",
    }
    subject = f"{'Reminder: ' if words['is_reminder'] else ''}{online.survey.title}: your reply until {words['closes']}"
    return outbox.queue(
        key=f"{kind}:{one.id.hex}",
        kind=kind,
        to=one.email,
        organisation=online.plan.organisation,
        subject=subject,
        text=render_to_string("surveys/emails/ask.txt", words),
        html=render_to_string("surveys/emails/ask.html", {**words, "subject": subject}),
        expires_at=timezone.make_aware(datetime.combine(online.closes_on, time.max)),
    )


def check_asking(mail: OutgoingMail) -> str | None:
    """Is it still to be asked, at the moment the mail goes out? None, or why it is not."""
    rows = Invitation.objects.filter(pk=uuid.UUID(mail.key.partition(":")[2]), online__state=Online.State.OPEN)
    one = rows.first()
    if one is None:
        return OVER
    return REPLIED if one.has_replied else None
