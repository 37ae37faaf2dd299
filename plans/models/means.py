"""What a plan works with and what could stop it: money, people, risks, continuity, support from others."""

from django.db import models

from plans.models.amount_field import AmountField
from plans.models.rows import PlanRow, of_plan


class FinanceRow(PlanRow):
    """The budget of one unit. Amounts stand as they were written, as drafts say "TBC"."""

    plan = of_plan("finance")
    unit = models.CharField("Divisional unit", max_length=200)
    manager = models.CharField("Responsible manager", max_length=200, blank=True)
    staffing = AmountField("Staffing")
    non_staffing = AmountField("Non-staffing")
    gross = AmountField("Gross expenditure")
    income = AmountField("Service income")
    net = AmountField("Net expenditure")
    grants = AmountField("Government grants")
    net_cost = AmountField("Net cost")

    def __str__(self) -> str:
        return self.unit


class EstablishmentRow(PlanRow):
    """Full-time equivalents now and as estimated for the end of the plan's year."""

    plan = of_plan("establishment")
    unit = models.CharField("Unit", max_length=200, blank=True, help_text="Blank for the whole service.")
    now = AmountField("FTE at the start")
    estimate = AmountField("Estimate of FTE at the end")
    reasons = models.TextField("Reasons for any variance", blank=True)

    def __str__(self) -> str:
        return self.unit or "Establishment"


class Risk(PlanRow):
    plan = of_plan("risks")
    risk = models.TextField("Risk")
    mitigation = models.TextField("Mitigation", blank=True)

    def __str__(self) -> str:
        return self.risk


class Continuity(PlanRow):
    """A critical function, how long it may be away, and the least that must be kept up."""

    plan = of_plan("continuity")
    function = models.TextField("Critical function")
    timescale = models.CharField("Timescale", max_length=300, blank=True)
    minimum = models.TextField("Minimum service level", blank=True)

    class Meta:
        verbose_name_plural = "continuity"

    def __str__(self) -> str:
        return self.function


class Support(PlanRow):
    """Work that needs another division or service."""

    plan = of_plan("support")
    activity = models.TextField("Activity details", help_text="Which division or service, and what they are asked for.")
    impact = models.TextField("Expected impact", blank=True)
    expected = models.CharField("Expected date", max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "support"

    def __str__(self) -> str:
        return self.activity
