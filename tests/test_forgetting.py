"""What is done with is forgotten in time, and nothing that is needed: nobody is told twice, and nothing that waits goes."""

import io
import json
import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from actions.models import Reminder, UpdateLink
from actions.reminders import queue_due
from commsplan.environment import keep_days
from commsplan.forgetting import NO_LONGER, forget_old
from imports.models import ImportFile
from imports.services import read_again
from people import outbox
from people.models import AuditEvent, OutgoingMail, SentForm
from plans.models import Plan
from tests.demo import seed

NOW = timezone.now()
OLD = NOW - timedelta(days=91)


@pytest.fixture
def people(db, settings, tmp_path):
    settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH = tmp_path / "files", tmp_path / "mail"
    return seed(as_written=False, today=NOW.date())


def mail(key, state, when=OLD, **columns):
    with transaction.atomic():
        made = outbox.queue(key=key, kind="digest", to="jo@demo.example", subject="s", text="secret", html="<p>secret")
    OutgoingMail.objects.filter(pk=made.pk).update(state=state, created_at=when, **columns)
    return OutgoingMail.objects.get(pk=made.pk)


def upload(plan, state, when, **columns):
    made = ImportFile.objects.create(
        plan=plan, name="t.docx", sha256="0", state=state, file=ContentFile(b"x", "x"), **columns
    )
    ImportFile.objects.filter(pk=made.pk).update(uploaded_at=when)
    return made


def test_texts_and_recipients_of_mails_that_are_done_with_go_and_the_rows_stay(people):
    done = [
        mail("a", "sent", sent_at=OLD), mail("b", "failed", reason="no"), mail("c", "withheld", reason="no"),
        mail("d", "expired", reason="late"),
    ]  # fmt: skip
    open_ones = [
        mail("e", "queued"), mail("f", "retry", retry_at=NOW, reason="x"),
        mail("g", "uncertain", retry_at=NOW, reason="x"), mail("h", "sent", when=NOW, sent_at=NOW),
    ]  # fmt: skip
    before = OutgoingMail.objects.count()
    assert forget_old(NOW)["mail"] == 4
    for one in done:
        one.refresh_from_db()
        assert (one.to_address, one.html_body) == (NO_LONGER, "") and "secret" not in one.text_body
    for one in open_ones:
        one.refresh_from_db()
        assert (one.to_address, one.text_body) == ("jo@demo.example", "secret")
    assert OutgoingMail.objects.count() == before
    assert forget_old(NOW)["mail"] == 0
    with transaction.atomic():  # its key still says that it was sent
        assert outbox.queue(key="a", kind="digest", to="jo@demo.example", subject="s", text="t") is None


def test_nobody_is_reminded_again_of_what_was_forgotten(people):
    queue_due(on=NOW.date())
    told = Reminder.objects.exclude(mail=None).count()
    assert told
    OutgoingMail.objects.update(state="sent", sent_at=OLD, created_at=OLD)
    mails = OutgoingMail.objects.count()
    assert forget_old(NOW)["mail"] == mails
    queue_due(on=NOW.date())
    assert (OutgoingMail.objects.count(), Reminder.objects.exclude(mail=None).count()) == (mails, told)


def test_uploads_go_in_time_and_what_was_imported_keeps_its_row(people, django_capture_on_commit_callbacks):
    plan = Plan.objects.get(slug="mkip-2015-16")
    imported = upload(plan, "imported", OLD, preview={}, footprint={"came": {}})
    refused = upload(plan, "refused", OLD, refusal="no")
    unused = upload(plan, "read", OLD, preview={})
    waiting, fresh = upload(plan, "received", OLD), upload(plan, "read", NOW, preview={"columns": {}})
    paths = [one.file.path for one in (imported, refused, unused)]
    with django_capture_on_commit_callbacks(execute=True):
        found = forget_old(NOW)
    assert (found["imports"], found["originals"]) == (2, 1)
    assert not [path for path in paths if os.path.exists(path)]
    assert {*ImportFile.objects.values_list("pk", flat=True)} == {imported.pk, waiting.pk, fresh.pk}
    imported.refresh_from_db()
    assert (imported.file.name, imported.footprint) == ("", {"came": {}})
    assert os.path.exists(fresh.file.path) and os.path.exists(waiting.file.path)
    ImportFile.objects.filter(pk=imported.pk).update(state="read")
    imported.refresh_from_db()
    with pytest.raises(ValidationError, match="no longer kept"):
        read_again(file=imported, by=people.users["plan.manager"], version=1, columns={"Who": "who"}, on=NOW.date())


def test_sessions_forms_links_and_files_of_mail_go(people, settings, client):
    client.force_login(people.users["director"])
    ended = Session.objects.create(session_key="x" * 32, session_data="", expire_date=NOW - timedelta(hours=1))
    for when in (NOW, NOW - timedelta(days=8)):
        token = SentForm.objects.create(token=uuid4(), user=people.users["officer"], answer="/")
        SentForm.objects.filter(pk=token.pk).update(at=when)
    link = UpdateLink.objects.first()
    UpdateLink.objects.filter(pk=link.pk).update(expires_on=OLD.date() - timedelta(days=1), sent_to="jo@demo.example")
    settings.EMAIL_FILE_PATH.mkdir(exist_ok=True)
    for name, when in (("old.log", OLD), ("new.log", NOW)):
        (settings.EMAIL_FILE_PATH / name).write_text("x")
        os.utime(settings.EMAIL_FILE_PATH / name, (when.timestamp(), when.timestamp()))
    events = AuditEvent.objects.count()
    would = forget_old(NOW, dry_run=True)
    assert Session.objects.filter(pk=ended.pk).exists() and SentForm.objects.count() == 2
    assert forget_old(NOW) == would
    assert (would["sessions"], would["forms"], would["links"], would["mail files"]) == (1, 1, 1, 1)
    assert client.get("/start/").status_code == 302 and "sign-in" not in client.get("/start/").url
    assert [path.name for path in settings.EMAIL_FILE_PATH.iterdir()] == ["new.log"]
    assert not UpdateLink.objects.get(pk=link.pk).sent_to and AuditEvent.objects.count() == events
    out = io.StringIO()
    call_command("forget_old", "--dry-run", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["done"], set(said["forgotten"].values()), said["kept_for_days"]["mail"]) == (False, {0}, 90)


def test_for_how_long_is_said_in_days():
    assert keep_days({"KEEP_MAIL_DAYS": "30"}) == {"mail": 30, "imports": 90, "forms": 7, "replies": 7}
    for wrong in ("0", "ten", "-1", "99999", "٣"):
        with pytest.raises(ImproperlyConfigured, match="KEEP_FORMS_DAYS is a whole number of days"):
            keep_days({"KEEP_FORMS_DAYS": wrong})
