"""What people are told besides due dates, whom it is told to while somebody is away, and what may be declined."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions import digests, reminders
from actions.models import Action, Assignment, Occurrence, ProgressUpdate, Reminder
from actions.timing import parse_timing
from people import letter, outbox
from people.models import Absence, Officer, Organisation, OutgoingMail
from plans.models import Plan
from tests.demo import once, said, seed

MONDAY = date(2026, 11, 23)
LAST_CALL = date(2026, 11, 23)  # five working days before Monday 30 November
MORNING = "2026-11-23 08:30+00:00"
OWNER = "officer@demo.example"


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        yield seed(as_written=False, today=MONDAY)


@pytest.fixture
def survey(people):
    """The only action anybody is reminded of: under way, due in March, and spoken of last week."""
    survey = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    survey.timing = parse_timing("April 2026 – March 2027", survey.plan.years)
    survey.save()
    Action.objects.exclude(pk=survey.pk).delete()
    ProgressUpdate.objects.filter(action=survey).update(on=MONDAY - timedelta(days=7))
    Assignment.objects.filter(action=survey).exclude(officer=people.officers["Jane Clarke"]).delete()
    Assignment.objects.filter(action=survey).update(is_accountable=True)
    return survey


def told(on, to=OWNER):
    """{(action, rung)} of the digest somebody would get that day."""
    found = [digest["lines"] for digest in reminders.queue_due(on=on, dry_run=True) if digest["to"] == to]
    return {(line["action"], line["rung"]) for line in found[0]} if found else set()


def text(on, to=OWNER):
    reminders.queue_due(on=on)
    return OutgoingMail.objects.filter(to_address=to, kind="digest").last().text_body


def silent_since(survey, day):
    ProgressUpdate.objects.filter(action=survey).update(on=day)


def test_with_nothing_due_and_something_said_nobody_is_written_to(survey):
    assert told(MONDAY) == set()


def test_silence_past_the_plan_s_limit_is_chased_and_then_told_to_the_director(survey):
    silent_since(survey, MONDAY - timedelta(days=42))
    assert told(MONDAY) == {("Member survey", "on-the-day")}
    assert told(MONDAY - timedelta(days=3)) == set()  # a Friday, before the limit
    assert "Nothing has been heard of it for 42 days." in text(MONDAY)
    assert told(date(2026, 12, 7)) == {("Member survey", "overdue-10")}
    assert told(date(2026, 12, 7), "director@demo.example") == {("Member survey", "overdue-10")}
    ProgressUpdate.objects.create(action=survey, rag="green", done="On course.", by_name="x", on=MONDAY)
    assert told(date(2026, 11, 24)) == set()


def test_before_the_month_closes_an_update_is_asked_for_once(survey):
    silent_since(survey, date(2026, 10, 28))
    assert told(LAST_CALL - timedelta(days=3)) == set()
    assert told(LAST_CALL) == {("Member survey", "before-5")}
    assert "The month closes Monday 30 November 2026, and nothing has been said in it yet." in text(LAST_CALL)
    assert told(LAST_CALL + timedelta(days=1)) == set()


def test_what_is_asked_for_before_the_close_stands_on_my_actions_too(client, people, survey):
    silent_since(survey, date(2026, 10, 28))
    client.force_login(people.users["officer"])
    assert "an update is asked for by 30 November 2026" in said(client.get("/"))
    silent_since(survey, date(2026, 11, 20))
    assert "an update is asked for" not in said(client.get("/"))


def test_the_call_of_a_quarterly_plan_comes_before_its_quarter_ends(survey):
    Plan.objects.update(cycle=Plan.Cycle.QUARTERLY, staleness_days=105)
    silent_since(survey, date(2026, 9, 20))
    assert told(LAST_CALL) == set()
    assert told(date(2026, 12, 23)) == {("Member survey", "before-5")}  # Christmas and Boxing Day observed lie between


def test_a_graver_line_makes_asking_for_a_word_needless(survey):
    silent_since(survey, date(2026, 10, 10))
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    assert told(MONDAY) == {("Member survey", "on-the-day")}
    reminders.queue_due(on=MONDAY)
    assert OutgoingMail.objects.get(to_address=OWNER, kind="digest").text_body.count("* Member survey") == 1
    assert told(MONDAY + timedelta(days=1)) == set()


def test_a_post_nobody_is_named_to_is_asked_of_the_plan_s_manager(people, survey):
    Plan.objects.update(adopted_on=MONDAY - timedelta(days=30))
    Assignment.objects.create(action=survey, as_written="Relevant Chief Executive")
    assert told(MONDAY, "plan.manager@demo.example") == {("Member survey", "on-the-day")}
    assert "Somebody is to be named by Monday 23 November 2026." in text(MONDAY, "plan.manager@demo.example")
    assert told(MONDAY) == set()
    Assignment.objects.filter(officer=None).delete()
    with time_machine.travel(MORNING, tick=False):
        mail = OutgoingMail.objects.get(to_address="plan.manager@demo.example", kind="digest")
        assert digests.check_digest(mail).startswith("Everything it reminded of")


# Bank holidays


def test_in_scotland_its_own_holidays_count(survey):
    """St Andrew's Day is a bank holiday there; Easter Monday is none."""
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 30))
    assert told(date(2026, 11, 30)) != set()
    Organisation.objects.update(nation="SCT")
    assert told(date(2026, 11, 30)) == set()
    assert told(date(2026, 11, 27)) == {("Member survey", "on-the-day")}
    Occurrence.objects.filter(action=survey).update(due=date(2027, 3, 29))
    ProgressUpdate.objects.filter(action=survey).update(on=date(2027, 3, 10))
    assert told(date(2027, 3, 29)) == {("Member survey", "on-the-day")}
    Organisation.objects.update(nation="ENG")
    assert told(date(2027, 3, 29)) == set()


def test_in_northern_ireland_st_patrick_s_day_is_free(survey):
    Organisation.objects.update(nation="NIR")
    Occurrence.objects.filter(action=survey).update(due=date(2027, 3, 17))
    ProgressUpdate.objects.filter(action=survey).update(on=date(2027, 3, 10))
    assert (told(date(2027, 3, 17)), told(date(2027, 3, 16))) == (set(), {("Member survey", "on-the-day")})


# Pauses


def quieten(client, survey, **sent):
    survey.refresh_from_db()
    return client.post(reverse("actions:quiet", kwargs={"pk": survey.pk}), once(survey.version, **sent), follow=True)


def test_a_plan_manager_pauses_an_action_and_it_is_told_afterwards(client, people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    client.force_login(people.users["plan.manager"])
    page = quieten(client, survey, until="25/11/2026", reason="The board decides on Wednesday.")
    assert "Nobody is reminded of “Member survey” until after 25 November 2026." in said(page)
    assert "Reminders are paused until 25 November 2026." in said(page)
    assert [told(MONDAY + timedelta(days=days)) for days in (0, 1, 2)] == [set()] * 3
    assert told(MONDAY + timedelta(days=3)) == {("Member survey", "on-the-day")}


def test_a_digest_that_waits_when_its_action_is_paused_is_withheld(client, people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    reminders.queue_due(on=MONDAY)
    client.force_login(people.users["plan.manager"])
    quieten(client, survey, until="25/11/2026", reason="The board decides.")
    assert digests.check_digest(OutgoingMail.objects.get(to_address=OWNER, kind="digest")) is not None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"until": "22/11/2026", "reason": "x"}, "Give a day that is still to come."),
        ({"until": "23/11/2027", "reason": "x"}, "At most three months."),
        ({"until": "25/11/2026", "reason": ""}, "Fill in “Why”."),
    ],
)
def test_a_pause_has_an_end_and_a_reason(client, people, survey, sent, sentence):
    client.force_login(people.users["plan.manager"])
    page = quieten(client, survey, **sent)
    assert (page.status_code, sentence in said(page)) == (400, True)


def test_officers_do_not_pause_their_own_actions(client, people, survey):
    client.force_login(people.users["officer"])
    assert quieten(client, survey, until="25/11/2026", reason="x").status_code == 403


# Cover


def away(people, **days):
    """The programme manager is away this week, and the head of policy stands in."""
    cover = Officer.objects.get(name="Head of Policy and Communications")
    facts = {"first": MONDAY, "last": MONDAY + timedelta(days=4), "cover": cover}
    return Absence.objects.create(officer=people.officers["Jane Clarke"], **facts | days)


def test_while_an_officer_is_away_who_stands_in_is_told_and_may_post(client, people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    cover = away(people).cover
    assert (told(MONDAY), told(MONDAY, cover.email)) == (set(), {("Member survey", "on-the-day")})
    body = text(MONDAY, cover.email)
    assert "You stand in for MKIP Programme Manager." in body
    path = next(line.strip() for line in body.splitlines() if "/u/" in line).partition("/u/")[2]
    survey.refresh_from_db()
    sent = once(survey.version, rag="green", done="All is ready.")
    assert client.post(f"/u/{path}", sent).status_code == 302
    assert survey.updates.order_by("-pk").first().by_name == "Head of Policy and Communications"


def test_who_stands_in_and_signs_in_sees_the_action_among_their_own(client, people, survey):
    deputy = people.users["director"]
    address = reverse("actions:update", kwargs={"pk": survey.pk})
    client.force_login(deputy)
    survey.refresh_from_db()
    assert client.post(address, once(survey.version, rag="green", done="Mine?")).status_code == 403
    away(people, cover=Officer.objects.get(user=deputy))
    client.force_login(deputy)
    assert "Member survey" in said(client.get("/"))
    assert client.post(address, once(survey.version, rag="green", done="For a colleague.")).status_code == 302
    with time_machine.travel("2026-11-30 09:00+00:00", tick=False):
        client.force_login(deputy)
        survey.refresh_from_db()
        assert client.post(address, once(survey.version, rag="green", done="Still?")).status_code == 403


def test_back_from_leave_the_officer_is_told_what_still_is_open(people, survey):
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 27))
    away(people)
    reminders.queue_due(on=date(2026, 11, 27))
    assert told(date(2026, 11, 30)) == {("Member survey", "on-the-day")}


def test_with_nobody_standing_in_e_mails_go_on_as_before(people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    away(people, cover=None)
    assert told(MONDAY) == {("Member survey", "on-the-day")}


def keep_away(client, officer, **sent):
    facts = {"first": "24/11/2026", "last": "30/11/2026", "cover": ""}
    return client.post(reverse("people:reminders", kwargs={"pk": officer.pk}), once(**facts | sent), follow=True)


def test_an_officer_keeps_their_own_days_away_and_takes_them_back(client, people):
    officer = people.officers["Jane Clarke"]
    officer.absences.all().delete()
    cover = Officer.objects.get(name="Communications teams")
    client.force_login(people.users["officer"])
    page = said(keep_away(client, officer, cover=cover.pk))
    assert "Communications teams is reminded meanwhile, and may post." in page
    assert "These days overlap others" in said(keep_away(client, officer))
    kept = officer.absences.get()
    assert (kept.first, kept.last, kept.cover) == (date(2026, 11, 24), date(2026, 11, 30), cover)
    client.post(reverse("people:end-absence", kwargs={"pk": officer.pk, "absence": kept.pk}), once())
    assert not officer.absences.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"last": "20/11/2026"}, "The last day comes before the first."),
        ({"first": "02/11/2026", "last": "06/11/2026"}, "That has passed."),
        ({"last": "24/12/2027"}, "At most a year."),
    ],
)
def test_days_away_that_cannot_be_are_refused(client, people, sent, sentence):
    client.force_login(people.users["officer"])
    page = keep_away(client, people.officers["Jane Clarke"], **sent)
    assert (page.status_code, sentence in said(page)) == (400, True)


def test_nobody_sets_somebody_else_s_reminders_but_an_administrator(client, people):
    officer = people.officers["Jane Clarke"]
    address = reverse("people:reminders", kwargs={"pk": officer.pk})
    for who, code in (("director", 403), ("plan.manager", 403), ("officer2", 404), ("admin", 200), ("officer", 200)):
        client.force_login(people.users[who])
        assert (who, client.get(address).status_code) == (who, code)


# What may be declined


def decline(client, officer, **sent):
    return client.post(reverse("people:choose-reminders", kwargs={"pk": officer.pk}), once(**sent), follow=True)


def test_who_declines_the_early_reminders_is_told_on_the_day(client, people, survey):
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 26))
    assert told(MONDAY) == {("Member survey", "before-3")}
    client.force_login(people.users["officer"])
    page = decline(client, people.officers["Jane Clarke"], early="no")
    assert "is now told on the day, and when something is overdue." in said(page)
    assert (told(MONDAY), told(date(2026, 11, 26))) == (set(), {("Member survey", "on-the-day")})
    Plan.objects.update(early_may_be_declined=False)
    assert told(MONDAY) == {("Member survey", "before-3")}


def headers(on):
    reminders.queue_due(on=on)
    mail = OutgoingMail.objects.filter(to_address=OWNER, kind="digest").last()
    return letter.compose(mail).message()


def test_only_what_may_be_declined_can_be_unsubscribed_from(client, people, survey):
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 26))
    message = headers(MONDAY)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = message["List-Unsubscribe"].strip("<>").partition("/u/early/")[2]
    assert client.get(f"/u/early/{path}").status_code == 200
    assert Officer.objects.get(email=OWNER).early_reminders
    assert client.post(f"/u/early/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 302
    assert not Officer.objects.get(email=OWNER).early_reminders
    client.post(f"/u/early/{path}", {"early": "yes"})
    assert Officer.objects.get(email=OWNER).early_reminders
    assert client.post("/u/early/1.forged/").status_code == 404
    assert headers(date(2026, 11, 26))["List-Unsubscribe"] is None


def test_where_a_plan_insists_there_is_nothing_to_unsubscribe_from(survey):
    Plan.objects.update(early_may_be_declined=False)
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 26))
    assert headers(MONDAY)["List-Unsubscribe"] is None


# The e-mail itself


def test_thirty_lines_are_shown_in_part_and_counted_whole(people, survey):
    owner = people.officers["Jane Clarke"]
    for number in range(29):
        action = Action.objects.create(plan=survey.plan, title=f"Action {number}", timing=survey.timing)
        Assignment.objects.create(action=action, officer=owner, is_accountable=True)
        Occurrence.objects.create(action=action, due=MONDAY, first_due=MONDAY)
    Occurrence.objects.filter(action=survey).update(due=MONDAY - timedelta(days=7))
    body = text(MONDAY)
    mail = OutgoingMail.objects.get(to_address=OWNER, kind="digest")
    assert mail.subject == "30 actions need a word from you: 1 overdue, 29 coming up"
    assert (body.count("\n* "), "and 5 more, on My actions" in body) == (26, True)
    assert body.index("Member survey") < body.index("Action 0")
    assert Reminder.objects.filter(mail=mail).count() == 30


def test_after_an_action_is_given_to_somebody_else_they_are_told_and_the_first_is_not(people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    reminders.queue_due(on=MONDAY)
    new = Officer.objects.create(
        organisation=people.councils["maidstone"], name="New officer", email="new.officer@maidstone.example"
    )
    Assignment.objects.filter(action=survey).update(officer=new)
    assert outbox.drain().withheld == 1
    reminders.queue_due(on=MONDAY)
    assert outbox.drain().sent == 1
    states = dict(OutgoingMail.objects.filter(kind="digest").values_list("to_address", "state"))
    assert states == {OWNER: "withheld", "new.officer@maidstone.example": "sent"}


def test_the_scan_takes_the_same_queries_for_one_action_as_for_thirty(people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    with CaptureQueriesContext(connection) as one:
        reminders.queue_due(on=MONDAY, dry_run=True)
    for number in range(30):
        action = Action.objects.create(plan=survey.plan, title=f"Action {number}", timing=survey.timing)
        Assignment.objects.create(action=action, officer=people.officers["Jane Clarke"], is_accountable=True)
        Occurrence.objects.create(action=action, due=MONDAY, first_due=MONDAY)
    with CaptureQueriesContext(connection) as many:
        reminders.queue_due(on=MONDAY, dry_run=True)
    assert len(one) == len(many)
