"""What is filled in to order a paper, to close a period, and to write a committee report."""

from reports.forms.finding import FindingForm, OnePlanForm, PlansForm
from reports.forms.front import (
    AppendicesForm,
    AttachForm,
    HeadForm,
    ImplicationsForm,
    KeyDecisionForm,
    ReasonForm,
    RulesForm,
    SectionForm,
    sections_in_words,
)
from reports.forms.orders import AcceptForm, ClosePeriodForm, FeedForm, ReportForm

__all__ = [
    "AcceptForm",
    "AppendicesForm",
    "AttachForm",
    "ClosePeriodForm",
    "FeedForm",
    "FindingForm",
    "HeadForm",
    "ImplicationsForm",
    "KeyDecisionForm",
    "OnePlanForm",
    "PlansForm",
    "ReasonForm",
    "ReportForm",
    "RulesForm",
    "SectionForm",
    "sections_in_words",
]
