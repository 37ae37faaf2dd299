"""The measures of an officer who leaves or changes post."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F
from django.urls import reverse

from people.belongings import Belonging, Handing, Item
from people.models import Officer
from plans.belongings import place_of
from plans.models import Plan
from surveys.models import Measure

KIND = "measure"


def measures_of(officer: Officer, on: date) -> list[Item]:
    """Those of plans that are not closed. Two queries."""
    rows = officer.measures.exclude(plan__status=Plan.Status.CLOSED).select_related("plan__organisation")
    rows = rows.prefetch_related("plan__partnerships").order_by("plan", "position", "pk")
    return [
        Item(
            KIND,
            one.pk,
            "Measure",
            one.statement,
            place_of(one.plan),
            note=one.get_frequency_display().lower(),
            url=reverse("surveys:measure", kwargs={"pk": one.pk}),
            left="is nobody’s to read",
        )
        for one in rows
    ]


def give_measures(handing: Handing) -> None:
    rows = Measure.objects.filter(pk__in=handing.pks).select_related("plan__organisation").order_by("pk")
    for one in rows:
        handing.record(one, one.plan.organisation, "owner")
    Measure.objects.filter(pk__in=handing.pks).update(owner=handing.to, version=F("version") + 1)


def are_theirs(pks: Collection[int], officer: Officer) -> set[int]:
    return set(Measure.objects.filter(pk__in=pks, owner=officer).values_list("pk", flat=True))


MEASURES = Belonging(KIND, measures_of, give_measures, are_theirs)
