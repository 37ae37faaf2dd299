"""Links in e-mails by which one officer updates one action without signing in."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q

from actions.models.action import Action
from people.models import Officer
from plans.models import PlanPartQuerySet

SIGNER = Signer(salt="actions.UpdateLink", sep=".")  # a full stop: mail programs end links at a colon


class UpdateLinkQuerySet(PlanPartQuerySet):
    scope = "action__plan"

    def of_token(self, token: str) -> UpdateLink | None:
        """The link a token was made for; None for one that is not ours or has been edited."""
        try:
            pk = SIGNER.unsign(token)
        except BadSignature:
            return None
        found: UpdateLink | None = (
            self.select_related("action__plan__organisation", "officer__user").filter(pk=pk).first()  # type: ignore[assignment]
        )
        return found

    def live(self, on):
        """Those that would still take an update, as far as the link itself goes."""
        return self.filter(used_at=None, revoked_on=None, expires_on__gte=on)


class UpdateLink(models.Model):
    """One person's way to one action, for one update. Its token is signed and kept nowhere.

    The link goes out in e-mails of `made_on` to the address `sent_to` (who has that post's mailbox next is somebody
    else), and is good up to and including `expires_on`, once.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="update_links")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="update_links")
    sent_to = models.CharField(max_length=254, blank=True)
    made_on = models.DateField()
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_by = models.CharField(max_length=120, blank=True)

    objects = UpdateLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "action", "made_on"],
                condition=Q(used_at=None, revoked_on=None),
                name="one_link_a_day",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_by="") | (Q(revoked_on__isnull=False) & ~Q(revoked_by="")),
                name="revoked_by_somebody_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.action}"

    @property
    def token(self) -> str:
        return SIGNER.sign(str(self.pk))
