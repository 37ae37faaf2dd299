"""The people and posts that own actions, whether or not they sign in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models.organisation import Organisation
from people.models.scoping import ScopedQuerySet
from people.models.versions import VersionedModel


class OfficerQuerySet(ScopedQuerySet):
    def in_order(self):
        return self.order_by("name")

    def here(self):
        """Those who have not left."""
        return self.filter(left_on=None)

    def to_choose(self, held: Any = ()):
        """In order, those who have not left; and, of any who have, whom a form names already (ids, or a query of them)."""
        return self.filter(Q(left_on=None) | Q(pk__in=held)).in_order()


def one_for_each_person(officers: Iterable[Officer]) -> dict[int, Officer]:
    """{officer id: the one of these officers who stands for the person}: the same sign-in, or the same address, is one
    person. Of somebody's rows the oldest that can be written to; whoever asks has left out those of no concern."""
    ranked = sorted(officers, key=lambda officer: (not officer.can_be_written_to, officer.pk))
    first: dict[object, Officer] = {}
    for officer in ranked:
        first.setdefault(officer.person, officer)
    return {officer.pk: first[officer.person] for officer in ranked}


class Officer(VersionedModel):
    """Somebody, a post or a team of a council that actions are given to. Without an address nothing is sent.

    `early_reminders`: do they want to be told before a date as well as on it? (A plan may insist.)
    `also_known_as`: the words by which papers named somebody who turned out to be this officer.
    `left_on` is the day they were said to have left; who is given a role again has come back.
    `unit`: directorate, division and team, as `people.units` writes them; empty where it is not known.
    `told_apart`: officers of whom somebody has said that, alike as the names are, they are others.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="officers")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=200, blank=True, db_default="", default="")
    email = models.EmailField(max_length=254, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="officers"
    )
    early_reminders = models.BooleanField(default=True)
    also_known_as = models.JSONField(default=list, blank=True)
    left_on = models.DateField(null=True, blank=True)
    told_apart = models.ManyToManyField("self", blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "post"], name="officer_once_in_a_council"),
            models.UniqueConstraint(fields=["organisation", "user"], name="one_officer_a_sign_in"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def person(self) -> object:
        """What tells one person from another: the sign-in, else the address, else this row."""
        return self.user_id or self.email.lower() or self

    @property
    def can_be_written_to(self) -> bool:
        """Has an address, and has not left."""
        return bool(self.email) and self.left_on is None and (self.user is None or self.user.is_active)
