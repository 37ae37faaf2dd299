"""What is kept no longer than it is needed. What was told stays told: ledger, outbox and trail keep their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from actions.models import UpdateLink
from imports.models import ImportFile, ReplyFile
from people.models import OutgoingMail, SentForm
from people.models.mail import OPEN_STATES

AT_ONCE = 500
NO_LONGER = "no longer kept"
State = ImportFile.State


@dataclass(frozen=True)
class Kind:
    """What is forgotten, in words; after how many days (None: at once); which rows; and how."""

    name: str
    what: str
    days: int | None
    rows: models.QuerySet[Any]
    forget: Callable[[models.QuerySet[Any]], object]


def remove(rows: models.QuerySet[Any]) -> None:
    rows.delete()


def kinds(now: datetime) -> Iterator[Kind]:
    """All that is forgotten at a moment."""
    days = settings.KEEP_DAYS
    ago = {name: now - timedelta(days=number) for name, number in days.items()}
    before = {name: timezone.localdate(moment) for name, moment in ago.items()}
    settled = OutgoingMail.objects.exclude(state__in=OPEN_STATES).exclude(to_address=NO_LONGER)
    yield Kind(
        "mail", "texts and recipients of e-mails that are done with", days["mail"],
        settled.filter(created_at__lt=ago["mail"]),
        lambda rows: rows.update(to_address=NO_LONGER, text_body=f"The text is {NO_LONGER}.", html_body="", unsubscribe_url=""),
    )  # fmt: skip
    yield Kind(
        "links", "addresses that links for one update went to, once they have run out", days["mail"],
        UpdateLink.objects.filter(expires_on__lt=before["mail"]).exclude(sent_to=""), lambda rows: rows.update(sent_to=""),
    )  # fmt: skip
    yield Kind("sessions", "sessions that have ended", None, Session.objects.filter(expire_date__lt=now), remove)
    yield Kind(
        "forms", "marks of forms that were sent", days["forms"], SentForm.objects.filter(at__lt=ago["forms"]), remove
    )
    uploads = ImportFile.objects.filter(uploaded_at__lt=ago["imports"])
    yield Kind(
        "imports", "uploads that were refused, undone or never imported", days["imports"],
        uploads.exclude(state=State.IMPORTED).filter(state__in=(State.READ, State.REFUSED)), forget_uploads,
    )  # fmt: skip
    yield Kind(
        "originals", "original files of what was imported", days["imports"],
        uploads.filter(state=State.IMPORTED).exclude(file=""), forget_originals,
    )  # fmt: skip
    yield Kind(
        "replies", "files of replies that nobody has counted", days["replies"],
        ReplyFile.objects.filter(on__lt=before["replies"]), remove,
    )  # fmt: skip


def forget_originals(rows: models.QuerySet[Any]) -> None:
    drop_files(rows)
    rows.update(file="")


def forget_uploads(rows: models.QuerySet[Any]) -> None:
    drop_files(rows)
    rows.delete()


def drop_files(rows: models.QuerySet[Any]) -> None:
    """Remove the files once the rows are known to be without them."""
    for path in rows.exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(default_storage.delete, path))


def old_mail_files(now: datetime) -> list[Path]:
    """E-mails that were written to files for want of a mail server."""
    folder, oldest = Path(settings.EMAIL_FILE_PATH), now - timedelta(days=settings.KEEP_DAYS["mail"])
    return (
        [path for path in folder.glob("*.log") if path.stat().st_mtime < oldest.timestamp()] if folder.is_dir() else []
    )


def forget_old(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Forget what is older than it is to be kept: {kind: how many}. A few hundred rows a transaction, so that nobody waits.

    Doing it twice, or being killed on the way, does no harm.
    """
    found: dict[str, int] = {}
    for kind in kinds(now):
        found[kind.name] = kind.rows.count() if dry_run else forget(kind)
    files = old_mail_files(now)
    for path in () if dry_run else files:
        path.unlink(missing_ok=True)
    return found | {"mail files": len(files)}


def forget(kind: Kind) -> int:
    """The rows of one kind, in the order of their ids."""
    number, model = 0, kind.rows.model
    pks = list(kind.rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        with transaction.atomic():
            # Asked again: what has been taken up meanwhile, as a mail that is sent once more, stays.
            rows = kind.rows.filter(pk__in=pks[start : start + AT_ONCE]).order_by()
            fixed = list(rows.values_list("pk", flat=True))
            kind.forget(model._base_manager.filter(pk__in=fixed))
            number += len(fixed)
    return number
