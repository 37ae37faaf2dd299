"""Who may take which step with a brief, and why not, in a sentence: read by services, buttons and e-mails alike."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from campaigns.flow import DECIDING, STATES, WHO, Kind, State, Step, Who, step_of, steps_from
from campaigns.models import Brief, BriefStep
from people.models import Membership, Role, User
from people.permissions import Verb, can


def parts_in(user: User, brief: Brief) -> set[Who]:
    """In what parts the person stands to the brief."""
    lead = brief.service_lead
    holds = {
        Who.REQUESTER: brief.requester_id == user.pk and can(user, Verb.SUBMIT_BRIEF, brief),
        Who.HEAD: can(user, Verb.ASSESS_BRIEF, brief),
        Who.SMT: can(user, Verb.APPROVE_BRIEF, brief),
        Who.SERVICE_LEAD: lead is not None and lead.user_id == user.pk and can(user, Verb.SEE_CAMPAIGNS, brief),
        Who.TEAM: can(user, Verb.RUN_CAMPAIGNS, brief) and can(user, Verb.MANAGE_PLAN, brief.plan),
    }
    return {who for who, does in holds.items() if does}


def is_of_head(brief: Brief) -> bool:
    """Has the Head of Communications asked for it? Then a director decides where else the Head would."""
    if hasattr(brief, "of_head"):
        return bool(brief.of_head)
    held = Membership.objects.filter(user=brief.requester_id, role=Role.HEAD_OF_COMMUNICATIONS)
    return brief.requester_id is not None and held.filter(organisation=brief.organisation_id).exists()


def this_round(brief: Brief) -> list[BriefStep]:
    """The steps since it was last submitted: what was decided before a question was asked counts no more."""
    steps = sorted(brief.steps.all(), key=lambda step: step.number)
    return [step for step in steps if step.round == steps[-1].round] if steps else []


def why_not(user: User, brief: Brief, step: Step, taken: list[BriefStep] | None = None) -> str:
    """Why this person may not take this step; empty where they may. `taken`: the steps of this round, where known."""
    if not parts_in(user, brief) & set(step.who):
        who = " or ".join(WHO[who] for who in step.who)
        return f"It takes {who} to {step.label.lower()}."
    if step.key in DECIDING and brief.requester_id == user.pk:
        return "You asked for this work, so somebody else decides on it."
    if step.key in DECIDING and brief.is_taken_in and brief.requested_by == user.name:
        return "The file this came from says that you asked for this work, so somebody else decides on it."
    if step.key not in ("approve", "second", "decline"):
        return ""
    taken = this_round(brief) if taken is None else taken
    by_them = [one for one in taken if one.by_id == user.pk]
    if any(one.step == "assess" for one in by_them):
        return "You assessed this work, so somebody else decides on it."
    if step.key == "second" and any(one.after == State.SECONDING for one in by_them):
        return "You gave the first approval, so somebody else gives the second."
    return ""


def step_for(brief: Brief, key: str, *, is_controversial: bool | None = None) -> Step | None:
    """The step of that name that leads on from where the brief stands. `is_controversial`: as it is being judged."""
    judged = brief.is_controversial if is_controversial is None else is_controversial
    state, kind = State(brief.state), Kind(brief.kind)
    return step_of(key, state, kind, is_controversial=bool(judged), is_of_head=is_of_head(brief))


def open_steps(user: User, brief: Brief) -> list[Step]:
    """The steps this person may take with the brief as it stands, each once."""
    judged = None if brief.state == State.SUBMITTED else bool(brief.is_controversial)
    found = steps_from(State(brief.state), Kind(brief.kind), is_controversial=judged, is_of_head=is_of_head(brief))
    taken = this_round(brief)
    may = {step.key: step for step in reversed(found) if not why_not(user, brief, step, taken)}
    return [step for step in found if may.get(step.key) is step]


def check_step(user: User, brief: Brief, step: Step | None, key: str) -> Step:
    """Let pass, or refuse with a sentence.

    Raises:
        PermissionDenied: there is no such step from where the brief stands, or this person may not take it.
    """
    if step is None:
        raise PermissionDenied(f"“{brief}” cannot take that step now: {STATES[State(brief.state)].lower()}.")
    if refusal := why_not(user, brief, step):
        raise PermissionDenied(refusal)
    return step


def can_write(user: User, brief: Brief) -> bool:
    """May the person write in it? Only who asks for it, while it lies with them."""
    return Who.REQUESTER in parts_in(user, brief) and brief.state in (State.DRAFT, State.RETURNED)


def check_can_write(user: User, brief: Brief) -> None:
    """Raises PermissionDenied with the reason."""
    if not can_write(user, brief):
        raise PermissionDenied(
            f"Only {brief.requested_by} writes in this brief, and only before it is submitted or once it is sent back."
        )
