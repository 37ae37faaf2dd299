"""Files of actions: kept, handed to whoever may see the plan, and removed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from actions.models import Action, ActionFile, ProgressUpdate
from actions.permissions import check_can_update
from people import audit
from people.attachments import MEDIA, kind_of, without_metadata
from people.models import User
from people.permissions import Verb, can, check
from people.text import cleaned

INSTEAD = (
    "This is no PDF, Word document, spreadsheet, presentation (.docx, .xlsx, .pptx), picture (PNG, JPEG, GIF, WebP), "
    "list (.csv) or plain text (.txt). Save it as one of these."
)
LONGEST_NAME = ActionFile._meta.get_field("name").max_length or 0


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: what it was called, and its bytes."""

    name: str
    content: bytes


@transaction.atomic
def add_file(*, action: Action, by: User, upload: Upload, on: date) -> ActionFile:
    """Add a file to an action.

    Raises:
        PermissionDenied: the person may not post on it, the plan is closed or the action dropped.
        ValidationError: it is none that can be kept.
    """
    check_can_update(by, action)
    return keep(upload, action=action, by=by, by_name=by.name, on=on)


def keep(
    upload: Upload, *, action: Action, by: User | None, by_name: str, on: date, update: ProgressUpdate | None = None
) -> ActionFile:
    """Write a file down, pictures without what a camera wrote into them, within the caller's transaction.

    Raises:
        ValidationError: it is none that can be kept; the sentence names it.
    """
    name = " ".join(cleaned(upload.name).split())[-LONGEST_NAME:] or "file"
    try:
        kind = kind_of(upload.content, MEDIA, most=settings.ACTION_FILE_BYTES, instead=INSTEAD, name=name)
        content = without_metadata(upload.content, kind)
    except ValueError as fault:
        raise ValidationError({"file": f"“{name}”: {fault}"}) from None
    kept = ActionFile(action=action, update=update, name=name, kind=kind, by=by, by_name=by_name, on=on)
    kept.size, kept.sha256 = len(content), hashlib.sha256(content).hexdigest()
    kept.file.save(name, ContentFile(content), save=False)
    kept.save()
    after = {"file": name, "sha256": kept.sha256}
    audit.record("added a file to", action, by=by, name=by_name, organisation=action.plan.organisation, after=after)
    return kept


@transaction.atomic
def remove_file(*, file: ActionFile, by: User, on: date) -> None:
    """Remove a file for good; that it was there stays to be seen.

    Raises:
        ValidationError: the person has neither added it nor manages the plan, or it is removed already.
    """
    check(by, Verb.SEE_PLAN, file)
    if not may_remove(by, file):
        raise ValidationError(f"{file.by_name} added “{file.name}”. They may remove it, and so may a plan manager.")
    stored = ActionFile.objects.select_for_update().get(pk=file.pk)
    if stored.removed_on:
        raise ValidationError(f"“{file.name}” has been removed already.")
    storage, path = stored.file.storage, stored.file.name or ""
    stored.file, stored.removed_on, stored.removed_by = "", on, by.name
    stored.save(update_fields=["file", "removed_on", "removed_by"])
    before = {"file": stored.name, "sha256": stored.sha256}
    organisation = file.action.plan.organisation
    audit.record("removed a file of", file.action, by=by, organisation=organisation, before=before)
    transaction.on_commit(lambda: storage.delete(path))


def may_remove(user: User, file: ActionFile) -> bool:
    return (file.by_id is not None and file.by_id == user.pk) or can(user, Verb.MANAGE_PLAN, file)
