"""A plan as one JSON object: everything it holds, with its history. The number of queries is the same for any plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Prefetch, Q

from actions.models import (
    Action,
    ActionComment,
    ActionQuestion,
    Assignment,
    DateChange,
    DateRequest,
    Milestone,
    Occurrence,
    ProgressUpdate,
)
from imports.whole import shape
from imports.whole.outgoing_work import Work, named
from imports.whole.shape import out
from people.models import Officer
from plans.models import Decision, Plan, Priority
from plans.sections import SECTIONS
from surveys.models import Measure, Reading, Survey


def export_plan(plan: Plan) -> dict[str, Any]:
    """The whole plan. `incoming.take_in` makes it again from this; the keys are promised (README, Export)."""
    return _Export(plan).data()


def titles_of(priorities: list[Priority]) -> dict[int, str]:
    """What each priority is called where something points to it: its number, its title where that tells no more than
    one apart, else both."""
    numbers = Counter(priority.reference for priority in priorities)
    titles = Counter(priority.title for priority in priorities)
    return {
        one.pk: one.reference
        if one.reference and numbers[one.reference] == 1
        else one.title
        if titles[one.title] == 1
        else f"{one.reference} {one.title}"
        for one in priorities
    }


def question(asked: ActionQuestion, updates: dict[int, int]) -> dict[str, Any]:
    """A director's question with its answers; an answer by an update names it by its place among the action's."""
    answers = [out(one, shape.ANSWER) | {"update": updates.get(one.update_id or 0)} for one in asked.answers.all()]
    return out(asked, shape.QUESTION_ASKED) | {"answers": answers}


class _Export:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.priorities = list(plan.priorities.in_order())
        self.called = titles_of(self.priorities)
        self.objectives = {row.pk: number for number, row in enumerate(SECTIONS["objectives"].rows(plan), 1)}
        self.measures = {row.pk: number for number, row in enumerate(plan.measures.in_order(), 1)}
        self.work = Work(plan, measures=self.measures, called=self.called)
        self.actions = list(self.read_actions())
        self.under: dict[int | None, list[Action]] = defaultdict(list)
        self.parts: dict[int, list[Action]] = defaultdict(list)
        for action in self.actions:
            if action.parent_id:
                self.parts[action.parent_id].append(action)
            else:
                self.under[action.priority_id].append(action)

    def read_actions(self) -> Any:
        assignments = Assignment.objects.select_related("officer__organisation").in_order()
        # By when they came about, so that what stands first in the file is made first again.
        in_order = {
            "occurrences": Occurrence.objects.select_related("meeting", "election").order_by("first_due", "due", "pk"),
            "updates": ProgressUpdate.objects.order_by("on", "pk"),
            "date_changes": DateChange.objects.order_by("on", "pk"),
            "date_requests": DateRequest.objects.order_by("on", "pk"),
            "comments": ActionComment.objects.order_by("on", "pk"),
            "questions": ActionQuestion.objects.with_answers().in_order(),
        }
        many = [Prefetch(name, queryset=rows) for name, rows in in_order.items()]
        return (
            self.plan.actions.in_order()
            .prefetch_related(Prefetch("assignments", queryset=assignments), *many)
            .prefetch_related("audiences", "also_serves", "declarations")
        )

    def data(self) -> dict[str, Any]:
        rows = {key: [self.row(key, row) for row in SECTIONS[key].rows(self.plan)] for key in shape.LOOSE}
        milestones, decisions = self.grouped("milestones"), self.grouped("decisions")
        return {
            "commsplan": shape.SCHEMA,
            "plan": self.header(),
            **rows,
            "priorities": [
                out(priority, shape.columns("priorities"))
                | {
                    "declarations": self.declarations(priority),
                    "actions": [self.action(one) for one in self.under[priority.pk]],
                    "milestones": milestones[priority.pk],
                    "decisions": decisions[priority.pk],
                }
                for priority in self.priorities
            ],
            "actions": [self.action(one) for one in self.under[None]],
            "milestones": milestones[None],
            "decisions": decisions[None],
            "measures": [self.measure(row) for row in self.read_measures()],
            "surveys": [self.survey(row) for row in self.read_surveys()],
            "officers": [out(one, shape.OFFICER) | {"organisation": one.organisation.name} for one in self.officers()],
            **self.events(),
            "briefs": self.work.data(),
        }

    def header(self) -> dict[str, Any]:
        plan = self.plan
        councils = [plan.organisation, *plan.partners.in_order()]
        return {
            **out(plan, shape.PLAN),
            "years": str(plan.years),
            "organisation": plan.organisation.name,
            "partners": [council.name for council in councils[1:]],
            "readers": [council.name for council in councils[1:] if council.pk in plan.reader_ids],
            "councils": [out(council, shape.COUNCIL) for council in councils],
            "previous": plan.previous.slug if plan.previous else None,
            "rules": out(plan, shape.RULE),
            "declarations": self.declarations(None),
        }

    def declarations(self, priority: Priority | None) -> list[dict[str, Any]]:
        if not hasattr(self, "declared"):
            self.declared = defaultdict(list)
            for one in self.plan.declarations.order_by("on", "pk"):
                self.declared[one.priority_id].append(out(one, shape.DECLARATION))
        return self.declared[priority.pk if priority else None]

    def row(self, key: str, row: Any) -> dict[str, Any]:
        data = out(row, shape.columns(key))
        if key in shape.FOR_AUDIENCES:
            data["audience"] = row.audience.name if row.audience else None
        if key == "channels":
            data["owner"] = named(row.owner)
        if key == "measures":
            data["objective"] = self.objectives.get(row.objective_id)
        return data

    def grouped(self, key: str) -> dict[int | None, list[dict[str, Any]]]:
        """Milestones or decisions by priority; the place in the whole list is kept beside each."""
        model: Any = {"milestones": Milestone, "decisions": Decision}[key]
        groups: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
        for row in model.objects.filter(plan=self.plan).in_order():
            groups[row.priority_id].append(out(row, (*shape.columns(key), "position")))
        return groups

    def action(self, action: Action) -> dict[str, Any]:
        """An action with all its history; its parts, which stand under it, have the same shape."""
        places = {one.pk: number for number, one in enumerate(action.occurrences.all(), 1)}

        updates = {one.pk: number for number, one in enumerate(action.updates.all(), 1)}

        def of_occurrence(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
            return out(row, names) | {"occurrence": places.get(row.occurrence_id)}

        return {
            **out(action, shape.ACTION),
            "date_text": action.timing.as_written,
            "audiences": sorted(audience.name for audience in action.audiences.all()),
            "also_serves": sorted(self.called[one.pk] for one in action.also_serves.all()),
            "owners": [self.owner(one) for one in action.assignments.all()],
            "occurrences": [
                self.occurrence(one) | {"delivered_with": updates.get(one.delivered_with_id or 0)}
                for one in action.occurrences.all()
            ],
            "updates": [out(one, shape.UPDATE) for one in action.updates.all()],
            "date_changes": [of_occurrence(one, shape.DATE_CHANGE) for one in action.date_changes.all()],
            "date_requests": [of_occurrence(one, shape.DATE_REQUEST) for one in action.date_requests.all()],
            "declarations": [out(one, shape.DECLARATION) for one in action.declarations.all()],
            "questions": [question(one, updates) for one in action.questions.all()],
            "comments": [out(one, shape.COMMENT) for one in action.comments.all()],
            **self.work.of_action(action.pk, places),
            "actions": [self.action(part) for part in self.parts[action.pk]],
        }

    def owner(self, one: Assignment) -> dict[str, Any]:
        return out(one, shape.ASSIGNMENT) | {"officer": named(one.officer)}

    def occurrence(self, one: Occurrence) -> dict[str, Any]:
        meeting = {"body": one.meeting.body, "date": one.meeting.date.isoformat()} if one.meeting else None
        election = (
            {"name": one.election.name, "polling_day": one.election.polling_day.isoformat()} if one.election else None
        )
        return out(one, shape.OCCURRENCE) | {"meeting": meeting, "election": election}

    def read_measures(self) -> Any:
        readings = Prefetch("readings", queryset=Reading.objects.order_by("on", "pk"))
        measures = self.plan.measures.select_related("audience", "objective", "owner__organisation")
        return measures.prefetch_related("targets", readings).in_order()

    def measure(self, measure: Measure) -> dict[str, Any]:
        targets = {one.period: None if one.value is None else str(one.value) for one in measure.targets.all()}
        return self.row("measures", measure) | {
            "owner": named(measure.owner),
            "targets": targets,
            "readings": [out(one, shape.READING) for one in measure.readings.all()],
        }

    def read_surveys(self) -> Any:
        many = ("surveyed__organisation", "questions__results__organisation", "fed_back")
        return self.plan.surveys.select_related("audience").prefetch_related(*many).order_by("held_on", "pk")

    def survey(self, survey: Survey) -> dict[str, Any]:
        asked = sorted((one.organisation.name, one.population) for one in survey.surveyed.all())
        return {
            **out(survey, shape.SURVEY),
            "audience": survey.audience.name if survey.audience else None,
            "fed_back": [out(one, shape.FED_BACK) for one in survey.fed_back.all()],
            "surveyed": [{"organisation": name, "population": population} for name, population in asked],
            "questions": [
                out(question, shape.QUESTION)
                | {
                    "measure": self.measures.get(question.measure_id or 0),
                    "results": [
                        out(one, shape.RESULT) | {"organisation": one.organisation.name}
                        for one in sorted(question.results.all(), key=lambda one: one.pk)
                    ],
                }
                for question in sorted(survey.questions.all(), key=lambda one: (one.position, one.pk))
            ],
        }

    def officers(self) -> Any:
        theirs = Q(assignments__action__plan=self.plan) | Q(measures__plan=self.plan) | Q(channels__plan=self.plan)
        theirs |= Q(briefs__in=self.work.briefs)
        return (
            Officer.objects.filter(theirs)
            .distinct()
            .select_related("organisation")
            .order_by("organisation__name", "name", "post")
        )

    def events(self) -> dict[str, Any]:
        """The meetings and elections that dates of the plan hang on."""
        theirs = Q(occurrences__action__plan=self.plan)
        council = self.plan.organisation
        meetings = council.meetings.filter(theirs).distinct().order_by("date", "body")
        elections = council.elections.filter(theirs).distinct().order_by("polling_day", "name")
        return {
            "meetings": [out(one, shape.MEETING) for one in meetings],
            "elections": [out(one, shape.ELECTION) for one in elections],
        }
