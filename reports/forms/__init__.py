"""What is filled in to order a paper, to close a period, and to write a committee report."""

from reports.forms.front import (
    AppendicesForm,
    HeadForm,
    ImplicationsForm,
    KeyDecisionForm,
    ReasonForm,
    SectionForm,
    SignForm,
)
from reports.forms.orders import AcceptForm, ClosePeriodForm, FeedForm, ReportForm

__all__ = [
    "AcceptForm",
    "AppendicesForm",
    "ClosePeriodForm",
    "FeedForm",
    "HeadForm",
    "ImplicationsForm",
    "KeyDecisionForm",
    "ReasonForm",
    "ReportForm",
    "SectionForm",
    "SignForm",
]
