"""Who can see and do what in a council: every sign-in with a role in it, and those of partner councils who see it through
a shared plan. Read for the access review, and nothing of it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from people import audit
from people.belongings import WAYS_IN
from people.models import AuditEvent, Membership, Organisation, Role, User
from people.permissions import Verb, check
from plans.models import Plan

DORMANT = timedelta(days=90)
REVIEWED = "reviewed the access of"
MOST_CHANGES = 200
MFA = ("mfa", "Authenticator")  # where the sign-in library keeps second factors, if the site has them
# What an officer's event is called that gives or takes a way in, beside those that say which roles there were.
WAYS = ("closed the sign-in of", "tied a sign-in to", "untied the sign-in of", "merged", "sent a password link to")


@dataclass
class Access:
    """One sign-in. `council` is whose role it is; `is_partner`: they see no more than the plans that are shared, and
    their address is their own council's to know."""

    user: User
    council: str
    is_partner: bool
    roles: list[str] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    ways: dict[str, int] = field(default_factory=dict)
    has_second_factor: bool | None = None
    on: date = date.min

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def email(self) -> str:
        return "" if self.is_partner else self.user.email

    @property
    def seen_on(self) -> date | None:
        """The day they last signed in; a session ends within the day, so it is the day they were last here."""
        return timezone.localdate(self.user.last_login) if self.user.last_login else None

    @property
    def mark(self) -> str:
        """What is to be looked at, in words; empty where nothing is."""
        if not self.user.is_active:
            return "Closed"
        if self.seen_on is None:
            return "Has never signed in"
        return "Not for 90 days" if self.on - self.seen_on > DORMANT else ""

    @property
    def roles_in_words(self) -> str:
        return ", ".join(self.roles)

    @property
    def plans_in_words(self) -> str:
        return ", ".join(self.plans)

    @property
    def ways_in_words(self) -> str:
        return ", ".join(f"{name}: {number}" for name, number in self.ways.items())

    @property
    def second_factor(self) -> str:
        return {True: "yes", False: "no", None: "not in use"}[self.has_second_factor]


def access_to(organisation: Organisation, *, on: date) -> list[Access]:
    """Own sign-ins by name, then the administrators of the installation, then those of partners. A fixed number of
    queries."""
    plans = list(plans_of(organisation))
    shared: dict[int, list[str]] = defaultdict(list)
    for plan in plans:
        for partner in plan.partner_ids if plan.organisation_id == organisation.pk else ():
            words = "shared, to read" if partner in plan.reader_ids else "shared"
            shared[partner].append(f"{plan.title} ({words})")
    own = ["everything of the council"]
    own += [
        f"{plan.title} (shared by {plan.organisation})" for plan in plans if plan.organisation_id != organisation.pk
    ]
    held = Membership.objects.filter(organisation__in=[organisation.pk, *shared])
    found: dict[tuple[int, int], Access] = {}
    for one in held.select_related("user", "organisation").order_by("user__name", "user", "role"):
        is_partner = one.organisation_id != organisation.pk
        seen = shared[one.organisation_id] if is_partner else own
        new = Access(one.user, str(one.organisation), is_partner, plans=seen, on=on)
        found.setdefault((one.user_id, one.organisation_id), new).roles.append(Role(one.role).label)
    whole = [
        Access(user, "The installation", False, ["Administrator of the installation"], ["everything there is"], on=on)
        for user in User.objects.filter(is_superuser=True).order_by("name")
    ]
    rows = list(found.values())
    rows = [row for row in rows if not row.is_partner] + whole + [row for row in rows if row.is_partner]
    add_ways(rows, on)
    return rows


def plans_of(organisation: Organisation) -> QuerySet[Plan]:
    """Its own, and those it is a partner on."""
    partnered = Plan.partners.through.objects.filter(organisation=organisation).values("plan")
    plans = Plan.objects.filter(Q(organisation=organisation) | Q(pk__in=partnered))
    return plans.select_related("organisation").prefetch_related("partnerships").in_order()


def add_ways(rows: Collection[Access], on: date) -> None:
    """Feeds and links that are alive, and whether a second factor is asked for: of the council's own people only."""
    own = [row for row in rows if not row.is_partner]
    users = {row.user.pk for row in own}
    for name, way in WAYS_IN.items():
        alive = way.alive(users, on)
        for row in own:
            if number := alive.get(row.user.pk):
                row.ways[name] = number
    factors = second_factors(users)
    for row in own:
        row.has_second_factor = None if factors is None else row.user.pk in factors


def second_factors(users: Collection[int]) -> set[int] | None:
    """Those of some sign-ins that have a second factor; None where the site has none."""
    if not apps.is_installed("allauth.mfa"):
        return None
    authenticators: Any = apps.get_model(*MFA)
    return set(authenticators.objects.filter(user__in=users).values_list("user", flat=True))


def last_review(organisation: Organisation) -> AuditEvent | None:
    return reviews(organisation).order_by("-pk").first()


def reviews(organisation: Organisation) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(kind="organisation", object_id=organisation.pk, verb=REVIEWED)


def changes_since(organisation: Organisation, review: AuditEvent | None) -> list[AuditEvent]:
    """What gave or took a way in since the last review, the newest first; at most MOST_CHANGES."""
    of_roles = Q(kind="officer") & (Q(after__has_key="roles") | Q(before__has_key="roles") | Q(verb__in=WAYS))
    events = AuditEvent.objects.filter(of_roles | Q(kind="plan", verb="shared"), organisation=organisation)
    if review is not None:
        events = events.filter(pk__gt=review.pk)
    return list(events.order_by("-pk")[:MOST_CHANGES])


def in_words(event: AuditEvent) -> str:
    """What an event did to somebody's roles, as a sentence goes on; empty where it says nothing of them."""
    before, after = event.before.get("roles"), event.after.get("roles")
    if before is None and after is None:
        return ""

    def labels(roles: list[str] | None) -> str:
        return ", ".join(role.label for role in Role if role.value in (roles or ())) or "none"

    return (
        f"roles: {labels(after)}" if event.verb == "added" else f"roles: {labels(before)} before, {labels(after)} after"
    )


def record_review(*, organisation: Organisation, by: User, shown: Mapping[str, int]) -> AuditEvent:
    """Keep that somebody has looked through who can do what; the trail lets nobody change it. `shown`: how many there were.

    To be called in a transaction, as a form is answered in.
    """
    check(by, Verb.ADMINISTER, organisation)
    return audit.record(REVIEWED, organisation, by=by, organisation=organisation, after=dict(shown))
