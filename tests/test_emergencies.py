"""Emergencies: opened in one form, logged in one box, never waiting for approval, and reported afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import media_mail
from campaigns.models import Channel, Emergency, Reopening, Statement
from campaigns.services import emergencies as services
from people import outbox
from people.models import AuditEvent, Membership, OutgoingMail, Role, User
from plans.models import Plan
from tests.demo import once, queries, said, seed
from tests.media import log_of

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
HEAD = "head@demo.example"


def member(people, name, council, role):
    user = User.objects.create_user(f"{name}@demo.example", "x", name=name.title())
    Membership.objects.create(user=user, organisation=people.councils[council], role=role)
    return user


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people = seed(as_written=False, today=MONDAY)
        OutgoingMail.objects.all().delete()
        people.users["head"] = member(people, "head", "maidstone", Role.HEAD_OF_COMMUNICATIONS)
        people.users["kent head"] = member(people, "kenthead", "kent", Role.HEAD_OF_COMMUNICATIONS)
        yield people


@pytest.fixture
def head(people, client):
    client.force_login(people.users["head"])
    return client


def address(name, thing=None):
    return reverse(f"campaigns:{name}", kwargs={"pk": thing.pk} if thing else None)


def opened(people, by="head", **facts):
    facts = {"lead": "police", "title": "Gas leak in Week Street"} | facts
    made, _ = services.open_emergency(
        organisation=people.councils["maidstone"], by=people.users[by], now=timezone.now(), **facts
    )
    return made


def closed(people, made):
    made.refresh_from_db()
    return services.close_emergency(
        emergency=made, by=people.users["head"], version=made.version, now=timezone.now()
    )  # fmt: skip


def mails(kind):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def chased(moment):
    with time_machine.travel(moment, tick=False):
        return sorted(mail.to_address for mail in media_mail.queue_chases(now=timezone.now()))


# Opening


def test_one_short_form_opens_it_and_the_directors_are_told(people, head):
    page = said(head.get(address("open-emergency")))
    assert page.index("Who leads?") < page.index("What it is, in a few words") < page.index("What has happened")
    sent = once(organisation=people.councils["maidstone"].pk, lead="police", title="Gas leak in Week Street")
    page = said(head.post(address("open-emergency"), sent, follow=True))
    head.post(address("open-emergency"), sent)
    made = Emergency.objects.get()
    assert (made.lead, made.opened_at, made.opened_by_name, made.closed_at) == ("police", NOW, "Head", None)
    assert (
        "is open. Director of Mid Kent Services is told by e-mail." in page and "Who leads: <b>The police</b>." in page
    )
    (mail,) = mails("emergency-opened")
    assert (mail.to_address, mail.subject) == ("director@demo.example", "Emergency: Gas leak in Week Street")
    at = "08:30 on Monday 23 November 2026"
    for text in ("Head opened an emergency at", at, "Who leads: The police", f"/emergencies/{made.pk}/"):
        assert text in mail.text_body and text in mail.html_body


def test_who_leads_is_asked_and_nothing_typed_is_lost(people, head):
    sent = once(organisation=people.councils["maidstone"].pk, title="Gas leak", what_happened="Since six.")
    page = head.post(address("open-emergency"), sent)
    assert (page.status_code, Emergency.objects.count()) == (400, 0)
    assert "Say who leads: it decides what the council may say." in said(page)
    assert "Since six." in said(page) and 'value="Gas leak"' in said(page)


@pytest.mark.parametrize("how", ["nothing", "no director", "another address", "left"])
def test_only_who_still_is_a_director_hears_of_it(people, how):
    opened(people)
    director = people.users["director"]
    if how == "no director":
        director.memberships.all().delete()
    elif how == "another address":
        User.objects.filter(pk=director.pk).update(email="new@demo.example")
    elif how == "left":
        User.objects.filter(pk=director.pk).update(is_active=False)
    result = outbox.drain()
    assert (result.sent, result.withheld) == ((1, 0) if how == "nothing" else (0, 1))


# Saying


def test_one_box_adds_a_statement_of_now_which_nobody_approves_or_changes(people, head):
    made = opened(people)
    sent = once(words="Stay indoors.", to="Residents", channel="X")
    assert head.post(address("say", made), sent).status_code == 302
    head.post(address("say", made), sent)
    (one,) = Statement.objects.all()
    assert (one.words, one.to, one.channel, one.by_name, one.at) == ("Stay indoors.", "Residents", "X", "Head", NOW)
    page = said(head.get(address("emergency", made)))
    assert "Stay indoors." in page and "Head, by X, to Residents" in page
    for change in (lambda: Statement.objects.update(words="Go out."), lambda: Statement.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Statement.objects.get().words == "Stay indoors."
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.after) == ("made a statement on", {"statement": one.pk})


def test_the_same_words_said_again_are_said_again_and_none_are_refused(people, head):
    made = opened(people)
    for _ in range(2):
        head.post(address("say", made), once(words="Stay indoors."))
    page = head.post(address("say", made), once(words=" ", to="Residents"))
    assert (page.status_code, Statement.objects.count()) == (400, 2)
    assert 'value="Residents"' in said(page) and "Fill in “What is said”." in said(page)


# Closing and reporting


def test_once_closed_a_report_is_owed_until_it_is_there(people, head):
    made = opened(people)
    page = said(head.get(address("close-emergency", made)))
    assert "From then on a report is owed." in page and Emergency.objects.open().count() == 1
    page = said(head.post(address("close-emergency", made), once(1), follow=True))
    assert "It is still to be reported: what was said, and what was learnt." in page
    assert "<b>Still to be reported:</b>" in page and "Still to be reported</b>" in said(head.get("/emergencies/"))
    page = head.post(address("report-emergency", made), once(2, said="Stay indoors.", lessons=""))
    assert page.status_code == 400 and "Stay indoors." in said(page) and "Fill in “What was learnt”." in said(page)
    sent = once(2, said="Stay indoors, then all clear.", lessons="Ring the radio first.", hours="3.5")
    page = said(head.post(address("report-emergency", made), sent, follow=True))
    assert "Still to be reported" not in page and "Ring the radio first." in page
    made.refresh_from_db()
    assert (made.reported_by_name, made.reported_at, str(made.hours)) == ("Head", NOW, "3.50")
    assert head.post(address("say", made), once(words="More")).status_code == 400
    assert head.post(address("report-emergency", made), once(3, said="x", lessons="x")).status_code == 400


def test_closing_stands_below_the_log_and_never_on_one_click(people, head):
    made = opened(people)
    page = said(head.get(address("emergency", made)))
    assert (
        page.index("Log it, as of now")
        < page.index("What was said</h2>")
        < page.index(address("close-emergency", made))
    )
    assert f'action="{address("close-emergency", made)}"' not in page and "Open it again" not in page
    closed(people, made)
    page = said(head.get(address("emergency", made)))
    assert address("close-emergency", made) not in page and address("reopen-emergency", made) in page
    assert head.post(address("close-emergency", made), once(2)).status_code == 400


def test_what_was_closed_too_early_is_opened_again_and_the_log_says_both(people, head):
    made = opened(people)
    head.post(address("say", made), once(words="Stay indoors."))
    closed(people, made)
    later = NOW + timedelta(minutes=40)
    with time_machine.travel(later, tick=False):
        page = head.post(address("reopen-emergency", made), once(2, reason=" "))
        assert page.status_code == 400 and "Fill in “Why it is opened again”." in said(page)
        sent = once(2, reason="A second leak.")
        page = said(head.post(address("reopen-emergency", made), sent, follow=True))
        head.post(address("reopen-emergency", made), sent)
    made.refresh_from_db()
    assert (made.closed_at, made.closed_by_name, made.state_in_words) == (None, "", "Open")
    assert "“Gas leak in Week Street” is open again." in page and "Still to be reported" not in page
    (one,) = Reopening.objects.all()
    assert (one.closed_at, one.closed_by_name, one.at, one.by_name, one.reason) == (
        NOW, "Head", later, "Head", "A second leak.",
    )  # fmt: skip
    log = page[page.index('id="log"') :]
    assert log.index("09:10") < log.index("<b>Opened again</b>: A second leak.") < log.index("08:30")
    assert log.index("<b>Closed</b>") < log.index("Stay indoors.")
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor, event.before["closed_by_name"], event.after["reason"]) == (
        "opened again", people.users["head"], "Head", "A second leak.",
    )  # fmt: skip
    assert made not in Emergency.objects.to_be_reported() and chased("2026-11-24 08:00+00:00") == []
    for change in (lambda: Reopening.objects.update(reason="x"), lambda: Reopening.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("how", "sentence"), [("open", "This emergency is open."), ("reported", "so it stays closed. Open another one.")]
)
def test_only_what_is_closed_and_not_reported_is_opened_again(people, head, how, sentence):
    made = opened(people)
    if how == "reported":
        head.post(address("report-emergency", made), once(1, said="x", lessons="Nothing"))
        made.refresh_from_db()
        assert "Open it again" not in said(head.get(address("emergency", made)))
    page = head.post(address("reopen-emergency", made), once(made.version, reason="A second leak."))
    assert (page.status_code, sentence in said(page), Reopening.objects.count()) == (400, True, 0)


def test_of_two_who_open_it_again_the_second_is_told(people, head):
    made = opened(people)
    closed(people, made)
    assert head.post(address("reopen-emergency", made), once(1, reason="A second leak.")).status_code == 409
    assert head.post(address("reopen-emergency", made), once(2, reason="A second leak.")).status_code == 302
    assert head.post(address("reopen-emergency", made), once(2, reason="A second leak.")).status_code == 400
    assert Reopening.objects.count() == 1


def test_close_and_report_may_be_one_step(people, head):
    made = opened(people)
    head.post(address("report-emergency", made), once(1, said="x", lessons="Nothing"))
    made.refresh_from_db()
    assert (made.closed_at, made.reported_at, made.state_in_words) == (NOW, NOW, "Reported")


def test_the_head_is_chased_once_a_working_day_until_it_is_reported(people):
    with time_machine.travel("2026-11-20 16:00+00:00", tick=False):  # a Friday
        made = opened(people)
        assert chased("2026-11-20 16:10+00:00") == []  # open: nothing is owed yet
        closed(people, made)
    assert chased("2026-11-20 16:20+00:00") == [HEAD]
    assert chased("2026-11-20 17:00+00:00") == []
    assert chased("2026-11-21 10:00+00:00") == []
    assert chased("2026-11-23 08:00+00:00") == [HEAD]
    mail = mails("media-chase")[-1]
    assert mail.subject == "1 emergency still to be reported" and "Gas leak in Week Street" in mail.text_body
    made.refresh_from_db()
    services.report_emergency(
        emergency=made, by=people.users["head"], version=made.version, now=NOW, said="x", lessons="x"
    )
    assert media_mail.check_chase(mail) == media_mail.DONE
    assert chased("2026-11-24 08:00+00:00") == []


def test_the_second_of_two_is_shown_both_texts(people, head):
    made = opened(people)
    sent = {"lead": "fire", "title": "Gas leak"}
    assert head.post(address("edit-emergency", made), once(1, messages="Hers", **sent)).status_code == 302
    page = head.post(address("edit-emergency", made), once(1, messages="His", **sent))
    assert (page.status_code, "Hers" in said(page), "His" in said(page)) == (409, True, True)
    assert head.post(address("close-emergency", made), once(1)).status_code == 409
    made.refresh_from_db()
    assert made.closed_at is None


# Channels


def test_channels_are_those_of_the_chosen_plan(people, head):
    made, plan = opened(people), Plan.objects.get(slug="mkip-2015-16")
    ours, other = (
        Channel.objects.create(plan=one, name=name)
        for one, name in ((plan, "Website"), (Plan.objects.get(slug="maidstone-improvement-2013-14"), "Noticeboard"))
    )
    sent = {"lead": "police", "title": "Gas leak", "for_plan": plan.pk}
    assert "Channels</legend>" not in said(head.get(address("edit-emergency", made)))
    assert head.post(address("edit-emergency", made), once(1, **sent)).status_code == 302
    page = said(head.get(address("edit-emergency", made)))
    assert "Website" in page and "Noticeboard" not in page
    assert head.post(address("edit-emergency", made), once(2, channels=[other.pk], **sent)).status_code == 400
    assert head.post(address("edit-emergency", made), once(2, channels=[ours.pk], **sent)).status_code == 302
    assert list(made.channels.all()) == [ours]
    with pytest.raises(Exception, match="is no channel of the chosen plan"):
        services.edit_emergency(
            emergency=made,
            by=people.users["head"],
            version=3,
            for_plan=plan,
            channels=[other],
            lead="police",
            title="x",
        )


# Who


def test_who_opens_and_says_and_who_only_reads(people, client):
    made = opened(people)
    codes = {}
    for name in ("officer", "director", "democratic.services", "plan.manager", "admin", "officer2", "kent head"):
        client.force_login(people.users[name])
        codes[name] = (
            client.get(address("open-emergency")).status_code,
            client.get(address("emergency", made)).status_code,
            client.post(address("say", made), once(words=name)).status_code,
            client.post(address("close-emergency", made), once(99)).status_code,
            client.post(address("reopen-emergency", made), once(99, reason="x")).status_code,
        )
    reads, may = (403, 200, 403, 403, 403), (200, 200, 302, 409, 400)
    assert codes == {
        "officer": reads, "director": reads, "democratic.services": reads, "plan.manager": may, "admin": may,
        "officer2": (403, 404, 404, 404, 404), "kent head": (200, 404, 404, 404, 404),
    }  # fmt: skip
    assert sorted(one.words for one in Statement.objects.all()) == ["admin", "plan.manager"]


def test_nobody_opens_one_in_another_council(people, client):
    client.force_login(people.users["kent head"])
    sent = once(organisation=people.councils["maidstone"].pk, lead="police", title="x")
    assert client.post(address("open-emergency"), sent).status_code == 400
    assert not Emergency.objects.exists()


def test_pages_take_the_same_queries_for_one_and_for_three(people, head):
    *_, first = log_of(people.councils["maidstone"], "x")
    pages = ("/emergencies/", address("emergency", first))
    counts = [[queries(head, page) for page in pages]]
    for _ in range(2):
        log_of(people.councils["maidstone"], "x")
        Statement.objects.create(emergency=first, words="x", by_name="x", at=NOW)
        Reopening.objects.create(emergency=first, closed_at=NOW, closed_by_name="x", reason="x", by_name="x", at=NOW)
    counts.append([queries(head, page) for page in pages])
    assert counts[0] == counts[1]


def test_columns_that_belong_together_are_tied(people):
    made = opened(people)
    for wrong in (
        {"closed_at": NOW}, {"closed_by_name": "x"}, {"closed_at": NOW - timedelta(days=1), "closed_by_name": "x"}, {"said": "x"},
        {"said": "x", "lessons": "x", "reported_at": NOW, "reported_by_name": "x"}, {"title": ""},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Emergency.objects.filter(pk=made.pk).update(**wrong)
    again = {"closed_at": NOW, "closed_by_name": "x", "by_name": "x", "at": NOW, "reason": "x"}
    for wrong in ({"reason": ""}, {"at": NOW - timedelta(minutes=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reopening.objects.create(emergency=made, **again | wrong)
    told = {"said": "x", "lessons": "x", "reported_at": NOW, "reported_by_name": "x"}
    Emergency.objects.filter(pk=made.pk).update(closed_at=NOW, closed_by_name="x", **told)
