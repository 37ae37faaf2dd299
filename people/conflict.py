"""When two people save the same thing: the second is shown both texts, and keeps their own to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.forms import ChoiceField, Field, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.forms import OneTimeForm
from people.models import AuditEvent, VersionedModel


def both_texts(
    request: HttpRequest, form: OneTimeForm, current: VersionedModel, theirs: Mapping[str, Any], **context: Any
) -> HttpResponse:
    """The page (409) with what was saved meanwhile, by field, beside what this person wrote.

    `theirs` is {field name: what now stands there}. The form is shown again with the version that now stands, so
    that saving it is a decision and not an accident.
    """
    event = last_event(current)
    shown = [(name, form.fields[name], value) for name, value in theirs.items() if name in form.fields]
    rows = [
        {"label": field.label, "theirs": in_words(value, field), "yours": in_words(form.cleaned_data.get(name), field)}
        for name, field, value in shown
    ]
    rows = [row for row in rows if row["theirs"] != row["yours"]]
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = current.version
    page = {
        "form": form,
        "form_template": "components/form.html",
        "button": "Save mine",
        "thing": current,
        "rows": rows,
        "saved_by": event.actor_name if event else "Somebody",
        "saved_at": f"at {timezone.localtime(event.at):%H:%M on %d %B %Y}" if event else "meanwhile",
        **context,
    }
    return render(request, "conflict.html", page, status=409)


def last_event(current: VersionedModel) -> AuditEvent | None:
    """What was done to it last."""
    return AuditEvent.objects.filter(kind=current._meta.model_name, object_id=current.pk).order_by("-pk").first()


def in_words(value: Any, field: Field) -> str:
    """A field's value as a person reads it: of a choice its label, of several their list."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ", ".join(in_words(item, field) for item in value)
    if isinstance(value, models.Model):
        return str(value)
    if hasattr(value, "as_written"):
        return str(value.as_written)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(field.prepare_value(value))
