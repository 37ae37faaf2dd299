"""The pages on which readings of measures are entered: of a plan's year, and of one measure with its comments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people.conflict import both_texts
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from plans.periods import FinancialYear
from surveys.forms.readings import ReadingsForm, version_name
from surveys.indicators import Indicator, indicators, outturn_words, standing_words, target_words
from surveys.models import Measure
from surveys.services.readings import box_name, is_untouched, record_readings, standing_of

HEADINGS = (("month", "Read every month"), ("quarter", "Read every quarter"), ("year", "Read once a year"))


def year_named(plan: Plan, year: str) -> FinancialYear:
    """The plan's year of an address: 2013-14."""
    found = next((one for one in plan.years if one.slug == year), None)
    if found is None:
        raise Http404
    return found


@requires(Verb.ENTER_COUNTS, Plan, by="slug")
@answers(*SAFE)
def readings(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """To the readings of this year."""
    return redirect("surveys:readings-of-year", slug=plan.slug, year=plan.years.at(timezone.localdate()).slug)


@requires(Verb.ENTER_COUNTS, Plan, by="slug")
@answers(*FORM)
def of_year(request: SignedInRequest, plan: Plan, year: str) -> HttpResponse:
    """Enter a year's readings of all measures that are read."""
    chosen = year_named(plan, year)
    measures = list(plan.measures.to_be_read().select_related("owner").in_order())
    page = {
        "heading": f"Readings, {chosen}",
        "back": f"{reverse('reports:dashboard', kwargs={'slug': plan.slug})}#measures",
        "years": list(plan.years),
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
    }
    return entry_page(request, plan, measures, chosen, page)


@requires(Verb.ENTER_COUNTS, Measure)
@answers(*FORM)
def of_measure(request: SignedInRequest, measure: Measure, year: str) -> HttpResponse:
    """Enter a year's readings of one measure, with the colours that were published and what there is to say."""
    plan = measure.plan
    chosen = year_named(plan, year)
    dashboard = f"{reverse('reports:dashboard', kwargs={'slug': plan.slug})}#measures"
    grid = reverse("surveys:readings-of-year", kwargs={"slug": plan.slug, "year": year})
    page = {
        "heading": str(measure),
        "back": grid if can(request.user, Verb.ENTER_COUNTS, plan) else dashboard,
        "years": list(plan.years),
        "one": measure,
    }
    return entry_page(request, plan, [measure], chosen, page)


def entry_page(
    request: SignedInRequest, plan: Plan, measures: list[Measure], year: FinancialYear, page: dict[str, Any]
) -> HttpResponse:
    today = timezone.localdate()

    def form_of(data: Any = None) -> ReadingsForm:
        standing = standing_of(measures, today)
        details = "one" in page
        return ReadingsForm(data, measures=measures, year=year, on=today, standing=standing, with_details=details)

    form = form_of(request.POST or None)
    page |= {"plan": plan, "year": year, "form": form, "button": "Save readings"}
    page["groups"] = groups_of(plan, form, today)
    if form.is_valid():

        def act() -> str:
            readings, versions = form.entries(), form.versions()
            made = record_readings(plan=plan, by=request.user, versions=versions, readings=readings, on=today)
            number = len(made)
            messages.success(
                request, f"{number} reading{'' if number == 1 else 's'} saved." if number else "Nothing had changed."
            )
            return request.path

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return stale_page(request, form, stale.current, page)
        except ValidationError as refusal:
            form.take_errors(refusal)
    return render(request, "surveys/readings.html", page, status=400 if form.errors else 200)


def stale_page(request: SignedInRequest, form: ReadingsForm, current: Measure, page: dict[str, Any]) -> HttpResponse:
    """Both texts of every box that this person and somebody else have changed; a box that they left as they saw it shows
    what stands by now. The form goes on from the versions that now stand."""
    now = dict(Measure.objects.filter(pk__in=[one.pk for one in form.measures]).values_list("pk", "version"))
    sent, seen = form.versions(), standing_of(form.measures, timezone.localdate(), until=form.cleaned_data["seen"])
    theirs: dict[str, Any] = {}
    for measure in (one for one in form.measures if now.get(one.pk) != sent[one.pk]):
        for period in form.periods[measure.frequency]:
            if is_untouched(form.entered(measure, period), seen.get((measure.pk, period))):
                form.take(measure, period)
            else:
                names = (f"{kind}{box_name(measure, period)}" for kind in ("", "c", "p", "t"))
                theirs |= {name: form.fields[name].initial for name in names if name in form.fields}
    data: Any = form.data
    data = data.copy()
    data["seen"] = str(form.fields["seen"].initial)
    for one in form.measures:
        data[version_name(one)] = str(now.get(one.pk, sent[one.pk]))
    form.data = data
    words = {name: value for name, value in page.items() if name not in ("form", "button")}
    return both_texts(
        request, form, current, theirs, **words, form_template="surveys/readings_form.html", button="Save mine"
    )


def groups_of(plan: Plan, form: ReadingsForm, today: date) -> list[dict[str, Any]]:
    """The boxes as the page lays them out, measures of one frequency together."""
    read = indicators(plan, form.measures, on=today)
    return [
        {"key": each, "heading": heading, "rows": rows}
        for each, heading in HEADINGS
        if (rows := list(rows_of(form, read, each)))
    ]


def rows_of(form: ReadingsForm, read: dict[int, Indicator], each: str) -> Iterable[dict[str, Any]]:
    for measure in form.measures:
        if measure.frequency != each:
            continue
        indicator = read[measure.pk]
        unit, is_lower = measure.unit, indicator.held.is_lower_better
        year = indicator.over(str(form.year))
        yield {
            "measure": measure,
            "version": form.version(measure),
            "before": outturn_words(measure),
            "year": standing_words(year, unit),
            "year_target": target_words(year, unit, is_lower_better=is_lower),
            "rating": year.rating,
            "boxes": [
                {
                    "box": box,
                    "standing": (one := indicator.of(box.period)),
                    "target": target_words(one, unit, is_lower_better=is_lower),
                }
                for box in form.boxes(measure)
            ],
        }
