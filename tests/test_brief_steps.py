"""Every step of a brief by every role, as a form somebody could craft: what is allowed works, the rest is refused."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from campaigns.flow import FLOW, State
from campaigns.models import Brief, BriefStep
from campaigns.services.briefs import take_step
from people.models import Role
from tests.briefs import JUDGED, MONDAY, MORNING, brief_in, member, planned_action, sevenoaks
from tests.demo import once, said

KEYS = sorted({step.key for step in FLOW})
EVERYBODY = (
    "requester",
    "head",
    "smt",
    "smt2",
    "lead",
    "team",
    "colleague",
    "manager of another council",
    "administrator",
)
R, H, S, T, L = "requester", "head", "smt", "smt2", "lead"
# Who may take which step, written out by hand: kind, controversial, asked for by -> state -> {step: who}.
MAY = {
    ("planned", False, R): {
        "draft": {"submit": {R}},
        "submitted": {"withdraw": {R}, "assess": {H}, "return": {H}},
        "returned": {"submit": {R}, "withdraw": {R}, "let_go": {H}},
        "assessed": {"withdraw": {R}, "approve": {S, T}, "decline": {S, T}, "return": {S, T}},
        "approved": {"let_go": {H}},
        "planned": {},
        "declined": {},
        "withdrawn": {},
    },
    ("urgent", True, R): {
        "assessed": {"withdraw": {R}, "approve": {S, T}, "decline": {S, T}, "return": {S, T}},
        "seconding": {"withdraw": {R}, "second": {T}, "decline": {S, T}, "return": {S, T}},
        "approved": {"let_go": {H}},
    },
    ("media", False, R): {
        "submitted": {"withdraw": {R}, "decide": {H}, "return": {H}, "decline": {H}},
        "approved": {"let_go": {H}},
    },
    ("media", True, R): {
        "submitted": {"withdraw": {R}, "decide": {H}, "return": {H}, "decline": {H}},
        "seconding": {"withdraw": {R}, "second": {S, T, L}, "decline": {S, T, L}, "return": {S, T, L}},
    },
    ("media", False, H): {
        "submitted": {"withdraw": {H}, "decide": {S, T}, "return": {S, T}, "decline": {S, T}},
    },
    ("planned", True, H): {"submitted": {"withdraw": {H}, "assess": {H}, "return": {H}}},
    ("planned", False, S): {"assessed": {"withdraw": {S}, "approve": {T}, "decline": {T}, "return": {S, T}}},
    ("urgent", True, T): {"seconding": {"withdraw": {T}, "return": {S, T}, "decline": {S}}},
}
CASES = [(case, state) for case, states in MAY.items() for state in states]


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people, plan = sevenoaks()
        people.plan = plan
        known = {R: "service.lead", H: "head.of.communications", S: "smt", T: "smt2", "team": "communications"}
        people.who = {name: people.users[address] for name, address in known.items()}
        people.who |= {
            "lead": member(people, "lead", Role.OFFICER),
            "colleague": member(people, "colleague", Role.OFFICER),
        }
        foreign = member(
            people, "foreign", Role.DIRECTOR, Role.HEAD_OF_COMMUNICATIONS, Role.PLAN_MANAGER, council="kent"
        )
        people.who |= {"manager of another council": foreign, "administrator": people.users["admin"]}
        yield people


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sent(key, **more):
    """A form that lacks nothing whichever step it is for."""
    judged = {"hours": "40", "team": "Communications", "is_proactive": "yes", "is_controversial": "no"}
    return once(**(judged if key in ("assess", "decide") else {}) | {"words": "Said with a reason."} | more)


def step(client, brief, key, **more):
    return client.post(reverse("campaigns:step", kwargs={"pk": brief.pk, "key": key}), sent(key, **more))


SENTENCES = (
    "It takes ",
    "You asked for this work",
    "You assessed this work",
    "You gave the first approval",
    "cannot take that step now",
)


@pytest.fixture
def brief_of(people):
    def made(case, state):
        kind, is_controversial, asked_by = case
        facts = {"kind": kind, "is_controversial": is_controversial, "service_lead": people.who["lead"].officers.get()}
        brief = brief_in(State(state), people, people.plan, by=people.who[asked_by], **facts)
        if kind == "urgent":  # something makes way for it
            due = planned_action(people.plan, "Leaflet", MONDAY + timedelta(days=60)).occurrences.get()
            days = {"was_due": due.due, "due": due.due + timedelta(days=30), "on": MONDAY}
            brief.displacements.create(action=due.action, occurrence=due, reason="x", by_name="x", **days)
        return brief

    return made


@pytest.mark.parametrize(("case", "state"), CASES)
def test_every_step_by_every_role(people, brief_of, case, state):
    """By the service, which every door goes through: what is allowed moves the brief, the rest is refused with a sentence."""
    brief, found = brief_of(case, state), {}
    judged = JUDGED | {"is_controversial": case[1]}
    for name, key in product(EVERYBODY, KEYS):
        one = Brief.objects.get(pk=brief.pk)
        taken = {
            "brief": one,
            "by": people.who[name],
            "version": 1,
            "key": key,
            "on": MONDAY,
            "words": "Said with a reason.",
        }
        if key == "plan":
            continue  # putting in the plan has its own tests
        try:
            with undone():
                take_step(**taken, assessment=judged if key in ("assess", "decide") else None)
            assert one.state != state
            found.setdefault(key, set()).add(name)
        except PermissionDenied as refusal:
            assert any(sentence in str(refusal) for sentence in SENTENCES)
        assert Brief.objects.get(pk=brief.pk).state == state
    assert found == MAY[case][state]


@pytest.mark.parametrize(("case", "state"), [(("planned", False, R), "assessed"), (("urgent", True, R), "seconding")])
def test_no_crafted_form_takes_a_step_that_is_not_allowed(people, client, brief_of, case, state):
    brief, found = brief_of(case, state), {}
    for name in EVERYBODY:
        client.force_login(people.who[name])
        for key in KEYS:
            with undone():
                answer = step(client, brief, key)
                stands = Brief.objects.get(pk=brief.pk).state
            if answer.status_code == 302:
                assert stands != state
                found.setdefault(key, set()).add(name)
                continue
            hidden = name == "manager of another council" or key == "plan"
            assert (name, key, stands, answer.status_code) == (name, key, state, 404 if hidden else 403)
            assert hidden or any(sentence in said(answer) for sentence in SENTENCES)
    assert found == MAY[case][state]


def test_a_step_says_why_it_is_refused(people, client):
    brief = brief_in(State.SECONDING, people, people.plan, is_controversial=True)
    client.force_login(people.who[S])
    assert "You gave the first approval, so somebody else gives the second." in said(step(client, brief, "second"))
    own = brief_in(State.ASSESSED, people, people.plan, by=people.who[S])
    assert "You asked for this work, so somebody else decides on it." in said(step(client, own, "approve"))
    client.force_login(people.who["colleague"])
    assert "It takes a director to approve." in said(step(client, own, "approve"))
    assert "cannot take that step now: waits for approval." in said(step(client, own, "assess"))


def test_two_hats_do_not_make_one_person_two(people, client):
    """A Head of Communications who is a director too cannot assess and approve, nor give both approvals."""
    both = people.who[H]
    both.memberships.create(organisation=people.councils["sevenoaks"], role=Role.DIRECTOR)
    brief = brief_in(State.ASSESSED, people, people.plan)
    client.force_login(both)
    assert "You assessed this work, so somebody else decides on it." in said(step(client, brief, "approve"))
    media = brief_in(State.SUBMITTED, people, people.plan, kind="media", is_controversial=True)
    assert step(client, media, "decide", is_controversial="yes").status_code == 302
    assert "You gave the first approval" in said(step(client, media, "second", version=2))
    assert Brief.objects.get(pk=media.pk).state == "seconding"


def test_what_was_approved_before_a_question_counts_no_more(people, client):
    brief = brief_in(State.SECONDING, people, people.plan, is_controversial=True)
    client.force_login(people.who[T])
    assert step(client, brief, "return", version=1).status_code == 302
    client.force_login(people.who[R])
    assert step(client, brief, "submit", version=2).status_code == 302
    client.force_login(people.who[H])
    assert step(client, brief, "assess", version=3, is_controversial="yes").status_code == 302
    client.force_login(people.who[T])  # who asked the question may now be the first
    assert step(client, brief, "approve", version=4).status_code == 302
    client.force_login(people.who[S])  # and the first of the round before may be the second of this one
    assert step(client, brief, "second", version=5).status_code == 302
    steps = BriefStep.objects.filter(brief=brief).order_by("number")
    assert [(one.round, one.number, one.step, one.by_name) for one in steps][-5:] == [
        (1, 4, "return", "Chief Officer, Finance and Trading"),
        (2, 5, "submit", "Head of Direct Services"),
        (2, 6, "assess", "Head of Transformation and Strategy"),
        (2, 7, "approve", "Chief Officer, Finance and Trading"),
        (2, 8, "second", "Chief Officer, People and Places"),
    ]


def test_a_judgement_can_make_a_brief_controversial_or_not(people, client):
    """What the requester says of it does not decide by how many it is approved."""
    brief = brief_in(State.SUBMITTED, people, people.plan, is_controversial=False)
    client.force_login(people.who[H])
    assert step(client, brief, "assess", is_controversial="yes").status_code == 302
    client.force_login(people.who[S])
    assert step(client, brief, "approve", version=2).status_code == 302
    assert Brief.objects.get(pk=brief.pk).state == "seconding"


def test_of_two_who_decide_at_once_one_decides(people, client):
    brief = brief_in(State.ASSESSED, people, people.plan)
    client.force_login(people.who[S])
    page = reverse("campaigns:step", kwargs={"pk": brief.pk, "key": "approve"})
    assert client.post(page, sent("approve")).status_code == 302
    client.force_login(people.who[T])
    assert client.post(page, sent("decline")).status_code == 403
    assert BriefStep.objects.filter(brief=brief, after__in=("approved", "declined")).count() == 1


def test_a_double_click_takes_one_step(people, client):
    brief = brief_in(State.ASSESSED, people, people.plan)
    client.force_login(people.who[S])
    form, page = sent("approve"), reverse("campaigns:step", kwargs={"pk": brief.pk, "key": "approve"})
    assert [client.post(page, form).status_code for _ in range(2)][0] == 302
    assert BriefStep.objects.filter(brief=brief, step="approve").count() == 1


@pytest.mark.parametrize(("key", "field"), [("return", "Write your question."), ("decline", "Say why not.")])
def test_a_question_and_a_refusal_need_words(people, client, key, field):
    brief = brief_in(State.ASSESSED, people, people.plan)
    client.force_login(people.who[S])
    answer = client.post(reverse("campaigns:step", kwargs={"pk": brief.pk, "key": key}), once(words="  "))
    assert (answer.status_code, field in said(answer)) == (400, True)
    assert Brief.objects.get(pk=brief.pk).state == "assessed"


def test_an_assessment_needs_its_judgement_and_loses_no_word(people, client):
    brief = brief_in(State.SUBMITTED, people, people.plan)
    client.force_login(people.who[H])
    answer = client.post(
        reverse("campaigns:step", kwargs={"pk": brief.pk, "key": "assess"}), once(advice="Do it in spring.", hours="")
    )
    page = said(answer)
    assert answer.status_code == 400
    for sentence in (
        "Say how many hours",
        "Say whether it is planned ahead",
        "Say whether it is controversial",
        "Do it in spring.",
    ):
        assert sentence in page
