"""The sections of a plan whose rows this app keeps: measures of success."""

from plans.sections import Section
from surveys.models import Measure

MEASURES = Section(
    "measures",
    "Measures",
    "measure",
    Measure,
    (
        "statement",
        "audience",
        "objective",
        "level",
        "unit",
        "better",
        "target",
        "floor",
        "outturn",
        "benchmark",
        "source",
    ),
    "How you will know that the plan is a success: a survey result or a figure, against a target.",
    listed=("statement", "audience", "objective", "level", "target", "floor", "outturn"),
)
