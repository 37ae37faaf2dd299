"""What a paper holds besides its actions, as it is checked: priorities, key milestones, key decisions, measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.models import Milestone
from actions.timing import Timing
from imports.corrections import code_of
from imports.date_words import date_in_words
from imports.figures import figures
from imports.item_corrections import DECISIONS, MEASURES, MILESTONES, PRIORITIES, corrected_item
from imports.matching import HALF, likeness
from imports.models import ImportFile, RowChoice
from plans.models import Decision, Plan, Priority
from surveys.models import Measure

HEADINGS = {
    PRIORITIES: "Priorities",
    MILESTONES: "Key milestones",
    DECISIONS: "Key decisions",
    MEASURES: "Measures",
}
KNOWN = {"yes": "in the forward plan", "no": "not in the forward plan"}


@dataclass(frozen=True)
class CheckedItem:
    """One of them: `raw` as read, `found` as it will be saved, `saved` how its date or figures are understood, `there`
    the row of the plan that it is already, `choice` what was decided."""

    kind: str
    number: int
    raw: dict[str, Any]
    found: dict[str, Any]
    there: Any
    choice: RowChoice | None
    saved: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return place_of(self.kind, self.number)

    @property
    def code(self) -> str:
        return code_of(self.place)

    @property
    def anchor(self) -> str:
        return f"{self.kind}_{self.number}"

    @property
    def said(self) -> list[str]:
        """What else the paper says of it."""
        return words_of(self.kind, self.raw)

    @property
    def saved_words(self) -> str:
        """How it is saved, where that is not just what the paper says."""
        corrected = words_of(self.kind, self.found) if self.is_corrected else []
        return "; ".join([*corrected, *filter(None, [self.saved])])

    @property
    def version(self) -> int:
        return self.choice.version if self.choice else 1

    @property
    def is_corrected(self) -> bool:
        return self.choice is not None and bool(self.choice.corrected)

    @property
    def is_left_out(self) -> bool:
        return self.choice is not None and self.choice.decision == RowChoice.Decision.LEFT_OUT

    @property
    def is_new(self) -> bool:
        return self.there is None and not self.is_left_out

    @property
    def title(self) -> str:
        number = self.found.get("reference") or self.found.get("letter") or ""
        return f"{number} {self.found.get('title') or self.found.get('statement')}".strip()


def words_of(kind: str, found: Mapping[str, Any]) -> list[str]:
    """What is said of it besides its title, without what is blank."""
    said: list[str] = []
    if kind == PRIORITIES:
        said = [found["description"]]
    elif kind == MILESTONES:
        said = [found["date_text"] or "(no date)"]
    elif kind == DECISIONS:
        said = [KNOWN.get(found["in_forward_plan"], "")]
    else:
        targets = [f"{heading}: {words or '(blank)'}" for heading, words in found["targets"].items()]
        said = [found["audience"], *targets, f"Floor: {found['floor']}" if found["floor"] else ""]
    if kind in (MILESTONES, DECISIONS) and found["priority"]:
        said.append(f"Priority {found['priority']}")
    return [words for words in said if words]


def place_of(kind: str, number: int) -> str:
    return f"{kind} {number}"


def items_of(file: ImportFile, plan: Plan, choices: Mapping[str, RowChoice]) -> list[CheckedItem]:
    """All of them, in the order of the paper. Four queries."""
    standing = Standing(plan)
    return [
        CheckedItem(
            kind=kind,
            number=number,
            raw=raw,
            found=found,
            there=there,
            choice=choice,
            saved=saved_as(kind, found, plan),
            notes=list(dict.fromkeys([*found.get("warnings", ()), *notes_on(kind, found, there)])),
        )
        for kind in HEADINGS
        for number, raw in enumerate(file.preview.get(kind, ()), 1)
        for choice in [choices.get(place_of(kind, number))]
        for found in [corrected_item(kind, raw, choice.corrected if choice else {}, plan.years)]
        for there in [standing.find(kind, found)]
    ]


def saved_as(kind: str, found: dict[str, Any], plan: Plan) -> str:
    """How a milestone's date and a measure's figures are understood."""
    if kind == MILESTONES:
        return date_in_words(Timing.from_json(found["timing"]))
    if kind != MEASURES:
        return ""
    held_to = figures(found, plan.years)
    said = [str(Measure.Unit(held_to.unit).label).lower(), str(Measure.Better(held_to.better).label).lower()]
    named = {"target": held_to.target, "floor": held_to.floor}
    said += [f"{name} {figure:f}" if figure is not None else f"no {name}" for name, figure in named.items()]
    return ", ".join(said)


def notes_on(kind: str, found: dict[str, Any], there: Any) -> Iterator[str]:
    """What a person should know of one that is there already: its row in the plan is not changed by an import."""
    if kind == MILESTONES and there and squeezed(found["date_text"]) not in ("", squeezed(there.timing.as_written)):
        yield f"In the plan its date is {there.timing.as_written or 'not known'}, and stays so. Change it there if it has moved."
    if kind == MEASURES and not there:
        for heading, words in found["extra"].items():
            yield f"A measure has no place for what stands under “{heading}”, which is not imported: {words}"
    if kind == MILESTONES and Timing.from_json(found["timing"]).provisional:
        yield f"The date is provisional: “{found['date_text']}”."


def squeezed(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


class Standing:
    """The plan's own, by what they are called."""

    def __init__(self, plan: Plan) -> None:
        self.priorities = list(Priority.objects.filter(plan=plan).in_order())
        self.given: set[int] = set()
        self.milestones = {
            (squeezed(one.title), one.letter): one for one in Milestone.objects.filter(plan=plan).order_by("-pk")
        }
        self.decisions = {squeezed(one.title): one for one in Decision.objects.filter(plan=plan).order_by("-pk")}
        measures = Measure.objects.filter(plan=plan).select_related("audience").order_by("-pk")
        self.measures = {
            (squeezed(one.statement), squeezed(one.audience.name) if one.audience else ""): one for one in measures
        }

    def find(self, kind: str, found: Mapping[str, Any]) -> Any:
        """Its row in the plan, or None."""
        if kind == PRIORITIES:
            return self.priority(squeezed(found["reference"]), squeezed(found["title"][:300]))
        if kind == MILESTONES:
            return self.milestones.get((squeezed(found["title"][:500]), found["letter"][:5]))
        if kind == DECISIONS:
            return self.decisions.get(squeezed(found["title"][:500]))
        return self.measures.get((squeezed(found["statement"][:300]), squeezed(found["audience"][:120])))

    def priority(self, number: str, title: str) -> Priority | None:
        """By number and title, as titles repeat (Kent gives three the same); else by the title, where one of the two has
        no number; else by the number, where half of the title is the same. None is given to two."""
        exact = [one for one in self.priorities if (squeezed(one.reference), squeezed(one.title)) == (number, title)]
        free = [one for one in self.priorities if one.pk not in self.given]
        titled = [one for one in free if squeezed(one.title) == title and not (number and one.reference)]
        numbered = [one for one in free if number and squeezed(one.reference) == number]
        alike = [one for one in numbered if likeness(one.title, title, HALF)]
        found = next(iter([*exact, *titled, *alike]), None)
        self.given |= {found.pk} if found else set()
        return found
