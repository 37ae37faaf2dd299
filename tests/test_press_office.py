"""Lines to take that wait for approval, times that are corrected, and what forms and lists of the press office offer."""

from datetime import timedelta

import pytest
import time_machine

from campaigns import media_mail
from campaigns.approving import APPROVERS, NOBODY, approvers_of
from campaigns.forms import coverage as coverage_forms
from campaigns.models import Coverage, Emergency, Enquiry
from campaigns.services import enquiries as services
from people import outbox
from people.models import Membership, OutgoingMail, Role, User
from people.permissions import TABLE, Verb
from tests.demo import once, said
from tests.media import (
    HEAD,
    LINES,
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
    mails,
    press_people,
)  # fmt: skip

DIRECTOR = "director@demo.example"
TUESDAY = "2026-11-24 07:50+00:00"  # before the deadline of what came on Monday at eight
TIMES = {"received_at": "23/11/2026 08:00", "due_at": "24/11/2026 08:00"}
SETTLED = "Ask the Head of Communications or a plan manager to correct it."


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        yield press_people()


@pytest.fixture
def officer(people, client):
    client.force_login(people.users["officer"])
    return client


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def written(people, **facts):
    """An enquiry whose lines wait for approval, and nothing but what was sent about them."""
    enquiry = lines(people, log(people, **facts))
    OutgoingMail.objects.exclude(kind=media_mail.LINES).delete()
    return enquiry


def to(kind):
    return sorted(mail.to_address for mail in mails(kind))


# Who is asked to approve


def test_whoever_may_approve_lines_is_who_is_told_of_them():
    assert {role for role, verb in TABLE if verb == Verb.APPROVE_LINES} == set(APPROVERS)


def test_head_and_directors_are_told_once_and_the_writer_is_told_who(people, officer):
    enquiry = log(people)
    sent = once(enquiry.version, lines=LINES)
    page = said(officer.post(address("lines", enquiry), sent, follow=True))
    assert (
        "The lines to take are saved. Head and Director of Mid Kent Services are told by e-mail that they wait for approval."
    ) in page
    assert "Head or Director of Mid Kent Services may approve them." in page
    officer.post(address("lines", enquiry), sent)
    officer.post(address("lines", enquiry), once(enquiry.version + 1, lines=LINES))  # the same words again
    assert to("lines-wait") == [DIRECTOR, HEAD]
    mail = mails("lines-wait")[0]
    assert mail.subject == "Lines to approve by 08:00, Tuesday 24 November: Road closure"
    by = "08:00 on Tuesday 24 November 2026"
    for text in (LINES, "MKIP Programme Manager has written lines to take", by, f"/media/{enquiry.pk}/", "Why?"):
        assert text in mail.text_body and text in mail.html_body


def test_whoever_has_had_a_hand_in_the_lines_is_not_asked_to_approve_them(people):
    enquiry = lines(people, log(people), by="head")
    assert to("lines-wait") == [DIRECTOR]
    enquiry = lines(people, enquiry, words=f"{LINES}!")
    assert (to("lines-wait"), approvers_of(enquiry)) == ([DIRECTOR, DIRECTOR], [people.users["director"]])
    approve(people, enquiry, by="director")
    lines(people, enquiry, words="All anew.")
    assert to("lines-wait") == [DIRECTOR, DIRECTOR, DIRECTOR, HEAD]


def test_where_nobody_else_may_approve_the_writer_is_told_what_to_do(people, officer):
    Membership.objects.filter(role__in=APPROVERS, organisation=people.councils["maidstone"]).delete()
    enquiry = log(people)
    page = said(officer.post(address("lines", enquiry), once(enquiry.version, lines=LINES), follow=True))
    assert f"The lines to take are saved. {NOBODY}" in page and page.count(NOBODY) == 2
    assert mails("lines-wait") == []
    Membership.objects.create(
        user=people.users["plan.manager"], organisation=people.councils["maidstone"], role=Role.DIRECTOR
    )
    page = said(officer.post(address("lines", enquiry), once(enquiry.version + 1, lines=LINES), follow=True))
    assert "Communications Manager is told by e-mail that they wait for approval." in page
    assert to("lines-wait") == ["plan.manager@demo.example"]


def test_saving_what_is_approved_asks_nobody(people, officer):
    enquiry = approve(people, written(people))
    page = said(officer.post(address("lines", enquiry), once(enquiry.version, lines=LINES), follow=True))
    assert "The lines to take are saved." in page and "told by e-mail" not in page and len(mails("lines-wait")) == 2


@pytest.mark.parametrize(
    ("how", "sent", "reasons"),
    [
        ("nothing", 2, set()),
        ("approved", 0, {media_mail.APPROVED}),
        ("rewritten", 2, {media_mail.REWRITTEN}),
        ("approved and rewritten", 2, {media_mail.REWRITTEN}),
        ("answered", 0, {media_mail.ANSWERED}),
        ("removed", 0, {media_mail.ANSWERED}),
        ("role taken", 1, {media_mail.NO_LONGER}),
        ("another council", 1, {media_mail.NO_LONGER}),
        ("another address", 1, {media_mail.NO_LONGER}),
        ("left", 1, {media_mail.NO_LONGER}),
    ],
)
def test_it_is_looked_at_again_before_it_is_sent(people, how, sent, reasons):
    enquiry, director = written(people), people.users["director"]
    if how.startswith("approved"):
        enquiry = approve(people, enquiry)
    if how.endswith("rewritten"):
        lines(people, enquiry, by="plan.manager", words="Other words.")
    elif how == "answered":
        answered(people, enquiry)
    elif how == "removed":
        services.remove_enquiry(enquiry=enquiry, by=people.users["head"], version=enquiry.version)
    elif how == "role taken":
        director.memberships.update(role=Role.OFFICER)
    elif how == "another council":
        director.memberships.update(organisation=people.councils["kent"])
    elif how == "another address":
        User.objects.filter(pk=director.pk).update(email="new@demo.example")
    elif how == "left":
        User.objects.filter(pk=director.pk).update(is_active=False)
    result = outbox.drain()
    held = OutgoingMail.objects.filter(kind="lines-wait", state="withheld")
    assert (result.sent, set(held.values_list("reason", flat=True))) == (sent, reasons)
    assert result.withheld == held.count() == len(mails("lines-wait")) - sent


# Asked again


def test_lines_that_wait_since_an_earlier_day_are_in_the_chase_of_the_head(people):
    enquiry = written(people)
    assert chased("2026-11-23 17:00+00:00") == []  # of the day itself there is an e-mail already
    assert chased(TUESDAY) == [HEAD]
    assert chased("2026-11-24 07:59+00:00") == []
    (mail,) = mails("media-chase")
    assert mail.subject == "1 enquiry waits for lines to take to be approved"
    for text in (
        "Road closure",
        "Written by MKIP Programme Manager.",
        "08:00 on Tuesday 24 November 2026",
        f"/media/{enquiry.pk}/",
    ):
        assert text in mail.text_body and text in mail.html_body
    with time_machine.travel(TUESDAY, tick=False):
        assert media_mail.check_chase(mail) is None
        approve(people, enquiry)
        assert media_mail.check_chase(mail) == media_mail.DONE


def test_lines_are_chased_on_working_days(people):
    enquiry = written(people)
    Enquiry.objects.filter(pk=enquiry.pk).update(due_at=NOW + timedelta(days=30))
    assert [chased(f"2026-11-{day} 09:00+00:00") for day in (27, 28, 29, 30)] == [[HEAD], [], [], [HEAD]]


def test_lines_that_the_head_wrote_are_chased_with_the_directors(people):
    lines(people, log(people), by="head")
    assert chased(TUESDAY) == [DIRECTOR]


@pytest.mark.parametrize(
    ("held", "asked"),
    [((), []), ((Role.PLAN_MANAGER,), []), ((Role.DIRECTOR,), ["plan.manager@demo.example"])],
    ids=["nobody", "a plan manager who may not", "a plan manager who may"],
)
def test_without_a_head_only_those_are_chased_who_may_approve(people, held, asked):
    Membership.objects.filter(organisation=people.councils["maidstone"], role__in=APPROVERS).delete()
    people.users["plan.manager"].memberships.all().delete()
    enquiry = log(people, by="admin")
    for role in held:
        Membership.objects.create(
            user=people.users["plan.manager"], organisation=people.councils["maidstone"], role=role
        )
    lines(people, enquiry)
    assert chased(TUESDAY) == asked


def test_what_is_late_and_what_is_to_be_approved_is_one_e_mail(people):
    lines(people, log(people, received_at=NOW - timedelta(days=3)), now=NOW - timedelta(days=1))
    assert chased(MORNING) == [HEAD, OWNER]
    subjects = {mail.to_address: mail.subject for mail in mails("media-chase")}
    assert subjects == {
        HEAD: "1 media enquiry past its deadline; 1 enquiry waits for lines to take to be approved",
        OWNER: "1 media enquiry past its deadline",
    }


# When it came


def edited(client, people, enquiry, **sent):
    enquiry.refresh_from_db()
    return client.post(address("edit-enquiry", enquiry), form(people, version=enquiry.version, **TIMES | sent))


def trail(enquiry):
    return [(step.step, step.words, step.by_name) for step in enquiry.steps.order_by("pk")][-1]


@pytest.mark.parametrize("wrong", [{"received_at": "23/11/2026 07:00"}, {"due_at": "25/11/2026 08:00"}, {"due_at": ""}])
def test_once_it_is_answered_its_owner_changes_no_time_and_loses_nothing_typed(people, officer, wrong):
    enquiry = answered(people, log(people, due_at=NOW + timedelta(hours=40)))
    steps = enquiry.steps.count()
    assert "corrects it" in said(officer.get(address("edit-enquiry", enquiry)))
    page = edited(officer, people, enquiry, **{"topic": "Typed anew", "due_at": "25/11/2026 00:30"} | wrong)
    assert page.status_code == 400 and said(page).count(SETTLED) == 2  # in the summary and at the field
    typed = ["Typed anew", *filter(None, wrong.values())]
    assert [text for text in typed if f'value="{text}"' not in said(page)] == []
    before = (enquiry.received_at, enquiry.due_at, "Road closure")
    enquiry.refresh_from_db()
    assert (enquiry.received_at, enquiry.due_at, enquiry.topic) == before and enquiry.steps.count() == steps


def test_its_owner_still_says_what_it_took(people, officer):
    """A form shows minutes: the seconds with which it came are no change, and stay."""
    enquiry = log(people)
    Enquiry.objects.update(received_at=NOW - timedelta(minutes=30) + timedelta(seconds=12))
    enquiry.refresh_from_db()
    enquiry = answered(people, enquiry)
    steps = enquiry.steps.count()
    assert edited(officer, people, enquiry, hours="1.5", owner=enquiry.owner_id).status_code == 302
    enquiry.refresh_from_db()
    assert (str(enquiry.hours), enquiry.received_at.second, enquiry.steps.count()) == ("1.50", 12, steps)


def test_whoever_runs_the_press_office_corrects_it_and_the_trail_says_so(people, manager):
    enquiry = answered(people, log(people))
    owned = {"owner": enquiry.owner_id}
    assert edited(manager, people, enquiry, received_at="23/11/2026 07:00", **owned).status_code == 302
    words = "corrected from 08:00 on 23/11/2026 to 07:00 on 23/11/2026"
    assert trail(enquiry) == ("came", words, "Communications Manager")
    page = said(manager.get(address("enquiry", enquiry)))
    assert f"<b>When it came</b>: {words} by Communications Manager</p>" in page
    late = {"received_at": "23/11/2026 07:00", "due_at": "25/11/2026 08:00"}
    assert edited(manager, people, enquiry, **late, **owned).status_code == 302
    assert trail(enquiry) == ("due", "08:00 on 25/11/2026 instead of 08:00 on 24/11/2026", "Communications Manager")


def test_what_was_answered_did_not_come_later(people, manager):
    enquiry = answered(people, log(people), answered_at=NOW - timedelta(minutes=10))
    page = edited(manager, people, enquiry, received_at="23/11/2026 08:25")
    assert page.status_code == 400
    assert "It was answered at 08:20 on 23/11/2026, so it came before. Give an earlier time." in said(page)


def test_before_it_is_answered_its_owner_corrects_it_and_the_trail_says_so(people, officer):
    enquiry = log(people)
    assert edited(officer, people, enquiry, received_at="23/11/2026 07:45", owner=enquiry.owner_id).status_code == 302
    words = "corrected from 08:00 on 23/11/2026 to 07:45 on 23/11/2026"
    assert trail(enquiry) == ("came", words, "MKIP Programme Manager")


# What forms offer


def offered(client, query="", piece=None):
    address_of = address("edit-coverage", piece) if piece else address("add-coverage")
    return {one.pk for one in client.get(f"{address_of}{query}").context["form"].fields["enquiry"].queryset}


def test_coverage_is_offered_the_latest_enquiries_of_a_year_and_the_one_it_has(people, manager, monkeypatch):
    monkeypatch.setattr(coverage_forms, "MOST", 2)
    old, third, second, first = (
        log(people, topic=f"{days} days", received_at=NOW - timedelta(days=days)) for days in (400, 30, 20, 10)
    )
    assert offered(manager) == {first.pk, second.pk}
    assert offered(manager, f"?enquiry={old.pk}") == {first.pk, second.pk, old.pk}
    page = said(manager.get(address("add-coverage")))
    assert "Those of the last twelve months, at most 200." in page and "Kent Messenger: 10 days, 13/11/2026" in page
    monkeypatch.setattr(coverage_forms, "MOST", 9)
    assert offered(manager) == {first.pk, second.pk, third.pk}
    sent = once(
        organisation=people.councils["maidstone"].pk, on="23/11/2026", outlet="x", headline="y", tone="neutral",
        reach="local", enquiry=old.pk,
    )  # fmt: skip
    assert manager.post(address("add-coverage"), sent).status_code == 400
    made = manager.post(f"{address('add-coverage')}?enquiry={old.pk}", sent, follow=True)
    assert made.redirect_chain == [(address("enquiry", old), 302)] and "“x: y” is logged." in said(made)
    piece = Coverage.objects.get()
    assert (piece.enquiry, offered(manager, piece=piece)) == (old, {first.pk, second.pk, third.pk, old.pk})
    sent |= once(piece.version, headline="z")
    assert manager.post(address("edit-coverage", piece), sent).status_code == 302
    piece.refresh_from_db()
    assert (piece.headline, piece.enquiry) == ("z", old)


def test_what_an_answer_lacks_is_said_before_it_is_typed(people, officer):
    enquiry = log(people)
    here = address("answer-enquiry", enquiry)
    assert "There are no lines to take yet. Have them approved first, or tick this box." in said(officer.get(here))
    enquiry = lines(people, enquiry)
    assert "The lines to take still wait for approval. Have them approved first" in said(officer.get(here))
    approve(people, enquiry)
    assert "Have them approved first" not in said(officer.get(here))


def test_an_empty_log_says_why_and_what_to_do(people, client):
    pages = {"/media/": ("Log each call", "enquiry"), "/media/coverage/": ("Log each piece", "piece")}
    for page, (invites, one) in pages.items():
        client.force_login(people.users["head"])
        assert invites in said(client.get(page))
        assert f"No {one} is like that. Show everything, or ask for less." in said(client.get(f"{page}?q=x"))
        assert "Put right what is marked above" in said(client.get(f"{page}?first=x"))
        client.force_login(people.users["officer"])
        assert "The Head of Communications and plan managers log it." in said(client.get(page))
        assert invites not in said(client.get(page))
    assert "a plan manager opens one as soon as" in said(client.get("/emergencies/"))
    client.force_login(people.users["head"])
    assert "Open one as soon as there is something to be said" in said(client.get("/emergencies/"))


def test_an_emergency_without_a_word_says_where_to_type_it(people, client):
    made = Emergency.objects.create(
        organisation=people.councils["maidstone"], lead="police", title="y", opened_at=NOW, opened_by_name="x"
    )
    for name, invites in (("head", True), ("officer", False)):
        client.force_login(people.users[name])
        page = said(client.get(address("emergency", made)))
        assert "Nothing has been logged yet." in page and ("into the box above" in page) == invites
