"""How work gets in: channels, briefs and their steps, campaigns with their activities, what makes way for what."""

from campaigns.models.brief import Brief, BriefStep
from campaigns.models.campaign import Activity, Campaign, Displacement, Finding, Spending
from campaigns.models.channel import Channel
from campaigns.models.holiday import SchoolHoliday

__all__ = [
    "Activity", "Brief", "BriefStep", "Campaign", "Channel", "Displacement", "Finding", "SchoolHoliday", "Spending",
]  # fmt: skip
