"""A plan: whose it is, which years it covers, and the rules it sets for its own colours and reminders."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from people.models import Organisation, ScopedQuerySet, User, VersionedModel
from plans.models.header import PlanHeader
from plans.models.partner import PlanPartner
from plans.models.rules import PlanRules
from plans.periods import FinancialYear, Years
from plans.rag import RollUp


class PlanQuerySet(ScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Plans of the reader's councils, and those their council is a partner on."""
        if user.is_superuser:
            return self
        ours = user.organisation_ids
        partnered = Plan.partners.through.objects.filter(organisation__in=ours).values("plan")
        return self.filter(Q(organisation__in=ours) | Q(pk__in=partnered))

    def in_order(self) -> Self:
        return self.order_by("-first_year", "title")


class PlanPartQuerySet(ScopedQuerySet):
    """Rows that hang on a plan."""

    scope = "plan"

    def visible_to(self, user: User) -> Self:
        if user.is_superuser:
            return self
        return self.filter(**{f"{self.scope}__in": Plan.objects.visible_to(user)})


class Plan(PlanHeader, PlanRules, VersionedModel):
    """A communications, business or improvement plan for one financial year or several.

    `previous` is last year's, from which this one was rolled forward.
    """

    class Kind(models.TextChoices):
        COMMUNICATIONS = "communications", "Communications plan"
        BUSINESS = "business", "Business plan"
        IMPROVEMENT = "improvement", "Improvement plan"
        STRATEGY = "strategy", "Strategy"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ADOPTED = "adopted", "Adopted"
        CLOSED = "closed", "Closed"

    class Cycle(models.TextChoices):
        """How often progress is asked for; silence is measured against it."""

        MONTHLY = "monthly", "Every month"
        QUARTERLY = "quarterly", "Every quarter"
        HALF_YEARLY = "half-yearly", "Every half-year"
        YEARLY = "yearly", "Every year"

        @property
        def months(self) -> int:
            return {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[self.value]

        @property
        def period(self) -> str:
            """What one of its periods is called."""
            return {"monthly": "month", "quarterly": "quarter", "half-yearly": "half-year", "yearly": "year"}[
                self.value
            ]

    class Drives(models.TextChoices):
        EVIDENCE = "evidence", "What the replies show about everybody asked"
        PLAIN = "plain", "The replies alone"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    partners = models.ManyToManyField(
        Organisation, blank=True, related_name="partner_plans", through="plans.PlanPartner"
    )
    partnership = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.COMMUNICATIONS)
    first_year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1974), MaxValueValidator(2099)])
    last_year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1974), MaxValueValidator(2099)])
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.CharField("Adopted by", max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    stands_on = models.DateField(null=True, blank=True, editable=False)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="following")
    cycle = models.CharField(max_length=12, choices=Cycle, default=Cycle.MONTHLY)
    roll_up = models.CharField(max_length=10, choices=RollUp, default=RollUp.MAJORITY)
    measures_driven_by = models.CharField(max_length=10, choices=Drives, default=Drives.EVIDENCE)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=models.F("first_year")), name="plan_years_in_order"),
            models.CheckConstraint(
                condition=Q(status="draft", adopted_on__isnull=True)
                | (~Q(status="draft") & Q(adopted_on__isnull=False)),
                name="adopted_plan_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
                name="closed_plan_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(remind_second_days__lt=models.F("remind_first_days"))
                & Q(remind_overdue_days__lt=models.F("escalate_days")),
                name="reminders_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def authority(self) -> str:
        """In whose name it is published: the partnership's, else the council's."""
        return self.partnership or self.organisation.name

    def as_at(self, on: date) -> date:
        """The day it is rated at, asked on a day: a closed plan stands as it did when it was closed."""
        is_closed = self.status == self.Status.CLOSED and self.stands_on
        return min(on, self.stands_on) if is_closed and self.stands_on else on

    @property
    def years(self) -> Years:
        return Years(FinancialYear(self.first_year), FinancialYear(self.last_year))

    @property
    def period_months(self) -> int:
        """How long a period of its cycle is."""
        return self.Cycle(self.cycle).months

    @cached_property
    def partner_ids(self) -> list[int]:
        return list(self.rights_of_partners)

    @cached_property
    def rights_of_partners(self) -> dict[int, str]:
        """{partner council's id: what its people may do}."""
        return {one.organisation_id: one.rights for one in self.partnerships.all()}

    @property
    def reader_ids(self) -> set[int]:
        """The partners whose people read it and do no more."""
        return {pk for pk, rights in self.rights_of_partners.items() if rights == PlanPartner.Rights.READ}

    @property
    def council_ids(self) -> list[int]:
        """Its own council and its partners."""
        return [self.organisation_id, *self.partner_ids]

    @property
    def contributing_ids(self) -> list[int]:
        """The councils whose officers may be given its actions: its own, and the partners that do more than read."""
        return [pk for pk in self.council_ids if pk not in self.reader_ids]
