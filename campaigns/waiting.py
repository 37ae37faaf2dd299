"""What waits for one person: the briefs that are theirs to move, and lines to take that they may approve."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from campaigns.approving import writers_of
from campaigns.flow import ONWARD, WAITING, State
from campaigns.models import Brief, Enquiry
from campaigns.permissions import open_steps
from people.models import User
from people.permissions import Verb, can
from plans.models import Plan


def to_move(user: User) -> list[Brief]:
    """The briefs that wait for this person, longest first. Three queries, however many there are, and one where none could."""
    roles = set().union(*user.roles.values())
    theirs = Q(requester=user, state__in=(State.DRAFT, State.RETURNED)) | Q(
        service_lead__user=user, state=State.SECONDING
    )
    if roles - {"officer"}:
        theirs |= Q(state__in=WAITING)
    rows: QuerySet[Brief] = Brief.objects.visible_to(user).filter(theirs).order_by("state_on", "pk")
    rows = rows.exclude(plan__status=Plan.Status.CLOSED).select_related("plan__organisation", "service_lead")
    rows = rows.prefetch_related("steps", "plan__partners")
    return [one for one in rows if any(step.key in ONWARD for step in open_steps(user, one))]


def to_approve(user: User) -> list[Enquiry]:
    """The enquiries whose lines to take this person may approve, the soonest due first. Two queries; none for who may not."""
    if not can(user, Verb.APPROVE_LINES):
        return []
    rows = Enquiry.objects.visible_to(user).with_lines_to_approve().with_steps_of_lines()
    rows = rows.select_related("organisation").order_by("due_at", "pk")
    return [one for one in rows if can(user, Verb.APPROVE_LINES, one) and user.pk not in writers_of(one)]
