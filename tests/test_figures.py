"""Every figure of every dashboard is the number of rows behind its link, and what the paper prints."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from actions.models import Action, DateChange, Occurrence, ProgressUpdate
from actions.timing import parse_timing
from commsplan.demo.periods import close_periods
from people.models import Officer
from plans.models import Decision, Plan, Priority
from reports import standings
from reports.models import ActionStanding
from reports.paper_dashboard import build_dashboard
from reports.paper_kinds import DASHBOARD
from reports.progress import as_data, build_plan_progress
from reports.views import finding
from tests.demo import queries, said, seed
from tests.paper_data import empty

FIGURE = re.compile(r'<a href="([^"]*)" data-counts="(\d+)">')
COUNT = re.compile(r"<b data-count>(\d+)</b>")
MKIP, MAIDSTONE = "mkip-2015-16", "maidstone-improvement-2013-14"
TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
NARROWED = [
    "?colour=red",
    "?owner=manager",
    "?audience=staff",
    "?channel=e-mail&colour=green",
    "?due_from=01/12/2026",
    "?q=survey",
]


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def people(db):
    found = seed(as_written=False, today=timezone.localdate())
    plan = Plan.objects.get(slug=MKIP)
    close_periods(plan, by=found.users["plan.manager"], today=timezone.localdate())
    dispute(plan)
    with_parts(plan)
    one_that_begins_later(plan)
    slip(Plan.objects.get(slug=MAIDSTONE))
    Decision.objects.create(plan=plan, title="A new contract", position=1)
    return found


def dispute(plan, title="Open day", weeks=3):
    """Green declared, three weeks overdue, its own words against it."""
    due = timezone.localdate() - timedelta(weeks=weeks)
    action = Action.objects.create(
        plan=plan,
        title=title,
        timing=parse_timing(f"{due:%d/%m/%Y}"),
        added_on=plan.adopted_on,
        priority=plan.priorities.first(),
    )
    Occurrence.objects.create(action=action, due=due, first_due=due)
    ProgressUpdate.objects.create(
        action=action,
        rag="green",
        done="It will not be delivered this year.",
        by_name="Officer",
        on=due - timedelta(days=5),
    )
    return action


def with_parts(plan):
    """A group whose parts are given to somebody, one of them late and one in dispute."""
    group = Action.objects.create(
        plan=plan,
        title="Newsletters",
        timing=parse_timing("Quarterly", plan.years),
        added_on=plan.adopted_on,
        priority=plan.priorities.last(),
    )
    for number in range(3):
        part = dispute(plan, f"Issue {number}", weeks=number)
        part.parent, part.priority = group, group.priority
        part.save()
    group.also_serves.add(plan.priorities.first())


def slip(plan):
    today = timezone.localdate()
    action = plan.actions.first()
    Occurrence.objects.create(
        action=action, label="Launch", due=today + timedelta(days=20), first_due=today - timedelta(days=9)
    )
    before, after = parse_timing("16/11/2026"), parse_timing("15/12/2026")
    DateChange.objects.create(action=action, before=before, after=after, days=29, reason="Late", by_name="x", on=today)


def one_that_begins_later(plan):
    """Nobody has been heard of it, and nobody need have been."""
    later = timezone.localdate() + timedelta(days=60)
    Action.objects.create(
        plan=plan,
        title="Summer fair",
        timing=parse_timing(f"From {later:%d/%m/%Y}", plan.years),
        added_on=plan.adopted_on,
    )


def figures(client, address):
    """[(the figure, the address of its rows)] of a page."""
    page = said(client.get(address))
    return [(int(number), html.unescape(link)) for link, number in FIGURE.findall(page)]


def rows_behind(client, link):
    """How many rows the page says it has, and how many it lists on all its pages; of what changed, the rows of the group."""
    address, _, group = link.partition("#")
    page = said(client.get(address))
    if group:
        found = re.search(rf'id="{group}"><th[^>]*>[^<]*: (\d+)</th></tr>(.*?)(?:<tr class="is-group"|</tbody>)', page)
        return int(found[1]), found[2].count('<th scope="row">')
    listed = page.count('<th scope="row">')
    for number in range(2, 9):
        if 'rel="next"' not in page:
            break
        page = said(client.get(f"{address}&page={number}"))
        listed += page.count('<th scope="row">')
    return int(COUNT.search(page)[1]), listed


def dashboards():
    plans = [f"/plans/{plan.slug}/" for plan in Plan.objects.all()]
    priorities = [f"/priorities/{pk}/" for pk in Priority.objects.values_list("pk", flat=True)]
    officers = [
        f"/actions/?officer={pk}" for pk in Officer.objects.exclude(assignments=None).values_list("pk", flat=True)
    ]
    return ["/plans/", *plans, *priorities, *officers]


@pytest.mark.parametrize("role", ["director", "officer", "officer2", "admin"])
def test_every_figure_is_the_number_of_rows_behind_it(people, client, role):
    client.force_login(people.users[role])
    walked, seen = 0, {}
    narrowed = NARROWED if role == "director" else ()
    pages = [f"{page}{query}" for page in dashboards() for query in ("", *(() if "?" in page else narrowed))]
    for page in pages:
        if client.get(page).status_code != 200:
            continue  # another council's
        for number, link in figures(client, page):
            seen[link] = seen.get(link) or rows_behind(client, link)
            assert (page, link, number) == (page, link, seen[link][0])
            assert seen[link] == (number, number)
            walked += 1
    assert walked >= {"director": 100, "officer": 50, "officer2": 0, "admin": 50}[role]


def test_the_walk_would_see_a_figure_that_is_wrong(people, client):
    """Negative control: a row is taken from what is kept, and not from the plan's own figures."""
    client.force_login(people.users["director"])
    client.get("/plans/")
    ActionStanding.objects.filter(rating="red", is_part=False).first().delete()
    wrong = [link for number, link in figures(client, "/plans/") if rows_behind(client, link)[0] != number]
    assert len(wrong) >= 2  # the portfolio's own, and that of the plan


def test_the_figures_are_what_the_paper_prints(people, client):
    client.force_login(people.users["director"])
    today = timezone.localdate()
    for plan in Plan.objects.all():
        data = as_data(build_plan_progress(plan, on=today))
        head = {"report": empty()["report"] | {"kind": DASHBOARD}, "changes": None}
        printed = {words: figure for figure, words in build_dashboard(data | head).tiles}
        page = {link: number for number, link in figures(client, f"/plans/{plan.slug}/")}
        of = {
            key: page.get(f"/actions/?plan={plan.slug}&{key}", 0)
            for key in ("show=overdue", "colour=green", "colour=complete")
        }
        assert printed["past their date and not done"] == f"{of['show=overdue']}"
        well = of["colour=green"] + of["colour=complete"]
        assert printed["rated actions are on course or complete"].startswith(f"{well} of ")
        assert data["action_tally"] == {
            key: page.get(f"/actions/?plan={plan.slug}&colour={key}", 0) for key in data["action_tally"]
        }


def test_a_planted_dispute_is_the_first_thing_on_portfolio_and_dashboard(people, client):
    client.force_login(people.users["director"])
    for page in ("/plans/", f"/plans/{MKIP}/"):
        text = said(client.get(page))
        first = text.index("Colours in dispute</h2>")
        assert first < text.index("</table>")
        row = text[first:].split('<tr class="is-flag">')[1]
        assert "<b>Open day</b>" in row
        words = re.sub(r"<[^>]+>", " ", row.split("</tr>")[0])
        assert "3 weeks overdue" in words
        assert "The words contradict the colour: “will not be delivered”." in words


def test_the_address_keeps_what_a_page_is_narrowed_to(people, client):
    client.force_login(people.users["director"])
    page = said(client.get("/plans/?owner=manager&council=maidstone"))
    assert 'value="manager"' in page
    assert all("owner=manager" in link for _, link in figures(client, "/plans/?owner=manager"))
    assert '<option value="maidstone" selected>' in page


def test_the_portfolio_takes_the_same_queries_for_one_plan_and_three(people, client):
    client.force_login(people.users["director"])
    plan = Plan.objects.get(slug=MKIP)
    counts = []
    for number in range(3):
        for address in (
            "/plans/",
            "/plans/?owner=manager",
            "/actions/",
            f"/actions/?plan={MKIP}&colour=red",
            f"/plans/{MKIP}/",
        ):
            client.get(address)
        standings.keep(on=timezone.localdate())
        counts.append([queries(client, address) for address in ("/plans/", "/plans/?owner=manager", "/actions/")])
        other = Plan.objects.create(
            organisation=plan.organisation, title=f"Plan {number}", slug=f"p{number}", first_year=2026, last_year=2026,
            status="adopted", adopted_on="2026-04-01",
        )  # fmt: skip
        Priority.objects.create(plan=other, title="First")
        dispute(other)
    assert counts[0] == counts[1] == counts[2]


def test_a_list_is_taken_away_line_by_line_as_it_is_narrowed_down(people, client):
    client.force_login(people.users["director"])
    answer = client.get("/actions/?show=disputed&as=csv")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert answer.streaming
    assert lines[0].startswith('"Plan","Priority","Part of","Reference","Action"')
    count, _ = rows_behind(client, "/actions/?show=disputed")
    assert len(lines) == count + 1
    assert any('"Issue 1"' in line and '"Newsletters"' in line for line in lines)  # a part, and what it is a part of


def test_excel_is_given_so_many_rows_and_no_more(people, client, monkeypatch):
    client.force_login(people.users["director"])
    assert client.get("/actions/?colour=red&as=xlsx")["Content-Type"].endswith("sheet")
    monkeypatch.setattr(finding, "MOST_IN_EXCEL", 1)
    assert "more than Excel is given at once" in said(client.get("/actions/?as=xlsx"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("page=zzz&sort=nonsense", ""),
        ("page=99999999999999999999", ""),
        ("colour=purple", "purple"),
        ("officer=99999999999999999999999", "That person is not among those you may see."),
        ("priority=abc", "That priority is not among those you may see."),
        ("plan=no-such-plan", "That plan is not among those you may see."),
        ("council=atlantis", "That organisation is not among those you may see."),
        ("due_from=31/02/2026", "Give the date as day, month and year"),
        ("due_from=02/12/2026&due_to=01/12/2026", "Give a day that is not before the first."),
        ("year=99999999999&show=everything", "everything"),
        ("q=" + "x" * 500, "100"),
        ("owner=%F0%9F%98%80", ""),
    ],
)
def test_whatever_the_address_asks_for_is_answered_in_a_sentence(people, client, query, sentence):
    client.force_login(people.users["director"])
    for page in ("/actions/", "/plans/", f"/plans/{MKIP}/"):
        answer = client.get(f"{page}?{query}")
        assert (page, answer.status_code) in ((page, 200), (page, 400))
        if page == "/actions/":
            assert sentence in said(answer)
            assert answer.status_code == (400 if sentence else 200)


def test_another_councils_figures_are_in_none_of_ones_own(people, client):
    """The sums over what one may see are those of one's own plans, whoever else is in the register."""
    client.force_login(people.users["officer2"])
    page = said(client.get("/plans/"))
    assert figures(client, "/plans/") == []
    assert "0 plans" in page
    assert "Open day" not in page
