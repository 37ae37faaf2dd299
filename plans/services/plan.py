"""Making plans and priorities, adopting them, and declaring their colours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.text import slugify

from people import audit
from people.models import Officer, Organisation, User
from people.permissions import Verb, check
from plans.models import Declaration, Plan, Priority
from plans.periods import in_words

RESERVED = {"new"}  # where the page that makes a plan is
# Days: a period and two weeks, and of a plan reported once a year half of it.
STALENESS = {
    Plan.Cycle.MONTHLY: 42,
    Plan.Cycle.QUARTERLY: 105,
    Plan.Cycle.HALF_YEARLY: 196,
    Plan.Cycle.YEARLY: 196,
}


@transaction.atomic
def add_plan(
    *,
    organisation: Organisation,
    by: User,
    title: str,
    first_year: int,
    last_year: int,
    partners: Collection[Organisation] | None = None,
    **details: Any,
) -> Plan:
    """Make a new, empty plan in draft. `partners` None: it is the council's alone."""
    check(by, Verb.MANAGE_PLAN, organisation)
    cycle = details.get("cycle", Plan.Cycle.MONTHLY)
    plan = Plan.objects.create(
        organisation=organisation,
        title=title,
        slug=free_slug(title),
        first_year=first_year,
        last_year=last_year,
        staleness_days=STALENESS[cycle],
        **details,
    )
    share(plan, partners, by)
    audit.record("added", plan, by=by, organisation=organisation, after={"title": title, "years": str(plan.years)})
    return plan


def share(plan: Plan, partners: Collection[Organisation] | None, by: User) -> None:
    """Open a plan to these councils and no others; None leaves it as it is.

    Their people see the plan, and its manager sees their officers: so both councils have a say, and the administrator
    of the installation does it.
    """
    if partners is None or set(partners) == set(plan.partners.all()):
        return
    check(by, Verb.SHARE_PLAN, plan)
    before = [partner.name for partner in plan.partners.in_order()]
    plan.partners.set(partners)
    after = [partner.name for partner in plan.partners.in_order()]
    audit.record(
        "shared", plan, by=by, organisation=plan.organisation, before={"partners": before}, after={"partners": after}
    )


def free_slug(title: str) -> str:
    """The title as an address, with a number behind it where the address is taken."""
    stem = slugify(title)[:70].strip("-") or "plan"
    taken = RESERVED | set(Plan.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def edit_plan(
    *, plan: Plan, by: User, version: int, partners: Collection[Organisation] | None = None, **changes: Any
) -> Plan:
    """Save a plan's own facts and settings. `partners` None leaves those it has.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: other years for a plan whose actions have been dated against its own.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    before = {name: getattr(plan, name) for name in changes}
    moves = any(changes.get(name, getattr(plan, name)) != getattr(plan, name) for name in ("first_year", "last_year"))
    if moves and plan.actions.exists():
        raise ValidationError(
            {"first_year": "The years are fixed once a plan has actions: their dates were read against them."}
        )
    if "cycle" in changes and changes["cycle"] != plan.cycle:
        changes["staleness_days"] = STALENESS[changes["cycle"]]
    plan.save_from(version, **changes)
    share(plan, partners, by)
    audit.record("edited", plan, by=by, organisation=plan.organisation, before=before, after=changes)
    return plan


@transaction.atomic
def set_rules(*, plan: Plan, by: User, version: int, **rules: Any) -> Plan:
    """Set what the plan's colours, dates and reminders go by. Colours of days past are seen by the new rules too;
    what was frozen in a report stays as it was.

    Raises:
        StaleVersionError: somebody saved the plan meanwhile.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    before = {name: getattr(plan, name) for name in rules}
    plan.save_from(version, **rules)
    audit.record("set the rules of", plan, by=by, organisation=plan.organisation, before=before, after=rules)
    return plan


def check_open(plan: Plan) -> None:
    """Raises ValidationError where the plan is closed: what stands in it is what was done."""
    if plan.status == Plan.Status.CLOSED:
        raise ValidationError(
            f"{plan} is closed, so it is not changed any more. Reopen it first, or roll it forward to the next year."
        )


@transaction.atomic
def adopt_plan(*, plan: Plan, by: User, version: int, on: date, adopted_by: str = "") -> Plan:
    """Adopt a draft: from that day officers are reminded and silence is counted. `adopted_by`: the body that did."""
    check(by, Verb.MANAGE_PLAN, plan)
    if plan.status != Plan.Status.DRAFT:
        raise ValidationError("This plan has been adopted already.")
    plan.save_from(version, status=Plan.Status.ADOPTED, adopted_on=on, adopted_by=adopted_by)
    after = {"adopted_on": on, "adopted_by": adopted_by}
    audit.record("adopted", plan, by=by, organisation=plan.organisation, after=after)
    return plan


@transaction.atomic
def close_plan(*, plan: Plan, by: User, version: int, on: date, today: date) -> Plan:
    """Close a plan: nobody is reminded any more, and it stays as it is today, with what was posted after `on` too.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it is not adopted, or not for so long.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    if plan.status != Plan.Status.ADOPTED:
        raise ValidationError("Only an adopted plan is closed.")
    if plan.adopted_on and on < plan.adopted_on:
        raise ValidationError({"on": f"It was adopted on {in_words(plan.adopted_on)}, and is closed after that."})
    plan.save_from(version, status=Plan.Status.CLOSED, closed_on=on, stands_on=today)
    audit.record("closed", plan, by=by, organisation=plan.organisation, after={"closed_on": on})
    return plan


@transaction.atomic
def reopen_plan(*, plan: Plan, by: User, version: int) -> Plan:
    """Take the closing back."""
    check(by, Verb.MANAGE_PLAN, plan)
    if plan.status != Plan.Status.CLOSED:
        raise ValidationError("This plan is not closed.")
    before = {"closed_on": plan.closed_on}
    plan.save_from(version, status=Plan.Status.ADOPTED, closed_on=None, stands_on=None)
    audit.record("reopened", plan, by=by, organisation=plan.organisation, before=before)
    return plan


def not_reminded(plan: Plan) -> QuerySet[Officer]:
    """Officers who are given its actions but have no address to be reminded at."""
    return Officer.objects.filter(assignments__action__plan=plan, email="").distinct().in_order()


def unnamed_posts(plan: Plan) -> int:
    """How many posts its paper names that nobody holds yet."""
    waiting = plan.actions.filter(assignments__isnull=False, assignments__officer=None)
    return waiting.values("assignments__as_written").distinct().count()


@transaction.atomic
def add_priority(*, plan: Plan, by: User, title: str, reference: str = "", description: str = "") -> Priority:
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    if plan.priorities.filter(title=title, reference=reference).exists():
        raise ValidationError({"title": "The plan has a priority of this title already."})
    last = plan.priorities.aggregate(last=Max("position"))["last"] or 0
    priority = Priority.objects.create(
        plan=plan, title=title, reference=reference, description=description, position=last + 1
    )
    audit.record("added", priority, by=by, organisation=plan.organisation, after={"title": title})
    return priority


@transaction.atomic
def declare(*, plan: Plan, by: User, rag: str, reason: str, on: date, priority: Priority | None = None) -> Declaration:
    """Declare a colour for a plan, or for one of its priorities, with the reason."""
    check(by, Verb.DECLARE, plan)
    declaration = Declaration.objects.create(
        plan=plan, priority=priority, rag=rag, reason=reason, by=by, by_name=by.name, on=on
    )
    audit.record(
        "declared", priority or plan, by=by, organisation=plan.organisation, after={"rag": rag, "reason": reason}
    )
    return declaration
