"""Who may do what: one table of role, verb and relation, read by views, templates, tasks and tests.

A view declares its verb with `@requires`; `DeclaredPermissionMiddleware` refuses a view that does not, and the check
commsplan.E001 stops the start. A thing of another council is not found (404); one that the reader may see but not
act upon is refused with a sentence (403).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from people.models import Organisation, Role, User
from people.requests import SignedInRequest


class Verb(StrEnum):
    PUBLIC = "public"
    SIGN_IN = "be signed in"
    SEE_PLAN = "see plans"
    MANAGE_PLAN = "manage plans"
    SHARE_PLAN = "open plans to partner councils"
    POST_UPDATE = "post progress"
    DECLARE = "declare a colour"
    ASK = "ask about actions"
    COMMENT = "comment on actions"
    APPROVE_DATES = "approve dates"
    SET_REMINDERS = "set reminders"
    ENTER_COUNTS = "enter counts"
    SEE_REPORT = "see reports"
    MAKE_REPORT = "make reports"
    ISSUE_REPORT = "issue reports"
    KEEP_MEETINGS = "keep meetings"
    NAME_OFFICERS = "add officers"
    SEE_CAMPAIGNS = "see briefs and campaigns"
    SUBMIT_BRIEF = "submit briefs"
    ASSESS_BRIEF = "assess briefs"
    APPROVE_BRIEF = "approve briefs"
    RUN_CAMPAIGNS = "run campaigns and answer the media"
    ANSWER_MEDIA = "answer media enquiries"
    APPROVE_LINES = "approve lines to take"
    EXEMPT = "record exemptions from a pre-election period"
    ADMINISTER = "administer people"
    INSTALL = "add organisations"


class Relation(StrEnum):
    """How the thing stands to the person."""

    SELF = "themselves"
    ASSIGNED = "an action they are named on, or a measure or an enquiry that is theirs"
    OWN = "their own council's"
    PARTNER = "a plan their council is a partner on"
    READER = "a plan their council is a partner on, to read it"
    ANY = "anything in the installation"


INSTALLATION = "installation"  # the role of the administrator of the whole installation
SHARED = (Relation.OWN, Relation.PARTNER)
READABLE = (*SHARED, Relation.READER)

# (role, verb) -> the relations in which the role may do it. What is not here may not be done.
TABLE: dict[tuple[str, Verb], tuple[Relation, ...]] = {
    **{(role, verb): READABLE for role in Role for verb in (Verb.SEE_PLAN, Verb.SEE_REPORT)},
    **{(role, Verb.COMMENT): SHARED for role in Role},
    **{(role, verb): (Relation.OWN,) for role in Role for verb in (Verb.SEE_CAMPAIGNS, Verb.SUBMIT_BRIEF)},
    **{(role, Verb.SET_REMINDERS): (Relation.SELF,) for role in Role if role != Role.ADMINISTRATOR},
    **{(role, Verb.ANSWER_MEDIA): (Relation.ASSIGNED,) for role in (Role.OFFICER, Role.DIRECTOR)},
    (Role.ADMINISTRATOR, Verb.SET_REMINDERS): (Relation.OWN, Relation.SELF),
    (Role.OFFICER, Verb.POST_UPDATE): (Relation.ASSIGNED,),
    (Role.DIRECTOR, Verb.POST_UPDATE): (Relation.ASSIGNED,),
    (Role.OFFICER, Verb.ENTER_COUNTS): (Relation.ASSIGNED,),
    (Role.DIRECTOR, Verb.ENTER_COUNTS): (Relation.ASSIGNED,),
    (Role.DIRECTOR, Verb.DECLARE): SHARED,
    (Role.DIRECTOR, Verb.ASK): SHARED,
    (Role.DIRECTOR, Verb.APPROVE_DATES): SHARED,
    (Role.DIRECTOR, Verb.APPROVE_BRIEF): (Relation.OWN,),
    (Role.PLAN_MANAGER, Verb.POST_UPDATE): (Relation.OWN, Relation.ASSIGNED),
    (Role.PLAN_MANAGER, Verb.MANAGE_PLAN): (Relation.OWN,),
    (Role.PLAN_MANAGER, Verb.ENTER_COUNTS): SHARED,
    (Role.PLAN_MANAGER, Verb.NAME_OFFICERS): (Relation.OWN,),
    (Role.PLAN_MANAGER, Verb.MAKE_REPORT): (Relation.OWN,),
    (Role.PLAN_MANAGER, Verb.KEEP_MEETINGS): (Relation.OWN,),
    (Role.PLAN_MANAGER, Verb.RUN_CAMPAIGNS): (Relation.OWN,),
    (Role.PLAN_MANAGER, Verb.ANSWER_MEDIA): (Relation.OWN, Relation.ASSIGNED),
    (Role.PLAN_MANAGER, Verb.EXEMPT): (Relation.OWN,),
    (Role.SURVEYS, Verb.ENTER_COUNTS): SHARED,
    (Role.DEMOCRATIC_SERVICES, Verb.MAKE_REPORT): SHARED,
    (Role.DEMOCRATIC_SERVICES, Verb.ISSUE_REPORT): SHARED,
    (Role.DEMOCRATIC_SERVICES, Verb.KEEP_MEETINGS): (Relation.OWN,),
    (Role.DEMOCRATIC_SERVICES, Verb.EXEMPT): (Relation.OWN,),
    (Role.ADMINISTRATOR, Verb.NAME_OFFICERS): (Relation.OWN,),
    (Role.ADMINISTRATOR, Verb.ADMINISTER): (Relation.OWN,),
    **{
        (INSTALLATION, verb): (Relation.ANY,)
        for verb in (
            Verb.SEE_PLAN,
            Verb.SEE_REPORT,
            Verb.MANAGE_PLAN,
            Verb.SHARE_PLAN,
            Verb.KEEP_MEETINGS,
            Verb.NAME_OFFICERS,
            Verb.ADMINISTER,
            Verb.SET_REMINDERS,
            Verb.SEE_CAMPAIGNS,
            Verb.RUN_CAMPAIGNS,
            Verb.ANSWER_MEDIA,
            Verb.INSTALL,
        )
    },
}


# Who heads communications may do all that a plan manager may, and decides what work is taken on.
TABLE |= {
    (Role.HEAD_OF_COMMUNICATIONS, verb): held for (role, verb), held in TABLE.items() if role == Role.PLAN_MANAGER
}
TABLE[Role.HEAD_OF_COMMUNICATIONS, Verb.ASSESS_BRIEF] = (Relation.OWN,)
# Whoever decides on briefs decides on what the media are told.
TABLE |= {
    (role, Verb.APPROVE_LINES): held
    for (role, verb), held in TABLE.items()
    if verb in (Verb.ASSESS_BRIEF, Verb.APPROVE_BRIEF)
}


def relations_to(user: User, thing: models.Model) -> dict[Relation, set[str]]:
    """The relations the person has to the thing, each with the roles they hold in it.

    The thing names its council (`organisation`) and, where it hangs on a plan, that plan's partners; an action,
    a measure and an enquiry also name the officers they are given to (`is_assigned_to`); an officer names the sign-in it is (`user_id`).
    """
    plan = getattr(thing, "plan", thing)
    owner = thing.pk if isinstance(thing, Organisation) else plan.organisation_id
    own, elsewhere = user.roles.get(owner, set()), user.roles.keys() - {owner}
    # Whoever is of one council need not be asked for its partners, which takes a query.
    partners = plan.partner_ids if elsewhere and hasattr(plan, "partner_ids") else ()
    readers = plan.reader_ids if partners else ()
    shared = set().union(*(user.roles.get(one, set()) for one in partners if one not in readers))
    reading = set().union(*(user.roles.get(one, set()) for one in readers))
    found = {Relation.OWN: own, Relation.PARTNER: shared, Relation.READER: reading}
    if (own or shared) and hasattr(thing, "is_assigned_to") and thing.is_assigned_to(user):
        found[Relation.ASSIGNED] = own | shared
    if own and getattr(thing, "user_id", None) == user.pk:
        found[Relation.SELF] = own
    return found


def can(user: User, verb: Verb, thing: models.Model | None = None) -> bool:
    """May the person do it to the thing? Without a thing: may they do it to anything at all?"""
    if verb == Verb.PUBLIC:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if verb == Verb.SIGN_IN or (user.is_superuser and (INSTALLATION, verb) in TABLE):
        return True
    if thing is None:
        return any((role, verb) in TABLE for roles in user.roles.values() for role in roles)
    return any(
        relation in TABLE.get((role, verb), ())
        for relation, roles in relations_to(user, thing).items()
        for role in roles
    )


def check(user: User, verb: Verb, thing: models.Model | None = None) -> None:
    """Let pass, or refuse with a sentence.

    Raises:
        PermissionDenied: the sentence says who may.
    """
    if can(user, verb, thing):
        return
    roles = sorted({Role(role).label.lower() for role, allowed in TABLE if allowed == verb and role != INSTALLATION})
    who = " or ".join(roles) if roles else "administrator of the installation"
    raise PermissionDenied(f"You may not {verb} here. It takes the role of {who}.")


def organisations_for(user: User, verb: Verb) -> models.QuerySet[Organisation]:
    """The councils in whose own matters the person may do it: the choices of a form that makes something new."""
    organisations = Organisation.objects.visible_to(user).in_order()
    if user.is_superuser:
        return organisations if (INSTALLATION, verb) in TABLE else organisations.none()
    held = [
        pk for pk, roles in user.roles.items() if any(Relation.OWN in TABLE.get((role, verb), ()) for role in roles)
    ]
    return organisations.filter(pk__in=held)


View = Callable[..., HttpResponseBase]
SAFE = ("GET", "HEAD")
FORM = (*SAFE, "POST")
POST = ("POST",)


def answers(*methods: str) -> Callable[[View], View]:
    """Declare the methods a view answers; any other is refused with 405. The list of routes reads them."""

    def declare(view: View) -> View:
        limited = require_http_methods(methods)(view)
        limited.methods = methods
        return limited

    return declare


def requires(verb: Verb, model: type[models.Model] | None = None, *, by: str = "pk") -> Callable[[View], View]:
    """Declare what a view takes. With a model, the view is given the thing itself, found among what the reader may see.

    The address's first parameter (named as `by`) is replaced by the thing.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, **parameters: Any) -> HttpResponseBase:
            if model is None:
                check(request.user, verb)
                return view(request, **parameters)
            found = get_object_or_404(model.objects.visible_to(request.user), **{by: parameters.pop(by)})
            check(request.user, verb, found)
            return view(request, found, **parameters)

        guarded.permission = verb
        guarded.model, guarded.by = model, by
        guarded.methods = getattr(view, "methods", None)
        return guarded

    return declare


def public(view: View) -> View:
    """Declare a view that anybody may open without signing in."""

    @wraps(view)
    def opened(request: SignedInRequest, **parameters: Any) -> HttpResponseBase:
        return view(request, **parameters)

    opened.permission = Verb.PUBLIC
    opened.methods = getattr(view, "methods", None)
    return login_not_required(opened)


def signed_in(view: View) -> View:
    """Declare a view (one of a library's, say) that takes no more than being signed in."""
    return requires(Verb.SIGN_IN)(view)
