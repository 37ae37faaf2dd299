"""How work gets in: channels, briefs and their steps, campaigns with their activities, what makes way for what. And what
the media ask and say, and what is said in an emergency."""

from campaigns.models.brief import Brief, BriefStep
from campaigns.models.campaign import Activity, Campaign, Displacement, Finding, Spending
from campaigns.models.channel import Channel
from campaigns.models.clearance import Clearance, TakenBack
from campaigns.models.coverage import Coverage
from campaigns.models.emergency import Emergency, Reopening, Statement
from campaigns.models.enquiry import Enquiry, EnquiryStep, Outlet, PressOffice
from campaigns.models.holiday import SchoolHoliday

__all__ = [
    "Activity",
    "Brief",
    "BriefStep",
    "Campaign",
    "Channel",
    "Clearance",
    "Coverage",
    "Displacement",
    "Emergency",
    "Enquiry",
    "EnquiryStep",
    "Finding",
    "Outlet",
    "PressOffice",
    "Reopening",
    "SchoolHoliday",
    "Spending",
    "Statement",
    "TakenBack",
]
