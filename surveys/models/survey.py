"""Surveys: who was asked what, and what they answered, as counts."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from people.models import Organisation, VersionedModel
from plans.models import Plan, PlanPartQuerySet
from surveys.models.measure import Measure


class SurveyQuerySet(PlanPartQuerySet):
    def in_order(self):
        return self.order_by("-held_on", "pk")


class Survey(VersionedModel):
    """One survey of one audience, of which each council has its own share.

    `is_self_selected`: whoever wished could reply. Nothing is then known of those who did not, and every output says so.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="surveys")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    is_provisional = models.BooleanField(default=False)
    method = models.CharField(max_length=160, blank=True)
    is_self_selected = models.BooleanField(default=False)

    objects = SurveyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Surveyed(models.Model):
    """How many people of one council were asked. None: not known, so no correction for a small population is made."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="surveyed")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    population = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "organisation"], name="council_surveyed_once")]

    def __str__(self) -> str:
        return f"{self.survey}, {self.organisation}"


class Question(models.Model):
    """One question whose Yes counts towards a measure. Don't know is part of the base if the survey says so."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    counts_dont_know = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "measure"], name="one_question_a_measure_in_a_survey")]

    def __str__(self) -> str:
        return self.text


class ResultQuerySet(PlanPartQuerySet):
    scope = "question__survey__plan"

    def known_on(self, day):
        return self.filter(on__lte=day).order_by("on", "pk")


class Result(models.Model):
    """The counts of one question in one council. A correction is another row; the latest counts."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="results")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    dont_know = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    objects = ResultQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["question", "organisation", "on"])]

    def __str__(self) -> str:
        return f"{self.question}: {self.yes} yes"
