"""The mail page: how sending stands, the figures, and the rows behind them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from people.delivery import COUNTED, SELECTIONS
from people.models import Membership, OutgoingMail, Role, User
from people.models.mail import MailTransport
from tests.demo import queries, said, seed
from tests.notify_stand_in import KEY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "/people/mail/"


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def admin(people, client):
    """The administrator of Maidstone alone, signed in."""
    user = User.objects.create_user("council.admin@demo.example", "x", name="Council admin")
    Membership.objects.create(user=user, organisation=people.councils["maidstone"], role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def mail(people, council="maidstone", *, ago=HOUR, **columns):
    details = {
        "key": str(uuid4()),
        "kind": "digest",
        "subject": "Your actions",
        "text_body": "x",
        "message_id": "<1@x>",
    }
    whose = {"organisation": people.councils[council] if council else None, "to_address": "a@b.example"}
    return OutgoingMail.objects.create(**{**details, **whose, "created_at": timezone.now() - ago, **columns})


def sent(people, council="maidstone", *, ago=HOUR, **columns):
    return mail(people, council, ago=ago, **{"state": "sent", "sent_at": timezone.now() - ago, **columns})


def figures(client):
    return {name: number for name, _, number in client.get(ADDRESS).context["delivery"].figures}


def shown(client, show):
    return {row.record.pk for row in client.get(f"{ADDRESS}?show={show}").context["table"].rows}


# Figures


def test_the_figures_count_what_waits_what_was_sent_and_what_was_not_delivered(people, admin, client):
    for state in ({"state": "queued"}, {"state": "retry", "retry_at": timezone.now(), "reason": "450 Busy"}):
        mail(people, **state)
    for ago in (HOUR, 2 * DAY, 8 * DAY):
        sent(people, ago=ago)
        mail(people, ago=ago, state="failed", reason="550 No such person")
    mail(people, state="withheld", reason="The action is complete.")
    assert figures(client) == {"waiting": 2, "sent-24-hours": 1, "sent-7-days": 2, "not-delivered-7-days": 2}


@pytest.mark.parametrize("name", COUNTED)
def test_each_figure_leads_to_the_rows_behind_it(people, admin, client, name):
    for ago in (HOUR, 2 * DAY, 8 * DAY):
        sent(people, ago=ago)
        mail(people, ago=ago, state="expired", reason="It could not be sent in time.")
        mail(people, ago=ago)
    page = client.get(ADDRESS)
    assert f'href="?show={name}#rows"' in page.content.decode()
    assert len(shown(client, name)) == figures(client)[name] > 0


def test_a_council_s_administrator_counts_and_sees_their_own_council_s_mail(people, admin, client):
    Membership.objects.create(user=admin, organisation=people.councils["swale"], role=Role.OFFICER)
    mine = mail(people, state="failed", reason="550 No such person")
    for council in ("kent", "swale", None):
        mail(people, council, state="failed", reason="550 Theirs")
        sent(people, council)
    assert figures(client)["not-delivered-7-days"] == 1
    assert shown(client, "all") == {mine.pk}
    page = said(client.get(ADDRESS))
    assert "550 Theirs" not in page
    assert "1 e-mail of the last week could not be delivered" in page


def test_the_administrator_of_the_installation_sees_all(people, client):
    client.force_login(people.users["admin"])
    rows = {mail(people, council).pk for council in ("maidstone", "kent", None)}
    assert shown(client, "waiting") == rows


@pytest.mark.parametrize("show", ["", "nothing", "not-delivered"])
def test_first_shown_are_those_not_delivered_with_the_server_s_words(people, admin, client, show):
    lost = mail(people, ago=40 * DAY, state="failed", reason="550 5.1.1 No such person")
    sent(people)
    assert shown(client, show) == {lost.pk}
    assert "550 5.1.1 No such person" in said(client.get(f"{ADDRESS}?show={show}"))


@pytest.mark.parametrize("show", SELECTIONS)
def test_each_selection_says_so_where_it_holds_nothing(people, admin, client, show):
    assert SELECTIONS[show].empty in said(client.get(f"{ADDRESS}?show={show}"))


def test_the_page_takes_the_same_queries_for_one_mail_and_for_many(people, admin, client):
    sent(people)
    one = queries(client, f"{ADDRESS}?show=all")
    for _ in range(5):
        sent(people)
        mail(people, state="failed", reason="550 No")
        mail(people)
    assert queries(client, f"{ADDRESS}?show=all") == one


# How sending stands


def facts(client):
    """The facts beside the figures, by their names."""
    page = said(client.get(ADDRESS))
    found = re.findall(
        r"<dt>([^<]*)</dt><dd>(.*?)</dd>", page.partition('<dl class="cp-facts">')[2].partition("</dl>")[0]
    )
    return {name: re.sub(r"<[^>]+>", "", text).strip() for name, text in found}


def test_an_install_that_has_sent_nothing_says_so(people, admin, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert facts(client) == {
        "Sending": "Nothing is in the way.",
        "Last e-mail sent": "None yet.",
        "Scheduler last ran": "Not yet.",
        "E-mail goes out": "Into files on this machine, so nobody receives it. Whoever runs the site can name a mail server.",
    }


def test_it_says_when_scheduler_and_sender_last_ran_and_since_when_the_oldest_waits(people, admin, client):
    now = timezone.now()
    MailTransport.objects.the_one().tick(now - timedelta(minutes=2))
    sent(people, "kent", sent_at=now - 3 * HOUR)
    for ago in (5 * HOUR, 2 * HOUR):
        mail(people, created_at=now - ago)
    found = facts(client)
    assert found["Scheduler last ran"] == written(now - timedelta(minutes=2))
    assert found["Last e-mail sent"] == f"{written(now - 3 * HOUR)}, for any council"
    assert f"the oldest since {written(now - 5 * HOUR)}" in said(client.get(ADDRESS))


def written(moment):
    here = timezone.localtime(moment)
    return f"{here.day} {here:%B %Y, %H:%M}"


def test_a_scheduler_that_is_silent_is_marked(people, admin, client):
    MailTransport.objects.the_one().tick(timezone.now() - HOUR)
    assert facts(client)["Scheduler last ran"].endswith("It is to run every minute.")


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda one: one.hold(timezone.now(), reason="Restored <b>."), "Sending of e-mail is on hold: Restored &lt;b&gt;."),
        (
            lambda one: one.pause(timezone.now() + HOUR, reason="535 5.7.8 Who are you?"),
            "E-mail does not go out at present, and is tried again every minute: 535 5.7.8 Who are you?",
        ),
    ],
)  # fmt: skip
def test_a_hold_and_a_pause_are_told_with_their_reason(people, admin, client, act, sentence):
    act(MailTransport.objects.the_one())
    assert facts(client)["Sending"] == sentence


def test_a_pause_that_has_run_out_is_no_health_while_the_mail_waits(people, admin, client):
    MailTransport.objects.the_one().pause(timezone.now() - HOUR, reason="535 Who are you?")
    assert facts(client)["Sending"] == "Nothing is in the way."
    waiting = mail(people, state="retry", retry_at=timezone.now() + HOUR, reason="535 Who are you?")
    assert "535 Who are you?" in facts(client)["Sending"]
    waiting.delete()
    assert facts(client)["Sending"] == "Nothing is in the way."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"EMAIL_BACKEND": "people.smtp.EmailBackend", "EMAIL_USE_TLS": True},
            "By the mail server smtp.example, port 587, encrypted.",
        ),
        (
            {"EMAIL_BACKEND": "people.smtp.EmailBackend", "EMAIL_USE_TLS": False},
            "By the mail server smtp.example, port 587, not encrypted.",
        ),
        ({"EMAIL_BACKEND": "people.notify.EmailBackend"}, "By GOV.UK Notify, at api.notifications.service.gov.uk."),
        ({"EMAIL_BACKEND": "some.other.Backend"}, "By some.other.Backend."),
    ],
)
def test_the_way_out_is_named_without_anything_secret(people, admin, client, settings, changes, sentence):
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER = "smtp.example", 587, "sending-user"
    settings.EMAIL_HOST_PASSWORD, settings.NOTIFY_API_KEY, settings.HEARTBEAT_URL = (
        "secret-word",
        KEY,
        "https://w/secret",
    )
    for name, value in changes.items():
        setattr(settings, name, value)
    assert facts(client)["E-mail goes out"] == sentence
    page = client.get(ADDRESS).content.decode()
    assert [secret for secret in ("secret", "sending-user", KEY) if secret in page] == []
