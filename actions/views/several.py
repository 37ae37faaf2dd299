"""Posting on many actions at once: a row each, one press for all, by keyboard from top to bottom."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.forms import SeveralForm
from actions.forms.several import SAME
from actions.mine import MyAction, my_actions
from actions.models import Action, ProgressUpdate
from actions.services import updates
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest

MOST = 60


@requires(Verb.POST_UPDATE)
@answers(*FORM)
def several(request: SignedInRequest) -> HttpResponse:
    """All of somebody's open actions. Each row that says something is posted by itself: what one lacks keeps no other
    back, and is asked for with its words still there."""
    if request.method == "POST":
        return posted(request)
    items = open_items(request)
    return shown(request, [SeveralForm(None, item=item) for item in items[:MOST]], more=len(items) - MOST)


def open_items(request: SignedInRequest) -> list[MyAction]:
    """Most urgent first, each action once."""
    groups = my_actions(request.user, on=timezone.localdate())
    return list({item.row.action.pk: item for group in groups for item in group.items}.values())


def posted(request: SignedInRequest) -> HttpResponse:
    forms = [SeveralForm(request.POST, item=item) for item in open_items(request) if sent(request, item)]
    filled = [form for form in forms if form.says_something]
    done = [form for form in filled if form.is_valid() and post_row(request, form)]
    count = len(done)
    if count:
        messages.success(request, f"{count} update{'' if count == 1 else 's'} posted.")
    if not filled:
        messages.warning(request, "Nothing was filled in, so nothing was posted.")
    if len(done) == len(filled):
        return redirect("actions:several" if len(forms) > count else "actions:mine")
    kept = {form.row.action.pk: form for form in filled if form not in done}
    items = open_items(request)
    # What is wrong comes first, as it was typed; the rest is there to go on with.
    rows = [*kept.values(), *(SeveralForm(None, item=item) for item in items if item.row.action.pk not in kept)]
    return shown(request, rows[:MOST], more=len(rows) - MOST, status=400)


def sent(request: SignedInRequest, item: MyAction) -> bool:
    return f"a{item.row.action.pk}-form_token" in request.POST


def post_row(request: SignedInRequest, form: SeveralForm) -> bool:
    """Post what a row says, once however often it is sent; False where it lacks something, which it then says."""
    action = form.row.action
    try:
        once(request, form.token, partial(post, request, form))
    except StaleVersionError:
        if is_theirs_already(request, form):
            return True
        form.add_error(
            "rag", f"Somebody posted on “{action}” meanwhile. Look at it, then press once more to post yours too."
        )
        form.carry_version(Action.objects.get(pk=action.pk).version)
    except (ValidationError, PermissionDenied) as refusal:
        form.take_errors(refusal if isinstance(refusal, ValidationError) else ValidationError(str(refusal)))
    else:
        return True
    return False


def post(request: SignedInRequest, form: SeveralForm) -> str:
    facts, today = form.cleaned_data, timezone.localdate()
    basics = {"action": form.row.action, "by": request.user, "version": facts["version"], "on": today}
    if facts["rag"] == SAME and not facts["done"]:
        updates.post_no_change(**basics)
    else:
        progress = form.progress()
        if facts["rag"] == SAME:
            last = updates.the_same_again(updates.last_declared(form.row.action))
            progress = updates.Progress(**vars(last) | {"done": facts["done"]})
        updates.post_progress_update(**basics, progress=progress, delivered=facts.get("delivered", ()))
    return reverse("actions:several")


def is_theirs_already(request: SignedInRequest, form: SeveralForm) -> bool:
    """Did this very row come in before? The back button brings a page back whose other rows were posted."""
    last = ProgressUpdate.objects.filter(action=form.row.action).order_by("on", "pk").last()
    if last is None or last.by_id != request.user.pk or last.on != timezone.localdate():
        return False
    wanted = form.progress()
    return last.done == wanted.done and (last.rag == wanted.rag or form.cleaned_data["rag"] == SAME)


def shown(request: SignedInRequest, rows: list[SeveralForm], *, more: int, status: int = 200) -> HttpResponse:
    wrong = [form for form in rows if form.errors]
    return render(request, "actions/several.html", {"rows": rows, "wrong": wrong, "more": max(more, 0)}, status=status)
