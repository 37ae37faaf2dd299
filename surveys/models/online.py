"""A survey that is answered online, made so that no answer can be joined to a person.

A reply is never kept as one: answers are added to the counts of a ballot box, one for each council. An invitation knows
only whether it has been used. Neither holds a time, an order, or anything of the other.
"""

from __future__ import annotations

import secrets
import uuid

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q

from people.models import Organisation, VersionedModel
from plans.models import Plan, PlanPartQuerySet
from surveys.models.survey import Survey

SIGNER = Signer(salt="surveys.invitation", sep=".")


def new_key() -> str:
    return secrets.token_urlsafe(16)


class OnlineQuerySet(PlanPartQuerySet):
    scope = "survey__plan"

    def to_be_closed(self, day):
        """Open ones whose last day has passed."""
        return self.filter(state=Online.State.OPEN, closes_on__lt=day)

    def by_open_link(self, key):
        return self.filter(key=key, is_open_link=True).select_related("survey__plan__organisation").first()


class Online(VersionedModel):
    """How a survey is asked online: by a link for each person (`invitations`), or by one open link with `key`."""

    class State(models.TextChoices):
        DRAFT = "draft", "Not open yet"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="online")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    introduction = models.TextField(max_length=3000, blank=True)
    privacy = models.TextField(max_length=6000)
    is_open_link = models.BooleanField(default=False)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    closes_on = models.DateField()
    reminds_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    is_reminded = models.BooleanField(default=False)

    objects = OnlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reminds_on__isnull=True) | Q(reminds_on__lte=models.F("closes_on")),
                name="reminded_before_it_closes",
            )
        ]

    def __str__(self) -> str:
        return self.survey.title

    @property
    def plan(self) -> Plan:
        return self.survey.plan

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Invitation(models.Model):
    """One person who is asked, until the survey closes. Their link is its number, signed; nothing secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    online = models.ForeignKey(Online, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=254)
    is_asked = models.BooleanField(default=False)
    has_replied = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["online", "email"], name="asked_once")]

    def __str__(self) -> str:
        return self.email

    @property
    def token(self) -> str:
        return SIGNER.sign(self.id.hex)

    @classmethod
    def of_token(cls, token: str) -> Invitation | None:
        """Whose link it is; None where it is none of ours, or the survey has closed and addresses are gone."""
        try:
            found = uuid.UUID(SIGNER.unsign(token))
        except (BadSignature, ValueError):
            return None
        rows = cls.objects.select_related("online__survey__plan__organisation", "organisation")
        return rows.filter(pk=found).first()


class BallotBox(models.Model):
    """All that is kept of the replies of one council while the survey is open.

    `counts` is {question id: {"replies": people, "answers": {answer: how often}}}, rewritten whole with every reply and
    in the order of the alphabet.
    """

    online = models.ForeignKey(Online, on_delete=models.CASCADE, related_name="boxes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    replies = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["online", "organisation"], name="one_box_a_council")]

    def __str__(self) -> str:
        return f"{self.online}, {self.organisation}"


class SpentForm(models.Model):
    """A form of an open link that has been sent: sent again, it is not counted again. Its digest tells nothing."""

    digest = models.CharField(max_length=64, primary_key=True)
    online = models.ForeignKey(Online, on_delete=models.CASCADE, related_name="spent")

    def __str__(self) -> str:
        return self.digest
