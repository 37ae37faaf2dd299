"""Mail by GOV.UK Notify: its mark-up stands as text, and half a setting stops the start."""

import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction

from commsplan.environment import refuse_unsafe
from people import notify, outbox
from tests.notify_stand_in import KEY, SECRET, SERVICE, TEMPLATE

NOW = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("# Heading", "\xa0# Heading"),
        ("a\n  ## second", "a\n  \xa0## second"),
        ("^ inset", "\xa0^ inset"),
        ("* star", "\xa0* star"),
        ("2016. A year", "\xa02016. A year"),
        ("-5 degrees", "\xa0-5 degrees"),
        ("Title\n---", "Title\n\xa0---"),
        ("Title\r===", "Title\n\xa0==="),
        ("a | b\n--|--", "a | b\n\xa0--|--"),
        ("[x]: http://evil.example/", "\xa0[x]: http://evil.example/"),
        ("\tindented", "   indented"),
        ("((name)) and ((a??b))", "(\xa0(name)) and (\xa0(a??b))"),
        ("(((deep)))", "(\xa0(\xa0(deep)))"),
        ("see [this](http://evil.example/)", "see [this]\xa0(http://evil.example/)"),
        ("https://x.example/y_((z))?a=1#top", "https://x.example/y_%28%28z))?a=1#top"),
        ("(https://plans.example/a/1-b_c/)", "(https://plans.example/a/1-b_c/)"),
        ("- Member survey\n  Due 3 June\n", "- Member survey\n  Due 3 June"),
        ("5 < 6 & 7 > 2, 50% (or so) – “quoted”", "5 < 6 & 7 > 2, 50% (or so) – “quoted”"),
    ],
)
def test_what_notify_would_read_as_mark_up_stands_as_text_and_links_stay_whole(typed, sent):
    assert notify.plain(typed) == sent


@pytest.mark.django_db
def test_a_subject_is_marked_off_too(stand_in):
    with transaction.atomic():
        outbox.queue(key="k", kind="notice", to="a@b.example", subject="Now red: ((name))", text="Hello")
    outbox.drain(now=NOW)
    assert stand_in.taken[0]["personalisation"]["subject"] == "Now red: (\xa0(name))"


def test_each_recipient_of_a_message_is_a_call_and_no_reference_is_made_up(stand_in):
    notify.EmailBackend().send_messages([EmailMessage("Due", "Hello", to=["a@b.example"], cc=["c@d.example"])])
    assert [mail["email_address"] for mail in stand_in.taken] == ["a@b.example", "c@d.example"]
    assert "reference" not in stand_in.taken[0]
    assert notify.EmailBackend().has_taken(EmailMessage("Due", "Hello", to=["a@b.example"])) is False


WHOLE = {"SECRET_KEY": "0123456789" * 5, "NOTIFY_API_KEY": KEY, "NOTIFY_TEMPLATE_ID": TEMPLATE}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"NOTIFY_TEMPLATE_ID": ""}, "NOTIFY_API_KEY is set without NOTIFY_TEMPLATE_ID."),
        ({"NOTIFY_API_KEY": ""}, "NOTIFY_TEMPLATE_ID is set without NOTIFY_API_KEY."),
        ({"NOTIFY_API_KEY": SECRET}, "NOTIFY_API_KEY is not a key of GOV.UK Notify."),
        ({"NOTIFY_API_KEY": KEY + "0"}, "NOTIFY_API_KEY is not a key of GOV.UK Notify."),
        ({"NOTIFY_TEMPLATE_ID": "template"}, "NOTIFY_TEMPLATE_ID is not the identifier of a template"),
        ({"NOTIFY_URL": "http://notify.example"}, "NOTIFY_URL is not an https address"),
    ],
)
def test_half_a_setting_stops_the_start_with_a_sentence_and_without_the_key(changes, sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)) as stopped:
        refuse_unsafe(WHOLE | changes, https=True, debug=False, allowed_hosts=["plans.example"])
    assert SECRET not in str(stopped.value)


@pytest.mark.parametrize(
    "changes", [{}, {"NOTIFY_API_KEY": f"{SERVICE}-{SECRET}"}, {"NOTIFY_URL": "http://localhost:1"}]
)
def test_a_whole_setting_starts(changes):
    refuse_unsafe(WHOLE | changes, https=True, debug=False, allowed_hosts=["plans.example"])
