"""A register of any size, drawn by lot but always alike: for benchmarks, and for seeing how pages hold up.

Councils of ten plans, plans of fifty actions under five priorities, twenty officers a council. Rows are written in bulk,
past the services: it is no evidence of anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.db import transaction

from actions.models import Action, Assignment, DateChange, Occurrence, ProgressUpdate
from actions.timing import parse_timing
from people.models import Membership, Officer, Organisation, Role, User
from plans.models import Audience, Plan, Priority
from plans.periods import FinancialYear, Years, in_words
from surveys.models import Measure

PREFIX = "scale"
PLANS_A_COUNCIL, ACTIONS_A_PLAN, PRIORITIES, OFFICERS = 10, 50, 5, 20
DONE = (
    "Issued to every ward.", "The copy is with the printers.", "Agreed with Heads of Service.", "Waiting for the survey.",
)  # fmt: skip
METHODS = (
    "E-mail and hard copies",
    "Press release",
    "Social media",
    "Staff newsletter",
    "Website",
    "Briefing in person",
)
TITLES = (
    "Newsletter to residents", "Member briefing", "Survey of staff", "Campaign on recycling", "Open day", "Annual report",
    "Intranet pages", "Media training", "Parish conference", "Press launch",
)  # fmt: skip
COLOURS = ("green",) * 6 + ("amber",) * 2 + ("red", "complete")


def grow(actions: int, *, today: date, told: Callable[[str], None]) -> int:
    """Have so many actions in the register that this has made, plan by plan. Returns how many it added."""
    made = Action.objects.filter(plan__slug__startswith=f"{PREFIX}-").count()
    number = Plan.objects.filter(slug__startswith=f"{PREFIX}-").count()
    added = 0
    while made + added < actions:
        added += add_plan(number, min(ACTIONS_A_PLAN, actions - made - added), today=today)
        number += 1
        if number % 200 == 0:
            told(f"{made + added:,} actions")
    return added


@transaction.atomic
def add_plan(number: int, size: int, *, today: date) -> int:
    lot, year = Random(number), FinancialYear.containing(today)  # noqa: S311  alike every time
    council, officers = council_of(number)
    plan = Plan.objects.create(
        organisation=council, title=f"Communications plan {number + 1}", slug=f"{PREFIX}-{number + 1}", first_year=year.start_year,
        last_year=year.start_year, status=Plan.Status.ADOPTED, adopted_on=year.first, adopted_by="Cabinet", cycle=Plan.Cycle.QUARTERLY,
    )  # fmt: skip
    priorities = [
        Priority(plan=plan, reference=str(n), title=f"Priority {n}", position=n) for n in range(1, PRIORITIES + 1)
    ]
    priorities = Priority.objects.bulk_create(priorities)
    audiences = Audience.objects.bulk_create(
        [Audience(plan=plan, name=name) for name in ("Residents", "Staff", "Members")]
    )
    Measure.objects.create(plan=plan, statement="70 per cent of staff feel informed", target=70, audience=audiences[1])
    due = [year.first + timedelta(days=lot.randint(30, 364)) for _ in range(size)]
    actions = Action.objects.bulk_create(
        Action(
            plan=plan, priority=priorities[at % PRIORITIES], title=f"{lot.choice(TITLES)} {at + 1}", method=lot.choice(METHODS),
            timing=parse_timing(in_words(day), Years(year, year)), added_on=year.first, position=at,
        )
        for at, day in enumerate(due)
    )  # fmt: skip
    fill(lot, list(zip(actions, due, strict=True)), officers, audiences, year=year, today=today)
    return size


def council_of(number: int) -> tuple[Organisation, list[Officer]]:
    """The plan's council with its officers, the first of whom can sign in, as can a director."""
    at = number // PLANS_A_COUNCIL + 1
    council, is_new = Organisation.objects.get_or_create(slug=f"{PREFIX}-{at}", defaults={"name": f"Council {at}"})
    if is_new:
        user = person_of(council, f"{PREFIX}-{at}@demo.example", f"Officer 1 of council {at}", Role.OFFICER)
        person_of(council, f"{PREFIX}-director-{at}@demo.example", f"Director of council {at}", Role.DIRECTOR)
        names = [Officer(organisation=council, name=f"Officer {n} of council {at}") for n in range(1, OFFICERS + 1)]
        names[0].user, names[0].email = user, user.email
        Officer.objects.bulk_create(names)
    return council, list(Officer.objects.filter(organisation=council).order_by("pk"))


def person_of(council: Organisation, email: str, name: str, role: str) -> User:
    user = User.objects.create(email=email, name=name)
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, organisation=council, role=role)
    return user


@transaction.atomic
def owe_reminders(count: int, *, today: date) -> int:
    """So many officers of one more council, each with one action that is due today: each is owed one e-mail."""
    year = FinancialYear.containing(today)
    council = Organisation.objects.create(slug=f"{PREFIX}-owed", name="Council of reminders")
    plan = Plan.objects.create(
        organisation=council, title="Due today", slug=f"owed-{today:%Y%m%d}", first_year=year.start_year,
        last_year=year.start_year, status=Plan.Status.ADOPTED, adopted_on=year.first, adopted_by="Cabinet",
    )  # fmt: skip
    officers = Officer.objects.bulk_create(
        Officer(organisation=council, name=f"Officer {n}", email=f"owed-{n}@demo.example") for n in range(1, count + 1)
    )
    timing = parse_timing(in_words(today), Years(year, year))
    actions = Action.objects.bulk_create(
        Action(plan=plan, title=f"Leaflet {n}", timing=timing, added_on=year.first, position=n) for n in range(count)
    )
    together = list(zip(actions, officers, strict=True))
    Assignment.objects.bulk_create(Assignment(action=one, officer=who, is_accountable=True) for one, who in together)
    Occurrence.objects.bulk_create(Occurrence(action=one, due=today, first_due=today) for one in actions)
    return len(officers)


def fill(
    lot: Random,
    actions: list[tuple[Action, date]],
    officers: list[Officer],
    audiences: list[Audience],
    *,
    year: FinancialYear,
    today: date,
) -> None:
    """What hangs on the actions: who, for whom, by when, what was said, and what has moved."""
    assignments, occurrences, updates, moves, links = [], [], [], [], []
    for action, day in actions:
        owner = lot.choice(officers)
        assignments.append(Assignment(action=action, officer=owner, is_accountable=True))
        links.append(Action.audiences.through(action=action, audience=lot.choice(audiences)))
        is_done = day < today and lot.random() < 0.8
        first = day - timedelta(days=lot.choice((0, 0, 0, 30, 60)))
        marks = {"delivered_on": day, "delivered_by": owner.name} if is_done else {}
        occurrences.append(Occurrence(action=action, due=day, first_due=first, **marks))
        if first < day:
            before, after = parse_timing(in_words(first)), parse_timing(in_words(day))
            facts = {
                "days": (day - first).days,
                "reason": "Copy was late.",
                "by_name": owner.name,
                "on": min(first, today),
            }
            moves.append(DateChange(action=action, before=before, after=after, **facts))
        for _ in range(lot.choice((0, 1, 2, 3))):
            rag = "complete" if is_done else lot.choice(COLOURS)
            on = year.first + timedelta(days=lot.randint(0, max(0, (today - year.first).days)))
            why = "Staff have left." if rag in ("red", "amber") else ""
            updates.append(
                ProgressUpdate(
                    action=action, rag=rag, done=lot.choice(DONE), explanation=why, by_name=owner.name, on=on
                )
            )
    Assignment.objects.bulk_create(assignments)
    Action.audiences.through.objects.bulk_create(links)
    Occurrence.objects.bulk_create(occurrences)
    ProgressUpdate.objects.bulk_create(updates)
    DateChange.objects.bulk_create(moves)
