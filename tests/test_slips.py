"""The slip ledger: dates moved in the open, approved where the plan's allowance is used up, told where it is late; and
each edition of a series by itself."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from actions import reminders
from actions.models import Action, Assignment, DateChange, DateRequest, Occurrence, ProgressUpdate, UpdateLink
from actions.rated import rated_actions
from actions.services.occurrences import lay_out_occurrences
from actions.timing import parse_timing
from people.models import AuditEvent, Membership, Officer, OutgoingMail, Role, User
from plans.models import Meeting, Plan
from plans.periods import in_words
from plans.workdays import add_working_days
from reports.progress import build_plan_progress
from reports.services.papers import draft_report
from tests.demo import once, said, seed

TODAY = date(2026, 11, 13)  # a Friday, seventeen days before the month closes
SOON = "13 November 2026"


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-13 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


@pytest.fixture
def survey(plan):
    """Due in March 2027, as the paper says; the officer delivers it."""
    return Action.objects.get(title="Member survey", plan=plan)


@pytest.fixture
def newsletter(plan):
    """Quarterly: Q1 and Q2 are delivered in the demo, Q3 and Q4 are to come."""
    return Action.objects.get(title="MKS Newsletter", plan=plan)


@pytest.fixture
def officer(client, people):
    client.force_login(people.users["officer"])
    return client


def as_(client, user):
    client.force_login(user)
    return client


def move(client, action, day, reason="The printer is closed."):
    action.refresh_from_db()
    address = reverse("actions:retime", kwargs={"pk": action.pk})
    return client.post(address, once(action.version, date=day, reason=reason), follow=True)


def rated(action, on=TODAY):
    (row,) = rated_actions(Action.objects.filter(pk=action.pk), on=on)
    return row


def mails(kind):
    return {mail.to_address: mail for mail in OutgoingMail.objects.filter(kind=kind)}


def test_one_move_is_free_and_the_next_waits_for_a_director(officer, people, survey):
    assert "The date of “Member survey” is now 30 April 2027." in said(move(officer, survey, "30 April 2027"))
    assert not DateRequest.objects.filter(action=survey).exists()
    page = move(officer, survey, "31 July 2027", "Nobody to count the replies.")
    assert "31 July 2027 waits for a director’s approval" in said(page)
    assert survey.occurrences.get().due == date(2027, 4, 30)
    mail = mails("date-asked")["director@demo.example"]
    assert mail.subject == "Date to approve: Member survey"
    assert "From 30 April 2027 to 31 July 2027." in mail.text_body
    assert "31 July 2027 waits for approval" in said(officer.get(reverse("actions:action", kwargs={"pk": survey.pk})))


def test_bringing_a_date_forward_asks_nobody(officer, survey):
    for day in ("30 April 2027", "31 March 2027", "1 March 2027"):
        move(officer, survey, day)
    assert (survey.occurrences.get().due, DateRequest.objects.filter(action=survey).count()) == (date(2027, 3, 1), 0)


def test_a_plan_may_allow_more_or_none(officer, plan, survey):
    Plan.objects.filter(pk=plan.pk).update(redates_allowed=0)
    move(officer, survey, "30 April 2027")
    assert DateRequest.objects.get(action=survey).timing.as_written == "30 April 2027"
    DateRequest.objects.all().delete()
    Plan.objects.filter(pk=plan.pk).update(redates_allowed=2)
    for day in ("30 April 2027", "31 May 2027"):
        move(officer, survey, day)
    assert survey.occurrences.get().due == date(2027, 5, 31)


def decide(client, asked, decision, answer=""):
    asked.refresh_from_db()
    address = reverse("actions:date-request", kwargs={"pk": asked.pk})
    return client.post(address, once(asked.version, decision=decision, answer=answer), follow=True)


@pytest.fixture
def asked(officer, survey):
    move(officer, survey, "30 April 2027")
    move(officer, survey, "31 July 2027", "Nobody to count the replies.")
    return DateRequest.objects.get(action=survey)


def test_a_director_approves_and_the_ledger_says_who(client, people, survey, asked):
    director = as_(client, people.users["director"])
    assert "1 date waits" in said(director.get("/")) or "2 dates wait" in said(director.get("/"))
    assert "31 July 2027" in said(director.get(reverse("actions:date-requests")))
    assert "31 July 2027 is approved." in said(decide(director, asked, "yes"))
    change = survey.date_changes.order_by("-pk").first()
    assert (change.after.as_written, change.by_name, change.approved_by, change.days) == (
        "31 July 2027", "MKIP Programme Manager", "Director of Mid Kent Services", 92,
    )  # fmt: skip
    assert rated(survey).originally == "originally 31 March 2027 · 2nd extension · 122 days"
    assert "approved by Director of Mid Kent Services" in said(
        director.get(reverse("actions:action", kwargs={"pk": survey.pk}))
    )
    assert mails("date-decided")["officer@demo.example"].subject == "Date approved: Member survey"


def test_a_director_who_says_no_says_why_and_nothing_moves(client, people, survey, asked):
    director = as_(client, people.users["director"])
    assert "Say why not." in said(decide(director, asked, "no"))
    assert "31 July 2027 is not approved." in said(decide(director, asked, "no", "Count them by hand."))
    assert survey.occurrences.get().due == date(2027, 4, 30)
    assert "Count them by hand." in mails("date-decided")["officer@demo.example"].text_body
    assert "This has been decided already." in said(decide(director, asked, "yes"))
    assert survey.occurrences.get().due == date(2027, 4, 30)


@pytest.mark.parametrize("who", ["officer", "plan.manager", "democratic.services"])
def test_nobody_but_a_director_decides(client, people, asked, who):
    assert decide(as_(client, people.users[who]), asked, "yes").status_code == 403
    asked.refresh_from_db()
    assert asked.decided_on is None


def test_nobody_approves_what_they_have_asked_for_themselves(client, people, asked):
    user = people.users["officer"]
    Membership.objects.create(user=user, organisation=people.councils["maidstone"], role=Role.DIRECTOR)
    page = decide(as_(client, User.objects.get(pk=user.pk)), asked, "yes")
    assert (page.status_code, "somebody else decides it" in said(page)) == (403, True)


def test_one_date_waits_at_a_time(officer, survey, asked):
    assert "is waiting for approval already" in said(move(officer, survey, "31 August 2027"))
    assert DateRequest.objects.filter(action=survey).count() == 1


def test_what_waits_is_said_before_another_date_is_asked_for(officer, people, survey, newsletter, asked):
    waits = f"{asked.timing.as_written} waits for approval already."
    way = f'href="{reverse("actions:action", kwargs={"pk": survey.pk})}#waits"'
    retime = reverse("actions:retime", kwargs={"pk": survey.pk})
    page = said(officer.get(retime))
    assert waits in page and way in page
    assert 'id="waits"' in said(officer.get(reverse("actions:action", kwargs={"pk": survey.pk})))
    mine = said(officer.get("/"))
    others = DateRequest.objects.waiting().exclude(action=survey).count()
    assert (mine.count("Another date waits for approval"), way in mine) == (1 + others, True)
    assert "waits for approval" not in said(officer.get(reverse("actions:retime", kwargs={"pk": newsletter.pk})))
    asked.delete()
    assert waits not in said(officer.get(retime)) and way not in said(officer.get("/"))


def test_a_first_date_to_come_says_from_when_something_is_asked(officer, people):
    report = Action.objects.get(title="MKS annual report", plan__slug="mkip-2015-16")
    assert rated(report).rating.rating == "red"
    page = said(move(officer, report, "March 2027"))
    assert "is now March 2027. Nothing is asked of it before 1 March 2027." in page
    status = page.partition('<dl class="cp-status">')[2].partition("</dl>")[0]
    if not rated(report).rating.reasons:
        assert "nothing is asked of it before 1 March 2027" in status
    assert "nothing found against it" not in status


@pytest.mark.parametrize(("day", "told"), [("2026-11-13", False), ("2026-11-20", True), ("2026-11-30", True)])
def test_directors_are_told_of_a_date_put_back_shortly_before_the_close(client, people, survey, day, told):
    with time_machine.travel(f"{day} 09:00+00:00", tick=False):
        move(as_(client, people.users["officer"]), survey, "30 April 2027")
    change = survey.date_changes.get()
    left = 30 - int(day[-2:])
    assert change.days_to_close == (left if told else None)
    sent = mails("date-moved")
    assert set(sent) == ({"director@demo.example"} if told else set())
    if told:
        days = f"{left} day{'' if left == 1 else 's'}"
        assert sent["director@demo.example"].subject == f"Date moved {days} before the close: Member survey"


def test_by_a_plan_s_rule_what_is_given_a_later_date_stays_overdue(officer, plan, survey):
    Occurrence.objects.filter(action=survey).update(due=date(2026, 10, 1), first_due=date(2026, 10, 1))
    move(officer, survey, "30 April 2027")
    assert [reason for reason in rated(survey).rating.reasons if "overdue" in reason] == []
    Plan.objects.filter(pk=plan.pk).update(counts_original=True)
    (reason,) = [reason for reason in rated(survey).rating.reasons if "overdue" in reason]
    assert reason == "6 weeks overdue: Member survey was due 1 October 2026, now 30 April 2027."
    assert rated(survey).rating.proposed == "red"


# Editions of a series


def shift(client, action, label, day, which="this", reason="The printer is closed."):
    action.refresh_from_db()
    occurrence = action.occurrences.get(label=label)
    address = reverse("actions:move-occurrence", kwargs={"pk": action.pk, "occurrence": occurrence.pk})
    return client.post(address, once(action.version, day=day, which=which, reason=reason), follow=True)


def dues(action):
    return {o.label: o.due for o in action.occurrences.in_order()}


def test_this_one_moves_and_the_others_stay(officer, newsletter):
    before = dues(newsletter)
    assert "Q3 is now due 14 January 2027." in said(shift(officer, newsletter, "Q3", "14/01/2027"))
    assert dues(newsletter) == before | {"Q3": date(2027, 1, 14)}
    assert newsletter.occurrences.get(label="Q3").first_due == date(2026, 12, 31)
    assert rated(newsletter).originally == "originally 31 December 2026 · 1st extension · 14 days"


def test_this_and_later_move_by_as_many_days(officer, newsletter):
    before = dues(newsletter)
    shift(officer, newsletter, "Q3", "14/01/2027", which="later")
    assert dues(newsletter) == before | {"Q3": date(2027, 1, 14), "Q4": date(2027, 4, 14)}
    kept = newsletter.date_changes.order_by("pk")
    assert [(c.label, c.days, c.and_later) for c in kept] == [("Q3", 14, False), ("Q4", 14, True)]
    assert not any("moved 2 times" in reason for reason in rated(newsletter).rating.reasons)


def test_what_was_known_before_a_move_is_what_is_shown_as_at_then(client, people, newsletter):
    with time_machine.travel("2026-11-20 09:00+00:00", tick=False):
        shift(as_(client, people.users["officer"]), newsletter, "Q3", "14/01/2027", which="later")
    assert {o.label: o.due for o in rated(newsletter, TODAY).occurrences}["Q4"] == date(2027, 3, 31)
    assert {o.label: o.due for o in rated(newsletter, date(2026, 11, 20)).occurrences}["Q4"] == date(2027, 4, 14)


def test_a_moved_edition_is_shown_where_it_stood_though_the_series_has_given_way_since(client, people, newsletter):
    Plan.objects.update(redates_allowed=9)
    shift(as_(client, people.users["officer"]), newsletter, "Q3", "20/01/2027")
    with time_machine.travel("2026-11-20 09:00+00:00", tick=False):
        move(as_(client, people.users["officer"]), newsletter, "30 June 2027")
    assert {o.label: o.due for o in rated(newsletter, TODAY).occurrences}["Q3"] == date(2027, 1, 20)
    assert {o.label: o.due for o in rated(newsletter, TODAY).occurrences}["Q4"] == date(2027, 3, 31)


def test_an_edition_moved_too_often_waits_for_approval_and_then_takes_the_later_ones_along(
    client, officer, people, newsletter
):
    shift(officer, newsletter, "Q3", "14/01/2027")
    shift(officer, newsletter, "Q3", "21/01/2027", which="later")
    assert dues(newsletter)["Q3"] == date(2027, 1, 14)
    decide(as_(client, people.users["director"]), DateRequest.objects.get(action=newsletter), "yes")
    found = dues(newsletter)
    assert (found["Q3"], found["Q4"]) == (date(2027, 1, 21), date(2027, 4, 7))


def test_another_reading_of_the_series_keeps_what_was_moved_by_hand(officer, people, newsletter, plan):
    shift(officer, newsletter, "Q3", "14/01/2027")
    lay_out_occurrences(action=Action.objects.get(pk=newsletter.pk))
    assert dues(newsletter)["Q3"] == date(2027, 1, 14)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"day": "01/11/2026"}, "1 November 2026 has passed."),
        ({"day": "31/12/2026"}, "That is the day it is due already."),
        ({"day": "14/01/2027", "reason": ""}, "Fill in “Why the date moves”."),
        ({"day": "never"}, "Give the date as day, month and year"),
    ],
)
def test_a_move_that_says_too_little_is_refused_with_its_words_kept(officer, newsletter, sent, sentence):
    before = dues(newsletter)
    page = shift(officer, newsletter, "Q3", **{"day": "14/01/2027", **sent})
    assert (page.status_code, sentence in said(page)) == (400, True)
    assert dues(newsletter) == before


def miss(client, action, label, reason="No paper was to be had."):
    action.refresh_from_db()
    occurrence = action.occurrences.get(label=label)
    address = reverse("actions:missed", kwargs={"pk": action.pk, "occurrence": occurrence.pk})
    return client.post(address, once(action.version, reason=reason), follow=True)


def deliver(client, action, label, **sent):
    action.refresh_from_db()
    occurrence = action.occurrences.get(label=label)
    address = reverse("actions:deliver", kwargs={"pk": action.pk, "occurrence": occurrence.pk})
    return client.post(address, once(action.version, **sent), follow=True)


def test_a_missed_edition_is_chased_no_more_and_seen_until_a_later_one_is_delivered(officer, newsletter):
    assert "Q3 is marked as missed." in said(miss(officer, newsletter, "Q3"))
    sentence = "Q3, due 31 December 2026, was missed: No paper was to be had."
    row = rated(newsletter, date(2027, 1, 20))
    assert sentence in row.rating.reasons
    assert [reason for reason in row.rating.reasons if "overdue" in reason] == []
    assert [o.label for o in row.next_two] == ["Q4"]
    deliver(officer, newsletter, "Q4")
    assert sentence not in rated(newsletter, date(2027, 4, 2)).rating.reasons


def test_a_miss_can_be_taken_back(officer, newsletter):
    miss(officer, newsletter, "Q3")
    assert "Q3 is marked as not delivered." in said(deliver(officer, newsletter, "Q3", undo="1"))
    assert newsletter.occurrences.get(label="Q3").missed_on is None


def test_what_is_delivered_cannot_be_missed_nor_moved(officer, newsletter):
    deliver(officer, newsletter, "Q3")
    assert "It has been delivered." in said(miss(officer, newsletter, "Q3"))
    assert "What is delivered or missed keeps its date." in said(shift(officer, newsletter, "Q3", "14/01/2027"))


def test_the_next_two_stand_in_the_form(officer, newsletter):
    page = said(officer.get(reverse("actions:action", kwargs={"pk": newsletter.pk})))
    assert page.count("has been delivered</label>") == 2


# Meetings that move


@pytest.fixture
def paperwork(plan):
    """The agenda before each MKIP board meeting, and the minutes after it."""
    return Action.objects.get(title="MKIP board paperwork", plan=plan)


def move_board(client, people, later):
    board = Meeting.objects.filter(body="MKIP Board", date__gt=TODAY).order_by("date").first()
    before, day = board.date, board.date + timedelta(days=later)
    address = reverse("actions:meeting", kwargs={"pk": board.pk})
    secretary = as_(client, people.users["democratic.services"])
    assert secretary.post(address, once(board.version, body="MKIP Board", day=f"{day:%d/%m/%Y}")).status_code == 302
    return before, day


def test_a_board_that_moves_takes_agenda_and_minutes_along_and_the_ledger_says_so(client, people, plan, paperwork):
    dated = {
        o.pk: (o.label.split()[0], o.due) for o in paperwork.occurrences.filter(meeting__date__gt=TODAY).in_order()
    }
    before, day = move_board(client, people, 14)
    moved = paperwork.occurrences.filter(meeting__date=day)
    agenda, minutes = moved.get(label__startswith="Agenda"), moved.get(label__startswith="Minutes")
    assert agenda.due == add_working_days(day, -1)
    assert minutes.due == add_working_days(day, 10)
    kept = {c.label.split()[0]: c for c in paperwork.date_changes.filter(follows=True)}
    assert {name: (c.before.latest, c.after.latest) for name, c in kept.items()} == {
        "Agenda": (dated[agenda.pk][1], agenda.due), "Minutes": (dated[minutes.pk][1], minutes.due),
    }  # fmt: skip
    reason = f"MKIP Board was moved from {in_words(before)} to {in_words(day)}."
    assert {(c.reason, c.by_name) for c in kept.values()} == {(reason, "Democratic Services Officer")}
    furthest = max((agenda, minutes), key=lambda due: due.due - dated[due.pk][1])
    days = (furthest.due - dated[furthest.pk][1]).days
    slip = f"originally {in_words(dated[furthest.pk][1])} · 1st extension · {days} days"
    director = as_(client, people.users["director"])
    assert slip in said(director.get(reverse("reports:dashboard", kwargs={"slug": plan.slug})))
    page = said(director.get(reverse("actions:action", kwargs={"pk": paperwork.pk})))
    assert "moved with the event it hangs on" in page


def test_a_board_that_moves_is_nobody_s_slip(client, people, plan, paperwork):
    move_board(client, people, 40)
    assert [reason for reason in rated(paperwork).rating.reasons if "was moved" in reason] == []
    label = rated(paperwork).next_occurrence.label
    page = shift(as_(client, people.users["officer"]), paperwork, label, "28/02/2027")
    assert "waits for a director" not in said(page)


def test_as_at_the_day_before_a_board_moved_its_dates_are_as_they_were(client, people, paperwork):
    was = {o.label: o.due for o in rated(paperwork, TODAY).occurrences}
    with time_machine.travel("2026-11-20 09:00+00:00", tick=False):
        move_board(client, people, 14)
    assert {o.label: o.due for o in rated(paperwork, TODAY).occurrences} == was
    assert {o.label: o.due for o in rated(paperwork, date(2026, 11, 20)).occurrences} != was


# Milestones


@pytest.fixture
def milestone(client, people, survey):
    manager = as_(client, people.users["plan.manager"])
    survey.refresh_from_db()
    address = reverse("actions:add-milestone", kwargs={"pk": survey.pk})
    sent = once(survey.version, title="Questions tested", day="20/11/2026")
    assert "Milestone “Questions tested” is added." in said(manager.post(address, sent, follow=True))
    return survey.occurrences.get(is_milestone=True)


def test_a_missed_milestone_colours_its_action_like_any_due_date(survey, milestone):
    (reason,) = [r for r in rated(survey, date(2026, 12, 7)).rating.reasons if "overdue" in r]
    assert reason == "2 weeks overdue: Questions tested was due 20 November 2026."
    assert rated(survey, date(2026, 12, 7)).rating.proposed == "red"
    assert rated(survey, date(2026, 11, 23)).rating.proposed == "amber"


def test_a_milestone_is_reminded_of_and_outlives_another_date_of_its_action(officer, survey, milestone):
    lines = [x for digest in reminders.queue_due(on=date(2026, 11, 20), dry_run=True) for x in digest["lines"]]
    assert {"action": "Member survey", "due": "2026-11-20", "rung": "on-the-day"} in lines
    move(officer, survey, "30 April 2027")
    assert dues(survey) == {"Questions tested": date(2026, 11, 20), "": date(2027, 4, 30)}
    assert {o.label: o.due for o in rated(survey, TODAY - timedelta(days=1)).occurrences}["Questions tested"]


def test_a_milestone_alone_is_no_date_of_the_action_nor_ends_its_silence(plan, survey, milestone):
    survey.occurrences.filter(is_milestone=False).delete()
    Action.objects.filter(pk=survey.pk).update(timing=parse_timing("Tbc"), date_set_by=date(2026, 11, 10))
    row = rated(survey)
    assert "A date was to be set by 10 November 2026." in row.rating.reasons
    Occurrence.objects.filter(pk=milestone.pk).update(delivered_on=TODAY, delivered_by="x")
    ProgressUpdate.objects.filter(action=survey).update(on=date(2026, 9, 1))
    assert "No update for 73 days." in rated(survey).rating.reasons


def test_a_milestone_is_removed_unless_it_is_reached(client, people, survey, milestone):
    manager = as_(client, people.users["plan.manager"])
    address = reverse("actions:remove-milestone", kwargs={"pk": survey.pk, "milestone": milestone.pk})
    deliver(manager, survey, "Questions tested")
    survey.refresh_from_db()
    assert "stays on record" in said(manager.post(address, once(survey.version), follow=True))
    deliver(manager, survey, "Questions tested", undo="1")
    survey.refresh_from_db()
    assert "is removed" in said(manager.post(address, once(survey.version), follow=True))
    assert not survey.occurrences.filter(is_milestone=True).exists()


def test_two_due_dates_of_one_name_are_refused(client, people, survey, milestone):
    survey.refresh_from_db()
    address = reverse("actions:add-milestone", kwargs={"pk": survey.pk})
    page = as_(client, people.users["plan.manager"]).post(
        address, once(survey.version, title="questions TESTED", day="24/11/2026")
    )
    assert (page.status_code, "has a due date of this name already" in said(page)) == (400, True)


# A director's colour over the officer's


def declare(client, action, rag="red", reason="The board was told otherwise."):
    return client.post(reverse("actions:declare", kwargs={"pk": action.pk}), once(rag=rag, reason=reason), follow=True)


def test_a_director_s_colour_counts_and_the_officer_is_told(client, people, plan, survey):
    before = rated(survey).rating
    director = as_(client, people.users["director"])
    assert "“Member survey” is declared red." in said(declare(director, survey))
    row = rated(survey)
    assert (row.rating.declared, row.rating.proposed, row.rating.rating) == (before.declared, before.proposed, "red")
    assert row.counts_as == "red"
    told = mails("declared")["officer@demo.example"]
    assert told.subject == "Declared red: Member survey"
    assert "Why: The board was told otherwise." in told.text_body
    dashboard = said(director.get(reverse("reports:dashboard", kwargs={"slug": plan.slug})))
    assert "Director of Mid Kent Services: “The board was told otherwise.”" in dashboard
    assert "red" in {row.rating.rating for row in build_plan_progress(plan, on=TODAY).everything}
    assert AuditEvent.objects.filter(kind="action", verb="declared", object_id=survey.pk).count() == 1


def test_whoever_has_no_sign_in_reads_why_and_answers_by_link(client, people, survey):
    team = Officer.objects.get(name="Communications teams")
    Assignment.objects.create(action=survey, officer=team)
    director = as_(client, people.users["director"])
    declare(director, survey)
    link = UpdateLink.objects.get(action=survey, officer=team)
    for officer, way, other in (
        (team.email, f"/u/{link.token}/", f"/actions/{survey.pk}/"),
        ("officer@demo.example", f"/actions/{survey.pk}/", "/u/"),
    ):
        for text in (mails("declared")[officer].text_body, mails("declared")[officer].html_body):
            assert way in text and other not in text
    client.logout()
    page = said(client.get(f"/u/{link.token}/"))
    assert "counts, as Director of Mid Kent Services has declared on 13 November 2026:</b> “The board was told" in page
    client.force_login(people.users["director"])
    client.post(reverse("actions:take-back", kwargs={"pk": survey.pk}), once(), follow=True)
    assert "has declared on" not in said(client.get(f"/u/{link.token}/"))


def test_a_priority_is_shown_as_it_counts_with_who_declared_it_and_why(client, people, plan):
    priority = plan.priorities.in_order().first()
    entry = next(one for one in build_plan_progress(plan, on=TODAY).priorities if one.priority == priority)
    other = "amber" if entry.rolled_up == "red" else "red"
    director = as_(client, people.users["director"])
    address = reverse("plans:declare-priority", kwargs={"pk": priority.pk})
    assert director.post(address, once(rag=other, reason="Nobody has read it.")).status_code == 302
    page = said(director.get(reverse("reports:dashboard", kwargs={"slug": plan.slug})))
    row = page.partition(f"{priority.title}</a>")[2].partition("</tr>")[0]
    label = {"red": "Red", "amber": "Amber", "green": "Green"}
    counts = row.partition('data-th="Counts as"')[2].partition("</td>")[0]
    assert [name for name in re.findall(r"\b(Red|Amber|Green)\b", re.sub("<svg.*?</svg>", "", counts))] == [
        label[other], label[entry.rolled_up]
    ]  # fmt: skip
    why = "declared by Director of Mid Kent Services on 13 November 2026: “Nobody has read it.”"
    assert why in row
    slide = reverse("reports:meeting-slide", kwargs={"slug": plan.slug, "number": 1})
    assert why in said(director.get(slide))


def test_in_a_meeting_a_colour_over_the_officers_comes_with_its_reason(client, people, plan, survey):
    director = as_(client, people.users["director"])
    declare(director, survey)
    page = said(director.get(reverse("reports:meeting-mode", kwargs={"slug": plan.slug})))
    assert "Declared by Director of Mid Kent Services on 13 November 2026: “The board was told otherwise.”" in page


def test_the_paper_says_who_declared_over_the_officer_and_what_was_expected(client, people, plan, survey):
    ProgressUpdate.objects.filter(action=survey).update(forecast="amber")
    declare(as_(client, people.users["director"]), survey)
    by = people.users["democratic.services"]
    report = draft_report(plan=plan, as_at=TODAY, by=by, title="Progress", report_of="Director")
    text = re.sub(r"<[^>]+>| ", " ", said(as_(client, by).get(reverse("reports:html", kwargs={"pk": report.pk}))))
    text = " ".join(text.replace("&nbsp;", " ").split())
    assert "Expected at the year end: amber." in text
    assert (
        "Declared red by Director of Mid Kent Services on 13 November 2026: The board was told otherwise. "
        "Its officer says green." in text
    )


def test_a_director_s_colour_is_taken_back_or_lapses(client, people, survey):
    before = rated(survey).rating.rating
    director = as_(client, people.users["director"])
    declare(director, survey)
    assert rated(survey, TODAY - timedelta(days=1)).rating.rating == before
    assert rated(survey, TODAY + timedelta(days=41)).ruling is not None
    assert rated(survey, TODAY + timedelta(days=42)).ruling is None
    director.post(reverse("actions:take-back", kwargs={"pk": survey.pk}), once())
    assert rated(survey).rating.rating == before
    again = director.post(reverse("actions:take-back", kwargs={"pk": survey.pk}), once(), follow=True)
    assert "there is none to take back" in said(again)


def test_only_directors_declare(client, people, survey):
    for who in ("officer", "plan.manager", "democratic.services"):
        assert declare(as_(client, people.users[who]), survey).status_code == 403


def test_a_forecast_is_kept_with_the_update_and_shown_where_it_differs(officer, plan, survey):
    survey.refresh_from_db()
    sent = once(survey.version, rag="green", done="On course.", forecast="amber")
    officer.post(reverse("actions:update", kwargs={"pk": survey.pk}), sent)
    assert rated(survey).declaration.forecast == "amber"
    dashboard = said(officer.get(reverse("reports:dashboard", kwargs={"slug": plan.slug})))
    assert "expected at the year end: amber" in dashboard


# A plan's rules


def rules_of(manager, address):
    """The rules as the page offers them, as a browser sends them."""
    rules = manager.get(address).context["form"].initial
    return {
        name: value for name, value in rules.items() if value is not False and name not in ("form_token", "version")
    }


def test_a_plan_s_rules_change_what_is_proposed(client, people, plan, survey):
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 5))
    assert rated(survey).rating.proposed == "amber"
    manager = as_(client, people.users["plan.manager"])
    address = reverse("plans:rules", kwargs={"slug": plan.slug})
    refused = said(manager.post(address, once(plan.version, staleness_days="-1")))
    assert refused.count('href="#id_staleness_days"') == 1
    assert (
        manager.post(address, once(plan.version, **rules_of(manager, address) | {"overdue_red_days": 3})).status_code
        == 302
    )
    assert rated(Action.objects.get(pk=survey.pk)).rating.proposed == "red"


def test_rungs_of_reminders_stand_in_order(client, people, plan):
    manager = as_(client, people.users["plan.manager"])
    address = reverse("plans:rules", kwargs={"slug": plan.slug})
    rules = manager.get(address).context["form"].initial
    kept = {
        name: value for name, value in rules.items() if value is not False and name not in ("form_token", "version")
    }
    page = manager.post(address, once(plan.version, **kept | {"remind_second_days": 20}))
    assert (page.status_code, "The second reminder comes later than the first" in said(page)) == (400, True)
    page = manager.post(address, once(plan.version, **kept | {"escalate_days": 4}))
    assert (page.status_code, "The director is told after the officer" in said(page)) == (400, True)


def test_officers_and_changes_are_named(officer, survey):
    move(officer, survey, "30 April 2027")
    change = DateChange.objects.get(action=survey)
    assert (change.by_name, change.on, change.reason) == ("MKIP Programme Manager", TODAY, "The printer is closed.")
    assert Officer.objects.filter(name=change.by_name).exists()
