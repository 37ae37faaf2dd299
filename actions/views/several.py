"""Posting on many actions at once: a row each, one press for all, by keyboard from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from actions.models import Action, Occurrence, ProgressUpdate
from actions.services import updates
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest

MOST = 60
ROW = re.compile(r"a(\d{1,15})-form_token")


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
    items = open_items(request)
    forms = [SeveralForm(request.POST, item=item) for item in items if sent(request, item)]
    filled = [form for form in forms if form.says_something]
    done = [form for form in filled if form.is_valid() and post_row(request, form)]
    gone = no_longer_theirs(request, {item.row.action.pk for item in items})
    if len(done) == len(filled) and not gone:
        tell(request, len(done))
        return redirect("actions:several" if len(forms) > len(done) else "actions:mine")
    kept = {form.row.action.pk: form for form in filled if form not in done}
    # What is wrong comes first, as it was typed; the rest is there to go on with.
    others = (SeveralForm(None, item=item) for item in open_items(request) if item.row.action.pk not in kept)
    rows = [*kept.values(), *others]
    return shown(request, rows[:MOST], more=len(rows) - MOST, gone=gone, count=len(done))


def tell(request: SignedInRequest, count: int) -> None:
    if count:
        messages.success(request, f"{count} update{'' if count == 1 else 's'} posted.")
    else:
        messages.warning(request, "Nothing was filled in, so nothing was posted.")


@dataclass(frozen=True)
class Gone:
    """A row that was filled in, of an action that was completed, dropped or given to somebody else meanwhile."""

    title: str
    words: list[str]


def no_longer_theirs(request: SignedInRequest, still: set[int]) -> list[Gone]:
    """What was typed of actions that have left the list; not what was posted from here already."""
    asked = [int(one[1]) for one in map(ROW.fullmatch, request.POST) if one]
    actions = Action.objects.visible_to(request.user).in_bulk([pk for pk in asked if pk not in still])
    found = []
    for pk in asked:
        rag, done, why = (request.POST.get(f"a{pk}-{name}", "").strip() for name in ("rag", "done", "why"))
        if pk in still or not (rag or done or why) or was_posted(request, pk, rag, done):
            continue
        title = actions[pk].title if pk in actions else "An action that you may not see any more"
        found.append(Gone(title, [words for words in (done, why) if words]))
    return found


def was_posted(request: SignedInRequest, pk: int, rag: str, done: str) -> bool:
    """Has this person said just that of it today? A double click brings a row twice, and the first may have closed it."""
    said = ProgressUpdate.objects.filter(action=pk, by=request.user, on=timezone.localdate())
    return said.filter(done=done, **({} if rag in ("", SAME) else {"rag": rag})).exists()


def sent(request: SignedInRequest, item: MyAction) -> bool:
    return f"a{item.row.action.pk}-form_token" in request.POST


def post_row(request: SignedInRequest, form: SeveralForm) -> bool:
    """Post what a row says, once however often it is sent; False where it lacks something, which it then says."""
    action = form.row.action
    if not form.only_repeats and is_theirs_already(request, form):
        return True
    try:
        once(request, form.token, partial(post, request, form))
    except StaleVersionError:
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
    if form.only_repeats:
        updates.post_no_change(**basics)
    else:
        updates.post_progress_update(**basics, progress=form.progress(), delivered=facts.get("delivered", ()))
    return reverse("actions:several")


def is_theirs_already(request: SignedInRequest, form: SeveralForm) -> bool:
    """Did this very row come in before? The back button brings a page back whose other rows were posted."""
    last = ProgressUpdate.objects.filter(action=form.row.action).order_by("on", "pk").last()
    if last is None or last.by_id != request.user.pk or last.on != timezone.localdate():
        return False
    ticked = Occurrence.objects.filter(pk__in=form.cleaned_data.get("delivered", ())).open()
    return not ticked.exists() and all(getattr(last, name) == said for name, said in vars(form.progress()).items())


def shown(
    request: SignedInRequest, rows: list[SeveralForm], *, more: int, gone: Sequence[Gone] = (), count: int = 0
) -> HttpResponse:
    wrong = [form for form in rows if form.errors]
    page = {"rows": rows, "wrong": wrong, "gone": gone, "more": max(more, 0), "count": count}
    return render(request, "actions/several.html", page, status=400 if wrong or gone else 200)
