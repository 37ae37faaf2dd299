"""A council's rules for its committee papers, or one committee's own; where there are none, the usual ones."""

from __future__ import annotations

from collections.abc import Iterable

from people.models import Organisation
from reports.backplan import Timetable
from reports.front.words import SIGNATORIES
from reports.models import PaperRules


def rules_for(organisation: Organisation, body: str = "") -> PaperRules:
    """The committee's own, else the council's, else the usual ones (not saved)."""
    return those_that_hold(PaperRules.objects.filter(organisation=organisation), organisation, body)


def those_that_hold(kept: Iterable[PaperRules], organisation: Organisation, body: str) -> PaperRules:
    """The same among rules that are read already, of whatever councils."""
    found = {rules.body: rules for rules in kept if rules.organisation_id == organisation.pk}
    rules = found.get(body) or found.get("") or PaperRules(signatories=list(SIGNATORIES))
    rules.organisation = organisation
    return rules


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
