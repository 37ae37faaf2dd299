"""What was first agreed outlives slips of the pen, misses, kinds of date, and meetings; and no approval is dodged."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from actions.models import Action, DateRequest, Occurrence
from actions.rated import rated_actions
from actions.services.occurrences import lay_out_occurrences
from actions.timing import parse_timing
from people.models import OutgoingMail
from plans.models import Meeting, Plan
from tests.demo import once, said, seed

TODAY, LATER = date(2026, 11, 13), date(2026, 11, 18)


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-13 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def survey(people):
    return Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")


@pytest.fixture
def newsletter(people):
    return Action.objects.get(title="MKS Newsletter", plan__slug="mkip-2015-16")


@pytest.fixture
def officer(client, people):
    client.force_login(people.users["officer"])
    return client


def move(client, action, day, reason="The printer is closed."):
    action.refresh_from_db()
    address = reverse("actions:retime", kwargs={"pk": action.pk})
    return client.post(address, once(action.version, date=day, reason=reason), follow=True)


def shift(client, action, label, day, which="this"):
    action.refresh_from_db()
    due = action.occurrences.get(label=label)
    address = reverse("actions:move-occurrence", kwargs={"pk": action.pk, "occurrence": due.pk})
    return client.post(address, once(action.version, day=day, which=which, reason="Late."), follow=True)


def mark(client, action, name, due, **sent):
    action.refresh_from_db()
    address = reverse(f"actions:{name}", kwargs={"pk": action.pk, "occurrence": due.pk})
    return client.post(address, once(action.version, **sent), follow=True)


def rated(action, on=TODAY):
    (row,) = rated_actions(Action.objects.filter(pk=action.pk), on=on)
    return row


@pytest.mark.parametrize("query", ["", "?q=MKIP&owner=Programme"])
def test_a_date_that_is_set_is_no_update(client, people, query):
    """Whoever has never posted on an action has not done so by saying when it will begin."""
    report = Action.objects.get(title="MKS annual report", plan__slug="mkip-2015-16")
    counted = []
    for _ in range(2):
        client.force_login(people.users["director"])
        page = client.get(f"{reverse('reports:plans')}{query}")
        rows = client.get(reverse("reports:actions"), {"show": "unheard"}).context["table"].rows
        counted.append((page.context["totals"]["unheard"], {row.record.pk for row in rows}))
        line = next(plan.line for plan in page.context["shown"] if plan.slug == "mkip-2015-16")
        assert line.unheard == counted[-1][0] and f"{line.unheard} never</span>" in said(page)
        client.force_login(people.users["officer"])
        move(client, report, "March 2027")
    assert counted[0] == counted[1] and report.pk in counted[0][1]
    assert rated(report).silent_days == 0


def test_a_date_without_a_day_in_between_washes_nothing_out(officer, survey):
    Plan.objects.update(redates_allowed=9)
    for written in ("Ongoing", "30 April 2027"):
        move(officer, survey, written)
    due = survey.occurrences.get()
    assert (due.due, due.first_due) == (date(2027, 4, 30), date(2027, 3, 31))


def test_a_missed_date_that_is_given_another_is_pursued_after_all(officer, survey):
    mark(officer, survey, "missed", survey.occurrences.get(), reason="No paper.")
    assert rated(survey).rating.proposed == "red"
    move(officer, survey, "30 April 2027")
    due = survey.occurrences.get()
    assert (due.due, due.first_due, due.missed_on) == (date(2027, 4, 30), date(2027, 3, 31), None)
    assert rated(survey).originally == "originally 31 March 2027 · 1st extension · 30 days"


def test_laying_out_again_does_not_take_a_miss_back(officer, survey):
    mark(officer, survey, "missed", survey.occurrences.get(), reason="No paper.")
    Occurrence.objects.filter(action=survey).update(due=date(2027, 3, 30))
    lay_out_occurrences(action=Action.objects.get(pk=survey.pk))
    assert survey.occurrences.get().missed_because == "No paper."


def test_the_first_date_can_be_promised_again_after_an_early_delivery(officer, survey):
    Plan.objects.update(redates_allowed=9)
    move(officer, survey, "30 April 2027")
    mark(officer, survey, "deliver", survey.occurrences.get())
    assert "is now 31 March 2027" in said(move(officer, survey, "31 March 2027"))
    assert list(survey.occurrences.in_order().values_list("due", "delivered_on")) == [
        (date(2027, 3, 31), None), (date(2027, 4, 30), TODAY),
    ]  # fmt: skip


def test_a_move_that_moves_nothing_is_refused_and_uses_nothing_up(officer, survey):
    page = move(officer, survey, "March 2027")
    assert (page.status_code, "That is its date already." in said(page)) == (400, True)
    assert not survey.date_changes.exists()
    assert "is now 30 April 2027" in said(move(officer, survey, "30 April 2027"))


def test_a_year_mistyped_for_a_meeting_and_corrected_leaves_what_was_first_agreed(client, people):
    action = Action.objects.get(title="MKIP board paperwork")
    agenda = action.occurrences.filter(label__startswith="Agenda", meeting__date__gt=TODAY).in_order().first()
    first, board = agenda.first_due, agenda.meeting
    client.force_login(people.users["democratic.services"])
    for year in (2020, 2026):
        board.refresh_from_db()
        day = f"{board.date:%d/%m}/{year}"
        address = reverse("actions:meeting", kwargs={"pk": board.pk})
        assert client.post(address, once(board.version, body=board.body, day=day)).status_code == 302
    agenda.refresh_from_db()
    assert agenda.first_due == first
    assert action.date_changes.filter(occurrence=agenda, follows=True).count() == 2


def test_a_meeting_kept_only_after_it_was_named_takes_the_row_it_was_reminded_of_along(people):
    plan = Plan.objects.get(slug="mkip-2015-16")
    timing = parse_timing("Prior to Cabinet 1 February 2027", plan.years)
    action = Action.objects.create(plan=plan, title="Briefing", timing=timing)
    lay_out_occurrences(action=action)
    before = action.occurrences.get()
    Occurrence.objects.filter(pk=before.pk).update(first_due=date(2027, 1, 20))
    meeting = Meeting.objects.create(organisation=plan.organisation, body="Cabinet", date=date(2027, 2, 1))
    lay_out_occurrences(action=Action.objects.get(pk=action.pk))
    after = action.occurrences.get()
    assert (after.pk, after.first_due, after.meeting) == (before.pk, date(2027, 1, 20), meeting)


def test_moving_the_last_date_first_does_not_dodge_the_allowance(officer, newsletter):
    assert "Q4 is now due" in said(shift(officer, newsletter, "Q4", "07/04/2027"))
    assert "waits for a director" in said(shift(officer, newsletter, "Q3", "07/01/2027", which="later"))
    assert newsletter.occurrences.get(label="Q4").due == date(2027, 4, 7)


def test_the_only_date_of_an_action_is_moved_as_its_date(officer, survey):
    assert "Move the date of the action." in said(shift(officer, survey, "", "30/04/2027"))
    assert survey.occurrences.get().shift == 0


def test_dates_end_in_2100_however_many_move(officer, newsletter):
    Plan.objects.update(redates_allowed=9)
    assert "would be due after 2100" in said(shift(officer, newsletter, "Q3", "31/12/2100", which="later"))


# Approvals


@pytest.fixture
def asked(officer, newsletter):
    shift(officer, newsletter, "Q3", "07/01/2027")
    shift(officer, newsletter, "Q3", "21/01/2027")
    return DateRequest.objects.get(action=newsletter)


def decide(client, people, asked, decision, **sent):
    client.force_login(people.users["director"])
    asked.refresh_from_db()
    address = reverse("actions:date-request", kwargs={"pk": asked.pk})
    return client.post(address, once(asked.version, decision=decision, **sent), follow=True)


def test_what_was_delivered_meanwhile_is_not_moved_by_an_approval(client, people, officer, newsletter, asked):
    q3 = newsletter.occurrences.get(label="Q3")
    mark(officer, newsletter, "deliver", q3)
    assert "has been delivered or missed meanwhile" in said(decide(client, people, asked, "yes"))
    q3.refresh_from_db()
    assert q3.due == date(2027, 1, 7)
    assert "is not approved" in said(decide(client, people, asked, "no", answer="It is out."))


def test_a_day_that_has_passed_is_not_approved(client, people, asked):
    with time_machine.travel("2027-01-25 09:00+00:00", tick=False):
        assert "21 January 2027 has passed by now." in said(decide(client, people, asked, "yes"))


def test_the_page_of_a_date_shows_the_slip_of_that_very_date(client, people, asked):
    client.force_login(people.users["director"])
    page = said(client.get(reverse("actions:date-request", kwargs={"pk": asked.pk})))
    assert "originally 31 December 2026 · 1st extension · 7 days" in page


def test_a_request_whose_due_date_is_no_more_is_closed_and_its_asker_told(people, newsletter, asked):
    Action.objects.filter(pk=newsletter.pk).update(timing=parse_timing("March 2027", newsletter.plan.years))
    lay_out_occurrences(action=Action.objects.get(pk=newsletter.pk), since=LATER)
    asked.refresh_from_db()
    assert (asked.is_approved, asked.decided_by, asked.decided_on) == (False, "commsplan", LATER)
    mail = OutgoingMail.objects.get(kind="date-decided")
    assert "the action has been given other dates" in mail.text_body


def test_whoever_asked_takes_it_back_and_the_refusal_stays_to_be_seen(officer, newsletter, asked):
    page = officer.post(reverse("actions:withdraw-date", kwargs={"pk": asked.pk}), once(asked.version), follow=True)
    assert "is no longer asked for" in said(page)
    assert "Dates not approved" in said(page)
    assert "waits for a director" in said(shift(officer, newsletter, "Q3", "22/01/2027"))


def test_the_approving_director_is_not_told_of_their_own_approval(client, people, officer, survey):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        client.force_login(people.users["officer"])
        move(client, survey, "30 April 2027")
        move(client, survey, "31 May 2027")
        sent = OutgoingMail.objects.filter(kind="date-moved").count()
        decide(client, people, DateRequest.objects.get(action=survey), "yes")
        assert survey.occurrences.get().due == date(2027, 5, 31)
        assert OutgoingMail.objects.filter(kind="date-moved").count() == sent


# What is new, and what is removed


def test_an_action_added_today_is_not_silent_since_adoption(client, people):
    client.force_login(people.users["plan.manager"])
    plan = Plan.objects.get(slug="mkip-2015-16")
    sent = once(title="Press notice", date="20 November 2026", who=people.officers["Jane Clarke"].name)
    assert client.post(reverse("actions:add", kwargs={"slug": plan.slug}), sent).status_code == 302
    row = rated(Action.objects.get(title="Press notice"))
    assert (row.rating.reasons, row.rating.proposed) == ([], "not_started")


def test_a_meeting_that_is_not_held_is_removed_with_what_was_still_due(client, people):
    action = Action.objects.get(title="MKIP board paperwork")
    board = Meeting.objects.filter(body="MKIP Board", date__gt=TODAY).order_by("date").first()
    delivered = action.occurrences.filter(delivered_on__isnull=False).count()
    client.force_login(people.users["democratic.services"])
    address = reverse("actions:remove-meeting", kwargs={"pk": board.pk})
    assert client.post(address, once(board.version + 1), follow=True).status_code == 200
    assert Meeting.objects.filter(pk=board.pk).exists()
    assert "is removed, and what was still due for it" in said(client.post(address, once(board.version), follow=True))
    assert not action.occurrences.filter(label__contains=f"{board.date.day} {board.date:%B %Y}").exists()
    assert action.occurrences.filter(delivered_on__isnull=False).count() == delivered
