"""The rows of each resource: which a reader may see, and what stands in them. A page takes the same queries for any
number of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Assignment, ProgressUpdate
from people.models import Scope, User
from people.permissions import Verb
from plans.models import Plan, Priority
from plans.rag import TALLY
from reports.api.columns import (
    ACTIONS,
    MEASURES,
    PLANS,
    PRIORITIES,
    READINGS,
    REPORTS,
    RESULTS,
    UPDATES,
    Shape,
)
from reports.models import Issue
from reports.progress import measure_data
from reports.progress_readings import reading_data
from surveys.evidence import read_all
from surveys.indicators import indicators_of
from surveys.models import Measure, Question, Reading
from surveys.results import answered

Found = QuerySet[Any, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """`model`: what its rows are of, `plan`: the look-up to their plan. `drawn` makes the rows of a page of them, as they
    are known at the end of a day; `needs_standings`: by colours that are kept, so they are brought up to date first."""

    shape: Shape
    scope: Scope
    verb: Verb
    model: Any
    plan: str
    drawn: Callable[[Sequence[Any], date], list[Row]]
    with_it: Callable[[Found], Found] = lambda rows: rows
    needs_standings: bool = False

    def found(self, user: User, *, plan: Plan | None, since: date | None) -> Found:
        """The rows the reader may see, in the order of their ids."""
        rows = self.with_it(self.model.objects.visible_to(user))
        if plan is not None:
            rows = rows.filter(**{self.plan: plan.pk})
        if since is not None:
            rows = rows.filter(**{f"{self.since_column}__gte": self.first_moment(since)})
        return rows.order_by("pk")

    @property
    def since_column(self) -> str:
        return {"held_on": "survey__held_on"}.get(self.shape.since, self.shape.since)

    def first_moment(self, day: date) -> date | datetime:
        is_moment = self.shape.since == "issued_at"
        return timezone.make_aware(datetime.combine(day, time())) if is_moment else day


def link(name: str, **parameters: Any) -> str:
    return settings.SITE_URL + reverse(name, kwargs=parameters)


def plans(found: Sequence[Plan], on: date) -> list[Row]:
    return [plan_row(one) for one in found]


def plan_row(plan: Plan) -> Row:
    standing = getattr(plan, "standing", None)
    counted = ("overdue", "disputed", "unheard", "silent_days", "slipped_days")
    return {
        "id": plan.pk, "slug": plan.slug, "title": plan.title, "organisation": plan.organisation.name,
        "partners": sorted(one.name for one in plan.partners.all()), "kind": plan.kind, "status": plan.status,
        "first_year": plan.first_year, "last_year": plan.last_year, "adopted_on": plan.adopted_on, "closed_on": plan.closed_on,
        "cycle": plan.cycle, **colours(standing, "declared", "rolled_up", "rating"),
        **{name: getattr(standing, name, 0) for name in (*TALLY, *counted)},
        "as_at": getattr(standing, "on", None), "link": link("reports:dashboard", slug=plan.slug),
    }  # fmt: skip


def colours(standing: Any, *names: str) -> Row:
    """Colours as they are kept, none where there is none."""
    return {name: getattr(standing, name, "") or None for name in names}


def priorities(found: Sequence[Priority], on: date) -> list[Row]:
    return [priority_row(one) for one in found]


def priority_row(priority: Priority) -> Row:
    standing = getattr(priority.plan, "standing", None)
    lines = standing.detail.get("priorities", ()) if standing else ()
    kept: Row = next((line for line in lines if line["pk"] == priority.pk), {})
    return {
        "id": priority.pk, "plan": priority.plan.slug, "reference": priority.reference, "title": priority.title,
        "description": priority.description, "position": priority.position,
        **{name: kept.get(name) or None for name in ("declared", "rolled_up", "rating")},
        **{name: kept["tally"].get(name, 0) if kept else None for name in TALLY},
        "as_at": standing.on if standing and kept else None, "link": link("reports:priority", pk=priority.pk),
    }  # fmt: skip


def actions(found: Sequence[Action], on: date) -> list[Row]:
    owners: dict[int, list[str]] = {}
    given = Assignment.objects.filter(action__in=[one.pk for one in found]).select_related("officer").in_order()
    for one in given:
        owners.setdefault(one.action_id, []).append(one.name)
    return [action_row(one, list(dict.fromkeys(owners.get(one.pk, ())))) for one in found]


def action_row(action: Action, owners: list[str]) -> Row:
    standing = getattr(action, "standing", None)
    return {
        "id": action.pk, "plan": action.plan.slug, "priority": action.priority_id, "parent": action.parent_id,
        "reference": action.reference, "title": action.title, "section": action.section, "method": action.method,
        "owners": owners, "audiences": [one.name for one in action.audiences.all()], "date_as_written": action.timing.as_written,
        "due": getattr(standing, "due", None), "dropped_on": action.dropped_on,
        **colours(standing, "declared", "proposed", "rating", "forecast"), "reasons": getattr(standing, "reasons", []),
        **{name: bool(getattr(standing, name, False)) for name in ("is_running", "is_overdue", "is_disputed")},
        "heard_on": getattr(standing, "heard_on", None), "silent_days": getattr(standing, "silent_days", 0),
        "slipped_days": getattr(standing, "slipped_days", 0), "as_at": getattr(standing, "on", None),
        "link": link("actions:action", pk=action.pk),
    }  # fmt: skip


WORDS = ("done", "next_steps", "explanation", "recovery", "recovery_by")


def updates(found: Sequence[ProgressUpdate], on: date) -> list[Row]:
    return [
        {
            "id": one.pk, "plan": one.action.plan.slug, "action": one.action_id, "on": one.on, "rag": one.rag or None,
            "forecast": one.forecast or None, **{name: "" if one.exempt else getattr(one, name) for name in WORDS},
            "by": one.by_name, "source": one.source, "exempt": one.exempt,
        }
        for one in found
    ]  # fmt: skip


def measures(found: Sequence[Measure], on: date) -> list[Row]:
    given = [(one.plan, one) for one in found]
    indicators = indicators_of(given, on=on)
    rows = []
    for entry in read_all(given, on):
        measure = entry.measure
        data = measure_data(entry) | reading_data(entry, indicators[measure.pk])
        low, high = data["interval"] or (None, None)
        kept = (
            "statement",
            "audience",
            "target",
            "floor",
            "outturn",
            "benchmark",
            "value",
            "numerator",
            "base",
            "population",
        )
        shown = ("plain", "evidence", "rag", "suppressed", "survey", "period", "provisional")
        rows.append(
            {
                "id": measure.pk, "plan": measure.plan.slug, "level": measure.level, "unit": measure.unit,
                "better": measure.better, "low": low, "high": high, **{name: data[name] for name in (*kept, *shown)},
            }
        )  # fmt: skip
    return rows


def readings(found: Sequence[Reading], on: date) -> list[Row]:
    return [
        {
            "id": one.pk, "plan": one.measure.plan.slug, "measure": one.measure_id, "period": one.period,
            "value": float(one.value), "numerator": one.numerator, "base": one.base, "is_confirmed": one.is_confirmed,
            "comment": one.comment, "by": one.by_name, "on": one.on,
        }
        for one in found
    ]  # fmt: skip


def results(found: Sequence[Question], on: date) -> list[Row]:
    return [result_row(one.question, one.total) for one in answered(list(found), on=on)]


def result_row(question: Question, total: Any) -> Row:
    """Of a question that is not counted in yes and no, only how many replied."""
    is_shown = total is not None and total.is_shown
    survey = question.survey
    return {
        "id": question.pk, "plan": survey.plan.slug, "survey": survey.pk, "survey_title": survey.title, "held_on": survey.held_on,
        "measure": question.measure_id, "question": question.text,
        "yes": total.yes if is_shown and question.is_counted else None,
        "base": total.base if is_shown and question.is_counted else None,
        "replies": total.replies if is_shown else None, "population": total.population if is_shown else None,
        "suppressed": total is not None and not total.is_shown, "self_selected": survey.is_self_selected,
    }  # fmt: skip


def reports(found: Sequence[Issue], on: date) -> list[Row]:
    return [issue_row(one) for one in found]


def issue_row(issue: Issue) -> Row:
    report = issue.report
    withdrawn, published = getattr(issue, "withdrawal", None), getattr(issue, "publication", None)
    is_open = published is not None and withdrawn is None
    return {
        "id": issue.pk, "plan": report.plan.slug, "title": issue.title, "kind": report.kind, "number": issue.number,
        "report_of": report.report_of, "period": report.period, "body": report.body, "meeting_on": report.meeting_on,
        "issued_at": issue.issued_at, "issued_by": issue.issued_by_name, "sha256": issue.sha256, "pdf_sha256": issue.pdf_sha256,
        "withdrawn_on": withdrawn.on if withdrawn else None, "withdrawn_because": withdrawn.reason if withdrawn else "",
        "published_on": published.on if published else None, "link": link("reports:issue-html", pk=issue.pk),
        "public_link": link("reports:published-html", pk=published.pk) if published and is_open else None,
    }  # fmt: skip


RESOURCES = {
    one.shape.name: one
    for one in (
        Resource(
            PLANS, Scope.PLANS, Verb.SEE_PLAN, Plan, "pk", plans, needs_standings=True,
            with_it=lambda rows: rows.select_related("organisation", "standing").prefetch_related("partners"),
        ),
        Resource(
            PRIORITIES, Scope.PLANS, Verb.SEE_PLAN, Priority, "plan", priorities, needs_standings=True,
            with_it=lambda rows: rows.select_related("plan__standing"),
        ),
        Resource(
            ACTIONS, Scope.PLANS, Verb.SEE_PLAN, Action, "plan", actions, needs_standings=True,
            with_it=lambda rows: rows.select_related("plan", "standing").prefetch_related("audiences"),
        ),
        Resource(
            UPDATES, Scope.PLANS, Verb.SEE_PLAN, ProgressUpdate, "action__plan", updates,
            with_it=lambda rows: rows.select_related("action__plan"),
        ),
        Resource(
            MEASURES, Scope.SURVEYS, Verb.SEE_PLAN, Measure, "plan", measures,
            with_it=lambda rows: rows.select_related("plan", "audience"),
        ),
        Resource(
            READINGS, Scope.SURVEYS, Verb.SEE_PLAN, Reading, "measure__plan", readings,
            with_it=lambda rows: rows.select_related("measure__plan"),
        ),
        Resource(
            RESULTS, Scope.SURVEYS, Verb.SEE_PLAN, Question, "survey__plan", results,
            with_it=lambda rows: rows.select_related("measure", "survey__plan"),
        ),
        Resource(
            REPORTS, Scope.REPORTS, Verb.SEE_REPORT, Issue, "report__plan", reports,
            with_it=lambda rows: rows.select_related("report__plan", "withdrawal", "publication").defer(
                "data", "html", "report__to_issue"
            ),
        ),
    )
}  # fmt: skip
