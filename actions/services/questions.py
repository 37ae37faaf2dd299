"""A director's question to the officers of an action, and its answer: both told by e-mail, both kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import get_text_list

from actions import question_mail
from actions.models import LONGEST_QUESTION, Action, ActionAnswer, ActionQuestion, ProgressUpdate
from actions.permissions import check_can_update, check_is_running
from actions.recipients import Recipients
from people import audit, outbox
from people.models import User
from people.permissions import Verb, check


@transaction.atomic
def ask_question(*, action: Action, by: User, text: str, on: date) -> ActionQuestion:
    """Ask the officers of an action (or whoever stands in for them) a question, and write to them.

    Raises:
        PermissionDenied: the person is no director of the plan's councils, the plan is closed or the action dropped.
        ValidationError: no words, or more than `LONGEST_QUESTION` characters.
    """
    check(by, Verb.ASK, action)
    check_is_running(action)
    if not text.strip():
        raise ValidationError({"text": "Write what you want to know."})
    if len(text) > LONGEST_QUESTION:
        raise ValidationError({"text": f"A question has at most {LONGEST_QUESTION:,} characters."})
    owners = Recipients.of([action], on=on).owners[action.pk]
    told = sorted((one for one in owners if one.can_be_written_to and one.user_id != by.pk), key=lambda one: one.name)
    names = get_text_list([officer.name for officer in told], "and")
    asked = ActionQuestion.objects.create(action=action, text=text, asked_of=names, by=by, by_name=by.name, on=on)
    audit.record("asked about", action, by=by, organisation=action.plan.organisation, after={"question": asked.pk})
    question_mail.queue_asked(asked, told, on=on)
    outbox.ring()
    return asked


@transaction.atomic
def withdraw_question(*, question: ActionQuestion, by: User, on: date) -> ActionQuestion:
    """Take a question back that nobody has answered.

    Raises:
        PermissionDenied: the person is no director of the plan's councils.
        ValidationError: somebody else asked it, or it has been answered or withdrawn.
    """
    check(by, Verb.ASK, question)
    if question.by_id != by.pk:
        raise ValidationError(f"{question.by_name} asked this, so only they can withdraw it.")
    stored = locked(question)
    if stored.withdrawn_on or stored.answers.exists():
        raise ValidationError("This has been answered or withdrawn already, so it stays as it is.")
    stored.withdrawn_on = on
    stored.save(update_fields=["withdrawn_on"])
    organisation = question.action.plan.organisation
    audit.record("withdrew a question on", question.action, by=by, organisation=organisation)
    return stored


@transaction.atomic
def answer_question(*, question: ActionQuestion, by: User, text: str, on: date) -> ActionAnswer:
    """Answer in words alone: the colour and the day of the last update stay as they are.

    Raises:
        PermissionDenied: the person may not post on the action, the plan is closed or the action dropped.
        ValidationError: no words, or the question has been withdrawn.
    """
    check_can_update(by, question.action)
    if not text.strip():
        raise ValidationError({"text": "Write your answer."})
    if locked(question).withdrawn_on:
        raise ValidationError(f"{question.by_name} has withdrawn this question.")
    given = ActionAnswer.objects.create(question=question, text=text, by=by, by_name=by.name, on=on)
    told(given, name=by.name)
    return given


def locked(question: ActionQuestion) -> ActionQuestion:
    """The question as it stands, held until the transaction ends: it is not withdrawn while somebody answers it."""
    return ActionQuestion.objects.select_for_update().get(pk=question.pk)


def answer_by_update(update: ProgressUpdate, questions: Collection[int], *, name: str) -> None:
    """Have an update answer those of its action's open questions whose ids are given, within the caller's transaction.

    `name` is what the trail calls whoever posted it.

    Raises:
        ValidationError: the update says nothing but a colour, which answers nobody.
    """
    standing = ActionQuestion.objects.select_for_update().filter(action=update.action, withdrawn_on__isnull=True)
    for question in standing.filter(pk__in=questions).order_by("pk"):
        if not update.words:
            raise ValidationError(
                {"done": f"Write what you answer {question.by_name}, or take away the tick beside the question."}
            )
        given = ActionAnswer.objects.create(
            question=question, update=update, by=update.by, by_name=update.by_name, on=update.on
        )
        told(given, name=name)


def told(given: ActionAnswer, *, name: str) -> None:
    """Keep in the trail that a question was answered, and write to whoever asked."""
    action = given.question.action
    after = {"question": given.question_id, "answer": given.pk}
    audit.record(
        "answered a question on", action, by=given.by, name=name, organisation=action.plan.organisation, after=after
    )
    question_mail.queue_answered(given)
    outbox.ring()
