"""A plan's periods as pages: closing one, and what has changed since."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.answering import form_page
from people.permissions import FORM, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from reports.comparison import ORDER, compare
from reports.forms import ClosePeriodForm
from reports.models import ClosedPeriod
from reports.periods import closed_periods, next_to_close, period_rows, unheard
from reports.progress import as_data, build_plan_progress
from reports.services.periods import close_period


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def periods(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Every period that has ended, with what was frozen for it; and who has not been heard of in the one to be closed."""
    today = timezone.localdate()
    rows = period_rows(plan, closed_periods(plan), on=today)
    next_one = next_to_close(rows)
    progress = build_plan_progress(plan, on=today)
    silent, later = unheard(progress.everything, next_one.period) if next_one else ([], [])
    page = {
        "plan": plan,
        "today": today,
        "rows": rows,
        "next": next_one,
        "silent": silent,
        "later": later,
        "can_close": can(request.user, Verb.MAKE_REPORT, plan),
    }
    return render(request, "reports/periods.html", page)


@requires(Verb.MAKE_REPORT, Plan, by="slug")
@answers(*FORM)
def close(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Freeze a period's position; the next page offers the paper."""
    today = timezone.localdate()
    form = ClosePeriodForm(request.POST or None, plan=plan, on=today, initial={"period": request.GET.get("period")})

    def act() -> str:
        facts = form.facts()
        closed = close_period(plan=plan, by=request.user, on=today, **facts)
        messages.success(request, f"{closed} is frozen, as at {closed.snapshot.as_at:%-d %B %Y}. Now make its paper.")
        return f"{reverse('reports:add', kwargs={'slug': plan.slug})}?closed={closed.pk}"

    return form_page(
        request,
        form,
        act,
        back=reverse("reports:periods", kwargs={"slug": plan.slug}),
        heading="Close a period",
        lede=f"{plan.title}. Its figures and words are frozen, and stay as they are whatever is changed afterwards.",
        button="Close and freeze",
    )


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def since(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What has changed since a closed period, up to today or to another closed one."""
    closed = closed_periods(plan)
    before, after = chosen(request, "from", closed), chosen(request, "to", closed)
    if before is None and closed:
        before = next(
            (one for one in reversed(closed) if after is None or one.snapshot.as_at < after.snapshot.as_at), None
        )
    changes = None
    if before:
        today = timezone.localdate()
        now = after.snapshot.data if after else as_data(build_plan_progress(plan, on=today))
        changes = compare(before.snapshot.data, now)
    page = {
        "plan": plan,
        "closed": closed,
        "before": before,
        "after": after,
        "changes": changes,
        "groups": [(kind, changes.of(kind)) for kind in ORDER if changes.of(kind)] if changes else [],
        "can_close": can(request.user, Verb.MAKE_REPORT, plan),
    }
    return render(request, "reports/since.html", page)


def chosen(request: SignedInRequest, name: str, closed: list[ClosedPeriod]) -> ClosedPeriod | None:
    """The closed period that the address names; None where it names none.

    Raises:
        Http404: it names one that the plan has not.
    """
    asked = request.GET.get(name, "")
    if not asked:
        return None
    found = next((one for one in closed if str(one.pk) == asked), None)
    if found is None:
        raise Http404("This plan has no such closed period.")
    return found
