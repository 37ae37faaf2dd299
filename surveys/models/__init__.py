"""Measures of success, and the surveys that show whether they were reached."""

from surveys.models.measure import Measure, Target
from surveys.models.reading import Reading
from surveys.models.survey import FedBack, Question, Result, Survey, Surveyed

__all__ = ["FedBack", "Measure", "Question", "Reading", "Result", "Survey", "Surveyed", "Target"]
