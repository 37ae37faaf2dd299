"""What was done, by whom, and what stood before. Written by services, never changed."""

from django.conf import settings
from django.db import models

from people.models.organisation import Organisation
from people.models.scoping import ScopedQuerySet


class AuditEvent(models.Model):
    """One write to one object. `before` and `after` hold only what differs; `undo` what it takes to put it back."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undo = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"]), models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.label}"
