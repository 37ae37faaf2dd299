"""Whom the deadlines of an action are told to: its officers, whoever stands in for them, and those above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from actions.deadlines import Deadline, Kind
from actions.models import Action, Assignment
from people.models import Absence, Membership, Officer, Role, one_for_each_person

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
        """Six queries and one a plan, whatever the number of actions."""
        plans = {action.plan_id: action.plan for action in actions}
        councils = {pk: set(plan.council_ids) for pk, plan in plans.items()}
        assigned, accountable_in = officers_of({action.pk for action in actions})
        above, keepers = holders(Role.DIRECTOR), holders(Role.PLAN_MANAGER)
        cover = {away.officer_id: away.cover for away in absences(on) if away.cover}
        left = those_who_left([*flat((*assigned.values(), *above.values(), *keepers.values())), *cover.values()])
        told: list[tuple[Action, dict[Officer, Officer], set[Officer], set[Officer]]] = []
        for action in actions:
            sharing = councils[action.plan_id]

            def belongs(officer: Officer, sharing: set[int] = sharing) -> bool:
                return officer.organisation_id in sharing and officer.pk not in left

            standing = {o: stand_in(o, cover, belongs) for o in assigned[action.pk] if belongs(o)}
            council = accountable_in.get(action.pk, action.plan.organisation_id)
            directors = above[council] if council in sharing else set()
            told.append((action, standing, directors, keepers[action.plan.organisation_id]))
        # Only rows that are of concern to one of the actions: somebody's row elsewhere neither names nor addresses them.
        one = one_for_each_person({o for _, owners, *others in told for o in flat((owners.values(), *others))})
        found = cls({}, {}, {}, defaultdict(list))
        for action, standing, directors, managers in told:
            found.owners[action.pk] = {one[officer.pk] for officer in standing.values()}
            found.directors[action.pk] = {one[officer.pk] for officer in directors}
            found.managers[action.pk] = {one[officer.pk] for officer in managers}
            for officer, instead in standing.items():
                if instead != officer:
                    found.covering[action.pk, one[instead.pk]].append(officer.name)
        return found

    def told_of(self, deadline: Deadline) -> dict[Officer, int | None]:
        """{officer: the first rung's offset they are told at (None: every one)}: owners all, directors the last."""
        ladder, pk = deadline.ladder, deadline.action.pk
        if deadline.is_for_managers:
            return dict.fromkeys(self.managers[pk])
        above = {} if ladder.escalates_at is None else dict.fromkeys(self.directors[pk], ladder.escalates_at)
        return above | {officer: first_wanted(officer, deadline) for officer in self.owners[pk]}


def first_wanted(officer: Officer, deadline: Deadline) -> int | None:
    """The first rung's offset an officer wants to hear of: who declines the reminders before a date hears of it on the
    day, where the plan lets them. None: all."""
    declines = deadline.action.plan.early_may_be_declined and not officer.early_reminders
    return 0 if deadline.kind == Kind.DUE and declines else None


def stand_in(officer: Officer, cover: dict[int, Officer], belongs: Callable[[Officer], bool]) -> Officer:
    """Who is told in an officer's place today: they themselves, or whoever covers for them, and for those in turn."""
    seen, standing = {officer.pk}, officer
    while (following := cover.get(standing.pk)) and following.pk not in seen:
        if not belongs(following) or not following.can_be_written_to:
            break
        seen.add(following.pk)
        standing = following
    return standing


def flat(groups: Iterable[Iterable[Officer]]) -> Iterable[Officer]:
    return (officer for group in groups for officer in group)


def absences(on: date) -> Iterable[Absence]:
    """Those who are away and have somebody who stands in."""
    return (
        Absence.objects.on(on)
        .filter(cover__isnull=False)
        .select_related("cover__user", "cover__organisation")
        .order_by("pk")
    )


def those_who_left(officers: Collection[Officer]) -> set[int]:
    """Ids of those who are said to have left, and of those with a sign-in but no role left in their council: they may
    not see its plans any more."""
    held = set(
        Membership.objects.filter(user__in={o.user_id for o in officers if o.user_id}).values_list(
            "user_id", "organisation_id"
        )
    )
    return {o.pk for o in officers if o.left_on or (o.user_id and (o.user_id, o.organisation_id) not in held)}


def officers_of(actions: set[int]) -> tuple[Officers, dict[int, int]]:
    """({action id: its officers}, {action id: the accountable officer's council})."""
    assigned: Officers = defaultdict(set)
    accountable_in = {}
    for row in Assignment.objects.filter(action__in=actions, officer__isnull=False).select_related(
        "officer__user", "officer__organisation"
    ):
        if row.officer:
            assigned[row.action_id].add(row.officer)
        if row.officer and row.is_accountable:
            accountable_in[row.action_id] = row.officer.organisation_id
    return assigned, accountable_in


def holders(role: str) -> Officers:
    """{council id: the officers who hold a role there}."""
    found: Officers = defaultdict(set)
    held = Q(user__memberships__role=role, user__memberships__organisation=F("organisation"))
    for officer in Officer.objects.filter(held).select_related("user", "organisation"):
        found[officer.organisation_id].add(officer)
    return found
