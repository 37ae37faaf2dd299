"""Surveys: who was asked what, and what they answered, as counts."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from people.models import Organisation, VersionedModel
from plans.models import Audience, Plan, PlanPartQuerySet
from surveys.models.measure import Measure


class SurveyQuerySet(PlanPartQuerySet):
    def in_order(self):
        return self.order_by("-held_on", "pk")


class Survey(VersionedModel):
    """One instrument: a survey of one audience, of which each council has its own share.

    Surveys of one `wave` are counted together where they ask about the same measure. `ways` are how replies come in,
    each counted by itself. `is_self_selected`: whoever wished could reply. Nothing is then known of those who did not,
    and every output says so.
    """

    WAYS = ("Hard copy", "E-mail", "Online", "Telephone", "Face to face")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="surveys")
    title = models.CharField(max_length=200)
    audience = models.ForeignKey(Audience, null=True, blank=True, on_delete=models.SET_NULL, related_name="surveys")
    opens_on = models.DateField(null=True, blank=True)
    held_on = models.DateField()
    wave = models.CharField(max_length=60, blank=True)
    is_provisional = models.BooleanField(default=False)
    method = models.CharField(max_length=160, blank=True)
    ways = models.JSONField(default=list, blank=True)
    is_self_selected = models.BooleanField(default=False)

    objects = SurveyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def councils(self) -> list[Organisation]:
        """Those whose people it asks."""
        return list(Organisation.objects.filter(pk__in=self.surveyed.values("organisation")).in_order())

    @property
    def wave_name(self) -> str:
        """ "March 2016", or as it was named."""
        return self.wave or f"{self.held_on:%B %Y}"


class Surveyed(models.Model):
    """How many people of one council were asked. None: not known, so no correction for a small population is made."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="surveyed")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    population = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "organisation"], name="council_surveyed_once")]

    def __str__(self) -> str:
        return f"{self.survey}, {self.organisation}"


class QuestionQuerySet(PlanPartQuerySet):
    scope = "survey__plan"

    def in_order(self):
        return self.order_by("position", "pk")


class Question(VersionedModel):
    """One question. Where it shows a measure, each of its answers says yes to it, no, or neither.

    `answers` are [text, "yes" | "no" | "dont_know"] in the order they are printed; a question answered by a number or
    in words has none. Don't know is part of the base if the survey says so.
    """

    class Kind(models.TextChoices):
        YES_NO = "yes_no", "Yes, no or don’t know"
        SCALE = "scale", "A scale, such as strongly agree to strongly disagree"
        SINGLE = "single", "One of several answers"
        MULTIPLE = "multiple", "Any of several answers"
        NUMBER = "number", "A number"
        TEXT = "text", "Their own words"

    SAYS = ("yes", "no", "dont_know")
    YES_OR_NO = (("Yes", "yes"), ("No", "no"), ("Don’t know", "dont_know"))

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.YES_NO)
    answers = models.JSONField(default=list, blank=True)
    counts_dont_know = models.BooleanField(default=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "measure"],
                condition=Q(measure__isnull=False),
                name="one_question_a_measure_in_a_survey",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def plan(self) -> Plan:
        return self.survey.plan

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Its answers, and what each says of the measure."""
        if self.kind == self.Kind.YES_NO:
            return list(self.YES_OR_NO)
        return [(text, says) for text, says in self.answers]

    @property
    def is_counted(self) -> bool:
        """Are its replies counted by answer?"""
        return self.kind not in (self.Kind.NUMBER, self.Kind.TEXT)

    @property
    def wording(self) -> tuple[object, ...]:
        """What was asked and how it was reckoned: where that changes, results are no longer of one line."""
        text = " ".join(self.text.casefold().split()).rstrip(" ?.")
        return (text, tuple((answer.casefold(), says) for answer, says in self.choices), self.counts_dont_know)

    def clean(self) -> None:
        """Raises ValidationError where the answers do not suit the kind, or the measure could not be read from them."""
        super().clean()
        says = [one for _, one in self.answers]
        if self.is_counted and self.kind != self.Kind.YES_NO and len(self.answers) < 2:
            raise ValidationError({"answers_yes": "Name at least two answers, one on each line."})
        texts = [" ".join(text.casefold().split()) for text, _ in self.answers]
        if len(set(texts)) < len(texts):
            raise ValidationError({"answers_yes": "Each answer once: two of them are the same."})
        if self.measure_id is None:
            return
        if not self.is_counted:
            raise ValidationError({"measure": "Only a question with answers to choose from can show a measure."})
        if self.kind != self.Kind.YES_NO and "yes" not in says:
            raise ValidationError({"answers_yes": "Say which answers count towards the measure."})
        if self.kind == self.Kind.MULTIPLE and says.count("yes") > 1:
            message = "Where several answers can be ticked, only one can count: nobody knows who ticked two."
            raise ValidationError({"answers_yes": message})


class ResultQuerySet(PlanPartQuerySet):
    scope = "question__survey__plan"

    def known_on(self, day):
        return self.filter(on__lte=day).order_by("on", "pk")


class Result(models.Model):
    """The counts of one question in one council, as they came in one way. A correction is another row; the latest counts.

    `yes`, `no` and `dont_know` are people; `tally` is {answer: how many gave it}, empty where the question asks no more
    than yes or no. Of a question answered by a number or in words all replies stand under `no`: they say yes to nothing.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="results")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=40, blank=True)
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    dont_know = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    objects = ResultQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["question", "organisation", "on"])]

    def __str__(self) -> str:
        return f"{self.question}: {self.yes} yes"


class FedBackQuerySet(PlanPartQuerySet):
    scope = "survey__plan"


class FedBack(models.Model):
    """Who was told of a survey's results, and when. Without a day they are still to be told."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="fed_back")
    to = models.CharField(max_length=160)
    on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=160, blank=True)

    objects = FedBackQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.survey}: {self.to}"
