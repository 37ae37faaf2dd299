"""What a restored register begins with: nobody signed in, and sending on hold until a person releases it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from plans.periods import in_words


@dataclass(frozen=True)
class Hold:
    """Since when nobody here knows what has been sent, and why, in a sentence."""

    since: datetime
    reason: str

    @classmethod
    def after_restore(cls, made_at: datetime, now: datetime) -> Hold:
        return cls(
            made_at,
            f"The register was restored on {moment(now)} from the backup of {moment(made_at)}. What was sent in between"
            " is not known here. The administrator of the installation releases sending on People, E-mail.",
        )


def moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{in_words(here.date())}, {here:%H:%M}"
