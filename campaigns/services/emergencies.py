"""Emergencies: opened in a hurry, with a log of what was said, closed, opened again where that was a mistake, and then
reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns import media_mail
from campaigns.models import Emergency, Reopening, Statement
from people import audit, outbox
from people.models import Organisation, User
from people.permissions import Verb, check

FACTS = ("lead", "lead_name", "title", "what_happened", "messages", "for_plan", "team", "hours")


@transaction.atomic
def open_emergency(
    *, organisation: Organisation, by: User, now: datetime, lead: str, title: str, what_happened: str = "",
    lead_name: str = "",
) -> tuple[Emergency, list[str]]:  # fmt: skip
    """Open an emergency at this moment, and tell the directors of the council; with the names of those who are told."""
    check(by, Verb.RUN_CAMPAIGNS, organisation)
    facts = {"lead": lead, "lead_name": lead_name, "title": title, "what_happened": what_happened}
    made = Emergency.objects.create(organisation=organisation, opened_at=now, opened_by_name=by.name, **facts)
    audit.record("opened", made, by=by, organisation=organisation, after=facts)
    told = media_mail.queue_opened(made, by=by)
    outbox.ring()
    return made, told


@transaction.atomic
def edit_emergency(*, emergency: Emergency, by: User, version: int, **facts: Any) -> Emergency:
    """Save what there is time for: messages, channels of a plan, who works on it.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: by field: another council's plan, or channels that are not that plan's.
    """
    check(by, Verb.RUN_CAMPAIGNS, emergency)
    if emergency.reported_at:
        raise ValidationError("This emergency has been reported on, so it stays as it was reported.")
    plan, channels = facts["for_plan"], list(facts.pop("channels", ()))
    if plan is not None and plan.organisation_id != emergency.organisation_id:
        raise ValidationError({"for_plan": f"“{plan}” is not {emergency.organisation}’s plan."})
    strange = [one for one in channels if plan is None or one.plan_id != plan.pk]
    if strange:
        raise ValidationError({"channels": f"“{strange[0]}” is no channel of the chosen plan."})
    names = lambda found: ", ".join(sorted(one.name for one in found))  # noqa: E731
    before = {name: getattr(emergency, name) for name in facts} | {"channels": names(emergency.channels.all())}
    emergency.save_from(version, **facts)
    emergency.channels.set(channels)
    after = facts | {"channels": names(channels)}
    audit.record("edited", emergency, by=by, organisation=emergency.organisation, before=before, after=after)
    return emergency


@transaction.atomic
def add_statement(
    *, emergency: Emergency, by: User, now: datetime, words: str, channel: str = "", to: str = ""
) -> Statement:
    """Log what was said, as of this moment. Whoever may run campaigns says it; nobody has to approve it.

    Raises:
        ValidationError: no words, or the emergency has been reported on.
    """
    check(by, Verb.RUN_CAMPAIGNS, emergency)
    if not words.strip():
        raise ValidationError({"words": "Write what was said."})
    stands = Emergency.objects.select_for_update().get(pk=emergency.pk)  # nobody reports on it while this is added
    if stands.reported_at:
        raise ValidationError("This emergency has been reported on, so its log is closed. Open another one.")
    said = Statement.objects.create(emergency=stands, words=words, channel=channel, to=to, by_name=by.name, at=now)
    audit.record("made a statement on", stands, by=by, organisation=stands.organisation, after={"statement": said.pk})
    return said


@transaction.atomic
def close_emergency(*, emergency: Emergency, by: User, version: int, now: datetime) -> Emergency:
    """Say that it is over. From now on a report is owed.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it is closed already.
    """
    check(by, Verb.RUN_CAMPAIGNS, emergency)
    if emergency.closed_at:
        raise ValidationError("This emergency is closed already.")
    emergency.save_from(version, closed_at=now, closed_by_name=by.name)
    audit.record("closed", emergency, by=by, organisation=emergency.organisation, after={"closed_at": now})
    return emergency


@transaction.atomic
def reopen_emergency(*, emergency: Emergency, by: User, version: int, now: datetime, reason: str) -> Reopening:
    """Open again what was closed too early; nobody has to approve it. The closing stays on record, and no report is owed
    until it is closed once more. What has been reported on stays so: its report speaks of the whole of it.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: no reason, or it is open, or has been reported on.
    """
    check(by, Verb.RUN_CAMPAIGNS, emergency)
    closed_at, closed_by_name = emergency.closed_at, emergency.closed_by_name
    if emergency.reported_at:
        raise ValidationError("This emergency has been reported on, so it stays closed. Open another one.")
    if closed_at is None:
        raise ValidationError("This emergency is open.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is opened again."})
    emergency.save_from(version, closed_at=None, closed_by_name="")
    was = {"closed_at": closed_at, "closed_by_name": closed_by_name}
    made = Reopening.objects.create(emergency=emergency, reason=reason.strip(), by_name=by.name, at=now, **was)
    after = {"closed_at": None, "closed_by_name": "", "reason": made.reason}
    audit.record("opened again", emergency, by=by, organisation=emergency.organisation, before=was, after=after)
    return made


@transaction.atomic
def report_emergency(
    *, emergency: Emergency, by: User, version: int, now: datetime, said: str, lessons: str, hours: Any = None
) -> Emergency:
    """Report what was said and what was learnt; what is still open is closed with it.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: by field: words are missing; or it has been reported already.
    """
    check(by, Verb.RUN_CAMPAIGNS, emergency)
    if emergency.reported_at:
        raise ValidationError("This emergency has been reported on already.")
    wanted = {"said": "Write what was said.", "lessons": "Write what was learnt; “Nothing” is an answer."}
    missing = {name: wanted[name] for name, words in (("said", said), ("lessons", lessons)) if not words.strip()}
    if missing:
        raise ValidationError(missing)
    facts: dict[str, Any] = {"said": said, "lessons": lessons, "hours": hours}
    if emergency.closed_at is None:
        facts |= {"closed_at": now, "closed_by_name": by.name}
    emergency.save_from(version, reported_at=now, reported_by_name=by.name, **facts)
    audit.record("reported on", emergency, by=by, organisation=emergency.organisation, after=facts)
    return emergency
