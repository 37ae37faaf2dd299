"""The e-mails about actions: one function each, subject and bodies side by side in templates/actions/emails/."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from actions.deadlines import Deadline
from actions.ladder import STALE_AFTER, day_of
from actions.models import ProgressUpdate, Reminder
from people import outbox
from people.models import Membership, Officer, OutgoingMail, Role


def queue_digest(officer: Officer, lines: list[tuple[Deadline, str]], on: date) -> OutgoingMail | None:
    """The officer's one e-mail of the day, or None if today's is queued already. It expires with its last line."""
    last_day = max(day_of(rung, deadline.due) for deadline, rung in lines) + STALE_AFTER
    return outbox.queue(
        key=f"digest:{officer.pk}:{on:%Y-%m-%d}",
        kind="digest",
        to=officer.email,
        organisation=officer.organisation,
        expires_at=timezone.make_aware(datetime.combine(last_day, time.max)),
        **digest_words(officer, lines),
    )


def rewrite_digest(mail: OutgoingMail, officer: Officer, lines: list[tuple[Deadline, str]]) -> None:
    """Write the digest anew with the lines that are still so."""
    words = digest_words(officer, lines)
    mail.subject, mail.text_body, mail.html_body = words["subject"], words["text"], words["html"]
    mail.save(update_fields=["subject", "text_body", "html_body"])


def digest_words(officer: Officer, lines: list[tuple[Deadline, str]]) -> dict[str, Any]:
    """Subject and bodies, the lines in groups, most urgent first."""
    overdue = (Reminder.Rung.OVERDUE_5, Reminder.Rung.OVERDUE_10)
    rows = [
        {
            "title": str(deadline.occurrence or deadline.action),
            "plan": deadline.action.plan.title,
            "due": deadline.due,
            "is_date_to_set": deadline.occurrence is None,
            "link": f"{settings.SITE_URL}{reverse('actions:action', kwargs={'pk': deadline.action.pk})}",
            "is_overdue": rung in overdue,
        }
        for deadline, rung in lines
    ]
    groups = [
        ("Overdue", [row for row in rows if row["is_overdue"]]),
        ("Coming up", [row for row in rows if not row["is_overdue"]]),
    ]
    context = {
        "officer": officer,
        "groups": [(name, group) for name, group in groups if group],
        "count": len({deadline.action.pk for deadline, _ in lines}),
        "site": settings.SITE_URL,
    }
    return rendered("digest", context)


def queue_newly_red(update: ProgressUpdate) -> list[OutgoingMail | None]:
    """Tell the directors of the plan's council that an action has turned red, each in a message of their own."""
    plan = update.action.plan
    directors = Membership.objects.filter(organisation=plan.organisation, role=Role.DIRECTOR, user__is_active=True)
    link = f"{settings.SITE_URL}{reverse('actions:action', kwargs={'pk': update.action_id})}"
    words = rendered("newly_red", {"update": update, "plan": plan, "link": link})
    return [
        outbox.queue(
            key=f"newly-red:{update.pk}:{member.user_id}",
            kind="newly-red",
            to=member.user.email,
            organisation=plan.organisation,
            **words,
        )
        for member in directors.select_related("user")
        if member.user_id != update.by_id
    ]


def rendered(name: str, context: dict[str, Any]) -> dict[str, Any]:
    """{"subject", "text", "html"} from the three templates of one e-mail."""
    folder = f"actions/emails/{name}"
    return {
        "subject": " ".join(render_to_string(f"{folder}.subject.txt", context).split()),
        "text": render_to_string(f"{folder}.txt", context).strip() + "\n",
        "html": render_to_string(f"{folder}.html", context),
    }
