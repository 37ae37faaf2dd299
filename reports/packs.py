"""The files that go with a paper: it bound with its public appendices, and what is not for publication by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

from django.template.loader import render_to_string

from reports.exempt import FOUND
from reports.front.mentions import roman
from reports.models import Appendix
from reports.paper_html import exempt_html
from reports.paper_words import weekday_date
from reports.rendering import RenderFailed, render_pack


def public_pack(data: dict[str, Any], html: str, appendices: list[Appendix]) -> bytes:
    """The paper with its public appendices, one PDF; empty where none has a file. Raises RenderFailed."""
    bound = [one for one in appendices if one.file and not one.exempt]
    if not bound:
        return b""
    with at_hand(bound) as paths:
        return render_pack(html, [described(one, data, paths[one.pk]) for one in bound])


def exempt_pack(data: dict[str, Any], appendices: list[Appendix]) -> bytes:
    """What is exempt: the actions that the paper leaves out, then the exempt appendices; empty where there is neither.
    Raises RenderFailed."""
    bound = [one for one in appendices if one.file and one.exempt]
    if not bound and not data.get("exempt"):
        return b""
    html = exempt_html(data) if data.get("exempt") else exempt_front(data)
    with at_hand(bound) as paths:
        return render_pack(html, [described(one, data, paths[one.pk]) for one in bound], is_exempt=True)


@contextmanager
def at_hand(appendices: list[Appendix]) -> Iterator[dict[int, str]]:
    """{id: path} of their files, in a folder of this machine, for the process that prints: they may be kept elsewhere."""
    with TemporaryDirectory(prefix="appendices-") as folder:
        paths = {one.pk: str(Path(folder, str(one.pk))) for one in appendices}
        for one in appendices:
            try:
                with one.file.open("rb") as kept, Path(paths[one.pk]).open("wb") as copy:
                    copyfileobj(kept, copy)
            except FileNotFoundError:
                raise RenderFailed(f"The file of the appendix “{one.title}” is not there any more.") from None
        yield paths


def described(one: Appendix, data: dict[str, Any], path: str) -> dict[str, Any]:
    title = f"Appendix {roman(one.position)}: {one.title}"
    sheet = {"title": title, "exempt": one.get_exempt_display() if one.exempt else "", **heads(data)}
    return {
        "title": title,
        "kind": one.kind,
        "path": path,
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
