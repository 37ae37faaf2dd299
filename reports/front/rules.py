"""A council's rules for its committee papers, or one committee's own; where there are none, the usual ones."""

from __future__ import annotations

from people.models import Organisation
from reports.backplan import Timetable
from reports.front.words import SIGNATORIES
from reports.models import PaperRules


def rules_for(organisation: Organisation, body: str = "") -> PaperRules:
    """The committee's own, else the council's, else the usual ones (not saved)."""
    found = {rules.body: rules for rules in PaperRules.objects.filter(organisation=organisation, body__in=["", body])}
    return found.get(body) or found.get("") or PaperRules(organisation=organisation, signatories=list(SIGNATORIES))


def timetable_of(rules: PaperRules) -> Timetable:
    return Timetable(
        notice_days=rules.notice_days,
        notice_in_working_days=rules.notice_in == PaperRules.Days.WORKING,
        agenda_days=rules.agenda_days,
        agenda_in_working_days=rules.agenda_in == PaperRules.Days.WORKING,
        clearance_days=rules.clearance_days,
        safe_days=rules.safe_days,
        nation=rules.organisation.nation,
    )
