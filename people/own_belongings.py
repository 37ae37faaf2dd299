"""What of people itself may be an officer's: standing in for a colleague, and a role that nobody else here holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse

from people import audit
from people.belongings import Belonging, Handing, Item, Place, WayIn
from people.models import Absence, ApiToken, Membership, Officer, Role, User

COVER, ROLE = "cover", "role"


def covers_of(officer: Officer, on: date) -> list[Item]:
    place = Place.council(officer.organisation)
    ahead = officer.covers.filter(last__gte=on).select_related("officer").order_by("first", "pk")
    return [
        Item(
            COVER,
            one.pk,
            "Standing in",
            f"for {one.officer}",
            place,
            note=f"{one.first.day} {one.first:%B %Y} to {one.last.day} {one.last:%B %Y}",
            url=reverse("people:reminders", kwargs={"pk": one.officer_id}),
            left=f"nobody stands in for {one.officer}",
        )
        for one in ahead
    ]


def give_covers(handing: Handing) -> None:
    for one in Absence.objects.select_for_update(of=("self",)).filter(pk__in=handing.pks).select_related("officer"):
        before, after = {"cover": handing.officer.name}, {"cover": handing.to.name if handing.to else ""}
        one.cover = handing.to
        one.save(update_fields=["cover"])
        council = one.officer.organisation
        audit.record(
            "changed who stands in for", one.officer, by=handing.by, organisation=council, before=before, after=after
        )


def covers_theirs(pks: Collection[int], officer: Officer) -> set[int]:
    return set(Absence.objects.filter(pk__in=pks, cover=officer).values_list("pk", flat=True))


def why_no_cover(pks: Collection[int], to: Officer) -> str:
    if not to.can_be_written_to:
        return f"{to} has no e-mail address, so nobody would be reminded while they stand in."
    if Absence.objects.filter(pk__in=pks, officer=to).exists():
        return f"{to} is the one who is away, so somebody else stands in."
    return ""


def sole_roles_of(officer: Officer, on: date) -> list[Item]:
    """The roles of a sign-in that nobody else in the council holds: what waits for them would wait for nobody. Nothing
    waits for an officer as such."""
    if officer.user_id is None:
        return []
    held = Membership.objects.filter(organisation=officer.organisation_id, user__is_active=True)
    others = set(held.exclude(user=officer.user_id).values_list("role", flat=True))
    sole = held.filter(user=officer.user_id).exclude(role__in=[*others, Role.OFFICER]).order_by("role")
    return [
        Item(
            ROLE,
            one.pk,
            "Role",
            Role(one.role).label,
            Place.council(officer.organisation),
            note="Nobody else holds it: give it to somebody under People",
            url=reverse("people:officers"),
            left="nobody holds it",
            can_be_given=False,
        )
        for one in sole
    ]


def tokens_alive(users: Collection[int], on: date) -> Mapping[int, int]:
    found = ApiToken.objects.filter(user__in=users, revoked_at=None, expires_on__gte=on).values_list("user")
    return dict(found.annotate(number=Count("pk")).order_by())


def tokens_of(officer: Officer, on: date) -> int:
    return tokens_alive([officer.user_id], on).get(officer.user_id, 0) if officer.user_id else 0


def end_tokens(officer: Officer, by: User, now: datetime) -> int:
    """All of them, as leaving signs out everywhere: who still works for another council makes another there."""
    if officer.user_id is None:
        return 0
    live = ApiToken.objects.filter(user=officer.user_id, revoked_at=None)
    for token in live.order_by("pk"):
        audit.record("revoked", token, by=by, organisation=officer.organisation)
    return live.update(revoked_at=now)


OWN = (
    WayIn("tokens of the API", tokens_alive, tokens_of, end_tokens),
    Belonging(COVER, covers_of, give_covers, covers_theirs, why_no_cover),
    Belonging(ROLE, sole_roles_of),
)
