"""Counting one reply. It goes into the box of its council and is kept nowhere else: no row, no time, no name.

A reply and the mark that a link is used are one transaction, so each link counts once, whatever is pressed how often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.db import transaction

from people.models import Organisation
from surveys.models import BallotBox, Invitation, Online, SpentForm

Given = Mapping[int, Sequence[str]]  # {question id: what was answered}


@transaction.atomic
def reply(
    *, online: Online, organisation: Organisation, given: Given, invitation: Invitation | None, nonce: str
) -> bool:
    """Count one reply; False where this link, or this very form of an open link, has been counted already.

    Raises:
        Online.DoesNotExist: it is open no longer.
    """
    Online.objects.select_for_update().get(pk=online.pk, state=Online.State.OPEN)
    if not is_first(online, invitation, nonce):
        return False
    box, _ = BallotBox.objects.get_or_create(online=online, organisation=organisation)
    box.counts = added(box.counts, given)
    box.replies += 1
    box.save(update_fields=["counts", "replies"])
    return True


def is_first(online: Online, invitation: Invitation | None, nonce: str) -> bool:
    """Spend the link, or the form of an open one; False where it is spent. To be called with the survey locked."""
    if invitation is not None:
        return bool(Invitation.objects.filter(pk=invitation.pk, has_replied=False).update(has_replied=True))
    digest = sha256(f"{online.pk} {nonce}".encode()).hexdigest()
    return SpentForm.objects.get_or_create(digest=digest, defaults={"online": online})[1]


def added(counts: Mapping[str, dict], given: Given) -> dict[str, dict]:
    """The counts with one reply more, everything in the order of the alphabet, which tells nothing of who came when."""
    found = {key: {"replies": kept["replies"], "answers": dict(kept["answers"])} for key, kept in counts.items()}
    for question, answers in given.items():
        kept = found.setdefault(str(question), {"replies": 0, "answers": {}})
        kept["replies"] += 1
        for answer in answers:
            kept["answers"][answer] = kept["answers"].get(answer, 0) + 1
    return {
        key: {"replies": found[key]["replies"], "answers": dict(sorted(found[key]["answers"].items()))}
        for key in sorted(found)
    }
