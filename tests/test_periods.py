"""Periods: which there are, closing one for good, and the colours they leave behind."""

import io
import json
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from actions.models import Action
from plans.models import Plan
from plans.periods import FinancialYear, Years, period_of, reported_period, reported_periods
from reports.comparison import actions_of, compare
from reports.making import make_waiting, paper_data
from reports.models import ClosedPeriod, Report, Snapshot
from reports.paper import build_paper
from reports.periods import strips
from reports.services.papers import draft_report
from reports.services.periods import close_period
from tests.demo import TODAY, once, queries, said, seed

MKIP = "mkip-2015-16"
FEBRUARY, MARCH = reported_period("2016-02"), reported_period("2016-03")


@pytest.fixture
def people(db):
    with time_machine.travel("2016-03-22 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug=MKIP)


@pytest.fixture
def manager(people):
    return people.users["plan.manager"]


def closed(plan, by, period=FEBRUARY, **how):
    return close_period(plan=plan, period=period, by=by, on=TODAY, **how)


@pytest.mark.parametrize(
    ("text", "first", "last", "words", "kind"),
    [
        ("2015/16", date(2015, 4, 1), date(2016, 3, 31), "April 2015 to March 2016", "year"),
        ("2015/16-H1", date(2015, 4, 1), date(2015, 9, 30), "April to September 2015", "half-year"),
        ("2015/16-H2", date(2015, 10, 1), date(2016, 3, 31), "October 2015 to March 2016", "half-year"),
        ("2015/16-Q1", date(2015, 4, 1), date(2015, 6, 30), "April to June 2015", "quarter"),
        ("2015/16-Q4", date(2016, 1, 1), date(2016, 3, 31), "January to March 2016", "quarter"),
        ("2015-06", date(2015, 6, 1), date(2015, 6, 30), "June 2015", "month"),
        ("2009-10", date(2009, 10, 1), date(2009, 10, 31), "October 2009", "month"),
    ],
)
def test_a_period_is_read_as_it_is_written(text, first, last, words, kind):
    found = reported_period(text)
    assert (found.first, found.last, str(found), found.kind, found.name) == (first, last, words, kind, text)


@pytest.mark.parametrize(
    "text", ["", "2015", "2015/17", "2015/16-H3", "2015/16-Q0", "2015-13", "1066-10", "2015/16 H1"]
)
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"is not a|no plan covers"):
        reported_period(text)


def test_every_plan_has_its_own_periods_its_half_years_and_its_years():
    years = Years(FinancialYear(2015), FinancialYear(2015))
    names = [one.name for one in reported_periods(years, 3)]
    assert names == ["2015/16-Q1", "2015/16-Q2", "2015/16-H1", "2015/16-Q3", "2015/16-Q4", "2015/16-H2", "2015/16"]
    assert len(reported_periods(years, 1)) == 15
    assert [one.name for one in reported_periods(years, 6)] == ["2015/16-H1", "2015/16-H2", "2015/16"]


@pytest.mark.parametrize(
    ("months", "first", "last"),
    [(1, "2016-02-01", "2016-02-29"), (3, "2016-01-01", "2016-03-31"), (6, "2015-10-01", "2016-03-31"),
     (12, "2015-04-01", "2016-03-31")],
)  # fmt: skip
def test_a_day_is_in_one_period_of_each_cycle(months, first, last):
    assert period_of(date(2016, 2, 29), months=months) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_period_is_closed_once_and_corrected_beside_it(plan, manager):
    first = closed(plan, manager)
    assert (first.snapshot.as_at, first.number, str(first)) == (date(2016, 2, 29), 1, "February 2016")
    with pytest.raises(ValidationError, match="was closed on 22 March 2016 by Communications Manager, and stays"):
        closed(plan, manager)
    second = closed(plan, manager, reason="A survey came in late")
    assert (second.snapshot.as_at, second.number, str(second)) == (TODAY, 2, "February 2016, corrected")
    assert second.snapshot.data["closes"]["reason"] == "A survey came in late"
    report = draft_report(plan=plan, by=manager, title="Progress", report_of="Head", closed=second)
    assert (report.snapshot, report.period) == (second.snapshot, "February 2016, corrected")
    purpose = build_paper(paper_data(report)).sections[0]
    assert "It corrects the position frozen before for February 2016: A survey came in late." in str(purpose)
    assert first.snapshot.data["on"] == "2016-02-29"


def test_what_cannot_be_closed_is_refused(plan, manager, people):
    for period, sentence in (
        (MARCH, "March 2016 has not ended: it can be closed from 1 April 2016"),
        (reported_period("2016/17-H1"), "is not of the plan’s years, 2015/16"),
        (reported_period("2015/16"), "has not ended"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            closed(plan, manager, period)
    with pytest.raises(ValidationError, match="give that day or a later one"):
        closed(plan, manager, as_at=date(2016, 2, 28))
    with pytest.raises(ValidationError, match="has not come yet"):
        closed(plan, manager, as_at=date(2016, 3, 23))
    with pytest.raises(ValidationError, match="nothing to correct"):
        closed(plan, manager, reason="x")
    with pytest.raises(PermissionDenied):
        closed(plan, people.users["director"])
    assert not Snapshot.objects.exists()


def test_a_period_is_closed_from_the_day_after_its_last(plan, manager, client):
    """What is posted on the last day belongs to it."""
    page, form = (reverse(f"reports:{name}", kwargs={"slug": MKIP}) for name in ("periods", "close-period"))
    with time_machine.travel("2016-02-29 18:00+00:00", tick=False):
        with pytest.raises(ValidationError, match="February 2016 has not ended: it can be closed from 1 March 2016"):
            close_period(plan=plan, period=FEBRUARY, by=manager, on=date(2016, 2, 29))
        with pytest.raises(CommandError, match="can be closed from 1 March 2016"):
            said_by(MKIP, "2016-02", "--by", "plan.manager@demo.example")
        close_period(plan=plan, period=reported_period("2016-01"), by=manager, on=date(2016, 2, 29))
        client.force_login(manager)
        shown = said(client.get(page))
        assert "ends today, and can be closed from tomorrow" in shown and "Close February 2016" not in shown
        assert "2016-02" not in dict(client.get(form).context["form"].fields["period"].choices)
        assert client.post(form, once(period="2016-02")).status_code == 400
        dashboard = reverse("reports:dashboard", kwargs={"slug": MKIP})
        assert "February 2016 ends today</a>" in said(client.get(dashboard))
    with time_machine.travel("2016-03-01 00:30+00:00", tick=False):
        client.force_login(manager)
        assert "ended on Monday 29 February 2016, and is not closed" in said(client.get(page))
        assert client.post(form, once(period="2016-02")).status_code == 302
    assert ClosedPeriod.objects.filter(period="2016-02").exists()


def test_what_is_to_begin_later_is_told_apart_from_what_nobody_posted_on(plan, manager, client):
    client.force_login(manager)
    page = client.get(reverse("reports:periods", kwargs={"slug": MKIP}))
    asked, later = page.context["silent"], page.context["later"]
    assert later, "the demo has none"
    end = date(2016, 2, 29)
    for rows, begun in ((asked, True), (later, False)):
        assert {(row.action.timing.earliest or end) <= end for row in rows} == {begun}
        assert all(row.update is None or row.update.on < date(2016, 2, 1) for row in rows)
    count = len(asked)
    assert (
        f"<b>{count} action{'' if count == 1 else 's'}</b> that {'was' if count == 1 else 'were'} to have begun"
        in said(page)
    )
    for row in later:
        assert (
            f"{row.action.title}</a> ({row.action.timing.as_written}"
            in said(page).partition("more, of which nothing is asked")[2]
        )


def said_by(*arguments):
    out = io.StringIO()
    call_command("close_period", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_closes_a_period(plan):
    by = ("--by", "plan.manager@demo.example")
    told = json.loads(said_by(MKIP, "2015/16-Q3", *by, "--json"))
    snapshot = Snapshot.objects.get(pk=told.pop("snapshot"))
    assert told == {
        "plan": MKIP, "period": "2015/16-Q3", "as_at": "2015-12-31", "number": 1, "schema": 4, "sha256": snapshot.sha256,
    }  # fmt: skip
    assert "frozen as at 31 January 2016" in said_by(MKIP, "2016-01", *by)
    for period, who, sentence in (
        ("June", by, "Write it as 2015/16, 2015/16-H1"),
        ("2015/16-Q3", by, "To freeze a corrected position beside it"),
        ("2015-06", ("--by", "nobody@demo.example"), "Nobody signs in"),
        ("2015-06", ("--by", "officer2@demo.example"), "You may not make reports"),
    ):
        with pytest.raises(CommandError, match=sentence):
            said_by(MKIP, period, *who)


def test_a_paper_is_compared_with_the_last_period_as_long_as_its_own(plan, manager):
    january, quarter = closed(plan, manager, reported_period("2016-01")), reported_period("2015/16-Q2")
    half = closed(plan, manager, reported_period("2015/16-H1"))
    corrected = closed(plan, manager, reported_period("2016-01"), reason="A date was wrong", as_at=date(2016, 2, 10))
    assert (january.snapshot.previous, half.snapshot.previous) == (None, None)
    assert closed(plan, manager).snapshot.previous == corrected.snapshot  # February, after January as corrected
    assert closed(plan, manager, quarter).snapshot.previous is None  # ends with the half-year, and not after it
    by_day = draft_report(plan=plan, by=manager, title="x", report_of="x", as_at=date(2015, 12, 1))
    assert by_day.snapshot.previous == half.snapshot


def test_the_paper_has_a_section_of_what_changed_and_a_first_one_says_that_it_is_the_first(plan, manager):
    first = closed(plan, manager, reported_period("2016-01"))
    second = closed(plan, manager)
    papers = [draft_report(plan=plan, by=manager, title="x", report_of="x", closed=one) for one in (first, second)]
    earlier, later = (build_paper(paper_data(report)).sections[2] for report in papers)
    assert (earlier.title, earlier.table) == ("What has changed since the last report", None)
    assert "No period of the plan had been closed before" in earlier.opening[0].text
    assert later.table.caption == "Table 1: What has changed since 31\u00a0January 2016"
    changes = compare(first.snapshot.data, second.snapshot.data)
    assert [row.head for row in later.table.rows] == [change.what for change in changes.rows]
    assert all(cell for row in later.table.rows for cell in (row.head, row.note, *row.cells))


def test_the_colours_of_closed_periods_stand_beside_each_action(plan, manager, client):
    for month in ("2015-12", "2016-01", "2016-02"):
        closed(plan, manager, reported_period(month))
    closed(plan, manager, reported_period("2015/16-Q3"))  # ends with December, whose colour is drawn
    newsletter = Action.objects.get(plan=plan, title="MKS Newsletter")
    strip = strips(plan)[newsletter.pk]
    assert [word.split(":")[0] for word in strip.words.split("; ")] == [
        "December 2015",
        "January 2016",
        "February 2016",
    ]
    assert [unit.rag for unit in strip.units] == [
        actions_of(one.snapshot.data)[newsletter.pk]["rating"]
        for one in ClosedPeriod.objects.filter(period__startswith="201").exclude(period__contains="/").order_by("last")
    ]
    client.force_login(manager)
    assert strip.words in said(client.get(reverse("reports:dashboard", kwargs={"slug": MKIP})))


def test_from_a_closed_period_to_its_paper_in_two_forms(plan, people, client):
    client.force_login(people.users["democratic.services"])
    page = said(client.get(reverse("reports:periods", kwargs={"slug": MKIP})))
    assert "Close February 2016" in page and "Nothing was posted in it on" in page
    address = reverse("reports:close-period", kwargs={"slug": MKIP})
    form = client.get(f"{address}?period=2016-02").context["form"]
    assert form.initial["period"] == "2016-02"
    answer = client.post(address, once(period="2016-02"))
    february = ClosedPeriod.objects.get()
    assert answer["Location"] == f"{reverse('reports:add', kwargs={'slug': MKIP})}?closed={february.pk}"
    form = client.get(answer["Location"]).context["form"]
    assert form.initial["closed"] == str(february.pk)
    sent = once(kind="progress", title="Progress", report_of="Director", closed=february.pk, as_at="22/03/2016")
    assert client.post(reverse("reports:add", kwargs={"slug": MKIP}), sent).status_code == 302
    assert make_waiting() == 1
    report = Report.objects.get()
    assert (report.state, report.snapshot, report.period) == ("ready", february.snapshot, "February 2016")
    page = said(client.get(reverse("reports:periods", kwargs={"slug": MKIP})))
    assert "Closed on 22 March 2016 by Democratic Services Officer, as at 29 February 2016" in page
    assert "Progress</a>" in page
    refused = client.post(address, once(period="2016-02"))
    assert refused.status_code == 400 and "say what is corrected" in said(refused)


def test_the_pages_take_as_many_queries_for_three_periods_as_for_one(plan, manager, client):
    client.force_login(manager)
    pages = [reverse(f"reports:{name}", kwargs={"slug": MKIP}) for name in ("periods", "since", "dashboard")]
    counted = []
    for month in ("2015-12", "2016-01", "2016-02"):
        one = closed(plan, manager, reported_period(month))
        draft_report(plan=plan, by=manager, title="x", report_of="x", closed=one)
        counted.append([queries(client, page) for page in pages])
    assert counted[0] == counted[2]


def test_what_changed_is_shown_between_any_two(plan, manager, client):
    client.force_login(manager)
    since = reverse("reports:since", kwargs={"slug": MKIP})
    assert "No period of this plan is closed yet" in said(client.get(since))
    january, february = closed(plan, manager, reported_period("2016-01")), closed(plan, manager)
    assert "What changed since February 2016" in said(client.get(since))
    page = said(client.get(since, {"from": january.pk, "to": february.pk}))
    assert "from the position of 31 January 2016 to that of 29 February 2016" in page
    assert client.get(since, {"from": "0"}).status_code == 404
    assert "No period was closed before that one." in said(client.get(since, {"to": january.pk}))
