"""Files and addresses that show what was done: what is taken, who reads it, who removes it, and where it stands."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from actions.models import Action, ActionFile, Assignment, Occurrence, ProgressUpdate, UpdateLink
from actions.services import files as services
from commsplan.environment import file_bytes
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from people.attachments import MEDIA, kind_of, without_metadata
from people.models import AuditEvent, Membership, Role, User
from plans.models import Plan
from tests.demo import once, queries, said, seed
from tests.test_packs import foreign_pdf, locked, picture, word

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"
PAGE = "https://www.maidstone.gov.uk/news/survey"


def package(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return out.getvalue()


def kind(content, name=""):
    return kind_of(content, MEDIA, most=1000_000, instead="None of these.", name=name)


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (foreign_pdf("A"), "a.exe", "pdf"),
        (word(), "a", "docx"),
        (package("xl/workbook.xml"), "a.docx", "xlsx"),
        (package("ppt/presentation.xml"), "a", "pptx"),
        (picture(), "a.png", "jpg"),
        (picture("PNG"), "a", "png"),
        (picture("GIF"), "a", "gif"),
        (picture("WEBP"), "a", "webp"),
        ("Who,When\nŵ,1\n".encode(), "list.CSV", "csv"),
        ("Caf\xe9".encode("cp1252"), "a.txt", "txt"),
    ],
)
def test_a_file_is_known_by_its_bytes(content, name, found):
    assert kind(content, name) == found


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.txt", "The file is empty."),
        (b"x" * 1000_001, "a.txt", "larger than 0 MB"),
        (locked(), "a.pdf", "This PDF is locked."),
        (package("word/document.xml", "word/vbaProject.bin"), "a.docx", "holds macros"),
        (package("readme.txt"), "a.docx", "None of these."),
        (b"<svg onload=alert(1)>", "a.svg", "None of these."),
        (b"<html>", "a.html", "None of these."),
        (b"MZ\x00\x01", "a.txt", "None of these."),
        (b"MZ\x00\x01", "a.csv", "None of these."),
        (b"PK\x03\x04", "a.pdf", "None of these."),
    ],
)
def test_what_is_none_of_them_is_refused_in_a_sentence(content, name, words):
    with pytest.raises(ValueError, match=words):
        kind(content, name)


def test_the_limit_is_a_setting():
    assert [file_bytes({"FILE_MB": given}) for given in ("", "1", "100")] == [10_485_760, 1_048_576, 104_857_600]
    for wrong in ("0", "101", "ten", "-1", "1.5"):
        with pytest.raises(ImproperlyConfigured):
            file_bytes({"FILE_MB": wrong})


@pytest.fixture
def people(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(MORNING, tick=False):
        yield seed(as_written=False, today=MONDAY)


@pytest.fixture
def survey(people):
    survey = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    Assignment.objects.filter(action=survey, officer=people.officers["Jane Clarke"]).update(is_accountable=False)
    return survey


@pytest.fixture
def officer(people, client):
    client.force_login(people.users["officer"])
    return client


def address(name, thing):
    return reverse(f"actions:{name}", kwargs={"pk": thing.pk})


def sent_as(name, content):
    return SimpleUploadedFile(name, content)


def add(client, action, name="minutes.pdf", content=None):
    content = foreign_pdf("Minutes") if content is None else content
    return client.post(address("add-file", action), once(file=sent_as(name, content)), follow=True)


def stored(tmp_path):
    return sorted(path.name for path in Path(tmp_path).rglob("*") if path.is_file())


def update(action, **words):
    action.refresh_from_db()
    why = {"rag": "complete", "better_because": "All members have it."}
    return once(action.version, **{**why, **words})


# Adding and reading


def test_a_file_is_kept_under_another_name_and_read_by_whoever_sees_the_plan(people, survey, officer, tmp_path):
    page = add(officer, survey, "Minutes of “it” .EXE")
    assert "“Minutes of “it” .EXE” is kept with the action." in said(page)
    kept = ActionFile.objects.get()
    assert (kept.kind, kept.by_name, kept.on) == ("pdf", "MKIP Programme Manager", MONDAY)
    assert stored(tmp_path) == [Path(kept.file.path).name] and "Minutes" not in kept.file.path
    officer.force_login(people.users["democratic.services"])
    answer = officer.get(address("file", kept))
    assert b"".join(answer.streaming_content) == kept.file.open("rb").read()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; ") and ".EXE" not in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.after["sha256"]) == ("added a file to", kept.sha256)


def test_a_double_click_adds_one(survey, officer, tmp_path):
    sent, content = once(), foreign_pdf("A")
    for _ in range(2):
        officer.post(address("add-file", survey), sent | {"file": sent_as("a.pdf", content)})
    assert (ActionFile.objects.count(), len(stored(tmp_path))) == (1, 1)


def test_a_picture_says_no_more_where_it_was_taken(survey, officer):
    content = picture()
    assert b"taken at the back door" in content
    add(officer, survey, "photo.jpg", content)
    kept = ActionFile.objects.get().file.open("rb").read()
    assert b"taken at the back door" not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


@pytest.mark.parametrize("content", [b"", b"<svg/>", locked()])
def test_what_cannot_be_kept_is_refused_by_name(survey, officer, tmp_path, content):
    page = add(officer, survey, "bad.svg", content)
    assert page.status_code == 400 and "“bad.svg”: " in said(page)
    assert (ActionFile.objects.count(), stored(tmp_path)) == (0, [])


def test_what_is_too_large_is_refused_by_name(survey, officer, settings):
    settings.ACTION_FILE_BYTES = 100
    page = add(officer, survey, "big.txt", b"x" * 101)
    assert page.status_code == 400 and "“big.txt” is larger than 0 MB, which is the limit." in said(page)
    assert add(officer, survey, "small.txt", b"x" * 100).status_code == 200
    assert "Choose a file." in said(officer.post(address("add-file", survey), once()))


def test_another_council_finds_no_file_and_who_may_not_post_adds_none(people, survey, officer):
    add(officer, survey)
    kept = ActionFile.objects.get()
    swale = User.objects.create_user("sam@swale.example", "x", name="Sam Swale")
    Membership.objects.create(user=swale, organisation=people.councils["swale"], role=Role.OFFICER)
    codes = {}
    for user in (people.users["officer2"], people.users["democratic.services"], swale):
        officer.force_login(user)
        codes[user.name] = (officer.get(address("file", kept)).status_code, add(officer, survey).status_code)
    assert codes == {
        "Communications Officer": (404, 404),
        "Democratic Services Officer": (200, 403),
        "Sam Swale": (200, 403),
    }
    officer.logout()
    assert officer.get(address("file", kept)).url.startswith("/sign-in/")


@pytest.mark.parametrize("how", ["closed", "dropped"])
def test_where_nothing_more_is_posted_no_file_is_added(survey, officer, how):
    if how == "closed":
        Plan.objects.filter(pk=survey.plan_id).update(status="closed", closed_on=MONDAY)
    else:
        Action.objects.filter(pk=survey.pk).update(dropped_on=MONDAY)
    assert officer.get(address("add-file", survey)).status_code == add(officer, survey).status_code == 403


# Removing


def test_who_added_a_file_removes_it_and_that_it_was_there_stays(
    survey, officer, tmp_path, django_capture_on_commit_callbacks
):
    add(officer, survey)
    kept = ActionFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(address("remove-file", kept), once())
    kept.refresh_from_db()
    assert (kept.removed_on, kept.removed_by, kept.file.name, stored(tmp_path)) == (
        MONDAY,
        "MKIP Programme Manager",
        "",
        [],
    )
    assert officer.get(address("file", kept)).status_code == 404
    page = said(officer.get(address("action", survey)))
    assert "minutes.pdf, removed by MKIP Programme Manager on 23 November 2026" in page
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.before) == ("removed a file of", {"file": "minutes.pdf", "sha256": kept.sha256})
    page = officer.post(address("remove-file", kept), once(), follow=True)
    assert "“minutes.pdf” has been removed already." in said(page)


def test_nobody_else_removes_it_but_a_plan_manager(people, survey, officer):
    add(officer, survey)
    kept = ActionFile.objects.get()
    left = {}
    for name in ("director", "officer2", "plan.manager"):
        officer.force_login(people.users[name])
        page = officer.post(address("remove-file", kept), once(), follow=True)
        kept.refresh_from_db()
        left[name] = (page.status_code, kept.removed_on is None)
    assert left == {"director": (200, True), "officer2": (404, True), "plan.manager": (200, False)}


# With an update


def test_an_update_brings_its_evidence_to_the_due_date_it_ticks_off(survey, officer):
    due = Occurrence.objects.filter(action=survey).open().first()
    sent = update(survey, delivered=[due.pk], evidence=PAGE, file=sent_as("survey.csv", b"Who,When\n"))
    assert officer.post(address("update", survey), sent).status_code == 302
    posted, kept = survey.updates.latest("pk"), ActionFile.objects.get()
    due.refresh_from_db()
    assert (posted.evidence, kept.update, kept.kind, due.delivered_with) == (PAGE, posted, "csv", posted)
    page = officer.get(address("action", survey))
    link = f'<a href="{PAGE}" rel="noopener noreferrer">Evidence at www.maidstone.gov.uk</a>'
    file = f'<a href="{address("file", kept)}">survey.csv</a> (9 bytes)'
    text = said(page)
    assert (text.count(link), text.count(file)) == (2, 3)  # beside the due date, in the line of time; and in the list
    assert [entry.kind for entry in page.context["entries"]].count("file") == 0
    survey.refresh_from_db()
    undo = once(survey.version, undo="1")
    officer.post(reverse("actions:deliver", kwargs={"pk": survey.pk, "occurrence": due.pk}), undo)
    due.refresh_from_db()
    assert (due.delivered_on, due.delivered_with) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    ["http://a.example/", "javascript:alert(1)", "www.a.example", "https://", "https://a b/", "https://u:p@a.example/", "data:text/html,x"],
)  # fmt: skip
def test_only_the_address_of_a_page_is_evidence(survey, officer, wrong):
    before = survey.updates.count()
    page = officer.post(address("update", survey), update(survey, evidence=wrong, done="Typed."))
    assert (page.status_code, survey.updates.count()) == (400, before)
    assert "Typed." in said(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        survey.updates.create(rag="green", by_name="x", on=MONDAY, evidence="javascript:alert(1)")


def test_after_an_error_and_a_conflict_the_file_is_named_that_must_be_chosen_again(survey, officer, tmp_path):
    again = "A browser does not keep a file: choose “photo.jpg” again."
    file = lambda: sent_as("photo.jpg", picture())  # noqa: E731
    page = officer.post(address("update", survey), update(survey, rag="amber", done="Typed.", file=file()))
    assert (page.status_code, again in said(page), "Typed." in said(page)) == (400, True, True)
    sent = update(survey, done="Typed.", evidence=PAGE, file=file())
    Action.claim_version(survey.pk, survey.version)
    page = officer.post(address("update", survey), sent)
    assert (page.status_code, again in said(page), PAGE in said(page)) == (409, True, True)
    assert (ActionFile.objects.count(), stored(tmp_path)) == (0, [])
    assert "does not keep a file" not in said(officer.get(address("action", survey)))


def test_a_file_that_cannot_be_kept_keeps_the_update_from_being_posted(survey, officer):
    before = survey.updates.count()
    page = officer.post(address("update", survey), update(survey, done="Typed.", file=sent_as("bad.exe", b"MZ\x00")))
    assert (page.status_code, survey.updates.count()) == (400, before)
    assert "“bad.exe”: This is no PDF" in said(page) and "Typed." in said(page)


def test_a_link_of_an_e_mail_takes_an_address_and_no_file(people, survey, client):
    link = UpdateLink.objects.get(action=survey)
    assert 'type="file"' not in said(client.get(f"/u/{link.token}/"))
    client.post(f"/u/{link.token}/", update(survey, evidence=PAGE, file=sent_as("a.pdf", foreign_pdf("A"))))
    assert (survey.updates.latest("pk").evidence, ActionFile.objects.count()) == (PAGE, 0)


# Where it stands


def test_the_page_takes_the_same_queries_for_one_file_and_for_three(people, survey, officer):
    counts = []
    for number in range(3):
        upload = services.Upload(f"{number}.txt", b"x")
        services.add_file(action=survey, by=people.users["officer"], upload=upload, on=MONDAY)
        counts.append(queries(officer, address("action", survey)))
    assert counts[0] == counts[2]


def test_evidence_goes_out_with_a_plan_and_in_again_and_never_as_anything_that_runs(people, survey):
    posted = ProgressUpdate.objects.create(action=survey, rag="complete", by_name="x", on=MONDAY, evidence=PAGE)
    Occurrence.objects.filter(action=survey).update(delivered_on=MONDAY, delivered_by="x", delivered_with=posted)
    data = export_plan(survey.plan)
    again = take_in(data, by=people.users["admin"])
    made = again.actions.get(title="Member survey")
    assert made.updates.latest("pk").evidence == PAGE
    assert {one.delivered_with for one in made.occurrences.all()} == {made.updates.latest("pk")}
    assert export_plan(again)["priorities"] == data["priorities"]


def test_a_file_is_there_or_removed_by_somebody(people, survey):
    common = {"action": survey, "name": "a", "kind": "txt", "size": 1, "sha256": "0", "by_name": "x", "on": MONDAY}
    for wrong in ({"file": ""}, {"file": "a", "removed_on": MONDAY, "removed_by": "x"}, {"removed_on": MONDAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActionFile.objects.create(**common, **wrong)
    ActionFile.objects.create(**common, file="a")
    ActionFile.objects.create(**common, removed_on=MONDAY, removed_by="x")


def test_a_package_or_a_picture_that_is_not_what_it_says_is_refused_in_a_sentence():
    content = bytearray(package("word/document.xml"))
    at = content.index(b"PK\x01\x02")
    content[at + 6 : at + 8] = (200).to_bytes(2, "little")  # a version of the format that nobody reads
    for bad, name in ((bytes(content), "a.docx"), (picture("PNG")[:20], "a.png")):
        with pytest.raises(ValueError) as fault:  # noqa: PT011  the sentence is looked at below
            without_metadata(bad, kind_of(bad, MEDIA, most=10_000_000, instead="Another kind.", name=name))
        assert str(fault.value) in (
            "Another kind.",
            "The picture is damaged, or too large. Save it anew, and attach that.",
        )


def test_another_file_of_the_same_name_and_length_is_another(db, client):
    people = seed(as_written=False, today=date(2026, 11, 25))
    action = Action.objects.get(title="Member survey")
    client.force_login(people.users["officer"])
    address, form = reverse("actions:add-file", kwargs={"pk": action.pk}), once()
    for words in (b"One.", b"Two.", b"Two."):
        client.post(address, form | {"file": SimpleUploadedFile("a.txt", words)})
    kept = [file.file.read() for file in ActionFile.objects.filter(action=action).order_by("pk")]
    assert kept == [b"One.", b"Two."]
