"""What was said about an action besides its updates, made again from an export. Exports of before there was any have none."""

from __future__ import annotations

from typing import Any

from actions.models import Action, ActionAnswer, ActionComment, ActionQuestion
from imports.whole import shape
from imports.whole.shape import made, taken


def take_words(action: Action, data: dict[str, Any], updates: dict[int | None, Any]) -> None:
    """Comments, and a director's questions with their answers; `updates` is {place in the file: the update}, by which some are given."""
    for one in data.get("questions", []):
        question = made(ActionQuestion(action=action, **taken(ActionQuestion, one, shape.QUESTION_ASKED)))
        for answer in one["answers"]:
            facts = taken(ActionAnswer, answer, shape.ANSWER)
            made(ActionAnswer(question=question, update=updates[answer["update"]], **facts))
    for one in data.get("comments", []):
        made(ActionComment(action=action, **taken(ActionComment, one, shape.COMMENT)))
