"""The delivery plan: twelve months of one council's communications, and moving what is due in it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, DateRequest, Occurrence
from actions.permissions import check_is_running
from campaigns.delivery import MOST, Asked, Delivery, clashes_on, read
from campaigns.delivery_calendar import calendar_bytes
from campaigns.forms.delivery import MoveDueForm
from campaigns.planner import BY, COLUMNS, NONE, By, Year, first_of
from campaigns.services.moves import is_used_up, move_due
from campaigns.tables import DueTable
from people.answering import form_page
from people.models import Organisation
from people.permissions import FORM, SAFE, Verb, answers, can, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Plan
from plans.periods import EARLIEST_YEAR, LATEST_YEAR, in_words

KEPT = ("council", "plan", "by", "from", "all")  # what an address of the plan may say
MONTHS_OFFERED = range(-12, 13)
SAID_BY_LANE = {By.CHANNEL: ("channel_name",), By.TEAM: ("team",)}  # what the lane says, no other column repeats


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def delivery(request: SignedInRequest) -> HttpResponse:
    """The plan on the wall, and the list behind it."""
    today, councils = timezone.localdate(), list(organisations_for(request.user, Verb.SEE_CAMPAIGNS))
    if not councils:
        return render(request, "campaigns/no_delivery.html", {"can_install": can(request.user, Verb.INSTALL)})
    asked, page = asked_for(request, councils, today)
    found = read(asked, on=today)
    table = DueTable.shown(request, found.dues, exclude=SAID_BY_LANE.get(asked.by, ()))
    table.clashing, table.asked_about, table.query = found.clashing, found.asked_about, page["query"]
    table.by = table.columns["lane"].column.verbose_name = BY[asked.by]
    table.month_heads = month_heads(found) if not request.GET.get("sort") else set()
    if file := table.file(asked.council.name):
        return file
    page |= {
        "found": found,
        "table": table,
        "today": today,
        "today_at": asked.year.column(today) if today in asked.year else None,
        "nothing": NONE[asked.by],
        "most": MOST,
        "can_run": can(request.user, Verb.RUN_CAMPAIGNS, asked.council),
        "days": (asked.year.last - asked.year.first).days + 1,
    }
    return render(request, "campaigns/delivery.html", page)


def month_heads(found: Delivery) -> set[int]:
    """The due dates that are the first of their month, under whose name the list begins anew."""
    firsts: dict[date, int] = {}
    for due in found.dues:
        firsts.setdefault(due.due.replace(day=1), due.pk)
    return set(firsts.values())


def asked_for(request: SignedInRequest, councils: list[Organisation], today: date) -> tuple[Asked, dict[str, Any]]:
    """What the address asks for of these councils, one at least, and what the page offers instead."""
    slug, chosen = request.GET.get("plan", ""), request.GET.get("council", "")
    every = Plan.objects.filter(organisation__in=councils).exclude(status=Plan.Status.CLOSED)
    plans = list(every.select_related("organisation").prefetch_related("partners").in_order())
    plan = next((one for one in plans if one.slug == slug), None)
    if (slug and plan is None) or (chosen and chosen not in {one.slug for one in councils}):
        raise Http404
    council = plan.organisation if plan else next((one for one in councils if one.slug == chosen), councils[0])
    by = request.GET.get("by", "")
    first = first_of(request.GET.get("from", ""), today)
    first = first if EARLIEST_YEAR <= first.year < LATEST_YEAR else today.replace(day=1)
    year = Year(first)
    asked = Asked(
        request.user, council, year, By(by) if by in BY else By.CAMPAIGN, plan, is_all=bool(request.GET.get("all"))
    )
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    page = {
        "asked": asked,
        "year": year,
        "councils": councils,
        "plans": plans,
        "ways": list(BY.items()),
        "by": BY[asked.by],
        "query": f"?{urlencode(kept)}" if kept else "",
        "earlier": link_to(kept, year, -3),
        "later": link_to(kept, year, 3),
        "offered": sorted({year.first, *(Year(today.replace(day=1)).moved(number) for number in MONTHS_OFFERED)}),
    }
    return asked, page


def link_to(kept: dict[str, str], year: Year, months: int) -> tuple[str, str] | None:
    """(address, words) of the twelve months that begin so much later, or earlier; None beyond the years of the register."""
    if not EARLIEST_YEAR * 12 <= year.first.year * 12 + year.first.month - 1 + months < LATEST_YEAR * 12:
        return None
    first = year.moved(months)
    return f"?{urlencode(kept | {'from': f'{first:%Y-%m}'})}", f"From {first:%B %Y}"


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def calendar(request: SignedInRequest) -> HttpResponse:
    """The same twelve months for a calendar program."""
    today, councils = timezone.localdate(), list(organisations_for(request.user, Verb.SEE_CAMPAIGNS))
    if not councils:
        return redirect("campaigns:delivery")  # which says what to do next
    asked, _ = asked_for(request, councils, today)
    answer = HttpResponse(calendar_bytes(read(asked, on=today), on=today), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="delivery-plan.ics"'
    return answer


@requires(Verb.POST_UPDATE, Occurrence)
@answers(*FORM)
def move(request: SignedInRequest, due: Occurrence) -> HttpResponse:
    """Another day for what is due, with the reason. `?day=` is the day that was pointed at."""
    check_is_running(due.action)
    today, version = timezone.localdate(), due.action.version
    initial: dict[str, Any] = {"version": version}
    if pointed := day_in(request.GET.get("day", "")):
        initial["day"] = pointed
    form = MoveDueForm(request.POST or None, occurrence=due, today=today, initial=initial)

    def act() -> None:
        sent = form.cleaned_data
        change = move_due(
            occurrence=due, by=request.user, version=sent["version"], day=sent["day"], reason=sent["reason"],
            and_later=form.and_later, on=today,
        )  # fmt: skip
        if isinstance(change, DateRequest):
            messages.warning(
                request,
                f"{in_words(sent['day'])} waits for a director’s approval. {change.standing} stands until then.",
            )
        else:
            tell_moved(request, due, sent["day"], on=today)

    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    back = reverse("campaigns:delivery") + (f"?{urlencode(kept)}" if kept else "") + f"#at-{due.pk}"
    page: dict[str, Any] = {"due": due, "is_used_up": is_used_up(due), "button": "Move it", "columns": COLUMNS}
    return form_page(request, form, act, back=back, template="campaigns/move.html", theirs=standing(due), **page)


def tell_moved(request: SignedInRequest, due: Occurrence, day: date, *, on: date) -> None:
    """That it is due on another day, and what it clashes with there, for whoever may see the delivery plan."""
    words, action = f"“{due}” is now due on {in_words(day)}.", due.action
    may_see = can(request.user, Verb.SEE_CAMPAIGNS, action)
    if may_see and (found := clashes_on(day, action, user=request.user, on=on)):
        messages.warning(request, " ".join([words, "There it clashes.", *(one.words for one in found)]))
    else:
        messages.success(request, words)


def standing(due: Occurrence) -> Any:
    """What now stands, for whoever moves it after somebody else has."""

    def theirs(current: Action) -> dict[str, Any]:
        now = Occurrence.objects.filter(pk=due.pk).first() or current.occurrences.open().in_order().first()
        last = current.date_changes.order_by("-pk").first()
        return {"day": now.due if now else None, "reason": last.reason if last else ""}

    return theirs


def day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
