"""What is looked at before a committee report is issued."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from reports.front.checks import run_checks
from reports.models import FrontSheet
from reports.services import issuing
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
from tests.demo import once, said, seed


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


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("financial", "", "“Financial Implications” is blank. “None” is an answer; blank is not."),
        ("introduction", "", "“Introduction” is blank."),
        ("recommendation", "That something be done.", "A recommendation has no verb: “That something be done.”."),
        (
            "background",
            "See Appendix i and Appendix viii.",
            "Paragraph 3.1 mentions Appendix viii, which is not listed.",
        ),
        ("background", "Nothing.", "Appendix i, Scoping Report, is listed but never mentioned."),
        ("introduction", "It will cost from x to y.", "looks like a figure that was never filled in."),
    ],
)
def test_each_gap_is_a_sentence(report, clerk, key, text, sentence):
    write(report, clerk, key, text)
    assert any(sentence in found for found in findings(report)), findings(report)


def test_a_key_decision_needs_its_ground_its_wards_and_its_notice(report, clerk):
    answer(report, clerk, key_decision="yes")
    told = " ".join(findings(report))
    assert "needs its ground" in told and "wards or parishes affected" in told and "not in the forward plan" in told
    answer(report, clerk, key_decision="yes", ground="money", wards="All", notice_on=date(2026, 11, 23))
    assert "Notice of the key decision came too late. It was due by 22 November 2026" in " ".join(findings(report))
    answer(report, clerk, key_decision="yes", ground="money", wards="All", late_route="10")
    assert "Regulation 10 is claimed, but not who was told" in " ".join(findings(report))
    answer(
        report, clerk, key_decision="yes", ground="money", wards="All", late_route="10", late_told="The chairman, today"
    )
    take_as_it_is(report, clerk, "no file")
    assert left_to_do(report) == ["Not signed by: Author, Director and Monitoring Officer."]
    answer(report, clerk, key_decision="no", ground="money")
    assert FrontSheet.objects.get(report=report).ground == ""


def test_appendices_out_of_order_are_numbered_by_one_press(report, clerk, client):
    text = "First Appendix iii, then Appendices i and ii, and Appendices iv to vii."
    write(report, clerk, "background", text)
    assert "The appendices are not numbered in the order of their mention." in " ".join(findings(report))
    client.force_login(clerk)
    client.post(address("number-appendices", report), once(version=report.version))
    front = FrontSheet.objects.get(report=report)
    titles = [one.title for one in front.appendices.all()]
    assert titles[:3] == ["MKIP Governance Arrangements", "Scoping Report", "Witness Sessions and Papers Reviewed"]
    assert (
        front.sections.get(key="background").text
        == "First Appendix i, then Appendices ii and iii, and Appendices iv to vii."
    )
    assert not any("order of their mention" in one for one in findings(report))


def test_appendices_without_files_are_named_and_stand_in_nobody_s_way(report, clerk, client):
    answer(report, clerk, key_decision="no")
    sign_all(report, clerk)
    bare = "7 appendices have no file: i, ii, iii, iv, v, vi and vii. Attach them, or say where readers find them."
    assert findings(report) == [bare]
    assert "appendices" not in run_checks(issuing.subject_of(report, on=TODAY))[1]
    assert (
        issuing.in_the_way(run_checks(issuing.subject_of(report, on=TODAY))[0], set()) == []
    )  # said, and in nobody's way
    front = FrontSheet.objects.get(report=report)
    front.appendices.filter(position__gt=1).update(kind="pdf", file="x.pdf", sha256="0" * 64)
    bare = "Appendix i, Scoping Report, has no file: attach it, or say where readers find it."
    assert findings(report) == [bare]
    client.force_login(clerk)
    (found,) = run_checks(issuing.subject_of(report, on=TODAY))[0]
    sent = once(report.version, finding=found.key, reason="On the Council’s website")
    client.post(address("accept-check", report), sent)
    assert left_to_do(report) == [] and "On the Council’s website" in said(client.get(address("report", report)))


def test_a_placeholder_may_stay_for_a_reason(report, clerk, client):
    answer(report, clerk, key_decision="no")
    write(report, clerk, "introduction", "The date is tbc.")
    sign_all(report, clerk)
    subject = issuing.subject_of(report, on=TODAY)
    (gap,) = (one for one in run_checks(subject)[0] if "tbc" in one.sentence)
    assert not gap.blocks
    with pytest.raises(ValidationError, match="cannot be issued yet"):
        issued(report, clerk)
    client.force_login(clerk)
    page = said(client.get(address("report", report)))
    assert "Or it stays, because" in page
    client.post(address("accept-check", report), once(report.version, finding=gap.key, reason="It is not known yet"))
    assert "It is not known yet" in said(client.get(address("report", report)))
    assert issued(report, clerk).number == 1
