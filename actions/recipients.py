"""Whom the deadlines of an action are told to: its officers, whoever stands in for them, and those above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from actions.models import Action, Assignment
from people.models import Absence, Membership, Officer, Role

Officers = dict[int, set[Officer]]


@dataclass(frozen=True)
class Recipients:
    """For each of some actions (by id) the officers who do it, the directors above the accountable one, and the
    managers of its plan.

    Only of councils that share the plan, those who have not left them, and each person once, however many councils
    they are an officer of. While an officer is away whoever covers for them stands in their place; `covering` says
    for whom: {(action id, officer): names}.
    """

    owners: Officers
    directors: Officers
    managers: Officers
    covering: dict[tuple[int, Officer], list[str]]

    @classmethod
    def of(cls, actions: Collection[Action], *, on: date) -> Recipients:
        """Seven queries and one a plan, whatever the number of actions."""
        plans = {action.plan_id: action.plan for action in actions}
        councils = {pk: set(plan.council_ids) for pk, plan in plans.items()}
        assigned, accountable_in = officers_of({action.pk for action in actions})
        above, keepers = holders(Role.DIRECTOR), holders(Role.PLAN_MANAGER)
        cover = {away.officer_id: away.cover for away in absences(on)}
        everybody = set(flat((*assigned.values(), *above.values(), *keepers.values()))) | set(
            filter(None, cover.values())
        )
        left = those_who_left(everybody)
        one = Officer.objects.one_for_each_person(everybody)
        found = cls({}, {}, {}, defaultdict(list))
        for action in actions:
            sharing = councils[action.plan_id]
            council = accountable_in.get(action.pk, action.plan.organisation_id)
            theirs = [o for o in assigned[action.pk] if o.organisation_id in sharing and o.pk not in left]
            found.owners[action.pk] = set()
            for officer in theirs:
                standing_in = cover.get(officer.pk)
                if standing_in and standing_in.pk not in left and standing_in.organisation_id in sharing:
                    found.owners[action.pk].add(one[standing_in.pk])
                    found.covering[action.pk, one[standing_in.pk]].append(officer.name)
                else:
                    found.owners[action.pk].add(one[officer.pk])
            found.directors[action.pk] = {one[o.pk] for o in above[council]} if council in sharing else set()
            found.managers[action.pk] = {one[o.pk] for o in keepers[action.plan.organisation_id]}
        return found


def flat(groups: Iterable[Iterable[Officer]]) -> Iterable[Officer]:
    return (officer for group in groups for officer in group)


def absences(on: date) -> Iterable[Absence]:
    """Those who are away and have somebody who stands in."""
    return Absence.objects.on(on).filter(cover__isnull=False).select_related("cover__user").order_by("pk")


def those_who_left(officers: Collection[Officer]) -> set[int]:
    """Ids of officers with a sign-in but no role left in their council: they may not see its plans any more."""
    held = set(
        Membership.objects.filter(user__in={o.user_id for o in officers if o.user_id}).values_list(
            "user_id", "organisation_id"
        )
    )
    return {o.pk for o in officers if o.user_id and (o.user_id, o.organisation_id) not in held}


def officers_of(actions: set[int]) -> tuple[Officers, dict[int, int]]:
    """({action id: its officers}, {action id: the accountable officer's council})."""
    assigned: Officers = defaultdict(set)
    accountable_in = {}
    for row in Assignment.objects.filter(action__in=actions, officer__isnull=False).select_related("officer__user"):
        if row.officer:
            assigned[row.action_id].add(row.officer)
        if row.officer and row.is_accountable:
            accountable_in[row.action_id] = row.officer.organisation_id
    return assigned, accountable_in


def holders(role: str) -> Officers:
    """{council id: the officers who hold a role there}."""
    found: Officers = defaultdict(set)
    held = Q(user__memberships__role=role, user__memberships__organisation=F("organisation"))
    for officer in Officer.objects.filter(held).select_related("user"):
        found[officer.organisation_id].add(officer)
    return found
