"""Frozen figures and the papers rendered from them; what is written, signed and issued with those; accepted faults; the
private addresses of calendars."""

from reports.models.accepted import AcceptedFault
from reports.models.feed import CalendarFeed
from reports.models.front import (
    AcceptedCheck,
    Appendix,
    FrontSection,
    FrontSheet,
    Implication,
    PaperRules,
    SignOff,
)
from reports.models.issue import Issue, IssuedFile, Publication, Withdrawal
from reports.models.period import ClosedPeriod, FrozenColour
from reports.models.report import Report, paper_path
from reports.models.snapshot import Snapshot, canonical, digest
from reports.models.standing import ActionStanding, PlanStanding, Touched

__all__ = [
    "AcceptedCheck",
    "AcceptedFault",
    "ActionStanding",
    "Appendix",
    "CalendarFeed",
    "ClosedPeriod",
    "FrontSection",
    "FrontSheet",
    "FrozenColour",
    "Implication",
    "Issue",
    "IssuedFile",
    "PaperRules",
    "PlanStanding",
    "Publication",
    "Report",
    "SignOff",
    "Snapshot",
    "Touched",
    "Withdrawal",
    "canonical",
    "digest",
    "paper_path",
]
