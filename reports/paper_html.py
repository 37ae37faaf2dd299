"""A paper as HTML, on the screen and for `reports.rendering` to print, and as a Word document."""

from typing import Any

from django.template.loader import render_to_string

from reports.exempt_paper import build_exempt
from reports.front.cover import build_cover
from reports.front.words import COVER
from reports.paper import build_paper
from reports.paper_parts import Paper
from reports.plan_paper import build_plan_paper
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN
from reports.word.papers import paper_docx, plan_docx


def paper_html(data: dict[str, Any]) -> str:
    """The paper of a snapshot as an HTML document, autoescaped; the same snapshot gives the same text."""
    kind = data["report"].get("kind")
    if kind in (ACTION_TABLE, BUSINESS_PLAN):
        return render_to_string("reports/plan_paper.html", {"paper": build_plan_paper(data, kind)})
    return render_to_string("reports/progress_paper.html", {"paper": upright_paper(data)})


def exempt_html(data: dict[str, Any]) -> str:
    """The exempt appendix of a paper, which holds something exempt."""
    return render_to_string("reports/progress_paper.html", {"paper": build_exempt(data)})


def paper_word(data: dict[str, Any]) -> bytes:
    """The same paper as a Word document."""
    kind = data["report"].get("kind")
    if kind in (ACTION_TABLE, BUSINESS_PLAN):
        return plan_docx(build_plan_paper(data, kind))
    return paper_docx(upright_paper(data))


def upright_paper(data: dict[str, Any]) -> Paper:
    return build_cover(data) if data["report"].get("kind") == COVER else build_paper(data)
