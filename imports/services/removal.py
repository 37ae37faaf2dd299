"""Removing a whole plan that was made or taken in by mistake. A plan on which people have worked stays: it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.text import get_text_list

from actions.models import (
    Action,
    ActionComment,
    ActionDeclaration,
    ActionFile,
    ActionQuestion,
    DateChange,
    DateRequest,
    Occurrence,
    ProgressUpdate,
    Reminder,
    UpdateLink,
)
from actions.services.removal import TOLD
from campaigns.flow import State
from campaigns.models import Brief, Clearance
from imports.whole.holdings import holdings
from imports.whole.outgoing import export_plan
from people import audit
from people.models import AuditEvent, User
from people.permissions import Verb, check
from plans.models import Declaration, Plan
from surveys.models import Online, Reading, Result


@transaction.atomic
def remove_plan(*, plan: Plan, by: User, version: int) -> None:
    """Remove a plan with everything that is its own; officers, meetings and elections are its council's, and stay.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: somebody has worked on it, with what was done in a sentence. Nothing is removed.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    plan.save_from(version)
    # Locked, so that nobody freezes, posts on or counts what is going while it goes.
    Plan.objects.select_for_update().get(pk=plan.pk)
    list(plan.surveys.select_for_update().order_by("pk"))
    list(plan.measures.select_for_update().order_by("pk"))
    pks = list(Action.objects.select_for_update().filter(plan=plan).order_by("pk").values_list("pk", flat=True))
    if refused := why_it_stays(plan):
        raise ValidationError(f"“{plan}” is not removed. {refused}")
    before = {
        "title": plan.title,
        "years": str(plan.years),
        "status": plan.get_status_display(),
        "held": ", ".join(holdings(export_plan(plan))),
    }
    audit.record("removed", plan, by=by, organisation=plan.organisation, before=before)
    for file in plan.import_files.only("file"):
        if name := file.file.name:
            transaction.on_commit(partial(file.file.storage.delete, name))
    Reminder.objects.filter(action__in=pks).delete()
    plan.delete()


def why_it_stays(plan: Plan) -> str:
    """Why a plan is not removed, in a sentence; empty where it may be."""
    if not (done := [*work_on_plan(plan)]):
        return ""
    instead = " Close it instead." if plan.status == Plan.Status.ADOPTED else ""
    return f"People have worked with it: {get_text_list(done, 'and')}.{instead}"


def work_on_plan(plan: Plan) -> Iterator[str]:
    """What people have done here, in words. The history that a plan brought when it was taken in names nobody who did
    it here, and is no work; nor is what somebody changed in a draft, until it says how the plan goes."""
    mine = {"action__plan": plan}
    posted = ProgressUpdate.objects.filter(by__isnull=False, **mine).exclude(source=ProgressUpdate.Source.IMPORT)
    if posted.exists() or UpdateLink.objects.filter(used_at__isnull=False, **mine).exists():
        yield "progress has been posted on its actions"
    if Result.objects.filter(question__survey__plan=plan, by__isnull=False).exists():
        yield "counts of surveys have been entered"
    if Brief.objects.filter(plan=plan, requester__isnull=False).exclude(state=State.DRAFT).exists():
        yield "work has been asked for by brief"
    if Online.objects.filter(survey__plan=plan).exclude(state=Online.State.DRAFT).exists():
        yield "a survey has been asked online"
    if Reading.objects.filter(measure__plan=plan, by__isnull=False).exists():
        yield "readings of measures have been entered"
    if any(keep.exists() for keep in kept_for_good(plan)):
        yield "papers have been made of it, or its figures frozen for one"
    if Reminder.objects.filter(TOLD, **mine).exists():
        yield "reminders have been sent"
    if Clearance.objects.filter(**mine).exists():
        yield "exemptions before an election have been recorded"
    if plan.status != Plan.Status.DRAFT:
        ended = AuditEvent.objects.filter(verb__in=("delivered", "missed"), kind=Occurrence._meta.model_name)
        if ended.filter(object_id__in=Occurrence.objects.filter(**mine).values("pk")).exists():
            yield "due dates have been delivered or missed"
        if any(model.objects.filter(by__isnull=False, **mine).exists() for model in (DateChange, DateRequest)):
            yield "dates have been moved"
        if ActionQuestion.objects.filter(by__isnull=False, **mine).exists():
            yield "directors have asked about its actions"
        if ActionComment.objects.filter(by__isnull=False, **mine).exists():
            yield "its actions have been commented on"
        if ActionFile.objects.filter(**mine).exists():
            yield "files have been added to its actions"
        declared = Q(by__isnull=False)
        if (
            ActionDeclaration.objects.filter(declared, **mine).exists()
            or Declaration.objects.filter(declared, plan=plan).exists()
        ):
            yield "colours have been declared"


def kept_for_good(plan: Plan) -> Iterator[models.QuerySet]:
    """What points to a plan and does not let it go: the papers made of it, of which no app below knows."""
    for relation in Plan._meta.related_objects:
        if relation.on_delete is models.PROTECT:
            model = relation.related_model
            yield model._base_manager.filter(**{relation.field.name: plan})
