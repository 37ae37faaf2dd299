"""Invented surveys of the moved demo: of members on paper and by e-mail, three times; of staff once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from commsplan.demo import mkip
from commsplan.demo.cast import Cast
from people.models import User
from plans.models import Plan
from surveys.models import FedBack, Measure, Question, Result, Survey, Surveyed

PAPER, EMAIL = "Hard copy", "E-mail"


def hold_surveys(plan: Plan, audience: str, measures: list[Measure], cast: Cast, by: User, today: date) -> None:
    """The survey of an audience with its counts, council by council, and those of members before it."""
    of_members = audience == "Members"
    held = today - timedelta(days=30)
    survey = make_survey(plan, audience, measures[0], cast, held, mkip.POPULATIONS[audience])
    if of_members:
        Survey.objects.filter(pk=survey.pk).update(ways=[PAPER, EMAIL], method="On paper after council, and by e-mail")
        FedBack.objects.create(survey=survey, to="MKIP Board", on=today - timedelta(days=9), how="Item of the agenda")
        FedBack.objects.create(survey=survey, to="Members", how="Member bulletin")
    for number, (measure, counts) in enumerate(zip(measures, mkip.COUNTS[audience], strict=True)):
        text = mkip.QUESTIONS[audience][number]
        question = Question.objects.create(survey=survey, measure=measure, text=text, position=number + 1)
        for slug, (yes, replies) in counts.items():
            on_paper = mkip.ON_PAPER[slug] if of_members else 0
            yes_on_paper = yes * on_paper // replies
            ways = {PAPER: (yes_on_paper, on_paper), EMAIL: (yes - yes_on_paper, replies - on_paper)}
            for way, (said_yes, replied) in (ways if of_members else {"": (yes, replies)}).items():
                count(question, cast, slug, (said_yes, replied), by, held, way)
    for days, text, counts in mkip.EARLIER if of_members else ():
        held = today - timedelta(days=days)
        asked = {slug: people for slug, (_, _, people) in counts.items()}
        survey = make_survey(plan, audience, measures[0], cast, held, asked)
        question = Question.objects.create(survey=survey, measure=measures[0], text=text, position=1)
        for slug, (yes, replies, _) in counts.items():
            count(question, cast, slug, (yes, replies), by, held)


def make_survey(
    plan: Plan, audience: str, measure: Measure, cast: Cast, held: date, asked: Mapping[str, int]
) -> Survey:
    title = f"{audience.rstrip('s')} survey, {held:%B %Y}"
    survey = Survey.objects.create(plan=plan, title=title, held_on=held, audience=measure.audience)
    for slug, population in asked.items():
        Surveyed.objects.create(survey=survey, organisation=cast.councils[slug], population=population)
    return survey


def count(
    question: Question, cast: Cast, slug: str, counts: tuple[int, int], by: User, held: date, way: str = ""
) -> None:
    yes, replies = counts
    Result.objects.create(
        question=question, organisation=cast.councils[slug], way=way, yes=yes, no=replies - yes, by=by, by_name=by.name, on=held
    )  # fmt: skip
