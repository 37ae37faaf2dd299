"""The e-mails of a director's question and of its answer, and what is looked at again just before they are sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.urls import reverse

from actions.emails import rendered
from actions.links import links_for
from actions.models import ActionAnswer, ActionQuestion
from actions.recipients import Recipients
from people import outbox
from people.models import Officer, OutgoingMail, User
from people.permissions import Verb, can
from plans.rag import MEANINGS

NO_LONGER = "Whom it was for has left, has another address, or is no longer to be told."
ANSWERED = "The question has been answered or withdrawn."


def queue_asked(question: ActionQuestion, officers: Collection[Officer], *, on: date) -> None:
    """Tell the officers of an action what a director asks. Whoever has no sign-in answers by the link."""
    for officer in officers:
        link = links_for(officer, [question.action], on=on).get(question.action_id, "")
        context = {
            "question": question,
            "action": question.action,
            "link": link,
            "page": page_of(question) if officer.user_id else "",
        }
        queue(f"asked:{question.pk}:{officer.pk}", officer.email, "asked", context, question)


def queue_answered(answer: ActionAnswer) -> None:
    """Tell the director what was answered, unless they have answered themselves, or left."""
    question, update = answer.question, answer.update
    if question.by is None or not question.by.is_active or question.by_id == answer.by_id:
        return
    colour = MEANINGS[update.rag].label if update and update.rag else ""
    context = {
        "answer": answer,
        "question": question,
        "action": question.action,
        "colour": colour,
        "page": page_of(question),
    }
    queue(f"answered:{answer.pk}", question.by.email, "answered", context, question)


def queue(key: str, to: str, name: str, context: dict[str, object], question: ActionQuestion) -> None:
    outbox.queue(key=key, kind=name, to=to, organisation=question.action.plan.organisation, **rendered(name, context))


def page_of(question: ActionQuestion) -> str:
    return f"{settings.SITE_URL}{reverse('actions:action', kwargs={'pk': question.action_id})}#asked-{question.pk}"


def check_asked(mail: OutgoingMail) -> str | None:
    """Why a question is withheld: answered or withdrawn by now, or the action is no longer that officer's."""
    _, pk, officer = mail.key.split(":")
    asked = ActionQuestion.objects.open().select_related("action__plan__organisation").filter(pk=pk).first()
    if asked is None:
        return ANSWERED
    for one in Recipients.of([asked.action], on=asked.on).owners[asked.action_id]:
        if str(one.pk) == officer and one.email.lower() == mail.to_address.lower() and one.can_be_written_to:
            return None
    return NO_LONGER


def check_answered(mail: OutgoingMail) -> str | None:
    """Why an answer is withheld, if whoever asked may not read it any more."""
    given = ActionAnswer.objects.select_related("question__action__plan").filter(pk=mail.key.split(":")[1]).first()
    if given is None or given.question.by_id is None:
        return NO_LONGER
    asker = User.objects.filter(pk=given.question.by_id, is_active=True, email__iexact=mail.to_address).first()
    return None if asker and can(asker, Verb.SEE_PLAN, given.question.action) else NO_LONGER


CHECKS = {"asked": check_asked, "answered": check_answered}
