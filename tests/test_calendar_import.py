"""Meetings from a calendar file: what is read, what is not and why, what an import would change, and hostile files."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import Occurrence
from actions.timing import parse_timing
from imports.calendar_file import read_calendar
from imports.limits import Refused
from imports.sandbox import calendar_in_subprocess
from people.models import AuditEvent
from plans.models import Meeting, Plan
from plans.periods import FinancialYear
from plans.workdays import previous_working_day
from tests.demo import once, said, seed

TODAY = timezone.localdate()
YEAR = FinancialYear.containing(TODAY)
SOON, LATER = TODAY + timedelta(days=20), TODAY + timedelta(days=34)
FIRST, LAST = date(2024, 1, 1), date(2029, 12, 31)
UPLOAD, ADD = "imports:calendar", "imports:calendar-add"


def event(*lines, uid="1", title="Cabinet"):
    """One VEVENT; a `uid` or `title` of None is left out."""
    named = ([f"UID:{uid}"] if uid else []) + ([f"SUMMARY:{title}"] if title else [])
    return "\r\n".join(["BEGIN:VEVENT", *named, *lines, "END:VEVENT", ""])


def calendar(*events):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def on(day, uid="1", title="Cabinet", *lines):
    return event(f"DTSTART;VALUE=DATE:{day:%Y%m%d}", *lines, uid=uid, title=title)


def read(*events):
    """(days and bodies, reasons) of a file of these events."""
    found = read_calendar(calendar(*events), FIRST, LAST)
    return [(one["day"], one["body"]) for one in found["events"]], [one["why"] for one in found["skipped"]]


# What is read


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("DTSTART;VALUE=DATE:20260603", "2026-06-03"),
        ("DTSTART:20260603T183000", "2026-06-03"),
        ("DTSTART:20260603T223000Z", "2026-06-03"),
        ("DTSTART:20260603T233000Z", "2026-06-04"),
        ("DTSTART:20261203T233000Z", "2026-12-03"),
        ("DTSTART;TZID=America/New_York:20260603T203000", "2026-06-04"),
        ("DTSTART;TZID=GMT Standard Time:20260603T233000", "2026-06-03"),
        ("DTSTART;TZID=Nowhere/Land:20260603T183000", "2026-06-03"),
    ],
)
def test_the_day_is_that_in_britain(start, day):
    assert read(event(start)) == ([(day, "Cabinet")], [])


def test_a_repeated_meeting_is_counted_out_without_what_was_taken_out_of_it():
    series = event(
        "DTSTART;TZID=Europe/London:20260603T183000",
        "RRULE:FREQ=MONTHLY;COUNT=4",
        "EXDATE;TZID=Europe/London:20260703T183000",
        "RDATE;TZID=Europe/London:20261001T183000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/London:20260803T183000", "DTSTART;TZID=Europe/London:20260805T183000",
        title="Cabinet (special)",
    )  # fmt: skip
    assert read(series, moved) == (
        [
            ("2026-06-03", "Cabinet"), ("2026-08-05", "Cabinet (special)"), ("2026-09-03", "Cabinet"),
            ("2026-10-01", "Cabinet"),
        ],
        [],
    )  # fmt: skip
    uids = [one["uid"] for one in read_calendar(calendar(series, moved), FIRST, LAST)["events"]]
    assert uids == ["1 2026-06-03", "1 2026-08-03", "1 2026-09-03", "1 2026-10-01"]


def test_what_is_cancelled_says_so():
    (one,) = read_calendar(calendar(on(date(2026, 6, 3), "1", "Cabinet", "STATUS:CANCELLED")), FIRST, LAST)["events"]
    assert one["cancelled"] is True


def test_a_title_is_cleaned_and_an_identifier_too_long_for_the_register_is_shortened_to_its_digest():
    found = read_calendar(
        calendar(event("DTSTART:20260603T183000", uid="u" * 400, title="A\\, b\\nc\u202e")), FIRST, LAST
    )
    (one,) = found["events"]
    assert (one["body"], len(one["uid"])) == ("A, b c", 64)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (event(), "It has no date."),
        (event("DTSTART:20260603T183000", title=None), "It is on 03/06/2026 and has no title that could name a body."),
        (event("DTSTART:20260603T183000", title="x" * 121), "Its title has more than 120 characters, so it names no body."),
        (event("DTSTART:banana"), "Its date, or the rule by which it is repeated, cannot be understood."),
        (event("DTSTART;VALUE=DATE:20260603", "RRULE:FREQ=BANANA"), "Its date, or the rule by which it is repeated, cannot be understood."),
        (event("DTSTART:20260603T183000", "DTSTART:20260703T183000"), "Its date, or the rule by which it is repeated, cannot be understood."),
        (event("DTSTART;VALUE=DATE:20230603"), "Before 1 January 2024 or after 31 December 2029, which is further off than is read."),
        (event("DTSTART:20260603T183000", "RRULE:FREQ=SECONDLY"), "It is repeated within the day, as no meeting is."),
        (event("DTSTART:20260603T183000", "RRULE:FREQ=MINUTELY;COUNT=9"), "It is repeated within the day, as no meeting is."),
        (event("DTSTART:20260603T183000", "RRULE:FREQ=DAILY;BYSECOND=1,2,3"), "It is repeated within the day, as no meeting is."),
        (event("DTSTART:20260603T183000", "RRULE:FREQ=DAILY;INTERVAL=0"), "It is repeated within the day, as no meeting is."),
    ],
)  # fmt: skip
def test_what_is_not_read_is_named_with_the_reason_and_the_rest_is_read(made, why):
    good = on(date(2026, 9, 1), "2", "Audit Committee")
    assert read(made, good) == ([("2026-09-01", "Audit Committee")], [why])


def test_five_hundred_events_are_read_and_the_rest_is_counted():
    found = read_calendar(calendar(on(date(2024, 1, 1), "1", "Cabinet", "RRULE:FREQ=DAILY")), FIRST, LAST)
    assert (len(found["events"]), found["events"][-1]["day"]) == (500, "2025-05-14")
    assert [one["text"] for one in found["skipped"]] == ["1692 later events"]


# Files that are none


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"x" * (1024 * 1024 + 1), "The file is larger than 1 MB, which is the limit for a calendar."),
        (calendar(on(SOON)).decode().encode("utf-16"), "The file is not text in UTF-8"),
        (calendar(on(SOON, title="Sch\u00fctz")).decode().encode("latin-1"), "The file is not text in UTF-8"),
        (calendar(on(SOON)).replace(b"Cabinet", b"Cab\0inet"), "The file holds characters that no calendar file has."),
        (b"%PDF-1.7 x", "This is not a calendar file"),
        (b"PK\x03\x04abc", "This is not a calendar file"),
        (calendar(), "The file is a calendar without events"),
        (calendar(on(SOON))[:-25], "The calendar file is damaged or was cut short."),
        (b"BEGIN:VCALENDAR\r\n" * 3000, "The calendar file is damaged or was cut short."),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 30000, "The calendar file is damaged or was cut short."),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n", "The calendar file is damaged or was cut short."),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(Refused) as refusal:
        calendar_in_subprocess(data, FIRST, LAST)
    assert str(refusal.value).startswith(sentence)


def test_a_rule_that_never_ends_ends_with_its_process():
    bomb = "".join(on(SOON, str(n), "x", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30") for n in range(40))
    with pytest.raises(Refused, match="takes longer than an import may"):
        calendar_in_subprocess(calendar(bomb), FIRST, LAST)


# The pages


@pytest.fixture
def people(db):
    made = seed(as_written=False, today=TODAY)
    Meeting.objects.all().delete()
    return made


@pytest.fixture
def clerk(people, client):
    client.force_login(people.users["democratic.services"])
    return client


@pytest.fixture
def council(people):
    return people.councils["maidstone"]


def send(clerk, council, data):
    file = SimpleUploadedFile("meetings.ics", data)
    return clerk.post(reverse(UPLOAD), once(organisation=council.pk, file=file))


def confirm(clerk, page, rows=None):
    """Import those rows of a preview; without any named, those it offers ticked."""
    offered = [row.number for row, is_ticked in page.context["rows"] if is_ticked]
    sent = once(read=page.context["form"].initial["read"], row=offered if rows is None else rows)
    return clerk.post(reverse(ADD), sent)


def states(page):
    return [(row.body, row.state.value, is_ticked) for row, is_ticked in page.context["rows"]]


def kept():
    return list(Meeting.objects.in_order().values_list("body", "date", "uid"))


def test_nothing_is_saved_before_it_is_confirmed_and_then_what_is_ticked(clerk, council):
    page = send(clerk, council, calendar(on(SOON), on(LATER, "2", "Audit Committee"), event(uid="3")))
    assert (page.status_code, kept()) == (200, [])
    assert states(page) == [("Cabinet", "New", True), ("Audit Committee", "New", True)]
    assert "2 events read from meetings.ics for Maidstone Borough Council: 2 new." in said(page)
    assert "It has no date." in said(page)
    assert confirm(clerk, page, [1]).status_code == 302
    assert kept() == [("Audit Committee", LATER, "2")]
    assert "1 meeting has been imported." in said(clerk.get(reverse("actions:meetings")))
    assert [e.verb for e in AuditEvent.objects.filter(kind="meeting")] == ["added"]


def test_reading_the_file_again_moves_and_renames_and_adds_nothing_twice(clerk, council):
    confirm(clerk, send(clerk, council, calendar(on(SOON), on(SOON, "2", "Audit Committee"), on(SOON, "3", "Board"))))
    again = calendar(on(LATER), on(SOON, "2", "Audit and Governance"), on(SOON, "3", "Board"))
    page = send(clerk, council, again)
    assert sorted(states(page)) == [
        ("Audit and Governance", "Renamed", True), ("Board", "Already kept", False), ("Cabinet", "Moved", True),
    ]  # fmt: skip
    assert f"It was on {SOON:%A} {SOON.day} {SOON:%B %Y}." in said(page)
    assert confirm(clerk, page).status_code == 302
    assert kept() == [("Audit and Governance", SOON, "2"), ("Board", SOON, "3"), ("Cabinet", LATER, "1")]


def test_dates_that_hang_on_a_meeting_follow_the_file(clerk, council, people):
    plan = Plan.objects.create(
        organisation=council, title="Plan", slug="plan", first_year=YEAR.start_year, last_year=YEAR.start_year + 1,
        status="adopted", adopted_on=YEAR.first,
    )  # fmt: skip
    action = plan.actions.create(title="Agenda", timing=parse_timing("prior to each Cabinet meeting"))
    confirm(clerk, send(clerk, council, calendar(on(SOON))))
    before = Occurrence.objects.get(action=action)
    confirm(clerk, send(clerk, council, calendar(on(LATER))))
    after = Occurrence.objects.get(action=action)
    assert (after.pk, after.first_due, after.due) == (before.pk, before.due, previous_working_day(LATER))


def test_a_meeting_kept_by_hand_is_known_again_and_moves_from_then_on(clerk, council):
    Meeting.objects.create(organisation=council, body="CABINET", date=SOON)
    page = send(clerk, council, calendar(on(SOON), on(SOON, "2", "Board")))
    assert states(page) == [("Board", "New", True), ("Cabinet", "Already kept", False)]
    confirm(clerk, page)
    assert kept() == [("Board", SOON, "2"), ("CABINET", SOON, "1")]
    assert ("Cabinet", "Moved", True) in states(send(clerk, council, calendar(on(LATER))))


def test_what_is_not_offered_says_why(clerk, council):
    Meeting.objects.create(organisation=council, body="Cabinet", date=SOON, uid="1")
    Meeting.objects.create(organisation=council, body="Cabinet", date=LATER, uid="9")
    past = TODAY - timedelta(days=9)
    page = send(
        clerk, council,
        calendar(
            on(LATER), on(SOON, "2", "Board", "STATUS:CANCELLED"), on(SOON, "3", "Panel"), on(SOON, "4", "panel"),
            on(past, "5", "Forum"), on(SOON, "6", "Borough elections"), on(SOON, "7", "Elections Committee"),
        ),
    )  # fmt: skip
    assert dict((body, (state, ticked)) for body, state, ticked in states(page)) == {
        "Forum": ("New", False), "Board": ("Cancelled", False), "Panel": ("New", True), "panel": ("Twice in the file", False),
        "Borough elections": ("New", False), "Elections Committee": ("New", True), "Cabinet": ("Not possible", False),
    }  # fmt: skip
    assert "If it is an election, add it under Elections, with the day of its notice." in said(page)
    assert confirm(clerk, page, range(7)).status_code == 302
    assert {(body, day) for body, day, _ in kept()} == {
        ("Forum", past), ("Borough elections", SOON), ("Elections Committee", SOON), ("Panel", SOON), ("Cabinet", SOON),
        ("Cabinet", LATER),
    }  # fmt: skip


def test_a_meeting_that_somebody_changed_meanwhile_is_not_overwritten(clerk, council):
    confirm(clerk, send(clerk, council, calendar(on(SOON))))
    page = send(clerk, council, calendar(on(LATER), on(LATER, "2", "Board")))
    meeting = Meeting.objects.get()
    meeting.save_from(meeting.version, date=SOON + timedelta(days=1))
    answer = confirm(clerk, page)
    assert (answer.status_code, "Somebody changed Cabinet" in said(answer)) == (409, True)
    assert kept() == [("Cabinet", SOON + timedelta(days=1), "1")]
    assert confirm(clerk, answer).status_code == 302
    assert kept() == [("Board", LATER, "2"), ("Cabinet", LATER, "1")]


def test_the_same_preview_confirmed_twice_adds_nothing_twice(clerk, council):
    page = send(clerk, council, calendar(on(SOON)))
    assert [confirm(clerk, page).status_code for _ in range(2)] == [302, 302]
    assert kept() == [("Cabinet", SOON, "1")]
    assert "1 was kept already" in said(clerk.get(reverse("actions:meetings")))


def test_without_a_tick_nothing_is_imported_and_the_page_says_so(clerk, council):
    answer = confirm(clerk, send(clerk, council, calendar(on(SOON))), [])
    assert (answer.status_code, "Tick at least one row." in said(answer), kept()) == (400, True, [])


@pytest.mark.parametrize("rows", [["99"], ["-1"], ["x"], ["\u0661"], ["9" * 40]])
def test_a_row_that_was_never_shown_is_not_imported(clerk, council, rows):
    assert confirm(clerk, send(clerk, council, calendar(on(SOON))), rows).status_code in (302, 400)
    assert kept() == []


def test_what_was_read_cannot_be_changed_on_its_way_back_nor_used_by_another(clerk, council, people, client):
    page = send(clerk, council, calendar(on(SOON)))
    signed = page.context["form"].initial["read"]
    for wrong in (signed[:-2] + "xx", "nonsense", ""):
        answer = clerk.post(reverse(ADD), once(read=wrong, row=[0]), follow=True)
        assert "Choose the file again." in said(answer)
    client.force_login(people.users["plan.manager"])
    assert client.post(reverse(ADD), once(read=signed, row=[0])).url == reverse(UPLOAD)
    assert kept() == []


def test_a_council_that_is_not_one_s_own_is_no_choice(clerk, people):
    answer = send(clerk, people.councils["kent"], calendar(on(SOON)))
    assert (answer.status_code, kept()) == (400, [])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", calendar()])
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence_on_the_page(clerk, council, data):
    page = send(clerk, council, data)
    assert (page.status_code, "There is a problem" in said(page)) == (400, True)


def test_the_preview_takes_the_same_queries_for_one_and_three_events(clerk, council):
    counts = []
    for number in (1, 3):
        Meeting.objects.create(organisation=council, body=f"Body {number}", date=LATER)
        data = calendar(*(on(SOON, str(n), f"Body {n}") for n in range(number)))
        with CaptureQueriesContext(connection) as captured:
            assert send(clerk, council, data).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
