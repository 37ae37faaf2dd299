"""The e-mails of briefs: whose move it is, what became of what was asked for, and what makes way for urgent work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from campaigns.flow import ONWARD, STATES, WAITING, WHO, Kind, State, Who, waits_for
from campaigns.judged import asked_as, differences
from campaigns.models import Brief, BriefStep, Displacement
from campaigns.permissions import is_of_head, open_steps
from people import outbox
from people.models import Membership, Officer, OutgoingMail, Role, User
from people.permissions import Verb, can
from plans.models import Plan
from plans.periods import in_words

NO_LONGER = "Whom it was for has left, has another address, or is no longer to be told."
MOVED_ON = "The brief has moved on."
ROLES = {
    Who.HEAD: (Role.HEAD_OF_COMMUNICATIONS,),
    Who.SMT: (Role.DIRECTOR,),
    Who.TEAM: (Role.HEAD_OF_COMMUNICATIONS, Role.PLAN_MANAGER),
}
DONE = {
    "return": "sent back your brief with a question",
    "assess": "assessed your brief; it waits for approval",
    "approve": "approved your brief",
    "second": "approved your brief",
    "decide": "decided on your brief",
    "decline": "declined your brief",
    "plan": "put your brief in the plan",
    "let_go": "let your brief go",
}


def parts_of(brief: Brief) -> tuple[Who, ...]:
    """In what part somebody would take it further."""
    return waits_for(
        State(brief.state), Kind(brief.kind), is_controversial=brief.is_controversial, is_of_head=is_of_head(brief)
    )


def movers(brief: Brief) -> Iterator[User]:
    """Whose move it is, and who may make it: nobody is asked to do what they would be refused."""
    parts = parts_of(brief)
    roles = {role for part in parts for role in ROLES.get(part, ())}
    held = Membership.objects.filter(organisation=brief.organisation_id, role__in=roles, user__is_active=True)
    found = {one.user_id: one.user for one in held.select_related("user").order_by("pk")}
    if Who.REQUESTER in parts and brief.requester and brief.requester.is_active:
        found[brief.requester_id or 0] = brief.requester
    lead = brief.service_lead
    if Who.SERVICE_LEAD in parts and lead and lead.user and lead.user.is_active:
        found[lead.user_id or 0] = lead.user
    return (user for user in found.values() if any(step.key in ONWARD for step in open_steps(user, brief)))


def is_stuck(brief: Brief) -> bool:
    """Does it wait for somebody who is not there: a second director where there is one, a writer who has left?"""
    waits = brief.state in WAITING and brief.plan.status != Plan.Status.CLOSED
    return waits and next(movers(brief), None) is None


def asked_of(brief: Brief) -> list[User]:
    """Who is asked: whoever may move it, or where nobody may, the Head of Communications and the administrators of the council."""
    if not is_stuck(brief):
        return list(movers(brief))
    held = Membership.objects.filter(organisation=brief.organisation_id, user__is_active=True)
    keepers = held.filter(role__in=(Role.HEAD_OF_COMMUNICATIONS, Role.ADMINISTRATOR)).select_related("user")
    return list(dict.fromkeys(one.user for one in keepers.order_by("pk")))


def nobody_may(brief: Brief) -> str:
    """What is to be said of a brief that is stuck."""
    who = " or ".join(WHO[part] for part in parts_of(brief))
    return (
        f"Nobody at {brief.plan.organisation} can take it further: it waits for {who}, and there is nobody who may. "
        "An administrator can give somebody the role."
    )


def queue_waits(step: BriefStep) -> None:
    """Tell those whose move it is now. Who asked for it is told what happened instead."""
    brief = step.brief
    asks = f"{brief.requested_by} asks for this work."
    lines = [asks, *([f"{step.by_name}: “{step.words}”"] if step.words else [])]
    lines += differences(asked_as([step]), vars(brief))
    stuck = [nobody_may(brief)] if is_stuck(brief) else []
    for user in asked_of(brief):
        if user.pk not in (brief.requester_id, step.by_id):
            subject = f"{STATES[State(brief.state)]}: {brief.title}"
            queue(f"brief-waits:{step.pk}:{user.pk}", user.email, subject, [*lines, *stuck], brief)


def asker_of(brief: Brief) -> User | None:
    """Who asked for the work, if they are still there to be told."""
    user = brief.requester
    return user if user and user.is_active and can(user, Verb.SEE_CAMPAIGNS, brief) else None


def queue_told(step: BriefStep) -> bool:
    """Tell who asked for the work what was done with the brief, unless they did it themselves; are they told?"""
    brief, user = step.brief, asker_of(step.brief)
    if user is None or user.pk == step.by_id or step.step not in DONE:
        return False
    done = DONE[step.step]
    if step.after == State.SECONDING:
        done = "approved your brief; it is controversial, so a second approval is awaited"
    subject = f"{step.by_name} {done}: {brief.title}"
    lines = [f"{step.by_name} {done} on {in_words(step.on)}.", *([f"“{step.words}”"] if step.words else [])]
    queue(f"brief-told:{step.pk}:{user.pk}", user.email, subject, lines, brief)
    return True


def queue_chased(user: User, briefs: list[Brief], *, on: date) -> OutgoingMail | None:
    """Ask again for what has waited at one council, all of it in one e-mail; it is not sent on another day."""
    lines = [
        f"{brief.title}: {STATES[State(brief.state)].lower()} since {in_words(brief.state_on)}."
        + (f" {nobody_may(brief)}" if is_stuck(brief) else "")
        for brief in briefs
    ]
    lines.append("Nothing is approved by silence: say yes, say no, or ask.")
    first = briefs[0]
    subject = f"Still waiting: {first.title}" + (f" and {len(briefs) - 1} more" if len(briefs) > 1 else "")
    ask = ("See your briefs", f"{settings.SITE_URL}{reverse('campaigns:briefs')}") if len(briefs) > 1 else None
    expires = timezone.make_aware(datetime.combine(on, time.max))
    return queue(
        f"brief-chased:{user.pk}:{first.organisation_id}:{on}",
        user.email,
        subject,
        lines,
        first,
        ask=ask,
        expires_at=expires,
    )


def queue_put_back(made: Displacement, officers: Iterable[Officer]) -> list[str]:
    """Tell the officers of an action that it makes way for urgent work; the names of those who are written to."""
    brief, told = made.brief, []
    lines = [
        f"{made.action.title} was due on {in_words(made.was_due)} and is now due on {in_words(made.due)}.",
        f"It makes way for urgent work of {brief.plan.organisation}.",
        f"Why: {made.reason}",
        f"Named by {made.by_name}, approved by {made.approved_by}.",
    ]
    named = [*lines[:1], f"It makes way for urgent work: {brief.title}.", *lines[2:]]
    link = f"{settings.SITE_URL}{reverse('actions:action', kwargs={'pk': made.action_id})}"
    for officer in officers:
        if officer.can_be_written_to:
            ask = ("See the action", link) if officer.user_id else ("", "")
            subject = f"Put back to {in_words(made.due)}: {made.action.title}"
            # Partners of the plan see none of the brief, nor what it is called.
            is_ours = officer.organisation_id == brief.organisation_id
            said = named if is_ours else lines
            queue(
                f"put-back:{made.pk}:{officer.pk}",
                officer.email,
                subject,
                said,
                brief,
                ask=ask,
                about="" if is_ours else made.action.title,
            )
            told.append(officer.name)
    return told


def queue(
    key: str,
    to: str,
    subject: str,
    lines: list[str],
    brief: Brief,
    *,
    ask: tuple[str, str] | None = None,
    expires_at: datetime | None = None,
    about: str = "",
) -> OutgoingMail | None:
    """One short message about one brief, with the way to it. `about` heads it in place of the brief's own name."""
    link = f"{settings.SITE_URL}{reverse('campaigns:brief', kwargs={'pk': brief.pk})}"
    words, address = ask or ("See the brief", link)
    context = {
        "subject": subject,
        "lines": lines,
        "brief": brief,
        "about": about or brief.title,
        "ask": words,
        "link": address,
    }
    kind = key.partition(":")[0]
    return outbox.queue(
        key=key, kind=kind, to=to, organisation=brief.plan.organisation, expires_at=expires_at, **rendered(context)
    )


def rendered(context: dict[str, Any]) -> dict[str, Any]:
    folder = "campaigns/emails/brief"
    return {
        "subject": " ".join(str(context["subject"]).split())[:200],
        "text": render_to_string(f"{folder}.txt", context).strip() + "\n",
        "html": render_to_string(f"{folder}.html", context),
    }


def check_waits(mail: OutgoingMail) -> str | None:
    """Why word of a brief that waits is withheld: it has moved on, or the reader may not move it any more."""
    step = BriefStep.objects.select_related("brief__plan__organisation").filter(pk=mail.key.split(":")[1]).first()
    if step is None or step.brief.steps.filter(number__gt=step.number).exists():
        return MOVED_ON
    return still_to(mail, asked_of(step.brief))


def check_chased(mail: OutgoingMail) -> str | None:
    """Why a chase is withheld: nothing waits for the reader any more."""
    user = mail.key.split(":")[1]
    briefs = Brief.objects.waiting().filter(plan__organisation=mail.organisation).select_related("plan__organisation")
    found = [one for brief in briefs.order_by("state_on") for one in asked_of(brief) if str(one.pk) == user]
    return still_to(mail, found) if found else MOVED_ON


def check_told(mail: OutgoingMail) -> str | None:
    step = BriefStep.objects.select_related("brief__requester", "brief__plan").filter(pk=mail.key.split(":")[1]).first()
    asker = asker_of(step.brief) if step else None
    return still_to(mail, [asker] if asker else [])


def check_put_back(mail: OutgoingMail) -> str | None:
    """Why word of work put back is withheld, if the officer has left or has another address."""
    _, pk, officer = mail.key.split(":")
    made = Displacement.objects.filter(pk=pk).first()
    if made is None:
        return "What it was about has been deleted."
    there = Officer.objects.filter(pk=officer, email__iexact=mail.to_address).select_related("user").first()
    return None if there and there.can_be_written_to else NO_LONGER


def still_to(mail: OutgoingMail, users: Iterable[User]) -> str | None:
    address = mail.to_address.lower()
    return None if any(user.email.lower() == address for user in users) else NO_LONGER


CHECKS = {
    "brief-waits": check_waits,
    "brief-told": check_told,
    "brief-chased": check_chased,
    "put-back": check_put_back,
}
