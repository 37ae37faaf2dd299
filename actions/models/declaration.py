"""A colour that a director declares for an action over its officer's. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import Action
from plans.rag import MEANINGS


class ActionDeclaration(models.Model):
    """The colour counts, whatever officer and dates say, until it is older than the plan's limit of silence or a
    director takes it back: a row without a colour.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="declarations")
    rag = models.CharField(max_length=15, choices=[(m.rag, m.label) for m in MEANINGS.values()], blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="action_declared_with_a_reason")]
        indexes = [models.Index(fields=["action", "on"])]

    def __str__(self) -> str:
        return f"{self.action}: {self.get_rag_display() or 'as its officer says'}"
