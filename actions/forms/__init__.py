"""Forms of actions: progress, dates, facts, meetings and elections."""

from actions.forms.action import ActionForm, DropForm
from actions.forms.events import ElectionForm, EventForm, MeetingForm
from actions.forms.evidence import FileForm
from actions.forms.officers import HolderForm, MergeForm
from actions.forms.progress import (
    DecideForm,
    MilestoneForm,
    MissedForm,
    MoveForm,
    ProgressForm,
    QuietForm,
    RetimeForm,
)
from actions.forms.question import AnswerForm, AskForm, CommentForm
from actions.forms.several import SeveralForm
from actions.forms.who import WhoForm

__all__ = [
    "FileForm",
    "HolderForm",
    "MergeForm",
    "WhoForm",
    "ActionForm",
    "AnswerForm",
    "AskForm",
    "CommentForm",
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
    "SeveralForm",
]
