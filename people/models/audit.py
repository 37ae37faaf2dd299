"""What was done, by whom, and what stood before. Written by services, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models.organisation import Organisation
from people.models.scoping import ScopedQuerySet


class AuditEvent(models.Model):
    """One write to one object, or one refusal. `before` and `after` hold only what differs; `undo` what it takes to put
    it back. The database lets nobody change it, but for a redaction of its details (`people.audit.redact`).
    """

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undo = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    request_id = models.CharField(max_length=64, blank=True, db_default="")
    salt = models.CharField(max_length=32, db_default="")
    # Of the details as they were written; empty until the sealer comes, where an older version wrote the event.
    digest = models.CharField(max_length=64, db_default="")
    redacted_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id"]),
            models.Index(fields=["organisation", "-at", "-id"], name="trail_of_an_organisation"),
            models.Index(fields=["-at", "-id"], name="trail_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.label}"


class AuditSeal(models.Model):
    """Some events of one organisation (null: of the installation), sealed together and chained to those before.

    `events`: a line each, of id and leaf (people/trail.py). `last_event`: the highest id among them.
    """

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    events = models.TextField()
    last_event = models.BigIntegerField()
    made_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_seal_of_a_number"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(organisation=None), name="one_seal_of_a_number_of_no_organisation"
            ),
        ]
        indexes = [models.Index(fields=["made_at"]), models.Index(fields=["last_event"])]

    def __str__(self) -> str:
        return f"seal {self.number}"
