"""What a director asks of an action, and what is answered. Rows are added, never changed, but that a question is withdrawn."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from actions.models.action import Action
from actions.models.update import ProgressUpdate
from plans.models import PlanPartQuerySet

LONGEST_QUESTION = 1000


class ActionQuestionQuerySet(PlanPartQuerySet):
    scope = "action__plan"

    def open(self):
        """Neither answered nor withdrawn."""
        answers = ActionAnswer.objects.filter(question=OuterRef("pk"))
        return self.filter(~Exists(answers), withdrawn_on__isnull=True)

    def in_order(self):
        return self.order_by("on", "pk")

    def with_answers(self):
        """Each with its answers, first to last; two queries."""
        answers = ActionAnswer.objects.select_related("update").order_by("on", "pk")
        return self.prefetch_related(Prefetch("answers", queryset=answers))


class ActionQuestion(models.Model):
    """A question of a director to whoever is named on the action. `asked_of` is who was written to, by name, as the
    day stood; blank where nobody could be.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=LONGEST_QUESTION)
    asked_of = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ActionQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="question_asks_something")]
        indexes = [models.Index(fields=["action", "on"])]

    def __str__(self) -> str:
        return f"{self.action}: {self.text}"

    @property
    def plan(self) -> Any:
        """Whose permissions count."""
        return self.action.plan

    def is_assigned_to(self, user: Any) -> bool:
        return self.action.is_assigned_to(user)

    @property
    def is_open(self) -> bool:
        """Of one that was read with its answers: neither answered nor withdrawn."""
        return self.withdrawn_on is None and not self.answers.all()


class ActionAnswer(models.Model):
    """One answer to a question: in words, or by the update that was posted with it."""

    question = models.ForeignKey(ActionQuestion, on_delete=models.CASCADE, related_name="answers")
    update = models.ForeignKey(ProgressUpdate, null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "answer"
        constraints = [
            models.CheckConstraint(
                condition=Q(update__isnull=True) & ~Q(text="") | Q(update__isnull=False, text=""),
                name="answered_in_words_or_by_an_update",
            ),
            models.UniqueConstraint(fields=["question", "update"], name="an_update_answers_a_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.words}"

    @property
    def words(self) -> str:
        """What is answered. An update that only gave a colour once could answer: then the colour."""
        if self.update is None:
            return self.text
        return self.update.words or f"{self.update.get_rag_display()}."
