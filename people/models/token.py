"""The tokens with which other programs read on behalf of a person."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F

from people.models.user import User


class Scope(models.TextChoices):
    """What a token may read, of what its owner may."""

    PLANS = "plans:read", "Plans: priorities, actions and updates"
    SURVEYS = "surveys:read", "Surveys and measures: readings and results"
    REPORTS = "reports:read", "Reports that were issued"


class ApiTokenQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """A token is its maker's alone, whatever role anybody holds."""
        return self.filter(user=user)

    def in_order(self) -> Self:
        return self.order_by(F("revoked_at").desc(nulls_first=True), "-made_at", "-pk")


class ApiToken(models.Model):
    """A key to the API, which reads what its owner may see at that moment and what its `scopes` name.

    Of the key no more than a digest is kept: it is shown when it is made, and by nobody to be found afterwards.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def reads(self) -> list[str]:
        """Its scopes in words."""
        return [Scope(one).label for one in self.scopes]

    def is_over(self, on: date) -> bool:
        """Its last day has passed."""
        return self.expires_on < on


def token_digest(token: str) -> str:
    """What is kept of a token, in 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
