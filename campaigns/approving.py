"""Who may approve the lines to take of an enquiry: read by the service, the page and the e-mails alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from campaigns.models import Enquiry, EnquiryStep
from people.models import Membership, Role, User

# Whoever holds one may approve what others wrote (people.permissions); in this order they are asked again.
APPROVERS = (Role.HEAD_OF_COMMUNICATIONS, Role.DIRECTOR)
NOBODY = (
    "Nobody else here can approve lines to take: ask an administrator to give somebody the role of "
    "Head of Communications or director."
)
ByRole = Mapping[tuple[int, str], list[User]]
Step = EnquiryStep.Step


def steps_of_lines(enquiry: Enquiry) -> list[EnquiryStep]:
    """The steps by which its lines were written and approved, the first first."""
    if hasattr(enquiry, "line_steps"):
        return list(enquiry.line_steps)
    return list(enquiry.steps.of_lines())


def writers_of(enquiry: Enquiry) -> set[int | None]:
    """Whoever has written any of the lines since they were last approved, or once wrote the very words that stand."""
    steps = steps_of_lines(enquiry)
    same = {step.by_id for step in steps if step.step == Step.LINES and step.words == enquiry.lines}
    writers: set[int | None] = {enquiry.lines_by_id}
    for step in steps:
        writers = {enquiry.lines_by_id} if step.step == Step.APPROVED else writers | {step.by_id}
    return writers | same


def written_at(enquiry: Enquiry) -> datetime | None:
    """When the lines that stand were written."""
    return max((step.at for step in steps_of_lines(enquiry) if step.step == Step.LINES), default=None)


def by_role(councils: Collection[int], roles: Iterable[str]) -> ByRole:
    """{(council, role): who holds it and signs in}, by name. One query."""
    members = Membership.objects.filter(organisation__in=councils, role__in=roles, user__is_active=True)
    found: dict[tuple[int, str], list[User]] = defaultdict(list)
    for one in members.select_related("user").order_by("user__name", "pk"):
        found[one.organisation_id, one.role].append(one.user)
    return found


def approvers_of(enquiry: Enquiry) -> list[User]:
    """Whoever may approve its lines: those of the rank who have not written any of them, each once. Two queries."""
    held, writers = by_role([enquiry.organisation_id], APPROVERS), writers_of(enquiry)
    found = {user.pk: user for role in APPROVERS for user in held.get((enquiry.organisation_id, role), ())}
    return [user for user in found.values() if user.pk not in writers]


def asked_again(enquiry: Enquiry, held: ByRole) -> list[User]:
    """Of those who may approve its lines the first rank that has any: the Head, and only else the directors."""
    writers = writers_of(enquiry)
    ranks = (
        [one for one in held.get((enquiry.organisation_id, role), ()) if one.pk not in writers] for role in APPROVERS
    )
    return next((rank for rank in ranks if rank), [])
