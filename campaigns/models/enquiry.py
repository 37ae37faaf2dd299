"""What the media ask, and what they are told: a council's log of enquiries."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from campaigns.press import HOURS, Targets, is_late, standing_in_words
from people.models import Officer, Organisation, ScopedQuerySet, VersionedModel

MOST_HOURS = 240
SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class Outlet(models.TextChoices):
    """How far an outlet reaches; coverage is counted by it."""

    LOCAL = "local", "Local"
    REGIONAL = "regional", "Regional"
    NATIONAL = "national", "National"
    TRADE = "trade", "Trade"


class PressOffice(VersionedModel):
    """What a council holds its press office to: the hours an enquiry is given, and the targets of the three figures.

    KCC's of 2013/14 hold until somebody changes them, so a council without a row has those.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="press_office")
    hours = models.PositiveSmallIntegerField(
        default=HOURS, validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    mentions = models.PositiveSmallIntegerField(default=10)
    regional = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(80), validators=SHARE)
    answered = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(100), validators=SHARE)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=MOST_HOURS), name="an_enquiry_is_given_hours"),
            models.CheckConstraint(
                condition=Q(regional__gte=0, regional__lte=100, answered__gte=0, answered__lte=100),
                name="media_targets_are_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"Press office of {self.organisation}"

    @classmethod
    def of(cls, organisation: Organisation) -> PressOffice:
        """The council's, or what holds where it has set nothing."""
        return cls.objects.filter(organisation=organisation).first() or cls(organisation=organisation)

    @property
    def targets(self) -> Targets:
        return Targets(self.mentions, Decimal(self.regional), Decimal(self.answered), self.hours)


class EnquiryQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(answered_at=None)

    def answered(self) -> Self:
        return self.filter(answered_at__isnull=False)

    def overdue(self, now: datetime) -> Self:
        """Open past their deadline."""
        return self.open().filter(due_at__lt=now)

    def late(self, now: datetime) -> Self:
        """Answered after their deadline, or open past it."""
        return self.filter(Q(answered_at__gt=F("due_at")) | Q(answered_at=None, due_at__lt=now))

    def with_lines_to_approve(self) -> Self:
        return self.open().filter(~Q(lines=""), approved_at=None)

    def with_steps_of_lines(self) -> Self:
        """Each with `line_steps`: when its lines were written and approved, the first first."""
        return self.prefetch_related(
            models.Prefetch("steps", queryset=EnquiryStep.objects.of_lines(), to_attr="line_steps")
        )

    def in_order(self) -> Self:
        """Open ones first, by their deadline; then the others, the latest first."""
        first_open = models.Case(models.When(answered_at=None, then=0), default=1)
        return self.alias(is_done=first_open).order_by(
            "is_done", models.Case(models.When(answered_at=None, then=F("due_at"))), "-received_at", "-pk"
        )

    def within(self, answer: str, now: datetime) -> Self:
        """By the hours that each council gives: "yes" in time; "no" not; "counted" either, without those that may still
        be answered in time. It is what `press.tally_of_call` counts."""
        given: dict[int, list[int]] = {}
        for council, hours in PressOffice.objects.values_list("organisation", "hours"):
            given.setdefault(hours, []).append(council)
        own = [council for councils in given.values() for council in councils]
        in_time, counted = Q(pk__in=[]), Q(answered_at__isnull=False)
        for hours, councils in [*given.items(), (HOURS, None)]:
            of_them = ~Q(organisation__in=own) if councils is None else Q(organisation__in=councils)
            span = timedelta(hours=hours)
            in_time |= of_them & Q(answered_at__lte=F("received_at") + span)
            counted |= of_them & Q(answered_at=None, received_at__lt=now - span)
        if answer == "yes":
            return self.filter(in_time)
        return self.filter(counted) if answer == "counted" else self.filter(counted).exclude(in_time)


class Enquiry(VersionedModel):
    """One enquiry. `due_at` is `PressOffice.hours` after it came in, unless somebody has set another time.

    `lines` may be used once somebody of the head's or a director's rank, who has not written them, has approved them; new
    words lose the approval. `hours` is what it took the team. A blank `answer` and no `answered_at`: it is open.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enquiries")
    outlet = models.CharField(max_length=120)
    journalist = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Outlet, default=Outlet.LOCAL)
    topic = models.CharField(max_length=200)
    question = models.TextField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.SET_NULL, related_name="enquiries")
    team = models.CharField(max_length=100, blank=True)
    hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    lines = models.TextField(blank=True)
    lines_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    lines_by_name = models.CharField(max_length=120, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by_name = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    needs_no_lines = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(condition=~Q(topic="") & ~Q(outlet=""), name="enquiry_says_who_and_what"),
            models.CheckConstraint(condition=Q(due_at__gte=F("received_at")), name="enquiry_is_due_after_it_came"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", answered_by_name="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by_name="")),
                name="answered_in_words_by_somebody_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("received_at")),
                name="answered_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True, approved_by_name="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by_name="") & ~Q(lines="")),
                name="lines_are_approved_by_somebody_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(lines_by__isnull=True) | ~Q(approved_by=F("lines_by")),
                name="nobody_approves_their_own_lines",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "received_at"]), models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.topic}"

    def is_assigned_to(self, user: Any) -> bool:
        """Is it given to the person? The owner must be loaded."""
        return self.owner is not None and self.owner.user_id == user.pk

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def lines_in_words(self) -> str:
        """How it stands with the lines to take, for lists."""
        if self.lines:
            return "Approved" if self.approved_at else "Wait for approval"
        return "None needed" if self.needs_no_lines else "Not written"

    def is_late(self, now: datetime) -> bool:
        return is_late(self.due_at, self.answered_at, now)

    def standing(self, now: datetime) -> str:
        """How it stands against its deadline, in words."""
        return standing_in_words(self.received_at, self.due_at, self.answered_at, now)


class EnquiryStepQuerySet(models.QuerySet):
    def of_lines(self) -> Self:
        """Those by which lines to take were written and approved, the first first."""
        return self.filter(step__in=(EnquiryStep.Step.LINES, EnquiryStep.Step.APPROVED)).order_by("pk")


class EnquiryStep(models.Model):
    """What was done about an enquiry, dated and named; rows are added and never changed. `words` are the lines, the
    answer, whom it was given to, what a time was and is, or that it was answered early, as they were then."""

    class Step(models.TextChoices):
        LOGGED = "logged", "Logged"
        GIVEN = "given", "Given to"
        DUE = "due", "Another deadline"
        LINES = "lines", "Lines to take written"
        APPROVED = "approved", "Lines to take approved"
        ANSWERED = "answered", "Answered"
        EARLY = "early", "Answered before approval"
        CORRECTED = "corrected", "Answer corrected"
        CAME = "came", "When it came"
        WENT = "went", "When it was answered"

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    objects = EnquiryStepQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.enquiry}: {self.get_step_display()} by {self.by_name}"

    @property
    def corrects_a_time(self) -> bool:
        return self.step in (self.Step.CAME, self.Step.WENT)

    @property
    def is_short(self) -> bool:
        """Are its words no more than the rest of the line?"""
        return self.corrects_a_time or self.step in (self.Step.GIVEN, self.Step.DUE)
