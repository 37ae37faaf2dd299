"""Just before a notice is sent: is its reader still the one to be told?"""

from __future__ import annotations

from actions.models import ActionDeclaration, DateRequest
from actions.recipients import Recipients
from people.models import Membership, OutgoingMail, Role, User

TO_DIRECTORS = ("newly-red", "date-moved", "date-asked")
NO_LONGER = "Whom it was for has left, has another address, or is no longer to be told."


def check_to_director(mail: OutgoingMail) -> str | None:
    """Why a message to a director is withheld, if they are none of the plan's council any more."""
    user = int(mail.key.rsplit(":", 1)[1])
    held = Membership.objects.filter(user=user, organisation=mail.organisation, role=Role.DIRECTOR)
    return None if held.filter(user__is_active=True, user__email__iexact=mail.to_address).exists() else NO_LONGER


def check_date_decided(mail: OutgoingMail) -> str | None:
    """Why the answer to a date that was asked for is withheld, if whoever asked has left."""
    asked = DateRequest.objects.filter(pk=mail.key.split(":")[1]).values("by")
    there = User.objects.filter(pk__in=asked, is_active=True, email__iexact=mail.to_address)
    return None if there.exists() else NO_LONGER


def check_declared(mail: OutgoingMail) -> str | None:
    """Why the word of a director's colour is withheld, if the action is no longer that officer's."""
    _, declaration, officer = mail.key.split(":")
    made = ActionDeclaration.objects.select_related("action__plan__organisation").filter(pk=declaration).first()
    if made is None:
        return "What it was about has been deleted."
    owners = Recipients.of([made.action], on=made.on).owners[made.action_id]
    for one in owners:
        if str(one.pk) == officer and one.email.lower() == mail.to_address.lower() and one.can_be_written_to:
            return None
    return NO_LONGER


CHECKS = {
    **dict.fromkeys(TO_DIRECTORS, check_to_director),
    "date-decided": check_date_decided,
    "declared": check_declared,
}
