"""An enquiry, a piece of coverage and an emergency of a council, for tests that open every page."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.models import Coverage, Emergency, Enquiry, EnquiryStep, Statement
from people.models import Organisation


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
