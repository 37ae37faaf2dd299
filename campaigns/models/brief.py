"""A communications brief: why work is asked for, and every step by which it was decided on."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from campaigns.flow import STATES, WAITING, State
from campaigns.models.channel import Channel
from people.models import Membership, Officer, Role, ScopedQuerySet, User, VersionedModel
from plans.models import Audience, Contribution, Plan, Priority, Stakeholder


class BriefQuerySet(ScopedQuerySet):
    scope = "plan__organisation"

    def visible_to(self, user: User) -> Self:
        """Briefs of the reader's own councils; a draft is its writer's alone."""
        rows = super().visible_to(user).select_related("plan__organisation").asked_by_heads()
        return rows.filter(~Q(state=State.DRAFT) | Q(requester=user))

    def asked_by_heads(self) -> Self:
        """Each knows whether the Head of Communications has asked for it (`of_head`)."""
        heads = Membership.objects.filter(
            user=OuterRef("requester"), organisation=OuterRef("plan__organisation"), role=Role.HEAD_OF_COMMUNICATIONS
        )
        return self.annotate(of_head=Exists(heads))

    def in_order(self) -> Self:
        return self.order_by("-pk")

    def waiting(self) -> Self:
        """Those somebody is to move; nothing of a closed plan is."""
        return self.filter(state__in=WAITING).exclude(plan__status=Plan.Status.CLOSED)


class Brief(VersionedModel):
    """What a service asks of the communications team, from why to how it will be judged (OASIS: objectives, audience
    insight, strategy, implementation, scoring). A draft may lack anything; what must be there is asked at submitting.

    `is_proactive` and `is_controversial` are what the requester says, until the Head of Communications has judged them.
    `is_taken_in`: it came with a plan out of a file, which proves none of its steps; until it is approved here. `hours` is
    what the work will take, in working hours of the team. `needs` are lines of the plan's communication needs.
    """

    class Kind(models.TextChoices):
        PLANNED = "planned", "Planned work"
        URGENT = "urgent", "Urgent work, which something else makes way for"
        MEDIA = "media", "A media release or statement"

    class Source(models.TextChoices):
        SERVICE = "service", "A service"
        SMT = "smt", "The Chief Executive or a director"
        MEMBER = "member", "A Member"
        PARTNER = "partner", "A partner organisation"
        MEDIA = "media", "The media"
        SEASON = "season", "The time of year"
        TEAM = "team", "The communications team"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="briefs")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLANNED)
    state = models.CharField(max_length=10, choices=[*STATES.items()], default=State.DRAFT)
    state_on = models.DateField()
    chased_on = models.DateField(null=True, blank=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="briefs")
    requested_by = models.CharField(max_length=120)
    service_lead = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.SET_NULL, related_name="briefs")
    source = models.CharField(max_length=10, choices=Source, blank=True)
    # Objectives
    evidence = models.TextField(blank=True)
    aims = models.TextField(blank=True)
    objectives = models.TextField(blank=True)
    outcomes = models.TextField(blank=True)
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.SET_NULL, related_name="briefs"
    )
    # Audience insight
    audiences = models.ManyToManyField(Audience, blank=True, related_name="briefs")
    stakeholders = models.ManyToManyField(Stakeholder, blank=True, related_name="briefs")
    insight = models.TextField(blank=True)
    needs = models.JSONField(default=list, blank=True)
    # Strategy
    strategy = models.TextField(blank=True)
    messages = models.TextField(blank=True)
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.SET_NULL, related_name="briefs")
    # Implementation
    implementation = models.TextField(blank=True)
    channels = models.ManyToManyField(Channel, blank=True, related_name="briefs")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    budget = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    resources = models.TextField(blank=True)
    # Scoring
    scoring = models.TextField(blank=True)
    # Judged by the Head of Communications
    team = models.CharField(max_length=100, blank=True)
    hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    is_proactive = models.BooleanField(null=True)
    is_controversial = models.BooleanField(null=True)
    advice = models.TextField(blank=True)
    is_taken_in = models.BooleanField(default=False)

    objects = BriefQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="brief_has_a_title"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="brief_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("assessed", "approved", "planned", "seconding"))
                | Q(is_proactive__isnull=False, is_controversial__isnull=False, hours__isnull=False),
                name="approved_brief_is_judged",
            ),
        ]
        indexes = [models.Index(fields=["plan", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation_id(self) -> int:
        """Whose permissions count. Partners of the plan see none of it: what may be done with briefs takes `OWN`."""
        return self.plan.organisation_id


class BriefStep(models.Model):
    """One step of a brief, dated and named; rows are added and never changed. `words` are its question or reason.

    `round` counts how often the brief has been submitted: what was approved before a question was asked counts no more.
    """

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=10)
    before = models.CharField(max_length=10, choices=[*STATES.items()])
    after = models.CharField(max_length=10, choices=[*STATES.items()])
    words = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    part = models.CharField(max_length=20)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    is_told = False  # of one just taken: is whoever asked for the work written to?

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brief", "number"], name="a_brief_takes_one_step_at_a_time"),
            models.CheckConstraint(
                condition=~Q(step__in=("return", "decline")) | ~Q(words=""), name="refused_with_a_word"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brief}: {self.step} by {self.by_name}, {self.on:%d %B %Y}"
