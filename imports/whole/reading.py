"""From the bytes of an export to its data, and to the preview that every other file is given."""

from __future__ import annotations

import json
from typing import Any

from imports.limits import Refused, check_upload
from imports.whole.holdings import left_in_file
from imports.whole.incoming import NOT_WHOLE, is_export


def looks_like_json(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_export(content: bytes) -> dict[str, Any]:
    """The data of an export.

    Raises:
        Refused: it is too large, damaged, or something else.
    """
    check_upload(content)
    try:
        data = json.loads(content, parse_constant=no_number)
    except (ValueError, RecursionError) as fault:
        raise Refused(NOT_WHOLE.format("it is damaged")) from fault
    if not is_export(data):
        raise Refused(NOT_WHOLE.format("it has no plan and no priorities"))
    return data


def no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def preview_of(data: dict[str, Any]) -> dict[str, Any]:
    """The preview of an export: its actions as rows, and in a warning what it holds besides.

    Raises:
        Refused: an action lacks what every action has.
    """
    try:
        rows = [
            row_of(action, priority.get("title", ""))
            for priority in [*data["priorities"], data]
            for group in priority["actions"]
            for action in (group, *group["actions"])
        ]
        left = left_in_file(data)
        besides = {
            name: len(found) for name, found in data.items() if isinstance(found, list) and found and name != "actions"
        }
    except (KeyError, TypeError, AttributeError) as fault:
        raise Refused(NOT_WHOLE.format(f"an action of it lacks {fault}")) from fault
    return {
        "export": True,
        "plan": data["plan"].get("title", ""),
        "columns": {},
        "rows": rows,
        "skipped": [],
        "sections": [
            {"title": priority.get("title", ""), "rag": None, "source": ""} for priority in data["priorities"]
        ],
        "warnings": [
            f"This is a whole plan. Besides its actions: {', '.join(f'{n} {k}' for k, n in besides.items())}.",
            *([left] if left else []),
        ],
    }


def row_of(action: dict[str, Any], priority: str) -> dict[str, Any]:
    last = action["updates"][-1] if action["updates"] else {}
    return {
        "reference": action["reference"],
        "title": action["title"],
        "section": action["section"] or priority,
        "audiences": action["audiences"],
        "date_text": action["timing"]["as_written"],
        "timing": action["timing"],
        "owners": [
            {"name": one["officer"]["name"] if one["officer"] else one["as_written"], "part": one["part"]}
            for one in action["owners"]
        ],
        "method": action["method"],
        "progress": last.get("done", ""),
        "rag": last.get("rag") or None,
        "extra": {},
        "warnings": [],
    }
