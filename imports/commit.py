"""Writing a checked file into a plan, all of it or none, and each row of a paper only once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max

from actions.models import Action, ProgressUpdate
from actions.services.gathered import Gathered
from actions.services.naming import Owner, owner_of
from actions.services.structure import Known, gather_action
from actions.timing import Timing
from imports.checking import Checked, CheckedRow
from imports.commit_kinds import Kinds, number_of
from imports.taking import PAPER, take_differences
from people.models import Officer, User
from plans.models import Declaration, Plan, PlanRow, Priority
from plans.rag import RATED

TITLE_LENGTH, AUDIENCE_LENGTH = 1000, 120
UNTITLED = "(no title in the paper)"


@dataclass
class Choices:
    """What was decided on the whole file: whether sections become priorities, who each name is, by when missing dates
    are to be set, and the reason for dates that are moved; `source` is what the file is called."""

    sections_are_priorities: bool
    officers: Mapping[str, Officer | None]
    set_dates_by: date | None
    reason: str
    source: str
    by: User
    on: date
    numbered: Mapping[str, Priority] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)
    made: dict[str, Priority] = field(default_factory=dict)


@dataclass
class Committed:
    """What became of it: actions that were added, those of which differences were taken, how many were there; and what
    else was added, priorities, milestones, decisions and measures."""

    added: list[Action] = field(default_factory=list)
    changed: list[Action] = field(default_factory=list)
    there: int = 0
    besides: list[PlanRow] = field(default_factory=list)


def commit(*, checked: Checked, choices: Choices) -> Committed:
    """Add the rows that the plan does not have yet, and take the differences that were chosen. Call it inside a
    transaction."""
    plan = checked.plan
    choices.priorities = {priority.title: priority for priority in plan.priorities.all()}
    kept = checked.kept
    there = Action.objects.select_related("plan__organisation").in_bulk([row.action.pk for row in kept if row.action])
    entered, gathered = Known.of(plan), Gathered()
    done = Committed()
    kinds = Kinds(plan, checked.items, choices.by, entered)
    choices.numbered = kinds.add_priorities()
    by_place: dict[tuple[str, str, str], Action] = {}
    for row in kept:
        if row.action is None:
            is_group = row.stands_at in checked.groups
            action = new_row(plan, row, choices, entered, gathered, parent_of(row, by_place), is_group=is_group)
            done.added.append(action)
        else:
            action = there[row.action.pk]
            if keep_up(action, row, choices, entered):
                done.changed.append(action)
            else:
                done.there += 1
        if row.row["reference"]:
            by_place.setdefault(row.stands_at, action)
    gathered.write(plan=plan, by=choices.by)
    done.besides = kinds.add_others()
    declare_sections(plan, checked.file.preview, choices)
    return done


def parent_of(row: CheckedRow, by_place: Mapping[tuple[str, str, str], Action]) -> Action | None:
    """The action under which it stands. Actions nest one level: what is under 1.1 stands under 1."""
    above = by_place.get(row.above) if row.above else None
    return above.parent or above if above else None


def keep_up(action: Action, row: CheckedRow, choices: Choices, entered: Known) -> bool:
    """Take what was chosen of a row that is there already. Was anything changed?"""
    taken = row.taken
    if taken:
        owners = [named(owner, choices) for owner in row.row["owners"]]
        take_differences(
            action,
            row,
            owners=owners,
            known=entered,
            source=choices.source,
            reason=choices.reason,
            by=choices.by,
            on=choices.on,
        )
    if not choices.sections_are_priorities or action.priority_id or not row.row["section"]:
        return bool(taken)
    action.save_from(action.version, priority=priority_of(action.plan, row.row, choices))
    return True


def declare_sections(plan: Plan, preview: dict[str, Any], choices: Choices) -> None:
    """A colour that the paper gives a section is declared for the priority made of it, as the paper's word."""
    colours = {section["title"][:200]: section["rag"] for section in preview["sections"]}
    Declaration.objects.bulk_create(
        Declaration(
            plan=plan,
            priority=priority,
            rag=colours[title],
            reason=f"As written in {choices.source}",
            by_name=PAPER,
            on=choices.on,
        )
        for title, priority in choices.made.items()
        if colours.get(title) in RATED
    )


def new_row(
    plan: Plan,
    checked: CheckedRow,
    choices: Choices,
    entered: Known,
    gathered: Gathered,
    parent: Action | None,
    *,
    is_group: bool,
) -> Action:
    """One action with its owners, dates and what the paper says of its progress, written when all are gathered."""
    row = checked.row
    timing = Timing.from_json(row["timing"])
    corrected = {name: row[name] for name in checked.corrected_fields}
    action = gather_action(
        plan=plan,
        by=choices.by,
        title=row["title"][:TITLE_LENGTH] or UNTITLED,
        timing=timing,
        priority=priority_of(plan, row, choices),
        owners=[named(owner, choices) for owner in row["owners"]],
        audiences=[name[:AUDIENCE_LENGTH] for name in row["audiences"]],
        known=entered,
        gathered=gathered,
        parent=parent,
        reference=row["reference"][:20],
        section=row["section"][:200],
        method=row["method"],
        date_set_by=None if timing.is_dated or is_group else choices.set_dates_by,
        source_key=checked.key,
        source={"file": choices.source, **checked.raw, **({"corrected": corrected} if corrected else {})},
    )
    if row["progress"].strip() or row["rag"]:
        gathered.updates.append(
            ProgressUpdate(
                action=action,
                rag=row["rag"] or "",
                done=row["progress"].strip(),
                by=choices.by,
                by_name=PAPER,
                on=choices.on,
                source=ProgressUpdate.Source.IMPORT,
            )
        )
    return action


def named(owner: dict[str, str], choices: Choices) -> Owner:
    return owner_of(owner["name"], owner["part"], choices.officers.get(owner["name"]))


def priority_of(plan: Plan, row: dict[str, Any], choices: Choices) -> Priority | None:
    """The priority whose number the paper gives it; else that which its section becomes, if sections become any."""
    numbered = choices.numbered.get(number_of(row.get("priority", "")))
    if numbered or not choices.sections_are_priorities:
        return numbered
    return priority_for(plan, row["section"], choices)


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
