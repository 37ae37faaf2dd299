"""Uploads of replies that nobody has turned into counts do not stay."""

from datetime import date, timedelta

from django.conf import settings

from imports.models import ReplyFile


def forget_replies(on: date) -> int:
    """Throw away what nobody has counted in time. Returns how many files."""
    return ReplyFile.objects.filter(on__lt=on - timedelta(days=settings.KEEP_DAYS["replies"])).delete()[0]
