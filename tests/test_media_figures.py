"""KCC's three media figures: counted by hand here, compared exactly, each opening the rows it was counted from, and taken
over into a plan with their counts."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from campaigns.models import Coverage, Enquiry, PressOffice
from campaigns.press import Call, Piece, Targets, periods_of, share, year_of_figures
from campaigns.services.figures import take_over
from people.models import Membership, Officer, Organisation, Role, User
from plans.models import Plan
from plans.periods import FinancialYear
from surveys.models import Measure, Reading
from tests.demo import once, queries, said

YEAR = FinancialYear(2013)
AFTER = datetime(2014, 6, 1, 9, 0, tzinfo=UTC)
# Planted over two quarters: (day, tone, reach). In June twelve positive national mentions, in July nine.
PIECES = [
    *[(date(2013, 6, 1 + day), "positive", "national") for day in range(12)],
    (date(2013, 6, 30), "negative", "national"), (date(2013, 6, 30), "neutral", "national"),
    (date(2013, 6, 30), "positive", "local"), (date(2013, 6, 30), "negative", "trade"),
    *[(date(2013, 6, 2), "positive", "regional")] * 3, (date(2013, 6, 2), "neutral", "regional"), (date(2013, 6, 2), "negative", "regional"),
    *[(date(2013, 7, 1), "positive", "national")] * 9,
    *[(date(2013, 7, 1), "positive", "regional")] * 39, *[(date(2013, 9, 30), "negative", "regional")] * 10,
]  # fmt: skip
JUNE, JULY = datetime(2013, 6, 10, 9, 0, tzinfo=UTC), datetime(2013, 7, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# (came, answered): in June both in time, one on the minute; in July two of four: one too late, one never.
CALLS = [
    (JUNE, JUNE + HOUR), (JUNE, JUNE + 24 * HOUR),
    (JULY, JULY + HOUR), (JULY, JULY + 24 * HOUR + timedelta(minutes=1)), (JULY, None), (JULY, JULY + 3 * HOUR),
]  # fmt: skip
# By hand: period -> (mentions, regional, answered), each as it stands in the page's download.
BY_HAND = {
    "April 2013": ("– (no coverage)", "– (no regional coverage)", "– (no enquiries)"),
    "June 2013": ("12: Green", "80% (4 of 5): Green", "100% (2 of 2): Green"),
    "Q1 2013/14": ("12: Red", "80% (4 of 5): Green", "100% (2 of 2): Green"),
    "July 2013": ("9: Red", "100% (39 of 39): Green", "50% (2 of 4): Red"),
    "August 2013": ("– (no coverage)", "– (no regional coverage)", "– (no enquiries)"),
    "September 2013": ("0: Red", "0% (0 of 10): Red", "– (no enquiries)"),
    "Q2 2013/14": ("9: Red", "79.6% (39 of 49): Amber", "50% (2 of 4): Red"),
    "Q3 2013/14": ("– (no coverage)", "– (no regional coverage)", "– (no enquiries)"),
    "2013/14": ("21: Red", "79.6% (43 of 54): Amber", "66.7% (4 of 6): Red"),
}


@pytest.fixture
def council(db):
    with time_machine.travel(AFTER, tick=False):
        yield Organisation.objects.create(name="Kent", slug="kent")


@pytest.fixture
def planted(council):
    Coverage.objects.bulk_create(
        Coverage(organisation=council, on=on, tone=tone, reach=reach, outlet="x", headline=f"{on} {tone} {reach}")
        for on, tone, reach in PIECES
    )
    Enquiry.objects.bulk_create(
        Enquiry(
            organisation=council, outlet="x", topic="x", question="x", received_at=came, due_at=came + 24 * HOUR,
            answered_at=went, answer="x" if went else "", answered_by_name="x" if went else "",
        )
        for came, went in CALLS
    )  # fmt: skip
    return council


def member(council, *roles, name="reader"):
    user = User.objects.create_user(f"{name}@demo.example", "x", name=name.title())
    for role in roles:
        Membership.objects.create(user=user, organisation=council, role=role)
    return user


@pytest.fixture
def reader(council, client):
    client.force_login(member(council, Role.OFFICER))
    return client


def downloaded(reader, query="year=2013-14"):
    answer = reader.get(f"/media/figures/?{query}&as=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return {row[0]: tuple(row[1:]) for row in rows[1:]}


# Counted


def test_the_figures_of_two_quarters_are_those_counted_by_hand(planted, reader):
    found = downloaded(reader)
    assert {period: found[period] for period in BY_HAND} == BY_HAND
    assert list(found) == [
        "April 2013", "May 2013", "June 2013", "Q1 2013/14", "July 2013", "August 2013", "September 2013", "Q2 2013/14",
        "October 2013", "November 2013", "December 2013", "Q3 2013/14", "January 2014", "February 2014", "March 2014",
        "Q4 2013/14", "2013/14",
    ]  # fmt: skip
    assert reader.get("/media/figures/?year=2013-14&as=xlsx").status_code == 200


def test_each_figure_opens_exactly_the_rows_it_was_counted_from(planted, reader):
    lines = reader.get("/media/figures/?year=2013-14").context["table"].rows
    compared = 0
    for line in (row.record for row in lines):
        for key, cell in line.cells.items():
            if cell.figure.value is None:
                continue
            for address, number in ((cell.count_at, cell.figure.count), (cell.base_at, cell.figure.base)):
                if number is not None:
                    rows = reader.get(address).context["table"].paginator.count
                    assert (line.period, key, rows) == (line.period, key, number)
                    compared += 1
    assert compared == 28
    page = said(reader.get("/media/figures/?year=2013-14"))
    hrefs = set(re.findall(r'href="(/media/[^"]*first=[^"]*)"', page.replace("&amp;", "&")))
    assert {
        cell.count_at for row in lines for cell in row.record.cells.values() if cell.figure.value is not None
    } <= hrefs


def test_a_period_without_anything_is_neither_nought_nor_everything(council, reader):
    page = said(reader.get("/media/figures/"))
    assert "no enquiries" in page and "100%</a>" not in page and "0%</a>" not in page
    assert set(downloaded(reader, "year=2014-15").values()) == {
        ("– (no coverage)", "– (no regional coverage)", "– (no enquiries)"), ("–", "–", "–"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("good", "all_of_them", "words", "rag"),
    [(4, 5, "80%", "green"), (39, 49, "79.6%", "amber"), (79_996, 100_000, "79.996%", "amber"), (76, 100, "76%", "amber"), (75_999, 100_000, "76%", "red")],
)  # fmt: skip
def test_nothing_is_rounded_before_it_is_compared(good, all_of_them, words, rag):
    day = date(2013, 4, 1)
    pieces = [Piece(day, "neutral", "regional")] * good + [Piece(day, "negative", "regional")] * (all_of_them - good)
    figure = year_of_figures(YEAR, pieces, [], Targets(), now=AFTER)["2013/14"]["regional"]
    assert (figure.words, figure.rag, figure.value) == (words, rag, Fraction(100 * good, all_of_them))


def test_a_share_and_a_target_keep_all_their_digits():
    close = share("regional", "2013/14", 7_999_999, 10_000_000, Decimal(80), is_running=False)
    assert (close.words, close.rag) == ("79.99999%", "amber")
    targets = Targets(mentions=1_234_567, regional=Decimal("79.59"))
    found = year_of_figures(YEAR, [Piece(date(2013, 4, 1), "positive", "regional")], [], targets, now=AFTER)[
        "2013/14-M01"
    ]
    assert (found["mentions"].held_to, found["regional"].held_to) == ("1234567", "79.59%")


def test_what_may_still_be_answered_in_time_counts_neither_way():
    now = datetime(2013, 4, 10, 12, 0, tzinfo=UTC)
    calls = [Call(now - hours * HOUR) for hours in (1, 24)] + [Call(now - 30 * HOUR, now - 29 * HOUR)]
    figure = year_of_figures(YEAR, [], calls, Targets(), now=now)["2013/14-M01"]["answered"]
    assert (figure.count, figure.base, figure.note) == (1, 1, "so far, 2 still to be answered in time")
    later = year_of_figures(YEAR, [], calls, Targets(), now=now + timedelta(minutes=1))["2013/14-M01"]["answered"]
    assert (later.count, later.base, later.waiting) == (1, 2, 1)
    alone = year_of_figures(YEAR, [], calls[:1], Targets(), now=now)["2013/14-M01"]["answered"]
    assert (alone.words, alone.note, alone.rag) == ("–", "1 still to be answered in time", None)


def test_what_is_being_counted_up_says_nothing_until_it_is_reached():
    now, piece = datetime(2013, 4, 10, 12, 0, tzinfo=UTC), Piece(date(2013, 4, 2), "positive", "national")
    found = {
        number: year_of_figures(YEAR, [piece] * number, [], Targets(), now=now)["2013/14-M01"]["mentions"]
        for number in (9, 10)
    }
    assert [(one.rag, one.note) for one in found.values()] == [(None, "so far"), ("green", "so far")]
    over = year_of_figures(YEAR, [piece] * 9, [], Targets(), now=AFTER)["2013/14-M01"]["mentions"]
    assert (over.rag, over.note) == ("red", "")


def test_periods_that_have_not_begun_are_not_there():
    now = datetime(2013, 7, 15, 12, 0, tzinfo=UTC)
    found = year_of_figures(YEAR, [], [], Targets(), now=now)
    assert list(found) == [
        "2013/14-M01",
        "2013/14-M02",
        "2013/14-M03",
        "2013/14-Q1",
        "2013/14-M04",
        "2013/14-Q2",
        "2013/14",
    ]
    assert len(periods_of(YEAR)) == 17


def test_a_day_is_the_council_s_and_the_last_minute_of_a_month_is_in_it(council, reader):
    for came in (datetime(2013, 6, 30, 22, 59, tzinfo=UTC), datetime(2013, 6, 30, 23, 0, tzinfo=UTC)):  # summer time
        Enquiry.objects.create(
            organisation=council, outlet="x", topic="x", question="x", received_at=came, due_at=came,
            answered_at=came, answer="x", answered_by_name="x",
        )  # fmt: skip
    found = downloaded(reader)
    assert (found["June 2013"][2], found["July 2013"][2]) == ("100% (1 of 1): Green", "100% (1 of 1): Green")
    cells = {
        row.record.period: row.record.cells for row in reader.get("/media/figures/?year=2013-14").context["table"].rows
    }
    for period in ("2013/14-M03", "2013/14-M04"):
        assert reader.get(cells[period]["answered"].base_at).context["table"].paginator.count == 1


def test_targets_and_hours_of_the_council_count(planted, reader):
    PressOffice.objects.create(organisation=planted, hours=25, mentions=3, regional=Decimal("79.59"), answered=75)
    found = downloaded(reader)
    assert found["Q2 2013/14"] == ("9: Green", "79.6% (39 of 49): Green", "75% (3 of 4): Green")
    page = said(reader.get("/media/figures/?year=2013-14"))
    assert "target <b>79.59%</b>" in page and "within <b>25 hours</b>: target <b>75%</b>" in page
    cells = {
        row.record.period: row.record.cells for row in reader.get("/media/figures/?year=2013-14").context["table"].rows
    }
    assert reader.get(cells["2013/14-Q2"]["answered"].count_at).context["table"].paginator.count == 3


def test_another_council_s_rows_are_not_counted_and_its_figures_not_found(planted, reader):
    other = Organisation.objects.create(name="Other", slug="other")
    Coverage.objects.create(
        organisation=other, on=date(2013, 6, 1), tone="positive", reach="national", outlet="x", headline="x"
    )
    assert downloaded(reader)["June 2013"][0] == "12: Green"
    assert reader.get("/media/figures/?council=other").status_code == 404
    for wrong in ("year=2012-13", "year=x", "council=%F0%9F%98%80"):
        assert reader.get(f"/media/figures/?{wrong}").status_code == 404


def test_the_page_takes_the_same_queries_whatever_was_logged(council, reader):
    def count(number):
        for _ in range(number):
            Coverage.objects.create(
                organisation=council, on=date(2013, 6, 1), tone="positive", reach="national", outlet="x", headline="x"
            )
            Enquiry.objects.create(
                organisation=council, outlet="x", topic="x", question="x", received_at=JUNE, due_at=JUNE
            )
            measure(council)
        return queries(reader, "/media/figures/?year=2013-14")

    assert count(1) == count(2)


# Taken over


def measure(council, **facts):
    plan, _ = Plan.objects.get_or_create(
        organisation=council, slug="press", defaults={"title": "Press", "first_year": 2013, "last_year": 2013}
    )
    facts = {"statement": "Regional coverage", "target": 80, "outturn_by": "sum"} | facts
    return Measure.objects.create(plan=plan, **facts)


@pytest.fixture
def surveyor(council):
    return member(council, Role.SURVEYS, name="surveyor")


def take(council, by, **facts):
    found = facts.pop("measure", None) or measure(council)
    facts = {"key": "regional", "period": "2013/14-Q2", "version": found.version} | facts
    return take_over(organisation=council, measure=found, by=by, now=AFTER, **facts)


def test_a_share_is_taken_over_with_its_counts(planted, surveyor, client):
    wanted = measure(planted)
    client.force_login(surveyor)
    sent = once(figure="regional", period="2013/14-Q2", measure=f"{wanted.pk}-{wanted.version}")
    page = client.post("/media/figures/?year=2013-14", sent, follow=True)
    assert "“Regional coverage”, Q2 2013/14: 39 of 49 is taken over as its reading." in said(page)
    client.post("/media/figures/?year=2013-14", sent)
    reading = Reading.objects.get()
    assert (reading.numerator, reading.base, reading.period, reading.is_confirmed, reading.by_name, reading.on) == (
        39, 49, "2013/14-Q2", True, "Surveyor", date(2014, 6, 1),
    )  # fmt: skip


def test_a_number_is_taken_over_as_it_is_and_a_second_time_changes_nothing(planted, surveyor):
    count = measure(planted, unit="count", target=10, frequency="month")
    made = take(planted, surveyor, key="mentions", period="2013/14-M03", measure=count)
    assert (made.value, made.base, made.is_confirmed) == (Decimal(12), None, True)
    count.refresh_from_db()
    assert take(planted, surveyor, key="mentions", period="2013/14-M03", measure=count) is None
    assert Reading.objects.count() == 1


def test_of_a_period_that_runs_the_reading_is_provisional(planted, surveyor):
    yearly = measure(planted, frequency="quarter")
    with time_machine.travel("2013-09-15 09:00+00:00", tick=False):
        made = take_over(
            organisation=planted, key="answered", period="2013/14-Q2", measure=yearly, version=1, by=surveyor,
            now=timezone.now(),
        )  # fmt: skip
    assert (made.numerator, made.base, made.is_confirmed) == (2, 4, False)


@pytest.mark.parametrize(
    ("facts", "of_measure", "sentence"),
    [
        ({"period": "2013/14-Q3"}, {}, r"There is no figure for Q3 2013/14 \(no regional coverage\)."),
        ({"period": "2014/15-Q4"}, {}, "There is no figure for Q4 2014/15."),
        ({"key": "mentions"}, {}, "This figure is a number"),
        ({}, {"unit": "count"}, "This figure is a percentage"),
        ({"period": "2013/14-M04"}, {}, "is read every quarter. Choose such a period."),
        ({"version": 7}, {}, "were saved meanwhile"),
    ],
)
def test_what_is_no_reading_of_the_measure_is_refused(planted, surveyor, facts, of_measure, sentence):
    with pytest.raises(ValidationError, match=sentence):
        take(planted, surveyor, measure=measure(planted, **of_measure), **facts)
    assert not Reading.objects.exists()


def test_only_whoever_may_enter_readings_takes_over(planted, surveyor, client):
    wanted = measure(planted)
    sent = {"figure": "regional", "period": "2013/14-Q2", "measure": f"{wanted.pk}-1"}
    officer = member(planted, Role.OFFICER, name="officer")
    client.force_login(officer)
    assert "Take a figure over" not in said(client.get("/media/figures/?year=2013-14"))
    assert client.post("/media/figures/?year=2013-14", once(**sent)).status_code == 400
    with pytest.raises(PermissionDenied):
        take(planted, officer, measure=wanted)
    assert not Reading.objects.exists()
    wanted.owner = Officer.objects.create(organisation=planted, name="Officer", user=officer)
    wanted.save()
    assert "Take a figure over" in said(client.get("/media/figures/?year=2013-14"))
    assert client.post("/media/figures/?year=2013-14", once(**sent)).status_code == 302
    assert Reading.objects.get().by_name == "Officer"


def test_a_figure_goes_into_no_plan_of_another_council(planted, surveyor, client):
    other = Organisation.objects.create(name="Other", slug="other")
    Membership.objects.create(user=surveyor, organisation=other, role=Role.SURVEYS)
    plan = Plan.objects.create(organisation=other, slug="other", title="Other", first_year=2013, last_year=2013)
    foreign = Measure.objects.create(plan=plan, statement="Theirs", target=80)
    with pytest.raises(ValidationError, match="is not Kent’s measure"):
        take(planted, surveyor, measure=foreign)
    client.force_login(surveyor)
    sent = once(figure="regional", period="2013/14-Q2", measure=f"{foreign.pk}-1")
    page = client.post("/media/figures/?council=kent&year=2013-14", sent)
    assert page.status_code == 400 and "Choose it again." in said(page)
    assert not Reading.objects.exists()
