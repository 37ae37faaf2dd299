"""What was changed in a plan since its adoption, as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan
from reports.changes import WORDS, changes_of, details_of
from reports.tables import ChangeTable


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def changes(request: SignedInRequest, plan: Plan) -> HttpResponse:
    table = ChangeTable.shown(request, changes_of(plan))
    if file := table.file(plan.title):
        return file
    for row in table.paginated_rows:
        row.record.details = details_of(row.record)
        row.record.words = WORDS.get(row.record.verb, row.record.verb)
    return render(request, "reports/changes.html", {"plan": plan, "table": table})
