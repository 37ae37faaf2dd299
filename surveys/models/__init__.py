"""Measures of success, and the surveys that show whether they were reached."""

from surveys.models.measure import Measure, Target
from surveys.models.online import BallotBox, Invitation, Online, SpentForm
from surveys.models.reading import Reading
from surveys.models.survey import FedBack, Question, Result, Survey, Surveyed

__all__ = [
    "BallotBox",
    "FedBack",
    "Invitation",
    "Measure",
    "Online",
    "Question",
    "Reading",
    "Result",
    "SpentForm",
    "Survey",
    "Surveyed",
    "Target",
]
