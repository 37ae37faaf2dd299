"""What an expectation (`NAME.expected.json`) wants to be read from a paper, whatever names it gives the parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plans.periods import FinancialYear, Years

KINDS = {"tbc": "unknown"}


@dataclass
class Wanted:
    """A row as a careful reader takes it. `dates` are (kind, first, last) of what is right; None: nothing is expected."""

    title: str
    number: str = ""
    section: str | None = None
    owners: list[str] | None = None
    dates: list[tuple[str, str | None, str | None]] | None = None
    rag: str | None = ""
    parent: str | None = None


@dataclass(frozen=True)
class Beside:
    """What stands beside the actions, as it is wanted or found: `kind` is one of the lists of a preview."""

    kind: str
    where: str
    title: str
    date: tuple[str | None, str | None] = (None, None)  # first and last day


def wanted_rows(data: dict[str, Any]) -> list[Wanted]:
    """The rows of an expectation, whatever names it gives their parts."""
    if "priorities" in data:
        return list(of_priorities(data["priorities"]))
    rows = []
    for row in data.get("rows", ()):
        date = row.get("date")
        rows.append(
            Wanted(
                title=row.get("title") or row["project"],
                section=row.get("section", row.get("workstream")),
                owners=row.get("owners"),
                dates=bounds_of(date, row.get("acceptable_kinds", ())) if date else None,
                rag=row.get("rag") if "rag" in row else "",
            )
        )
    return rows


def of_priorities(priorities: list[dict[str, Any]]) -> Iterator[Wanted]:
    for priority in priorities:
        for group in priority["actions"]:
            yield Wanted(group["text"], str(group["number"]), owners=[], dates=[("none", None, None)], parent="")
            for sub in group["sub_actions"]:
                span = ("range", sub["start"].get("start"), sub["end"].get("end"))
                yield Wanted(
                    sub["text"], sub["number"], owners=sub["owners"], dates=[span], parent=str(group["number"])
                )


def bounds_of(date: dict[str, Any], also: tuple[str, ...]) -> list[tuple[str, str | None, str | None]]:
    kind = KINDS.get(date["kind"], date["kind"])
    return [(one, date.get("start"), date.get("end")) for one in (kind, *also)]


def years_of(data: dict[str, Any]) -> Years | None:
    """The financial years the paper says it is for, or else those its dates are in."""
    found = re.search(r"(20\d\d)[/-](\d\d)\b", data.get("title", ""))
    if found and int(found[2]) == (int(found[1]) + 1) % 100:
        return Years(FinancialYear(int(found[1])), FinancialYear(int(found[1])))
    starts = [int(row["date"]["start"][:4]) for row in data.get("rows", ()) if row.get("date", {}).get("start")]
    return Years(FinancialYear(min(starts)), FinancialYear(max(starts))) if starts else None


def wanted_beside(data: dict[str, Any]) -> list[Beside]:
    """Priorities, milestones and decisions of a business plan; measures of a communications plan."""
    wanted = []
    for priority in data.get("priorities", ()):
        number = str(priority["number"])
        wanted.append(Beside("priorities", number, priority["title"]))
        for one in priority.get("milestones", ()):
            bounds = one["date"].get("start"), one["date"].get("end")
            wanted.append(Beside("milestones", f"{number} {one['label']}", one["text"], bounds))
        if decision := priority.get("decision"):
            wanted += [Beside("decisions", number, decision["text"])] if decision["real_decision"] else []
    wanted += [Beside("measures", one["audience"], one["text"]) for one in data.get("plan", {}).get("measures", ())]
    return wanted


def found_beside(preview: dict[str, Any]) -> list[tuple[Beside, list[str]]]:
    """The same of a preview, each with its warnings."""
    return [
        (
            Beside(kind, where(one), one["statement" if kind == "measures" else "title"], days(one)),
            one.get("warnings", []),
        )
        for kind, where in (
            ("priorities", lambda one: one["reference"]),
            ("milestones", lambda one: f"{one['priority']} {one['letter']}"),
            ("decisions", lambda one: one["priority"]),
            ("measures", lambda one: one["audience"]),
        )
        for one in preview.get(kind, ())
    ]


def days(one: dict[str, Any]) -> tuple[str | None, str | None]:
    timing = one.get("timing", {})
    return timing.get("earliest"), timing.get("latest")
