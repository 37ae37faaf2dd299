"""How a communications brief gets from a first thought into the plan, or does not: one table of steps.

Pure. Services, buttons, refusals and the drawing in the docs all read `FLOW`; what is not in it cannot happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ASSESSED = "assessed"
    SECONDING = "seconding"
    APPROVED = "approved"
    PLANNED = "planned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATES = {
    State.DRAFT: "Draft",
    State.SUBMITTED: "Waits to be assessed",
    State.RETURNED: "Sent back with a question",
    State.ASSESSED: "Waits for approval",
    State.SECONDING: "Waits for a second approval",
    State.APPROVED: "Approved, to be put in the plan",
    State.PLANNED: "In the plan",
    State.DECLINED: "Declined",
    State.WITHDRAWN: "Withdrawn",
}
WAITING = (State.SUBMITTED, State.RETURNED, State.ASSESSED, State.SECONDING, State.APPROVED)
WITH_REQUESTER = (State.DRAFT, State.RETURNED)  # what may be written in


class Kind(StrEnum):
    """Planned work, work that cannot wait, or something to be said to the media."""

    PLANNED = "planned"
    URGENT = "urgent"
    MEDIA = "media"


class Who(StrEnum):
    """In what part somebody takes a step."""

    REQUESTER = "requester"
    HEAD = "head"
    SMT = "smt"
    SERVICE_LEAD = "service_lead"
    TEAM = "team"


WHO = {
    Who.REQUESTER: "whoever asks for the work",
    Who.HEAD: "the Head of Communications",
    Who.SMT: "a director",
    Who.SERVICE_LEAD: "the service lead named in the brief",
    Who.TEAM: "the communications team",
}


class Needs(StrEnum):
    """What a step cannot be taken without."""

    NOTHING = "nothing"
    WHOLE = "whole"  # every part of the brief that cannot be left blank
    ASSESSMENT = "assessment"
    QUESTION = "question"
    REASON = "reason"
    ACTIONS = "actions"


@dataclass(frozen=True)
class Step:
    """One way from a state to the next. `controversial` None: either way. `of_head`: only of what the Head of
    Communications has asked for, which they do not decide themselves."""

    key: str
    label: str
    before: tuple[State, ...]
    after: State
    who: tuple[Who, ...]
    needs: Needs = Needs.NOTHING
    kinds: tuple[Kind, ...] = (Kind.PLANNED, Kind.URGENT, Kind.MEDIA)
    controversial: bool | None = None
    of_head: bool | None = None


WORK, MEDIA = (Kind.PLANNED, Kind.URGENT), (Kind.MEDIA,)
BEFORE_APPROVAL = (State.SUBMITTED, State.RETURNED, State.ASSESSED, State.SECONDING)
ASK, FIRST = "Send back with a question", "Decide on it, first of two"
TWO = (Who.SMT, Who.SERVICE_LEAD)
FLOW = (
    Step("submit", "Submit", (State.DRAFT, State.RETURNED), State.SUBMITTED, (Who.REQUESTER,), Needs.WHOLE),
    Step("withdraw", "Withdraw", BEFORE_APPROVAL, State.WITHDRAWN, (Who.REQUESTER,)),
    Step("let_go", "Let it go", (State.RETURNED, State.APPROVED), State.WITHDRAWN, (Who.HEAD,), Needs.REASON),
    Step("assess", "Assess", (State.SUBMITTED,), State.ASSESSED, (Who.HEAD,), Needs.ASSESSMENT, WORK),
    Step("return", ASK, (State.SUBMITTED,), State.RETURNED, (Who.HEAD,), Needs.QUESTION, WORK),
    Step("return", ASK, (State.SUBMITTED,), State.RETURNED, (Who.HEAD,), Needs.QUESTION, MEDIA, None, False),
    Step("return", ASK, (State.SUBMITTED,), State.RETURNED, (Who.SMT,), Needs.QUESTION, MEDIA, None, True),
    Step("return", ASK, (State.ASSESSED,), State.RETURNED, (Who.SMT,), Needs.QUESTION, WORK),
    Step("return", ASK, (State.SECONDING,), State.RETURNED, (Who.SMT,), Needs.QUESTION, WORK),
    Step("return", ASK, (State.SECONDING,), State.RETURNED, TWO, Needs.QUESTION, MEDIA),
    Step("approve", "Approve", (State.ASSESSED,), State.APPROVED, (Who.SMT,), Needs.NOTHING, WORK, False),
    Step("approve", "Approve, first of two", (State.ASSESSED,), State.SECONDING, (Who.SMT,), Needs.NOTHING, WORK, True),
    Step("second", "Approve, second of two", (State.SECONDING,), State.APPROVED, (Who.SMT,), Needs.NOTHING, WORK),
    Step("decline", "Decline", (State.ASSESSED, State.SECONDING), State.DECLINED, (Who.SMT,), Needs.REASON, WORK),
    # Media work is decided by the Head of Communications; what they ask for themselves, by a director.
    Step(
        "decide", "Decide on it", (State.SUBMITTED,), State.APPROVED, (Who.HEAD,), Needs.ASSESSMENT, MEDIA, False, False
    ),
    Step("decide", FIRST, (State.SUBMITTED,), State.SECONDING, (Who.HEAD,), Needs.ASSESSMENT, MEDIA, True, False),
    Step(
        "decide", "Decide on it", (State.SUBMITTED,), State.APPROVED, (Who.SMT,), Needs.ASSESSMENT, MEDIA, False, True
    ),
    Step("decide", FIRST, (State.SUBMITTED,), State.SECONDING, (Who.SMT,), Needs.ASSESSMENT, MEDIA, True, True),
    Step("second", "Approve, second of two", (State.SECONDING,), State.APPROVED, TWO, Needs.NOTHING, MEDIA),
    Step("decline", "Decline", (State.SUBMITTED,), State.DECLINED, (Who.HEAD,), Needs.REASON, MEDIA, None, False),
    Step("decline", "Decline", (State.SUBMITTED,), State.DECLINED, (Who.SMT,), Needs.REASON, MEDIA, None, True),
    Step("decline", "Decline", (State.SECONDING,), State.DECLINED, TWO, Needs.REASON, MEDIA),
    Step("plan", "Put in the plan", (State.APPROVED,), State.PLANNED, (Who.TEAM,), Needs.ACTIONS),
)
DECIDING = ("approve", "second", "decide", "decline")  # what nobody does to their own brief
APPROVING = ("approve", "second", "decide")
ONWARD = ("submit", "assess", *APPROVING, "plan")  # what a brief waits for; it is not asked back or declined by waiting


def steps_from(
    state: State, kind: Kind, *, is_controversial: bool | None = None, is_of_head: bool = False
) -> tuple[Step, ...]:
    """The steps there are from a state. `is_controversial` None: not yet judged, so that either way is open."""
    return tuple(
        step
        for step in FLOW
        if state in step.before
        and kind in step.kinds
        and (is_controversial is None or step.controversial in (None, is_controversial))
        and step.of_head in (None, is_of_head)
    )


def step_of(
    key: str, state: State, kind: Kind, *, is_controversial: bool | None = None, is_of_head: bool = False
) -> Step | None:
    """The step of that name from a state; None where there is none."""
    found = steps_from(state, kind, is_controversial=is_controversial, is_of_head=is_of_head)
    return next((step for step in found if step.key == key), None)


def waits_for(state: State, kind: Kind, *, is_controversial: bool | None, is_of_head: bool) -> tuple[Who, ...]:
    """Whose move it is: whoever can take it further."""
    found = steps_from(state, kind, is_controversial=is_controversial, is_of_head=is_of_head)
    return tuple(dict.fromkeys(who for step in found if step.key in ONWARD for who in step.who))
