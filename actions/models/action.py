"""An action of a plan: what is done, for whom, when, and how far it is."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from actions.models.fields import TimingField
from people.models import Absence, Officer, User, VersionedModel
from plans.exempt import EXEMPT
from plans.models import Audience, Plan, PlanPartQuerySet, Priority


class ActionQuerySet(PlanPartQuerySet):
    def visible_to(self, user: User):
        """With the plan, which says who may do what to them."""
        return super().visible_to(user).select_related("plan__organisation")

    def in_order(self):
        return self.order_by("position", "pk")

    def leaves(self):
        """Those that have no parts, or of which all parts were dropped."""
        parts = Action.objects.filter(parent=OuterRef("pk"), dropped_on=None)
        return self.filter(~Exists(parts))

    def given_to(self, user: User, *, on: date):
        """Those the person is named on, in any of their councils, and those of whomever they stand in for that day.

        Their officers are looked up first: a database that is given the question whole reads every assignment there is.
        """
        officers = list(officers_of(user, on).values_list("pk", flat=True))
        given = self.model._base_manager.filter(assignments__officer__in=officers)
        return self.filter(pk__in=given.values("pk"))


def officers_of(user: User, on: date):
    """The officers that somebody is, and those they stand in for that day."""
    own = Q(user=user, organisation__in=user.organisation_ids)
    return Officer.objects.filter(own | Q(pk__in=Absence.objects.covered_by(user, on)))


class Action(VersionedModel):
    """One row of a council's action table. `timing` is its date, as written and as understood.

    `priority` is where it stands; `also_serves` are further priorities it serves without being copied.
    `date_set_by` is the day by which a date still to come must have been set.
    `added_on` is the day it came into the register; as at an earlier day it is not there.
    `dropped_on` is the day it was agreed not to pursue it; the reason stands in the update of that day.
    `quiet_until` is the day up to which nobody is reminded of it, as a plan manager has decided.
    `exempt` is the paragraph by which it, with its parts, stays out of public papers.
    `source_key` tells a row of an imported file from every other, so that importing the file again adds nothing.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    also_serves = models.ManyToManyField(Priority, blank=True, related_name="also_served_by")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="sub_actions")
    audiences = models.ManyToManyField(Audience, blank=True, related_name="actions")
    reference = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=1000)
    section = models.CharField(max_length=200, blank=True)
    method = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    timing = TimingField()
    date_set_by = models.DateField(null=True, blank=True)
    added_on = models.DateField(default=localdate)
    dropped_on = models.DateField(null=True, blank=True)
    quiet_until = models.DateField(null=True, blank=True)
    quiet_because = models.CharField(max_length=300, blank=True)
    exempt = models.CharField(max_length=1, choices=EXEMPT, blank=True)
    source = models.JSONField(default=dict, blank=True)
    source_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  null: not imported, so not unique

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="action_has_a_title"),
            models.CheckConstraint(
                condition=Q(quiet_until__isnull=True, quiet_because="")
                | (Q(quiet_until__isnull=False) & ~Q(quiet_because="")),
                name="quiet_for_a_reason",
            ),
            models.UniqueConstraint(fields=["plan", "source_key"], name="imported_row_once_in_a_plan"),
        ]

    @property
    def is_exempt(self) -> bool:
        """Is it kept out of public papers, by itself or as a part of one that is?"""
        return bool(self.exempt or (self.parent and self.parent.exempt))

    def __str__(self) -> str:
        return self.title

    def is_assigned_to(self, user: User) -> bool:
        """Is the person named on it, or do they stand in today for somebody who is?"""
        return self.assignments.filter(officer__in=officers_of(user, localdate())).exists()
