"""When schools are closed, as the delivery plan minds it."""

from django.db import models
from django.db.models import F, Q

from people.models import Organisation, ScopedQuerySet, VersionedModel
from plans.periods import in_words


class SchoolHolidayQuerySet(ScopedQuerySet):
    def in_order(self):
        return self.order_by("first", "name", "pk")


class SchoolHoliday(VersionedModel):
    """Days on which the schools of a council's area are closed, both days included. Each area sets its own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="school_holidays")
    name = models.CharField(max_length=100)
    first = models.DateField()
    last = models.DateField()

    objects = SchoolHolidayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="school_holiday_has_a_name"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="school_holiday_ends_after_it_begins"),
            models.UniqueConstraint(fields=["organisation", "name", "first"], name="school_holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {in_words(self.first)} to {in_words(self.last)}"
