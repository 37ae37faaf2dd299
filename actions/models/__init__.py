"""Actions and everything about them that has a deadline."""

from actions.models.action import Action
from actions.models.assignment import Assignment
from actions.models.occurrence import DateChange, Occurrence
from actions.models.reminder import Reminder
from actions.models.update import ProgressUpdate

__all__ = ["Action", "Assignment", "DateChange", "Occurrence", "ProgressUpdate", "Reminder"]
