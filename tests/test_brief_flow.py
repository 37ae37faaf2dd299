"""The table of steps: nothing in it is a dead end or ambiguous, the docs draw just that, and a brief is whole or says why."""

from itertools import product
from pathlib import Path

import pytest

from campaigns.drawing import drawing
from campaigns.flow import FLOW, WAITING, Kind, State, Who, steps_from, waits_for
from campaigns.parts import PARTS, missing, not_smart
from tests.briefs import ANSWERS

SITUATIONS = [*product(State, Kind, (False, True), (False, True))]


def test_the_docs_draw_the_table():
    docs = (Path(__file__).parent.parent / "docs" / "briefs.md").read_text()
    assert docs.endswith(drawing())


@pytest.mark.parametrize(("state", "kind", "is_controversial", "is_of_head"), SITUATIONS)
def test_each_step_is_one_and_what_waits_can_move(state, kind, is_controversial, is_of_head):
    steps = steps_from(state, kind, is_controversial=is_controversial, is_of_head=is_of_head)
    keys = [step.key for step in steps]
    assert len(keys) == len(set(keys))
    reachable = state not in (State.ASSESSED,) or kind != Kind.MEDIA
    if state in WAITING and reachable:
        assert waits_for(state, kind, is_controversial=is_controversial, is_of_head=is_of_head)
    if state in (State.PLANNED, State.DECLINED, State.WITHDRAWN):
        assert steps == ()


def test_a_controversial_brief_reaches_approval_by_two_steps_only():
    for kind in Kind:
        into = [
            step
            for step in FLOW
            if step.after == State.APPROVED and kind in step.kinds and step.controversial is not False
        ]
        assert {step.key for step in into} == {"second"}
        assert {before for step in into for before in step.before} == {State.SECONDING}


def test_whose_move_it_is():
    def waits(state, kind, is_controversial=False, is_of_head=False):
        return waits_for(state, kind, is_controversial=is_controversial, is_of_head=is_of_head)

    assert waits(State.SUBMITTED, Kind.PLANNED) == (Who.HEAD,)
    assert waits(State.SUBMITTED, Kind.MEDIA) == (Who.HEAD,)
    assert waits(State.SUBMITTED, Kind.MEDIA, is_of_head=True) == (Who.SMT,)
    assert waits(State.ASSESSED, Kind.URGENT) == (Who.SMT,)
    assert set(waits(State.SECONDING, Kind.MEDIA, True)) == {Who.SMT, Who.SERVICE_LEAD}
    assert waits(State.RETURNED, Kind.PLANNED) == (Who.REQUESTER,)
    assert waits(State.APPROVED, Kind.PLANNED) == (Who.TEAM,)


def lacking(kind, **answers):
    return {question.name for _, question in missing({"audiences": ["Residents"], **ANSWERS, **answers}, kind)}


def test_what_a_brief_cannot_do_without():
    assert lacking(Kind.PLANNED) == set()
    assert lacking(Kind.PLANNED, evidence="", budget=None, is_controversial=None) == {
        "evidence",
        "budget",
        "is_controversial",
    }
    assert lacking(Kind.PLANNED, budget=0, is_proactive=False) == set()  # nought and no are answers
    assert lacking(Kind.PLANNED, audiences=[]) == {"audiences"}
    assert lacking(Kind.PLANNED, audiences=[], stakeholders=["Local businesses"]) == set()
    assert lacking(Kind.MEDIA, objectives="", budget=None, ends_on=None, scoring="") == set()
    assert lacking(Kind.MEDIA, messages="") == {"messages"}
    assert {question.name for _, question in missing({}, Kind.PLANNED)} == {
        "evidence", "objectives", "outcomes", "source", "audiences", "is_proactive", "is_controversial", "starts_on", "ends_on",
        "budget", "scoring",
    }  # fmt: skip


def test_objectives_that_cannot_be_checked_are_named():
    assert not_smart("From 51% to 70% of residents by March 2027") == []
    assert not_smart("Raise awareness\n- 500 sign-ups by June\n\n") == [
        "“Raise awareness” names no figure and no time."
    ]
    assert not_smart("Double the sign-ups") == ["“Double the sign-ups” names no time."]
    assert (
        not_smart("More sign-ups by 30 June") == []
    )  # the day is a figure: a prompt asks for too little, not too much


def test_a_question_is_asked_once():
    names = [question.name for part in PARTS for question in part.questions]
    assert len(names) == len(set(names))
