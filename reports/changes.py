"""What has been changed in a plan since it was adopted: its structure and its dates, not its progress."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from people.models import AuditEvent
from people.told import Detail, words
from plans.models import HEADER, RULES, Plan
from plans.sections import SECTIONS

CHANGES = (
    "added", "edited", "moved", "removed", "undid: added", "undid: edited", "undid: moved", "undid: removed", "dropped", "took up",
    "named who does", "retimed", "missed", "gave a milestone to", "took a milestone from", "set the rules of", "shared",
)  # fmt: skip
WORDS = {
    "retimed": "moved the date of", "missed": "let go a date of", "undid: added": "took out again", "undid: edited": "put back",
    "undid: moved": "put back in its place", "undid: removed": "put back", "moved": "moved up or down",
}  # fmt: skip


def changes_of(plan: Plan) -> QuerySet[AuditEvent]:
    """The events, newest first, after that of the plan's adoption; of a draft all there are."""
    adopted = AuditEvent.objects.filter(kind="plan", object_id=plan.pk, verb="adopted").order_by("-pk").first()
    events = AuditEvent.objects.filter(organisation=plan.organisation, verb__in=CHANGES)
    if adopted:
        events = events.filter(pk__gt=adopted.pk)
    elif plan.adopted_on:
        events = events.filter(at__date__gt=plan.adopted_on)
    return events.filter(theirs(plan)).order_by("-pk")


def theirs(plan: Plan) -> Q:
    """Events of the plan, of its actions, and of the rows of its sections, those removed as well."""
    found = Q(kind="plan", object_id=plan.pk) | Q(undo__plan=plan.pk)
    found |= Q(kind="action", object_id__in=plan.actions.values("pk"))
    for section in SECTIONS.values():
        rows: Any = section.model._default_manager
        found |= Q(kind=section.model._meta.model_name, object_id__in=rows.filter(plan=plan).values("pk"))
    return found


def details_of(event: AuditEvent) -> list[Detail]:
    """What stood and what stands, field by field, in words; nothing of a row that was added or removed whole."""
    if event.verb in ("added", "removed", "moved") or event.verb.startswith("undid"):
        return []
    names = [*dict.fromkeys([*event.before, *event.after])]
    return [
        Detail(label_of(event.kind, name), words(event.before.get(name)), words(event.after.get(name)))
        for name in names
    ]


def label_of(kind: str, name: str) -> str:
    """What the page calls a field."""
    models = {section.model._meta.model_name: section.model for section in SECTIONS.values()}
    if kind == "plan" and name in (*HEADER, *RULES):
        return str(Plan._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    model = models.get(kind)
    if model and name in {column.name for column in model._meta.concrete_fields}:
        return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return name.replace("_", " ").capitalize()
