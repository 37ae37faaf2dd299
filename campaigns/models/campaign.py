"""What becomes of an approved brief: a campaign with its activities in the plan, its spending, its evaluation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actions.models import Action, Occurrence
from campaigns.models.brief import Brief
from campaigns.models.channel import Channel
from people.models import ScopedQuerySet, VersionedModel
from plans.models import KeyMessage, Plan, Priority
from surveys.models import Measure


class CampaignQuerySet(ScopedQuerySet):
    scope = "plan__organisation"

    def visible_to(self, user):
        return super().visible_to(user).select_related("plan__organisation", "brief")

    def in_order(self):
        return self.order_by(F("starts_on").asc(nulls_last=True), "title", "pk")


class Campaign(VersionedModel):
    """Work that was approved and stands in the plan. `lessons` are offered to the next brief for the same people."""

    brief = models.OneToOneField(Brief, on_delete=models.CASCADE, related_name="campaign")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="campaigns")
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.SET_NULL, related_name="campaigns")
    title = models.CharField(max_length=200)
    team = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    budget = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    is_proactive = models.BooleanField()
    messages = models.ManyToManyField(KeyMessage, blank=True, related_name="campaigns")
    lessons = models.TextField(blank=True)
    finished_on = models.DateField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="campaign_has_a_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation_id(self) -> int:
        return self.plan.organisation_id

    @property
    def spent(self) -> Decimal:
        return sum((one.amount for one in self.spending.all()), Decimal())


class Activity(VersionedModel):
    """What communications know of an action: the campaign it belongs to, the channel it goes out by, what it takes, and
    whether it is publicity. Any action of a plan may have one; one of a campaign always does.
    """

    class Publicity(models.TextChoices):
        NOT_SAID = "", "Not said"
        INTERNAL = "internal", "Internal: for staff or Members alone"
        STATUTORY = "statutory", "A statutory notice"
        PUBLIC = "public", "For the public"
        QUOTES_MEMBER = "quotes_member", "Quotes or pictures a Member"
        LAUNCH = "launch", "A public launch"
        CONSULTATION = "consultation", "A consultation"
        CONTROVERSIAL = "controversial", "Controversial"

    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="activity")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="activities")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")
    hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    publicity = models.CharField(max_length=15, choices=Publicity, default=Publicity.NOT_SAID, blank=True)

    class Meta:
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return str(self.action)

    @property
    def next_due(self) -> date | None:
        """The next day on which it is still to be delivered, of occurrences read beforehand."""
        open_days = [one.due for one in self.action.occurrences.all() if not (one.delivered_on or one.missed_on)]
        return min(open_days, default=None)


class Displacement(models.Model):
    """Planned work that makes way for urgent work: which due date goes back, to when, and why. It is proposed at the
    assessment of the urgent brief and carried out when that is approved (`done_on`).

    `was_due` is the day as it stood, `days` how far it went back; `told` the names of those who were written to.
    """

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="displacements")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="displacements")
    occurrence = models.ForeignKey(Occurrence, null=True, on_delete=models.SET_NULL, related_name="displacements")
    was_due = models.DateField()
    due = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    approved_by = models.CharField(max_length=300, blank=True)
    done_on = models.DateField(null=True, blank=True)
    told = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="displaced_for_a_reason"),
            models.CheckConstraint(condition=Q(due__gt=models.F("was_due")), name="displaced_to_a_later_day"),
            models.UniqueConstraint(fields=["brief", "action", "was_due"], name="displaced_once_by_a_brief"),
        ]

    def __str__(self) -> str:
        return f"{self.action} makes way for {self.brief}"

    @property
    def days(self) -> int:
        return (self.due - self.was_due).days


class Spending(VersionedModel):
    """Money that was spent on a campaign; `by_name` has entered it. What a correction made of it stands in the trail."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="spending")
    what = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=11, decimal_places=2)
    on = models.DateField()
    by_name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "spending"

    def __str__(self) -> str:
        return f"{self.what}: £{self.amount:,}"


class Finding(VersionedModel):
    """One line of a campaign's evaluation, at one of the five levels of the public evaluation framework."""

    class Level(models.TextChoices):
        INPUT = "input", "Inputs"
        OUTPUT = "output", "Outputs"
        OUT_TAKE = "out_take", "Out-takes"
        OUTCOME = "outcome", "Outcomes"
        IMPACT = "impact", "Impact"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="findings")
    level = models.CharField(max_length=10, choices=Level)
    expected = models.CharField(max_length=300, blank=True)
    found = models.TextField(blank=True)
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.SET_NULL, related_name="findings")

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.found or self.expected}"
