"""An officer leaves or changes post: what is theirs goes to others in one press, and their ways in are closed with it."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ActionQuestion, Assignment, ProgressUpdate, Reminder, UpdateLink
from actions.timing import parse_timing
from campaigns.models import Brief, Channel, Enquiry
from people import outbox
from people.belongings import everything_of
from people.handing_over import hand_over, mark_of
from people.models import Absence, AuditEvent, Membership, Officer, OutgoingMail, Role, StaleVersionError, User
from people.models.officer import OfficerQuerySet
from plans.models import Plan
from reports.models import CalendarFeed
from surveys.models import Measure
from tests.demo import queries, said, seed

TODAY = timezone.localdate()


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


@pytest.fixture
def admin(people, client):
    boss = User.objects.create_user("boss@demo.example", "x", name="Boss")
    Membership.objects.create(user=boss, organisation=people.councils["maidstone"], role=Role.ADMINISTRATOR)
    client.force_login(boss)
    return client


@pytest.fixture
def jane(people, plan):
    """Somebody with one of everything, and nothing but what is made here."""
    council = people.councils["maidstone"]
    user = User.objects.create_user("joan@demo.example", "x", name="Joan Leaver")
    Membership.objects.create(user=user, organisation=council, role=Role.OFFICER)
    Membership.objects.create(user=user, organisation=council, role=Role.SURVEYS)
    Membership.objects.create(user=user, organisation=people.councils["kent"], role=Role.OFFICER)
    joan = Officer.objects.create(
        organisation=council, name="Joan Leaver", post="Press Officer", email=user.email, user=user
    )
    first, second = live(plan)[:2]
    first.assignments.update(is_accountable=False)
    Assignment.objects.create(action=first, officer=joan, is_accountable=True)
    Assignment.objects.create(action=second, officer=joan, part="prepares", as_written="The web team")
    ActionQuestion.objects.create(action=first, text="Why?", by_name="A director", on=TODAY)
    Measure.objects.create(plan=plan, statement="Calls answered", unit="count", frequency="month", owner=joan)
    now = timezone.now()
    facts = {"outlet": "Kent Messenger", "topic": "Bins", "question": "Why?", "received_at": now, "due_at": now}
    Enquiry.objects.create(organisation=council, owner=joan, **facts)
    own = {"requester": user, "requested_by": user.name, "plan": plan, "state_on": TODAY}
    Brief.objects.create(title="A brief", state="submitted", **own)
    Brief.objects.create(title="A secret draft", state="draft", **own)
    Channel.objects.create(plan=plan, name="The magazine", owner=joan)
    away = people.officers["Paul Taylor"]
    Absence.objects.create(officer=away, first=TODAY, last=TODAY + timedelta(days=3), cover=joan)
    return joan


def made(plan, title, **facts):
    return Action.objects.create(plan=plan, title=title, timing=parse_timing("by May 2026", plan.years), **facts)


def live(plan):
    return list(Action.objects.filter(plan=plan, title__in=["Member survey", "MKS Newsletter"]).in_order())


def colleague(people):
    """Somebody who signs in and has nothing yet."""
    council = people.councils["maidstone"]
    user, is_new = User.objects.get_or_create(email="nora@demo.example", defaults={"name": "Nora New"})
    if is_new:
        Membership.objects.create(user=user, organisation=council, role=Role.OFFICER)
    return Officer.objects.get_or_create(organisation=council, user=user, name=user.name, email=user.email)[0]


def place(plan):
    return f"plan-{plan.pk}"


def council(people):
    return f"council-{people.councils['maidstone'].pk}"


def sent(officer, button="do", token=None, **choices):
    return {
        "form_token": str(token or uuid4()), "version": officer.version, "shown": mark_of(everything_of(officer, TODAY)),
        button: "1", **choices,
    }  # fmt: skip


def to_all(people, plan, other):
    return {f"to-{place(plan)}": other.pk, f"to-{council(people)}": other.pk, f"ok-{council(people)}": "on"}


def leave(client, officer, button="do", **choices):
    return client.post(reverse("people:leave", kwargs={"pk": officer.pk}), sent(officer, button, **choices))


def test_everything_live_is_listed_place_by_place_and_nothing_else(admin, people, plan, jane):
    closed = Plan.objects.create(
        organisation=plan.organisation, title="Old", slug="old", first_year=2014, last_year=2014,
        status="closed", adopted_on=TODAY, closed_on=TODAY,
    )  # fmt: skip
    for of, title, facts in ((closed, "Closed", {}), (plan, "Dropped", {"dropped_on": TODAY})):
        Assignment.objects.create(action=made(of, title, **facts), officer=jane)
    finished = made(plan, "Finished")
    Assignment.objects.create(action=finished, officer=jane)
    ProgressUpdate.objects.create(action=finished, rag="complete", done="All of it.", by_name="x", on=TODAY)
    silent = made(plan, "Nothing said yet")
    Assignment.objects.create(action=silent, officer=jane)
    found = [(one.kind, one.title) for one in everything_of(jane, TODAY)]
    first, second = live(plan)
    assert sorted(found) == sorted([
        ("action", first.title), ("action", second.title), ("action", "Nothing said yet"), ("measure", "Calls answered"),
        ("brief", "A brief"), ("channel", "The magazine"), ("cover", f"for {people.officers['Paul Taylor']}"),
        ("drafts", "1 draft of briefs, which only their writer sees"), ("enquiry", "Kent Messenger: Bins"),
        ("role", "Surveys"),
    ])  # fmt: skip
    page = said(admin.get(reverse("people:leave", kwargs={"pk": jane.pk})))
    assert "a director’s question waits" in page and "A secret draft" not in page
    assert "Dropped" not in page and ">Closed<" not in page and ">Finished<" not in page


def test_it_takes_as_many_queries_for_three_as_for_one(admin, plan, jane):
    address = reverse("people:leave", kwargs={"pk": jane.pk})
    before = queries(admin, address)
    for number in range(2):
        action = made(plan, f"More {number}")
        Assignment.objects.create(action=action, officer=jane)
        Measure.objects.create(plan=plan, statement=f"More {number}", unit="count", frequency="month", owner=jane)
        Channel.objects.create(plan=plan, name=f"More {number}", owner=jane)
    assert queries(admin, address) == before


def test_nothing_is_closed_while_something_would_be_nobodys(admin, people, plan, jane):
    typed = {f"to-{place(plan)}": colleague(people).pk}
    answer = leave(admin, jane, **typed)
    assert answer.status_code == 400
    page = said(answer)
    assert f"4 things in {people.councils['maidstone']}, outside its plans would be nobody’s." in page
    assert f'<option value="{colleague(people).pk}" selected' in page
    jane.refresh_from_db()
    assert (jane.left_on, jane.version, jane.assignments.count()) == (None, 1, 2)


def test_a_look_says_what_would_change_and_changes_nothing(admin, people, plan, jane):
    first, second = live(plan)
    row = jane.assignments.get(action=second)
    kent = Officer.objects.create(organisation=people.councils["maidstone"], name="No Address")
    typed = to_all(people, plan, colleague(people)) | {f"one-action-{row.pk}": "no address"}
    page = said(leave(admin, jane, "look", **typed))
    assert f"{kent} is given 1" in page and "No e-mail address, so nobody tells them" in page
    assert f"{colleague(people)} is given 6" in page and "Nobody’s (2)" in page
    assert "Hand all this over and close their sign-in" in page
    assert f'name="one-action-{row.pk}" value="no address"' in page
    assert jane.assignments.count() == 2 and not OutgoingMail.objects.filter(kind="handed-over").exists()
    again = leave(admin, jane, "change", **typed)
    assert (again.status_code, 'value="no address"' in said(again), "Error:" in said(again)) == (200, True, False)


def test_all_of_it_goes_in_one_press_and_the_ways_in_are_closed(admin, people, plan, jane):
    first, second = live(plan)
    other, user = colleague(people), jane.user
    session = Client()
    session.force_login(user)
    UpdateLink.objects.create(officer=jane, action=first, sent_to=jane.email, made_on=TODAY, expires_on=TODAY)
    CalendarFeed.objects.create(user=user, plan=plan, token_sha256="1")
    own = CalendarFeed.objects.create(user=user, token_sha256="2")
    mail = OutgoingMail.objects.create(
        key="digest:x", kind="digest", to_address=jane.email, subject="x", text_body="x", message_id="<x>",
        created_at=timezone.now(),
    )  # fmt: skip
    Reminder.objects.create(officer=jane, action=first, key="a", rung="on-the-day", due=TODAY, mail=mail)
    ProgressUpdate.objects.create(action=first, done="Drafted.", by_name=jane.name, by=user, on=TODAY)

    answer = leave(admin, jane, **to_all(people, plan, other))
    assert (answer.status_code, answer.url) == (302, reverse("people:officer", kwargs={"pk": jane.pk}))
    told = said(admin.get(answer.url))
    assert f"Joan Leaver has left, and what they could open is closed. Given to {other} (7)." in told
    assert "2 are without an owner." in told

    assert [one.kind for one in everything_of(jane, TODAY)] == ["drafts"]
    assert first.assignments.get(is_accountable=True).officer == other
    assert second.assignments.get(as_written="The web team").officer == other
    assert Measure.objects.get(statement="Calls answered").owner == other
    assert Enquiry.objects.get(topic="Bins").owner == other
    assert list(Enquiry.objects.get(topic="Bins").steps.values_list("step", "words")) == [("given", other.name)]
    brief = Brief.objects.get(title="A brief")
    assert (brief.requester, brief.requested_by) == (other.user, "Joan Leaver")
    assert Brief.objects.get(title="A secret draft").requester == user
    assert Channel.objects.get(name="The magazine").owner == other
    assert Absence.objects.get(officer=people.officers["Paul Taylor"], first=TODAY).cover == other
    assert ProgressUpdate.objects.get(done="Drafted.").by_name == "Joan Leaver"

    jane.refresh_from_db()
    assert (jane.left_on, jane.can_be_written_to) == (TODAY, False)
    held = Membership.objects.filter(user=user)
    assert [(one.organisation.slug, one.role) for one in held] == [("kent", "officer")]
    assert User.objects.get(pk=user.pk).is_active, "they work for another council too"
    assert session.get("/").status_code == 302, "and sign in there anew"
    assert UpdateLink.objects.get(officer=jane).revoked_on == TODAY
    assert CalendarFeed.objects.get(plan=plan, user=user).revoked_at is not None
    assert CalendarFeed.objects.get(pk=own.pk).revoked_at is None, "of their own dates in the other council"
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("withheld", "They have left, so nobody writes to them any more.")

    (written,) = OutgoingMail.objects.filter(kind="handed-over")
    assert (written.to_address, written.subject) == (other.email, "7 things of Joan Leaver’s are yours now")
    for words in (first.title, second.title, "Calls answered", "Bins", "A brief", "The magazine", "Boss has given you"):
        assert words in written.text_body
    assert not OutgoingMail.objects.filter(kind="enquiry-given", to_address=other.email).exists(), "one e-mail, not two"
    verbs = set(AuditEvent.objects.filter(kind="officer", object_id=jane.pk).values_list("verb", flat=True))
    assert {"closed the sign-in of", "handed over, on leaving, what was of"} <= verbs
    assert AuditEvent.objects.filter(kind="action", object_id=first.pk, verb="handed over").get().after == {
        "who": other.name
    }


def test_the_same_press_twice_is_answered_twice_and_done_once(admin, people, plan, jane):
    form = sent(jane, **to_all(people, plan, colleague(people)))
    address = reverse("people:leave", kwargs={"pk": jane.pk})
    answers = [admin.post(address, form) for _ in range(2)]
    assert [(one.status_code, one.url) for one in answers] == [(302, answers[0].url)] * 2
    assert OutgoingMail.objects.filter(kind="handed-over").count() == 1


def test_with_a_tick_the_rest_falls_to_the_post_or_stays_in_their_name(admin, people, plan, jane):
    first, second = live(plan)
    ticks = {f"ok-{place(plan)}": "on", f"ok-{council(people)}": "on"}
    assert leave(admin, jane, **ticks).status_code == 302
    for action, words in ((first, "Press Officer"), (second, "The web team")):
        row = action.assignments.get(officer=None, as_written=words)
        assert not row.is_accountable
    assert Measure.objects.get(statement="Calls answered").owner is None
    assert Brief.objects.get(title="A brief").requester == jane.user, "nobody can be asked for nobody"
    assert Absence.objects.get(officer=people.officers["Paul Taylor"], first=TODAY).cover is None
    assert not OutgoingMail.objects.filter(kind="handed-over").exists()


def test_a_name_without_a_post_is_not_left_to_a_post_of_that_name(admin, people, plan, jane):
    Officer.objects.filter(pk=jane.pk).update(post="")
    row = Assignment.objects.filter(officer=jane, as_written="").get()
    ticks = {f"ok-{place(plan)}": "on", f"ok-{council(people)}": "on"}
    page = said(leave(admin, jane, "look", **ticks))
    assert f"{row.action.title}: stays in Joan Leaver’s name" in page
    assert leave(admin, jane, **ticks).status_code == 302
    row.refresh_from_db()
    assert row.officer == jane


def test_somebody_who_moves_hands_over_some_and_keeps_the_rest(admin, people, plan, jane):
    first, second = live(plan)
    kept = jane.assignments.get(action=first)
    choices = {f"to-{place(plan)}": colleague(people).pk, f"one-action-{kept.pk}": "Joan Leaver"}
    address = reverse("people:hand-over", kwargs={"pk": jane.pk})
    look = said(admin.post(address, sent(jane, "look", **choices)))
    assert f"{colleague(people)} is given 4" in look and "Joan Leaver keeps 5" in look
    assert admin.post(address, sent(jane, **choices)).status_code == 302
    jane.refresh_from_db()
    assert (jane.left_on, jane.user.is_active) == (None, True)
    assert [row.action for row in jane.assignments.all()] == [first]
    assert Membership.objects.filter(user=jane.user, organisation=jane.organisation).count() == 2
    assert Measure.objects.get(statement="Calls answered").owner == colleague(people)
    assert Enquiry.objects.get(topic="Bins").owner == jane
    brief = Brief.objects.get(title="A brief")
    assert brief.requester == colleague(people).user
    jane.refresh_from_db()
    refused = admin.post(address, sent(jane, **{f"one-action-{kept.pk}": "Nobody Known"}))
    assert (refused.status_code, "“Nobody Known” is nobody who may be given it." in said(refused)) == (400, True)
    assert 'value="Nobody Known"' in said(refused)


def test_it_goes_to_officers_of_the_councils_that_share_the_plan_and_to_no_others(admin, people, plan, jane):
    first, _ = live(plan)
    row = jane.assignments.get(action=first)
    swale = Officer.objects.create(organisation=people.councils["swale"], name="Sam Swale", email="s@swale.example")
    kent = Officer.objects.create(organisation=people.councils["kent"], name="Ken Kent", email="k@kent.example")
    without = User.objects.create_user("w@swale.example", "x", name="Will Without")
    for name, facts in (("Will Without", {"user": without}), ("Len Left", {"left_on": TODAY})):
        Officer.objects.create(organisation=people.councils["swale"], name=name, **facts)
    page = said(admin.get(reverse("people:leave", kwargs={"pk": jane.pk})))
    assert "Sam Swale (Swale Borough Council)" in page and "Ken Kent" not in page
    assert "Will Without" not in page and "Len Left" not in page, "nobody would write to them"
    address = reverse("people:hand-over", kwargs={"pk": jane.pk})
    for stranger in ({f"to-{place(plan)}": kent.pk}, {f"one-action-{row.pk}": "Ken Kent"}):
        assert admin.post(address, sent(jane, **stranger)).status_code == 400
    whole = admin.post(address, sent(jane, "look", **{f"to-{place(plan)}": swale.pk}))
    assert whole.status_code == 400 and "a brief is its own council’s" in said(whole)
    assert admin.post(address, sent(jane, **{f"one-action-{row.pk}": "Sam Swale"})).status_code == 302
    row.refresh_from_db()
    assert row.officer == swale
    assert OutgoingMail.objects.get(kind="handed-over").to_address == "s@swale.example"


def test_an_action_of_a_partners_plan_is_handed_over_by_the_council_whose_officer_holds_it(people, plan, client):
    """Swale's administrator hands over what Swale's officer holds on Maidstone's plan; of Maidstone's officers nothing."""
    swale = people.councils["swale"]
    sam = Officer.objects.create(organisation=swale, name="Sam Swale", email="s@swale.example")
    sue = Officer.objects.create(organisation=swale, name="Sue Swale", email="u@swale.example")
    row = Assignment.objects.create(action=live(plan)[0], officer=sam, part="consulted")
    boss = User.objects.create_user("swale@demo.example", "x", name="Swale’s boss")
    Membership.objects.create(user=boss, organisation=swale, role=Role.ADMINISTRATOR)
    client.force_login(boss)
    assert leave(client, sam, **{f"to-{place(plan)}": sue.pk}).status_code == 302
    row.refresh_from_db()
    assert row.officer == sue
    theirs = reverse("people:leave", kwargs={"pk": colleague(people).pk})
    assert (client.get(theirs).status_code, client.post(theirs, {}).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("who", "code"), [("officer", 403), ("plan.manager", 403), ("director", 403), ("officer2", 404), ("admin", 200)]
)
def test_only_an_administrator_does_it(people, client, jane, who, code):
    client.force_login(people.users[who])
    for name in ("leave", "hand-over"):
        assert client.get(reverse(f"people:{name}", kwargs={"pk": jane.pk})).status_code == code
        if code != 200:
            answer = client.post(reverse(f"people:{name}", kwargs={"pk": jane.pk}), sent(jane))
            assert answer.status_code == code


def test_nobody_closes_their_own_sign_in(admin, people):
    boss = User.objects.get(email="boss@demo.example")
    one = Officer.objects.create(organisation=people.councils["maidstone"], name="Boss", user=boss, email=boss.email)
    answer = leave(admin, one, **{f"ok-{council(people)}": "on"})
    assert (answer.status_code, "You cannot close your own sign-in." in said(answer)) == (409, True)
    assert Membership.objects.filter(user=boss).exists()


def test_what_has_become_theirs_meanwhile_is_shown_and_nothing_is_done(admin, people, plan, jane):
    form = sent(jane, **to_all(people, plan, colleague(people)))
    Measure.objects.create(plan=plan, statement="Came in between", unit="count", frequency="month", owner=jane)
    answer = admin.post(reverse("people:leave", kwargs={"pk": jane.pk}), form)
    page = said(answer)
    assert answer.status_code == 409
    assert "has changed since you opened this page" in page and "Came in between" in page
    assert f'<option value="{colleague(people).pk}" selected' in page
    assert jane.assignments.count() == 2
    jane.refresh_from_db()
    assert jane.left_on is None and not OutgoingMail.objects.filter(kind="handed-over").exists()


def test_the_e_mail_is_withheld_once_none_of_it_is_theirs(admin, people, plan, jane):
    other = colleague(people)
    row = jane.assignments.get(action=live(plan)[0])
    address = reverse("people:hand-over", kwargs={"pk": jane.pk})
    assert admin.post(address, sent(jane, **{f"one-action-{row.pk}": other.name})).status_code == 302
    mail = OutgoingMail.objects.get(kind="handed-over")
    check = outbox.checks["handed-over"]
    assert check(mail) is None
    Assignment.objects.filter(pk=row.pk).update(officer=people.officers["Paul Taylor"])
    assert "has nothing of it any more" in (check(mail) or "")
    Assignment.objects.filter(pk=row.pk).update(officer=other)
    other.user.is_active = False
    other.user.save()
    assert check(mail) is not None


def test_somebody_who_comes_back_is_here_again(admin, people, plan, jane):
    Membership.objects.filter(user=jane.user, organisation=people.councils["kent"]).delete()
    assert leave(admin, jane, **to_all(people, plan, colleague(people))).status_code == 302
    jane.refresh_from_db()
    assert not User.objects.get(pk=jane.user_id).is_active
    assert "left" in said(admin.get(reverse("people:officers")))
    facts = {"name": jane.name, "post": jane.post, "email": jane.email, "roles": ["officer"]}
    form = {"form_token": str(uuid4()), "version": jane.version, **facts}
    assert admin.post(reverse("people:officer", kwargs={"pk": jane.pk}), form).status_code == 302
    jane.refresh_from_db()
    assert (jane.left_on, jane.user.is_active, jane.can_be_written_to) == (None, True, True)
    Officer.objects.filter(pk=jane.pk).update(left_on=TODAY)
    form = {"form_token": str(uuid4()), "version": jane.version}
    told = said(admin.post(reverse("people:come-back", kwargs={"pk": jane.pk}), form, follow=True))
    assert "Joan Leaver is here again." in told


def test_sessions_of_others_go_on(admin, people, plan, jane):
    bystander = Client()
    bystander.force_login(people.users["director"])
    number = Session.objects.count()
    assert leave(admin, jane, **to_all(people, plan, colleague(people))).status_code == 302
    assert Session.objects.count() == number
    assert bystander.get("/plans/").status_code == 200


# Two administrators at once


@pytest.fixture
def register(transactional_db):
    return seed(as_written=False, today=TODAY)


def two_at_once(register):
    """Two administrators hand one officer's action to different colleagues at the same moment: what came of each, and
    how many e-mails and events came of both."""
    plan = Plan.objects.get(slug="mkip-2015-16")
    council = register.councils["maidstone"]
    name = f"Leaver {uuid4()}"
    officer = Officer.objects.create(organisation=council, name=name, email="l@x.example")
    Assignment.objects.create(action=live(plan)[0], officer=officer, as_written=name[:20])
    (item,) = everything_of(officer, TODAY)
    mark, others = mark_of([item]), [register.officers["Jane Clarke"], register.officers["Paul Taylor"]]
    barrier, found = threading.Barrier(2), ["", ""]

    def run(number):
        try:
            barrier.wait()
            hand_over(
                officer=Officer.objects.get(pk=officer.pk), by=register.users["admin"], version=1, shown=mark,
                choices={item.key: others[number]}, leaves=False, accepted=(), now=timezone.now(),
            )  # fmt: skip
            found[number] = "done"
        except (StaleVersionError, ValidationError):
            found[number] = "told"
        except Exception as fault:
            found[number] = repr(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = OutgoingMail.objects.filter(kind="handed-over", subject__contains=name).count()
    return sorted(found), told


def test_of_two_who_hand_over_at_once_one_does_and_the_other_is_told(register):
    for _ in range(5):
        assert two_at_once(register) == (["done", "told"], 1)


def test_that_test_fails_where_nothing_is_checked(register, monkeypatch):
    """Negative control: with neither version nor list looked at again, both do it and two people are told it is theirs."""
    kept = {}
    monkeypatch.setattr(Officer, "claim_version", classmethod(lambda cls, pk, version: True))
    monkeypatch.setattr(
        "people.handing_over.everything_of",
        lambda officer, on: kept.setdefault(officer.pk, everything_of(officer, on)),
    )
    assert (["done", "done"], 2) in [two_at_once(register) for _ in range(5)]


def given_while_leaving(register):
    """An officer leaves while somebody else gives them another measure: what comes of it?"""
    plan = Plan.objects.get(slug="mkip-2015-16")
    officer = Officer.objects.create(organisation=register.councils["maidstone"], name=f"Leaver {uuid4()}")
    barrier, found = threading.Barrier(2), []

    def give():
        try:
            barrier.wait()
            with transaction.atomic():
                Measure.objects.create(plan=plan, statement="Late", unit="count", frequency="month", owner=officer)
        finally:
            connections.close_all()

    def go():
        try:
            barrier.wait()
            hand_over(
                officer=officer, by=register.users["admin"], version=1, shown=mark_of([]), choices={}, leaves=True,
                accepted=(), now=timezone.now(),
            )  # fmt: skip
            found.append("left")
        except Exception as fault:
            found.append(type(fault).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for one in (give, go)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found[0]


def test_what_is_given_while_somebody_leaves_is_seen_or_comes_after(register):
    """Never an error: the list is read once whatever was being given has been."""
    assert {given_while_leaving(register) for _ in range(5)} <= {"left", "ChangedMeanwhileError"}


def test_that_somebody_who_left_is_given_nothing(register):
    gone = Officer.objects.create(organisation=register.councils["maidstone"], name="Gone", left_on=TODAY)
    assert gone not in list(OfficerQuerySet(Officer).here())
