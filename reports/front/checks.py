"""What is looked at before a report is issued: each finding a sentence that leads to where it is put right. Pure.

Some findings block; the others are put right, or accepted with a reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.rag import CONTRADICTION
from plans.periods import in_words
from reports.backplan import Timetable, notice_by, route
from reports.comparison import actions_of
from reports.exempt import FOUND
from reports.front.mentions import first_mentions, roman
from reports.front.words import COVER, FINANCIAL, MAY_BE_BLANK, RECOMMENDATION, VERB
from reports.health.placeholders import placeholders_in
from reports.paper_words import listed, many

EXEMPT = "exempt"
UPDATE_TEXTS = ("done", "next_steps", "explanation", "recovery")
Data = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """`lead` is the link's text, `rest` what follows it; `at` names where it is put right: "head", "key", "sign",
    "appendices", "implications", "section:background", "action:12"; "exempt" is answered with a reason where it stands."""

    lead: str
    rest: str
    at: str
    blocks: bool = True
    is_order: bool = False  # one press puts it right
    is_note: bool = False  # to be known, and in nobody's way: the files of a paper may go out by another road

    @property
    def sentence(self) -> str:
        return f"{self.lead} {self.rest}".strip()

    @property
    def key(self) -> str:
        return hashlib.sha256(self.sentence.encode()).hexdigest()


@dataclass(frozen=True)
class Subject:
    """What is checked: the paper's data, who has not signed, the council's timetable, and the day."""

    data: Data
    unsigned: list[str]
    timetable: Timetable
    on: date

    @property
    def front(self) -> Data:
        return self.data["front"]

    @property
    def is_cover(self) -> bool:
        return self.data["report"]["kind"] == COVER

    @property
    def meeting(self) -> date | None:
        text = self.data["report"]["meeting_date"]
        return date.fromisoformat(text) if text else None

    @property
    def actions(self) -> dict[int, Data]:
        """Every action that is told of, here or in the exempt appendix."""
        exempt = self.data.get("exempt") or {"groups": []}
        return actions_of(self.data) | {
            pk: one for group in exempt["groups"] for pk, one in actions_of({"priorities": [], **group}).items()
        }

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """(number, text) of the front sheet."""
        return [
            (f"{number}.{at}", text)
            for number, section in enumerate(self.front["sections"], 1)
            for at, text in enumerate(section["paragraphs"], 1)
        ]


def run_checks(subject: Subject) -> tuple[list[Finding], list[str]]:
    """The findings, and the names of what was found right."""
    findings, passed = [], []
    for name, check, is_for_cover in CHECKS:
        if is_for_cover is not None and is_for_cover != subject.is_cover:
            continue
        found = list(check(subject))
        findings += found
        if not found:
            passed.append(name)
    findings.sort(key=lambda one: not one.blocks)
    return findings, passed


def head(subject: Subject) -> Iterator[Finding]:
    if subject.meeting is None:
        yield Finding(
            "No meeting is named:", "the front sheet says which, and the deadlines are counted from it.", "head"
        )
    if not subject.data["report"]["report_of"]:
        yield Finding("Nobody is named as “Report of”.", "", "head")


def blanks(subject: Subject) -> Iterator[Finding]:
    for section in subject.front["sections"]:
        if not section["paragraphs"] and section["key"] not in MAY_BE_BLANK:
            rest = "“None” is an answer; blank is not." if section["key"] == FINANCIAL else ""
            yield Finding(f"“{section['title']}” is blank.", rest, f"section:{section['key']}")


def verbs(subject: Subject) -> Iterator[Finding]:
    for section in subject.front["sections"]:
        if section["key"] == RECOMMENDATION:
            for text in section["paragraphs"]:
                if not VERB.search(text):
                    said = "It says what the meeting is to do: note, agree, approve, refer."
                    yield Finding(f"A recommendation has no verb: “{text[:80]}”.", said, "section:recommendation")


def implications(subject: Subject) -> Iterator[Finding]:
    rows = subject.front["implications"]
    blank = [one["name"] for one in rows if not (one["is_none"] or one["text"])]
    uncleared = [
        one["name"] for one in rows if (one["is_none"] or one["text"]) and not (one["cleared_by"] and one["cleared_on"])
    ]
    if blank:
        lead = f"{len(blank)} of {len(rows)} implications {'is' if len(blank) == 1 else 'are'} blank:"
        yield Finding(lead, f"{listed(blank)}. “None” is an answer; blank is not.", "implications")
    if uncleared:
        lead = f"{len(uncleared)} of {len(rows)} implications {'is' if len(uncleared) == 1 else 'are'} not cleared:"
        yield Finding(lead, f"{listed(uncleared)}. Say who cleared each, and on which day.", "implications")


def appendices(subject: Subject) -> Iterator[Finding]:
    titles, found = subject.front["appendices"], first_mentions(subject.paragraphs)
    for number, paragraph in found.items():
        if number > len(titles):
            yield Finding(
                f"Paragraph {paragraph} mentions Appendix {roman(number)}, which is not listed.", "", "appendices"
            )
    for number, title in enumerate(titles, 1):
        if number not in found:
            rest = "Mention it in a paragraph, or take it out."
            yield Finding(f"Appendix {roman(number)}, {title}, is listed but never mentioned.", rest, "appendices")
    known = [number for number in found if number <= len(titles)]
    if known != sorted(known):
        rest = "One press numbers them so, in the list and in the text."
        yield Finding(
            "The appendices are not numbered in the order of their mention.", rest, "appendices", is_order=True
        )
    bare = [n for n, one in enumerate(subject.front["attached"], 1) if not one["kind"]]
    if bare:
        called = listed([f"{roman(number)}, {titles[number - 1]}" for number in bare])
        lead = f"Appendix {called}, has no file:" if len(bare) == 1 else f"{len(bare)} appendices have no file:"
        rest = "attach it" if len(bare) == 1 else f"{listed([roman(number) for number in bare])}. Attach them"
        yield Finding(
            lead,
            f"{rest}, or say where readers find {'it' if len(bare) == 1 else 'them'}.",
            "appendices",
            False,
            is_note=True,
        )


def pictures(subject: Subject) -> Iterator[Finding]:
    for title, one in zip(subject.front["appendices"], subject.front["attached"], strict=True):
        if one["is_picture"] and not one["alt"]:
            yield Finding(f"The picture of “{title}” has no words for what it shows.", "", "appendices")


def key_decision(subject: Subject) -> Iterator[Finding]:
    front, meeting = subject.front, subject.meeting
    late = route(meeting, subject.timetable, on=subject.on).sentence if meeting else ""
    if not front["key_decision"]:
        rest = f"If it is one: {late}" if late else ""
        yield Finding("“Is this a key decision report?” is not answered.", rest, "key")
    if front["key_decision"] != "yes":
        return
    if not front["ground"]:
        yield Finding("A key decision needs its ground:", "money, or the effects on two or more wards.", "key")
    if not front["wards"]:
        yield Finding("The wards or parishes affected are not named.", "“All” is an answer.", "key")
    if front["late_route"]:
        if not front["late_told"]:
            yield Finding(
                f"Regulation {front['late_route']} is claimed, but not who was told or agreed, and when.", "", "key"
            )
    elif not front["notice_on"]:
        yield Finding("The key decision is not in the forward plan:", late or "say since when it is.", "key")
    elif meeting and date.fromisoformat(front["notice_on"]) > notice_by(meeting, subject.timetable):
        due = in_words(notice_by(meeting, subject.timetable))
        rest = f"It was due by {due}; without that it takes regulation 10 or 11."
        yield Finding("Notice of the key decision came too late.", rest, "key")


def exemption(subject: Subject) -> Iterator[Finding]:
    if subject.front["exempt"] and not subject.front["exempt_because"]:
        yield Finding("Exemption is claimed without the public-interest reason.", "", "key")


def exempt_parts(subject: Subject) -> Iterator[Finding]:
    exempt = subject.data.get("exempt") or {"actions": 0, "words": 0}
    held = exempt["actions"] + exempt["words"]
    apart = sum(bool(one["exempt"]) for one in subject.front["attached"]) if subject.is_cover else 0
    if held or apart:
        what = many(apart, "appendix is", "appendices are") if apart else many(held, "action is", "actions are")
        lead = f"{what} {FOUND}"
        yield Finding(
            lead, "Say why the public interest is in keeping it so; the exempt appendix prints it.", EXEMPT, False
        )


def placeholders(subject: Subject) -> Iterator[Finding]:
    for number, section in enumerate(subject.front["sections"], 1):
        for at, text in enumerate(section["paragraphs"], 1):
            for words, meaning in placeholders_in(text):
                yield Finding(
                    f"Paragraph {number}.{at}: “{words}” looks like {meaning}.", "", f"section:{section['key']}", False
                )
    for one in subject.front["implications"]:
        for words, meaning in placeholders_in(one["text"]):
            yield Finding(f"{one['name']}: “{words}” looks like {meaning}.", "", "implications", False)


def gaps_in_the_register(subject: Subject) -> Iterator[Finding]:
    for pk, action in subject.actions.items():
        update = action["update"] or {}
        for name in UPDATE_TEXTS:
            for words, meaning in placeholders_in(update.get(name) or ""):
                rest = "It is printed as it was frozen."
                yield Finding(
                    f"“{action['title']}” says “{words}”, which looks like {meaning}.", rest, f"action:{pk}", False
                )


def words_against_colours(subject: Subject) -> Iterator[Finding]:
    for pk, action in subject.actions.items():
        update = action["update"] or {}
        text = " ".join(update.get(name) or "" for name in ("done", "next_steps"))
        if action["rating"] == "green" and (found := CONTRADICTION.search(text)):
            rest = f"Its words say “{found[0]}”. Both are printed."
            yield Finding(f"“{action['title']}” is green.", rest, f"action:{pk}", False)
        if action["declared"] and action["proposed"] and action["declared"] != action["proposed"] and action["reasons"]:
            rest = "Both are printed, with the reasons."
            lead = f"“{action['title']}” is {action['declared']} in words and {action['proposed']} by its dates."
            yield Finding(lead, rest, f"action:{pk}", False)


def signatures(subject: Subject) -> Iterator[Finding]:
    if subject.unsigned:
        yield Finding(f"Not signed by: {listed(subject.unsigned)}.", "", "sign")


# (what it is called where it is found right, the check, only for reports with a front sheet (True) or without (False))
CHECKS: tuple[tuple[str, Callable[[Subject], Iterator[Finding]], bool | None], ...] = (
    ("meeting and author", head, None),
    ("key decision and forward plan", key_decision, True),
    ("no section blank", blanks, True),
    ("recommendation verb", verbs, True),
    ("implications", implications, True),
    ("appendices", appendices, True),
    ("words for pictures", pictures, True),
    ("exemption", exemption, True),
    ("exempt parts", exempt_parts, None),
    ("placeholders", placeholders, True),
    ("gaps in the register", gaps_in_the_register, False),
    ("words and colours", words_against_colours, False),
    ("signatures", signatures, None),
)
