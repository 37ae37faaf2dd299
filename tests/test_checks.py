"""What is looked at before a committee report is issued."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from reports.front.checks import run_checks
from reports.models import FrontSheet
from reports.services import issuing
from tests.committee import TODAY, address, answer, cover_report, findings, issued, sign_all, write
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
    assert findings(report) == ["Not signed by: Author, Director and Monitoring Officer."]
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


def test_a_placeholder_may_stay_for_a_reason(report, clerk, client):
    answer(report, clerk, key_decision="no")
    write(report, clerk, "introduction", "The date is tbc.")
    sign_all(report, clerk)
    subject = issuing.subject_of(report, on=TODAY)
    (gap,) = run_checks(subject)[0]
    assert not gap.blocks
    with pytest.raises(ValidationError, match="cannot be issued yet"):
        issued(report, clerk)
    client.force_login(clerk)
    page = said(client.get(address("report", report)))
    assert "Or it stays, because" in page
    client.post(address("accept-check", report), once(report.version, finding=gap.key, reason="It is not known yet"))
    assert "It is not known yet" in said(client.get(address("report", report)))
    assert issued(report, clerk).number == 1
