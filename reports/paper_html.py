"""The progress paper as HTML: one page, on the screen and for `reports.rendering` to print."""

from typing import Any

from django.template.loader import render_to_string

from reports.paper import build_paper


def paper_html(data: dict[str, Any]) -> str:
    """The paper of a snapshot as an HTML document, autoescaped; the same snapshot gives the same text."""
    return render_to_string("reports/progress_paper.html", {"paper": build_paper(data)})
