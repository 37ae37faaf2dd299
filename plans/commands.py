"""What commands about plans take alike."""

from __future__ import annotations

from django.core.management.base import CommandError

from plans.models import Plan
from plans.periods import FinancialYear, Years


def plan_named(slug: str) -> Plan:
    """The plan of a slug.

    Raises:
        CommandError: there is none.
    """
    plan = Plan.objects.select_related("organisation").filter(slug=slug).first()
    if plan is None:
        raise CommandError(f"There is no plan “{slug}”.")
    return plan


def plan_years(text: str | None) -> Years | None:
    """The years of --year.

    Raises:
        CommandError: it is no financial year.
    """
    if not text:
        return None
    try:
        year = FinancialYear.parse(text)
    except ValueError as fault:
        raise CommandError(str(fault)) from None
    return Years(year, year)
