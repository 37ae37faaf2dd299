"""Posting progress, from My actions or from the action's own page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.forms import ProgressForm
from actions.mine import my_actions
from actions.models import Action, ActionQuestion, DateRequest, ProgressUpdate
from actions.permissions import check_is_running
from actions.rated import rated_action
from actions.services import updates
from people.conflict import both_texts, last_event
from people.forms import EditForm
from people.models import StaleVersionError, User
from people.once import once
from people.permissions import POST, SAFE, Verb, answers, can, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Plan

PLANS_OFFERED = 10
SHOWN_IN_CONFLICT = (
    "rag",
    "done",
    "next_steps",
    "explanation",
    "recovery",
    "recovery_by",
    "better_because",
    "forecast",
    "evidence",
)


@requires(Verb.SIGN_IN)
@answers(*SAFE)
def mine(request: SignedInRequest) -> HttpResponse:
    """What needs this person now. `?open=ID` shows that action's form; else the most urgent one's is open."""
    groups = my_actions(request.user, on=timezone.localdate())
    later = sum(len(group.items) for group in groups if group.key == "later")
    if only_now := request.GET.get("show") == "now":
        groups = [group for group in groups if group.key != "later"]
    items = [item for group in groups for item in group.items]
    wanted = request.GET.get("open", "")
    urgent = [item for group in groups if group.key != "later" for item in group.items if not item.is_said_today]
    opened = next(
        (item for item in items if str(item.row.action.pk) == wanted), urgent[0] if urgent and not wanted else None
    )
    page = {
        "groups": groups,
        "today": timezone.localdate(),
        "opened": opened.row.action.pk if opened else None,
        "form": ProgressForm(row=opened.row, questions=opened.questions) if opened else None,
        "open_count": len(items),
        "later": later,
        "only_now": only_now,
        "dates_waiting": dates_waiting(request.user),
        "asks": can(request.user, Verb.ASK),
        "officer": request.user.officers.order_by("pk").first(),
    }
    if not groups and not later:
        page |= ways_on(request.user)
    return render(request, "actions/mine.html", page)


def dates_waiting(user: User) -> int:
    """How many dates wait for this director's approval; nobody else is asked."""
    if not can(user, Verb.APPROVE_DATES):
        return 0
    return DateRequest.objects.visible_to(user).waiting().exclude(by=user).count()


def ways_on(user: User) -> dict[str, object]:
    """Where somebody without actions goes from here: a director to dashboards, and on an empty install to its set-up."""
    return {
        "plans": Plan.objects.visible_to(user).exclude(status=Plan.Status.CLOSED).in_order()[:PLANS_OFFERED],
        "can_add_plan": organisations_for(user, Verb.MANAGE_PLAN).exists(),
        "can_report": can(user, Verb.MAKE_REPORT),
        "can_install": can(user, Verb.INSTALL),
        "can_administer": can(user, Verb.ADMINISTER),
    }


@requires(Verb.POST_UPDATE, Action)
@answers(*POST)
def post_update(request: SignedInRequest, action: Action) -> HttpResponse:
    """Post progress on an action, and go back to where it was posted from."""
    check_is_running(action)
    today = timezone.localdate()
    questions = list(ActionQuestion.objects.open().filter(action=action).in_order())
    form = ProgressForm(request.POST, request.FILES, row=rated_action(action, on=today), questions=questions)
    if form.is_valid():

        def act() -> str:
            updates.post_progress_update(
                action=action,
                by=request.user,
                version=form.cleaned_data["version"],
                progress=form.progress(),
                delivered=form.cleaned_data.get("delivered", ()),
                answers=form.cleaned_data.get("answers", ()),
                upload=form.upload(),
                on=today,
                row=form.row,
            )
            messages.success(request, f"Your update on “{action}” is posted.")
            return way_back(request, action)

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return update_conflict(request, form, stale.current)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {
        "form": form,
        "row": form.row,
        "action": action,
        "back": way_back(request, action),
        "from": came_from(request),
    }
    return render(request, "actions/update.html", page, status=400)


def came_from(request: SignedInRequest) -> str:
    """Where the form stood, so that it goes back there however often it is shown again."""
    return next((one for one in ("action", "now") if request.POST.get("from") == one), "")


def way_back(request: SignedInRequest, action: Action) -> str:
    """To My actions, as narrow as they were, or to the action if it was posted there."""
    place = came_from(request)
    if place == "action":
        return reverse("actions:action", kwargs={"pk": action.pk})
    return f"{reverse('actions:mine')}?show=now" if place == "now" else reverse("actions:mine")


def update_conflict(request: SignedInRequest, form: ProgressForm, current: Action) -> HttpResponse:
    """Both updates, the one that was posted meanwhile and this person's own."""
    theirs = words_posted_meanwhile(current)
    form.row = rated_action(current, on=timezone.localdate())
    page = {"form_template": "actions/update_form.html", "action": current, "row": form.row, "button": "Post mine too"}
    page |= {"back": way_back(request, current), "from": came_from(request)}
    return both_texts(request, form, current, theirs, **page)


def words_posted_meanwhile(current: Action) -> dict[str, str]:
    """What somebody else's update says, by field; nothing where the action itself was edited, or delivered."""
    event = last_event(current)
    was_posted = event is not None and event.verb == updates.POSTED
    last = ProgressUpdate.objects.filter(action=current).order_by("on", "pk").last() if was_posted else None
    return {name: getattr(last, name) for name in SHOWN_IN_CONFLICT} if last else {}


@requires(Verb.POST_UPDATE, Action)
@answers(*POST)
def post_no_change(request: SignedInRequest, action: Action) -> HttpResponse:
    """Say in one press that nothing has changed."""
    form = EditForm(request.POST)
    if not form.is_valid():
        return redirect("actions:mine")

    def act() -> str:
        said = updates.post_no_change(
            action=action, by=request.user, version=form.cleaned_data["version"], on=timezone.localdate()
        )
        if said:
            messages.success(request, f"Noted: no change on “{action}”.")
        else:
            messages.success(request, f"You have said so today already: “{action}” stands as you posted it.")
        return way_back(request, action)

    try:
        return once(request, form.token, act)
    except StaleVersionError:
        messages.warning(
            request, f"Somebody posted on “{action}” meanwhile, so nothing was added. It stands as they left it."
        )
    except ValidationError as refusal:
        messages.warning(request, f"“{action}” takes a sentence: {' '.join(refusal.messages)}")
    return redirect(f"{reverse('actions:mine')}?open={action.pk}#a{action.pk}")
