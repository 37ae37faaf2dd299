"""A person is given all that is held about them, and taken out until no dump of database or files names them."""

import io
import json
import re
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ActionComment, ActionFile, Reminder, UpdateLink
from commsplan.persons.held import FROZEN, every_model, text_fields
from commsplan.persons.leaving import LOOSENED, anonymise
from commsplan.persons.who import person_of
from commsplan.persons.words import Words
from imports.models import ImportFile
from people import outbox
from people import verifying as trail
from people.append_only import guarded_tables, lifted
from people.models import Absence, AuditEvent, AuditSeal, Membership, Officer, OutgoingMail, Role, SentForm, User
from people.sealing import seal
from people.trail import DETAILS
from plans.models import Meeting, Plan
from reports.models import CalendarFeed, Snapshot
from reports.snapshots import freeze
from reports.verifying import verify
from tests.demo import seed
from tests.import_files import docx_of
from tests.media import log_of
from tests.servers import find_postgres
from tests.workers import database_url

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NAME, ADDRESS = "Rosalind Quillfeather", "r.quillfeather@demo.example"
SPELLING, OLD_ADDRESS = "Quillfeather R.", "rosalind@old.example"
STANDS = re.compile("rosalind.quillfeather|quillfeather r|r.quillfeather@|rosalind@old", re.IGNORECASE)
DRAWN = ("digest", "salt", "request_id")  # of the trail: made by lot or by calculation
STUFFED = f"{NAME} {ADDRESS}"


@pytest.fixture
def people(db, settings, tmp_path):
    settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH = tmp_path / "files", tmp_path / "mail"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    found = seed(as_written=True, today=TODAY)
    officer, user = found.officers["Jane Clarke"], found.users["officer"]
    Officer.objects.filter(pk=officer.pk).update(name=NAME, email=ADDRESS, also_known_as=[SPELLING])
    User.objects.filter(pk=user.pk).update(name=NAME, email=ADDRESS)
    officer.refresh_from_db()
    user.refresh_from_db()
    return found


def run(*arguments):
    """(exit code, what was said, what was said of what is wrong)."""
    out = io.StringIO()
    try:
        call_command("person", *arguments, stdout=out)
    except CommandError as fault:
        return 1, out.getvalue(), str(fault)
    return 0, out.getvalue(), ""


def dump():
    """The whole database as text, without the papers and the figures frozen for them."""
    frozen = [model._meta.db_table for model in FROZEN]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        statements = connection.connection.iterdump()
        return [one for one in statements if not any(f'INTO "{table}"' in one for table in frozen)]
    left_out = [f"--exclude-table-data={table}" for table in frozen]
    command = [find_postgres() / "pg_dump", "--dbname", database_url(connection.settings_dict), *left_out]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()


def hits(folder=None):
    lines = [line for line in dump() if STANDS.search(line)]
    for path in folder.rglob("*") if folder else ():
        if path.is_file() and STANDS.search(path.read_bytes().decode("latin-1")):
            lines.append(str(path))
    return lines


def stuff():
    """The name and address into every text column of one row of every table that has one: {"table.column"}."""
    done = set()
    with lifted():
        for model in every_model():
            row = model._base_manager.order_by("pk").last()
            if row is None or model in FROZEN or model in (User, Officer, AuditSeal):
                continue
            for column in text_fields(model):
                if model is AuditEvent and column.attname not in DETAILS:
                    continue  # what the code writes, and nobody's words
                value = getattr(row, column.attname)
                if (
                    column.name in DRAWN
                    or column.unique
                    or (column.max_length or 99) < len(STUFFED)
                    or hasattr(value, "as_json")
                ):
                    continue
                if isinstance(column, models.JSONField):
                    value = [*value, STUFFED] if isinstance(value, list) else {**(value or {}), NAME: [ADDRESS]}
                else:
                    value = STUFFED
                try:
                    with transaction.atomic():
                        model._base_manager.filter(pk=row.pk).update(**{column.attname: value})
                    done.add(f"{model._meta.db_table}.{column.attname}")
                except IntegrityError:  # a column of which the database knows what may stand there
                    continue
    return done


def live(people):
    """Whatever somebody leaves behind: sessions, mails, links, files, days away, feeds, events, drafts."""
    user, officer = people.users["officer"], people.officers["Jane Clarke"]
    plan = Plan.objects.get(slug="mkip-2015-16")
    action = plan.actions.first()
    EmailAddress.objects.create(user=user, email=ADDRESS)
    SentForm.objects.create(token=uuid4(), user=user, answer="/x/")
    CalendarFeed.objects.create(user=user, token_sha256="1" * 64)
    Absence.objects.create(officer=officer, first=TODAY, last=TODAY)
    UpdateLink.objects.create(
        officer=officer, action=action, sent_to=ADDRESS, made_on=TODAY, expires_on=TODAY + timedelta(days=9)
    )
    with transaction.atomic():
        mail = outbox.queue(
            key="told:1", kind="digest", to=ADDRESS, subject=f"For {NAME}", text=f"Dear\n{NAME}", html=""
        )
    Reminder.objects.create(officer=officer, action=action, key="k", rung="due", due=TODAY, mail=mail)
    ActionComment.objects.create(
        action=action, text="As Rosalind\n  QUILLFEATHER said", by=user, by_name=NAME, on=TODAY
    )
    ActionComment.objects.create(action=action, text="Quillfeather Lane is open, rosalind.", by_name="A", on=TODAY)
    AuditEvent.objects.create(
        organisation=officer.organisation, actor_name="A", verb="edited", kind="officer", object_id=officer.pk,
        label="Rosie Former", before={"name": "Rosie Former", "email": "rosie@former.example"}, after={"post": "x"},
    )  # fmt: skip
    ImportFile.objects.create(
        plan=plan, name="t.docx", file=ContentFile(b"Who\n" + NAME.encode(), "x"), sha256="0", uploaded_by=user
    )
    for kind, content in (("txt", f"By {NAME}"), ("docx", docx_of([["Who", NAME], ["Where", ADDRESS]]))):
        data = content if isinstance(content, bytes) else content.encode()
        ActionFile.objects.create(
            action=action, name=f"{NAME}.{kind}", kind=kind, file=ContentFile(data, f"x.{kind}"), size=len(data),
            sha256="0", by=user, by_name=NAME, on=TODAY,
        )  # fmt: skip
    for held in ({"_auth_user_id": str(user.pk)}, {"unsent": {"path": "/", "fields": [["text", STUFFED]]}}):
        session = SessionStore()
        session.update(held)
        session.save()
    return action


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_in_a_dump_of_the_database_nor_in_the_files(people, settings):
    live(people)
    log_of(people.councils["maidstone"], STUFFED)
    settings.EMAIL_FILE_PATH.mkdir()
    (settings.EMAIL_FILE_PATH / "a.log").write_text(f"To: {ADDRESS}\n\nDear {NAME}")
    plan = Plan.objects.get(slug="mkip-2015-16")
    freeze(plan, as_at=TODAY, by=people.users["plan.manager"])
    stuffed = stuff()
    assert len(stuffed) > 100 and {"campaigns_statement.words", "people_auditevent.before"} <= stuffed
    before = hits(settings.MEDIA_ROOT)
    tables = {column.partition(".")[0] for column in stuffed}
    assert len(before) >= len(tables)  # negative control: without it they would all be found

    code, said, _ = run("export", ADDRESS, "--json")
    exported = {table["table"] for table in json.loads(said)["tables"]}
    assert code == 0 and tables - exported == set()

    code, said, fault = run("anonymise", ADDRESS, "--yes", "--leave-actions", "--by", "admin@demo.example")
    assert (code, fault) == (0, "")
    assert hits(settings.MEDIA_ROOT) == []
    assert not [*settings.EMAIL_FILE_PATH.iterdir()]
    assert "rosie@former" not in " ".join(dump()) and "Rosie Former" not in " ".join(dump())
    # What is the public record stays, is whole, and is named.
    snapshot = Snapshot.objects.latest("pk")
    assert NAME in snapshot.body and f"snapshot {snapshot.pk}" in said
    assert not [fault for fault in verify().faults if "snapshot" in fault.lower()]
    # The tables that refuse changes refuse them again.
    assert set(guarded_tables(connection)) >= {model._meta.db_table for model in (*FROZEN, *LOOSENED)}
    # What was done is in the trail, without the name.
    event = AuditEvent.objects.filter(verb="anonymised").latest("pk")
    assert event.actor_name == "Administrator" and event.label.startswith("Somebody who left")
    assert run("anonymise", ADDRESS)[0] == run("export", ADDRESS)[0] == 1


def test_who_has_left_has_no_way_in_and_is_not_written_to(people):
    action = live(people)
    user, officer = people.users["officer"], people.officers["Jane Clarke"]
    assert Session.objects.count() == 2
    seal(timezone.now())
    anonymise(person=person_of(ADDRESS), by=None, now=timezone.now(), leave_actions=True)
    seal(timezone.now())
    assert trail.verify().faults == [] and AuditEvent.objects.filter(verb="redacted").exists()
    user.refresh_from_db()
    officer.refresh_from_db()
    assert not user.is_active and not user.has_usable_password() and user.email.endswith(".invalid")
    assert (user.name, officer.name) == (f"Somebody who left ({user.pk})",) * 2
    assert (officer.email, officer.also_known_as, officer.post) == ("", [], "MKIP Programme Manager")
    for model in (Membership, EmailAddress, SentForm, CalendarFeed):
        assert not model.objects.filter(user=user).exists()
    assert not Absence.objects.filter(officer=officer).exists()
    assert not UpdateLink.objects.live(TODAY).filter(officer=officer).exists()
    (kept,) = Session.objects.all()
    assert "Somebody who left" in str(kept.get_decoded())
    mail = OutgoingMail.objects.get(key="told:1")
    assert (mail.state, Reminder.objects.get(mail=mail).officer) == ("withheld", officer)
    assert "Quillfeather" not in mail.text_body + mail.subject + mail.to_address
    # What they did can still be followed, and what only sounds like them stands.
    comments = [*action.comments.order_by("pk").values_list("by_name", "text")]
    assert comments[-2:] == [
        (user.name, f"As {user.name} said"),
        ("A", "Quillfeather Lane is open, rosalind."),
    ]
    document = ActionFile.objects.get(kind="docx").file.read()
    assert document.startswith(b"PK") and ImportFile.objects.get(name="t.docx").file.name == ""


@contextmanager
def refused(words):
    with pytest.raises(ValidationError, match=words):
        yield


def test_not_yet_who_is_the_last_administrator_or_has_work_to_hand_over(people):
    admin = people.users["admin"]
    with refused("only administrator of the installation"):
        anonymise(person=person_of(admin.email), by=None, now=NOW)
    User.objects.create_superuser("second@demo.example", "x", name="Second One")
    council, manager = people.councils["maidstone"], people.users["plan.manager"]
    Membership.objects.create(user=manager, organisation=council, role=Role.ADMINISTRATOR)
    with refused(f"only administrator of {council}"):
        anonymise(person=person_of(manager.email), by=None, now=NOW)
    with refused("still has 10 live actions"):
        anonymise(person=person_of(ADDRESS), by=None, now=NOW)
    assert User.objects.filter(email=ADDRESS, is_active=True).exists()
    Action.objects.all().update(dropped_on=TODAY)
    assert anonymise(person=person_of(ADDRESS), by=None, now=NOW).changed


def test_a_name_that_somebody_else_has_too_is_left_to_them(people):
    council = people.councils["swale"]
    Officer.objects.create(organisation=council, name=NAME.upper(), email="another@swale.example")
    action = live(people)
    ActionComment.objects.create(action=action, text=f"{NAME} of Swale", by_name=NAME, on=TODAY)
    result = anonymise(person=person_of(ADDRESS), by=None, now=NOW, leave_actions=True)
    assert result.person.namesakes == [NAME]
    texts = [*action.comments.order_by("pk").values_list("text", flat=True)]
    assert texts[-1] == f"{NAME} of Swale" and "Somebody who left" in texts[-3]
    assert Officer.objects.get(organisation=council, email="another@swale.example").name == NAME.upper()


def test_a_dry_run_changes_nothing_and_says_what_would_be(people):
    live(people)
    before = dump()
    code, said, _ = run("anonymise", ADDRESS, "--dry-run", "--leave-actions", "--json")
    facts = json.loads(said)
    assert (code, facts["done"]) == (0, False)
    assert facts["removed"]["people_membership"] == 1 and facts["changed"]["actions_actioncomment"] == 1
    assert dump() == before or connection.vendor != "sqlite"


def test_an_answer_holds_no_keys_and_is_written_for_nobody_else(people, tmp_path):
    live(people)
    answer = tmp_path / "answer.json"
    assert run("export", ADDRESS.upper(), "--json", "--output", str(answer))[0] == 0
    assert answer.stat().st_mode & 0o077 == 0
    held = json.loads(answer.read_text())
    rows = {table["table"]: table["rows"] for table in held["tables"]}
    user = people.users["officer"]
    assert user.password not in answer.read_text()
    assert rows["people_user"][0]["values"]["email"] == ADDRESS
    assert all(table["what"].endswith(".") for table in held["tables"])
    assert {one["of"] for one in held["files"]} == {"actions_actionfile", "imports_importfile"}
    # An address that is nobody's sign-in is answered for as well: somebody who is only written of.
    Meeting.objects.create(organisation=people.councils["maidstone"], body="Ask resident@town.example", date=TODAY)
    assert "Ask resident@town.example" in run("export", "resident@town.example")[1]
    assert run("export", "nobody@town.example")[2].startswith("Nobody here has the address")
    assert run("export", "no address")[0] == 1


def test_an_administrator_sees_what_their_own_council_holds_and_no_other(people, client):
    live(people)
    officer, swale = people.officers["Jane Clarke"], people.councils["swale"]
    Officer.objects.create(organisation=swale, name=NAME, post="Of Swale", email=ADDRESS)
    Meeting.objects.create(organisation=swale, body=f"{ADDRESS} of Swale", date=TODAY)
    administrator = User.objects.create_user("head@demo.example", "x", name="Head")
    Membership.objects.create(user=administrator, organisation=officer.organisation, role=Role.ADMINISTRATOR)
    client.force_login(administrator)
    address = reverse("persons:held", kwargs={"pk": officer.pk})
    page = client.get(address).content.decode()
    assert "What is held about Rosalind Quillfeather" in page and "Swale" not in page
    file = client.get(f"{address}?as=json")
    assert file["Content-Disposition"].startswith("attachment") and "no-store" in file["Cache-Control"]
    held = json.loads(file.content)
    tables = {table["table"]: table["rows"] for table in held["tables"]}
    assert {"people_officer", "people_user", "actions_actioncomment", "people_outgoingmail"} - {*tables} == {
        "people_outgoingmail"
    }
    assert "Swale" not in file.content.decode() and "django_session" not in tables
    # Negative control: the command, which is the installation's, has both.
    assert "of Swale" in run("export", ADDRESS)[1]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Rosalind Quillfeather", "X"), ("ROSALIND  quillfeather’s", "X’s"), ("Rosalind\nQuillfeather.", "X."),
        ("Rosalind_Quillfeather.docx", "X.docx"), ("Rosalind Quillfeathers", None), ("McRosalind Quillfeather", None),
        ("Rosalind and Quillfeather", None), ("r.q@a.example", "Y"), ("<R.Q@A.example>, r.q@a.example.", "<Y>, Y."),
        ("mailto:r.q%40a.example", "mailto:Y"), ("mr.q@a.example", None), ("x-r.q@a.example", None),
        ("r.q@a.example.org", None), ("r.q@a.example-x", None), ("r.q@a.examples", None),
        ("Siân O'Dell", "X"), ("siân o&#x27;dell", "X"), ("SIÂN O’DELL", "X"),
    ],
)  # fmt: skip
def test_whole_names_and_whole_addresses_and_nothing_else(text, made):
    words = Words(["r.q@a.example"], ["Rosalind Quillfeather", "Siân O'Dell"], "X", "Y")
    assert (words.replaced_in(text), bool(words.found_in(text))) == (made or text, made is not None)
    assert words.replaced_in({text: [text, 1]}) == {made or text: [made or text, 1]}


def test_every_table_that_refuses_changes_is_a_paper_or_may_be_loosened(db):
    known = {model._meta.db_table for model in (*FROZEN, *LOOSENED)}
    assert {table for table in guarded_tables(connection) if not table.startswith("people_audit")} == known
