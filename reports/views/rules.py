"""How a council's committee papers are made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from people.answering import form_page
from people.models import Organisation
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Meeting
from reports.forms import RulesForm, sections_in_words
from reports.front.rules import rules_for
from reports.models import PaperRules
from reports.services.rules import set_paper_rules

PLAIN = ("notice_days", "notice_in", "agenda_days", "agenda_in", "clearance_days", "safe_days")


@requires(Verb.KEEP_MEETINGS, Organisation)
@answers(*FORM)
def paper_rules(request: SignedInRequest, council: Organisation) -> HttpResponse:
    """The rules of a council's papers; with `?committee=` those of one committee."""
    body = " ".join(request.GET.get("committee", "").replace("\x00", "").split())[:120]

    def facts(rules: PaperRules) -> dict[str, Any]:
        return {
            **{name: getattr(rules, name) for name in PLAIN},
            "signatories": "\n".join(rules.signatories),
            "sections": sections_in_words(rules.sections),
        }

    rules = rules_for(council, body)
    is_own = rules.pk is not None and rules.body == body
    form = RulesForm(request.POST or None, initial=facts(rules) | {"version": rules.version if is_own else 1})

    def act() -> None:
        version = form.cleaned_data["version"]
        set_paper_rules(organisation=council, body=body, by=request.user, version=version, **form.facts())
        messages.success(request, f"The rules of papers for {body or council} are saved.")

    bodies = Meeting.objects.filter(organisation=council).order_by("body").values_list("body", flat=True).distinct()
    page: dict[str, Any] = {
        "heading": f"Papers for {body or council}",
        "button": "Save the rules",
        "council": council,
        "body": body,
        "bodies": list(bodies),
        "theirs": facts,
        "template": "reports/paper_rules.html",
    }
    return form_page(request, form, act, back=reverse("reports:list"), **page)
