"""A front sheet as plain data, for the paper, its checks and its issue."""

from __future__ import annotations

from typing import Any

from reports.models import FrontSheet, Report

ANSWERS = ("key_decision", "ground", "wards", "late_route", "late_told", "exempt", "exempt_because")


def front_of(report: Report) -> FrontSheet | None:
    """With everything that hangs on it: five queries, however much that is. None where the report has none."""
    rows = FrontSheet.objects.prefetch_related("sections", "implications", "appendices")
    return rows.filter(report=report).first()


def front_data(front: FrontSheet) -> dict[str, Any]:
    return {
        **{name: getattr(front, name) for name in ANSWERS},
        "notice_on": front.notice_on.isoformat() if front.notice_on else "",
        "sections": [
            {"key": one.key, "title": one.title, "paragraphs": one.paragraphs} for one in front.sections.all()
        ],
        "implications": [
            {
                "name": one.get_kind_display(),
                "is_none": one.is_none,
                "text": one.text,
                "cleared_by": one.cleared_by,
                "cleared_on": one.cleared_on.isoformat() if one.cleared_on else "",
            }
            for one in front.implications.all()
        ],
        "appendices": [one.title for one in front.appendices.all()],
        "attached": [
            {
                "kind": one.kind,
                "file": one.file_name,
                "sha256": one.sha256,
                "alt": one.alt,
                "exempt": one.exempt,
                "is_picture": one.is_picture,
            }
            for one in front.appendices.all()
        ],
    }
