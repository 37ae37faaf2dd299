"""Measures of success, and the surveys that show whether they were reached."""

from surveys.models.measure import Measure, Target
from surveys.models.survey import Question, Result, Survey, Surveyed

__all__ = ["Measure", "Question", "Result", "Survey", "Surveyed", "Target"]
