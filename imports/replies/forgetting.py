"""Uploads of replies that nobody has turned into counts do not stay."""

from datetime import date, timedelta

from imports.models import ReplyFile

KEPT = timedelta(days=7)


def forget_replies(on: date) -> int:
    """Throw away what nobody has counted within a week. Returns how many files."""
    return ReplyFile.objects.filter(on__lt=on - KEPT).delete()[0]
