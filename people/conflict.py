"""When two people save the same thing: the second is shown both texts, and keeps their own to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.forms import EditForm
from people.models import AuditEvent, VersionedModel
from people.requests import SignedInRequest


def both_texts(
    request: SignedInRequest, form: EditForm, current: VersionedModel, theirs: Mapping[str, Any], **context: Any
) -> HttpResponse:
    """The page (409) with what was saved meanwhile, by field, beside what this person wrote.

    `theirs` is {field name: what now stands there}. The form is shown again with the version that now stands, so
    that saving it is a decision and not an accident.
    """
    event = AuditEvent.objects.filter(kind=current._meta.model_name, object_id=current.pk).order_by("-pk").first()
    rows = [
        {"label": form.fields[name].label, "theirs": in_words(value), "yours": in_words(form.cleaned_data.get(name))}
        for name, value in theirs.items()
        if name in form.fields and in_words(value) != in_words(form.cleaned_data.get(name))
    ]
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


def in_words(value: Any) -> str:
    """A field's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ", ".join(in_words(item) for item in value)
    return str(value)
