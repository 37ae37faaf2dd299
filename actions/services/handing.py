"""The actions of an officer who leaves or changes post: what is live of theirs, and how it goes to somebody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ActionQuestion, Assignment, DateRequest, Occurrence, ProgressUpdate, UpdateLink
from actions.services.posts import give
from people.belongings import Belonging, Handing, Item, WayIn
from people.models import Officer, User
from plans.belongings import place_of
from plans.models import Plan
from plans.periods import in_words
from plans.rag import FINISHED

KIND = "action"


def actions_of(officer: Officer, on: date) -> list[Item]:
    """Their parts of actions that run: not of closed plans, nor what is dropped or complete. Two queries."""
    dates = Occurrence.objects.open().filter(action=OuterRef("action")).order_by("due")
    said = ProgressUpdate.objects.filter(action=OuterRef("action"), rag__gt="").order_by("-on", "-pk")
    rows = officer.assignments.filter(action__dropped_on=None).exclude(action__plan__status=Plan.Status.CLOSED)
    rows = rows.annotate(
        colour=Subquery(said.values("rag")[:1]),
        asked=Exists(ActionQuestion.objects.open().filter(action=OuterRef("action"))),
        date_waits=Exists(DateRequest.objects.waiting().filter(action=OuterRef("action"))),
        first_due=Subquery(dates.values("due")[:1]),
    ).filter(Q(colour=None) | ~Q(colour__in=FINISHED))
    rows = rows.select_related("action__plan__organisation", "action__parent")
    rows = rows.prefetch_related("action__plan__partnerships").order_by("action__plan", "action__position", "pk")
    return [item_of(row, officer) for row in rows]


def item_of(row: Assignment, officer: Officer) -> Item:
    action, words = row.action, words_without(row, officer)
    notes = [row.get_part_display() if row.part != Assignment.Part.DELIVERS else ""]
    notes += ["accountable" if row.is_accountable else "", f"as “{row.as_written}”" if row.as_written else ""]
    notes += [f"next due {in_words(row.first_due)}" if row.first_due else ""]  # type: ignore[attr-defined]
    notes += ["a director’s question waits" if row.asked else ""]  # type: ignore[attr-defined]
    notes += ["a date that was asked for waits" if row.date_waits else ""]  # type: ignore[attr-defined]
    return Item(
        KIND,
        row.pk,
        "Part of an action" if action.parent_id else "Action",
        f"{action.parent.title}: {action.title}" if action.parent else action.title,
        place_of(action.plan),
        note=", ".join(note for note in notes if note),
        url=reverse("actions:action", kwargs={"pk": action.pk}),
        left=f"falls to the post “{words}”, which nobody holds" if words else "",
        thing=action.pk,
    )


def words_without(row: Assignment, officer: Officer) -> str:
    """What the paper calls whoever does it once the officer does not: its own words, unless they are the officer's name,
    else their post. Empty where there is neither."""
    is_name = row.as_written.casefold() in {name.casefold() for name in (officer.name, *officer.also_known_as)}
    return officer.post if is_name or not row.as_written else row.as_written


def give_actions(handing: Handing) -> None:
    """The links by which the officer posts on them end; forms of the actions that were opened before are stale."""
    of_them = Assignment.objects.filter(pk__in=handing.pks).select_for_update(of=("self",))
    rows = list(of_them.select_related("action__plan__organisation").in_order())
    actions = list(dict.fromkeys(row.action for row in rows))
    there: dict[int, dict[tuple[int | None, str], Assignment]] = defaultdict(dict)
    for other in Assignment.objects.filter(action__in=actions).exclude(officer=None):
        there[other.action_id][other.officer_id, other.part] = other
    for row in rows:
        if handing.to is None:
            row.as_written = words_without(row, handing.officer)[:300]
            row.save(update_fields=["as_written"])
        give(row, handing.to, there[row.action_id])
    Action.objects.filter(pk__in=[action.pk for action in actions]).update(version=F("version") + 1)
    revoke(handing.officer, handing.by, handing.on, actions=actions)
    for action in actions:
        handing.record(action, action.plan.organisation, "who", nobody="nobody")


def are_theirs(pks: Collection[int], officer: Officer) -> set[int]:
    """By the action: saving who does it writes its assignments anew."""
    return set(Assignment.objects.filter(action__in=pks, officer=officer).values_list("action", flat=True))


def links_alive(users: Collection[int], on: date) -> Mapping[int, int]:
    found = UpdateLink.objects.live(on).filter(officer__user__in=users).values_list("officer__user")
    return dict(found.annotate(number=Count("pk")).order_by())


def links_of(officer: Officer, on: date) -> int:
    return UpdateLink.objects.live(on).filter(officer=officer).count()


def end_links(officer: Officer, by: User, now: datetime) -> int:
    return revoke(officer, by, timezone.localdate(now))


def revoke(officer: Officer, by: User, on: date, *, actions: Collection[Action] | None = None) -> int:
    """Withdraw the links an officer has had by e-mail, to some actions or to all; how many there were."""
    of_these = Q() if actions is None else Q(action__in=actions)
    links = UpdateLink.objects.live(on).filter(of_these, officer=officer)
    return links.update(revoked_on=on, revoked_by=by.name)


ACTIONS = Belonging(KIND, actions_of, give_actions, are_theirs)
LINKS = WayIn("links in e-mails", links_alive, links_of, end_links)
