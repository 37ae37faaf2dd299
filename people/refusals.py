"""Refusals stand in the audit trail: what somebody signed in was refused, and passwords that were wrong.

Never what was typed, only the route. A flood fills nothing: so many an hour are kept, and the last of them says so.
A request that is not refused does no more for it, and one that is refused is answered whether it could be kept or not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from people import audit
from people.models import AuditEvent, Organisation, User

REFUSED = "refused"
REFUSAL, SIGN_IN = "refusal", "signin"  # what kind of thing the events are of; they are of no row
HOUR = timedelta(hours=1)
OF_A_ROUTE, OF_A_PERSON = 5, 30  # an hour
OF_AN_ACCOUNT, OF_ALL = 5, 200  # an hour: of an account from an address; of all sign-ins
NO_MORE = {"further ones of this hour": "not kept"}
NOBODY = "an address that nobody signs in with"  # never as it was typed: it may be a password, in the wrong box

logger = logging.getLogger(__name__)


class RefusalMiddleware:
    """Keeps what a view has refused: 403, and 404 where there is such a thing and it is another council's."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, PermissionDenied | Http404) and request.user.is_authenticated:
            try:
                with transaction.atomic():
                    keep_refusal(request, request.user, 404 if isinstance(exception, Http404) else 403, timezone.now())
            except DatabaseError:
                logger.exception("a refusal could not be kept")


def keep_refusal(request: HttpRequest, user: User, answer: int, now: datetime) -> None:
    found = request.resolver_match
    thing = thing_named(found.func, found.kwargs) if found else None
    if found is None or (answer == 404 and not is_anothers(thing, user)):
        return
    label = f"{request.method} {found.route}"[:200]
    earlier = list(refused_since(now - HOUR, REFUSAL).filter(object_id=user.pk).values_list("label", flat=True))
    of_route = earlier.count(label)
    if of_route >= OF_A_ROUTE or len(earlier) >= OF_A_PERSON:
        return
    after: dict[str, Any] = {"answer": answer}
    if thing is not None:
        after |= {"of": str(thing._meta.verbose_name), "number": thing.pk}
    if of_route + 1 == OF_A_ROUTE or len(earlier) + 1 == OF_A_PERSON:
        after |= NO_MORE
    audit.write(
        REFUSED,
        by=user,
        organisation=council_of(user, thing),
        kind=REFUSAL,
        object_id=user.pk,
        label=label,
        after=after,
    )


def thing_named(view: Any, parameters: dict[str, Any]) -> models.Model | None:
    """What the address names, whoever may see it."""
    model, by = getattr(view, "model", None), getattr(view, "by", "")
    if model is None or by not in parameters:
        return None
    return model._default_manager.filter(**{by: parameters[by]}).first()


def is_anothers(thing: Any, user: User) -> bool:
    return thing is not None and not type(thing)._default_manager.visible_to(user).filter(pk=thing.pk).exists()


def council_of(user: User, thing: Any) -> Organisation | None:
    """Whose trail it goes to: the person's council's, that of the thing if they have a role there. Never another's."""
    plan = getattr(thing, "plan", thing)
    owner = thing.pk if isinstance(thing, Organisation) else getattr(plan, "organisation_id", None)
    theirs = user.organisation_ids
    if not theirs:
        return None
    return Organisation.objects.get(pk=owner if owner in theirs else theirs[0])


def keep_wrong_password(email: str, address: str, now: datetime) -> None:
    """Keep that a sign-in was tried in vain, from that network address. Without what was typed."""
    try:
        with transaction.atomic():
            user = User.objects.filter(email__iexact=email).first()
            pk, after = user.pk if user else 0, {"from": address}
            earlier = list(refused_since(now - HOUR, SIGN_IN).values_list("object_id", "after__from"))
            same = earlier.count((pk, address))
            if same >= OF_AN_ACCOUNT or len(earlier) >= OF_ALL:
                return
            if same + 1 == OF_AN_ACCOUNT or len(earlier) + 1 == OF_ALL:
                after |= NO_MORE
            audit.write(
                REFUSED, by=None, name="Somebody not signed in", organisation=council_of(user, None) if user else None,
                kind=SIGN_IN, object_id=pk, label=user.name if user else NOBODY, after=after,
            )  # fmt: skip
    except DatabaseError:
        logger.exception("a wrong password could not be kept")


def refused_since(moment: datetime, kind: str) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(kind=kind, verb=REFUSED, at__gte=moment)
