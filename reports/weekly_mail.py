"""The director's week: what turned since last Monday, in words, by e-mail on the first working day.

A plan is read as it was known a week ago and as it is known today, and the two are compared as papers compare periods.
Where nothing turned and nothing is in dispute, nothing is sent. The key names person and week, so it is told once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from actions.rated import RatedAction
from people import outbox
from people.models import Membership, OutgoingMail, Role, User
from plans.models import Plan
from plans.svg import meaning_of
from plans.workdays import next_working_day
from reports.comparison import BETTER, DELIVERED, DROPPED, MISSED, MOVED, NEW, OTHER, WORSE, Change, Changes, compare
from reports.paper_changes import counts_in_words
from reports.progress import as_data, build_plan_progress

KIND = "weekly"
WEEK = timedelta(days=7)
LATEST = timedelta(days=3)  # after the first day, where nothing could be sent on it
MOST_NAMED = 5
NAMED = (WORSE, BETTER, OTHER, MISSED, MOVED, DELIVERED, NEW, DROPPED)  # in this order, the first few of each
NO_LONGER = "Whom it was for is no director any more, has another address, or wants it no more."


@dataclass(frozen=True)
class Dispute:
    title: str
    declared: str
    proposed: str
    why: str
    link: str


@dataclass(frozen=True)
class Week:
    """One plan's week: a sentence of counts, what is named, and what is in dispute."""

    plan: Plan
    counts: str
    named: list[str]
    disputes: list[Dispute]
    worse: int
    link: str

    @property
    def says_something(self) -> bool:
        return bool(self.counts or self.disputes)


def first_day(on: date, nation: str) -> date:
    """The first working day of the week of a day."""
    monday = on - timedelta(days=on.weekday())
    return next_working_day(monday - timedelta(days=1), nation)


def queue_weekly(*, on: date) -> list[OutgoingMail]:
    """Queue what this week's directors have not been told yet."""
    weeks: dict[tuple[int, date], Week] = {}
    made = [mail for user in readers(on) if (mail := queue(user, weeks, on=on))]
    if made:
        outbox.ring()
    return made


def readers(on: date) -> Iterator[User]:
    """Directors whose week begins today, who want it, and have not been told."""
    held = Membership.objects.filter(role=Role.DIRECTOR, user__is_active=True, user__weekly_digest=True)
    found = {one.user_id: one for one in held.select_related("user", "organisation").order_by("pk")}
    told = set(OutgoingMail.objects.filter(kind=KIND, key__endswith=week_of(on)).values_list("key", flat=True))
    for one in found.values():
        begun = first_day(on, one.organisation.nation)
        if begun <= on < begun + LATEST and key_of(one.user, on) not in told:
            yield one.user


def week_of(on: date) -> str:
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def key_of(user: User, on: date) -> str:
    return f"{KIND}:{user.pk}:{week_of(on)}"


@transaction.atomic
def queue(user: User, weeks: dict[tuple[int, date], Week], *, on: date) -> OutgoingMail | None:
    since = told_until(user, on)
    plans = Plan.objects.visible_to(user).filter(status=Plan.Status.ADOPTED, adopted_on__lt=since)
    found = list(plans.select_related("organisation").prefetch_related("partnerships").in_order())
    for plan in found:
        if (plan.pk, since) not in weeks:
            weeks[plan.pk, since] = week(plan, since, on)
    told = [weeks[plan.pk, since] for plan in found if weeks[plan.pk, since].says_something]
    if not told:
        return None
    context = {
        "weeks": told, "since": since, "site": settings.SITE_URL, "link": f"{settings.SITE_URL}{reverse('reports:plans')}",
        "disputed": sum(len(one.disputes) for one in told), "worse": sum(one.worse for one in told),
    }  # fmt: skip
    folder = "reports/emails/weekly"
    return outbox.queue(
        key=key_of(user, on), kind=KIND, to=user.email, organisation=None,
        expires_at=timezone.make_aware(datetime.combine(on + timedelta(days=4), time.max)),
        subject=" ".join(render_to_string(f"{folder}.subject.txt", context).split()),
        text=render_to_string(f"{folder}.txt", context).strip() + "\n", html=render_to_string(f"{folder}.html", context),
    )  # fmt: skip


def told_until(user: User, on: date) -> date:
    """The day whose end this week is compared with: that before the last e-mail, since what was posted later on the day of
    an e-mail is not in it. Something told twice is the lesser evil."""
    last = OutgoingMail.objects.filter(kind=KIND, key__startswith=f"{KIND}:{user.pk}:").order_by("-created_at").first()
    day = timezone.localdate(last.created_at) if last else on - WEEK
    return max(day, on - 2 * WEEK) - timedelta(days=1)


def week(plan: Plan, since: date, on: date) -> Week:
    """What turned in a plan since the end of a day."""
    now = build_plan_progress(plan, on=on)
    changes = compare(as_data(build_plan_progress(plan, on=since)), as_data(now))
    named = [in_words(change) for kind in NAMED for change in changes.of(kind)[:MOST_NAMED]]
    link = f"{settings.SITE_URL}{reverse('reports:dashboard', args=[plan.slug])}"
    worse = len(changes.of(WORSE))
    return Week(
        plan, counts_in_words(changes) if said(changes) else "", named, list(map(dispute, now.disputes)), worse, link
    )


def said(changes: Changes) -> bool:
    return any(changes.of(kind) for kind in NAMED)


def in_words(change: Change) -> str:
    """Recycling campaign: green, now amber. The supplier is late."""
    if change.before or change.after:
        colours = (meaning_of(rag).label.lower() for rag in (change.before, change.after))
        return f"{change.what}: {', now '.join(colours)}. {change.why}".strip()
    return f"{change.kind}: {change.what}. {change.said}".strip()


def dispute(row: RatedAction) -> Dispute:
    declared, proposed = (meaning_of(rag).label.lower() for rag in (row.rating.declared, row.rating.proposed))
    link = f"{settings.SITE_URL}{reverse('actions:action', args=[row.action.pk])}"
    return Dispute(row.action.title, declared, proposed, " ".join(row.rating.reasons), link)


def check_before_sending(mail: OutgoingMail) -> str | None:
    """Why it is withheld, if its reader is none any more, or may not see every plan it tells of."""
    user = int(mail.key.split(":")[1])
    held = Membership.objects.filter(user=user, role=Role.DIRECTOR, user__is_active=True, user__weekly_digest=True)
    reader = held.filter(user__email__iexact=mail.to_address).select_related("user").first()
    if reader is None:
        return NO_LONGER
    told = set(re.findall(rf"{re.escape(settings.SITE_URL)}/plans/([-\w]+)/", mail.text_body))
    seen = set(Plan.objects.visible_to(reader.user).filter(slug__in=told).values_list("slug", flat=True))
    return None if told == seen else NO_LONGER
