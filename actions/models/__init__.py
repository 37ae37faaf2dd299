"""Actions and everything about them that has a deadline."""

from actions.models.action import Action
from actions.models.assignment import Assignment
from actions.models.comment import LONGEST_COMMENT, ActionComment
from actions.models.dates import DateChange, DateRequest
from actions.models.declaration import ActionDeclaration
from actions.models.file import ActionFile
from actions.models.link import UpdateLink
from actions.models.milestone import Milestone
from actions.models.occurrence import Occurrence
from actions.models.question import LONGEST_QUESTION, ActionAnswer, ActionQuestion
from actions.models.reminder import Reminder
from actions.models.update import ProgressUpdate

__all__ = [
    "LONGEST_COMMENT",
    "LONGEST_QUESTION",
    "Action",
    "ActionAnswer",
    "ActionComment",
    "ActionDeclaration",
    "ActionFile",
    "ActionQuestion",
    "Assignment",
    "DateChange",
    "DateRequest",
    "Milestone",
    "Occurrence",
    "ProgressUpdate",
    "Reminder",
    "UpdateLink",
]
