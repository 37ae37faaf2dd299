"""Clock changes, Easter and outages: on which day each reminder reaches the mail server, and that it does so once."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery.beat import ScheduleEntry, Scheduler
from django.test import Client
from django.utils import timezone

from actions.ladder import Ladder
from actions.models import Reminder
from actions.tasks import send_reminders
from commsplan.celery import app
from people.models import Officer, OutgoingMail, User
from people.tasks import drain_outbox, sweep_outbox
from tests.delivery import register, told
from tests.demo import said
from tests.smtp_sink import SmtpSink

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
LADDER = Ladder((-14, -3, 0, 5, 10), 10)
MARCH, OCTOBER = date(2026, 3, 29), date(2026, 10, 25)  # Sundays: an hour less, an hour more
CHANGES = [MARCH, OCTOBER]
# First and last run of beat's working day, and the hours about midnight where the day in London and in UTC differ.
MOMENTS = [time(0, 30), time(1, 30), time(8), time(8, 10), time(17, 50), time(23, 30)]


def at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, LONDON)


def days(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def work(day: date, moment: time, *, scan: bool = True, send: bool = True) -> None:
    """What worker and scheduler do at that moment."""
    with time_machine.travel(at(day, moment), tick=False):
        assert timezone.localdate() == day
        if scan:
            send_reminders()
        if send:
            sweep_outbox()
            drain_outbox()


def sent_on(sink: SmtpSink, day: date, moments: list[time]) -> dict[str, int]:
    """What the mail server was given on that day: how many e-mails for each address."""
    before = told(sink)
    for moment in moments:
        work(day, moment)
    return dict(told(sink) - before)


def due_with(rung: str, day: date) -> date:
    """A due date of which that rung is told on that day."""
    return next(
        due for due in days(day - 30 * DAY, day + 30 * DAY) if due.weekday() < 5 and LADDER.day_of(rung, due) == day
    )


# Where the clocks change


@pytest.mark.parametrize("sunday", CHANGES)
def test_round_a_clock_change_each_occurrence_is_told_once_and_nothing_on_the_sunday(
    transactional_db: None, mail_server: SmtpSink, sunday: date
) -> None:
    friday, monday = sunday - 2 * DAY, sunday + DAY
    addresses = register({
        "friday": [friday],
        "sunday": [sunday],
        "monday": [due_with("before-14", monday)],
        "late": [due_with("overdue-5", monday)],
    })  # fmt: skip
    # Before this Friday everybody had been told what there was to tell: the officer "late" of every earlier rung.
    for day in days(friday - 14 * DAY, friday - DAY):
        work(day, time(8))
    earlier = told(mail_server)
    found = {day: sent_on(mail_server, day, MOMENTS) for day in days(friday, monday + DAY)}
    assert found == {
        friday: {addresses["friday"]: 1, addresses["sunday"]: 1},
        friday + DAY: {},
        sunday: {},
        monday: {addresses["monday"]: 1, addresses["late"]: 1},
        monday + DAY: {},
    }
    assert set(earlier) <= {addresses["friday"], addresses["sunday"], addresses["late"]}
    assert OutgoingMail.objects.exclude(state="sent").count() == 0
    assert Reminder.objects.exclude(mail=None).count() == len(mail_server.deliveries)


class Recording(Scheduler):
    """Celery's own scheduler, which notes when it would send instead of sending."""

    def __init__(self, **options: object) -> None:
        self.sent: list[datetime] = []
        super().__init__(app, **options)

    @property
    def producer(self) -> None:
        return None

    def apply_entry(self, entry: ScheduleEntry, producer: object = None) -> None:
        self.sent.append(datetime.now(LONDON))


@pytest.mark.parametrize("sunday", CHANGES)
def test_beat_begins_at_eight_by_the_clock_on_the_wall_before_and_after_a_change(sunday: date) -> None:
    name = "send-reminders"
    with time_machine.travel(at(sunday - 2 * DAY, time(7)), tick=False) as clock:
        beat = Recording(schedule={}, lazy=True)
        beat.update_from_dict({name: app.conf.beat_schedule[name]})
        while datetime.now(LONDON) < at(sunday + 2 * DAY, time(7)):
            clock.shift(max(beat.tick(), 0.01))
    runs: dict[date, list[time]] = {}
    for moment in beat.sent:
        runs.setdefault(moment.date(), []).append(moment.time().replace(microsecond=0))
    assert list(runs) == list(days(sunday - 2 * DAY, sunday + DAY))
    expected = [time(hour, minute) for hour in range(8, 18) for minute in range(0, 60, 10)]
    assert all(times == expected for times in runs.values())


@pytest.mark.parametrize("due", [day for sunday in CHANGES for day in (sunday - DAY, sunday)])
def test_an_action_is_overdue_from_midnight_on_the_wall(db: None, due: date) -> None:
    register({"officer": [due]})
    user = User.objects.create_user("officer@demo.example", name="Officer")
    officer = Officer.objects.get()
    officer.user = user
    officer.save()
    user.memberships.create(organisation=officer.organisation, role="officer")
    pages = {}
    for moment in (at(due, time(23, 59)), at(due + DAY, time(0, 1))):
        client = Client()
        with time_machine.travel(moment, tick=False):
            client.force_login(user)
            pages[moment] = said(client.get("/"))
    before, after = pages.values()
    assert ("Overdue" in before, "Overdue" in after) == (False, True)
    assert "today" in before
    assert f"1 {'day' if due.weekday() == calendar.SATURDAY else 'working day'} overdue" in after


# Easter, and an outage


GOOD_FRIDAY, EASTER_MONDAY, TUESDAY = date(2026, 4, 3), date(2026, 4, 6), date(2026, 4, 7)
ALL_DAY = [time(8), time(12), time(17, 50)]


def weekday_after(day: date, count: int) -> date:
    """So many weekdays later, as somebody counts who knows of no bank holidays."""
    while count:
        day += DAY
        count -= day.weekday() < calendar.SATURDAY
    return day


def test_over_easter_nothing_is_sent_and_each_officer_gets_one_e_mail_on_the_tuesday(
    transactional_db: None, mail_server: SmtpSink
) -> None:
    five_days_late, ten_days_late = due_with("overdue-5", TUESDAY), due_with("overdue-10", TUESDAY)
    assert {weekday_after(five_days_late, 5), weekday_after(ten_days_late, 10)} == {GOOD_FRIDAY}
    dues = {"five": [five_days_late], "ten": [ten_days_late], "both": [five_days_late, ten_days_late]}
    addresses = register({**dues, "monday": [EASTER_MONDAY], "friday": [GOOD_FRIDAY]})
    thursday = GOOD_FRIDAY - DAY
    for day in days(thursday - 40 * DAY, thursday - DAY):
        work(day, time(8))
    # On the Thursday the scan is run, and the mail server is down until the Friday.
    work(thursday, time(17, 50), send=False)
    waiting = set(OutgoingMail.objects.exclude(state="sent").values_list("to_address", flat=True))
    assert waiting == {addresses["monday"], addresses["friday"]}
    found = {day: sent_on(mail_server, day, ALL_DAY) for day in days(GOOD_FRIDAY, TUESDAY + DAY)}
    assert found[TUESDAY] == dict.fromkeys(addresses.values(), 1)
    assert [day for day, sent in found.items() if sent] == [TUESDAY]
    assert OutgoingMail.objects.exclude(state="sent").count() == 0


def test_after_three_days_without_a_scheduler_each_officer_gets_one_late_e_mail(
    transactional_db: None, mail_server: SmtpSink
) -> None:
    first = date(2026, 4, 14)
    outage = list(days(first, first + 2 * DAY))
    addresses = register({
        **{f"day{n}": [due_with("before-3", day)] for n, day in enumerate(outage)},
        "several": [due_with("before-3", outage[0]), due_with("overdue-5", outage[1]), outage[2]],
        "twice": [due_with("before-3", outage[0]), due_with("on-the-day", outage[0] + 3 * DAY)],
        "nothing": [due_with("overdue-10", first - DAY)],
    })  # fmt: skip
    for day in days(first - 40 * DAY, first - DAY):
        work(day, time(8))
    back = first + 3 * DAY
    assert sent_on(mail_server, back, ALL_DAY) == dict.fromkeys(set(addresses.values()) - {addresses["nothing"]}, 1)
    assert OutgoingMail.objects.exclude(state="sent").count() == 0
    several = [d.message for d in mail_server.deliveries if d.recipients == (addresses["several"],)][-1]
    text = several.get_body(("plain",)).get_content()
    assert text.count("* several, ") == 3
    assert sent_on(mail_server, back + DAY, ALL_DAY) == {}
