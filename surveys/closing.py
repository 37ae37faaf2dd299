"""The end of an online survey: the boxes become counts, and whatever could tell who was asked is thrown away."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import User
from surveys.models import Online, Survey
from surveys.services.counts import Answers, standing_answers, write_counts

WAY = "Online form"


@transaction.atomic
def close(online: Online, *, by: User | None, on: date) -> None:
    """`by` None: its last day has passed. Whoever is replying at this moment is counted, or finds it closed.

    Raises:
        ValidationError: it is not open.
    """
    if not Online.objects.filter(pk=online.pk, state=Online.State.OPEN).update(state=Online.State.CLOSED, closed_on=on):
        raise ValidationError("It is not open.")
    survey = online.survey
    questions = {question.pk: question for question in survey.questions.all()}
    counts = {
        (questions[int(key)], box.organisation, WAY): Answers.of(questions[int(key)], kept["answers"], kept["replies"])
        for box in online.boxes.select_related("organisation")
        for key, kept in box.counts.items()
    }
    write_counts(survey, counts, standing_answers(survey), by=by, on=on)
    Survey.objects.filter(pk=survey.pk).update(held_on=on)
    for rows in (online.invitations, online.boxes, online.spent):
        rows.all().delete()
    audit.record(
        "closed online", survey, by=by, name="" if by else "Its last day", organisation=survey.plan.organisation
    )


def close_due(on: date) -> int:
    """Close what has had its last day. Returns how many."""
    due = list(Online.objects.to_be_closed(on).select_related("survey__plan__organisation"))
    for online in due:
        close(online, by=None, on=online.closes_on)
    return len(due)
