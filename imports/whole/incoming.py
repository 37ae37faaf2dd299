"""A plan made again from its export: all of it, or nothing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from actions.models import (
    Action,
    ActionDeclaration,
    Assignment,
    DateChange,
    DateRequest,
    Milestone,
    Occurrence,
    ProgressUpdate,
)
from imports.whole import shape
from imports.whole.incoming_readings import take_readings
from imports.whole.incoming_surveys import take_survey
from imports.whole.incoming_words import take_words
from imports.whole.incoming_work import Placed, take_work
from imports.whole.outgoing import titles_of
from imports.whole.shape import made, taken
from people import audit
from people.models import Officer, Organisation, User
from people.permissions import Verb, can, check
from people.text import cleaned
from plans.models import Audience, Decision, Declaration, Election, Meeting, Plan, PlanPartner, Priority
from plans.sections import SECTIONS
from plans.services.plan import RESERVED, free_slug
from surveys.models import Measure, Target

NOT_WHOLE = "The file is not a whole export of commsplan: {}. Export the plan again, and take that file in as it is."

SECOND = "{} has the plan “{}” for {} already. If a second one is meant, choose the file again and tick this."


def is_export(data: Any) -> bool:
    """Does it look like one of our own exports?"""
    return isinstance(data, dict) and isinstance(data.get("plan"), dict) and isinstance(data.get("priorities"), list)


def take_in(
    data: dict[str, Any],
    *,
    by: User,
    organisation: Organisation | None = None,
    partners: list[Organisation] | None = None,
    may_be_second: bool = True,
) -> Plan:
    """Make the plan of an export, for `organisation` or else the council it names. A council or officer that is not
    there yet is made; the plan gets another address where its own is taken.

    It is shared with `partners`; None: with the councils it names, where the person may share plans, else with none.
    An officer of a council that has no part in it stays as a post nobody is named to, in the words of the export.

    Raises:
        ValidationError: it is no whole export, with what is wrong in a sentence; or the council has a plan of that
            title and those years, and it may not be a second.
        PermissionDenied: the person may not make plans for that council.
    """
    if not is_export(data):
        raise ValidationError(NOT_WHOLE.format("it has no plan and no priorities"))
    if data.get("commsplan") != shape.SCHEMA:
        raise ValidationError("The file was made by another version of commsplan, which this one does not read.")
    try:
        with transaction.atomic():
            return _Import(all_cleaned(data), by, organisation, partners, may_be_second).plan
    except KeyError as fault:
        raise ValidationError(NOT_WHOLE.format(f"it lacks {fault}")) from fault
    except IntegrityError as fault:
        raise ValidationError(NOT_WHOLE.format("two of its rows contradict each other")) from fault
    except (TypeError, AttributeError, ValueError, ArithmeticError, RecursionError, DataError) as fault:
        raise ValidationError(NOT_WHOLE.format("it has a value where another kind belongs")) from fault


def all_cleaned(value: Any) -> Any:
    """Every text of a JSON value without what nobody can see."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, list):
        return [all_cleaned(one) for one in value]
    return {cleaned(key): all_cleaned(one) for key, one in value.items()} if isinstance(value, dict) else value


class _Import:
    """One export being made again; every `…_of` gives what a name in the file stands for."""

    def __init__(
        self,
        data: dict[str, Any],
        by: User,
        organisation: Organisation | None,
        partners: list[Organisation] | None,
        may_be_second: bool,
    ) -> None:
        self.data, self.by, self.may_be_second = data, by, may_be_second
        head = data["plan"]
        self.councils = {one["name"]: one for one in head["councils"]}
        self.known: dict[str, Organisation] = {}
        own = organisation or self.council_of(head["organisation"])
        self.known[head["organisation"]] = own
        check(by, Verb.MANAGE_PLAN, own)
        if partners is None:
            partners = [self.council_of(name) for name in head["partners"]] if can(by, Verb.SHARE_PLAN) else []
        self.plan = self.make_plan(head, own, partners)
        self.officers: dict[Any, Officer | None] = {None: None}
        self.officers |= {self.key_of(one): self.make_officer(one) for one in data["officers"]}
        self.actions: list[Placed] = []
        self.make_sections()
        self.events()
        self.priorities = [self.make_priority(row, number) for number, row in enumerate(data["priorities"], 1)]
        called = titles_of(self.priorities)
        self.called = {called[one.pk]: one for one in self.priorities}
        for priority, row in zip([*self.priorities, None], [*data["priorities"], data], strict=True):
            self.make_rows(priority, row)
        self.declare(None, head)
        facts: Any = {"called": self.called, "measures": self.make_measures(), "actions": self.actions, "by": by}
        take_work(self.plan, data, officer_of=lambda one: self.officers[self.key_of(one)], **facts)
        audit.record("took in", self.plan, by=by, organisation=own, after={"title": self.plan.title})

    def council_of(self, name: str) -> Organisation:
        if name not in self.known:
            found = Organisation.objects.filter(name=name).first()
            if found is None:
                check(self.by, Verb.INSTALL)
                facts = self.councils.get(name) or {"name": name}
                slug = free_slug_of_council(name)
                found = Organisation(slug=slug, **taken(Organisation, facts, shape.COUNCIL))
                made(found)
            self.known[name] = found
        return self.known[name]

    def make_plan(self, head: dict[str, Any], own: Organisation, partners: list[Organisation]) -> Plan:
        facts = taken(Plan, head, shape.PLAN) | taken(Plan, head["rules"], shape.RULE)
        is_free = head["slug"] and head["slug"] not in RESERVED and not Plan.objects.filter(slug=head["slug"]).exists()
        if not self.may_be_second and (first := like_it(own, facts)):
            raise ValidationError({"is_second": SECOND.format(own, first, first.years)})
        slug = head["slug"] if is_free else free_slug(head["title"])
        previous = Plan.objects.filter(organisation=own, slug=head["previous"] or "").first()
        plan = Plan(organisation=own, previous=previous, **(facts | {"slug": slug}))
        made(plan)
        plan.partners.set(partners)
        plan.partnerships.filter(organisation__name__in=head.get("readers", [])).update(rights=PlanPartner.Rights.READ)
        return plan

    @staticmethod
    def key_of(one: dict[str, Any] | None) -> tuple[str, str, str] | None:
        return (one["name"], one["post"], one["organisation"]) if one else None

    def make_officer(self, one: dict[str, Any]) -> Officer | None:
        councils = {council.name: council for council in (self.plan.organisation, *self.plan.partners.all())}
        council = self.known.get(one["organisation"]) or councils.get(one["organisation"])
        if council is None or council.pk not in self.plan.council_ids:
            return None
        found = Officer.objects.filter(organisation=council, name=one["name"], post=one["post"]).first()
        if found:
            return found
        merged = Officer.objects.filter(organisation=council).exclude(also_known_as=[])
        if found := next((officer for officer in merged if one["name"] in officer.also_known_as), None):
            return found
        officer = Officer(organisation=council, **taken(Officer, one, shape.OFFICER))
        made(officer)
        return officer

    def make_sections(self) -> None:
        self.audiences: dict[str | None, Any] = {None: None}
        for number, row in enumerate(self.data["audiences"], 1):
            facts = taken(Audience, row, shape.columns("audiences"))
            self.audiences[row["name"]] = made(Audience(plan=self.plan, position=number, **facts))
        self.objectives: dict[int | None, Any] = {None: None}
        for key in shape.LOOSE:
            if key == "audiences":
                continue
            model: Any = SECTIONS[key].model
            for number, row in enumerate(self.data.get(key, []) if key in shape.LATER else self.data[key], 1):
                facts = taken(model, row, shape.columns(key))
                if key == "channels":
                    facts["owner"] = self.officers[self.key_of(row["owner"])]
                if key in shape.FOR_AUDIENCES:
                    facts["audience"] = self.audiences[row["audience"]]
                saved = made(model(plan=self.plan, position=number, **facts))
                if key == "objectives":
                    self.objectives[number] = saved

    def events(self) -> None:
        own = self.plan.organisation
        self.meetings = {
            (one["body"], one["date"]): Meeting.objects.get_or_create(
                organisation=own,
                **taken(Meeting, one, ("body", "date")),
                defaults=taken(Meeting, one, ("uid",)),
            )[0]
            for one in self.data["meetings"]
        }
        self.elections = {
            (one["name"], one["polling_day"]): Election.objects.get_or_create(
                organisation=own,
                **taken(Election, one, ("name", "polling_day")),
                defaults=shape.rest_of_election(one),
            )[0]
            for one in self.data["elections"]
        }

    def make_priority(self, row: dict[str, Any], number: int) -> Priority:
        priority = Priority(plan=self.plan, position=number, **taken(Priority, row, shape.columns("priorities")))
        made(priority)
        self.declare(priority, row)
        return priority

    def declare(self, priority: Priority | None, row: dict[str, Any]) -> None:
        for one in row["declarations"]:
            made(Declaration(plan=self.plan, priority=priority, **taken(Declaration, one, shape.DECLARATION)))

    def make_rows(self, priority: Priority | None, row: dict[str, Any]) -> None:
        """What stands under a priority, or under none."""
        for model, key in ((Milestone, "milestones"), (Decision, "decisions")):
            for one in row[key]:
                facts = taken(model, one, (*shape.columns(key), "position"))
                made(model(plan=self.plan, priority=priority, **facts))
        for one in row["actions"]:
            self.make_action(one, priority, None)

    def make_action(self, data: dict[str, Any], priority: Priority | None, parent: Action | None) -> None:
        if parent and parent.parent_id:
            raise ValidationError(NOT_WHOLE.format("an action stands two levels below another"))
        action = Action(plan=self.plan, priority=priority, parent=parent, **taken(Action, data, shape.ACTION))
        made(action)
        action.audiences.set([self.audiences[name] for name in data["audiences"]])
        action.also_serves.set([self.called[name] for name in data["also_serves"]])
        for one in data["owners"]:
            facts = taken(Assignment, one, shape.ASSIGNMENT)
            if (officer := self.officers[self.key_of(one["officer"])]) is None and one["officer"]:
                facts |= {"is_accountable": False, "as_written": facts["as_written"] or one["officer"]["name"]}
            made(Assignment(action=action, officer=officer, **facts))
        places: dict[int | None, Any] = {None: None}
        for number, one in enumerate(data["occurrences"], 1):
            places[number] = made(
                Occurrence(
                    action=action, meeting=self.meeting_of(one), election=self.election_of(one),
                    **taken(Occurrence, one, shape.OCCURRENCE),
                )
            )  # fmt: skip
        updates: dict[int | None, Any] = {None: None}
        for number, one in enumerate(data["updates"], 1):
            updates[number] = made(ProgressUpdate(action=action, **taken(ProgressUpdate, one, shape.UPDATE)))
        take_words(action, data, updates, places)
        for one in data["declarations"]:
            made(ActionDeclaration(action=action, **taken(ActionDeclaration, one, shape.DECLARATION)))
        for one in data["date_changes"]:
            facts = taken(DateChange, one, shape.DATE_CHANGE)
            made(DateChange(action=action, occurrence=places[one["occurrence"]], **facts))
        for one in data["date_requests"]:
            facts = taken(DateRequest, one, shape.DATE_REQUEST)
            made(DateRequest(action=action, occurrence=places[one["occurrence"]], **facts))
        self.actions.append((action, data, places))
        for one in data["actions"]:
            self.make_action(one, priority, action)

    def meeting_of(self, one: dict[str, Any]) -> Meeting | None:
        return self.meetings[one["meeting"]["body"], one["meeting"]["date"]] if one["meeting"] else None

    def election_of(self, one: dict[str, Any]) -> Election | None:
        return self.elections[one["election"]["name"], one["election"]["polling_day"]] if one["election"] else None

    def make_measures(self) -> dict[int, Measure]:
        measures: dict[int, Measure] = {}
        for number, row in enumerate(self.data["measures"], 1):
            measure = Measure(
                plan=self.plan, position=number, audience=self.audiences[row["audience"]],
                objective=self.objectives[row["objective"]], owner=self.officers[self.key_of(row.get("owner"))],
                **taken(Measure, row, shape.columns("measures")),
            )  # fmt: skip
            measures[number] = made(measure)
            for period, value in row["targets"].items():
                made(Target(measure=measure, period=period, **taken(Target, {"value": value}, ("value",))))
            take_readings(measure, row.get("readings", []))  # exports of before there were any have none
        for row in self.data["surveys"]:
            take_survey(self.plan, row, self.audiences[row.get("audience")], measures, self.council_of)
        return measures


def like_it(council: Organisation, facts: dict[str, Any]) -> Plan | None:
    """The plan of that title and those years which the council has already."""
    named = {name: facts[name] for name in ("title", "first_year", "last_year")}
    return Plan.objects.filter(organisation=council, **named).first()


def free_slug_of_council(name: str) -> str:
    """An address for a council that is new here."""
    stem = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name.lower()).strip("-")[:50]
    taken_already = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken_already) + 2)
        if (slug := f"{stem}-{number}" if number > 1 else stem) not in taken_already
    )
