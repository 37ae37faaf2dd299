"""The read model of the calendar: what is due on which day, with meetings, elections and bank holidays.

One fixed number of queries for a month, a year or a feed, however much there is in it.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from actions.models import Action, Milestone, Occurrence, ProgressUpdate
from people.models import Organisation, User
from people.permissions import Verb, can
from plans.models import Election, Meeting, Plan
from plans.rag import FINISHED
from plans.workdays import ENGLAND, named_holidays
from reports.calendar_entries import Entry, Kind, Period
from reports.calendar_papers import paper_entries

MOST = 1_000  # due dates of one page or feed
SHOWN_OF_A_DAY = 5  # of a day with more the rest is folded away, unless it is a single one


@dataclass(frozen=True)
class Scope:
    """Whose dates are looked at, and of which plan; never more than the reader may see."""

    user: User
    plan: Plan | None = None
    is_mine: bool = False

    def actions(self, on: date) -> QuerySet[Action]:
        """The actions of running plans that have not been dropped."""
        rows = Action.objects.visible_to(self.user).filter(running("plan__", on))
        rows = rows.filter(Q(dropped_on=None) | Q(dropped_on__gt=on))
        if self.plan:
            rows = rows.filter(plan=self.plan)
        return rows.filter(pk__in=Action.objects.given_to(self.user, on=on).values("pk")) if self.is_mine else rows

    def milestones(self, on: date) -> QuerySet[Milestone]:
        """The key milestones of running plans. They are nobody's own."""
        rows = Milestone.objects.visible_to(self.user).filter(running("plan__", on)).select_related("plan").in_order()
        if self.plan:
            rows = rows.filter(plan=self.plan)
        return rows.none() if self.is_mine else rows

    def occurrences(self, first: date, last: date, on: date) -> QuerySet[Occurrence]:
        """Their due dates, without those still open of actions that are finished."""
        newest = ProgressUpdate.objects.filter(action=OuterRef("action"), rag__gt="").order_by("-on", "-pk")
        rows = Occurrence.objects.filter(action__in=self.actions(on), due__range=(first, last))
        rows = rows.annotate(latest_rag=Subquery(newest.values("rag")[:1]))
        return rows.filter(
            Q(delivered_on__isnull=False)
            | Q(missed_on__isnull=False)
            | Q(latest_rag=None)
            | ~Q(latest_rag__in=FINISHED)
        )

    def of_councils(self, rows: Any) -> Any:
        """The meetings or elections of the reader's councils; with a plan, of those that share it."""
        rows = rows.visible_to(self.user).select_related("organisation").in_order()
        return rows.filter(organisation__in=self.plan.council_ids) if self.plan else rows

    def council(self, thing: Meeting | Election) -> str:
        """Whose it is, where the reader sees those of several councils."""
        several = self.user.is_superuser or len(self.user.organisation_ids) > 1
        return thing.organisation.name if several else ""

    def undated(self, on: date) -> int:
        """How many actions have no day to stand on: ongoing and daily ones, and those still without a date."""
        dated = Exists(Occurrence.objects.filter(action=OuterRef("pk"), is_milestone=False))
        return self.actions(on).filter(~dated, sub_actions=None).count()

    def nations(self) -> list[str]:
        """Whose bank holidays are shown: those of the plan's council, else of the reader's."""
        if self.plan:
            return [self.plan.organisation.nation]
        own = Organisation.objects.filter(pk__in=self.user.organisation_ids).order_by("pk")
        return list(dict.fromkeys(own.values_list("nation", flat=True))) or [ENGLAND]


def running(prefix: str, on: date) -> Q:
    return Q(**{f"{prefix}status": Plan.Status.ADOPTED, f"{prefix}adopted_on__lte": on})


def running_plans(user: User, on: date) -> QuerySet[Plan]:
    return Plan.objects.visible_to(user).filter(running("", on)).select_related("organisation").in_order()


def is_named(user: User, on: date) -> bool:
    """Is the person named on any action of a running plan, or do they stand in for somebody who is?"""
    return Action.objects.visible_to(user).filter(running("plan__", on)).given_to(user, on=on).exists()


@dataclass
class Contents:
    """What there is between two days."""

    entries: list[Entry]
    periods: list[Period]
    is_cut: bool = False
    due_counts: Counter[date] = field(default_factory=Counter)

    def count(self, *kinds: Kind) -> int:
        return sum(entry.kind in kinds for entry in self.entries)


def contents(scope: Scope, first: date, last: date, *, on: date) -> Contents:
    """Everything of these days, in five queries. Of more than MOST due dates the first are read."""
    due = due_entries(scope, first, last, on)
    events = event_entries(scope, first, last, on)
    found = Contents(in_order(events.entries + due[:MOST]), events.periods, is_cut=len(due) > MOST)
    found.due_counts.update(entry.day for entry in due[:MOST])
    return found


def year_contents(scope: Scope, year: int, *, on: date) -> Contents:
    """As `contents` of a year, but of the due dates no more than how many there are on each day."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = event_entries(scope, first, last, on)
    found.entries = in_order(found.entries)
    days = scope.occurrences(first, last, on).order_by("due").values_list("due").annotate(count=Count("pk"))
    found.due_counts.update(dict(days))
    return found


def due_entries(scope: Scope, first: date, last: date, on: date) -> list[Entry]:
    """Due dates, each with its plan's title where they are of more than one plan."""
    columns = ("pk", "due", "label", "delivered_on", "missed_on", "action_id", "action__title", "action__plan__title")
    found = scope.occurrences(first, last, on).order_by("due", "action__title", "pk").values_list(*columns)
    rows = list(found[: MOST + 1])
    are_several = len({row[-1] for row in rows}) > 1
    return [
        Entry(
            due, Kind.DUE, f"{title}: {label}" if label else title, f"occurrence-{pk}", action, plan if are_several else "",
            is_delivered=delivered is not None, is_missed=missed is not None,
            is_overdue=delivered is None and missed is None and due < on, can_open=True,
        )
        for pk, due, label, delivered, missed, action, title, plan in rows
    ]  # fmt: skip


def milestone_entries(scope: Scope, first: date, last: date, on: date) -> Iterator[Entry]:
    """Key milestones on the last day of their dates; those without such a day stand on none."""
    for one in scope.milestones(on):
        if (day := one.deadline) and first <= day <= last:
            yield Entry(
                day, Kind.KEY_MILESTONE, one.title, f"key-milestone-{one.pk}", one.pk, "" if scope.plan else one.plan.title,
                is_delivered=one.reached_on is not None, is_overdue=one.is_overdue(on),
                at=reverse("reports:whole", kwargs={"slug": one.plan.slug}),
            )  # fmt: skip


def event_entries(scope: Scope, first: date, last: date, on: date) -> Contents:
    """Meetings, key milestones, the two days of elections, and bank holidays, with the periods that touch these days."""
    papers = () if scope.is_mine else paper_entries(scope.user, scope.plan, first, last)
    found = Contents([*milestone_entries(scope, first, last, on), *papers], [])
    for meeting in scope.of_councils(Meeting.objects.filter(date__range=(first, last))):
        may = can(scope.user, Verb.KEEP_MEETINGS, meeting)
        key = f"meeting-{meeting.pk}"
        found.entries.append(
            Entry(meeting.date, Kind.MEETING, meeting.body, key, meeting.pk, scope.council(meeting), can_open=may)
        )
    for election in scope.of_councils(Election.objects.filter(notice_date__lte=last, polling_day__gte=first)):
        may = can(scope.user, Verb.KEEP_MEETINGS, election)
        at = "" if may else reverse("campaigns:holds", kwargs={"pk": election.pk})
        found.periods.append(Period(election.name, election.notice_date, election.polling_day))
        for kind, day in ((Kind.NOTICE, election.notice_date), (Kind.POLLING, election.polling_day)):
            if first <= day <= last:
                key = f"{kind.name.lower()}-{election.pk}"
                found.entries.append(
                    Entry(day, kind, election.name, key, election.pk, scope.council(election), can_open=may, at=at)
                )
    years = range(first.year, last.year + 1)
    holidays = {
        (day, name)
        for nation in scope.nations()
        for year in years
        for day, name in named_holidays(year, nation).items()
    }
    found.entries += [Entry(day, Kind.HOLIDAY, name) for day, name in sorted(holidays) if first <= day <= last]
    return found


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    kinds = list(Kind)
    return sorted(entries, key=lambda entry: (entry.day, kinds.index(entry.kind)))


@dataclass(frozen=True)
class Day:
    """One day of a grid with what stands on it."""

    date: date
    entries: list[Entry]
    due_count: int
    is_today: bool
    is_in_period: bool

    @property
    def shown(self) -> list[Entry]:
        return self.entries if len(self.entries) == SHOWN_OF_A_DAY + 1 else self.entries[:SHOWN_OF_A_DAY]

    @property
    def folded(self) -> list[Entry]:
        return self.entries[len(self.shown) :]

    @property
    def in_short(self) -> str:
        """As the year's small months mark it: how many are due, and a letter for each other kind."""
        letters = "".join(kind.name[0] for kind in Kind if kind != Kind.DUE and self.has(kind))
        return f"{self.due_count or ''} {letters}".strip()

    @property
    def in_words(self) -> str:
        due = [f"{self.due_count} due"] if self.due_count else []
        return ", ".join(due + [f"{e.title}, {e.kind}" for e in self.entries if e.kind != Kind.DUE])

    def has(self, kind: Kind) -> bool:
        return any(entry.kind == kind for entry in self.entries)


def weeks_of(year: int, month: int, found: Contents, *, today: date) -> list[list[Day | None]]:
    """The month's weeks, Monday to Sunday; None where a day belongs to another month."""
    by_day: dict[date, list[Entry]] = {}
    for entry in found.entries:
        by_day.setdefault(entry.day, []).append(entry)
    return [
        [day_of(day, by_day, found, today) if day.month == month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]


def day_of(day: date, by_day: dict[date, list[Entry]], found: Contents, today: date) -> Day:
    is_in_period = any(period.first <= day <= period.last for period in found.periods)
    return Day(day, by_day.get(day, []), found.due_counts[day], day == today, is_in_period)


def months_away(year: int, month: int, count: int) -> date:
    """The first day of the month so many months on, or back."""
    months = year * 12 + month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
