"""Whom the deadlines of an action are told to: its officers and, when it is long overdue, their council's directors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q

from actions.models import Action, Assignment
from people.models import Membership, Officer, Role


@dataclass(frozen=True)
class Recipients:
    """For each of some actions (by id) the officers who do it, and the directors above the accountable one.

    Only of councils that share the plan, those who have not left them, and each person once, however many councils they are an officer of.
    """

    owners: dict[int, set[Officer]]
    directors: dict[int, set[Officer]]

    @classmethod
    def of(cls, actions: Collection[Action]) -> Recipients:
        """Five queries and one a plan, whatever the number of actions."""
        plans = {action.plan_id: action.plan for action in actions}
        councils = {pk: set(plan.council_ids) for pk, plan in plans.items()}
        assigned, accountable_in = officers_of({action.pk for action in actions})
        above = directors_by_organisation()
        left = those_who_left({officer for officers in (*assigned.values(), *above.values()) for officer in officers})
        everybody = {officer for officers in (*assigned.values(), *above.values()) for officer in officers}
        one = Officer.objects.one_for_each_person(everybody)
        owners, directors = {}, {}
        for action in actions:
            sharing = councils[action.plan_id]
            council = accountable_in.get(action.pk, action.plan.organisation_id)
            owners[action.pk] = {
                one[o.pk] for o in assigned[action.pk] if o.organisation_id in sharing and o.pk not in left
            }
            directors[action.pk] = {one[o.pk] for o in above[council]} if council in sharing else set()
        return cls(owners, directors)


def those_who_left(officers: set[Officer]) -> set[int]:
    """Ids of officers with a sign-in but no role left in their council: they may not see its plans any more."""
    held = set(
        Membership.objects.filter(user__in={o.user_id for o in officers if o.user_id}).values_list(
            "user_id", "organisation_id"
        )
    )
    return {o.pk for o in officers if o.user_id and (o.user_id, o.organisation_id) not in held}


def officers_of(actions: set[int]) -> tuple[dict[int, set[Officer]], dict[int, int]]:
    """({action id: its officers}, {action id: the accountable officer's council})."""
    assigned: dict[int, set[Officer]] = defaultdict(set)
    accountable_in = {}
    for row in Assignment.objects.filter(action__in=actions, officer__isnull=False).select_related("officer__user"):
        if row.officer:
            assigned[row.action_id].add(row.officer)
        if row.officer and row.is_accountable:
            accountable_in[row.action_id] = row.officer.organisation_id
    return assigned, accountable_in


def directors_by_organisation() -> dict[int, set[Officer]]:
    """Those told when something is ten working days overdue."""
    directors: dict[int, set[Officer]] = defaultdict(set)
    held = Q(user__memberships__role=Role.DIRECTOR, user__memberships__organisation=F("organisation"))
    for officer in Officer.objects.filter(held).select_related("user"):
        directors[officer.organisation_id].add(officer)
    return directors
