"""Forms of actions: progress, dates, facts, meetings and elections."""

from actions.forms.action import ActionForm, DropForm
from actions.forms.progress import (
    DecideForm,
    ElectionForm,
    EventForm,
    MeetingForm,
    MilestoneForm,
    MissedForm,
    MoveForm,
    ProgressForm,
    QuietForm,
    RetimeForm,
)

__all__ = [
    "ActionForm",
    "DecideForm",
    "DropForm",
    "ElectionForm",
    "EventForm",
    "MeetingForm",
    "MilestoneForm",
    "MissedForm",
    "MoveForm",
    "ProgressForm",
    "QuietForm",
    "RetimeForm",
]
