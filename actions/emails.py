"""The e-mails about actions: one function each, subject and bodies side by side in templates/actions/emails/."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from actions.deadlines import Deadline, Kind
from actions.ladder import STALE_AFTER, offset_of
from actions.links import links_for
from actions.models import Action, ActionDeclaration, DateChange, DateRequest, Occurrence, ProgressUpdate
from actions.rag import lateness
from people import outbox
from people.models import Membership, Officer, OutgoingMail, Role
from people.wishes import decline_address
from plans.models import Plan
from plans.periods import in_words
from plans.rag import MEANINGS


@dataclass(frozen=True)
class Told:
    """One thing a person is told: what it is about, at which rung, whether they can put it right, for whom they stand in."""

    deadline: Deadline
    rung: str
    is_theirs: bool = True
    covering: tuple[str, ...] = ()

    def group(self, on: date) -> str:
        """Under which heading it stands: by the day it is read, since a reminder may come late."""
        if self.deadline.kind == Kind.DUE:
            return "Overdue" if self.deadline.due < on else "Coming up"
        return {
            Kind.DATE: "A date is to be set",
            Kind.SILENCE: "An update is wanted",
            Kind.CALL: "An update is wanted",
            Kind.POST: "Somebody is to be named",
        }[self.deadline.kind]

    @property
    def may_be_declined(self) -> bool:
        """Is it one of those an officer may do without: before a date, in a plan that does not insist?"""
        deadline = self.deadline
        return deadline.kind == Kind.DUE and offset_of(self.rung) < 0 and deadline.action.plan.early_may_be_declined


def goes_without_saying(one: Told, others: Collection[Told]) -> bool:
    """Does it ask for a word on an action of which a graver line speaks already?"""
    kinds = {other.deadline.kind for other in others if other.deadline.action.pk == one.deadline.action.pk}
    graver = {Kind.SILENCE: {Kind.DUE, Kind.DATE}, Kind.CALL: {Kind.DUE, Kind.DATE, Kind.SILENCE}}
    return bool(kinds & graver.get(one.deadline.kind, set()))


GROUPS = {  # heading -> how the subject counts it; most urgent first
    "Overdue": "overdue",
    "Coming up": "coming up",
    "A date is to be set": "without a date",
    "An update is wanted": "wanting an update",
    "Somebody is to be named": "without a name",
}
MOST_LINES = 25  # more than this nobody reads; the rest is counted, and stands on My actions


def queue_digest(officer: Officer, told: list[Told], on: date) -> OutgoingMail | None:
    """The officer's one e-mail of the day, or None if today's is queued already. It expires with its last line."""
    last_day = max(one.deadline.ladder.day_of(one.rung, one.deadline.due) for one in told) + STALE_AFTER
    return outbox.queue(
        key=f"digest:{officer.pk}:{on:%Y-%m-%d}",
        kind="digest",
        to=officer.email,
        organisation=officer.organisation if may_be_seen_in(officer, told) else None,
        expires_at=timezone.make_aware(datetime.combine(last_day, time.max)),
        unsubscribe_url=decline_address(officer) if all(one.may_be_declined for one in told) else "",
        **digest_words(officer, told, on),
    )


def may_be_seen_in(officer: Officer, told: list[Told]) -> bool:
    """May the administrators of the officer's council see what the digest is about: are all its plans shared with it?"""
    plans = {one.deadline.action.plan_id: one.deadline.action.plan for one in told}
    council = officer.organisation_id
    return all(plan.organisation_id == council or council in plan.council_ids for plan in plans.values())


def rewrite_digest(mail: OutgoingMail, officer: Officer, told: list[Told], on: date) -> None:
    """Write the digest anew with what is still so."""
    words = digest_words(officer, told, on)
    mail.subject, mail.text_body, mail.html_body = words["subject"], words["text"], words["html"]
    mail.unsubscribe_url = decline_address(officer) if all(one.may_be_declined for one in told) else ""
    mail.save(update_fields=["subject", "text_body", "html_body", "unsubscribe_url"])


def digest_words(officer: Officer, told: list[Told], on: date) -> dict[str, Any]:
    """Subject and bodies, the lines in groups, most urgent first."""
    asked = {one.deadline.action for one in told if one.is_theirs and one.deadline.kind != Kind.DATE}
    links = links_for(officer, asked, on=on)
    groups: list[dict[str, Any]] = []
    left = MOST_LINES
    for name, in_subject in GROUPS.items():
        lines = [one for one in told if one.group(on) == name]
        if lines:
            shown = [line_of(one, links, on) for one in lines[:left]]
            left -= len(shown)
            groups.append(
                {
                    "name": name,
                    "in_subject": in_subject,
                    "lines": shown,
                    "count": len(lines),
                    "more": len(lines) - len(shown),
                }
            )
    actions = {one.deadline.action.pk for one in told}
    context = {
        "officer": officer,
        "groups": groups,
        "only": groups[0]["lines"][0] if len(actions) == 1 else None,
        "count": len(actions),
        "site": settings.SITE_URL,
        "has_links": bool(links),
        "signs_in": officer.user_id is not None,
        "decline": decline_address(officer) if all(one.may_be_declined for one in told) else "",
    }
    return rendered("digest", context)


def line_of(one: Told, links: dict[int, str], on: date) -> dict[str, Any]:
    """What an e-mail says of one thing, and where it leads."""
    deadline = one.deadline
    due, action = deadline.due, deadline.action
    day = f"{due:%A} {in_words(due)}"
    period = Plan.Cycle(action.plan.cycle).period
    late = lateness(due, on, action.plan.organisation.nation) if due < on else ""
    sentence = {
        Kind.DUE: f"Was due {day}, {late} ago." if late else f"Due {'today, ' if due == on else ''}{day}.",
        Kind.DATE: f"A date {'was' if late else 'is'} to be set by {day}.",
        Kind.SILENCE: f"Nothing has been heard of it for {(on - due).days + action.plan.staleness_days} days.",
        Kind.CALL: f"The {period} closes {day}, and nothing has been said in it yet.",
        Kind.POST: f"Somebody was to be named by {day}." if late else f"Somebody is to be named by {day}.",
    }[deadline.kind]
    page = f"{settings.SITE_URL}{reverse('actions:action', kwargs={'pk': action.pk})}"
    wants_date = deadline.kind == Kind.DATE
    return {
        "title": str(deadline.occurrence or action),
        "plan": action.plan.title,
        "sentence": sentence,
        "in_short": {Kind.DUE: "overdue" if late else f"due {due:%A} {due.day} {due:%B}"}.get(
            deadline.kind, GROUPS[one.group(on)]
        ),
        "covering": " and ".join(one.covering),
        "page": page,
        "link": "" if wants_date else links.get(action.pk, ""),
        "ask": "Set the date" if wants_date else "Name somebody" if deadline.kind == Kind.POST else "See the action",
    }


def queue_newly_red(update: ProgressUpdate) -> None:
    """Tell the directors of the plan's council that an action has turned red."""
    lines = [f"{update.by_name} has declared this action red.", f"Why: {update.explanation}"]
    if update.recovery:
        by = f" (by {update.recovery_by})" if update.recovery_by else ""
        lines.append(f"What puts it right: {update.recovery}{by}")
    subject = f"Now red: {update.action.title}"
    queue_to_directors(update.action, f"newly-red:{update.pk}", subject, lines, but_not={update.by_id})


def named(action: Action, occurrence: Occurrence | None) -> str:
    """What a message calls it: of several due dates, which."""
    return f"{action.title}: {occurrence.label}" if occurrence and occurrence.label else action.title


def queue_date_moved(change: DateChange, approver: int | None = None) -> None:
    """Tell directors of a date that was put back shortly before a period closes (not whoever has approved it)."""
    days = f"{change.days_to_close} day{'' if change.days_to_close == 1 else 's'}"
    lines = [
        f"{change.by_name} has moved this date {days} before the period closes.",
        f"From {change.before.as_written} to {change.after.as_written}"
        + (f", {change.days} days later." if change.days else "."),
        f"Why: {change.reason}",
    ]
    subject = f"Date moved {days} before the close: {named(change.action, change.occurrence)}"
    queue_to_directors(change.action, f"date-moved:{change.pk}", subject, lines, but_not={change.by_id, approver})


def queue_date_asked(request: DateRequest) -> None:
    """Ask the directors to decide on a date beyond the plan's allowance."""
    lines = [
        f"{request.by_name} asks for a later date than the plan allows without approval.",
        f"From {request.standing} to {request.timing.as_written}. Until somebody approves it, the first stands.",
        f"Why: {request.reason}",
    ]
    subject = f"Date to approve: {named(request.action, request.occurrence)}"
    queue_to_directors(
        request.action, f"date-asked:{request.pk}", subject, lines, but_not={request.by_id}, ask="Approve it or not"
    )


def queue_date_decided(request: DateRequest) -> None:
    """Tell whoever asked for a date what became of it."""
    word = "approved" if request.is_approved else "not approved"
    lines = [f"{request.decided_by} has {word} the date you asked for, {request.timing.as_written}."]
    lines += [request.answer] if request.answer else []
    if request.by and request.by.is_active:
        subject = f"Date {word}: {named(request.action, request.occurrence)}"
        queue_notice(request.action, f"date-decided:{request.pk}", request.by.email, subject, lines)


def queue_declared(declaration: ActionDeclaration, officers: Collection[Officer]) -> None:
    """Tell the officers of an action which colour a director has declared over theirs, and why. Whoever has no sign-in
    answers by the link."""
    said = MEANINGS[declaration.rag].label.lower() if declaration.rag else ""
    first = (
        f"{declaration.by_name} has declared this action {said}, whatever officer and dates say."
        if said
        else f"{declaration.by_name} has taken back the colour declared over yours."
    )
    subject = (
        f"Declared {said}: {declaration.action.title}" if said else f"Your colour counts: {declaration.action.title}"
    )
    for officer in officers:
        if officer.can_be_written_to and officer.user_id != declaration.by_id:
            key = f"declared:{declaration.pk}:{officer.pk}"
            lines = [first, f"Why: {declaration.reason}"]
            action, way = declaration.action, {"ask": "See the action", "link": ""}
            if officer.user_id is None:
                link = links_for(officer, [action], on=declaration.on).get(action.pk, "")
                way = {"ask": "Post an update, without signing in" if link else "", "link": link}
            queue_notice(action, key, officer.email, subject, lines, **way)


def queue_to_directors(
    action: Action,
    key: str,
    subject: str,
    lines: list[str],
    *,
    but_not: Collection[int | None],
    ask: str = "See the action",
) -> None:
    """One message to each director of the plan's council."""
    organisation = action.plan.organisation
    directors = Membership.objects.filter(organisation=organisation, role=Role.DIRECTOR, user__is_active=True)
    for member in directors.select_related("user"):
        if member.user_id not in but_not:
            queue_notice(action, f"{key}:{member.user_id}", member.user.email, subject, lines, ask=ask)


def queue_notice(
    action: Action, key: str, to: str, subject: str, lines: list[str], *, ask: str = "See the action", link: str = ""
) -> OutgoingMail | None:
    """One short message about one action: what has happened, the details a line each, and (unless `ask` is blank, for
    those who have no sign-in) a way to it: its page, or `link`."""
    link = link or f"{settings.SITE_URL}{reverse('actions:action', kwargs={'pk': action.pk})}"
    words = rendered("notice", {"subject": subject, "lines": lines, "action": action, "ask": ask, "link": link})
    kind = key.partition(":")[0]
    return outbox.queue(key=key, kind=kind, to=to, organisation=action.plan.organisation, **words)


def rendered(name: str, context: dict[str, Any]) -> dict[str, Any]:
    """{"subject", "text", "html"} from the three templates of one e-mail."""
    folder = f"actions/emails/{name}"
    return {
        "subject": " ".join(render_to_string(f"{folder}.subject.txt", context).split()),
        "text": render_to_string(f"{folder}.txt", context).strip() + "\n",
        "html": render_to_string(f"{folder}.html", context),
    }
