"""What the media said: a council's log of coverage."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.models.enquiry import Enquiry, Outlet
from campaigns.press import NATIONAL_REACH, NEGATIVE, NEUTRAL, POSITIVE, REGIONAL_REACH
from people.models import Organisation, ScopedQuerySet, VersionedModel
from plans.models import Plan


class CoverageQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("-on", "-pk")


class Coverage(VersionedModel):
    """One piece. The plan is `for_plan`: who may see the piece hangs on its council alone, never on a plan's partners."""

    class Tone(models.TextChoices):
        POSITIVE = "positive", "Positive"
        NEUTRAL = "neutral", "Neutral"
        NEGATIVE = "negative", "Negative"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="coverage")
    on = models.DateField()
    outlet = models.CharField(max_length=120)
    headline = models.CharField(max_length=300)
    link = models.CharField(max_length=500, blank=True)
    tone = models.CharField(max_length=10, choices=Tone)
    reach = models.CharField(max_length=10, choices=Outlet)
    enquiry = models.ForeignKey(Enquiry, null=True, blank=True, on_delete=models.SET_NULL, related_name="coverage")
    for_plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="coverage")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="coverage")
    note = models.TextField(blank=True)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [
            models.CheckConstraint(condition=~Q(headline="") & ~Q(outlet=""), name="coverage_says_who_and_what"),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://") | Q(link__startswith="http://"),
                name="coverage_links_to_a_page",
            ),
            models.CheckConstraint(
                condition=Q(tone__in=(POSITIVE, NEUTRAL, NEGATIVE)), name="coverage_has_one_of_three_tones"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "on"])]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.headline}"


# What the figures count, as conditions: `press.tally_of_piece` says the same of one piece.
MENTIONED = Q(reach=NATIONAL_REACH, tone=POSITIVE)
REGIONAL = Q(reach=REGIONAL_REACH)
REGIONAL_GOOD = REGIONAL & Q(tone__in=(POSITIVE, NEUTRAL))
