"""Looking for plans, actions, people and papers: what the reader may see, and nothing else."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from actions.models import Action, Assignment
from actions.timing import parse_timing
from people.models import Officer
from plans.models import Plan
from reports.services.papers import draft_report
from tests.demo import queries, said, seed

MKIP = "mkip-2015-16"


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def people(db):
    found = seed(as_written=False, today=timezone.localdate())
    plan = Plan.objects.get(slug=MKIP)
    draft_report(
        plan=plan, by=found.users["democratic.services"], title="Newsletter paper", as_at=timezone.localdate(),
        meeting=None, report_of="Director",
    )  # fmt: skip
    return found


def found(client, words):
    """{heading: titles} of what the page lists."""
    page = said(client.get("/search/", {"q": words}))
    groups = re.findall(r'<section class="cp-section" aria-labelledby="g\d+">(.*?)</section>', page)
    return {
        re.search(r"<h2[^>]*>([^<]*)</h2>", group)[1]: re.findall(r'<li><a href="[^"]*">([^<]*)</a>', group)
        for group in groups
    }


def test_each_kind_of_thing_is_found_by_its_words(people, client):
    client.force_login(people.users["democratic.services"])
    assert found(client, "mkip communications")["Plans"] == ["MKIP/MKS Communications Plan 2026/27"]
    assert found(client, "MKS NEWSLETTER")["Actions"] == ["MKS Newsletter"]
    assert found(client, "newsletter paper")["Papers"] == ["Newsletter paper"]
    assert "Director of Change" in found(client, "director of change")["People"]


def test_all_the_words_are_wanted(people, client):
    client.force_login(people.users["director"])
    assert found(client, "newsletter zebra") == {}
    assert "Nothing you may see has “newsletter zebra”." in said(client.get("/search/?q=newsletter zebra"))


def test_all_actions_with_these_words_are_all_of_them(people, client):
    plan = Plan.objects.get(slug=MKIP)
    for number in range(12):
        Action.objects.create(
            plan=plan, title=f"Zebra leaflet {number}", method="About a giraffe", timing=parse_timing("Tbc", plan.years)
        )
    client.force_login(people.users["director"])
    page = said(client.get("/search/?q=giraffe zebra"))
    (link,) = re.findall(r'<a href="(/actions/[^"]*)">All actions with these words', page)
    assert "<b data-count>12</b>" in said(client.get(link))


def test_an_action_with_parts_is_found_by_its_own_words_and_officer(people, client):
    plan, jane = Plan.objects.get(slug=MKIP), people.officers["Jane Clarke"]
    whole, part = (
        Action.objects.create(plan=plan, title=title, timing=parse_timing("Tbc", plan.years))
        for title in ("Quokka", "Leaflet")
    )
    Action.objects.filter(pk=part.pk).update(parent=whole)
    Assignment.objects.create(action=whole, officer=jane, is_accountable=True)
    client.force_login(people.users["director"])
    assert "<b data-count>1</b>" in said(client.get("/actions/?q=quokka"))
    assert ">Quokka</a>" in said(client.get(f"/actions/?officer={jane.pk}"))


def test_one_letter_is_too_few_and_none_is_no_search(people, client):
    client.force_login(people.users["director"])
    assert "Give two letters or more." in said(client.get("/search/?q=n"))
    assert "Nothing you may see" not in said(client.get("/search/"))


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "x" * 5000, "<script>alert(1)</script>"])
def test_whatever_is_typed_is_looked_for_as_it_is(people, client, words):
    client.force_login(people.users["director"])
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert found(client, words) == {}


def test_another_council_is_found_nowhere(people, client):
    marker = "Zyxmarker"
    Plan.objects.filter(slug=MKIP).update(title=f"{marker} plan")
    Action.objects.filter(plan__slug=MKIP).update(title=f"{marker} action")
    Officer.objects.filter(organisation=people.councils["maidstone"]).update(post=f"{marker} post")
    client.force_login(people.users["officer2"])
    assert found(client, marker) == {}
    for address in (
        f"/actions/?q={marker}",
        f"/plans/?q={marker}",
        f"/actions/?owner={marker}",
        f"/actions/?plan={MKIP}",
        f"/actions/?as=csv&q={marker}",
    ):
        body = b"".join(client.get(address, follow=True))
        assert body.decode().replace(f'value="{marker}"', "").count(marker) == 0
    # Negative control: whoever may see it does.
    client.force_login(people.users["director"])
    assert set(found(client, marker)) >= {"Plans", "Actions", "People"}


def test_a_plan_that_one_may_not_see_is_said_like_one_that_is_not_there(people, client):
    client.force_login(people.users["officer2"])
    theirs, nowhere = (said(client.get(f"/actions/?plan={slug}")) for slug in (MKIP, "no-such-plan"))
    assert "That plan is not among those you may see." in theirs
    assert theirs.replace(MKIP, "") == nowhere.replace("no-such-plan", "")


def test_the_same_queries_however_much_is_found(people, client):
    client.force_login(people.users["director"])
    few = queries(client, "/search/?q=webpage")
    assert queries(client, "/search/?q=m") <= few
    assert queries(client, "/search/?q=member") == few


def test_a_sign_in_leads_to_what_one_is_there_for(people, client):
    begun = {}
    for role in ("officer", "director", "democratic.services", "plan.manager", "admin"):
        client.force_login(people.users[role])
        begun[role] = client.get("/start/").url
    assert begun == {
        "officer": "/", "director": "/plans/", "democratic.services": "/reports/", "plan.manager": "/", "admin": "/",
    }  # fmt: skip
