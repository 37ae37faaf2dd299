"""Whatever is typed anywhere stands in page, paper, Word, list and e-mail as it was typed; nothing runs, nothing is
fetched, nothing is attached."""

import csv
import io
import subprocess
from typing import Any

import openpyxl
import pikepdf
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast, Concat, Substr
from django.urls import reverse
from django.utils import timezone
from docx import Document
from lxml import html

from actions.models import Reminder
from commsplan.demo.cover import build_cover_report
from people.models import OutgoingMail
from plans.models import Plan
from plans.workdays import next_working_day
from reports.making import paper_data
from reports.models import FrontSection, Implication, Report
from reports.paper_html import paper_html, paper_word
from reports.rendering import render_pdf
from reports.services.papers import draft_report
from tests.demo import seed
from tests.test_word import check_whole

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "\"><b>x</b>", "'><i>y</i>",
    "javascript:alert(1)", "{{ 7*7 }}{% debug %}", "${7*7}#{7*7}", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-1+1",
    "=HYPERLINK(\"http://evil.example\")", "<link rel=attachment href=file:///etc/passwd>", "<style>@import 'http://evil.example/x'</style>",
    "]]><w:p/>", "{DDEAUTO c:\\windows}", "</title></head><body>", "&lt;b&gt; &amp; &#60;", "'; DROP TABLE x;--",
]  # fmt: skip
APPS = ("people", "plans", "actions", "surveys", "campaigns", "reports")
FROZEN = {
    "Snapshot",
    "Issue",
    "IssuedFile",
    "Withdrawal",
    "ClosedPeriod",
    "FrozenColour",
    "AuditEvent",
    "AuditSeal",
}  # the database lets nobody
# What a program wrote, or what only a program reads: no person types it as words.
MADE = {
    "colour", "verb", "kind", "key", "to_address", "message_id", "unsubscribe_url", "password", "uid", "source_key", "rung",
    "sha256", "pdf_sha256", "docx_sha256", "token_sha256", "digest", "html", "to_issue", "file", "file_name", "sent_to", "period", "way",
    "subject", "text_body", "html_body", "actor_name", "label", "wave", "letter", "ways",
}  # fmt: skip
MADE_IN = {
    ("SentForm", "answer"),
    ("Survey", "method"),
    ("FedBack", "to"),
    ("Report", "failure"),
    ("MailTransport", "reason"),
    ("ProgressUpdate", "evidence"),  # an address with https, and nothing else: the database says so
}


def free_texts():
    """Every column that holds what a person typed: [(model, column)]."""
    found = []
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for column in model._meta.concrete_fields:
                is_text = type(column) in (CharField, TextField) and not column.choices
                is_made = column.name in MADE or (model.__name__, column.name) in MADE_IN
                if is_text and not is_made and model.__name__ not in FROZEN:
                    found.append((model, column))
    return found


@pytest.fixture
def reports(db):
    people = seed(as_written=False, today=timezone.localdate())
    plan = Plan.objects.get(slug="mkip-2015-16")
    cover = build_cover_report(people, plan, today=timezone.localdate(), as_written=False)
    Implication.objects.update(is_none=False)
    return people, plan, cover


def put_everywhere(payload):
    """Into every row of every such column; where a rule of the database wants some of them empty, into the others."""
    number = Cast(F("pk"), CharField())
    for model, column in free_texts():
        words: Any = Concat(Value(f"{payload} "), number)
        if column.max_length:
            words = Substr(words, 1, column.max_length)
        try:
            with transaction.atomic():
                model._default_manager.update(**{column.name: words})
        except IntegrityError:
            model._default_manager.exclude(**{column.name: ""}).update(**{column.name: words})


def test_the_columns_are_those_that_people_type_into():
    """More than a hundred of them; a new one is among them unless it is named above."""
    names = {f"{model.__name__}.{column.name}" for model, column in free_texts()}
    assert len(names) > 100
    assert {
        "Action.title",
        "ProgressUpdate.done",
        "Risk.mitigation",
        "Online.introduction",
        "User.name",
        "Organisation.name",
    } <= names


OF_A_POSITION = [kind for kind in Report.Kind.values if kind != Report.Kind.COVER]


def papers_of(people, plan, cover, kinds=(Report.Kind.PROGRESS,)):
    """The data of the committee report, and of reports of those kinds on a position frozen now."""
    cover.refresh_from_db()
    progress = draft_report(plan=plan, by=people.users["democratic.services"], title="x", report_of="x")
    Report.objects.filter(pk=progress.pk).update(title=cover.title, report_of=cover.report_of, body=cover.body)
    progress.refresh_from_db()
    yield paper_data(Report.objects.get(pk=cover.pk))
    for kind in kinds:
        report = Report.objects.get(pk=progress.pk)
        report.kind = kind
        yield paper_data(report)


def shape(text):
    """What there is in a page besides words: its elements, and attributes that run or fetch something."""
    tree = html.fromstring(text)
    tags = {one.tag for one in tree.iter() if isinstance(one.tag, str)}
    runs = {
        (one.tag, name)
        for one in tree.iter()
        if isinstance(one.tag, str)
        for name in one.attrib
        if name.startswith("on")
    }
    fetched = {
        one.get(name) for one in tree.iter() for name in ("src", "href") if isinstance(one.tag, str) and one.get(name)
    }
    return (
        tags,
        runs,
        {address for address in fetched if "evil" in address or "javascript" in address or "file:" in address},
    )


def test_whatever_is_typed_stays_text(reports, client):
    people, plan, cover = reports
    client.force_login(people.users["democratic.services"])
    pages = [
        reverse("reports:dashboard", kwargs={"slug": plan.slug}),
        reverse("reports:report", kwargs={"pk": cover.pk}),
        reverse("reports:whole", kwargs={"slug": plan.slug}),
        reverse("actions:action", kwargs={"pk": plan.actions.first().pk}),
        reverse("surveys:survey", kwargs={"pk": plan.surveys.first().pk}),
        reverse("reports:calendar"),
        reverse("reports:published"),
    ]
    before = [shape(client.get(page).content)[0] for page in pages]
    kinds = OF_A_POSITION
    plain = {data["report"]["kind"]: shape(paper_html(data))[0] for data in papers_of(people, plan, cover, kinds)}
    for at, payload in enumerate(PAYLOADS):  # each kind has its turn with several
        put_everywhere(payload)
        for page, tags in zip(pages, before, strict=True):
            text = client.get(page).content.decode()
            assert shape(text) == (tags, set(), set()) and payload in html.fromstring(text).text_content()
        for data in papers_of(people, plan, cover, {Report.Kind.PROGRESS, kinds[at % len(kinds)]}):
            tags = plain[data["report"]["kind"]]
            found, runs, fetched = shape(text := paper_html(data))
            assert (found <= tags, runs, fetched) == (True, set(), set()), payload
            assert payload in " ".join(html.fromstring(text).text_content().split())
            word = paper_word(data)
            check_whole(word)
            assert payload in "\n".join(p.text for p in Document(io.BytesIO(word)).paragraphs)
        rows = client.get(reverse("reports:actions-csv", kwargs={"slug": plan.slug})).content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(rows)) for cell in row]
        assert any(payload in cell for cell in cells)
        assert [cell for cell in cells if cell[:1] in "=+-@" and cell not in ("", "-")] == []
        book = client.get(reverse("reports:actions-xlsx", kwargs={"slug": plan.slug})).content
        sheet = openpyxl.load_workbook(io.BytesIO(book)).active
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr", "n", "d"}


def test_no_e_mail_runs_what_was_typed(reports):
    for payload in PAYLOADS:
        put_everywhere(payload)
        Reminder.objects.all().delete()
        OutgoingMail.objects.all().delete()
        call_command("send_reminders", on=next_working_day(timezone.localdate()), stdout=io.StringIO())
        mails = list(OutgoingMail.objects.exclude(html_body=""))
        assert mails
        for mail in mails:
            tags, runs, fetched = shape(mail.html_body)
            assert (runs, fetched, tags & {"script", "img", "svg", "i"}) == (set(), set(), set())
            assert "\n" not in mail.subject
        assert any(payload in mail.text_body for mail in mails)


@pytest.mark.poppler
def test_a_pdf_holds_all_of_it_as_words(reports, tmp_path):
    people, plan, cover = reports
    FrontSection.objects.filter(key="background").update(text="\n".join(PAYLOADS))
    data, *_ = papers_of(people, plan, cover)
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(paper_html(data)))
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    squeezed = "".join(said.split())
    assert [payload for payload in PAYLOADS if "".join(payload.split()) not in squeezed] == []
    with pikepdf.open(path) as pdf:
        kinds = {str(one.get("/S", "")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary)}
        assert not kinds & {"/JavaScript", "/Launch", "/URI", "/SubmitForm"} and not pdf.attachments
