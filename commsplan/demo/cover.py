"""The cover report of a joint review of MKIP: its facts as published, its sentences ours. The answer to its key-decision
box was lost in the paper, and is left open."""

from __future__ import annotations

from datetime import date, timedelta

from commsplan.demo.cast import Cast
from plans.models import Meeting, Plan
from plans.workdays import is_working_day, previous_working_day
from reports.models import FrontSection, Implication, Report
from reports.services.papers import draft_report

BODY = "Strategic Leadership and Corporate Services Overview & Scrutiny Committee"
TITLE = "Report of the Joint Mid-Kent Improvement Partnership (MKIP) Task and Finish Group"
PUBLISHED = date(2015, 1, 12)
TO_COME = timedelta(days=26)  # late enough for an agenda, too late for 28 clear days

# ruff: noqa: E501
TEXTS = {
    "introduction": """The three Overview and Scrutiny Committees of Maidstone, Swale and Tunbridge Wells met specially {met} to review MKIP. They recommended a Joint Task and Finish Group to consider how MKIP’s governance arrangements should be taken forward, and how a communications plan for MKIP should be developed.
The Group held question and answer sessions with members of the MKIP Board, Shared Service Managers, client Heads of Service of each authority, Heads of Communication, Section 151 and Monitoring Officers, and external partners.
It analysed MKIP’s governance in detail and asked witnesses how MKIP communicates now, within the authorities and outside them. The attached report gives its main findings, and shows where procedures could be improved and the partnership’s practice strengthened.""",
    "recommendation": "That the Committee considers and notes the findings and recommendations of the Joint Task and Finish Group.",
    "background": """The scoping report at Appendix i gives an overview of the Group’s programme; the witness sessions held and papers reviewed are at Appendix ii. Governance arrangements for MKIP and its shared services are at Appendix iii, and a diagram of those for the Environmental Health and Planning Support shared services at Appendix iv.
Non-executive Members were surveyed on their awareness of MKIP, of how it decides, and of the officers to contact with public enquiries; the findings are summarised at Appendix v. A draft Communications Plan by {authors} is at Appendix vi, and a glossary of terms at Appendix vii.""",
    "objectives": """The Committee mainly considers reports that deliver against the Council’s priority ‘Corporate and Customer Excellence’.
MKIP delivers seven shared services, five of them within the directorate of Mid Kent Services. Its work is therefore vital to the delivery of key services and to the corporate priorities of each authority.""",
    "financial": "None.",
    "background_documents": "None.",
}
APPENDICES = (
    "Scoping Report",
    "Witness Sessions and Papers Reviewed",
    "MKIP Governance Arrangements",
    "Diagram of governance arrangements for MKIP and MKS",
    "Summary of survey findings",
    "Draft Communications Plan",
    "Glossary",
)
CLEARED_BY = {
    "financial": "Section 151 Officer", "staffing": "Head of HR", "legal": "Monitoring Officer",
    "human_rights": "Monitoring Officer", "procurement": "Section 151 Officer", "assets": "Section 151 Officer",
}  # fmt: skip


def build_cover_report(cast: Cast, plan: Plan, *, today: date, as_written: bool) -> Report:
    """A report that only its key-decision box and the signatures keep from being issued."""
    by, day = cast.users["democratic.services"], PUBLISHED if as_written else today + TO_COME
    while not is_working_day(day):
        day += timedelta(days=1)
    meeting, _ = Meeting.objects.get_or_create(organisation=plan.organisation, body=BODY, date=day)
    closed = plan.closed_periods.in_order().last()
    report = draft_report(
        plan=plan, by=by, kind=Report.Kind.COVER, title=TITLE, meeting=meeting, closed=closed, as_at=plan.adopted_on,
        report_of="Poppy Brewer, Democratic Services Officer" if as_written else "Democratic Services Officer",
    )  # fmt: skip
    met = "on 7 July 2014" if as_written else "last summer"
    authors = (
        "Roger Adley (Maidstone) and Adam Chalmers (Tunbridge Wells)"
        if as_written
        else "the Heads of Communications of Maidstone and Tunbridge Wells"
    )
    for section in FrontSection.objects.filter(front__report=report, key__in=TEXTS):
        section.text = TEXTS[section.key].format(met=met, authors=authors)
        section.save()
    front = report.front
    cleared = previous_working_day(min(day, today) if not as_written else day - timedelta(days=24))
    for one in Implication.objects.filter(front=front):
        one.is_none, one.cleared_on, one.cleared_by = True, cleared, CLEARED_BY.get(one.kind, "Report author")
        one.save()
    for position, title in enumerate(APPENDICES, 1):
        front.appendices.create(position=position, title=title)
    return report
