"""What is done to a committee report, for the tests of its writing, checks and issue."""

from datetime import date

from django.urls import reverse

from commsplan.demo.cover import build_cover_report
from commsplan.demo.periods import close_periods
from plans.models import Plan
from reports.front.checks import run_checks
from reports.making import make_waiting
from reports.models import FrontSection
from reports.services import front as services
from reports.services import issuing

TODAY = date(2026, 11, 25)


def cover_report(people):
    """The demo's committee report on a plan that has closed periods behind it."""
    plan = Plan.objects.get(slug="mkip-2015-16")
    close_periods(plan, by=people.users["plan.manager"], today=TODAY)
    return build_cover_report(people, plan, today=TODAY, as_written=False)


def address(name, report, **more):
    return reverse(f"reports:{name}", kwargs={"pk": report.pk, **more})


def findings(report):
    report.refresh_from_db()
    return [one.sentence for one in run_checks(issuing.subject_of(report, on=TODAY))[0]]


def left_to_do(report):
    """What still stands in the way."""
    report.refresh_from_db()
    accepted = set(report.accepted_checks.values_list("sentence", flat=True))
    return [one for one in findings(report) if one not in accepted]


def write(report, clerk, key, text):
    report.refresh_from_db()
    section = FrontSection.objects.get(front__report=report, key=key)
    services.write_section(report=report, key=key, by=clerk, version=report.version, text=text, title=section.title)


def answer(report, clerk, **answers):
    report.refresh_from_db()
    blank = {"ground": "", "wards": "", "notice_on": None, "late_route": "", "late_told": "", "exempt": ""}
    given = blank | {"exempt_because": ""} | answers
    services.answer_key_decision(report=report, by=clerk, version=report.version, **given)


def sign_all(report, clerk):
    for one in report.sign_offs.filter(signed_on=None):
        report.refresh_from_db()
        services.sign(report=report, sign_off=one.pk, by=clerk, version=report.version, name=f"A {one.role}", on=TODAY)


def take_as_it_is(report, clerk, words):
    """Accept the one finding with these words in it, if there is one."""
    report.refresh_from_db()
    for one in run_checks(issuing.subject_of(report, on=TODAY))[0]:
        if words in one.sentence and not report.accepted_checks.filter(key=one.key).exists():
            why = {"key": one.key, "sentence": one.sentence, "reason": "They go out with the agenda"}
            services.accept_check(report=report, by=clerk, version=report.version, on=TODAY, **why)
            report.refresh_from_db()


def issued(report, clerk):
    """Out it goes, its appendices on paper."""
    take_as_it_is(report, clerk, "no file")
    issuing.issue_report(report=report, by=clerk, version=report.version, on=TODAY)
    assert make_waiting() == 1
    report.refresh_from_db()
    return report.issued
