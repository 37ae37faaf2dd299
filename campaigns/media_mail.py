"""The e-mails of the press office: an enquiry that was given to somebody, lines to take that wait for approval, an emergency
that was opened, and once a working day what waits: enquiries past their deadline, lines that nobody has approved since an
earlier day, and emergencies that nobody has reported on.

The chase is one e-mail a person, council and day: that is its key, so that it is sent once, whoever runs this and however
often. Just before it is sent it is read again, and written anew if something was done meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from campaigns.approving import APPROVERS, ByRole, approvers_of, asked_again, by_role, written_at
from campaigns.models import Emergency, Enquiry, EnquiryStep
from people import outbox
from people.models import Membership, Officer, Organisation, OutgoingMail, Role, User
from plans.workdays import is_working_day

GIVEN, OPENED, CHASE, LINES = "enquiry-given", "emergency-opened", "media-chase", "lines-wait"
RUNNERS = (Role.HEAD_OF_COMMUNICATIONS, Role.PLAN_MANAGER)  # where nobody holds the first, those of the second
NO_LONGER = "Whom it was for has left, has another address, or is no longer to be told."
ANSWERED = "The enquiry has been answered or removed."
DONE = "Nothing waits any more, or a later e-mail says it."
APPROVED = "The lines to take have been approved."
REWRITTEN = "The lines to take have been written anew, and another e-mail says so."


@dataclass
class Waiting:
    """What one person is told of one council on one day."""

    organisation: Organisation
    person: str
    to: str
    signs_in: bool
    enquiries: list[Enquiry] = field(default_factory=list)
    lines: list[Enquiry] = field(default_factory=list)
    emergencies: list[Emergency] = field(default_factory=list)

    def key(self, on: object) -> str:
        return f"{CHASE}:{self.organisation.pk}:{self.person}:{on}"


def queue_given(given: EnquiryStep) -> None:
    """Tell an officer that an enquiry is theirs, unless they have taken it themselves or cannot be written to."""
    enquiry, owner = given.enquiry, given.enquiry.owner
    if owner is None or not owner.can_be_written_to or (given.by_id and owner.user_id == given.by_id):
        return
    context = {"enquiry": enquiry, "by": given.by_name, "link": page_of(enquiry) if owner.user_id else ""}
    key = f"{GIVEN}:{given.pk}:{owner.pk}"
    outbox.queue(key=key, kind=GIVEN, to=owner.email, organisation=enquiry.organisation, **rendered("given", context))


def queue_lines(written: EnquiryStep) -> list[str]:
    """Ask whoever may approve the lines of this step to do so; the names of those who are written to."""
    enquiry, told = written.enquiry, approvers_of(written.enquiry)
    words = rendered("lines", {"enquiry": enquiry, "by": written.by_name, "link": page_of(enquiry)})
    for user in told:
        key = f"{LINES}:{written.pk}:{user.pk}"
        outbox.queue(key=key, kind=LINES, to=user.email, organisation=enquiry.organisation, **words)
    return [user.name for user in told]


def queue_opened(emergency: Emergency, *, by: User) -> list[str]:
    """Tell the directors of the council of an emergency; the names of those who are written to."""
    members = Membership.objects.filter(
        organisation=emergency.organisation, role=Role.DIRECTOR, user__is_active=True
    ).exclude(user=by)
    told = [one.user for one in members.select_related("user").order_by("user__name", "pk")]
    link = f"{settings.SITE_URL}{reverse('campaigns:emergency', kwargs={'pk': emergency.pk})}"
    words = rendered("opened", {"emergency": emergency, "link": link})
    for user in told:
        key = f"{OPENED}:{emergency.pk}:{user.pk}"
        outbox.queue(key=key, kind=OPENED, to=user.email, organisation=emergency.organisation, **words)
    return [user.name for user in told]


def queue_chases(*, now: datetime) -> list[OutgoingMail]:
    """Queue what nobody has been told today; nothing on weekends and bank holidays. Five queries, and those of queueing."""
    made = [mail for one in waiting(now) if (mail := queue_chase(one, now))]
    if made:
        outbox.ring()
    return made


def chase_on(day: date) -> list[OutgoingMail]:
    """What is to be chased on a day, as it stands at the end of its morning."""
    return queue_chases(now=timezone.make_aware(datetime.combine(day, time(12))))


@transaction.atomic
def queue_chase(one: Waiting, now: datetime) -> OutgoingMail | None:
    on = timezone.localtime(now).date()
    expires = timezone.make_aware(datetime.combine(on, time.max))
    return outbox.queue(
        key=one.key(on), kind=CHASE, to=one.to, organisation=one.organisation, expires_at=expires, **chase_words(one, now)
    )  # fmt: skip


def waiting(now: datetime, *, only: int | None = None) -> list[Waiting]:
    """Who is to be told what today, in all councils whose day is a working day, or in one."""
    of: dict[str, int] = {} if only is None else {"organisation": only}
    late = Enquiry.objects.overdue(now).filter(**of).select_related("organisation", "owner__user")
    unapproved = Enquiry.objects.with_lines_to_approve().filter(**of).with_steps_of_lines()
    owed = Emergency.objects.to_be_reported().filter(**of).select_related("organisation").order_by("closed_at", "pk")
    on = timezone.localtime(now).date()

    def works(one: Enquiry | Emergency) -> bool:
        return is_working_day(on, one.organisation.nation)

    enquiries = [one for one in late.order_by("due_at", "pk") if works(one)]
    lines = [
        one
        for one in unapproved.select_related("organisation").order_by("due_at", "pk")
        if works(one) and has_waited(one, on)
    ]
    emergencies = [one for one in owed if works(one)]
    councils = {one.organisation_id for rows in (enquiries, lines, emergencies) for one in rows}
    held = by_role(councils, {*RUNNERS, *APPROVERS})
    found: dict[tuple[int, str], Waiting] = {}
    for enquiry in enquiries:
        for reader in readers(enquiry.organisation, runners(enquiry.organisation_id, held), enquiry.owner):
            found.setdefault((enquiry.organisation_id, reader.person), reader).enquiries.append(enquiry)
    for enquiry in lines:
        for reader in readers(enquiry.organisation, asked_again(enquiry, held), None):
            found.setdefault((enquiry.organisation_id, reader.person), reader).lines.append(enquiry)
    for emergency in emergencies:
        for reader in readers(emergency.organisation, runners(emergency.organisation_id, held), None):
            found.setdefault((emergency.organisation_id, reader.person), reader).emergencies.append(emergency)
    return list(found.values())


def has_waited(enquiry: Enquiry, on: date) -> bool:
    """Were its lines written on an earlier day? Those of the day itself have an e-mail of their own."""
    written = written_at(enquiry)
    return written is None or timezone.localtime(written).date() < on


def runners(council: int, held: ByRole) -> list[User]:
    """The Head of Communications; where nobody holds the role, the plan managers, who run the campaigns."""
    return next((held[council, role] for role in RUNNERS if held.get((council, role))), [])


def readers(council: Organisation, heads: Iterable[User], owner: Officer | None) -> list[Waiting]:
    """Each person once: an owner who is the head too has one e-mail."""
    found = {f"u{user.pk}": Waiting(council, f"u{user.pk}", user.email, True) for user in heads}
    if owner is not None and owner.can_be_written_to:
        person = f"u{owner.user_id}" if owner.user_id else f"o{owner.pk}"
        found.setdefault(person, Waiting(council, person, owner.email, bool(owner.user_id)))
    return list(found.values())


def chase_words(one: Waiting, now: datetime) -> dict[str, Any]:
    lines = [
        {"enquiry": enquiry, "standing": enquiry.standing(now), "link": page_of(enquiry)} for enquiry in one.enquiries
    ]
    unapproved = [{"enquiry": enquiry, "link": page_of(enquiry)} for enquiry in one.lines]
    reports = [
        {"emergency": emergency, "link": f"{settings.SITE_URL}{reverse('campaigns:emergency', args=[emergency.pk])}"}
        for emergency in one.emergencies
    ]
    context = {"lines": lines, "unapproved": unapproved, "reports": reports, "signs_in": one.signs_in}
    return rendered("chase", context)


def page_of(enquiry: Enquiry) -> str:
    return f"{settings.SITE_URL}{reverse('campaigns:enquiry', kwargs={'pk': enquiry.pk})}"


def rendered(name: str, context: dict[str, Any]) -> dict[str, Any]:
    """{"subject", "text", "html"} from the three templates of one e-mail."""
    folder = f"campaigns/emails/{name}"
    return {
        "subject": " ".join(render_to_string(f"{folder}.subject.txt", context).split()),
        "text": render_to_string(f"{folder}.txt", context).strip() + "\n",
        "html": render_to_string(f"{folder}.html", context),
    }


def check_given(mail: OutgoingMail) -> str | None:
    """Why it is withheld: the enquiry was answered meanwhile, or is somebody else's."""
    _, step, officer = mail.key.split(":")
    given = EnquiryStep.objects.select_related("enquiry__owner__user").filter(pk=step).first()
    if given is None or not given.enquiry.is_open:
        return ANSWERED
    owner = given.enquiry.owner
    is_theirs = owner is not None and str(owner.pk) == officer and owner.email.lower() == mail.to_address.lower()
    return None if owner is not None and is_theirs and owner.can_be_written_to else NO_LONGER


def check_lines(mail: OutgoingMail) -> str | None:
    """Why it is withheld: those lines do not wait any more, or not for this reader."""
    _, step, person = mail.key.split(":")
    written = EnquiryStep.objects.select_related("enquiry").filter(pk=step).first()
    if written is None or not written.enquiry.is_open:
        return ANSWERED
    if written.enquiry.steps.filter(step=EnquiryStep.Step.LINES, pk__gt=written.pk).exists():
        return REWRITTEN
    if written.enquiry.approved_at:
        return APPROVED
    told = {str(user.pk): user.email.lower() for user in approvers_of(written.enquiry)}
    return None if told.get(person) == mail.to_address.lower() else NO_LONGER


def check_opened(mail: OutgoingMail) -> str | None:
    """Why it is withheld, if its reader is no director of the council any more."""
    held = Membership.objects.filter(
        user=int(mail.key.split(":")[2]), organisation=mail.organisation, role=Role.DIRECTOR, user__is_active=True
    )
    return None if held.filter(user__email__iexact=mail.to_address).exists() else NO_LONGER


def check_chase(mail: OutgoingMail) -> str | None:
    """Why it is withheld, if nothing of it waits; else it is written anew with what still does."""
    _, council, person, day = mail.key.split(":")
    now = timezone.now()
    if timezone.localtime(now).date().isoformat() != day:
        return DONE
    for one in waiting(now, only=int(council)):
        if one.person == person and one.to.lower() == mail.to_address.lower():
            words = chase_words(one, now)
            mail.subject, mail.text_body, mail.html_body = words["subject"], words["text"], words["html"]
            mail.save(update_fields=["subject", "text_body", "html_body"])
            return None
    return DONE


CHECKS = {GIVEN: check_given, LINES: check_lines, OPENED: check_opened, CHASE: check_chase}
