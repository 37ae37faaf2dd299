"""When an officer is away, and who stands in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from people.models.officer import Officer


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(first__lte=day, last__gte=day)

    def covered_by(self, user, day):
        """The officers for whom a person stands in on a day."""
        ours = self.on(day).filter(cover__user=user, cover__organisation__in=user.organisation_ids)
        return ours.values("officer")


class Absence(models.Model):
    """An officer is away from `first` to `last`, both included. `cover` is reminded instead, and may post for them."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="absences")
    cover = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.CASCADE, related_name="covers")
    first = models.DateField()
    last = models.DateField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="absence_in_order"),
            models.CheckConstraint(condition=Q(cover=None) | ~Q(cover=F("officer")), name="covered_by_somebody_else"),
        ]
        indexes = [models.Index(fields=["last"])]

    def __str__(self) -> str:
        return f"{self.officer}, {self.first} to {self.last}"
