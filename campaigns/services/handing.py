"""What an officer who leaves or changes post has of the council's communications: enquiries, briefs, channels, and being
named to speak before an election."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from campaigns.flow import DECIDING, STATES, WAITING, State
from campaigns.guard import Way
from campaigns.models import Brief, BriefStep, Channel, Clearance, Enquiry, EnquiryStep
from people.belongings import Belonging, Handing, Item, Place
from people.models import Membership, Officer
from plans.belongings import place_of
from plans.models import Plan

CHANNEL, ENQUIRY, BRIEF, LEAD, DRAFTS, SPEAKS = "channel", "enquiry", "brief", "lead", "drafts", "speaks"


def channels_of(officer: Officer, on: date) -> list[Item]:
    rows = officer.channels.exclude(plan__status=Plan.Status.CLOSED).select_related("plan__organisation")
    rows = rows.prefetch_related("plan__partnerships").order_by("plan", "position", "pk")
    return [
        Item(
            CHANNEL,
            one.pk,
            "Channel",
            one.name,
            place_of(one.plan),
            note=one.frequency,
            url=reverse("plans:section", kwargs={"slug": one.plan.slug, "section": "channels"}),
            left="is looked after by nobody",
        )
        for one in rows
    ]


def give_channels(handing: Handing) -> None:
    for one in Channel.objects.filter(pk__in=handing.pks).select_related("plan__organisation").order_by("pk"):
        handing.record(one, one.plan.organisation, "owner")
    Channel.objects.filter(pk__in=handing.pks).update(owner=handing.to, version=F("version") + 1)


def enquiries_of(officer: Officer, on: date) -> list[Item]:
    """Open ones, the first due first."""
    place = Place.council(officer.organisation)
    return [
        Item(
            ENQUIRY,
            one.pk,
            "Media enquiry",
            str(one),
            place,
            note=f"to be answered by {timezone.localtime(one.due_at):%H:%M on %d/%m/%Y}",
            url=reverse("campaigns:enquiry", kwargs={"pk": one.pk}),
            left="is nobody’s to answer",
        )
        for one in officer.enquiries.filter(answered_at=None).order_by("due_at", "pk")
    ]


def give_enquiries(handing: Handing) -> None:
    """Its trail says whom it went to. The e-mail is the one of all that they are given."""
    given = {"step": EnquiryStep.Step.GIVEN, "by": handing.by, "by_name": handing.by.name, "at": handing.now}
    for one in Enquiry.objects.filter(pk__in=handing.pks).select_related("organisation").order_by("pk"):
        EnquiryStep.objects.create(enquiry=one, words=handing.to.name if handing.to else "nobody", **given)
        handing.record(one, one.organisation, "owner")
    Enquiry.objects.filter(pk__in=handing.pks).update(owner=handing.to, version=F("version") + 1)


def brief_items(rows: Any, kind: str, what: str, left: str) -> list[Item]:
    rows = rows.select_related("plan__organisation").prefetch_related("plan__partnerships").order_by("plan", "pk")
    return [
        Item(
            kind,
            one.pk,
            what,
            one.title,
            place_of(one.plan),
            note=STATES[State(one.state)],
            url=reverse("campaigns:brief", kwargs={"pk": one.pk}),
            left=left,
        )
        for one in rows
    ]


def briefs_of(officer: Officer, on: date) -> list[Item]:
    """What they asked for and nobody has decided. A draft is not named, as nobody but its writer sees it."""
    if officer.user_id is None:
        return []
    asked = Brief.objects.filter(requester=officer.user_id, plan__organisation=officer.organisation_id)
    found = brief_items(asked.waiting(), BRIEF, "Brief they asked for", "")
    number = asked.filter(state=State.DRAFT).count()
    if number:
        title = f"{number} draft{'' if number == 1 else 's'} of briefs, which only their writer sees"
        left = "stay as they are, and nobody else sees them"
        place = Place.council(officer.organisation)
        found.append(Item(DRAFTS, officer.pk, "Drafts", title, place, left=left, can_be_given=False))
    return found


def give_briefs(handing: Handing) -> None:
    """Whose brief it is from now on; by whom it was asked for stays as it was written. Nobody can be asked for nobody."""
    if handing.to is None:
        return
    for one in Brief.objects.filter(pk__in=handing.pks).select_related("plan__organisation").order_by("pk"):
        handing.record(one, one.plan.organisation, "whose brief it is")
    Brief.objects.filter(pk__in=handing.pks).update(requester=handing.to.user_id, version=F("version") + 1)


def why_no_brief(pks: Collection[int], to: Officer) -> str:
    council = Brief.objects.filter(pk__in=pks).exclude(plan__organisation=to.organisation_id)
    if council.exists():
        return f"{to} is of another council, and a brief is its own council’s."
    held = Membership.objects.filter(user=to.user_id, organisation=to.organisation_id)
    if to.user_id is None or not held.exists():
        return f"{to} does not sign in, and a brief is answered for by signing in."
    decided = BriefStep.objects.filter(brief__in=pks, by=to.user_id, step__in=(*DECIDING, "assess"))
    if decided.exists():
        return f"{to} has assessed or decided on one of these briefs, and nobody does so for their own."
    return ""


def leads_of(officer: Officer, on: date) -> list[Item]:
    """Briefs they are the service lead of: undecided, or a campaign that runs."""
    runs = Q(state=State.PLANNED, campaign__isnull=False, campaign__finished_on=None)
    rows = officer.briefs.filter(Q(state__in=WAITING) | runs).exclude(plan__status=Plan.Status.CLOSED)
    return brief_items(rows, LEAD, "Service lead of a brief or campaign", "has no service lead")


def give_leads(handing: Handing) -> None:
    for one in Brief.objects.filter(pk__in=handing.pks).select_related("plan__organisation").order_by("pk"):
        handing.record(one, one.plan.organisation, "service lead")
    Brief.objects.filter(pk__in=handing.pks).update(service_lead=handing.to, version=F("version") + 1)


def why_no_lead(pks: Collection[int], to: Officer) -> str:
    others = Brief.objects.filter(pk__in=pks).exclude(plan__organisation=to.organisation_id)
    return f"{to} is of another council, and a brief is its own council’s." if others.exists() else ""


def speaks_of(officer: Officer, on: date) -> list[Item]:
    """Where they are named as the spokesperson before an election that is to come: that row says who spoke, and is
    never changed, so it is taken back and another recorded."""
    rows = Clearance.objects.standing().filter(way=Way.SPOKESPERSON.value, who__iexact=officer.name)
    rows = rows.filter(action__plan__organisation=officer.organisation_id, election__polling_day__gte=on)
    rows = rows.select_related("action__plan__organisation", "election").prefetch_related("action__plan__partnerships")
    return [
        Item(
            SPEAKS,
            one.pk,
            "Spokesperson",
            str(one.action),
            place_of(one.action.plan),
            note=f"Before {one.election}: take it back on the page of the action, and name somebody else there",
            url=reverse("campaigns:cleared", kwargs={"pk": one.action_id}),
            left="goes out with a spokesperson who has left",
            can_be_given=False,
        )
        for one in rows.order_by("action__plan", "pk")
    ]


def owned(model: Any, column: str) -> Any:
    def are_theirs(pks: Collection[int], officer: Officer) -> set[int]:
        return set(model.objects.filter(pk__in=pks, **{column: officer}).values_list("pk", flat=True))

    return are_theirs


def briefs_theirs(pks: Collection[int], officer: Officer) -> set[int]:
    if officer.user_id is None:
        return set()
    return set(Brief.objects.filter(pk__in=pks, requester=officer.user_id).values_list("pk", flat=True))


KINDS = (
    Belonging(ENQUIRY, enquiries_of, give_enquiries, owned(Enquiry, "owner")),
    Belonging(BRIEF, briefs_of, give_briefs, briefs_theirs, why_no_brief),
    Belonging(LEAD, leads_of, give_leads, owned(Brief, "service_lead"), why_no_lead),
    Belonging(CHANNEL, channels_of, give_channels, owned(Channel, "owner")),
    Belonging(SPEAKS, speaks_of),
)
