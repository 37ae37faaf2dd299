"""The committee report with its front sheet: written, checked, signed, issued, withdrawn and issued again."""

import hashlib
from datetime import date

import page as validator
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from commsplan.demo.cover import build_cover_report
from people.models import Organisation, StaleVersionError
from plans.models import Meeting, Plan
from reports.front.checks import run_checks
from reports.front.cover import build_cover
from reports.making import make_waiting, paper_data
from reports.models import FrontSheet, Issue, PaperRules, Report
from reports.services import issuing
from reports.services.papers import draft_report
from reports.verifying import verify
from tests.committee import (
    TODAY,
    address,
    answer,
    cover_report,
    findings,
    issued,
    left_to_do,
    sign_all,
    take_as_it_is,
    write,
)
from tests.demo import once, queries, said, seed


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def clerk(people):
    return people.users["democratic.services"]


@pytest.fixture
def report(people):
    return cover_report(people)


def test_the_sections_and_their_paragraphs_are_numbered_by_their_place(report):
    paper = build_cover(paper_data(report))
    assert [(one.number, one.title) for one in paper.sections] == [
        (1, "Introduction"), (2, "Recommendation"), (3, "Background"), (4, "Impact on Corporate Objectives"),
        (5, "Financial Implications"), (6, "Relevant Documents"), (7, "Background Documents"), (8, "Other Implications"),
    ]  # fmt: skip
    assert [p.number for one in paper.sections for p in one.opening] == [
        "1.1", "1.2", "1.3", "2.1", "3.1", "3.2", "4.1", "4.2", "5.1", "6.1", "7.1", "8.1",
    ]  # fmt: skip
    assert [(row.head, row.cells) for row in paper.sections[5].table.rows] == [
        (f"Appendix {number}", (at,))
        for number, at in zip(["i", "ii", "iii", "iv", "v", "vi", "vii"], ["3.1"] * 4 + ["3.2"] * 3, strict=True)
    ]
    assert [row.head for row in paper.sections[7].table.rows] == [
        "1. Financial", "2. Staffing", "3. Legal", "4. Equality Impact Needs Assessment",
        "5. Environmental/Sustainable Development", "6. Community Safety", "7. Human Rights Act", "8. Procurement",
        "9. Asset Management",
    ]  # fmt: skip
    bold = [words for words, is_bold in paper.sections[1].opening[0].runs if is_bold]
    assert (bold, paper.sections[7].box.answer) == (["considers and notes"], "Not answered")
    assert paper.authority == "Maidstone Borough Council"


def test_as_written_it_is_the_papers_own(people):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        as_written = Plan.objects.get(slug="mkip-2015-16")
        Plan.objects.filter(pk=as_written.pk).update(adopted_on=date(2015, 4, 1), first_year=2015, last_year=2015)
        as_written.refresh_from_db()
        paper = build_cover(paper_data(build_cover_report(people, as_written, today=TODAY, as_written=True)))
    assert paper.meeting == "Monday 12\u00a0January 2015"
    assert paper.report_of == "Poppy Brewer, Democratic Services Officer"
    assert "on 7 July 2014" in str(paper.sections[0])


def test_it_cannot_be_issued_while_the_key_decision_box_is_unanswered(report, clerk):
    sign_all(report, clerk)
    only, bare = findings(report)
    assert bare.startswith("7 appendices have no file: i, ii,")
    take_as_it_is(report, clerk, "no file")
    assert only.startswith("“Is this a key decision report?” is not answered. If it is one: Notice was due by")
    assert "General exception (regulation 10)" in only
    with pytest.raises(ValidationError, match="cannot be issued yet"):
        issued(report, clerk)
    answer(report, clerk, key_decision="no")
    assert left_to_do(report) == [
        "Not signed by: Author, Director and Monitoring Officer."
    ]  # the text has changed since
    sign_all(report, clerk)
    assert left_to_do(report) == []
    issue = issued(report, clerk)
    assert (issue.number, issue.issued_by_name, report.to_issue) == (1, "Democratic Services Officer", "")


def test_what_was_issued_keeps_its_bytes_and_can_only_be_withdrawn(report, clerk, client, people):
    answer(report, clerk, key_decision="no")
    sign_all(report, clerk)
    issue = issued(report, clerk)
    client.force_login(clerk)
    pdf = b"".join(client.get(address("issue-pdf", issue)).streaming_content)
    assert hashlib.sha256(pdf).hexdigest() == issue.pdf_sha256
    found = validator.validate_pdf(report.pdf.path, profile=validator.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, found
    page = client.get(address("issue-html", issue)).content
    Organisation.objects.filter(pk=report.plan.organisation_id).update(name="Renamed Council")
    assert client.get(address("html", report)).content == page
    with pytest.raises(ValidationError, match="stays as it went out"):
        write(report, clerk, "financial", "It costs more")
    assert client.get(address("section", report, section="financial")).status_code == 302
    assert "Withdraw it" in said(client.get(address("report", report)))
    with pytest.raises(ValidationError, match="Say in up to 300 letters"):
        issuing.withdraw(report=report, by=clerk, reason=" ", on=TODAY)
    issuing.withdraw(report=report, by=clerk, reason="A figure was wrong", on=TODAY)
    write(report, clerk, "financial", "It costs more than was thought.")
    sign_all(report, clerk)
    again = issued(report, clerk)
    assert (again.number, str(again)) == (2, f"{report.title}, issue 2")
    assert client.get(address("issue-html", issue)).content == page
    assert b"It costs more than was thought." in client.get(address("issue-html", again)).content
    register = said(client.get(reverse("reports:issues")))
    assert "Withdrawn</b> on 25 November 2026: A figure was wrong" in register
    assert (verify().issues, verify().faults) == (2, [])


def test_only_democratic_services_issue(report, people, clerk):
    answer(report, clerk, key_decision="no")
    sign_all(report, clerk)
    take_as_it_is(report, clerk, "no file")
    for who in ("plan.manager", "director", "officer"):
        with pytest.raises(PermissionDenied):
            issuing.issue_report(report=report, by=people.users[who], version=report.version, on=TODAY)
    with pytest.raises(StaleVersionError):
        issuing.issue_report(report=report, by=clerk, version=1, on=TODAY)
    assert not Issue.objects.exists()


def test_the_forms_write_what_they_say(report, clerk, client):
    client.force_login(clerk)
    sent = once(
        report.version,
        all_by="Section 151 Officer",
        all_on="24/11/2026",
        text_financial="£5,000 a year",
        text_legal="None",
    )
    assert client.post(address("implications", report), sent).status_code == 302
    found = {one.kind: one for one in report.front.implications.all()}
    assert (found["financial"].text, found["financial"].cleared_by) == ("£5,000 a year", "Section 151 Officer")
    assert (found["legal"].is_none, found["legal"].cleared_on) == (True, date(2026, 11, 24))
    assert (found["staffing"].is_answered, found["staffing"].cleared_by) == (False, "")
    assert "7 of 9 implications are blank" in said(client.get(address("report", report)))
    report.refresh_from_db()
    assert client.post(address("key", report), once(report.version, key_decision="no")).status_code == 302
    report.refresh_from_db()
    sent = once(report.version, titles="Scoping Report\n\n Glossary ")
    assert client.post(address("appendices", report), sent).status_code == 302
    assert [one.title for one in FrontSheet.objects.get(report=report).appendices.all()] == [
        "Scoping Report",
        "Glossary",
    ]
    sent = once(1, title="Background", text="Another text")
    conflict = client.post(address("section", report, section="background"), sent)
    assert (
        conflict.status_code == 409 and "Another text" in said(conflict) and "The scoping report at" in said(conflict)
    )


def test_a_council_words_and_orders_its_sections_and_says_who_signs(people, clerk):
    plan = Plan.objects.get(slug="mkip-2015-16")
    body = "Strategic Leadership and Corporate Services Overview & Scrutiny Committee"
    PaperRules.objects.create(organisation=plan.organisation, signatories=["Author"])
    PaperRules.objects.create(
        organisation=plan.organisation, body=body, signatories=["Chief Executive"],
        sections=[["recommendation", "What is asked"], ["introduction", "Why"]],
    )  # fmt: skip
    report = build_cover_report(people, plan, today=TODAY, as_written=False)
    titles = [one.title for one in build_cover(paper_data(report)).sections]
    assert titles[:3] == ["What is asked", "Why", "Background"] and len(titles) == 8
    assert [one.role for one in report.sign_offs.all()] == ["Chief Executive"]


def test_the_workbench_takes_as_many_queries_however_much_hangs_on_it(report, clerk, client):
    client.force_login(clerk)
    before = queries(client, address("report", report))
    report.sign_offs.create(role="Head of Finance", position=9)
    report.front.appendices.create(position=8, title="Another")
    assert queries(client, address("report", report)) == before


def test_from_a_closed_period_to_an_issued_paper_in_under_ten_presses(report, clerk, client):
    """As a clerk does it: the demo's report lacks an answer, the files of its appendices and three signatures."""
    client.force_login(clerk)
    presses = 0
    (bare,) = (one for one in run_checks(issuing.subject_of(report, on=TODAY))[0] if not one.blocks)
    for name, more, sent in [
        ("accept-check", {}, {"finding": bare.key, "reason": "They go out on paper"}),
        ("key", {}, {"key_decision": "no"}),
        ("sign", {}, {f"name-{one.pk}": f"A {one.role}" for one in report.sign_offs.all()}),
        ("issue", {}, {}),
    ]:
        report.refresh_from_db()
        assert client.post(address(name, report, **more), once(report.version, **sent)).status_code == 302
        presses += 1
    make_waiting()
    page = said(client.get(address("report", report)))
    assert presses < 10 and "Issued</b> on 25 November 2026" in page
    assert "Notice of a key decision" not in page and "(past)" not in page
    assert Report.objects.get().state == "ready" and timezone.localdate() == TODAY


def test_the_rules_of_papers_are_set_by_whoever_keeps_the_meetings(people, clerk, client):
    council = people.councils["maidstone"]
    address_of = reverse("reports:paper-rules", kwargs={"pk": council.pk})
    client.force_login(clerk)
    form = client.get(address_of).context["form"]
    assert form.initial["sections"].splitlines()[0] == "Introduction" and form.initial["notice_days"] == 28
    sent = {name: value for name, value in form.initial.items() if name not in ("form_token", "version")}
    sent |= {
        "signatories": "Chief Executive\n",
        "sections": "Recommendation: What is asked\nIntroduction",
        "safe_days": 2,
    }
    assert client.post(f"{address_of}?committee=Cabinet", once(**sent)).status_code == 302
    found = PaperRules.objects.get(body="Cabinet")
    assert (found.signatories, found.safe_days) == (["Chief Executive"], 2)
    assert found.sections == [["recommendation", "What is asked"], ["introduction", "Introduction"]]
    assert "Recommendation: What is asked" in said(client.get(f"{address_of}?committee=Cabinet"))
    refused = client.post(address_of, once(**sent | {"sections": "Foreword"}))
    assert refused.status_code == 400 and "“Foreword” is none of the sections" in said(refused)
    assert client.post(f"{address_of}?committee=Cabinet", once(9, **sent)).status_code == 409
    client.force_login(people.users["officer"])
    assert client.get(address_of).status_code == 403


def test_its_deadlines_stand_in_the_calendar_of_whoever_makes_papers_until_it_is_issued(report, people, clerk, client):
    def told(who):
        client.force_login(people.users[who])
        return said(client.get("/calendar/2026/12/?who=all"))

    page = told("democratic.services")
    for words in ("Agenda published", "Last safe day to issue", "Finance and legal clearance", "deadline of a paper"):
        assert words in page
    assert "Notice of a key decision" in said(client.get("/calendar/2026/11/?who=all"))
    assert "Agenda published" not in told("officer")
    answer(report, clerk, key_decision="no")
    assert "Notice of a key decision" not in said(client.get("/calendar/2026/11/?who=all"))
    sign_all(report, clerk)
    issued(report, clerk)
    assert "Agenda published" not in told("democratic.services")


def test_an_issued_paper_is_read_by_anybody_once_it_is_published_and_until_it_is_withdrawn(
    report, clerk, client, people
):
    answer(report, clerk, key_decision="no")
    sign_all(report, clerk)
    issue = issued(report, clerk)
    client.force_login(people.users["plan.manager"])
    assert client.post(address("publish", issue), once()).status_code == 403
    client.force_login(clerk)
    assert client.post(address("publish", issue), once()).status_code == 302
    found = address("published-html", issue.publication)
    client.logout()
    assert client.get(found).content.decode() == issue.html
    pdf = b"".join(client.get(address("published-pdf", issue.publication)).streaming_content)
    assert hashlib.sha256(pdf).hexdigest() == issue.pdf_sha256
    assert report.title in said(client.get(reverse("reports:published")))
    issuing.withdraw(report=report, by=clerk, reason="A figure was wrong", on=TODAY)
    gone = client.get(found)
    assert gone.status_code == 410 and "A figure was wrong" in said(gone)
    assert client.get(address("published-pdf", issue.publication)).status_code == 404


def test_what_is_exempt_is_not_published(report, clerk):
    answer(report, clerk, key_decision="no", exempt="3", exempt_because="It names a price that is being negotiated.")
    assert "Paragraph 3" in str(build_cover(paper_data(report)).facts)
    sign_all(report, clerk)
    with pytest.raises(ValidationError, match=r"exempt information \(paragraph 3\)"):
        issuing.publish(issue=issued(report, clerk), by=clerk, on=TODAY)


def test_the_next_paper_is_offered_in_the_name_and_for_the_body_of_the_last(people, clerk, client):
    plan = Plan.objects.get(slug="mkip-2015-16")
    past, _ = Meeting.objects.get_or_create(organisation=plan.organisation, body="MKIP Board", date=date(2026, 10, 20))
    draft_report(plan=plan, by=clerk, title="x", report_of="MKS Director", meeting=past, as_at=TODAY)
    coming = Meeting.objects.filter(organisation=plan.organisation, body="MKIP Board", date__gte=TODAY).order_by("date")
    if not coming:
        Meeting.objects.create(organisation=plan.organisation, body="MKIP Board", date=date(2027, 1, 19))
    client.force_login(clerk)
    page = client.get(reverse("reports:add", kwargs={"slug": plan.slug})).text
    assert 'value="MKS Director"' in page
    assert f'<option value="{coming.first().pk}" selected>' in page
