"""A council's month as the data its communications dashboard is drawn from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from actions.models import Occurrence
from campaigns.figures import addresses, figures_of_year
from campaigns.forms.coverage import NAMES
from campaigns.meter import TARGET, months_until, share_of
from campaigns.meter_table import in_per_cent
from campaigns.models import Campaign, Finding, PressOffice
from campaigns.press import Figure, Tally, figures_of, month_of
from campaigns.workload import work_done
from people.models import Organisation
from plans.models import Plan
from plans.periods import FinancialYear, bounds_of, month_bounds
from surveys.indicators import figure_words, standing_words
from surveys.models import Measure, Reading
from surveys.models.reading import latest_of
from surveys.readings import TARGET as OWN_TARGET
from surveys.readings import of_period

OF_WHAT_CAME = (Finding.Level.OUTCOME, Finding.Level.IMPACT)
Data = dict[str, Any]


def monthly_data(council: Organisation, first: date, *, now: datetime) -> Data:
    """The month that begins with `first`, as known now. Fourteen queries, however much there is."""
    today = timezone.localtime(now).date()
    (_, last), following = month_bounds(first.year, first.month), month_bounds(first.year, first.month + 1)
    delivered, upcoming = delivered_in(council, first, last), due_in(council, *following)
    public = [[one for one in found if not one.action.is_exempt] for found in (delivered, upcoming)]
    period = month_of(FinancialYear.containing(first), first)
    return {
        "authority": council.name,
        "month": first.isoformat(),
        "following": following[0].isoformat(),
        "on": today.isoformat(),
        "is_running": last >= today,
        **share_data(council, last),
        "delivered": [as_data(one, one.delivered_on) for one in public[0]],
        "upcoming": [as_data(one, one.due) for one in public[1]],
        "left_out": len({one.action_id for one in (*delivered, *upcoming) if one.action.is_exempt}),
        "figures": figures_data(council, period, now),
        "measures": measures_data(council, period, today),
        "finished": finished_data(council, first, last),
    }


def of_campaigns(council: Organisation) -> QuerySet[Occurrence]:
    """The dates of actions that belong to a campaign or go out by a channel."""
    related = ("action__parent", "action__activity__campaign", "action__activity__channel")
    return (
        Occurrence.objects.filter(action__plan__organisation=council, is_milestone=False)
        .filter(Q(action__activity__campaign__isnull=False) | Q(action__activity__channel__isnull=False))
        .select_related(*related)
    )


def delivered_in(council: Organisation, first: date, last: date) -> list[Occurrence]:
    found = of_campaigns(council).filter(delivered_on__range=(first, last))
    return list(found.order_by("-delivered_on", "action__title", "pk"))


def due_in(council: Organisation, first: date, last: date) -> list[Occurrence]:
    """What is still to be delivered; of a closed plan nothing is."""
    found = of_campaigns(council).filter(due__range=(first, last), delivered_on=None, missed_on=None)
    wanted = found.filter(action__dropped_on=None).exclude(action__plan__status=Plan.Status.CLOSED)
    return list(wanted.order_by("due", "action__title", "pk"))


def as_data(occurrence: Occurrence, on: date | None) -> Data:
    activity = occurrence.action.activity
    return {
        "title": occurrence.action.title,
        "label": occurrence.label,
        "on": on.isoformat() if on else None,
        "campaign": activity.campaign.title if activity.campaign else "",
        "channel": activity.channel.name if activity.channel else "",
        "address": reverse("actions:action", kwargs={"pk": occurrence.action_id}),
    }


def share_data(council: Organisation, last: date) -> Data:
    """How much of the twelve months up to a day was planned ahead, with the address of the rows."""
    share = share_of(work_done([council], months_until(last)[0][0], last))
    query = urlencode({"council": council.slug, "to": f"{last:%Y-%m}"})
    return {
        "aim": TARGET,
        "share": {"by_count": in_per_cent(share.by_count), "by_hours": in_per_cent(share.by_hours)},
        "share_of": {
            "count": share.count,
            "proactive": share.proactive,
            "hours": hours_words(share.hours),
            "proactive_hours": hours_words(share.proactive_hours),
            "without_hours": share.without_hours,
        },
        "share_rows": f"{reverse('campaigns:meter')}?{query}#rows",
    }


def hours_words(hours: Decimal) -> str:
    """1,250.5, and no noughts after it."""
    whole, _, rest = f"{hours:,.2f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def figures_data(council: Organisation, period: str, now: datetime) -> list[Data]:
    """The three media figures; of a month that has not begun, three without a value."""
    office = PressOffice.of(council)
    found = figures_of_year(office, FinancialYear.containing(bounds_of(period)[0]), now=now).get(period)
    found = found or figures_of(Tally(), period, office.targets, is_running=True)
    return [figure_data(found[key], name, council) for key, name in NAMES.items()]


def figure_data(figure: Figure, name: str, council: Organisation) -> Data:
    own, among = addresses(figure, council)
    counts = f" ({figure.count} of {figure.base})" if figure.base else ""
    note = f", {figure.note}" if figure.note else ""
    counted = [] if figure.count is None else [(figure.counted, own)]
    if figure.base:
        counted.append((f"all {figure.base}", among))
    return {
        "name": name,
        "rag": figure.rag,
        "reached": f"{figure.words}{counts}{note}",
        "target": figure.held_to,
        "address": among,
        "counted": counted,
    }


def measures_data(council: Organisation, period: str, today: date) -> list[Data]:
    """The measures that are read every month, of the plans whose years the month is in. Three queries."""
    year = FinancialYear.containing(bounds_of(period)[0]).start_year
    measures = list(
        Measure.objects.to_be_read()
        .filter(plan__organisation=council, plan__first_year__lte=year, plan__last_year__gte=year)
        .filter(frequency=Measure.Frequency.MONTH)
        .select_related("plan")
        .prefetch_related("targets")
        .order_by("plan__title", "plan", "position", "pk")
    )
    rows = Reading.objects.filter(measure__in=[one.pk for one in measures], period=period).known_on(today)
    latest = latest_of(rows)
    return [measure_data(one, latest.get((one.pk, period)), period) for one in measures]


def measure_data(measure: Measure, reading: Reading | None, period: str) -> Data:
    standing = of_period(measure.held_to(measure.plan), {period: reading.known} if reading else {}, period)
    target = "" if standing.target is None else figure_words(standing.target, measure.unit)
    if target and measure.is_lower_better:
        target += " or less"
    if target and standing.against != OWN_TARGET:
        target = f"{target} (benchmark)"
    return {
        "name": measure.statement,
        "rag": standing.rating,
        "reached": standing_words(standing, measure.unit),
        "target": target,
        "address": reverse("surveys:measure", kwargs={"pk": measure.pk}),
        "counted": [],
    }


def finished_data(council: Organisation, first: date, last: date) -> list[Data]:
    """Three queries."""
    findings = Finding.objects.filter(level__in=OF_WHAT_CAME).order_by("pk")
    found = Campaign.objects.filter(plan__organisation=council, finished_on__range=(first, last)).order_by(
        "finished_on", "title", "pk"
    )
    rows = found.prefetch_related("spending", Prefetch("findings", findings, to_attr="what_came"))
    return [
        {
            "title": one.title,
            "address": reverse("campaigns:campaign", kwargs={"pk": one.pk}),
            "budget": None if one.budget is None else pounds(one.budget),
            "spent": pounds(one.spent),
            "findings": [
                {"level": row.get_level_display(), "expected": row.expected, "found": row.found}
                for level in OF_WHAT_CAME
                for row in one.what_came
                if row.level == level
            ],
            "lessons": one.lessons,
        }
        for one in rows
    ]


def pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}".removesuffix(".00")
