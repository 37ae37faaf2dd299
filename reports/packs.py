"""The files that go with a paper: it bound with its public appendices, and what is not for publication by itself."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from reports.exempt import FOUND
from reports.front.mentions import roman
from reports.models import Appendix
from reports.paper_html import exempt_html
from reports.paper_words import weekday_date
from reports.rendering import render_pack


def public_pack(data: dict[str, Any], html: str, appendices: list[Appendix]) -> bytes:
    """The paper with its public appendices, one PDF; empty where none has a file. Raises RenderFailed."""
    bound = [one for one in appendices if one.file and not one.exempt]
    return render_pack(html, [described(one, data) for one in bound]) if bound else b""


def exempt_pack(data: dict[str, Any], appendices: list[Appendix]) -> bytes:
    """What is exempt: the actions that the paper leaves out, then the exempt appendices; empty where there is neither.
    Raises RenderFailed."""
    bound = [described(one, data) for one in appendices if one.file and one.exempt]
    if data.get("exempt"):
        return render_pack(exempt_html(data), bound, is_exempt=True)
    return render_pack(exempt_front(data), bound, is_exempt=True) if bound else b""


def described(one: Appendix, data: dict[str, Any]) -> dict[str, Any]:
    title = f"Appendix {roman(one.position)}: {one.title}"
    sheet = {"title": title, "exempt": one.get_exempt_display() if one.exempt else "", **heads(data)}
    return {
        "title": title,
        "kind": one.kind,
        "path": one.file.path,
        "alt": one.alt,
        "html": one.html,
        "sheet": render_to_string("reports/appendix_sheet.html", sheet),
    }


def exempt_front(data: dict[str, Any]) -> str:
    because = [one["because"] for one in data.get("accepted", []) if FOUND in one["check"]]
    return render_to_string("reports/exempt_front.html", heads(data) | {"because": because})


def heads(data: dict[str, Any]) -> dict[str, str]:
    """What stands on every page."""
    report = data["report"]
    meeting = ", ".join(filter(None, (report["body"], weekday_date(report["meeting_date"]))))
    authority = report.get("authority") or data["plan"]["authority"]
    return {"authority": authority, "paper": report["title"], "meeting": meeting or "Meeting to be named"}
