"""Taking a media figure over as a reading of a plan's measure, with the counts it follows from."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from campaigns.figures import figures_of_year
from campaigns.models import PressOffice
from campaigns.press import Figure
from people.models import Organisation, StaleVersionError, User
from people.permissions import Verb, check
from plans.periods import period_in_words, read_period
from surveys.models import Measure, Reading
from surveys.readings import Figure as Read
from surveys.services.readings import Entered, record_readings

FREQUENCIES = {"month": "every month", "quarter": "every quarter", "year": "once a year"}


@transaction.atomic
def take_over(
    *, organisation: Organisation, key: str, period: str, measure: Measure, version: int, by: User, now: datetime
) -> Reading | None:
    """Record a figure as the measure's reading of that period; None where it stands so already. The reading is confirmed
    once the period is over and no call of it can still be answered in time.

    Raises:
        PermissionDenied: the person may not enter readings of that measure.
        ValidationError: there is no figure, the measure is another council's, counts something else or at other times,
            or has been saved meanwhile.
    """
    check(by, Verb.SEE_CAMPAIGNS, organisation)
    check(by, Verb.ENTER_COUNTS, measure)
    if measure.plan.organisation_id != organisation.pk:
        raise ValidationError({"measure": f"“{measure}” is not {organisation}’s measure."})
    found = figures_of_year(PressOffice.of(organisation), read_period(period)[0], now=now).get(period, {}).get(key)
    if found is None or found.value is None:
        said = f" ({found.note})" if found and found.note else ""
        raise ValidationError(
            {"period": f"There is no figure for {period_in_words(period)}{said}. Choose another period."}
        )
    check_fits(found, measure)
    entered = Entered(as_read(found), is_confirmed=not found.is_running and not found.waiting)
    try:
        made = record_readings(
            plan=measure.plan, by=by, versions={measure.pk: version}, readings={measure: {period: entered}},
            on=timezone.localtime(now).date(),
        )  # fmt: skip
    except StaleVersionError:
        raise ValidationError(
            {"measure": f"“{measure}”, or its readings, were saved meanwhile. Look at them, then choose it again."}
        ) from None
    return made[0] if made else None


def as_read(figure: Figure) -> Read:
    """The figure as surveys keep it: a share by its counts, from which the percentage follows."""
    if figure.count is not None and figure.base is not None:
        return Read.of_counts(figure.count, figure.base)
    return Read(Decimal(figure.count or 0))


def check_fits(figure: Figure, measure: Measure) -> None:
    wanted = Measure.Unit.PER_CENT if figure.is_share else Measure.Unit.COUNT
    if measure.unit != wanted:
        kind = "a percentage" if figure.is_share else "a number"
        raise ValidationError({"measure": f"This figure is {kind}, and “{measure}” is read in another unit."})
    each = read_period(figure.period)[1]
    if measure.frequency != each:
        raise ValidationError(
            {"period": f"“{measure}” is read {FREQUENCIES[measure.frequency]}. Choose such a period."}
        )
