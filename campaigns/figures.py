"""The three media figures of a council's year, read from its logs, and the addresses of the rows behind each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Coverage, Enquiry, PressOffice
from campaigns.press import MENTIONS, REGIONAL, Call, Figure, Piece, year_of_figures
from people.models import Organisation
from plans.periods import FinancialYear, bounds_of

COVERAGE_OF = {  # what stands behind count and base, as the list of coverage takes it
    MENTIONS: ({"reach": "national", "tone": "positive"}, {}),
    REGIONAL: ({"reach": "regional", "tone": "not-negative"}, {"reach": "regional"}),
}


def figures_of_year(office: PressOffice, year: FinancialYear, *, now: datetime) -> dict[str, dict[str, Figure]]:
    """{period: {key: figure}} as far as the year has begun. Two queries."""
    council = office.organisation
    pieces = Coverage.objects.filter(organisation=council, on__range=(year.first, year.last))
    calls = Enquiry.objects.filter(organisation=council, **received_in(year.first, year.last))
    local = timezone.localtime
    return year_of_figures(
        year,
        [Piece(*row) for row in pieces.values_list("on", "tone", "reach")],
        [Call(local(came), answered) for came, answered in calls.values_list("received_at", "answered_at")],
        office.targets,
        now=local(now),
    )


def received_in(first: date | None, last: date | None) -> dict[str, datetime]:
    """The condition that an enquiry came in on one of these days, by the clock of the council."""
    found = {}
    if first:
        found["received_at__gte"] = timezone.make_aware(datetime.combine(first, time.min))
    if last:
        found["received_at__lt"] = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    return found


def addresses(figure: Figure, council: Organisation) -> tuple[str, str]:
    """The lists of exactly the rows that are counted, and of those they are counted among."""
    first, last = bounds_of(figure.period)
    common = {"council": council.slug, "first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    if figure.key in COVERAGE_OF:
        page, wanted = reverse("campaigns:coverage"), COVERAGE_OF[figure.key]
    else:
        page, wanted = reverse("campaigns:media"), ({"within": "yes"}, {"within": "counted"})
    return f"{page}?{urlencode(common | wanted[0])}", f"{page}?{urlencode(common | wanted[1])}"


def years_logged(council: Organisation, today: date) -> list[FinancialYear]:
    """The years from the first in which something was logged to this one, the latest first. Two queries."""
    first = Coverage.objects.filter(organisation=council).aggregate(on=Min("on"))["on"] or today
    came = Enquiry.objects.filter(organisation=council).aggregate(at=Min("received_at"))["at"]
    earliest = min(first, timezone.localtime(came).date() if came else today, today)
    until, since = FinancialYear.containing(today).start_year, FinancialYear.containing(earliest).start_year
    return [FinancialYear(year) for year in range(until, since - 1, -1)]
