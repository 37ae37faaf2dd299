"""Meetings, which the dates of actions and of papers hang on."""

from django.db import models
from django.db.models import Q

from people.models import Organisation, ScopedQuerySet, VersionedModel


class MeetingQuerySet(ScopedQuerySet):
    def in_order(self):
        return self.order_by("date", "body")

    def known_to(self, plan):
        """The meetings a plan's dates may hang on, those of its councils, as (id, body, date)."""
        return list(self.filter(organisation__in=plan.council_ids).in_order().values_list("pk", "body", "date"))


class Meeting(VersionedModel):
    """One sitting of a body (Cabinet, a board, a committee) on a day.

    `uid` is what the calendar file it was read from calls it, so that reading the file again moves it and adds nothing.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meetings")
    body = models.CharField(max_length=120)
    date = models.DateField()
    uid = models.CharField(max_length=255, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "body", "date"], name="meeting_once_a_day"),
            models.UniqueConstraint(fields=["organisation", "uid"], condition=~Q(uid=""), name="meeting_once_a_uid"),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.date:%A} {self.date.day} {self.date:%B %Y}"
