"""Media enquiries and coverage: who is told, whose lines are approved by whom, what is late, and who may do none of it."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns import media_mail
from campaigns.forms.moments import MomentField
from campaigns.models import Coverage, Enquiry, EnquiryStep, PressOffice
from campaigns.press import deadline_of, in_words, standing_in_words, took
from campaigns.services import coverage as logging
from campaigns.services import enquiries as services
from people import outbox
from people.models import AuditEvent, Officer, User
from tests.demo import once, queries, said
from tests.media import (
    HEAD,
    LINES,
    MONDAY,
    MORNING,
    NOW,
    OWNER,
    address,
    answered,
    approve,
    chased,
    form,
    lines,
    log,
    log_of,
    mails,
    press_people,
)  # fmt: skip

MARKER = "Zyxomma"


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        yield press_people()


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


# Logging


def test_an_enquiry_is_logged_with_a_day_to_answer_it_and_its_owner_is_told(people, manager):
    owner = people.officers["Jane Clarke"]
    page = said(manager.post(address("add-enquiry"), form(people, owner=owner.pk), follow=True))
    enquiry = Enquiry.objects.get()
    assert (enquiry.received_at, enquiry.due_at) == (
        datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    )
    assert "“Kent Messenger: Road closure” is logged. MKIP Programme Manager is told by e-mail." in page
    assert "<h1>Road closure</h1>" in page and "23 hours left." in page
    (mail,) = mails("enquiry-given")
    assert (mail.to_address, mail.subject) == (
        "officer@demo.example",
        "To answer by 08:00, Tuesday 24 November: Road closure",
    )
    by = "08:00 on Tuesday 24 November 2026"
    for text in ("Why is the road closed?", "Communications Manager has given you", by, f"/media/{enquiry.pk}/"):
        assert text in mail.text_body and text in mail.html_body
    assert [step.step for step in enquiry.steps.order_by("pk")] == ["logged", "given"]
    assert AuditEvent.objects.latest("pk").verb == "logged"


def test_a_double_click_logs_once_and_tells_once(people, manager):
    sent = form(people, owner=people.officers["Jane Clarke"].pk)
    assert [manager.post(address("add-enquiry"), sent).status_code for _ in range(2)] == [302, 302]
    assert (Enquiry.objects.count(), len(mails("enquiry-given"))) == (1, 1)


def test_a_council_gives_other_hours_and_one_enquiry_another_deadline(people, manager):
    PressOffice.objects.create(organisation=people.councils["maidstone"], hours=4)
    manager.post(address("add-enquiry"), form(people))
    manager.post(address("add-enquiry"), form(people, due_at="27 November 2026 at 5pm"))
    found = [one.due_at for one in Enquiry.objects.order_by("pk")]
    assert found == [datetime(2026, 11, 23, 12, 0, tzinfo=UTC), datetime(2026, 11, 27, 17, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"received_at": "24/11/2026 08:00"}, "It cannot have come in the future. Give the time it came."),
        (
            {"received_at": "yesterday"},
            "“When it came” is not understood. Give day and time, such as 31/03/2016 14:30.",
        ),
        ({"received_at": "23/11/2026"}, "Give day and time, such as 31/03/2016 14:30."),
        ({"due_at": "22/11/2026 08:00"}, "The deadline is after the enquiry came. Give a later one."),
        ({"topic": " "}, "Fill in “Topic”."),
        ({"kind": "x"}, "Select a valid choice."),
        ({"owner": "999999999999999999999"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_typed_is_lost(people, manager, wrong, sentence):
    page = manager.post(address("add-enquiry"), form(people, **wrong))
    assert (page.status_code, Enquiry.objects.count()) == (400, 0)
    assert sentence in said(page) and "Why is the road closed?" in said(page)


def test_an_owner_is_an_officer_of_that_council(people, manager):
    foreign = people.officers["Kent officer"]
    assert manager.post(address("add-enquiry"), form(people, owner=foreign.pk)).status_code == 400
    with pytest.raises(Exception, match="is no officer of Maidstone"):
        log(people, owner=foreign)
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31/03/2016 14:30", (2016, 3, 31, 13, 30)),
        ("31 March 2016 at 2.30pm", (2016, 3, 31, 13, 30)),
        ("Thursday 31st March 2016, 12am", (2016, 3, 30, 23, 0)),
        ("2016-01-02T09:05", (2016, 1, 2, 9, 5)),
        ("27/03/2016 01:30", None),  # there is none: the clocks go from one to two
        ("30/10/2016 01:30", None),  # there are two
        ("31/03/2016 25:00", None),
        ("31/03/2016 14", None),
        ("31/02/2016 14:30", None),
        ("31/03/1066 14:30", None),
    ],
)
def test_a_moment_is_read_as_people_write_it(typed, meant):
    if meant is None:
        with pytest.raises(Exception, match="Give"):
            MomentField().clean(typed)
    else:
        assert MomentField().clean(typed) == datetime(*meant, tzinfo=UTC)


# Time


def test_hours_are_those_that_pass_also_where_the_clocks_change():
    london = timezone.get_default_timezone()
    came, went = (datetime(2026, 3, day, 12, 0, tzinfo=london) for day in (28, 29))
    assert took(came, went) == timedelta(hours=23)
    assert deadline_of(came, 24).astimezone(london) == datetime(2026, 3, 29, 13, 0, tzinfo=london)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "less than a minute"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (179, "2 hours"), (1440, "1 day"), (3000, "2 days 2 hours")],
)  # fmt: skip
def test_a_time_in_words(minutes, words):
    assert in_words(timedelta(minutes=minutes)) == words


def test_how_an_enquiry_stands_in_words():
    due = NOW + timedelta(hours=24)

    def stands(answered, now):
        return standing_in_words(NOW, due, answered, now)

    assert stands(None, NOW + timedelta(hours=21)) == "3 hours left"
    assert stands(None, due) == "less than a minute left"
    assert stands(None, due + timedelta(hours=2)) == "Late: 2 hours past its deadline"
    assert stands(due, due) == "Answered in time, 1 day after it came"
    assert stands(due + timedelta(minutes=1), due) == "Answered late, by 1 minute, 1 day after it came"


# Lines to take


def test_lines_are_written_by_the_owner_and_approved_by_the_head(people, client):
    enquiry = log(people)
    client.force_login(people.users["officer"])
    client.post(address("lines", enquiry), once(enquiry.version, lines=LINES))
    enquiry.refresh_from_db()
    assert (enquiry.lines, enquiry.lines_by_name, enquiry.approved_at) == (LINES, "MKIP Programme Manager", None)
    assert "Not approved yet." in said(client.get(address("enquiry", enquiry)))
    client.force_login(people.users["head"])
    assert "1 enquiry has lines to take that wait for approval" in said(client.get("/media/"))
    page = client.post(address("approve-lines", enquiry), once(enquiry.version), follow=True)
    assert "The lines to take are approved." in said(page) and "<b>Approved</b> by Head, 23 November 2026" in said(page)
    enquiry.refresh_from_db()
    assert (enquiry.approved_by, enquiry.approved_at) == (people.users["head"], NOW)


@pytest.mark.parametrize("who", ["head", "director"])
def test_nobody_approves_what_they_have_written_not_even_by_a_crafted_form(people, client, who):
    enquiry = log(people)
    if who == "director":
        enquiry.owner = Officer.objects.get(user=people.users["director"])
        enquiry.save()
    enquiry = lines(people, enquiry, by=who)
    client.force_login(people.users[who])
    assert "Approve these lines" not in said(client.get(address("enquiry", enquiry)))
    page = client.post(address("approve-lines", enquiry), once(enquiry.version), follow=True)
    assert "Nobody approves lines they have written themselves. Ask somebody else." in said(page)
    enquiry.refresh_from_db()
    assert enquiry.approved_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(
            approved_by=people.users[who], approved_by_name="x", approved_at=NOW
        )


def test_a_comma_of_somebody_else_does_not_make_them_another_s(people):
    enquiry = log(people)
    lines(people, enquiry, by="head")
    enquiry = lines(people, enquiry, by="officer", words=f"{LINES}!")
    with pytest.raises(Exception, match="Nobody approves lines they have written themselves"):
        approve(people, enquiry, by="head")
    assert approve(people, enquiry, by="director").approved_by_name == "Director of Mid Kent Services"
    enquiry = lines(people, enquiry, by="officer", words="All anew.")
    assert approve(people, enquiry, by="head").approved_by_name == "Head"


def test_who_approves_and_who_may_not(people, client):
    enquiry = lines(people, log(people))
    codes = {}
    for name in ("officer", "plan.manager", "democratic.services", "admin", "officer2", "kent head", "director"):
        client.force_login(people.users[name])
        codes[name] = client.post(address("approve-lines", enquiry), once(enquiry.version)).status_code
        enquiry.refresh_from_db()
        assert (name, enquiry.approved_at is not None) == (name, name == "director")
    assert codes == {
        "officer": 403, "plan.manager": 403, "democratic.services": 403, "admin": 403, "officer2": 404, "kent head": 404,
        "director": 302,
    }  # fmt: skip


def test_changed_lines_are_to_be_approved_anew_and_the_same_words_are_not(people):
    enquiry = approve(people, lines(people, log(people)))
    assert lines(people, enquiry, words=LINES).approved_at == NOW
    assert lines(people, enquiry, words="Other words.").approved_at is None
    assert [step.step for step in enquiry.steps.order_by("pk")][-3:] == ["lines", "approved", "lines"]


def test_what_is_approved_is_what_was_read(people, client):
    enquiry = lines(people, log(people))
    read = enquiry.version
    enquiry = lines(people, enquiry, by="plan.manager", words="Something else.")
    client.force_login(people.users["head"])
    page = client.post(address("approve-lines", enquiry), once(read), follow=True)
    assert "Look at it again, then press once more." in said(page)
    enquiry.refresh_from_db()
    assert enquiry.approved_at is None


# Answering


def test_an_answer_takes_approved_lines_or_the_word_that_none_are_needed(people, client):
    enquiry = log(people)
    client.force_login(people.users["officer"])
    sent = {"answer": "It is open again.", "answered_at": "23/11/2026 08:20"}
    page = client.post(address("answer-enquiry", enquiry), once(enquiry.version, **sent))
    assert page.status_code == 400 and "It is open again." in said(page)
    assert "There are no lines to take yet. Have them approved first, or say that none are needed." in said(page)
    enquiry = lines(people, enquiry)
    page = client.post(address("answer-enquiry", enquiry), once(enquiry.version, **sent))
    assert "The lines to take wait for approval. Have them approved first" in said(page)
    sent["needs_no_lines"] = "on"
    page = client.post(address("answer-enquiry", enquiry), once(enquiry.version, **sent), follow=True)
    assert "The answer is logged. Answered in time, 20 minutes after it came." in said(page)
    enquiry.refresh_from_db()
    assert (enquiry.answer, enquiry.answered_by_name, enquiry.needs_no_lines) == (
        "It is open again.", "MKIP Programme Manager", True,
    )  # fmt: skip


def test_with_approved_lines_no_more_is_asked_and_the_lines_then_stay(people):
    enquiry = approve(people, lines(people, log(people)))
    answered(people, enquiry, needs_no_lines=False)
    with pytest.raises(Exception, match="It has been answered"):
        lines(people, enquiry, words="Afterwards.")


def test_an_answer_from_before_the_approval_is_logged_as_such(people, client):
    enquiry = log(people)
    approve(people, lines(people, enquiry))
    client.force_login(people.users["officer"])
    early = "Answered at 08:25, before its lines were approved at 08:30."
    sent = {"answer": "It is open.", "answered_at": "23/11/2026 08:25"}
    page = said(client.post(address("answer-enquiry", enquiry), once(3, **sent), follow=True))
    assert f"Answered in time, 25 minutes after it came. {early}" in page
    assert f"<b>Answered before approval</b>, {people.users['officer'].name}" in page
    step = enquiry.steps.latest("pk")
    assert (step.step, step.words, step.by, step.at) == ("early", early, people.users["officer"], NOW)
    sent["answer"] = "It is open again."  # another wording is no other time
    page = said(client.post(address("answer-enquiry", enquiry), once(4, **sent), follow=True))
    assert early in page and enquiry.steps.filter(step="early").count() == 1
    sent["answered_at"] = "23/11/2026 08:20"
    refused = client.post(address("answer-enquiry", enquiry), once(5, **sent))
    assert refused.status_code == 400 and "Ask the Head of Communications or a plan manager to correct it." in said(
        refused
    )
    client.force_login(people.users["plan.manager"])
    client.post(address("answer-enquiry", enquiry), once(5, **sent))
    assert [one.words[:17] for one in enquiry.steps.filter(step="early")] == ["Answered at 08:25", "Answered at 08:20"]


@pytest.mark.parametrize("how", ["in the same minute", "no lines needed"])
def test_what_is_no_answer_before_the_approval_is_not_called_one(people, how):
    enquiry = approve(people, lines(people, log(people)))
    Enquiry.objects.filter(pk=enquiry.pk).update(approved_at=NOW + timedelta(seconds=40))
    enquiry.refresh_from_db()
    at = NOW if how == "in the same minute" else NOW - timedelta(minutes=5)
    answered(people, enquiry, answered_at=at, needs_no_lines=how == "no lines needed")
    assert services.early_in_words(enquiry) == "" and not enquiry.steps.filter(step="early").exists()


def test_on_another_day_both_days_are_named(people):
    enquiry = log(people, received_at=NOW - timedelta(days=2))
    approve(people, lines(people, enquiry))
    enquiry.refresh_from_db()
    answered(people, enquiry, answered_at=NOW - timedelta(days=1), needs_no_lines=False)
    assert services.early_in_words(enquiry) == (
        "Answered at 08:30 on 22/11/2026, before its lines were approved at 08:30 on 23/11/2026."
    )


@pytest.mark.parametrize(
    ("at", "sentence"),
    [("23/11/2026 09:00", "It cannot have been answered in the future."), ("23/11/2026 07:00", "give a later time")],
)
def test_it_is_answered_between_its_coming_and_now(people, client, at, sentence):
    enquiry = log(people)
    client.force_login(people.users["officer"])
    sent = once(enquiry.version, answer="x", answered_at=at, needs_no_lines="on")
    page = client.post(address("answer-enquiry", enquiry), sent)
    assert page.status_code == 400 and sentence in said(page)


def test_a_correction_keeps_who_answered_and_what_was_said_before(people, client):
    enquiry = answered(people, log(people))
    client.force_login(people.users["head"])
    sent = {"answer": "It opens at noon.", "answered_at": "23/11/2026 08:10", "needs_no_lines": "on"}
    client.post(address("answer-enquiry", enquiry), once(enquiry.version, **sent))
    enquiry.refresh_from_db()
    assert (enquiry.answer, enquiry.answered_by_name) == ("It opens at noon.", "MKIP Programme Manager")
    steps = [(step.step, step.words, step.by_name) for step in enquiry.steps.order_by("pk")][-3:]
    assert steps == [
        ("answered", "It is open.", "MKIP Programme Manager"), ("corrected", "It opens at noon.", "Head"),
        ("went", "corrected from 08:30 on 23/11/2026 to 08:10 on 23/11/2026", "Head"),
    ]  # fmt: skip
    assert ("<b>When it was answered</b>: corrected from 08:30 on 23/11/2026 to 08:10 on 23/11/2026 by Head") in said(
        client.get(address("enquiry", enquiry))
    )


# Who


PAGES = ("edit-enquiry", "lines", "answer-enquiry")


def test_an_enquiry_is_worked_on_by_whoever_runs_campaigns_and_by_its_owner(people, client):
    enquiry = log(people, owner=None)
    names = ("officer", "director", "democratic.services", "plan.manager", "head", "admin", "officer2", "kent head")

    def codes(name):
        client.force_login(people.users[name])
        return [client.get(address(page, enquiry)).status_code for page in (*PAGES, "enquiry")]

    seen = {name: codes(name) for name in names}
    may, reads, not_there = [200] * 4, [403] * 3 + [200], [404] * 4
    assert seen == {
        "officer": reads, "director": reads, "democratic.services": reads, "plan.manager": may, "head": may, "admin": may,
        "officer2": not_there, "kent head": not_there,
    }  # fmt: skip
    Enquiry.objects.update(owner=people.officers["Jane Clarke"])
    assert codes("officer") == may
    client.force_login(people.users["officer"])
    assert client.post(address("remove-enquiry", enquiry), once(enquiry.version)).status_code == 403


def test_the_owner_of_another_council_s_enquiry_is_nobody_here(people):
    """Negative control of the relation: being named is not enough where one holds no role in that council."""
    enquiry = log(people)
    Officer.objects.filter(pk=people.officers["Jane Clarke"].pk).update(user=people.users["officer2"])
    with pytest.raises(PermissionDenied):
        services.write_lines(
            enquiry=Enquiry.objects.get(), by=people.users["officer2"], version=enquiry.version, now=NOW, lines="x"
        )


def test_only_whoever_runs_campaigns_logs(people, client):
    codes = {}
    for name in ("officer", "director", "democratic.services", "head", "plan.manager"):
        client.force_login(people.users[name])
        codes[name] = client.post(address("add-enquiry"), form(people)).status_code
    assert codes == {"officer": 403, "director": 403, "democratic.services": 403, "head": 302, "plan.manager": 302}
    client.force_login(people.users["kent head"])
    assert client.post(address("add-enquiry"), form(people)).status_code == 400  # Maidstone is no choice of theirs


def test_no_text_of_another_council_is_read_anywhere(people, client):
    log_of(people.councils["maidstone"], MARKER)
    client.force_login(people.users["kent head"])
    pages = ("/media/", "/media/?council=maidstone", "/media/?as=csv", f"/media/?q={MARKER[:4]}", "/media/new/", "/media/coverage/",
             "/media/coverage/?as=csv", "/media/coverage/new/", "/media/coverage/new/?enquiry=1", "/media/figures/", "/emergencies/", "/emergencies/?as=csv")  # fmt: skip
    assert [page for page in pages if MARKER in client.get(page).content.decode()] == []
    assert client.get("/media/figures/?council=maidstone").status_code == 404
    client.force_login(people.users["officer"])  # negative control
    for page in ("/media/", "/media/?as=csv", "/media/coverage/", "/emergencies/"):
        assert MARKER in client.get(page).content.decode()


# Two at once


def test_the_second_of_two_is_shown_both_texts(people, manager):
    enquiry = log(people)
    sent = form(people, topic="Hers", received_at="23/11/2026 08:00", due_at="24/11/2026 08:00")
    assert manager.post(address("edit-enquiry", enquiry), sent).status_code == 302
    page = manager.post(address("edit-enquiry", enquiry), {**sent, **once(1), "topic": "His"})
    assert (page.status_code, "Hers" in said(page), "His" in said(page)) == (409, True, True)


# Being told


def test_a_new_owner_is_told_and_one_who_takes_it_themselves_is_not(people, manager):
    enquiry = log(people, owner=None)
    assert mails("enquiry-given") == []
    common = {"received_at": "23/11/2026 08:00", "due_at": "24/11/2026 08:00"}
    mine = Officer.objects.get(user=people.users["plan.manager"])
    manager.post(address("edit-enquiry", enquiry), form(people, owner=mine.pk, **common))
    assert mails("enquiry-given") == []
    sent = form(people, owner=people.officers["Jane Clarke"].pk, version=2, **common)
    manager.post(address("edit-enquiry", enquiry), sent)
    manager.post(address("edit-enquiry", enquiry), sent)
    assert [mail.to_address for mail in mails("enquiry-given")] == ["officer@demo.example"]


@pytest.mark.parametrize("how", ["nothing", "answered", "given on", "another address", "left"])
def test_it_is_looked_at_again_before_it_is_sent(people, how):
    enquiry = log(people)
    if how == "answered":
        answered(people, enquiry)
    elif how == "given on":
        Enquiry.objects.update(owner=None)
    elif how == "another address":
        Officer.objects.filter(pk=enquiry.owner_id).update(email="new@demo.example")
    elif how == "left":
        User.objects.filter(pk=enquiry.owner.user_id).update(is_active=False)
    result = outbox.drain()
    assert (result.sent, result.withheld) == ((1, 0) if how == "nothing" else (0, 1))


def test_owner_and_head_are_chased_once_a_working_day_and_never_on_a_weekend(people):
    log(people, received_at=datetime(2026, 11, 19, 9, 0, tzinfo=UTC))  # a Thursday; due on Friday at nine
    assert chased("2026-11-20 08:59+00:00") == []
    assert chased("2026-11-20 09:00+00:00") == []  # on the minute it is in time
    assert chased("2026-11-20 09:01+00:00") == [HEAD, OWNER]
    assert chased("2026-11-20 17:00+00:00") == []
    assert chased("2026-11-21 10:00+00:00") == []  # Saturday
    assert chased("2026-11-22 10:00+00:00") == []
    assert chased("2026-11-23 08:00+00:00") == [HEAD, OWNER]
    assert chased("2026-11-23 08:10+00:00") == []


def test_nobody_is_chased_on_a_bank_holiday(people):
    with time_machine.travel("2026-04-01 09:00+00:00", tick=False):
        Enquiry.objects.create(
            organisation=people.councils["maidstone"], outlet="x", topic="x", question="x",
            received_at=datetime(2026, 4, 1, 8, 0, tzinfo=UTC), due_at=datetime(2026, 4, 2, 8, 0, tzinfo=UTC),
        )  # fmt: skip
    assert [chased(f"2026-04-0{day} 09:00+00:00") for day in (3, 6, 7)] == [
        [],
        [],
        [HEAD],
    ]  # Good Friday, Easter Monday


def test_a_person_has_one_e_mail_with_all_that_waits(people):
    head = Officer.objects.create(
        organisation=people.councils["maidstone"], name="H", email=HEAD, user=people.users["head"]
    )
    for number in range(3):
        log(people, topic=f"Topic {number}", owner=head, received_at=NOW - timedelta(days=3))
    assert chased("2026-11-23 09:00+00:00") == [HEAD]
    (mail,) = mails("media-chase")
    assert mail.subject == "3 media enquiries past their deadline"
    assert [f"Topic {number}" in mail.text_body for number in range(3)] == [True] * 3
    assert "Late: 2 days past its deadline" in mail.text_body and "Who answers it: H." in mail.text_body


def test_without_a_head_the_plan_managers_are_chased(people):
    people.users["head"].memberships.all().delete()
    log(people, owner=None, received_at=NOW - timedelta(days=3))
    assert chased("2026-11-23 09:00+00:00") == ["plan.manager@demo.example"]


def test_what_was_answered_meanwhile_is_not_chased(people):
    first = log(people, topic="First", received_at=NOW - timedelta(days=3), owner=None)
    second = log(people, topic="Second", received_at=NOW - timedelta(days=3), owner=None)
    assert chased(MORNING) == [HEAD]
    answered(people, first, by="head")
    (mail,) = mails("media-chase")
    assert media_mail.check_chase(mail) is None
    assert "First" not in mail.text_body and mail.subject == "1 media enquiry past its deadline"
    answered(people, second, by="head")
    assert outbox.drain().withheld == 1


def test_a_chase_of_yesterday_is_withheld(people):
    log(people, owner=None, received_at=NOW - timedelta(days=3))
    assert chased(MORNING) == [HEAD]
    with time_machine.travel("2026-11-24 08:30+00:00", tick=False):
        assert media_mail.check_chase(mails("media-chase")[0]) == media_mail.DONE


# The list


def test_the_log_is_narrowed_down_and_taken_away(people, manager):
    log(people, topic="Open", received_at=NOW - timedelta(hours=1))
    log(people, topic="Overdue", received_at=NOW - timedelta(hours=30), kind="national")
    answered(people, log(people, topic="In time", received_at=NOW - timedelta(hours=24)), answered_at=NOW)
    late = log(people, topic="Late", received_at=NOW - timedelta(hours=25))
    answered(people, late, answered_at=NOW)

    def listed(query):
        return [row.record.topic for row in manager.get(f"/media/?{query}").context["table"].rows]

    assert listed("") == ["Overdue", "Open", "In time", "Late"]
    assert listed("state=open") == ["Overdue", "Open"]
    assert listed("state=overdue") == ["Overdue"]
    assert listed("state=late") == ["Overdue", "Late"]
    assert listed("state=answered") == ["In time", "Late"]
    assert listed("within=yes") == ["In time"]  # on the minute
    assert listed("within=no") == ["Overdue", "Late"]
    assert listed("within=counted") == ["Overdue", "In time", "Late"]
    assert listed("kind=national") == ["Overdue"]
    assert listed("q=overd") == ["Overdue"]
    assert listed("first=23/11/2026") == ["Open"]
    assert listed("last=22/11/2026") == ["Overdue", "In time", "Late"]
    rows = list(csv.DictReader(io.StringIO(manager.get("/media/?state=overdue&as=csv").content.decode("utf-8-sig"))))
    assert [(row["Enquiry"], row["How it stands"], row["Kind"], row["Council"]) for row in rows] == [
        ("Overdue", "Late: 6 hours past its deadline", "National", "Maidstone Borough Council")
    ]
    assert manager.get("/media/?as=xlsx").status_code == 200


@pytest.mark.parametrize(
    "query", ["first=x", "state=nothing", "within=x", "council=nowhere", "first=2/1/2026&last=1/1/2026"]
)
def test_a_question_that_cannot_be_understood_says_so_and_shows_nothing(people, manager, query):
    log(people)
    page = manager.get(f"/media/?{query}")
    assert (page.status_code, len(page.context["table"].rows)) == (400, 0)
    assert "govuk-error-message" in said(page)


def test_pages_take_the_same_queries_for_one_enquiry_and_for_three(people, client):
    client.force_login(people.users["head"])
    first, *_ = log_of(people.councils["maidstone"], "x", owner=people.officers["Jane Clarke"])
    pages = ("/media/", "/media/coverage/", "/media/figures/", address("enquiry", first))
    counts = [[queries(client, page) for page in pages]]
    for _ in range(2):
        log_of(people.councils["maidstone"], "x", owner=people.officers["Jane Clarke"])
        EnquiryStep.objects.create(enquiry=first, step="lines", words="x", by_name="x", at=NOW)
    counts.append([queries(client, page) for page in pages])
    assert counts[0] == counts[1]


def test_chasing_takes_the_same_queries_for_one_enquiry_and_for_three(people, django_assert_num_queries):
    for wanted in (1, 3):
        while Enquiry.objects.count() < wanted:
            lines(people, log(people, received_at=NOW - timedelta(days=3)), now=NOW - timedelta(days=1))
        with django_assert_num_queries(5):
            found = media_mail.waiting(NOW)
        assert [(one.to, len(one.enquiries), len(one.lines)) for one in found] == [
            (HEAD, wanted, wanted), (OWNER, wanted, 0),
        ]  # fmt: skip


def test_a_mistake_is_removed_and_the_trail_keeps_what_it_said(people, manager):
    enquiry = answered(people, log(people))
    assert manager.post(address("remove-enquiry", enquiry), once(1)).status_code == 302
    assert Enquiry.objects.count() == 1  # it had been saved meanwhile
    manager.post(address("remove-enquiry", enquiry), once(enquiry.version))
    assert Enquiry.objects.count() == 0
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.before["answer"]) == ("removed", "It is open.")


# Coverage


def piece(people, **sent):
    facts = {
        "organisation": people.councils["maidstone"].pk, "on": "23/11/2026", "outlet": "Kent Messenger",
        "headline": "Road open", "tone": "positive", "reach": "regional", "link": "https://paper.example/road",
    }  # fmt: skip
    return once(**facts | sent)


def test_a_piece_is_logged_changed_and_removed(people, manager):
    enquiry = log(people)
    page = said(manager.get(f"{address('add-coverage')}?enquiry={enquiry.pk}"))
    assert f'<option value="{enquiry.pk}" selected>' in page and 'value="Kent Messenger"' in page
    manager.post(address("add-coverage"), piece(people, enquiry=enquiry.pk))
    made = Coverage.objects.get()
    assert (made.on, made.tone, made.reach, made.enquiry, made.link) == (
        MONDAY, "positive", "regional", enquiry, "https://paper.example/road",
    )  # fmt: skip
    assert "Road open" in said(manager.get(address("enquiry", enquiry)))
    assert manager.post(address("edit-coverage", made), piece(people, tone="negative")).status_code == 302
    stale = manager.post(address("edit-coverage", made), piece(people, headline="Mine"))
    assert (stale.status_code, "Negative" in said(stale)) == (409, True)
    manager.post(address("remove-coverage", made), once(1))
    assert Coverage.objects.count() == 1
    manager.post(address("remove-coverage", made), once(2))
    assert Coverage.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"link": "javascript:alert(1)"}, "Give the whole address of the page"),
        ({"link": "ftp://paper.example/x"}, "Give the whole address of the page"),
        ({"link": "https://me:secret@paper.example/x"}, "This address holds a sign-in."),
        ({"link": "mailto:news@paper.example"}, "Give the whole address of the page"),
        ({"link": "news@paper.example"}, "Give the whole address of the page"),
        ({"link": "in the paper"}, "Give the whole address of the page"),
        ({"link": "paper"}, "Give the whole address of the page"),
        ({"on": "24/11/2026"}, "This day is still to come"),
        ({"on": "soon"}, "“Day it appeared” is not understood. Give the date as day, month and year"),
        ({"tone": ""}, "Say which tone it has."),
        ({"reach": ""}, "Say how far it reaches."),
        ({"headline": ""}, "Fill in “Headline”."),
    ],
)
def test_a_piece_that_cannot_be_is_refused(people, manager, wrong, sentence):
    page = manager.post(address("add-coverage"), piece(people, **wrong))
    assert (page.status_code, Coverage.objects.count()) == (400, 0)
    assert sentence in said(page) and "Kent Messenger" in said(page)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.paper.example/road", "https://www.paper.example/road"),
        ("//paper.example/road", "https://paper.example/road"),
        ("paper.example:8080/road?a=b@c", "https://paper.example:8080/road?a=b@c"),
        ("HTTP://paper.example", "http://paper.example"),
    ],
)
def test_a_link_without_its_beginning_is_completed(people, manager, typed, kept):
    assert manager.post(address("add-coverage"), piece(people, link=typed)).status_code == 302
    assert Coverage.objects.get().link == kept


@pytest.mark.parametrize(("hours", "shown"), [("9.00", "9"), ("100.00", "100"), ("1.50", "1.50"), (None, "–")])
def test_hours_are_shown_as_people_say_them(people, manager, hours, shown):
    enquiry, _, emergency = log_of(people.councils["maidstone"], "x", hours=hours)
    type(emergency).objects.update(hours=hours)
    for thing in (enquiry, emergency):
        page = said(manager.get(address(thing._meta.model_name, thing)))
        assert f"<dt>Hours spent</dt><dd>{shown}</dd>" in page


def test_a_piece_hangs_on_nothing_of_another_council(people, manager):
    kent, *_ = log_of(people.councils["kent"], "Kent’s")
    assert manager.post(address("add-coverage"), piece(people, enquiry=kent.pk)).status_code == 400
    facts = {
        "on": MONDAY, "outlet": "x", "headline": "x", "tone": "neutral", "reach": "local", "link": "", "note": "",
        "for_plan": None, "campaign": None,
    }  # fmt: skip
    with pytest.raises(Exception, match="is not Maidstone"):
        logging.add_coverage(
            organisation=people.councils["maidstone"],
            by=people.users["plan.manager"],
            today=MONDAY,
            enquiry=kent,
            **facts,
        )


def test_only_whoever_runs_campaigns_changes_coverage(people, client):
    _, made, _ = log_of(people.councils["maidstone"], "x")
    codes = {}
    for name in ("officer", "director", "democratic.services", "officer2", "kent head", "head"):
        client.force_login(people.users[name])
        codes[name] = client.post(address("remove-coverage", made), once(made.version)).status_code
        assert Coverage.objects.count() == (name != "head")
    assert codes == {
        "officer": 403, "director": 403, "democratic.services": 403, "officer2": 404, "kent head": 404, "head": 302,
    }  # fmt: skip


# Hours and targets


def test_the_head_sets_hours_and_targets_and_nobody_else(people, client):
    council = people.councils["maidstone"]
    sent = {"hours": "12", "mentions": "5", "regional": "79.5%", "answered": "95"}
    codes = {}
    for name in ("officer", "director", "plan.manager", "admin", "officer2", "kent head", "head"):
        client.force_login(people.users[name])
        codes[name] = client.post(address("press-office", council), once(**sent)).status_code
        assert PressOffice.objects.count() == (name == "head")
    assert codes == {
        "officer": 403, "director": 403, "plan.manager": 403, "admin": 403, "officer2": 404, "kent head": 404, "head": 302,
    }  # fmt: skip
    office = PressOffice.of(council)
    assert (office.hours, office.mentions, office.regional, office.answered) == (12, 5, Decimal("79.50"), Decimal(95))
    page = client.post(address("press-office", council), once(1, **sent | {"hours": "6"}))
    assert (page.status_code, ">12<" in page.content.decode()) == (409, True)
    for wrong in ({"hours": "0"}, {"hours": "241"}, {"regional": "100.5"}, {"answered": "-1"}, {"mentions": "many"}):
        assert client.post(address("press-office", council), once(2, **sent | wrong)).status_code == 400


# Tied columns


def test_columns_that_belong_together_are_tied(people):
    enquiry = log(people)
    for wrong in (
        {"answered_at": NOW}, {"answer": "x"}, {"answer": "x", "answered_at": NOW}, {"approved_at": NOW},
        {"approved_at": NOW, "approved_by_name": "x"}, {"due_at": enquiry.received_at - timedelta(minutes=1)}, {"topic": ""},
        {"answer": "x", "answered_by_name": "x", "answered_at": enquiry.received_at - timedelta(minutes=1)},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=enquiry.pk).update(**wrong)
    Enquiry.objects.filter(pk=enquiry.pk).update(answer="x", answered_by_name="x", answered_at=NOW)
    _, made, _ = log_of(people.councils["maidstone"], "x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.filter(pk=made.pk).update(link="javascript:alert(1)")
