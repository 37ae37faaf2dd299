"""Two spellings of one officer are merged; posts that a paper names are given their holder."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.forms import HolderForm, MergeForm
from actions.services import officers, posts
from people.answering import form_page
from people.doubles import how_alike
from people.models import Officer, StaleVersionError
from people.permissions import FORM, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan

LARGEST_ID = 18  # digits


@requires(Verb.ADMINISTER, Officer)
@answers(*SAFE)
def choose_other(request: SignedInRequest, found: Officer) -> HttpResponse:
    """Whom to merge an officer with: those written alike first."""
    others = list(others_of(found))
    asked = request.GET.get("with", "")
    if asked.isdecimal() and len(asked) <= LARGEST_ID:
        return redirect("actions:merge-officers", pk=found.pk, other=int(asked))
    alike = [other for other in others if how_alike(found.name, other.name)]
    rest = [other for other in others if other not in alike]
    return render(request, "actions/merge_choose.html", {"officer": found, "alike": alike, "others": rest})


def others_of(found: Officer) -> Any:
    return Officer.objects.filter(organisation=found.organisation_id).exclude(pk=found.pk).in_order()


@requires(Verb.ADMINISTER, Officer)
@answers(*FORM)
def merge(request: SignedInRequest, found: Officer, other: int) -> HttpResponse:
    """What would move, and the button."""
    second = get_object_or_404(others_of(found).select_related("user", "organisation"), pk=other)
    form = MergeForm(request.POST or None, one=found, other=second)
    back = reverse("people:officers")

    def act() -> None:
        sent = form.cleaned_data
        pair, versions = [found, second], [sent["version"], sent["version_of_other"]]
        if sent["stays"] == second.pk:
            pair, versions = pair[::-1], versions[::-1]
        gone = pair[1].name
        kept = officers.merge_officers(
            stays=pair[0], goes=pair[1], by=request.user, version=versions[0], version_of_other=versions[1]
        )
        messages.success(request, f"{gone} and {kept} are one officer now: {kept}.")

    today = timezone.localdate()
    page: dict[str, Any] = {
        "officer": found,
        "pair": [(officer, officers.Holding.of(officer, on=today)) for officer in (found, second)],
        "why_not": officers.why_not(found, second),
        "button": "Merge the two",
    }
    try:
        return form_page(request, form, act, back=back, template="actions/merge.html", **page)
    except StaleVersionError as stale:
        messages.warning(request, f"Somebody saved {stale.current} meanwhile. Look at both again, then merge them.")
        return redirect(back)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*SAFE)
def unnamed(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The posts of a plan's paper: those nobody holds yet, and those that somebody has been named to."""
    found = posts.posts_of(plan)
    page = {
        "plan": plan,
        "unnamed": [post for post in found if post.holder is None],
        "named": [post for post in found if post.holder],
    }
    return render(request, "actions/posts.html", page)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def holder(request: SignedInRequest, plan: Plan, post: int) -> HttpResponse:
    """Name who holds a post, for all its actions at once or for those that are ticked."""
    held = next((one for one in posts.posts_of(plan) if post in [row.pk for row in one.rows]), None)
    if held is None:
        raise Http404
    only = {"actions": [row.action_id for row in held.rows if row.pk == post]} if "one" in request.GET else {}
    may_add = can(request.user, Verb.NAME_OFFICERS, plan.organisation)
    form = HolderForm(request.POST or None, plan=plan, held=held, may_add=may_add, initial=only)

    def act() -> None:
        named = posts.name_holder(plan=plan, words=held.words, was=held.holder, by=request.user, **form.answer())
        if named is None:
            messages.success(request, f"Nobody holds “{held.words}” now. A name is asked for again.")
        else:
            address = (
                "" if named.email else " Without an e-mail address nobody reminds them; an administrator can add it."
            )
            messages.success(request, f"{named} holds “{held.words}”.{address}")

    number = len(held.actions)
    lede = f"In {number} action{'' if number == 1 else 's'} of {plan}. The words stay as they are written."
    heading = f"Who holds “{held.words}”?"
    back = reverse("actions:posts", kwargs={"slug": plan.slug})
    return form_page(request, form, act, back=back, heading=heading, lede=lede, button="Name the holder")
