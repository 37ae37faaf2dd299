"""A paper as HTML, on the screen and for `reports.rendering` to print, and as a Word document."""

from typing import Any

from django.template.loader import render_to_string

from reports.exempt_paper import build_exempt
from reports.front.cover import build_cover
from reports.front.words import COVER
from reports.paper import build_paper
from reports.paper_dashboard import build_dashboard
from reports.paper_kinds import DASHBOARD, MONITORING, TRACKER
from reports.paper_parts import Paper
from reports.paper_tracker import build_tracker
from reports.plan_paper import build_plan_paper
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN
from reports.word.papers import paper_docx, plan_docx

PLAN_PAPERS = (ACTION_TABLE, BUSINESS_PLAN, MONITORING)


def paper_html(data: dict[str, Any]) -> str:
    """The paper of a snapshot as an HTML document, autoescaped; the same snapshot gives the same text."""
    kind = data["report"].get("kind")
    if kind in PLAN_PAPERS:
        return render_to_string("reports/plan_paper.html", {"paper": build_plan_paper(data, kind)})
    paper = upright_paper(data)
    template = "reports/sheet_paper.html" if paper.is_sheet else "reports/progress_paper.html"
    return render_to_string(template, {"paper": paper})


def exempt_html(data: dict[str, Any]) -> str:
    """The exempt appendix of a paper, which holds something exempt."""
    return render_to_string("reports/progress_paper.html", {"paper": build_exempt(data)})


def paper_word(data: dict[str, Any]) -> bytes:
    """The same paper as a Word document."""
    kind = data["report"].get("kind")
    if kind in PLAN_PAPERS:
        return plan_docx(build_plan_paper(data, kind))
    return paper_docx(upright_paper(data))


def upright_paper(data: dict[str, Any]) -> Paper:
    builders = {COVER: build_cover, TRACKER: build_tracker, DASHBOARD: build_dashboard}
    return builders.get(data["report"].get("kind"), build_paper)(data)
