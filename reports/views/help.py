"""Help: what the colours, the dates and the reminders go by, with the usual numbers or those of one plan."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.links import GOOD_FOR
from actions.services.oversight import LONGEST_QUIET
from campaigns import chasing, meter, press
from people.permissions import SAFE, answers, public
from people.requests import SignedInRequest
from plans.models import Plan
from plans.periods import FinancialYear, Years
from plans.rag import MEANINGS
from reports import helping
from reports.forms.help import TryDateForm


@public
@answers(*SAFE)
def help_page(request: SignedInRequest) -> HttpResponse:
    """Open to everybody; with ?plan= in the numbers of a plan that the reader may see."""
    slug = request.GET.get("plan", "")
    if slug and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    plan = (
        get_object_or_404(Plan.objects.visible_to(request.user).select_related("organisation"), slug=slug)
        if slug
        else None
    )
    rules = plan or helping.usual_plan()
    this_year = FinancialYear.containing(timezone.localdate())
    years = plan.years if plan else Years(this_year, this_year)
    form = TryDateForm(request.GET if "date" in request.GET else None)
    page = {
        "plan": plan,
        "rules": rules,
        "period": Plan.Cycle(rules.cycle).period,
        "roll_up": rules.get_roll_up_display(),
        "colours": list(MEANINGS),
        "years": years,
        "example_years": helping.EXAMPLE_YEARS,
        "examples": helping.date_examples(),
        "form": form,
        "tried": helping.understood(form.cleaned_data["date"], years) if form.is_valid() else None,
        "rungs": helping.rungs(rules),
        "link_days": GOOD_FOR.days,
        "quiet_days": LONGEST_QUIET.days,
        "yes": helping.YES,
        "replies": helping.REPLIES,
        "people": helping.PEOPLE,
        "judged": helping.judged(),
        "smallest_base": settings.SMALLEST_BASE,
        "chased_every": chasing.EVERY,
        "meter_target": meter.TARGET,
        "publicity": helping.publicity(),
        "press_hours": press.HOURS,
        "roles": helping.who_may(),
    }
    return render(request, "reports/help.html", page, status=400 if form.errors else 200)
