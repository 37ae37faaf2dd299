"""The 80% meter on planted rows: exact by count and by hours, each figure's link holding just its rows."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from campaigns.flow import State
from campaigns.meter import NO_TEAM, Share, Work, is_reached, months_until, share_of, shares_by_team
from campaigns.meter_table import in_per_cent
from campaigns.models import Brief, Emergency, Enquiry
from people.models import Role
from tests.briefs import MONDAY, MORNING, brief_in, member, sevenoaks
from tests.demo import queries, said

LONDON = ZoneInfo("Europe/London")


def work(hours="1", is_proactive=True, team="Press", on=MONDAY):
    return Work("brief", 1, "x", on, team, None if hours is None else Decimal(hours), is_proactive)


def test_shares_are_exact_by_count_and_by_hours():
    rows = [work("3"), work("4.5"), work("2.5", is_proactive=False), work(None, is_proactive=False)]
    share = share_of(rows)
    assert share == Share(4, 2, Decimal("10.0"), Decimal("7.5"), 1)
    assert (share.by_count, share.by_hours) == (Fraction(50), Fraction(75))
    assert (share_of([]).by_count, share_of([]).by_hours, share_of([work(None)]).by_hours) == (None, None, None)


def test_nothing_is_rounded_before_it_is_compared():
    rows = [work(), *[work() for _ in range(3)], work(is_proactive=False)]
    assert is_reached(share_of(rows).by_count) is True  # 4 of 5
    rows = [*[work() for _ in range(798)], *[work(is_proactive=False) for _ in range(202)]]
    assert share_of(rows).by_count == Fraction(399, 5) and is_reached(share_of(rows).by_count) is False  # 79.8%
    assert in_per_cent(Fraction(7_999_999, 100_000)) == "79.99999%"
    assert is_reached(None) is None


def test_teams_stand_by_name_and_what_no_team_does_last():
    rows = [work(team=""), work(team="print"), work(team="Digital", is_proactive=False)]
    assert list(shares_by_team(rows)) == ["Digital", "print", NO_TEAM]
    assert shares_by_team(rows)["Digital"].by_count == 0


def test_months_go_over_the_end_of_a_year():
    months = months_until(date(2026, 2, 10), 3)
    assert months == [
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    ]


@pytest.fixture
def planted(db):
    """Six pieces of work within December 2025 to November 2026, three outside, and one of another council:
    by count 3 of 6, by hours 90 of 120."""
    with time_machine.travel(MORNING, tick=False):
        people, plan = sevenoaks()
        people.plan = plan

        def approved(title, on, hours, is_proactive, team, state=State.APPROVED):
            brief = brief_in(state, people, plan, title=title, is_proactive=is_proactive, team=team, hours=hours)
            facts = {"before": "assessed", "after": "approved", "by_name": "x", "part": "smt", "on": on}
            brief.steps.create(round=1, number=9, step="approve", **facts)
            return brief

        approved("Garden waste", date(2026, 11, 23), "50", True, "Press")
        approved("Bins", date(2025, 12, 1), "30", True, "Print")
        approved("Prices", date(2026, 5, 1), "10", True, "Press", State.PLANNED)
        approved("Flood", date(2026, 5, 31), "20", False, "Press")
        approved("Too old", date(2025, 11, 30), "500", True, "Press")
        brief_in(State.ASSESSED, people, plan, title="Not approved", is_proactive=True)
        brief_in(State.DECLINED, people, plan, title="Declined", is_proactive=True)
        council = plan.organisation
        moment = datetime(2026, 5, 31, 23, 30, tzinfo=LONDON)
        asked = {"outlet": "Kent Messenger", "question": "?", "received_at": moment, "due_at": moment}
        Enquiry.objects.create(organisation=council, topic="Prices", team="Press", hours="10", **asked)
        Enquiry.objects.create(organisation=people.councils["kent"], topic="Kent's own", hours="7", **asked)
        Emergency.objects.create(
            organisation=council, lead="council", title="Snow", opened_at=moment, opened_by_name="x"
        )
        yield people


@pytest.fixture
def reader(planted, client):
    client.force_login(planted.users["smt"])
    return client


def test_planted_rows_give_the_shares_worked_out_by_hand(reader):
    page = reader.get(reverse("campaigns:meter"))
    share = page.context["whole"]["share"]
    assert share == Share(6, 3, Decimal(120), Decimal(90), 1)
    text = said(page)
    assert "50%</b>" in text and "75%</b>" in text and "90 of 120 hours" in text
    assert text.count("The aim is not reached.") == 2 and "Of 1 nobody has said the hours." in text
    teams = {team: (line["share"].count, line["by_count"], line["by_hours"]) for team, line in page.context["teams"]}
    assert teams == {"Press": (4, "50%", "66.7%"), "Print": (1, "100%", "100%"), NO_TEAM: (1, "0%", "–")}
    months = {first: line["share"].count for first, line in page.context["months"]}
    assert (months[date(2026, 5, 1)], months[date(2026, 11, 1)], len(months)) == (4, 1, 12)
    assert sum(months.values()) == share.count == sum(count for count, *_ in teams.values())


def test_every_figure_opens_the_rows_it_was_counted_from(reader):
    """Of the whole, of each team, of each month: by its link as many rows as it says, and they are of that kind."""
    page = reader.get(reverse("campaigns:meter"))
    lines = [
        page.context["whole"],
        *(line for _, line in page.context["teams"]),
        *(line for _, line in page.context["months"]),
    ]
    seen = 0
    for line in lines:
        counts = {"all": line["share"].count, "proactive": line["share"].proactive, "reactive": line["share"].reactive}
        for name, count in counts.items():
            if not line["share"].count:
                continue
            rows = list(reader.get(reverse("campaigns:meter") + unescape(line[name])).context["table"].data)
            assert (line[name], len(rows)) == (line[name], count)
            assert {row.is_proactive for row in rows} <= {
                "all": {True, False},
                "proactive": {True},
                "reactive": {False},
            }[name]
            seen += 1
    assert seen > 15


def test_work_counts_from_the_day_it_was_approved_and_no_other_council_s(reader):
    rows = {row.title for row in reader.get(reverse("campaigns:meter")).context["table"].data}
    assert rows == {"Garden waste", "Bins", "Prices", "Flood", "Prices (Kent Messenger)", "Snow"}
    earlier = reader.get(reverse("campaigns:meter") + "?to=2025-11").context["table"].data
    assert {row.title for row in earlier} == {"Too old"}
    assert reader.get(reverse("campaigns:meter") + "?to=nonsense").status_code == 200


def test_what_a_campaign_says_goes_before_its_brief(planted, reader):
    brief = Brief.objects.get(title="Prices")
    facts = {"title": "Prices", "hours": 12, "team": "Digital", "is_proactive": False}
    brief.plan.campaigns.create(brief=brief, **facts)
    row = next(row for row in reader.get(reverse("campaigns:meter")).context["table"].data if row.title == "Prices")
    assert (row.team, row.hours, row.is_proactive) == ("Digital", 12, False)


def test_another_council_sees_its_own(planted, client):
    client.force_login(member(planted, "foreign", Role.DIRECTOR, council="kent"))
    rows = {row.title for row in client.get(reverse("campaigns:meter")).context["table"].data}
    assert rows == {"Kent's own (Kent Messenger)"}
    both = planted.users["admin"]
    client.force_login(both)
    every = client.get(reverse("campaigns:meter")).context["whole"]["share"].count
    one = client.get(reverse("campaigns:meter") + "?council=kent").context["whole"]["share"].count
    assert (every, one) == (7, 1)


def test_the_rows_are_taken_away_and_the_page_takes_as_many_queries(planted, reader):
    text = reader.get(reverse("campaigns:meter") + "?as=csv&work=proactive").content.decode()
    assert '"Garden waste","Brief","Press","50","Planned ahead"' in text and "Snow" not in text
    before = queries(reader, reverse("campaigns:meter"))
    for number in range(2):
        brief = brief_in(State.APPROVED, planted, planted.plan, title=f"More {number}")
        brief.steps.create(
            round=1, number=9, step="approve", before="assessed", after="approved", by_name="x", part="", on=MONDAY
        )
    assert queries(reader, reverse("campaigns:meter")) == before
