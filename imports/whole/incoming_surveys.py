"""A survey of an export being made again, with its questions and counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from imports.whole import shape
from imports.whole.shape import made, taken
from people.models import Organisation
from plans.models import Audience, Plan
from surveys.models import FedBack, Measure, Question, Result, Survey, Surveyed


def take_survey(
    plan: Plan,
    row: dict[str, Any],
    audience: Audience | None,
    measures: Mapping[int, Measure],
    council_of: Callable[[str], Organisation],
) -> None:
    """`measures` are by their place in the export. Exports of before there were ways or waves have none.

    Raises:
        KeyError, TypeError, ValueError, ValidationError: it is no survey.
    """
    survey = made(Survey(plan=plan, audience=audience, **taken(Survey, row, shape.SURVEY)))
    for one in row["surveyed"]:
        facts = taken(Surveyed, one, ("population",))
        made(Surveyed(survey=survey, organisation=council_of(one["organisation"]), **facts))
    for one in row.get("fed_back", []):
        made(FedBack(survey=survey, **taken(FedBack, one, shape.FED_BACK)))
    for one in row["questions"]:
        measure = None if one["measure"] is None else measures[one["measure"]]
        question = Question(survey=survey, measure=measure, **taken(Question, one, shape.QUESTION))
        question.clean()
        made(question)
        for result in one["results"]:
            council = council_of(result["organisation"])
            made(Result(question=question, organisation=council, **taken(Result, result, shape.RESULT)))
