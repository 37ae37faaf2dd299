"""Readings of measures: the rule that colours them, the grid they are entered in, and where they are told."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from commsplan.demo import kcc
from imports.whole.forward import Forward, roll_forward
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from people.models import AuditEvent, Officer, StaleVersionError
from plans.models import Plan
from plans.periods import FinancialYear, bounds_of, period_in_words, quarter_of
from reports.health import check_plan
from reports.paper_measures import measures_table
from reports.plan_measures import indicators as section_f
from reports.plan_paper import build_plan_paper
from reports.snapshots import freeze
from surveys.indicators import indicators, standing_words, story
from surveys.models import Measure, Reading
from surveys.models.measure import figure_in
from surveys.rag import plain_colour
from surveys.readings import Figure, Held, Known, latest, of_period, over
from surveys.services.measures import edit_measure
from surveys.services.readings import Entered, record_readings
from tests.demo import once, queries, said, seed
from tests.test_plan_paper import everything, part, texts

TODAY = timezone.localdate()
YEAR = FinancialYear(FinancialYear.containing(TODAY).start_year - 1)  # all of it has begun, and ended
Q1, Q2, Q3, Q4 = YEAR.periods("quarter")


def known(value, confirmed=True, **further):
    figure = Figure.of_counts(*value) if isinstance(value, tuple) else Figure(Decimal(value))
    return Known(figure, confirmed, **further)


# ── the rule ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_periods_have_their_days_and_words():
    year = FinancialYear(2013)
    assert [bounds_of(one) for one in ("2013/14-M01", "2013/14-M09", "2013/14-M10", "2013/14-M12")] == [
        (date(2013, 4, 1), date(2013, 4, 30)), (date(2013, 12, 1), date(2013, 12, 31)),
        (date(2014, 1, 1), date(2014, 1, 31)), (date(2014, 3, 1), date(2014, 3, 31)),
    ]  # fmt: skip
    assert [period_in_words(one) for one in ("2013/14-M01", "2013/14-Q4", "2013/14")] == [
        "April 2013",
        "Q4 2013/14",
        "2013/14",
    ]
    quarters = [quarter_of(month)[-1] for month in year.periods("month")]
    assert quarters == [*"111222333444"]
    for wrong in ("2013/14-M13", "2013/14-Q5", "2013/15", "2013/14-", "nonsense", "2013/14-M1"):
        with pytest.raises(ValueError, match="not a"):
            bounds_of(wrong)


@pytest.mark.parametrize(
    ("value", "target", "floor", "lower", "colour"),
    [
        ("80", "80", None, False, "green"),
        ("79.6", "80", None, False, "amber"),
        ("76", "80", None, False, "amber"),  # just the tolerance of 5% of the target
        ("75.99", "80", None, False, "red"),
        ("70", "80", "70", False, "amber"),
        ("69.99", "80", "70", False, "red"),
        ("6", "6", None, True, "green"),
        ("6.01", "6", None, True, "amber"),
        ("6.3", "6", None, True, "amber"),
        ("6.31", "6", None, True, "red"),
        ("9", "6", "9", True, "amber"),
        ("9.01", "6", "9", True, "red"),
        ("0", "0", None, False, "green"),
        ("0.01", "0", None, True, "red"),
    ],
)
def test_a_colour_follows_exactly_whichever_way_is_better(value, target, floor, lower, colour):
    limits = Fraction(target), None if floor is None else Fraction(floor)
    assert plain_colour(Fraction(value), *limits, Fraction(5, 100), is_lower_better=lower) == colour


def test_counts_are_compared_and_not_what_is_printed_of_them():
    held = Held("quarter", "last", is_share=True, target=Fraction(80))
    standing = of_period(held, {"2013/14-Q1": known((79_999, 100_000))}, "2013/14-Q1")
    assert (standing.value, standing.proposed) == (Fraction(79_999, 1000), "amber")
    assert standing_words(standing, "per_cent") == "79.999% (79,999 of 100,000)"
    close = of_period(held, {"2013/14-Q1": known((7_999_999, 10_000_000))}, "2013/14-Q1")
    assert standing_words(close, "per_cent") == "79.99999% (7,999,999 of 10,000,000)"
    assert Figure.of_counts(1, 3) == Figure(Decimal("33.33"), 1, 3) and Figure.of_counts(1, 3).exact == Fraction(100, 3)


def test_a_period_is_held_to_its_own_target_then_the_years_then_the_measures_then_the_benchmark():
    facts = {"frequency": "quarter", "outturn_by": "last", "target": Fraction(60), "benchmark": Fraction(40)}
    targets = {"2013/14-Q1": Fraction(50), "2013/14": Fraction(70)}
    held = Held(**facts, targets=targets)
    read = {f"2013/14-Q{number}": known(55) for number in (1, 2)} | {"2014/15-Q1": known(60)}
    standings = [of_period(held, read, period) for period in read]
    assert [(one.target, one.proposed) for one in standings] == [(50, "green"), (70, "red"), (60, "green")]
    bare = Held(**facts | {"target": None})
    one = of_period(bare, read, "2013/14-Q1")
    assert (one.target, one.against, one.proposed) == (40, "benchmark", "green")
    assert of_period(Held("quarter", "last"), read, "2013/14-Q1").proposed is None
    # A month's level is held to its quarter; a floor that an early target lies below is not that period's.
    monthly = Held("month", "last", target=Fraction(70), floor=Fraction(60), targets={"2013/14-Q1": Fraction(55)})
    june = of_period(monthly, {"2013/14-M03": known(54)}, "2013/14-M03")
    assert (june.target, june.proposed) == (55, "amber")


def test_a_figure_is_read_from_a_benchmark_only_where_it_is_all_that_it_says():
    assert [figure_in(text, "per_cent") for text in ("51%", "51.5 per cent", "£51", "about 51%", "51–55%", "")] == [
        51,
        Fraction("51.5"),
        None,
        None,
        None,
        None,
    ]
    assert [figure_in(text, "count") for text in ("1,200", "1e-999999", "NaN", "51%", "TBC")] == [1200] + [None] * 4


def test_a_year_takes_the_last_reading_or_adds_up_or_pools_the_counts():
    year = "2013/14"
    level = Held("quarter", "last", target=Fraction(70))
    so_far = over(level, {"2013/14-Q1": known(54), "2013/14-Q2": known(62, False)}, year)
    assert (so_far.value, so_far.is_whole, so_far.is_confirmed, so_far.proposed) == (62, False, False, "red")

    mentions = Held("month", "sum", target=Fraction(10), floor=Fraction(7))
    months = {f"2013/14-M{number:02d}": known(9) for number in range(1, 12)}
    part_of_it = over(mentions, months, year)
    assert (part_of_it.value, part_of_it.target, part_of_it.proposed) == (99, 120, None)  # a part says nothing yet
    whole = over(mentions, months | {"2013/14-M12": known(21)}, year)
    assert (whole.value, whole.proposed, whole.is_whole) == (120, "green", True)
    assert over(mentions, months, "2013/14-Q1").proposed == "amber"  # 27 of 30, above three times the floor
    short = {f"2013/14-M{number:02d}": known(6) for number in range(1, 13)}
    assert over(mentions, short, year).proposed == "red"
    # With a target of the year, the general one is the year's, and no month is held to it.
    yearly = Held("month", "sum", target=Fraction(120), targets={year: Fraction(120)})
    assert of_period(yearly, months, "2013/14-M01").proposed is None
    assert over(yearly, months, year).target == 120

    pooled = Held("quarter", "sum", is_share=True, target=Fraction(80))
    shares = {"2013/14-Q1": known((9, 10)), "2013/14-Q2": known((150, 200))}
    together = over(pooled, shares, year)  # 159 of 210, and not the middle of 90% and 75%
    assert (together.numerator, together.base, together.proposed) == (159, 210, "red")
    assert over(pooled, shares | {"2013/14-Q3": known(80)}, year).value is None  # no counts, so nothing to pool


def test_a_nought_that_nobody_has_confirmed_is_no_nought():
    held = Held("quarter", "last", target=Fraction(10))
    read = {"2013/14-Q1": known(12, False), "2013/14-Q2": known(0, False, published="green")}
    nought = latest(held, read, [FinancialYear(2013)])
    assert (nought.proposed, nought.rating, standing_words(nought, "count")) == (None, None, "0, not confirmed")
    assert over(held, read, "2013/14").value == 12  # the year goes by the last that counts
    other = of_period(held, read, "2013/14-Q1")
    assert (other.rating, standing_words(other, "count")) == ("green", "12, provisional")
    confirmed = of_period(held, {"2013/14-Q2": known(0)}, "2013/14-Q2")
    assert (confirmed.rating, standing_words(confirmed, "count")) == ("red", "0")


def test_a_published_colour_is_kept_beside_the_one_the_figures_say():
    held = Held("quarter", "last", is_share=True, target=Fraction(80))
    read = {"2013/14-Q1": known("79.6", published="green"), "2013/14-Q2": known("81", published="green")}
    one, two = (of_period(held, read, period) for period in read)
    assert (one.rating, one.proposed, one.is_disputed) == ("green", "amber", True)
    assert (two.rating, two.proposed, two.is_disputed) == ("green", "green", False)


# ── the pages ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    council = people.councils["maidstone"]
    start = YEAR.start_year
    plan = Plan.objects.create(organisation=council, title="Plan", slug="plan", first_year=start, last_year=start + 2)
    plan.partners.set([people.councils["swale"]])
    return plan


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def measure_of(plan, statement="Website satisfaction", **facts):
    return Measure.objects.create(plan=plan, statement=statement, **{"target": 70, "outturn": "51%"} | facts)


def box(measure, period):
    return f"r_{measure.pk}_{period.replace('/', '-')}"


def grid(plan, year=YEAR):
    return reverse("surveys:readings-of-year", kwargs={"slug": plan.slug, "year": year.slug})


def sent(*measures, **boxes):
    versions = {f"v_{one.pk}": Measure.objects.get(pk=one.pk).version for one in measures}
    seen = Reading.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return once() | versions | {"seen": seen} | boxes


def stands(measure):
    rows = Reading.objects.filter(measure=measure).order_by("pk")
    return [(one.period[-2:], str(one.figure), one.is_confirmed, one.published, one.comment) for one in rows]


def test_figures_are_entered_confirmed_and_corrected_and_every_row_is_kept(manager, plan):
    satisfaction = measure_of(plan)
    calls = measure_of(plan, "Calls answered", unit="count", target=100, outturn="")
    page = said(manager.get(grid(plan)))
    assert "51% last year" in page and page.count("data-figure=") == 8
    first = sent(satisfaction, calls, **{box(satisfaction, Q1): "310 of 500", box(calls, Q1): "1,200"})
    assert manager.post(grid(plan), first).status_code == 302
    assert stands(satisfaction) == [("Q1", "310 of 500", False, "", "")] and stands(calls)[0][1] == "1200"
    assert "62% (310 of 500), so far, provisional, target 70%" in said(manager.get(grid(plan)))
    # The same again adds nothing; a tick confirms; a correction is another row.
    again = sent(satisfaction, calls, **{box(satisfaction, Q1): "310 of 500", box(calls, Q1): "1200"})
    assert "Nothing had changed." in said(manager.post(grid(plan), again, follow=True))
    again |= once() | {f"c{box(satisfaction, Q1)}": "on", box(calls, Q1): "90"}
    assert "2 readings saved." in said(manager.post(grid(plan), again, follow=True))
    assert stands(satisfaction)[1:] == [("Q1", "310 of 500", True, "", "")]
    assert [one[1] for one in stands(calls)] == ["1200", "90"]
    event = AuditEvent.objects.filter(kind="measure", object_id=calls.pk).latest("pk")
    words = period_in_words(Q1)
    assert (event.before, event.after) == ({words: "1200, not confirmed"}, {words: "90, not confirmed"})
    # The page of one measure asks for the colour that was published and for words.
    address = reverse("surveys:readings-of-measure", kwargs={"pk": calls.pk, "year": YEAR.slug})
    told = {box(calls, Q1): "90", f"p{box(calls, Q1)}": "green", f"t{box(calls, Q1)}": "As in the bulletin"}
    assert manager.post(address, sent(calls, **told)).status_code == 302
    assert stands(calls)[-1] == ("Q1", "90", False, "green", "As in the bulletin")
    assert "published so; by the figures" in said(manager.get(grid(plan)))
    # The grid, which does not ask, keeps both.
    manager.post(grid(plan), sent(satisfaction, calls, **{box(satisfaction, Q1): "310/500", box(calls, Q1): "95"}))
    assert stands(calls)[-1] == ("Q1", "95", False, "green", "As in the bulletin")


def test_every_bad_figure_is_named_at_its_box_and_nothing_is_saved_or_lost(manager, plan):
    share, count = measure_of(plan, "Keep 80% positive"), measure_of(plan, "Calls", unit="count")
    wrong = {
        box(share, Q1): "£12", box(share, Q2): "101", box(share, Q3): "61 of 60", box(share, Q4): "many of 60",
        box(count, Q1): "42 of 60", box(count, Q2): "-1", box(count, Q3): "NaN", box(count, Q4): "12",
    }  # fmt: skip
    page = manager.post(grid(plan), sent(share, count, **wrong))
    text = said(page)
    assert page.status_code == 400 and not Reading.objects.exists()
    for name, typed in wrong.items():
        assert f'href="#id_{name}"' in text or typed == "12"
        assert f'value="{typed}"' in text
    for words in (
        "“£12” is in pounds", "a percentage is 100 or less", "“61 of 60” is more than there are", "write the two counts as 42 of 60",
        "“42 of 60” is a share", "a reading is 0 or more", "this is no figure. Write, say, 31", ">A reading is 0 or more.</p>".replace(">A", "</span> A"),
    ):  # fmt: skip
        assert words in text
    # A tick beside an empty box, and a box that is emptied.
    assert manager.post(grid(plan), sent(share, count, **{f"c{box(count, Q1)}": "on"})).status_code == 400
    manager.post(grid(plan), sent(share, count, **{box(share, Q1): "42 of 60"}))
    blanked = said(manager.post(grid(plan), sent(share, count, **{box(count, Q2): "7"})))
    assert "can be corrected but not left blank" in blanked and 'value="7"' in blanked
    bare = said(manager.post(grid(plan), sent(share, count, **{box(share, Q1): "71%"})))
    assert "it stands as 42 of 60. Correct the two counts" in bare
    assert Reading.objects.count() == 1


def test_who_saves_on_an_old_page_is_shown_both_texts_and_saves_on_purpose(manager, plan):
    one, other = measure_of(plan), measure_of(plan, "Calls", unit="count")
    old = sent(one, other)
    manager.post(grid(plan), sent(one, other, **{box(one, Q1): "54", f"c{box(one, Q1)}": "on"}))
    # Of a measure that nobody else saved the old page goes through; a box left blank on it is not taken for a blank.
    page = manager.post(grid(plan), old | {box(one, Q1): "60", box(other, Q1): "9"})
    text = said(page)
    assert page.status_code == 409 and "Communications Manager saved “Website satisfaction”" in text
    assert f"“Website satisfaction”, {period_in_words(Q1)}" in text and ">54<" in text and ">60<" in text
    assert "“Calls”" not in text.split("Yours</h2>")[0] and 'value="9"' in text
    assert stands(one) == [("Q1", "54", True, "", "")] and stands(other) == []
    # A box that was left as it was seen takes what stands by now, and is no conflict.
    untouched = said(manager.post(grid(plan), old | once() | {box(one, Q2): "70"}))
    theirs, mine = untouched.split("Yours</h2>")
    assert period_in_words(Q1) not in theirs and period_in_words(Q2) in theirs and 'value="54"' in mine
    version = Measure.objects.get(pk=one.pk).version
    assert f'name="v_{one.pk}" value="{version}"' in text
    again = once() | {f"v_{one.pk}": version, f"v_{other.pk}": 1, box(one, Q1): "60", box(other, Q1): "9"}
    assert manager.post(grid(plan), again).status_code == 302
    assert [row[1] for row in stands(one)] == ["54", "60"] and stands(other) == [("Q1", "9", False, "", "")]
    # A measure that came meanwhile is no hindrance; a figure whose box is gone is told, and nothing is saved.
    page = sent(one, other, **{box(one, Q1): "60", box(other, Q1): "9"})
    new = measure_of(plan, "New")
    assert manager.post(grid(plan), page).status_code == 302 and stands(new) == []
    late = sent(one, other, new, **{box(one, Q1): "60", box(other, Q1): "9", box(new, Q1): "33"})
    Measure.objects.filter(pk=new.pk).update(frequency="month")
    refused = manager.post(grid(plan), late)
    assert refused.status_code == 400 and "these figures have no box any more: 33." in said(refused)
    with pytest.raises(StaleVersionError):
        entries = {one: {Q1: Entered(Figure(Decimal(61)))}}
        by = AuditEvent.objects.latest("pk").actor
        record_readings(plan=plan, by=by, versions={one.pk: 1}, readings=entries, on=TODAY)


def test_what_a_plan_does_not_let_in(people, plan):
    by = people.users["plan.manager"]
    pooled = measure_of(plan, outturn_by="sum")

    def entered(period, figure, on=TODAY):
        entries = {pooled: {period: Entered(figure)}}
        version = Measure.objects.get(pk=pooled.pk).version
        return record_readings(plan=plan, by=by, versions={pooled.pk: version}, readings=entries, on=on)

    begins = bounds_of(Q2)[0]
    for period, figure, on, words in (
        (Q1, Figure(Decimal(62)), TODAY, "only counts"),
        (Q3, Figure.of_counts(1, 2), begins, "has not begun yet"),
        ("1999/00-Q1", Figure.of_counts(1, 2), TODAY, "does not cover"),
    ):
        with pytest.raises(ValidationError, match=words):
            entered(period, figure, on)
    assert Reading.objects.count() == 0 and Measure.objects.get(pk=pooled.pk).version == 1
    (made,) = entered(Q2, Figure.of_counts(1, 2), begins)
    for wrong, field in (
        ({"frequency": "month"}, "frequency"),
        ({"unit": "count"}, "unit"),
    ):
        with pytest.raises(ValidationError) as refused:
            edit_measure(measure=Measure.objects.get(pk=pooled.pk), by=by, version=2, **wrong)
        assert list(refused.value.message_dict) == [field]
    level = measure_of(plan, "Level")
    Reading.objects.create(measure=level, period=Q1, value=50, by_name="x", on=TODAY)
    with pytest.raises(ValidationError, match="cannot be added up"):
        edit_measure(measure=level, by=by, version=1, outturn_by="sum")
    for counts in ({"numerator": 3, "base": None}, {"numerator": 3, "base": 2}, {"numerator": 0, "base": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reading.objects.create(measure=level, period=Q1, value=50, by_name="x", on=TODAY, **counts)
    assert str(made.figure) == "1 of 2"
    Plan.objects.filter(pk=plan.pk).update(status="closed", adopted_on=TODAY, closed_on=TODAY)
    plan.refresh_from_db()
    with pytest.raises(ValidationError, match="closed"):
        entered(Q1, Figure.of_counts(1, 2))


def test_the_officer_whose_measure_it_is_enters_it_and_no_other(people, plan, client):
    officer, stranger = people.users["officer"], people.users["officer2"]
    owner = Officer.objects.get(user=officer)
    mine, theirs = measure_of(plan, owner=owner), measure_of(plan, "Theirs")
    client.force_login(officer)
    address = reverse("surveys:readings-of-measure", kwargs={"pk": mine.pk, "year": YEAR.slug})
    dashboard = said(client.get(reverse("reports:dashboard", kwargs={"slug": plan.slug})))
    assert f"/measures/{mine.pk}/readings/" in dashboard and f"/measures/{theirs.pk}/readings/" not in dashboard
    assert client.post(address, sent(mine, **{box(mine, Q1): "62"})).status_code == 302
    assert stands(mine) == [("Q1", "62", False, "", "")]
    other = reverse("surveys:readings-of-measure", kwargs={"pk": theirs.pk, "year": YEAR.slug})
    assert (client.get(other).status_code, client.get(grid(plan)).status_code) == (403, 403)
    with pytest.raises(PermissionDenied):
        entries = {theirs: {Q1: Entered(Figure(Decimal(1)))}}
        record_readings(plan=plan, by=officer, versions={theirs.pk: 1}, readings=entries, on=TODAY)
    client.force_login(stranger)
    assert [client.get(one).status_code for one in (address, grid(plan))] == [404, 404]


def test_the_grid_has_every_year_of_the_plan_and_no_box_of_what_has_not_begun(manager, plan):
    measure_of(plan, frequency="month", unit="count")
    here = reverse("surveys:readings", kwargs={"slug": plan.slug})
    assert manager.get(here).url == grid(plan, FinancialYear(YEAR.start_year + 1))
    assert manager.get(grid(plan)).content.count(b"data-figure=") == 12
    later = said(manager.get(grid(plan, FinancialYear(YEAR.start_year + 2))))
    assert "data-figure=" not in later and "The year has not begun." in later
    assert manager.get(grid(plan, FinancialYear(YEAR.start_year + 3))).status_code == 404
    assert manager.get(f"/plans/plan/readings/{YEAR.start_year}/").status_code == 404


def test_as_many_measures_as_there_are_take_as_many_queries(manager, plan):
    dashboard = reverse("reports:dashboard", kwargs={"slug": plan.slug})
    whole = reverse("reports:whole", kwargs={"slug": plan.slug})
    officer = Officer.objects.filter(organisation=plan.organisation).first()

    def add(number):
        found = measure_of(plan, f"Measure {number}", unit="count", owner=officer)
        found.targets.create(period=Q1, value=5)
        Reading.objects.create(measure=found, period=Q1, value=number, by_name="x", on=TODAY)
        return reverse("surveys:readings-of-measure", kwargs={"pk": found.pk, "year": YEAR.slug})

    one = add(1)
    pages = (grid(plan), one, dashboard, whole)
    before = [queries(manager, page) for page in pages]
    add(2), add(3)
    assert [queries(manager, page) for page in pages] == before


# ── where they are told ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def kent(people):
    """KCC's plan as of the middle of its year, with the readings of the moved demo."""
    return kcc.build_kcc(people, today=date(YEAR.start_year, 11, 20), as_written=False)


def test_kents_indicators_are_told_alike_on_dashboard_and_paper_and_in_figures(people, kent, client):
    on = date(YEAR.start_year, 11, 20)
    snapshot = freeze(kent, as_at=on, by=None)
    mentions, coverage, website = snapshot.data["measures"]
    november = f"November {YEAR.start_year}"
    assert (mentions["reading"], mentions["value"], mentions["rag"]) == ("0, not confirmed", None, None)
    assert mentions["story"] == f"104 last year → 73 so far in {YEAR}, target 120"
    assert mentions["period_words"] == november
    assert (website["value"], website["numerator"], website["base"], website["target"]) == (62, 310, 500, 65)
    assert website["story"] == f"51% last year → 62% in Q3 {YEAR}, target 65%"
    assert (website["provisional"], website["rag"], website["plain"]) == (True, "amber", "not reached")
    assert (coverage["reading"], coverage["rag"]) == ("81% (421 of 520), provisional", "green")

    paper = build_plan_paper(snapshot.data)
    quarterly, annual = part(paper, "Section F: Performance and activity indicators").tables
    first, second, third = (texts(row) for row in quarterly.rows)
    assert quarterly.heads[-4] == f"Target and reading {YEAR} Q1"
    assert first[-4] == "30\nReached: 32\nApril 12; May 9; June 11\nG Green"
    assert first[-2].splitlines()[1:3] == ["Reached: 11, so far", "October 11; November 0, not confirmed"]
    assert second[-4].endswith("Reached: 79.6% (398 of 500)\nPublished as G Green; by the figures A Amber")
    assert third[-2:] == ["65%\nReached: 62% (310 of 500), provisional\nA Amber", "70%"]
    assert [row[2] for row in (first, second, third)] == ["104", "77%", "51%"]
    assert texts(annual.rows[2])[-2] == "70%\nReached: 62% (310 of 500), so far, provisional\nR Red"
    assert texts(annual.rows[2])[-1] == "–"

    colours = type("C", (), {"tag": staticmethod(lambda rag: rag)})
    told = measures_table(snapshot.data["measures"], "Table", colours)
    assert told.rows[0].result == ("0", "not confirmed") and told.rows[0].tag is None
    assert told.rows[2].result == ("62% (310 of 500)",) and told.rows[2].evidence == "Provisional"
    disputed = dict(snapshot.data["measures"][1], provisional=False, published="green", proposed="amber")
    assert measures_table([disputed], "Table", colours).rows[0].evidence == "Confirmed; amber by its figures"
    assert told.rows[2].replies == ("Not a survey", f"read for Q3 {YEAR}") and told.chart is None
    out = StringIO()
    call_command("plan_progress", kcc.SLUG, "--on", on.isoformat(), "--json", stdout=out)
    figures = json.loads(out.getvalue())["measures"][2]
    assert (figures["value"], figures["period"], figures["provisional"], figures["outturn"]) == (
        62,
        f"{YEAR}-Q3",
        True,
        "51%",
    )
    # What was known at the end of an earlier day knows no later reading.
    earlier = indicators(kent, kent.measures.in_order(), on=date(YEAR.start_year, 8, 1))
    pk = kent.measures.in_order()[2].pk
    assert story(earlier[pk]).startswith(f"51% last year → 54.2% in Q1 {YEAR}")
    client.force_login(people.users["officer2"])
    page = said(client.get(reverse("reports:dashboard", kwargs={"slug": kcc.SLUG})))
    assert "51% last year → 62%" in page and "0, not confirmed" in page
    assert [one for one in check_plan(kent, on=on) if one.fault.code == "target_without_reading"] == []


def test_figures_frozen_before_there_were_readings_print_as_they_did(kent):
    data = freeze(kent, as_at=date(YEAR.start_year, 11, 20), by=None).data
    for row in data["indicators"]:
        for name in ("readings", "owner", "frequency", "outturn_by"):
            row.pop(name)
    quarterly, _ = section_f(data).tables
    assert quarterly.heads[-1] == f"Target {YEAR} Q4"
    assert "Website" not in everything(build_plan_paper(data)) or texts(quarterly.rows[2])[-1] == "70%"


def test_a_plan_goes_out_with_its_readings_and_comes_in_the_same(people, kent):
    by, exported = people.users["admin"], export_plan(kent)
    readings = [len(measure["readings"]) for measure in exported["measures"]]
    assert readings == [8, 3, 3] and exported["measures"][2]["owner"]["organisation"] == "Kent County Council"
    kent.title = "The first"
    kent.save()
    twin = take_in(json.loads(json.dumps(exported)), by=by)
    again = export_plan(twin)
    assert again | {"plan": None} == exported | {"plan": None}
    next_year = roll_forward(plan=twin, by=by, choice=Forward("Next"), on=date(YEAR.start_year, 11, 20))
    assert [one.outturn for one in next_year.measures.in_order()] == [
        f"73, so far, {YEAR}",
        f"81% (1,231 of 1,520), so far, provisional, {YEAR}",
        f"62% (310 of 500), so far, provisional, {YEAR}",
    ]
    assert not Reading.objects.filter(measure__plan=next_year).exists()
    assert next_year.measures.in_order()[2].owner == twin.measures.in_order()[2].owner is not None
    # An export of before has neither; one that was tampered with is refused in a sentence.
    for measure in exported["measures"]:
        for name in ("owner", "readings", "frequency", "outturn_by"):
            measure.pop(name)
    assert take_in(exported, by=by).measures.count() == 3
    for wrong in ({"period": "soon"}, {"numerator": 700}, {"base": 0}, {"value": "12"}, {"published": "blue"}):
        again["measures"][2]["readings"][0] = {**exported_reading(kent), **wrong}
        with pytest.raises(ValidationError, match="cannot be taken in"):
            take_in(again, by=by)


def exported_reading(plan):
    return export_plan(plan)["measures"][2]["readings"][0]


def test_a_target_whose_period_is_long_over_without_a_reading_is_a_fault(plan):
    late = measure_of(plan, source="the log")
    for period in (Q1, Q2, Q4):
        late.targets.create(period=period, value=60 if period != Q4 else None)
    Reading.objects.create(measure=late, period=Q1, value=60, by_name="x", on=bounds_of(Q1)[1])

    def faults(on):
        return [one.fault.sentence for one in check_plan(plan, on=on) if one.fault.code == "target_without_reading"]

    assert faults(bounds_of(Q2)[1]) == []
    words = f"The measure has a target and no reading for {period_in_words(Q2)}: Website satisfaction"
    assert faults(TODAY) == [words]
    # Not of a year that this plan does not cover, and of quarters not where it is read once a year.
    beyond = FinancialYear(YEAR.start_year + 3)
    late.targets.create(period=str(beyond), value=70)
    long_after = date(YEAR.start_year + 9, 1, 1)
    assert faults(long_after) == [words]
    Measure.objects.filter(pk=late.pk).update(frequency="year")
    assert faults(long_after) == []
    late.targets.create(period=str(YEAR), value=70)
    assert faults(long_after) == [words.replace(period_in_words(Q2), str(YEAR))]
