"""A paper as HTML: one page, on the screen and for `reports.rendering` to print."""

from typing import Any

from django.template.loader import render_to_string

from reports.front.cover import build_cover
from reports.front.words import COVER
from reports.paper import build_paper
from reports.plan_paper import build_plan_paper
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN


def paper_html(data: dict[str, Any]) -> str:
    """The paper of a snapshot as an HTML document, autoescaped; the same snapshot gives the same text."""
    kind = data["report"].get("kind")
    if kind in (ACTION_TABLE, BUSINESS_PLAN):
        return render_to_string("reports/plan_paper.html", {"paper": build_plan_paper(data, kind)})
    if kind == COVER:
        return render_to_string("reports/progress_paper.html", {"paper": build_cover(data)})
    return render_to_string("reports/progress_paper.html", {"paper": build_paper(data)})
