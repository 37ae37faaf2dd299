"""What was said about an action besides its updates, made again from an export. Exports of before there was any have none."""

from __future__ import annotations

from typing import Any

from actions.models import Action, ActionAnswer, ActionComment, ActionQuestion, Occurrence
from imports.whole import shape
from imports.whole.shape import made, taken


def take_words(
    action: Action, data: dict[str, Any], updates: dict[int | None, Any], dates: dict[int | None, Any]
) -> None:
    """Which update ticked off a due date, comments, and a director's questions with their answers. `updates` and `dates`
    are {place in the file: what was made of it}.
    """
    for number, one in enumerate(data["occurrences"], 1):
        if update := updates[one.get("delivered_with")]:
            Occurrence.objects.filter(pk=dates[number].pk).update(delivered_with=update)
    for one in data.get("questions", []):
        question = made(ActionQuestion(action=action, **taken(ActionQuestion, one, shape.QUESTION_ASKED)))
        for answer in one["answers"]:
            facts = taken(ActionAnswer, answer, shape.ANSWER)
            made(ActionAnswer(question=question, update=updates[answer["update"]], **facts))
    for one in data.get("comments", []):
        made(ActionComment(action=action, **taken(ActionComment, one, shape.COMMENT)))
