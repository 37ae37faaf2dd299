"""Writing a confirmed preview into a plan, all of it or none, and each row of a file only once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max

from actions.models import Action, Assignment, ProgressUpdate
from actions.services.structure import Known, Owner, add_action
from actions.timing import Timing
from people.models import Officer, User
from plans.models import Declaration, Plan, Priority
from plans.rag import RATED

TITLE_LENGTH, AUDIENCE_LENGTH = 1000, 120
UNTITLED = "(no title in the paper)"
PAPER = "From the paper"
PARTS = [part.value for part in Assignment.Part]


@dataclass
class Choices:
    """What the person decided on the preview: whether sections become priorities, and who each name is."""

    sections_are_priorities: bool
    officers: Mapping[str, Officer | None]
    set_dates_by: date | None
    priorities: dict[str, Priority] = field(default_factory=dict)
    made: dict[str, Priority] = field(default_factory=dict)


def names_in(preview: dict[str, Any]) -> list[str]:
    """Everybody named in a preview, in the order of their first mention."""
    return list(dict.fromkeys(owner["name"] for row in preview["rows"] for owner in row["owners"]))


def row_keys(preview: dict[str, Any]) -> list[str]:
    """A key for each row, from what it says: the same row of the same paper has the same key in any file.

    Rows that say exactly the same are told apart by counting them, so that both are kept.
    """
    seen: Counter[str] = Counter()
    keys = []
    for row in preview["rows"]:
        said = [row[name] for name in ("reference", "title", "section", "audiences", "date_text", "owners", "method")]
        key = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:56]
        keys.append(f"{key}-{seen[key]}")
        seen[key] += 1
    return keys


def commit(*, plan: Plan, preview: dict[str, Any], choices: Choices, by: User, on: date, source: str) -> list[Action]:
    """Add the preview's rows that the plan does not have yet. Call it inside a transaction.

    Returns the actions made, in the order of the paper.
    """
    choices.priorities = {priority.title: priority for priority in plan.priorities.all()}
    known = set(Action.objects.filter(plan=plan).values_list("source_key", flat=True))
    made = []
    entered = Known.of(plan)
    parents: dict[str, Action] = {}
    for key, row in zip(row_keys(preview), preview["rows"], strict=True):
        if key in known:
            continue
        parent = parents.get(row["reference"].rpartition(".")[0]) if "." in row["reference"] else None
        action = commit_row(
            plan,
            row,
            choices,
            by,
            on,
            {"known": entered, "source_key": key, "parent": parent, "source": {"file": source, **row}},
        )
        if row["reference"]:
            parents[row["reference"]] = action
        made.append(action)
    declare_sections(plan, preview, choices, source, on)
    return made


def declare_sections(plan: Plan, preview: dict[str, Any], choices: Choices, source: str, on: date) -> None:
    """A colour that the paper gives a section is declared for the priority made of it, as the paper's word."""
    colours = {section["title"][:200]: section["rag"] for section in preview["sections"]}
    Declaration.objects.bulk_create(
        Declaration(
            plan=plan, priority=priority, rag=colours[title], reason=f"As written in {source}", by_name=PAPER, on=on
        )
        for title, priority in choices.made.items()
        if colours.get(title) in RATED
    )


def commit_row(plan: Plan, row: dict[str, Any], choices: Choices, by: User, on: date, keep: dict[str, Any]) -> Action:
    """One action with its owners, dates and what the paper says of its progress."""
    timing = Timing.from_json(row["timing"])
    action = add_action(
        plan=plan,
        by=by,
        title=row["title"][:TITLE_LENGTH] or UNTITLED,
        timing=timing,
        priority=priority_for(plan, row["section"], choices) if choices.sections_are_priorities else None,
        owners=[owner_of(owner, choices) for owner in row["owners"]],
        audiences=[name[:AUDIENCE_LENGTH] for name in row["audiences"]],
        reference=row["reference"][:20],
        section=row["section"][:200],
        method=row["method"],
        date_set_by=None if timing.is_dated else choices.set_dates_by,
        **keep,
    )
    if row["progress"].strip() or row["rag"]:
        ProgressUpdate.objects.create(
            action=action,
            rag=row["rag"] or "",
            done=row["progress"].strip(),
            by=by,
            by_name=PAPER,
            on=on,
            source=ProgressUpdate.Source.IMPORT,
        )
    return action


def owner_of(owner: dict[str, str], choices: Choices) -> Owner:
    """The assignment of one name: `part` begins with one of the known parts, what follows is kept as its note."""
    part, _, note = owner["part"].partition(" ")
    officer = choices.officers.get(owner["name"])
    if part not in PARTS:
        part, note = Assignment.Part.DELIVERS, "" if part == "accountable" else owner["part"]
    return Owner(officer, as_written=owner["name"][:300], part=part, note=note[:300])


def priority_for(plan: Plan, section: str, choices: Choices) -> Priority | None:
    """The priority a section becomes, made the first time it is met."""
    title = section[:200]
    if not title:
        return None
    if title not in choices.priorities:
        last = Priority.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
        made = Priority.objects.create(plan=plan, title=title, position=last + 1)
        choices.priorities[title] = choices.made[title] = made
    return choices.priorities[title]
