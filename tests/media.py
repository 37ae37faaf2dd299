"""A press office for tests: its people on a Monday morning, what is done with an enquiry; and an enquiry, a piece of
coverage and an emergency of a council, for tests that open every page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from django.urls import reverse
from django.utils import timezone

from campaigns import media_mail
from campaigns.models import Coverage, Emergency, Enquiry, EnquiryStep, Statement
from campaigns.services import enquiries as services
from people.models import Membership, Organisation, OutgoingMail, Role, User
from tests.demo import once, seed

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
LINES = "The road is open. Residents were told on Friday."
HEAD, OWNER = "head@demo.example", "officer@demo.example"


def member(people, name, council, role):
    user = User.objects.create_user(f"{name}@demo.example", "x", name=name.title())
    Membership.objects.create(user=user, organisation=people.councils[council], role=role)
    return user


def press_people():
    people = seed(as_written=False, today=MONDAY)
    OutgoingMail.objects.all().delete()
    people.users["head"] = member(people, "head", "maidstone", Role.HEAD_OF_COMMUNICATIONS)
    people.users["kent head"] = member(people, "kenthead", "kent", Role.HEAD_OF_COMMUNICATIONS)
    return people


def address(name, thing=None):
    return reverse(f"campaigns:{name}", kwargs={"pk": thing.pk} if thing else None)


def form(people, **sent):
    facts = {
        "organisation": people.councils["maidstone"].pk, "outlet": "Kent Messenger", "journalist": "A. Reporter",
        "kind": "local", "topic": "Road closure", "question": "Why is the road closed?", "received_at": "23/11/2026 08:00",
    }  # fmt: skip
    return once(**facts | sent)


def log(people, by="plan.manager", **facts):
    facts = {
        "outlet": "Kent Messenger", "topic": "Road closure", "question": "Why?", "kind": "local",
        "received_at": NOW - timedelta(minutes=30), "owner": people.officers["Jane Clarke"],
    } | facts  # fmt: skip
    return services.add_enquiry(organisation=people.councils["maidstone"], by=people.users[by], now=NOW, **facts)


def lines(people, enquiry, by="officer", words=LINES, now=NOW):
    enquiry.refresh_from_db()
    saved, _ = services.write_lines(
        enquiry=enquiry, by=people.users[by], version=enquiry.version, now=now, lines=words
    )  # fmt: skip
    return saved


def approve(people, enquiry, by="head"):
    return services.approve_lines(enquiry=enquiry, by=people.users[by], version=enquiry.version, now=NOW)


def answered(people, enquiry, by="officer", **facts):
    facts = {"answer": "It is open.", "answered_at": NOW, "needs_no_lines": True} | facts
    return services.answer_enquiry(enquiry=enquiry, by=people.users[by], version=enquiry.version, now=NOW, **facts)


def mails(kind):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def chased(moment):
    """The addresses of who is chased at a moment."""
    with time_machine.travel(moment, tick=False):
        return sorted(mail.to_address for mail in media_mail.queue_chases(now=timezone.now()))


def log_of(council: Organisation, words: str, **owned: Any) -> tuple[Enquiry, Coverage, Emergency]:
    """One of each, with `words` in every text."""
    now = timezone.now()
    enquiry = Enquiry.objects.create(
        organisation=council, outlet=words, journalist=words, topic=words, question=words, team=words, lines=words,
        lines_by_name=words, received_at=now - timedelta(hours=30), due_at=now - timedelta(hours=6), **owned,
    )  # fmt: skip
    EnquiryStep.objects.create(enquiry=enquiry, step="lines", words=words, by_name=words, at=now)
    coverage = Coverage.objects.create(
        organisation=council, on=timezone.localdate(), outlet=words, headline=words, tone="positive", reach="national",
        enquiry=enquiry, note=words, link="https://paper.example/1",
    )  # fmt: skip
    emergency = Emergency.objects.create(
        organisation=council, lead="police", lead_name=words, title=words, what_happened=words, messages=words,
        opened_at=now - timedelta(hours=2), opened_by_name=words,
    )  # fmt: skip
    Statement.objects.create(emergency=emergency, words=words, channel=words, to=words, by_name=words, at=now)
    return enquiry, coverage, emergency
