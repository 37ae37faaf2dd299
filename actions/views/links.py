"""The page behind the link in an e-mail: one officer, one action, one update, and no sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from actions.forms import ProgressForm
from actions.links import refusal
from actions.mine import can_repeat
from actions.models import Action, ActionQuestion, ProgressUpdate, UpdateLink
from actions.rated import RatedAction, rated_action
from actions.services import links
from actions.views.pages import page_of
from actions.views.updates import words_posted_meanwhile
from people import unsent
from people.answering import press
from people.conflict import both_texts
from people.languages import TAGS, bilingual, in_english
from people.models import StaleVersionError
from people.permissions import FORM, POST, Verb, answers, public, requires
from people.requests import SignedInRequest


@csrf_exempt  # the address is the secret, and some mail programs' browsers keep no cookies
@public
@answers(*FORM)
@bilingual
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Reading changes nothing (mail scanners follow links); what is posted is posted once."""
    link, today = UpdateLink.objects.of_token(token), timezone.localdate()
    if link is None:
        return closed(
            request, gettext("This is not one of our links, or a part of it was cut off on the way."), status=404
        )
    typed = unsent.typed(unsent.fields_of(request)) if request.method == "POST" else []
    if link.used_at:
        return used(request, link, typed)
    if why_not := refusal(link, on=today):
        return closed(request, why_not, status=410, typed=typed)
    page = page_of_link(request, link, rated_action(link.action, on=today))
    if request.method == "POST":
        return posted(request, link, page, typed)
    return render(request, "actions/link.html", page | {"form": form_of(page)})


def page_of_link(request: HttpRequest, link: UpdateLink, row: RatedAction) -> dict[str, Any]:
    questions = list(ActionQuestion.objects.open().filter(action=link.action).in_order())
    part = next((a.get_part_display() for a in row.assignments if a.officer == link.officer), "")
    page = {"link": link, "action": row.action, "row": row, "post_to": request.path, "can_repeat": can_repeat(row)}
    return page | {"part": part, "questions": questions, "home_organisation": row.action.plan.organisation}


def form_of(page: dict[str, Any], data: Any = None) -> ProgressForm:
    """A file is taken only from somebody who signs in."""
    return ProgressForm(data, row=page["row"], questions=page["questions"], takes_files=False)


def posted(request: HttpRequest, link: UpdateLink, page: dict[str, Any], typed: list[str]) -> HttpResponse:
    """Post what was said; whatever it lacks, or whoever came before, is told with the words still there."""
    row, today, is_same = page["row"], timezone.localdate(), "no_change" in request.POST
    data = request.POST.copy()
    if is_same and row.declaration:
        data["rag"] = row.declaration.rag
    form = form_of(page, data)
    if form.is_valid():
        said = {name: form.cleaned_data.get(name, ()) for name in ("delivered", "answers")}
        said |= {"version": form.cleaned_data["version"], "progress": None if is_same else form.progress()}
        try:
            with in_english():  # directors may be written to
                links.post_by_link(link=link, on=today, **said)
            return redirect(request.path)
        except StaleVersionError as stale:
            return conflict(request, form, stale.current)
        except PermissionDenied:  # spent, or withdrawn, since it was read above
            link.refresh_from_db()
            if link.used_at:
                return used(request, link, typed)
            why = refusal(link, on=today) or gettext("This link no longer works.")
            return closed(request, why, status=410, typed=typed)
        except ValidationError as refused:
            form.take_errors(refused)
            page["errors_tag"] = TAGS[settings.LANGUAGE_CODE]
    return render(request, "actions/link.html", page | {"form": form}, status=400)


def conflict(request: HttpRequest, form: ProgressForm, current: Any) -> HttpResponse:
    """Both updates, the one that was posted meanwhile and this reader's own."""
    form.row = rated_action(current, on=timezone.localdate())
    page = {"form_template": "actions/update_form.html", "action": current, "row": form.row}
    page |= {"button": "Post mine too", "back": request.path, "post_to": request.path}
    with in_english():
        return both_texts(request, form, current, words_posted_meanwhile(current), **page)


def used(request: HttpRequest, link: UpdateLink, typed: Sequence[str]) -> HttpResponse:
    """What was posted, to whoever presses twice; what was not, with the words, to whoever had others to say."""
    by_it = ProgressUpdate.objects.filter(action=link.action, source=ProgressUpdate.Source.LINK, at__gte=link.used_at)
    said = {"done": request.POST.get("done", ""), "rag": request.POST.get("rag", "")}
    lost = [] if by_it.filter(**said).exists() else typed
    page = {"link": link, "action": link.action, "typed": lost, "home_organisation": link.action.plan.organisation}
    return render(request, "actions/link_used.html", page, status=409 if lost else 200)


def closed(request: HttpRequest, why: str, *, status: int, typed: Sequence[str] = ()) -> HttpResponse:
    return render(request, "actions/link_closed.html", {"why": why, "typed": typed}, status=status)


@requires(Verb.POST_UPDATE, Action)
@answers(*POST)
def revoke(request: SignedInRequest, found: Action) -> HttpResponse:
    """Withdraw the links to this action that have gone out by e-mail."""

    def act(version: int) -> str:
        count = links.revoke_links(action=found, by=request.user, on=timezone.localdate())
        return f"{count} e-mail link{' no longer works' if count == 1 else 's no longer work'}."

    return press(request, act, back=page_of(found))
