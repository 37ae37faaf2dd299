"""Writing a brief, and taking it from step to step: each step is dated, named, and told to whoever is to know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns import brief_mail
from campaigns.flow import APPROVING, Kind, Needs, State, Step
from campaigns.judged import ASKED_AS, SAID, asked_as, unexplained
from campaigns.models import Brief, BriefStep
from campaigns.parts import PARTS, WHOM, missing
from campaigns.permissions import check_can_write, check_step, parts_in, step_for
from campaigns.services.displacements import carry_out, check_names_something
from people import audit, outbox
from people.models import StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Plan
from plans.services import check_open

WRITTEN = tuple(question.name for part in PARTS for question in part.questions)
MANY = ("audiences", "stakeholders", "channels")
JUDGED = ("team", "hours", "is_proactive", "is_controversial", "advice")


@transaction.atomic
def start_brief(*, plan: Plan, by: User, title: str, kind: str, on: date) -> Brief:
    """Begin a brief: a draft that nobody else sees."""
    check(by, Verb.SUBMIT_BRIEF, plan)
    check_open(plan)
    brief = Brief.objects.create(plan=plan, title=title, kind=kind, requester=by, requested_by=by.name, state_on=on)
    tell_of_draft("began", brief, by)
    return brief


def tell_of_draft(verb: str, brief: Brief, by: User, answered: Collection[str] = ()) -> None:
    """Keep that somebody works on a draft, and no word of it: nobody else sees it, and of one thrown away nothing stays."""
    after = {"answered": sorted(answered)} if answered else {}
    where, kind = brief.plan.organisation, Brief._meta.model_name or ""
    audit.write(verb, by=by, organisation=where, kind=kind, object_id=brief.pk, label="A draft", after=after)


@transaction.atomic
def name_brief(*, brief: Brief, by: User, version: int, title: str, kind: str) -> Brief:
    """Say anew what a brief is about and what kind of work it is. Nothing makes way any more for what is no longer urgent.

    Raises:
        PermissionDenied: it is somebody else's, or lies with somebody else.
        StaleVersionError: it was saved meanwhile, in another window.
    """
    check_can_write(by, brief)
    before, after = {"title": brief.title, "kind": brief.kind}, {"title": title, "kind": kind}
    brief.save_from(version, **after)
    if kind != Kind.URGENT:
        brief.displacements.filter(done_on=None).delete()
    if brief.steps.exists():  # others have read it by its old name
        audit.record("renamed", brief, by=by, organisation=brief.plan.organisation, before=before, after=after)
    else:
        tell_of_draft("renamed", brief, by)
    return brief


@transaction.atomic
def write_brief(*, brief: Brief, by: User, version: int, **answers: Any) -> Brief:
    """Keep what was written so far; nothing is needed yet.

    Raises:
        PermissionDenied: it is somebody else's, or lies with somebody else.
        StaleVersionError: it was saved meanwhile, in another window.
    """
    check_can_write(by, brief)
    many = {name: answers.pop(name) for name in MANY if name in answers}
    written = {name: value for name, value in answers.items() if name in WRITTEN}
    before = {name: getattr(brief, name) for name in written} | {
        name: named(getattr(brief, name).all()) for name in many
    }
    brief.save_from(version, **written)
    for name, rows in many.items():
        getattr(brief, name).set(rows)
    after = written | {name: named(rows) for name, rows in many.items()}
    if brief.steps.exists():
        audit.record("wrote", brief, by=by, organisation=brief.plan.organisation, before=before, after=after)
    else:
        tell_of_draft("wrote", brief, by, [name for name in after if before[name] != after[name]])
    return brief


def named(rows: Iterable[Any]) -> list[str]:
    return sorted(map(str, rows))


@transaction.atomic
def remove_draft(*, brief: Brief, by: User, version: int) -> None:
    """Throw a draft away that was never submitted."""
    check_can_write(by, brief)
    if brief.steps.exists():
        raise ValidationError("It has been submitted, so it stays on record. Withdraw it instead.")
    if not Brief.claim_version(brief.pk, version):
        raise StaleVersionError(Brief.objects.get(pk=brief.pk))
    tell_of_draft("threw away", brief, by)
    brief.delete()


@transaction.atomic
def take_step(
    *,
    brief: Brief,
    by: User,
    version: int,
    key: str,
    on: date,
    words: str = "",
    assessment: Mapping[str, Any] | None = None,
) -> BriefStep:
    """Take a brief to its next state. `words` are a question, a reason, or what else there is to say; `assessment` is
    what the Head of Communications has judged ({team, hours, is_proactive, is_controversial, advice}).

    Raises:
        PermissionDenied: the table of steps has none of that name from here, or not for this person.
        StaleVersionError: somebody took a step meanwhile; nothing is done.
        ValidationError: something the step needs is lacking.
    """
    judged = None if assessment is None else bool(assessment.get("is_controversial"))
    step = check_step(by, brief, step_for(brief, key, is_controversial=judged), key)
    if key not in LETTING_GO:
        check_open(brief.plan)
    facts = needed(brief, by, step, words, assessment)
    before, round_before, number = brief.state, *where(brief)
    asked = {f"{ASKED_AS}{name}": str(getattr(brief, name)) for name in SAID}
    here: dict[str, Any] = {"is_taken_in": False} if step.after == State.APPROVED else {}
    if step.after == State.RETURNED and before != State.SUBMITTED:
        here = asked_as(brief.steps.order_by("number"))  # it lies with its writer again, and so does what it says
    brief.save_from(version, state=step.after.value, state_on=on, **facts, **here)
    made = BriefStep.objects.create(
        brief=brief,
        round=round_before + (key == "submit"),
        number=number + 1,
        step=key,
        before=before,
        after=step.after.value,
        words=words.strip(),
        facts={name: str(value) for name, value in facts.items()} | (asked if facts else {}),
        by=by,
        by_name=by.name,
        part=next(who.value for who in step.who if who in parts_in(by, brief)),
        on=on,
    )
    if step.after == State.APPROVED and key in APPROVING:
        carry_out(brief, approver=by, on=on)
    audit.record(
        STEPPED[key],
        brief,
        by=by,
        organisation=brief.plan.organisation,
        before={"state": before},
        after={"state": brief.state},
    )
    brief_mail.queue_waits(made)
    made.is_told = brief_mail.queue_told(made)
    outbox.ring()
    return made


OWN = "You asked for this yourself and called it controversial, so it stays so. Whoever approves it can send it back."
LETTING_GO = ("withdraw", "decline", "let_go")  # what can be done though the plan is closed
STEPPED = {
    "submit": "submitted", "withdraw": "withdrew", "assess": "assessed", "return": "sent back", "approve": "approved",
    "second": "approved, second of two,", "decide": "decided on", "decline": "declined", "let_go": "let go", "plan": "put in the plan",
}  # fmt: skip


def where(brief: Brief) -> tuple[int, int]:
    """(the round it is in, the number of its last step)."""
    last = brief.steps.order_by("-number").first()
    return (last.round, last.number) if last else (0, 0)


def needed(brief: Brief, by: User, step: Step, words: str, assessment: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a step needs, as columns of the brief to be saved with it.

    Raises:
        ValidationError: it is lacking.
    """
    if step.needs == Needs.QUESTION and not words.strip():
        raise ValidationError(
            {"words": f"Write your question. {brief.requested_by} is sent it, and answers by writing more."}
        )
    if step.needs == Needs.REASON and not words.strip():
        raise ValidationError({"words": f"Say why not. {brief.requested_by} is sent your reason."})
    if step.needs == Needs.WHOLE and (lacking := missing(answers_of(brief), Kind(brief.kind), offered(brief))):
        asked = "; ".join(question.label.rstrip("?") for _, question in lacking)
        raise ValidationError(f"It cannot be submitted yet. Still to be answered: {asked}.")
    if step.needs != Needs.ASSESSMENT:
        return {}
    given = assessment or {}
    lacks = {name: words for name, words in ASKED.items() if given.get(name) in (None, "")}
    if lacks:
        raise ValidationError(lacks)
    said = {name: getattr(brief, name) for name in SAID}
    if not words.strip() and (why := unexplained(said, given, is_urgent=brief.kind == Kind.URGENT)):
        raise ValidationError({"words": why})
    if said["is_controversial"] and not given["is_controversial"] and brief.requester == by:
        raise ValidationError({"is_controversial": OWN})
    if brief.kind == Kind.URGENT:
        check_names_something(brief)
    return {name: given[name] for name in JUDGED if name in given}


ASKED = {
    "hours": "Say how many hours the work will take.",
    "is_proactive": "Say whether it is planned ahead or answers something.",
    "is_controversial": "Say whether it is controversial.",
}


def offered(brief: Brief) -> tuple[str, ...]:
    """Of the questions for whom it is, those that the plan has something to choose from for."""
    return tuple(name for name in WHOM if getattr(brief.plan, name).exists())


def answers_of(brief: Brief) -> dict[str, Any]:
    """{question: what is written}; of several things their list."""
    found = {name: getattr(brief, name) for name in WRITTEN if name not in MANY}
    return found | {name: list(getattr(brief, name).all()) for name in MANY}
