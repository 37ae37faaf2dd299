"""What may and may not be done before an election, on one page: what it says, and that it is one page of tagged PDF."""

import re
import subprocess
from datetime import date

import pikepdf
import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from page import ValidationProfile, validate_pdf

from actions.services.structure import add_action
from actions.timing import parse_timing
from campaigns.models import Activity
from campaigns.services import clearances
from plans.models import Election, Plan
from reports.guidance import WHOLE, build_guidance
from reports.rendering import RenderFailed, render_pdf
from reports.views import sheets as views
from tests.demo import said, seed

TODAY = date(2026, 3, 2)
CLEARANCE = {"way": "exemption", "who": "Ann Officer", "post": "", "reason": "Tickets are sold already"}


def thing(verdict, title="Park opens", **more):
    facts = {"title": title, "label": "", "goes_out": "1 April 2026", "what": "A public launch", "verdict": verdict}
    return facts | {"clearance": CLEARANCE if verdict == "cleared" else None} | more


def data(*things, **more):
    return {
        "authority": "Maidstone Borough Council", "name": "Borough elections", "kind": "District or borough", "wards": "All",
        "notice": "2026-03-20", "poll": "2026-05-07", "on": "2026-03-02", "things": list(things), "left_out": 0, **more,
    }  # fmt: skip


def html(given):
    return render_to_string("reports/sheet_paper.html", {"paper": build_guidance(given)})


def words(given):
    return " ".join(html(given).split()).replace("\u00a0", " ")


def test_it_says_the_days_what_is_held_until_when_what_is_exempt_and_by_whom():
    found = words(
        data(thing("held"), thing("until a day is named", "Magazine"), thing("cleared"), thing("passes", "Notice"))
    )
    assert "from the notice of election on Friday 20 March 2026 to polling day, Thursday 7 May 2026." in found
    assert "<strong>2</strong> held" in found and "From 8 May 2026" in found
    assert "Once a day is named, or from 8 May 2026" in found
    assert "Ann Officer, Monitoring Officer" in found and "Tickets are sold already" in found
    assert "District or borough election" in found and "in all wards" in found and "Yes, as planned" in found


def test_with_nothing_in_the_period_the_rule_stands_alone():
    found = build_guidance(data())
    assert [section.title for section in found.sections] == ["The rule"]


def test_what_does_not_fit_is_counted_and_what_is_exempt_information_is_left_out():
    rows = [thing("held", f"Thing {number}") for number in range(40)]
    found = words(data(*rows, *[thing("passes", "Rota")] * 2, left_out=1))
    (held,) = map(int, re.findall(r"Only on the election’s own page: (\d+) held, 2 passing", found))
    assert len(re.findall(r"Thing \d+", found)) == 40 - held and "Rota" not in found
    assert "1 action is exempt information and not on this page." in found


def test_nothing_that_passes_stands_in_the_place_of_what_is_held():
    """And the page of the site, which has no end, shows all of it."""
    given = data(*[thing("held", f"Thing {number}") for number in range(9)], *[thing("passes", "Rota")] * 20)
    paper, page = build_guidance(given), build_guidance(given, room=WHOLE)
    assert [row.head for row in paper.sections[1].table.rows][:9] == [f"Thing {number}" for number in range(9)]
    assert (len(page.sections[1].table.rows), "Only on" in page.sections[1].table.caption) == (29, False)


LONG = "words that go on for longer than any line of a page of this size can hold them " * 8
FULL = [
    thing(verdict, f"{number} {LONG}", label=LONG, goes_out=LONG, clearance=CLEARANCE | {"reason": LONG, "who": LONG[:120]})
    for verdict in ("held", "until a day is named", "not classed yet", "cleared", "passes")
    for number in range(20)
]  # fmt: skip


@pytest.mark.poppler
@pytest.mark.parametrize(
    "given",
    [data(), data(thing("held"), thing("cleared"), thing("not classed yet")), data(*FULL, name=LONG[:120], wards=LONG[:500], left_out=3)],
    ids=["empty", "some", "full"],
)  # fmt: skip
def test_it_is_one_page_of_tagged_pdf(given, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(html(given)))
    result = validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in result.failures] == []
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "Page 1 of 1" in text


@pytest.fixture
def people(db):
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def election(people):
    Election.objects.all().delete()
    Plan.objects.update(status="closed", adopted_on=TODAY, closed_on=TODAY)
    maidstone, by = people.councils["maidstone"], people.users["plan.manager"]
    days = {"notice_date": date(2026, 3, 20), "polling_day": date(2026, 5, 7)}
    election = Election.objects.create(organisation=maidstone, name="Borough elections", wards="Fant", **days)
    plan = Plan.objects.create(organisation=maidstone, title="Ours", slug="ours", first_year=2026, last_year=2026)
    for title, exempt in (("Park opens", ""), ("Fair", ""), ("Secret sale", "3")):
        timing = parse_timing("1 April 2026", plan.years)
        action = add_action(plan=plan, by=by, title=title, timing=timing, exempt=exempt)
        Activity.objects.create(action=action, publicity="launch")
    given = {"officer": "Ann Officer", "reason": "Tickets are sold", "things": ["2026-04-01:2026-04-01:"]}
    clearances.exempt(action=plan.actions.get(title="Fair"), election=election, by=by, on=TODAY, **given)
    return election


def test_page_and_pdf_come_from_the_holds(people, election, client, monkeypatch):
    client.force_login(people.users["officer"])
    page = said(client.get(reverse("reports:guidance", kwargs={"pk": election.pk}))).replace("\u00a0", " ")
    for found in (
        "Park opens",
        "Ann Officer, Monitoring Officer",
        "Tickets are sold",
        "<dt>District or borough election</dt><dd>in Fant</dd>",
        "8 May 2026",
    ):
        assert found in page
    assert "Secret sale" not in page and "1 action is exempt information" in page
    answer = client.get(reverse("reports:guidance-pdf", kwargs={"pk": election.pk}))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")

    def must_not_draw(*args, **kwargs):
        raise AssertionError("drawn twice")

    monkeypatch.setattr(views, "render_pdf", must_not_draw)
    assert client.get(reverse("reports:guidance-pdf", kwargs={"pk": election.pk})).content == answer.content


def test_where_it_cannot_be_drawn_the_page_says_so(people, election, client, monkeypatch):
    def fails(*args, **kwargs):
        raise RenderFailed("The paper could not be made, and the printing process did not say why.")

    Election.objects.filter(pk=election.pk).update(wards="Another")
    monkeypatch.setattr(views, "render_pdf", fails)
    client.force_login(people.users["officer"])
    answer = client.get(reverse("reports:guidance-pdf", kwargs={"pk": election.pk}), follow=True)
    assert "The paper could not be made" in said(answer)
