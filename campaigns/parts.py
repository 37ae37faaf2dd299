"""The parts of a communications brief, from why to how it will be judged, and what each asks.

Pure. The pages, the summary and the check before a brief is submitted all read `PARTS`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.flow import Kind


@dataclass(frozen=True)
class Question:
    """One thing a brief asks. `needed` are the kinds of work that cannot do without an answer."""

    name: str
    label: str
    hint: str = ""
    needed: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    lede: str
    questions: tuple[Question, ...]


SMART = "A line each, with a figure and a date: from 51% to 70% of residents know how to book, by March 2027."
ALL, WORK = tuple(Kind), (Kind.PLANNED, Kind.URGENT)
PARTS = (
    Part(
        "why",
        "Objectives",
        "Why is this needed? What it will look like comes later.",
        (
            Question("evidence", "What is the evidence or requirement?", "What is known; what the law or a decision asks for.", ALL),
            Question("aims", "What is the aim?", "One sentence."),
            Question("objectives", "Objectives", SMART, WORK),
            Question("outcomes", "What will people think or do differently?", "", WORK),
            Question("contribution", "Which of the council’s objectives does it serve?"),
            Question("source", "Where does the request come from?", "", ALL),
            Question("service_lead", "Who leads the service?", "Has a say in controversial media work."),
        ),
    ),
    Part(
        "audience",
        "Audience insight",
        "Whom it is for, and what is known of them.",
        (
            Question("audiences", "Audiences of the plan"),
            Question("stakeholders", "Stakeholders", "From the plan’s map."),
            Question("insight", "What do you know of them?", "What they think now, what stops them, where they look for news."),
            Question("needs", "Communication needs to be minded", "Tick whatever applies to these people."),
        ),
    ),
    Part(
        "strategy",
        "Strategy",
        "What will make the difference.",
        (
            Question("strategy", "How will it be done?", "The idea in a few sentences."),
            Question("messages", "What is to be said?", "", (Kind.MEDIA,)),
            Question("priority", "Priority of the plan"),
            Question("is_proactive", "Is it planned ahead, or does it answer something?", "", ALL),
            Question("is_controversial", "Is it controversial?", "Will it divide opinion? Then two people approve it.", ALL),
        ),
    ),
    Part(
        "implementation",
        "Implementation",
        "When, by which channels, and with what.",
        (
            Question("starts_on", "First day", "", ALL),
            Question("ends_on", "Last day", "", WORK),
            Question("channels", "Channels"),
            Question("implementation", "What is to be done?", "A line for each thing: these become actions of the plan."),
            Question("budget", "Budget, in pounds", "0 if none is needed.", WORK),
            Question("resources", "Who can help, and with what?", "Officers’ time, pictures, a spokesperson."),
        ),
    ),
    Part(
        "scoring",
        "Scoring",
        "How everybody will know whether it worked.",
        (Question("scoring", "What will be measured, when, and by whom?", "Not only what is sent out: what changes.", WORK),),
    ),
)  # fmt: skip
WHOM = ("audiences", "stakeholders")
FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|double|all|every)\b", re.I
)
WHEN = re.compile(
    r"\b(?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"spring|summer|autumn|winter|q[1-4]|weeks?|months?|by|until)\b",
    re.I,
)


def part_of(key: str) -> Part | None:
    return next((part for part in PARTS if part.key == key), None)


def after(part: Part) -> Part | None:
    """The part that follows."""
    place = PARTS.index(part) + 1
    return PARTS[place] if place < len(PARTS) else None


def missing(answers: Mapping[str, Any], kind: Kind, offered: Collection[str] = WHOM) -> list[tuple[Part, Question]]:
    """What must still be answered before a brief of that kind can be submitted. An answer of 0 or "no" is an answer.

    `offered`: of the two questions for whom it is, those that the plan has something to choose from for; where it has
    nothing, what is known of these people says who they are.
    """
    found = []
    for part in PARTS:
        for question in part.questions:
            lacks = answers.get(question.name) in (None, "", [])
            if kind in question.needed and lacks:
                found.append((part, question))
        whom = tuple(offered) or ("insight",)
        if part.key == "audience" and not any(answers.get(name) for name in whom):
            found.append((part, next(question for question in part.questions if question.name == whom[0])))
    return found


def not_smart(objectives: str) -> list[str]:
    """What objectives lack to be checked later: each line that gives no figure or no time, in a sentence."""
    found = []
    for line in filter(None, (line.strip(" -•*\t") for line in objectives.splitlines())):
        short = line if len(line) <= 80 else f"{line[:79]}…"
        lacks = [what for what, pattern in (("figure", FIGURE), ("time", WHEN)) if not pattern.search(line)]
        if lacks:
            found.append(f"“{short}” names no {' and no '.join(lacks)}.")
    return found
