"""The people and posts that own actions, whether or not they sign in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from people.models.organisation import Organisation
from people.models.scoping import ScopedQuerySet
from people.models.versions import VersionedModel


class OfficerQuerySet(ScopedQuerySet):
    def in_order(self):
        return self.order_by("name")


class Officer(VersionedModel):
    """Somebody, a post or a team of a council that actions are given to. Without an address nothing is sent."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="officers")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=160, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="officers"
    )

    objects = OfficerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "post"], name="officer_once_in_a_council"),
            models.UniqueConstraint(fields=["organisation", "user"], name="one_officer_a_sign_in"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_written_to(self) -> bool:
        """Has an address, and has not left."""
        return bool(self.email) and (self.user is None or self.user.is_active)
