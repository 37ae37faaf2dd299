"""The page of one measure: what it stands at, what that shows, by council, and over time."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.permissions import SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from surveys.charts import trend_chart
from surveys.evidence import Measured, evidence_of, read
from surveys.indicators import figure_words, indicators, standing_words, target_words
from surveys.models import FedBack, Measure
from surveys.replies import Count
from surveys.statistics import NOT_SHOWN, per_cent, replies_that_would_show
from surveys.trend import of_readings, of_waves, spoken


@requires(Verb.SEE_PLAN, Measure)
@answers(*SAFE)
def measure(request: SignedInRequest, found: Measure) -> HttpResponse:
    """A measure with its evidence. A fixed number of queries, however many waves and councils there are."""
    on, plan = timezone.localdate(), found.plan
    (entry,) = read(plan, [found], on)
    indicator = indicators(plan, [found], on=on)[found.pk]
    target = figure_words(Fraction(found.target), found.unit) if found.target is not None else ""
    points = of_waves(entry) or of_readings(indicator)
    aim = None if found.target is None else float(found.target)
    latest = indicator.latest
    surveys = {question.survey for wave in entry.waves for question in wave.questions}
    page = {
        "measure": found,
        "plan": plan,
        "target": f"{target} or less" if target and found.is_lower_better else target,
        "entry": entry,
        "has_result": bool(entry.evidence and entry.evidence.share is not None),
        "would_show": would_show(entry),
        "councils": [row(found, count) for count in entry.wave.replies.councils] if entry.wave else [],
        "points": points,
        "chart": trend_chart(points, aim, spoken(points, str(found), target), is_share=found.unit == "per_cent"),
        "latest": latest,
        "latest_words": standing_words(latest, found.unit) if latest else "",
        "latest_target": target_words(latest, found.unit, is_lower_better=found.is_lower_better) if latest else "",
        "fed_back": FedBack.objects.filter(survey__in=surveys)
        .select_related("survey")
        .order_by("survey__held_on", "pk"),
        "surveys": sorted(surveys, key=lambda survey: (survey.held_on, survey.pk), reverse=True),
        "smallest_base": settings.SMALLEST_BASE,
        "can_count": can(request.user, Verb.ENTER_COUNTS, plan),
        "can_read": can(request.user, Verb.ENTER_COUNTS, found),
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
        "year": plan.years.at(on).slug,
        "total": row(found, entry.total) if entry.total else None,
    }
    return render(request, "surveys/measure.html", page)


def would_show(entry: Measured) -> int | None:
    """How many replies would show the target met at the share there is; None where that is not the question."""
    found, total, measure = entry.evidence, entry.total, entry.measure
    if not found or not total or found.share is None or found.plain != "reached" or found.evidence != NOT_SHOWN:
        return None
    aim, lower = measure.target_share, measure.is_lower_better
    return replies_that_would_show(found.share, total.population, aim, lower=lower)


def row(measure: Measure, count: Count) -> dict[str, Any]:
    """A line of the table by council, as the picture in it wants it too."""
    found = evidence_of(measure, count)
    if found is None or found.share is None:
        return {"count": count, "value": None, "interval": None}
    rate = per_cent(count.response_rate) if count.response_rate is not None else None
    return {
        "count": count,
        "value": per_cent(found.share, measure.target_share),
        "interval": found.interval.in_per_cent(measure.target_share) if found.interval else None,
        "target": measure.target,
        "evidence": found.evidence,
        "rate": rate,
        "is_exact": found.exact is not None,
    }
