"""Posts that a paper names and nobody holds yet: naming who does, for all their actions at once or for some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from actions.models import Action, Assignment
from actions.services.officers import join
from people import audit
from people.doubles import by_known_name
from people.models import Officer, User
from people.permissions import Verb, check
from people.services import add_officer
from plans.models import Plan
from plans.services import check_open


@dataclass
class Post:
    """Words of a plan's paper for who does something, with the officer who was named (None: nobody yet)."""

    words: str
    holder: Officer | None
    rows: list[Assignment] = field(default_factory=list)

    @property
    def pk(self) -> int:
        """One of its assignments, by which the post is asked for."""
        return self.rows[0].pk

    @property
    def actions(self) -> list[Action]:
        return list(dict.fromkeys(row.action for row in self.rows))


def posts_of(plan: Plan) -> list[Post]:
    """The posts of a plan: those nobody is named to, then those that somebody has been named to. Not those whose words
    are the officer's own name. One query."""
    written = Assignment.objects.filter(action__plan=plan).exclude(as_written="")
    found: dict[tuple[str, int | None], Post] = {}
    for row in written.select_related("officer", "action").order_by("action__position", "action", "pk"):
        if row.officer is None or row.as_written.casefold() not in by_known_name([row.officer]):
            post = found.setdefault((row.as_written, row.officer_id), Post(row.as_written, row.officer))
            post.rows.append(row)
    return sorted(found.values(), key=lambda post: post.holder is not None)


@transaction.atomic
def name_holder(
    *,
    plan: Plan,
    words: str,
    was: Officer | None,
    actions: Collection[Action],
    by: User,
    officer: Officer | None = None,
    name: str = "",
    post: str = "",
    email: str = "",
) -> Officer | None:
    """Say who holds a post in these actions: an officer, somebody new of that name, or nobody any more. The words stay.

    Where nobody is accountable, whoever does a part of it now is.

    Raises:
        ValidationError: the officer is of a council that does not share the plan, the name is taken, or somebody has
            named another meanwhile.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    if officer and officer.organisation_id not in plan.contributing_ids:
        raise ValidationError({"who": f"{officer} is of a council that does not share this plan."})
    of_post = Assignment.objects.filter(action__plan=plan, as_written=words, officer=was, action__in=actions)
    rows = list(of_post.select_for_update(of=("self",)).select_related("action").in_order())
    if not rows:
        raise ValidationError(f"Somebody else has been named for “{words}” meanwhile. Look at the posts again.")
    if name:
        officer = add_officer(organisation=plan.organisation, by=by, name=name, post=post, email=email)
    there: dict[int, dict[tuple[int | None, str], Assignment]] = defaultdict(dict)
    for other in Assignment.objects.filter(action__in=[row.action for row in rows]).exclude(officer=None):
        there[other.action_id][other.officer_id, other.part] = other
    for row in rows:
        give(row, officer, there[row.action_id])
    # So that a form of the action that was opened before does not take the name away again.
    Action.objects.filter(pk__in=[row.action_id for row in rows]).update(version=F("version") + 1)
    for action in dict.fromkeys(row.action for row in rows):
        before, after = {words: str(was or "nobody")}, {words: str(officer or "nobody")}
        audit.record("named a holder on", action, by=by, organisation=plan.organisation, before=before, after=after)
    return officer


def give(row: Assignment, officer: Officer | None, there: dict[tuple[int | None, str], Assignment]) -> None:
    """Have an officer hold one part. `there`: who does which part of that action, kept as it changes."""
    there.pop((row.officer_id, row.part), None)
    twin = there.get((officer.pk, row.part)) if officer else None
    if twin:
        join(row, twin)
        return
    is_led = any(other.is_accountable for other in there.values())
    does_it = officer is not None and row.part != Assignment.Part.CONSULTED
    row.is_accountable = officer is not None and (row.is_accountable or (does_it and not is_led))
    row.officer = officer
    row.save(update_fields=["officer", "is_accountable"])
    if officer:
        there[officer.pk, row.part] = row
