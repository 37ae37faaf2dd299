"""Frozen figures and the papers rendered from them; accepted faults; the private addresses of calendars."""

from reports.models.accepted import AcceptedFault
from reports.models.feed import CalendarFeed
from reports.models.period import ClosedPeriod, FrozenColour
from reports.models.report import Report, paper_path
from reports.models.snapshot import Snapshot, digest

__all__ = [
    "AcceptedFault",
    "CalendarFeed",
    "ClosedPeriod",
    "FrozenColour",
    "Report",
    "Snapshot",
    "digest",
    "paper_path",
]
