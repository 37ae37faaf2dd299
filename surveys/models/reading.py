"""What a measure stood at in a period: the figures that nobody is surveyed for."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from plans.models import PlanPartQuerySet
from plans.periods import read_period
from plans.rag import MEANINGS, Rag
from surveys.models.measure import NOT_NEGATIVE, Measure
from surveys.readings import Figure, Known

PUBLISHED = [(rag.value, MEANINGS[rag].label) for rag in (Rag.GREEN, Rag.AMBER, Rag.RED)]


class ReadingQuerySet(PlanPartQuerySet):
    scope = "measure__plan"

    def known_on(self, day):
        return self.filter(on__lte=day).order_by("on", "pk")


def latest_of(readings: Iterable[Reading]) -> dict[tuple[int, str], Reading]:
    """{(measure id, period): its latest reading} of readings in their order."""
    return {(one.measure_id, one.period): one for one in readings}


class Reading(models.Model):
    """The figure of a measure for a period ("2013/14-Q1", "2013/14-M01" for April 2013, "2013/14"). A correction is
    another row; the latest counts.

    Of a percentage that is so many of so many the counts are kept, and `value` follows from them, to two decimals;
    `figure.exact` is compared. `published` is the colour that a paper gave it.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    period = models.CharField(max_length=11)
    value = models.DecimalField(max_digits=14, decimal_places=2, validators=NOT_NEGATIVE)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    is_confirmed = models.BooleanField(default=False)
    published = models.CharField(max_length=15, choices=PUBLISHED, blank=True)
    comment = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["measure", "period", "on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, base__isnull=True)
                | Q(numerator__isnull=False, base__isnull=False, base__gte=1, numerator__lte=F("base")),
                name="so_many_of_so_many",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.period}"

    def clean(self) -> None:
        """Raises ValidationError where it is no reading of its measure."""
        super().clean()
        try:
            each = read_period(self.period)[1]
        except ValueError as fault:
            raise ValidationError({"period": str(fault)}) from None
        if each != self.measure.frequency:
            raise ValidationError({"period": f"The measure is read {self.measure.get_frequency_display().lower()}."})
        check_figure(self.measure, self.figure)

    @property
    def figure(self) -> Figure:
        return Figure(self.value, self.numerator, self.base)

    @property
    def known(self) -> Known:
        return Known(self.figure, self.is_confirmed, self.published, self.comment)


def check_figure(measure: Measure, figure: Figure) -> None:
    """Raises ValidationError, in a sentence, where a figure cannot be a reading of the measure."""
    is_share = measure.unit == Measure.Unit.PER_CENT
    if figure.base is not None:
        if not is_share:
            raise ValidationError(f"“{figure}” is a share, and the measure counts something else.")
        if figure.base < 1 or figure.numerator is None or figure.numerator > figure.base:
            raise ValidationError(f"“{figure}” is more than there are.")
        if figure != Figure.of_counts(figure.numerator, figure.base):
            raise ValidationError(f"“{figure}” is another percentage.")
    elif is_share and measure.outturn_by == Measure.OutturnBy.SUM:
        raise ValidationError("Percentages cannot be added up, only counts. Enter it as, say, 42 of 60.")
    if is_share and figure.value > Decimal(100):
        raise ValidationError("A percentage is 100 or less.")
