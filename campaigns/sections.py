"""The sections of a plan whose rows this app keeps: channels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Field, ForeignKey

from campaigns.models import Channel
from people.models import Officer
from plans.models import Plan
from plans.sections import Section


def form_field(column: Field[Any, Any], plan: Plan) -> forms.Field | None:
    if not isinstance(column, ForeignKey):
        return None
    held = Channel.objects.filter(plan=plan).values("owner")
    officers = Officer.objects.filter(organisation__in=plan.contributing_ids).to_choose(held)
    return forms.ModelChoiceField(officers, label=column.verbose_name, required=False, empty_label="Nobody yet")


CHANNELS = Section(
    "channels",
    "Channels",
    "channel",
    Channel,
    ("name", "reach", "frequency", "owner", "capacity"),
    "The ways by which you speak to people, each with who looks after it and how much it can carry.",
    form_field,
)
