"""What the frame of every page shows: whose site it is, and the places this person may go."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.health import Health, not_delivered
from people.languages import switch
from people.models import Organisation
from people.permissions import Verb, can

PLACES = (
    ("actions:mine", _("My actions"), Verb.SIGN_IN),
    ("reports:plans", _("Portfolio"), Verb.SEE_PLAN),
    ("reports:actions", _("Actions"), Verb.SEE_PLAN),
    ("campaigns:briefs", _("Briefs"), Verb.SEE_CAMPAIGNS),
    ("reports:calendar", _("Calendar"), Verb.SEE_PLAN),
    ("campaigns:media", _("Media"), Verb.SEE_CAMPAIGNS),
    ("reports:list", _("Reports"), Verb.SEE_REPORT),
    ("actions:meetings", _("Meetings"), Verb.KEEP_MEETINGS),
    ("people:officers", _("People"), Verb.ADMINISTER),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The same for every template of an answer: a table asks again, for its own."""
    if not hasattr(request, "frame"):
        request.frame = drawn(request)  # type: ignore[attr-defined]
    return request.frame  # type: ignore[attr-defined]


def drawn(request: HttpRequest) -> dict[str, Any]:
    """Navigation and branding in two queries on the person's own rows; for administrators, whether e-mail goes out."""
    page: dict[str, Any] = {"other_language": switch(request) if getattr(request, "is_bilingual", False) else None}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return page
    administers = can(user, Verb.ADMINISTER)
    return page | {
        "mail_trouble": Health.at(timezone.now()).trouble if administers else "",
        "mail_not_delivered": not_delivered(user, timezone.now()) if administers else 0,
        "places": [(name, label) for name, label, verb in PLACES if can(user, verb)],
        "home_organisation": Organisation.objects.filter(pk__in=user.organisation_ids[:1]).first(),
    }
