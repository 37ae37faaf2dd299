"""The private addresses under which calendars are read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F

from people.models import User
from plans.models import Plan


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> CalendarFeedQuerySet:
        """A feed is its maker's alone, whatever role anybody holds."""
        return self.filter(user=user)

    def in_order(self) -> CalendarFeedQuerySet:
        return self.order_by(F("revoked_at").desc(nulls_first=True), "-made_at", "-pk")


class CalendarFeed(models.Model):
    """A private address at which calendar programs read a person's own dates, or those of a plan.

    Of the address no more than a digest is kept: it is shown when it is made, and by nobody to be found afterwards.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.plan.title if self.plan else "My own dates"
