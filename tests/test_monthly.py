"""The communications dashboard of a month on planted rows: its figures by hand, the page as the paper, and one side always."""

import re
import subprocess
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from page import ValidationProfile, validate_pdf

from campaigns.flow import State
from campaigns.models import Activity, Channel, Coverage, Enquiry
from people.models import Role, User
from reports.monthly import build_monthly
from reports.monthly_sheet import sheet_of
from reports.rendering import RenderFailed, render_pdf
from reports.views import sheets
from surveys.models import Measure
from tests.briefs import MORNING, brief_in, member, planned_action, sevenoaks
from tests.demo import queries, said

LONDON = ZoneInfo("Europe/London")
PAGE, PAPER = "/monthly/", "/monthly/paper.pdf"
OCTOBER = "?council=sevenoaks&month=2026-10"


def activity(number, **more):
    facts = {"title": f"Poster {number}", "label": "", "on": "2026-10-05", "campaign": "Bins", "channel": "Print"}
    return facts | {"address": f"/actions/{number}/"} | more


def measure(number, **more):
    facts = {"name": f"Followers {number}", "rag": "amber", "reached": "96", "target": "100", "address": "/measures/1/"}
    return facts | {"counted": []} | more


def campaign(number, **more):
    facts = {"title": f"Bins {number}", "address": "/campaigns/1/", "budget": "£900", "spent": "£840", "findings": []}
    return facts | {"lessons": ""} | more


def data(**more):
    """Of nothing at all, but for what is said."""
    return {
        "authority": "Sevenoaks District Council", "month": "2026-10-01", "following": "2026-11-01", "on": "2026-11-23",
        "is_running": False, "aim": 80, "share": {"by_count": "–", "by_hours": "–"}, "share_rows": "/proactive/#rows",
        "share_of": {"count": 0, "proactive": 0, "hours": "0", "proactive_hours": "0", "without_hours": 0},
        "delivered": [], "upcoming": [], "left_out": 0, "measures": [], "finished": [],
        "figures": [measure(name, rag=None, reached="–", target="10") for name in ("national", "regional", "in time")],
        **more,
    }  # fmt: skip


LONG = "words that go on for longer than any line of a page of this size can hold them " * 4
SIXTY = range(60)
FULL = data(
    authority=LONG[:120],
    is_running=True,
    left_out=60,
    share={"by_count": "79.99%", "by_hours": "79.99%"},
    share_of={
        "count": 9999,
        "proactive": 7998,
        "hours": "99,999.25",
        "proactive_hours": "79,990.25",
        "without_hours": 999,
    },
    delivered=[activity(n, title=f"{n} {LONG}", label=LONG, campaign=LONG, channel=LONG) for n in SIXTY],
    upcoming=[activity(n, title=f"{n} {LONG}", label=LONG, campaign=LONG, channel=LONG) for n in SIXTY],
    measures=[measure(n, name=f"{n} {LONG}", reached=LONG, target=LONG) for n in SIXTY],
    finished=[
        campaign(n, title=f"{n} {LONG}", lessons=LONG, findings=[{"level": "Impact", "expected": LONG, "found": LONG}])
        for n in SIXTY
    ],
)
SHORT = data(delivered=[activity(n) for n in SIXTY], upcoming=[activity(n) for n in SIXTY])
WIDE = data(
    delivered=[activity(n, title="W" * 300, campaign="W" * 200, channel="W" * 200) for n in SIXTY],
    finished=[campaign(n, title="W" * 200, lessons="WWWW " * 90) for n in SIXTY],
)
NAMED = data(
    **{kind: [activity(n, title="🎉 " * 100, campaign="ख़" * 50) for n in SIXTY] for kind in ("delivered", "upcoming")}
)
WORST = FULL | {name: NAMED[name] for name in ("delivered", "upcoming")}
SOME = data(
    delivered=[activity(1)], measures=[measure(1), measure(2, rag="not_started", target="")], finished=[campaign(1)]
)


def html(given):
    return render_to_string("reports/sheet_paper.html", {"paper": sheet_of(build_monthly(given))})


@pytest.mark.poppler
@pytest.mark.parametrize(
    "given",
    [data(), SOME, SHORT, FULL, WIDE, NAMED, WORST],
    ids=["empty", "some", "short", "full", "wide", "named", "named and full"],
)
def test_it_is_one_page_of_tagged_pdf(given, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(html(given)))
    result = validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in result.failures] == []
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
    assert "Page 1 of 1" in in_words(path)


def in_words(path):
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(text.replace("\u00a0", " ").split())


def test_what_does_not_fit_is_counted_and_each_table_keeps_some():
    for given, kept in ((FULL, (3, 3, 4, 2)), (WORST, (3, 3, 3, 2))):
        tables = [section.table for section in sheet_of(build_monthly(given)).sections]
        assert tuple(len(table.rows) for table in tables) == kept
        for table, count, shown in zip(tables, (60, 60, 63, 60), kept, strict=True):
            assert table.caption.endswith(f", and {count - shown} more, on the page")
    assert [len(part.lines) for part in build_monthly(FULL).parts] == [60, 60, 63, 60]
    assert "60 actions are exempt information, and left out of what October 2026 and November 2026 show here." in html(
        FULL
    )


def test_room_that_one_table_leaves_is_the_others():
    delivered, upcoming, measured, _ = sheet_of(build_monthly(SHORT)).sections
    assert (len(delivered.table.rows), len(upcoming.table.rows), len(measured.table.rows)) == (11, 11, 3)
    assert "more, on the page" not in html(SOME)


def test_an_empty_month_says_so_in_every_part():
    text = html(data())
    for sentence in (
        "Nothing of a campaign or a channel was delivered in October 2026.",
        "Nothing of a campaign or a channel is due in November 2026.",
        "No plan for October 2026 has a measure that is read every month.",
        "No campaign was finished in October 2026.",
    ):
        assert sentence in text
    assert [tile.figure for tile in build_monthly(data()).tiles] == ["0", "0", "–", "–", "0"]


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (data(), ["", "", "Table 1: The three", ""]),
        (data(upcoming=[activity(1)]), ["", "Table 1: What is due", "Table 2: The three", ""]),
        (SHORT, ["Table 1: What was", "Table 2: What is due", "Table 3: The three", ""]),
        (SOME, ["Table 1: What was", "", "Table 2: The three", "Table 3: Campaigns"]),
    ],
    ids=["empty", "upcoming", "short", "some"],
)
def test_only_tables_that_are_printed_are_numbered(given, printed):
    captions = [section.table.caption if section.table else "" for section in sheet_of(build_monthly(given)).sections]
    assert [caption[: len(words)] for caption, words in zip(captions, printed, strict=True)] == printed
    assert [bool(caption) for caption in captions] == [bool(words) for words in printed]


def test_no_cell_is_empty_and_a_month_that_runs_says_so():
    bare = data(is_running=True, delivered=[activity(1, campaign="", channel="")], finished=[campaign(1, budget=None)])
    found = build_monthly(bare)
    assert found.facts[1] == ("Position at", "23\u00a0November 2026, before the month was over")
    assert found.parts[0].lines[0].cells == ("5\u00a0October 2026", "–", "–")
    assert found.parts[3].lines[0].cells == ("No budget, £840 spent", "None written", "None written")


@pytest.fixture
def planted(db):
    """October 2026 in Sevenoaks, as it is known on 23 November; and around it what does not count."""
    with time_machine.travel(MORNING, tick=False):
        people, plan = sevenoaks()
        people.plan = plan
        plant(people, plan)
        yield people


def going_out(plan, title, due, campaign=None, channel=None, *, delivered=None, **facts):
    action = planned_action(plan, title, due)
    for name, value in facts.items():
        setattr(action, name, value)
    action.save()
    Activity.objects.create(action=action, campaign=campaign, channel=channel)
    if delivered:
        action.occurrences.update(delivered_on=delivered, delivered_by="Officer")
    return action


def plant(people, plan):
    """Delivered 3, and two that are exempt; due 2, one exempt; planned ahead 1 of 4, by hours 30 of 40."""
    brief = brief_in(State.PLANNED, people, plan, title="Garden waste", is_proactive=True, hours=30)
    done = brief_in(State.APPROVED, people, plan, title="Bins", is_proactive=False, hours=10)
    for one, on in ((brief, date(2026, 10, 31)), (done, date(2025, 11, 1))):
        facts = {"before": "assessed", "after": "approved", "by_name": "x", "part": "smt", "on": on}
        one.steps.create(round=1, number=9, step="approve", **facts)
    said_of = {"team": "", "is_proactive": True, "hours": 30}
    waste = plan.campaigns.create(brief=brief, title="Garden waste", **said_of)
    bins = plan.campaigns.create(
        brief=done, title="Bins", budget=900, finished_on=date(2026, 10, 31), lessons="Tell\nthe crews first.",
        **said_of | {"is_proactive": False, "hours": 10},
    )  # fmt: skip
    for level, expected, found in (
        ("impact", "", "Fewer lorries."),
        ("output", "", "41,000 stickers"),
        ("outcome", "10%", "12% wrong bags"),
    ):
        bins.findings.create(level=level, expected=expected, found=found)
    for amount in ("840.50", "9.50"):
        bins.spending.create(what="Stickers", amount=Decimal(amount), on=date(2026, 9, 1), by_name="x")
    web = Channel.objects.create(plan=plan, name="Website", position=99)
    october = date(2026, 10, 1)
    going_out(plan, "First leaflet", october, waste, web, delivered=october)
    going_out(plan, "Last leaflet", date(2026, 9, 1), waste, delivered=date(2026, 10, 31))
    page = going_out(plan, "Page of prices", october, None, web, delivered=date(2026, 10, 8))
    page.occurrences.update(label="Q2")
    secret = going_out(plan, "Secret sale", october, waste, delivered=date(2026, 10, 9), exempt="3")
    going_out(plan, "Part of the sale", october, waste, delivered=date(2026, 10, 9), parent=secret)
    going_out(plan, "Too early", october, waste, delivered=date(2026, 9, 30))
    going_out(plan, "Too late", october, waste, delivered=date(2026, 11, 1))
    going_out(plan, "Of nothing", october, delivered=october)
    planned_action(plan, "No activity", date(2026, 11, 5))
    november = date(2026, 11, 30)
    going_out(plan, "Second leaflet", november, waste)
    going_out(plan, "Reminder", date(2026, 11, 1), None, web)
    going_out(plan, "Secret purchase", november, waste, exempt="3")
    going_out(plan, "In December", date(2026, 12, 1), waste)
    going_out(plan, "Dropped", november, waste, dropped_on=october)
    missed = going_out(plan, "Missed", november, waste)
    missed.occurrences.update(missed_on=october, missed_by="x", missed_because="No paper")
    measures(people, plan)
    press(people, plan.organisation)


def measures(people, plan):
    asked = {"plan": plan, "unit": "count", "frequency": "month", "target": 100}
    followers = Measure.objects.create(statement="Followers", position=1, **asked)
    Measure.objects.create(statement="Clicks", position=2, **asked)
    Measure.objects.create(statement="Each quarter", position=3, **asked | {"frequency": "quarter"})
    for period, value in (("2026/27-M06", 120), ("2026/27-M07", 70), ("2026/27-M07", 96), ("2026/27-M08", 130)):
        followers.readings.create(period=period, value=value, is_confirmed=True, by_name="x", on=date(2026, 11, 2))


def press(people, council):
    moment = datetime(2026, 10, 31, 23, 30, tzinfo=LONDON)
    asked = {"outlet": "Kent Messenger", "question": "?", "due_at": moment}
    for came, answered in ((moment, moment), (datetime(2026, 10, 1, 0, 0, tzinfo=LONDON), None)):
        Enquiry.objects.create(
            organisation=council, topic="Prices", received_at=came, answered_at=answered,
            answered_by_name="x" if answered else "", answer="Yes." if answered else "", **asked,
        )  # fmt: skip
    pieces = [("national", "positive")] * 2 + [
        ("regional", "neutral"),
        ("regional", "positive"),
        ("regional", "negative"),
    ]
    for reach, tone in pieces:
        Coverage.objects.create(
            organisation=council, on=date(2026, 10, 31), outlet="x", headline="y", reach=reach, tone=tone
        )
    Coverage.objects.create(
        organisation=council, on=date(2026, 11, 1), outlet="x", headline="y", reach="national", tone="positive"
    )


@pytest.fixture
def reader(planted, client):
    client.force_login(planted.users["smt2"])
    return client


BY_HAND = {
    "delivered": [
        ("Last leaflet", "31 October 2026", "Garden waste", "–"),
        ("Page of prices, Q2", "8 October 2026", "–", "Website"),
        ("First leaflet", "1 October 2026", "Garden waste", "Website"),
    ],
    "upcoming": [
        ("Reminder", "1 November 2026", "–", "Website"),
        ("Second leaflet", "30 November 2026", "Garden waste", "–"),
    ],
    "measured": [
        ("Positive national mentions", "red", "2", "10"),
        ("Regional coverage that is positive or neutral", "red", "66.7% (2 of 3)", "80%"),
        ("Enquiries answered in time", "red", "50% (1 of 2)", "100%"),
        ("Followers", "amber", "96", "100"),
        ("Clicks", "unrated", "–", "100"),
    ],
    "finished": [
        (
            "Bins",
            "£900 budget, £850 spent",
            "Outcomes: 12% wrong bags (expected: 10%). Impact: Fewer lorries.",
            "Tell the crews first.",
        )
    ],
}
TILES = [
    ("3", "delivered in October 2026"),
    ("2", "due in November 2026"),
    ("25%", "planned ahead by count, 1 of 4 in twelve months; the aim is 80%"),
    ("75%", "planned ahead by hours, 30 of 40 (2 not timed) in twelve months; the aim is 80%"),
    ("1", "campaign finished"),
]
LEFT_OUT = "3 actions are exempt information, and left out of what October 2026 and November 2026 show here."


def plain(text):
    return unescape(text).replace("\u00a0", " ")


def test_the_page_says_what_was_worked_out_by_hand(reader):
    answer = reader.get(PAGE)  # the last month that is over
    found = answer.context["found"]
    assert found.title == "Communications dashboard: October 2026"
    assert [(tile.figure, tile.words) for tile in found.tiles] == TILES
    rows = {
        part.kind: [(line.head, *(plain(cell) for _, cell in cells)) for line, cells in part.rows]
        for part in found.parts
    }
    assert rows == BY_HAND
    text = plain(said(answer))
    assert LEFT_OUT in text
    for row in (row for rows in BY_HAND.values() for row in rows):
        assert [cell for cell in row if cell not in text and cell not in ("red", "amber", "unrated")] == []
    for title in ("Secret", "Part of the sale", "Too early", "Too late", "Of nothing", "In December", "Dropped"):
        assert title not in text


@pytest.mark.poppler
def test_the_paper_says_the_same_and_is_drawn_once(reader, tmp_path, monkeypatch):
    answer = reader.get(PAPER + OCTOBER)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'attachment; filename="communications-dashboard-october-2026-sevenoaks.pdf"'
    )
    (path := tmp_path / "paper.pdf").write_bytes(answer.content)
    text = in_words(path)
    assert LEFT_OUT in text
    for figure, words in TILES:
        assert f"{figure} {words}" in text
    for row in (row for rows in BY_HAND.values() for row in rows):
        drawn = [{"red": "Red", "amber": "Amber", "unrated": "Not rated"}.get(cell, cell) for cell in row]
        assert " ".join(drawn) in text
    assert "Secret" not in text

    def must_not_draw(*args, **kwargs):
        raise AssertionError("drawn twice")

    monkeypatch.setattr(sheets, "render_pdf", must_not_draw)
    assert reader.get(PAPER + OCTOBER).content == answer.content


def test_where_it_cannot_be_drawn_the_page_of_that_month_says_so(reader, monkeypatch):
    def fails(*args, **kwargs):
        raise RenderFailed("The paper could not be made, and the printing process did not say why.")

    monkeypatch.setattr(sheets, "render_pdf", fails)
    answer = reader.get(PAPER + "?month=2026-08", follow=True)
    assert answer.redirect_chain == [(PAGE + "?council=sevenoaks&month=2026-08", 302)]
    assert "The paper could not be made" in said(answer)


def test_every_figure_opens_its_rows(reader):
    answer = reader.get(PAGE + OCTOBER)
    found, text = answer.context["found"], said(answer)
    for tile, rows in zip(found.tiles, (3, 2, None, None, 1), strict=True):
        assert f'href="{tile.address}"' in text.replace("&amp;", "&")
        if tile.address.startswith("#"):
            assert f'id="{tile.address[1:]}"' in text
            assert [len(part.lines) for part in found.parts if f"#{part.kind}" == tile.address] == [rows]
    meter = reader.get(found.tiles[2].address)
    share = meter.context["whole"]["share"]
    assert (share.proactive, share.count, share.proactive_hours, share.hours) == (1, 4, 30, 40)
    assert len(list(meter.context["table"].data)) == 4
    counted = {line.head: line.counted for line in found.parts[2].lines}
    opened = {
        head: [(words, len(list(reader.get(address).context["table"].data))) for words, address in rows]
        for head, rows in counted.items()
    }
    assert opened == {
        "Positive national mentions": [("2 positive", 2)],
        "Regional coverage that is positive or neutral": [("2 positive or neutral", 2), ("all 3", 3)],
        "Enquiries answered in time": [("1 in time", 1), ("all 2", 2)],
        "Followers": [],
        "Clicks": [],
    }
    assert {reader.get(line.address).status_code for part in found.parts for line in part.lines} == {200}


def test_the_months_before_and_after_and_one_that_has_not_begun(reader):
    text = said(reader.get(PAGE + OCTOBER)).replace("&amp;", "&")
    assert 'href="?council=sevenoaks&month=2026-09" rel="prev">September 2026</a>' in text
    assert 'href="?council=sevenoaks&month=2026-11" rel="next">November 2026</a>' in text
    running = reader.get(PAGE + "?month=2026-11").context["found"]
    assert [line.head for line in running.parts[0].lines] == ["Too late"]
    assert running.parts[2].lines[0].cells == ("1, so far", "10")
    later = reader.get(PAGE + "?month=2099-01").context["found"]
    assert [len(part.lines) for part in later.parts] == [0, 0, 3, 0]
    assert {cell[0][0] for cell in (line.cells for line in later.parts[2].lines)} == {"–"}


def test_of_a_closed_plan_nothing_comes(planted, reader):
    day = date(2026, 11, 1)
    type(planted.plan).objects.filter(pk=planted.plan.pk).update(status="closed", adopted_on=day, closed_on=day)
    assert [len(part.lines) for part in reader.get(PAGE).context["found"].parts] == [3, 0, 5, 1]


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "2026", "2026-1", "0001-01", "1974-05", "2100-01"])
def test_what_is_no_month_is_not_found(reader, month):
    assert [reader.get(f"{page}?month={month}").status_code for page in (PAGE, PAPER)] == [404, 404]


def test_another_council_is_not_found_and_sees_its_own(planted, client):
    for page in (PAGE, PAPER):
        assert client.get(page + OCTOBER).status_code == 302  # nobody is signed in
    foreign = member(planted, "foreign", Role.DIRECTOR, council="kent")
    client.force_login(foreign)
    assert [client.get(page + OCTOBER).status_code for page in (PAGE, PAPER)] == [404, 404]
    own = client.get(PAGE).context["found"]
    assert own.authority == planted.councils["kent"].name
    assert [len(part.lines) for part in own.parts] == [0, 0, 3, 0]
    client.force_login(User.objects.create_user(email="nobody@x.example", name="Nobody"))
    assert [client.get(page + OCTOBER).status_code for page in (PAGE, PAPER)] == [403, 403]
    client.force_login(planted.users["smt2"])
    assert client.get(PAGE + OCTOBER).status_code == 200
    assert client.get(PAGE + "?council=kent").status_code == 404


def test_who_sees_more_councils_chooses(planted, client):
    client.force_login(planted.users["admin"])
    text = said(client.get(PAGE + OCTOBER))
    assert '<option value="sevenoaks" selected>' in text and '<option value="kent">' in text
    assert '<input type="hidden" name="month" value="2026-10">' in text
    assert len(client.get(PAGE + OCTOBER).context["found"].parts[0].lines) == 3


def test_it_takes_the_same_queries_for_one_and_three_of_everything(planted, reader):
    counts = []
    for more in (0, 2):
        for number in range(more):
            plan = planted.plan
            brief = brief_in(State.PLANNED, planted, plan, title=f"More {number}")
            made = plan.campaigns.create(
                brief=brief, title="More", finished_on=date(2026, 10, 2), hours=1, is_proactive=True
            )
            made.findings.create(level="impact", found="x")
            made.spending.create(what="x", amount=1, on=date(2026, 10, 2), by_name="x")
            going_out(plan, f"More {number}", date(2026, 10, 2), made, delivered=date(2026, 10, 2))
            going_out(plan, f"Yet more {number}", date(2026, 11, 2), made)
            row = Measure.objects.create(plan=plan, statement=f"M{number}", unit="count", frequency="month", target=9)
            row.readings.create(period="2026/27-M07", value=9, by_name="x", on=date(2026, 11, 2))
        counts.append(queries(reader, PAGE + OCTOBER))
    assert counts == [20, 20]


def test_briefs_and_the_meter_lead_to_it(reader):
    for name in ("campaigns:briefs", "campaigns:meter"):
        assert re.search(r'href="/monthly/[^"]*">Monthly dashboard</a>', said(reader.get(reverse(name))))
