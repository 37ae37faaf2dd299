"""Urgent work names what makes way; nothing moves before it is approved, and then ledger, register and e-mails say so."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import DateChange, Occurrence
from campaigns.flow import State
from campaigns.models import Brief, Displacement
from campaigns.services import displacements
from campaigns.services.briefs import take_step
from people.models import OutgoingMail, Role
from tests.briefs import JUDGED, MONDAY, MORNING, brief_in, member, planned_action, sevenoaks
from tests.demo import once, queries, said

FEBRUARY, MAY = date(2027, 2, 26), date(2027, 5, 28)
REASON = "The leaflet can wait for the next council tax bill."


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people, plan = sevenoaks()
        people.plan = plan
        yield people


@pytest.fixture
def leaflet(people):
    return planned_action(
        people.plan, "Leaflet", FEBRUARY, officer=people.plan.organisation.officers.get(name="Communications Officer")
    )


@pytest.fixture
def urgent(people):
    return brief_in(State.SUBMITTED, people, people.plan, kind="urgent", title="Flood")


@pytest.fixture
def head(people, client):
    client.force_login(people.users["head.of.communications"])
    return client


def page(name, brief, **more):
    return reverse(f"campaigns:{name}", kwargs={"pk": brief.pk, **more})


def name_it(people, urgent, action, **more):
    urgent.refresh_from_db()
    facts = {"due": MAY, "reason": REASON, "on": MONDAY} | more
    head = people.users["head.of.communications"]
    due = action.occurrences.get()
    return displacements.name_displaced(brief=urgent, by=head, version=urgent.version, occurrence=due, **facts)


def step(people, urgent, name, key, **more):
    urgent.refresh_from_db()
    return take_step(brief=urgent, by=people.users[name], version=urgent.version, key=key, on=MONDAY, **more)


def assess(people, urgent, **judged):
    return step(
        people, urgent, "head.of.communications", "assess", assessment=JUDGED | {"is_proactive": False} | judged
    )


def test_urgent_work_puts_planned_work_back(people, leaflet, urgent, head, client):
    due = leaflet.occurrences.get()
    listed = said(head.get(page("ahead", urgent)))
    assert "Leaflet" in listed and "26 February 2027" in listed
    form = once(1, due="28 May 2027", reason=REASON)
    assert head.post(page("put-back", urgent, occurrence=due.pk), form).status_code == 302
    judged = once(2, hours="60", is_proactive="no", is_controversial="no")
    assert head.post(page("step", urgent, key="assess"), judged).status_code == 302
    assert Occurrence.objects.get(pk=due.pk).due == FEBRUARY  # named, and not moved
    client.force_login(people.users["smt"])
    assert "This puts back:</b> Leaflet, from 26 February 2027 to 28 May 2027" in said(
        client.get(page("step", urgent, key="approve"))
    )
    assert client.post(page("step", urgent, key="approve"), once(3)).status_code == 302
    leaflet.refresh_from_db()
    assert leaflet.occurrences.get().due == MAY and leaflet.occurrences.get().first_due == FEBRUARY
    change = DateChange.objects.get(action=leaflet)
    assert (change.days, change.approved_by, change.by_name) == (
        91,
        "Chief Officer, People and Places",
        "Head of Transformation and Strategy",
    )
    assert change.reason == f"Makes way for urgent work: {REASON}"
    (mail,) = OutgoingMail.objects.filter(kind="put-back")
    assert (mail.to_address, mail.subject) == (
        "communications.officer@sevenoaks.example",
        "Put back to 28 May 2027: Leaflet",
    )
    for words in (
        "It makes way for urgent work: Flood.",
        f"Why: {REASON}",
        "approved by Chief Officer, People and Places.",
    ):
        assert words in mail.text_body
    (told,) = OutgoingMail.objects.filter(kind="brief-told", subject__contains="approved your brief")
    assert told.to_address == "service.lead@demo.example"
    register = said(client.get(reverse("campaigns:displacements")))
    for words in ("Leaflet", "26 February 2027", "28 May 2027", "91", "Flood", REASON, "Communications Officer"):
        assert words in register


def test_urgent_work_that_names_nothing_is_not_assessed(people, leaflet, urgent, head):
    judged = once(1, hours="60", is_proactive="no", is_controversial="no")
    answer = head.post(page("step", urgent, key="assess"), judged)
    assert answer.status_code == 400
    assert "Urgent work displaces other work. Name what is put back, to when and why." in said(answer)
    Occurrence.objects.update(due=MONDAY - timedelta(days=1))  # nothing is planned, so nothing need make way
    assert assess(people, urgent).after == "assessed"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reason": " "}, "Say why this makes way"),
        ({"due": FEBRUARY}, "Give a later day"),
        ({"due": MONDAY}, "Give a later day"),
    ],
)
def test_what_makes_way_has_a_reason_and_a_later_day(people, leaflet, urgent, facts, sentence):
    with pytest.raises(ValidationError, match=sentence):
        name_it(people, urgent, leaflet, **facts)
    assert Displacement.objects.count() == 0


def test_a_form_without_a_reason_is_refused_and_keeps_the_day(people, leaflet, urgent, head):
    answer = head.post(
        page("put-back", urgent, occurrence=leaflet.occurrences.get().pk), once(1, due="28 May 2027", reason="")
    )
    assert (answer.status_code, "28 May 2027" in said(answer)) == (400, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        name_it(people, urgent, leaflet)
        Displacement.objects.update(reason="")


def test_what_has_moved_meanwhile_holds_the_approval_back(people, leaflet, urgent):
    name_it(people, urgent, leaflet)
    assess(people, urgent)
    Occurrence.objects.filter(action=leaflet).update(due=date(2027, 3, 5))
    with pytest.raises(ValidationError, match="has been moved"):
        step(people, urgent, "smt", "approve")
    assert Brief.objects.get(pk=urgent.pk).state == "assessed"
    assert Occurrence.objects.get(action=leaflet).due == date(2027, 3, 5)
    assert OutgoingMail.objects.filter(kind="put-back").count() == 0


def test_controversial_urgent_work_moves_nothing_at_the_first_approval(people, leaflet, urgent):
    name_it(people, urgent, leaflet)
    assess(people, urgent, is_controversial=True)
    step(people, urgent, "smt", "approve")
    assert Occurrence.objects.get(action=leaflet).due == FEBRUARY
    step(people, urgent, "smt2", "second")
    assert Occurrence.objects.get(action=leaflet).due == MAY
    assert (
        Displacement.objects.get().approved_by == "Chief Officer, People and Places; Chief Officer, Finance and Trading"
    )


def test_what_makes_way_for_urgent_work_does_not_use_up_the_plans_allowance(people, leaflet, urgent, head):
    name_it(people, urgent, leaflet)
    assess(people, urgent)
    step(people, urgent, "smt", "approve")
    assert people.plan.redates_allowed == 1

    def move(day):
        leaflet.refresh_from_db()
        address = reverse("campaigns:move", kwargs={"pk": leaflet.occurrences.get().pk})
        is_used_up = "as often as the plan allows" in said(head.get(address))
        head.post(address, once(leaflet.version, day=day, reason="The printer is a week late."))
        return is_used_up, leaflet.occurrences.get().due

    assert move("04/06/2027") == (False, date(2027, 6, 4))  # freely, as nobody has moved it yet
    assert move("11/06/2027") == (True, date(2027, 6, 4))  # a director is asked


def test_declined_work_displaces_nothing(people, leaflet, urgent):
    name_it(people, urgent, leaflet)
    assess(people, urgent)
    step(people, urgent, "smt", "decline", words="Not now.")
    assert Occurrence.objects.get(action=leaflet).due == FEBRUARY
    assert DateChange.objects.count() == 0


def test_only_the_head_names_and_only_for_urgent_work_that_waits(people, leaflet, urgent, client):
    due = leaflet.occurrences.get()
    found = {}
    for name in ("smt", "service.lead", "communications", "head.of.communications"):
        client.force_login(people.users[name])
        found[name] = client.get(page("put-back", urgent, occurrence=due.pk)).status_code
    assert found == {"smt": 403, "service.lead": 403, "communications": 403, "head.of.communications": 200}
    foreign = member(people, "foreign", Role.HEAD_OF_COMMUNICATIONS, council="kent")
    client.force_login(foreign)
    assert client.get(page("put-back", urgent, occurrence=due.pk)).status_code == 404
    client.force_login(people.users["head.of.communications"])
    for brief in (
        brief_in(State.SUBMITTED, people, people.plan),
        brief_in(State.ASSESSED, people, people.plan, kind="urgent"),
    ):
        answer = client.get(page("put-back", brief, occurrence=due.pk))
        assert (answer.status_code, "named while an urgent brief waits" in said(answer)) == (403, True)


def test_one_due_date_of_several_goes_back_alone(people, urgent):
    magazine = planned_action(people.plan, "Magazine", FEBRUARY)
    magazine.occurrences.all().delete()
    days = [date(2027, 1, 15), date(2027, 4, 15)]
    first, second = (magazine.occurrences.create(label=f"{day:%B}", due=day, first_due=day) for day in days)
    head = people.users["head.of.communications"]
    displacements.name_displaced(
        brief=urgent, by=head, version=1, occurrence=first, due=date(2027, 2, 1), reason=REASON, on=MONDAY
    )
    assess(people, urgent)
    step(people, urgent, "smt", "approve")
    assert [Occurrence.objects.get(pk=one.pk).due for one in (first, second)] == [date(2027, 2, 1), date(2027, 4, 15)]


def test_two_due_dates_of_one_action_go_back_together(people, urgent):
    magazine = planned_action(people.plan, "Magazine", FEBRUARY)
    magazine.occurrences.all().delete()
    days = [date(2027, 1, 15), date(2027, 4, 15)]
    head = people.users["head.of.communications"]
    for version, day in enumerate(days, 1):
        edition = magazine.occurrences.create(label=f"{day:%B}", due=day, first_due=day)
        facts = {"occurrence": edition, "due": day + timedelta(days=14), "reason": REASON, "on": MONDAY}
        displacements.name_displaced(brief=Brief.objects.get(pk=urgent.pk), by=head, version=version, **facts)
    assess(people, urgent)
    step(people, urgent, "smt", "approve")
    assert [one.due for one in magazine.occurrences.in_order()] == [day + timedelta(days=14) for day in days]
    assert DateChange.objects.filter(action=magazine).count() == 2


@pytest.mark.parametrize("how", ["dropped", "closed", "removed"])
def test_what_is_gone_holds_the_approval_back_with_what_to_do(people, leaflet, urgent, how, client):
    planned_action(people.plan, "Poster", FEBRUARY)
    name_it(people, urgent, leaflet)
    assess(people, urgent)
    if how == "removed":
        leaflet.delete()
    elif how == "dropped":
        type(leaflet).objects.filter(pk=leaflet.pk).update(dropped_on=MONDAY)
    else:
        other = type(people.plan).objects.create(
            organisation=people.plan.organisation, title="Closed", slug="closed", first_year=2026, last_year=2026,
            status="closed", adopted_on=MONDAY, closed_on=MONDAY,
        )  # fmt: skip
        type(leaflet).objects.filter(pk=leaflet.pk).update(plan=other)
    client.force_login(people.users["smt"])
    urgent.refresh_from_db()
    answer = client.post(page("step", urgent, key="approve"), once(urgent.version))
    sentence = "Name what is put back" if how == "removed" else "Send the brief back with a question"
    assert (answer.status_code, sentence in said(answer)) == (400, True)
    assert Brief.objects.get(pk=urgent.pk).state == "assessed"


def test_leaving_it_where_it_is_after_all(people, leaflet, urgent, head):
    named = name_it(people, urgent, leaflet)
    assert head.post(page("unname", urgent, displacement=named.pk), once(2)).status_code == 302
    assert Displacement.objects.count() == 0


def test_what_is_ahead_takes_as_many_queries_for_three_as_for_one(people, leaflet, urgent, head):
    head.get(page("ahead", urgent))
    one = queries(head, page("ahead", urgent))
    for number in range(2):
        planned_action(people.plan, f"Leaflet {number}", FEBRUARY)
    assert queries(head, page("ahead", urgent)) == one
