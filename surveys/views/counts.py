"""The counts of a survey, from paper to the register."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.conflict import both_texts
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from surveys.forms.counts import CountsForm
from surveys.models import Survey
from surveys.services.counts import enter_counts, standing_answers


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def counts(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Enter the counts of a survey, by question, council and way."""
    standing = standing_answers(survey)
    form = CountsForm(request.POST or None, survey=survey, standing=standing, initial={"version": survey.version})
    back = reverse("surveys:survey", kwargs={"pk": survey.pk})
    if form.is_valid():

        def act() -> str:
            version = form.cleaned_data["version"]
            enter_counts(survey=survey, by=request.user, version=version, counts=form.counts, on=timezone.localdate())
            messages.success(request, f"The counts of {survey} are saved.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            theirs = form.boxes_of(standing_answers(survey))
            words = {"form_template": "surveys/counts_form.html", "button": "Save mine", "back": back}
            return both_texts(request, form, stale.current, theirs, **words)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {"survey": survey, "form": form, "button": "Save counts", "back": back}
    return render(request, "surveys/counts.html", page, status=400 if form.errors else 200)
