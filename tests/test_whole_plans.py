"""Whole plans: what the papers hold, out as JSON and in again, forward into the next year, and what is wrong with them."""

import html
import json
import re
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ActionQuestion, Occurrence
from actions.timing import parse_timing
from commsplan.demo import build, kcc, sevenoaks
from imports.whole.forward import Forward, roll_forward
from imports.whole.holdings import counts
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from people.models import Membership, Officer, Organisation, Role, User
from plans.models import Plan
from plans.periods import years_on
from reports.health.faults import HEADINGS
from tests.demo import TODAY, once, queries, said, seed

MKIP, MAIDSTONE = build.MKIP_SLUG, build.MAIDSTONE_SLUG


@pytest.fixture
def papers(db):
    """The five papers as written."""
    people = seed(as_written=True)
    kcc.build_kcc(people, today=TODAY, as_written=True)
    sevenoaks.build_sevenoaks(people, today=TODAY, as_written=True)
    return people


def printed(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_demo_holds_the_papers_whole(papers):
    found = {
        slug: counts(export_plan(Plan.objects.get(slug=slug))) for slug in (MKIP, MAIDSTONE, kcc.SLUG, sevenoaks.SLUG)
    }
    kent, oaks = found[kcc.SLUG], found[sevenoaks.SLUG]
    wanted = {"priorities": 14, "actions": 27, "sub_actions": 65, "milestones": 19, "decisions": 1, "risks": 8}
    wanted |= {"continuity": 3, "support": 7, "measures": 3}
    assert {name: kent[name] for name in wanted} == wanted
    mkip = {"actions": 11, "measures": 6, "objectives": 6, "key_messages": 4}
    assert {name: found[MKIP][name] for name in mkip} == mkip
    assert (found[MAIDSTONE]["priorities"], found[MAIDSTONE]["actions"]) == (4, 28)
    assert (oaks["priorities"], oaks["actions"], oaks["stakeholders"]) == (6, 16, 16)
    data = export_plan(Plan.objects.get(slug=kcc.SLUG))
    assert [decision["in_forward_plan"] for one in data["priorities"] for decision in one["decisions"]] == ["no"]
    quarters = ["2013/14-Q1", "2013/14-Q2", "2013/14-Q3", "2013/14-Q4"]
    assert [*data["measures"][0]["targets"]] == ["2013/14", *quarters, "2014/15"]
    groups = {one["group"] for one in export_plan(Plan.objects.get(slug=sevenoaks.SLUG))["stakeholders"]}
    assert groups == {"key_players", "keep_informed", "monitor"}


def test_out_and_in_again_is_the_same(papers, tmp_path):
    plans = [MKIP, MAIDSTONE, kcc.SLUG, sevenoaks.SLUG]
    before = {slug: printed("export_plan", slug, "--json") for slug in plans}
    for slug in plans:
        build.remove(slug)
    for council in Organisation.objects.all():  # so that none is found, and all are made
        council.name, council.slug = f"Before {council.name}", f"before-{council.slug}"
        council.save()
    for slug in plans:
        (tmp_path / "plan.json").write_text(before[slug])
        printed("import_plan", str(tmp_path / "plan.json"), "--commit", "--by", "admin@demo.example")
    assert {slug: printed("export_plan", slug, "--json") for slug in plans} == before


def test_a_plan_with_a_life_goes_out_and_in_again(db):
    """Updates, moved dates, requests, deliveries, surveys with counts, meetings."""
    people = seed(as_written=False)
    plan = Plan.objects.get(slug=MKIP)
    jane = people.officers["Jane Clarke"]
    Officer.objects.filter(pk=jane.pk).update(also_known_as=["J. Clarke"])
    asked = ActionQuestion.objects.get(action__plan=plan)
    asked.answers.create(update=asked.action.updates.latest("pk"), by_name="x", on=TODAY)
    asked.answers.create(text="In words too.", by_name="x", on=TODAY)
    before = export_plan(plan)
    assert before["surveys"] and before["meetings"]
    (question,) = [one for group in before["priorities"] for action in group["actions"] for one in action["questions"]]
    assert [(one["text"], one["update"]) for one in question["answers"]] == [("", 2), ("In words too.", None)]
    assert any(action["date_changes"] for one in before["priorities"] for action in one["actions"])
    build.remove(MKIP)
    Officer.objects.filter(pk=jane.pk).update(name="Gone")
    again = take_in(json.loads(json.dumps(before)), by=people.users["admin"])
    assert export_plan(again) == before
    second = take_in(before, by=people.users["admin"])
    assert second.slug != again.slug


def test_what_is_no_whole_export_is_refused_in_a_sentence(papers):
    data, by = export_plan(Plan.objects.get(slug=MKIP)), papers.users["admin"]
    wrong = [
        {},
        {"plan": {}, "priorities": []},
        data | {"commsplan": 99},
        data | {"officers": None},
        data | {"plan": data["plan"] | {"first_year": "x"}},
        data | {"plan": data["plan"] | {"title": "x" * 999}},
        data | {"objectives": [{"statement": "", "audience": None, "reference": ""}]},
        data | {"objectives": [{"statement": "x", "audience": "nobody", "reference": ""}]},
        data | {"measures": [{}]},
        data | {"actions": [{"title": "x"}]},
        data | {"audiences": [*data["audiences"], *data["audiences"]]},
    ]
    standing = Plan.objects.count()
    for broken in wrong:
        with pytest.raises(ValidationError) as refusal:
            take_in(broken, by=by)
        assert refusal.value.messages[0].endswith(".")
    assert Plan.objects.count() == standing


def test_a_file_that_no_page_could_show_again_is_refused(db):
    """What is kept as JSON is looked into as well: a date of another kind would break every page that lists it."""
    people = seed(as_written=False)
    plan, by = Plan.objects.get(slug=MKIP), people.users["plan.manager"]
    timing = plan.actions.in_order().first().timing.as_json()
    deep = json.loads(f"{'[' * 900}{']' * 900}")
    wrong = [
        {"timing": "May 2015"},
        {"timing": timing | {"kind": "someday"}},
        {"timing": timing | {"as_written": None}},
        {"timing": timing | {"latest": "9999-12-31"}},
        {"added_on": "0001-01-01"},
        {"source": ["x"]},
        {"source": {"follows": "x"}},
        {"source": {"title": 5}},
        {"method": deep},
    ]
    standing = Plan.objects.count()
    data = export_plan(plan)
    data["officers"][0] |= {"name": "New", "also_known_as": "J. Clarke"}
    with pytest.raises(ValidationError):
        take_in(data, by=by, organisation=plan.organisation)
    for broken in wrong:
        data = export_plan(plan)
        first = next(one["actions"] for one in [*data["priorities"], data] if one["actions"])
        first[0] |= broken
        with pytest.raises(ValidationError):
            take_in(data, by=by, organisation=plan.organisation)
    data = export_plan(plan)
    first = next(one["actions"] for one in [*data["priorities"], data] if one["actions"])
    first[0]["actions"] = [
        {**first[0], "source_key": None, "actions": [{**first[0], "source_key": None, "actions": []}]}
    ]
    with pytest.raises(ValidationError, match="two levels"):
        take_in(data, by=by, organisation=plan.organisation)
    assert Plan.objects.count() == standing


def test_who_may_take_a_plan_in_and_for_whom(papers):
    data = export_plan(Plan.objects.get(slug=MKIP))
    manager, kent = papers.users["plan.manager"], papers.councils["kent"]
    with pytest.raises(PermissionDenied):
        take_in(data, by=manager, organisation=kent)
    own = take_in(data, by=manager, organisation=papers.councils["maidstone"])
    assert [*own.partners.all()] == []  # sharing is the administrator's
    foreign = User.objects.create_user("manager@kent.example", "x", name="Manager")
    Membership.objects.create(user=foreign, organisation=kent, role=Role.PLAN_MANAGER)
    theirs = take_in(export_plan(own), by=foreign, organisation=kent)
    assert {one.officer.organisation for one in assignments_of(theirs) if one.officer} <= {kent}


def assignments_of(plan):
    return [one for action in plan.actions.all() for one in action.assignments.select_related("officer__organisation")]


def test_rolling_forward_carries_moves_and_remembers(db, client):
    people = seed(as_written=False)
    plan, manager = Plan.objects.get(slug=MKIP), people.users["plan.manager"]
    client.force_login(manager)
    page = client.get(reverse("imports:forward", kwargs={"slug": MKIP}))
    sent = page.context["form"].initial | {"dates": "move"}
    answer = client.post(
        reverse("imports:forward", kwargs={"slug": MKIP}), once(**{k: sent[k] for k in ("title", "carried", "dates")})
    )
    assert answer.status_code == 302
    made = Plan.objects.get(previous=plan)
    late = made.actions.filter(occurrences__due__lt=timezone.localdate()).distinct().count()
    assert late and f"Dates of {late} of its actions have passed already" in said(client.get(answer.url))
    assert (made.title, made.first_year, made.status) == ("MKIP/MKS Communications Plan 2016/17", 2016, "draft")
    assert made.partner_ids == plan.partner_ids
    old, new = plan.actions.in_order(), made.actions.in_order()
    assert [one.title for one in new] == [one.title for one in old]
    dates = {one.title: one.timing for one in new}
    assert dates["Staff survey"].as_written == "March 2017" and dates["Staff survey"].latest == date(2017, 3, 31)
    assert dates["MKS Newsletter"].as_written == "Quarterly"
    assert Occurrence.objects.filter(action__in=new, action__title="MKS Newsletter").count() == 4
    assert [[str(one) for one in action.assignments.in_order()] for action in new] == [
        [str(one) for one in action.assignments.in_order()] for action in old
    ]
    assert not any(action.updates.exists() or action.date_changes.exists() for action in new)
    measure = made.measures.in_order().first()
    assert measure.outturn == "70.0% (42 of 60), 2015/16" and measure.target == 66
    assert "70.0% (42 of 60)" in said(client.get(reverse("reports:dashboard", kwargs={"slug": made.slug})))
    followed = new.first()
    assert f'href="/actions/{old.first().pk}/">Last year’s action' in said(client.get(f"/actions/{followed.pk}/"))


def test_rolling_forward_clears_dates_and_leaves_behind_what_is_done(db):
    people = seed(as_written=False)
    plan, by = Plan.objects.get(slug=MKIP), people.users["plan.manager"]
    choice = Forward("Next", carried=("actions",), moves_dates=False, leaves_done=True)
    made = roll_forward(plan=plan, by=by, choice=choice, on=TODAY)
    titles = [one.title for one in made.actions.in_order()]
    assert "Intranet updates" not in titles and "Staff survey" in titles
    assert {one.timing.kind for one in made.actions.all()} == {"none"}
    assert not made.priorities.exists() and not made.measures.exists() and not made.audiences.exists()
    with pytest.raises(ValidationError):
        roll_forward(plan=plan, by=by, choice=Forward("Next", carried=()), on=TODAY)
    with pytest.raises(PermissionDenied):
        roll_forward(plan=plan, by=people.users["officer"], choice=choice, on=TODAY)


@pytest.mark.parametrize(
    ("written", "later"),
    [
        ("May 2015 – as part of induction", "May 2016 – as part of induction"),
        ("April 13 – March 14", "April 14 – March 15"),
        ("2015/16", "2016/17"), ("2019-21", "2020-22"), ("12/01/15", "12/01/16"), ("12.01.2015", "12.01.2016"),
        ("2015-01-12", "2016-01-12"), ("Monday 12 January 2015", "12 January 2016"), ("Q3 2015/16", "Q3 2016/17"),
        ("Quarterly", "Quarterly"), ("3 to 7 June", "3 to 7 June"), ("2pm, 14.30", "2pm, 14.30"), ("119,000", "119,000"),
    ],
)  # fmt: skip
def test_a_year_on(written, later):
    assert years_on(written, 1) == later


def faults(slug):
    found = json.loads(printed("check_plan", slug, "--json"))
    assert found["plan"] == slug
    return found["faults"]


def test_the_health_check_names_what_is_wrong_with_the_papers(papers):
    def sentences(slug, code):
        return [one["sentence"] for one in faults(slug) if one["code"] == code]

    assert sentences(MKIP, "objective_without_measure") == [
        "No measure shows whether the objective “Staff to understand the difference between MKIP/MKS” is reached."
    ]
    assert len(sentences(MKIP, "unnamed_post")) == 2 and len(sentences(MKIP, "action_without_date")) == 2
    assert len(sentences(sevenoaks.SLUG, "action_without_owner")) == 16
    gaps = " ".join(sentences(sevenoaks.SLUG, "placeholder"))
    for placeholder in ("from x to y", "X new homes", "More tbc", "202/21", "lol"):
        assert placeholder in gaps
    assert len(sentences(kcc.SLUG, "target_only_in_prose")) == 3
    assert sentences(kcc.SLUG, "alike_actions")[0].startswith("1.1 and 10.1 are exactly alike")
    assert len(sentences(kcc.SLUG, "milestone_before_plan")) == 2
    assert sentences(kcc.SLUG, "decision_not_in_forward_plan") == [
        "The decision “CMT / Corporate Board to agree KNet vision” is not in the forward plan."
    ]
    assert sentences(kcc.SLUG, "outsized_share") == ["Steve Charman is accountable for 30 of 65 actions (46%)."]
    assert sentences(kcc.SLUG, "only_outputs") == []
    measures = Plan.objects.get(slug=kcc.SLUG).measures
    measures.update(level="output")
    assert len(sentences(kcc.SLUG, "only_outputs")) == 1
    measures.filter(pk=measures.first().pk).update(level="out_take")
    assert sentences(kcc.SLUG, "only_outputs") == []
    assert not sentences(MAIDSTONE, "alike_actions") and sentences(MAIDSTONE, "colour_without_explanation")


def test_a_fault_leads_to_the_very_field_and_names_it_as_the_field_does(papers, client):
    manager = papers.users["plan.manager"]
    for council in Organisation.objects.filter(plans__isnull=False).distinct():
        Membership.objects.get_or_create(user=manager, organisation=council, role=Role.PLAN_MANAGER)
    client.force_login(manager)
    plan = Plan.objects.get(slug=MKIP)
    actions = list(plan.actions.in_order())
    for action, written in zip(actions, ("31/02/2015", "30 June 2015 – 1 May 2015"), strict=False):
        action.timing = parse_timing(written, plan.years)
        action.save()
    actions[2].audiences.clear()
    plan.measures.update(target=None)
    plan.measures.filter(pk=plan.measures.first().pk).update(statement="Calls answered")
    twin = {"plan": plan, "title": "Twin", "timing": parse_timing("May 2015", plan.years), "added_on": TODAY}
    for position in (98, 99):
        Action.objects.create(position=position, **twin)
    kent = Plan.objects.get(slug=kcc.SLUG)
    kent.measures.update(level="output")
    kent.measures.first().targets.filter(period="2013/14-Q1").update(value=30)
    met = {}
    for slug in (MKIP, MAIDSTONE, kcc.SLUG, sevenoaks.SLUG):
        page = client.get(reverse("reports:health", kwargs={"slug": slug}))
        for _, group in page.context["groups"]:
            fault = group[0].fault
            met.setdefault(fault.code, []).append(fault)
            assert fault.mend.words in said(page)
    assert met.keys() >= HEADINGS.keys() - {
        "narrative_contradicts_colour",
        "in_pre_election_period",
        "decision_not_said",
    }
    for fault in (one for found in met.values() for one in found):
        address, _, anchor = fault.link.partition("#")
        page = client.get(address)
        assert page.status_code == 200, fault
        assert not anchor or f'id="{anchor}"' in page.content.decode(), fault
        for label in re.findall("“(.+)”", fault.mend.words):
            names = re.findall(rf'<label[^>]* for="{re.escape(anchor)}">([^<]+)', page.content.decode())
            legends = re.findall(r"<legend[^>]*>([^<]+)</legend>", page.content.decode())
            assert label in [html.unescape(one).strip() for one in (*names, *legends)], fault
    # Whoever may not manage the plan is led to what the fault is about, and to no form.
    client.force_login(papers.users["officer"])
    page = said(client.get(reverse("reports:health", kwargs={"slug": MKIP})))
    assert "Look at it" in page and "Fill in" not in page and "/edit/" not in page


def test_a_fault_is_accepted_with_a_reason_and_comes_back_with_other_words(papers, client):
    client.force_login(papers.users["plan.manager"])
    address = reverse("reports:health", kwargs={"slug": MKIP})
    fault = next(
        one.fault for _, group in client.get(address).context["groups"] for one in group
        if one.fault.code == "objective_without_measure"
    )  # fmt: skip
    accept = reverse("reports:accept-fault", kwargs={"slug": MKIP})
    client.post(accept, once(fault=fault.key, reason=" "))
    assert not Plan.objects.get(slug=MKIP).accepted_faults.exists()
    client.post(accept, once(fault=fault.key, reason="Asked in the focus groups."))
    assert "Asked in the focus groups." in said(client.get(address))
    assert [one["accepted"] for one in faults(MKIP) if one["code"] == fault.code] == ["Asked in the focus groups."]
    objective = Plan.objects.get(slug=MKIP).objectives.get(statement__contains="difference")
    objective.statement = "Staff can tell MKIP from MKS"
    objective.save()
    assert [one["accepted"] for one in faults(MKIP) if one["code"] == fault.code] == [None]
    client.force_login(papers.users["officer"])
    assert client.post(accept, once(fault=fault.key, reason="x")).status_code == 403
    assert "Accept it" not in said(client.get(address))


def test_pages_of_whole_plans_take_the_same_queries_for_any_plan(papers, client):
    client.force_login(papers.users["admin"])
    for name in ("reports:health", "imports:export", "plans:plan"):
        addresses = [reverse(name, kwargs={"slug": slug}) for slug in (MKIP, kcc.SLUG)]
        few, many = (queries(client, address) for address in addresses)
        assert abs(few - many) <= 2, name


def test_a_broken_file_on_the_page_says_what_to_do(papers, client):
    client.force_login(papers.users["plan.manager"])
    council = papers.councils["maidstone"].pk
    for content in (b"", b"{", b"[]", b'{"plan": NaN}', b"[" * 100_000, b"\xff\xfe", b'{"plan": {}, "priorities": []}'):
        file = SimpleUploadedFile("plan.json", content)
        answer = client.post(reverse("imports:take-in"), once(organisation=council, file=file))
        assert answer.status_code == 400 and "There is a problem" in said(answer)


def test_commands_say_what_they_need(papers, tmp_path):
    with pytest.raises(CommandError, match="There is no plan “nowhere”"):
        printed("export_plan", "nowhere")
    (tmp_path / "plan.json").write_text(printed("export_plan", MKIP, "--json"))
    shown = json.loads(printed("import_plan", str(tmp_path / "plan.json"), "--json"))
    assert [row["title"] for row in shown["rows"]][:2] == ["MKIP board paperwork", "MKS annual report"]
    with pytest.raises(CommandError, match="Say with --by"):
        printed("import_plan", str(tmp_path / "plan.json"), "--commit")
    with pytest.raises(CommandError, match="There is no council"):
        printed("import_plan", str(tmp_path / "plan.json"), "--commit", "--by", "admin@demo.example", "--org", "x")
