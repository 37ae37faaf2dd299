"""How we will know that a plan is a success."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from people.figure_fields import bare, unit_in
from people.models import Officer, User
from plans.models import Audience, Objective, Plan, PlanPartQuerySet, PlanRow, RowQuerySet
from plans.periods import read_period
from surveys.readings import Held

FIGURE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class MeasureQuerySet(RowQuerySet):
    def to_be_surveyed(self):
        """Those of which a survey can show something: a share with a target."""
        return self.filter(unit="per_cent", target__isnull=False)

    def to_be_read(self) -> Self:
        """Those whose figures somebody enters period by period: all but those that only surveys ask about."""
        return self.filter(Q(questions=None) | Q(targets__isnull=False) | Q(readings__isnull=False)).distinct()


class Measure(PlanRow):
    """What is to be reached, and by how much. Between floor and target it is amber.

    What was reached last year (`outturn`) and elsewhere (`benchmark`) stands as it was written. A measure may be known
    before its target is: then nothing is compared, and the plan's health check says so.
    """

    class Unit(models.TextChoices):
        PER_CENT = "per_cent", "Per cent"
        COUNT = "count", "Number"
        MONEY = "money", "Pounds"
        TIME = "time", "Hours"

    class Level(models.TextChoices):
        """How far a measure reaches, from what was sent to what came of it."""

        OUTPUT = "output", "Output: what was sent, printed or shown"
        OUT_TAKE = "out_take", "Out-take: what people noticed or understood"
        OUTCOME = "outcome", "Outcome: what people did or thought differently"
        IMPACT = "impact", "Impact: what it did for the council and its area"

    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"

    class Frequency(models.TextChoices):
        """How often it is read."""

        MONTH = "month", "Every month"
        QUARTER = "quarter", "Every quarter"
        YEAR = "year", "Once a year"

    class OutturnBy(models.TextChoices):
        """What a year makes of the readings in it."""

        LAST = "last", "As it stands at the end of each period, or counted since 1 April"
        SUM = "sum", "Each period by itself; the year adds them up"

    owned = ("targets",)

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    audience = models.ForeignKey(
        Audience, verbose_name="Audience", null=True, blank=True, on_delete=models.SET_NULL, related_name="measures"
    )
    objective = models.ForeignKey(
        Objective,
        verbose_name="Objective it shows",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="measures",
    )
    owner = models.ForeignKey(
        Officer,
        verbose_name="Who reads it",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="measures",
    )
    statement = models.CharField("Measure", max_length=300)
    level = models.CharField("Level", max_length=10, choices=Level, blank=True)
    unit = models.CharField("Unit", max_length=10, choices=Unit, default=Unit.PER_CENT)
    better = models.CharField("Which way is better", max_length=10, choices=Better, default=Better.HIGHER)
    target = models.DecimalField(
        "Target", max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    floor = models.DecimalField(
        "Floor performance standard", max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    frequency = models.CharField("How often it is read", max_length=10, choices=Frequency, default=Frequency.QUARTER)
    outturn_by = models.CharField("What a reading counts", max_length=10, choices=OutturnBy, default=OutturnBy.LAST)
    outturn = models.CharField("Previous outturn", max_length=100, blank=True)
    benchmark = models.CharField("Comparative benchmark", max_length=100, blank=True)
    source = models.CharField("How it is evidenced", max_length=300, blank=True)

    objects = MeasureQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(floor__isnull=True)
                | Q(target__isnull=True)
                | Q(better="higher", floor__lt=F("target"))
                | Q(better="lower", floor__gt=F("target")),
                name="floor_on_the_worse_side_of_the_target",
            ),
            models.CheckConstraint(
                condition=~Q(unit="per_cent") | Q(target__isnull=True) | Q(target__lte=100), name="target_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    def clean(self) -> None:
        """Raises ValidationError, by field, where target and floor contradict the unit or each other."""
        super().clean()
        lower = self.is_lower_better
        if self.unit == self.Unit.PER_CENT:
            for name in ("target", "floor"):
                if (getattr(self, name) or 0) > 100:
                    raise ValidationError({name: "A percentage is 100 or less."})
        if self.floor is not None and self.target is not None:
            is_beyond = self.floor <= self.target if lower else self.floor >= self.target
            if is_beyond:
                raise ValidationError({"floor": f"The floor lies {'above' if lower else 'below'} the target."})
        if self.pk and not self.can_be_surveyed and self.questions.exists():
            raise ValidationError("Surveys have asked about this measure: it stays a percentage with a target.")
        if self.pk:
            self.clean_readings()

    def clean_readings(self) -> None:
        """Raises ValidationError where readings that stand would no longer be what the measure says."""
        standing = {one.period: one for one in self.readings.order_by("on", "pk")}.values()  # the latest of each
        is_share = self.unit == self.Unit.PER_CENT
        if any(read_period(one.period)[1] != self.frequency for one in standing):
            raise ValidationError({"frequency": "It has readings of other periods already, so this stays as it was."})
        if any(one.base is not None and not is_share or is_share and one.value > 100 for one in standing):
            raise ValidationError({"unit": "It has readings in another unit. Correct those first."})
        if is_share and self.outturn_by == self.OutturnBy.SUM and any(one.base is None for one in standing):
            raise ValidationError(
                {
                    "outturn_by": "Percentages cannot be added up, only counts. Enter its readings as “42 of 60” first, "
                    "or have a reading count as it stands."
                }
            )

    def figure_in_words(self, figure: Decimal) -> str:
        """66%, £1200, 24 hours, 10."""
        words = {self.Unit.PER_CENT: "{}%", self.Unit.MONEY: "£{}", self.Unit.TIME: "{} hours"}
        return words.get(self.Unit(self.unit), "{}").format(super().figure_in_words(figure))

    def is_assigned_to(self, user: User) -> bool:
        """Is it the person's own to read?"""
        return self.owner is not None and self.owner.user_id == user.pk

    def held_to(self, plan: Plan) -> Held:
        """What its readings are held to, by the rules of its plan."""
        exact = {
            name: None if (number := getattr(self, name)) is None else Fraction(number) for name in ("target", "floor")
        }
        return Held(
            frequency=self.frequency,
            outturn_by=self.outturn_by,
            is_lower_better=self.better == self.Better.LOWER,
            is_share=self.unit == self.Unit.PER_CENT,
            benchmark=figure_in(self.benchmark, self.unit),
            tolerance=Fraction(plan.tolerance, 100),
            targets={one.period: Fraction(one.value) for one in self.targets.all() if one.value is not None},
            **exact,
        )

    @property
    def can_be_surveyed(self) -> bool:
        """Can the share of those who said yes be set against it?"""
        return self.unit == self.Unit.PER_CENT and self.target is not None

    @property
    def target_share(self) -> Fraction:
        """The target of one that can be surveyed, as an exact share; 0 where it has none."""
        return Fraction(self.target or 0) / 100

    @property
    def is_lower_better(self) -> bool:
        return self.better == self.Better.LOWER


def figure_in(text: str, unit: str) -> Fraction | None:
    """The figure that a text is, in that unit or none: "51%", "1,200". None where it says more, or something else."""
    number = bare(text) if unit_in(text) in ("", unit) else ""
    return Fraction(number) if FIGURE.fullmatch(number) else None


class TargetQuerySet(PlanPartQuerySet):
    scope = "measure__plan"


class Target(models.Model):
    """A measure's target for one quarter or year, None where the plan names the period and not yet the figure.

    `period` is "2013/14-Q1" or "2013/14".
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="targets")
    period = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "period"], name="one_target_a_period")]
        ordering = ["period"]

    def __str__(self) -> str:
        return f"{self.measure}, {self.period}"
