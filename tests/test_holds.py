"""The pre-election guard through its pages and services: what is held, and how it is let out."""

import io
import json
import re
from datetime import date

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import Action, Occurrence
from actions.services.dates import retime_action
from actions.services.structure import add_action
from actions.timing import parse_timing
from campaigns.holds import things_before
from campaigns.models import Activity, Clearance, TakenBack
from campaigns.services import clearances
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from imports.whole.reading import preview_of
from people.models import AuditEvent, Membership, Role
from plans.models import Election, Plan
from reports.guidance_data import guidance_data
from reports.health import check_plan
from tests.demo import once, queries, said, seed

TODAY = date(2026, 3, 2)
NOTICE, POLL = date(2026, 3, 20), date(2026, 5, 7)
APRIL = date(2026, 4, 1)
MO = {"who": "Ann Officer", "reason": "Tickets are sold already"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False) as moved:
        yield moved


@pytest.fixture
def people(db):
    made = seed(as_written=False, today=TODAY)
    Election.objects.all().delete()
    Plan.objects.update(status="closed", adopted_on=TODAY, closed_on=TODAY)  # what the demo plans is not looked at here
    return made


@pytest.fixture
def election(people):
    days = {"notice_date": NOTICE, "polling_day": POLL}
    return Election.objects.create(organisation=people.councils["maidstone"], name="Borough elections", **days)


@pytest.fixture
def plan(people):
    """An adopted plan of nothing but what a test adds."""
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Our plan", slug="ours", first_year=2025, last_year=2026,
        status="adopted", adopted_on=date(2025, 4, 1),
    )  # fmt: skip
    plan.partners.add(people.councils["swale"])
    return plan


@pytest.fixture
def by(people):
    return people.users["plan.manager"]


@pytest.fixture
def manager(by, client):
    client.force_login(by)
    return client


def add(plan, by, title, when, publicity="", audiences=(), **more):
    action = add_action(
        plan=plan, by=by, title=title, timing=parse_timing(when, plan.years), audiences=audiences, **more
    )
    if publicity:
        Activity.objects.create(action=action, publicity=publicity)
    return action


@pytest.fixture
def launch(plan, by, election):
    return add(plan, by, "Park opens", "1 April 2026", "launch", ["Residents"])


def at(name, *, of, **more):
    return reverse(f"campaigns:{name}", kwargs={"pk": of.pk, **more})


def standing(client, election):
    """{title: where it stands} of the page of an election."""
    things = client.get(at("holds", of=election)).context["table"].data.data
    return [(one.title, one.label, one.verdict.value) for one in things]


def exempt(client, action, election, key="2026-04-01:2026-04-01:", **sent):
    return client.post(
        at("exempt", of=action, election=election.pk), once(**{"things": [key] if key else [], **MO, **sent})
    )


def page_of(client, action):
    return said(client.get(reverse("actions:action", kwargs={"pk": action.pk})))


# What is held


def test_the_page_lists_what_is_held_asked_about_and_passing_with_what_is_known_of_the_election(
    plan, by, manager, election, launch
):
    Election.objects.filter(pk=election.pk).update(kind="county", wards="Fant and Bridge")
    add(plan, by, "Staff newsletter", "April 2026", audiences=["All staff"])
    add(plan, by, "Notice of poll", "20 March 2026", "statutory", ["Residents"])
    add(plan, by, "Leaflet", "March 2026", audiences=["Residents"])
    add(plan, by, "Website", "April 2026")
    add(plan, by, "Magazine", "15 January 2026, 15 April 2026, 15 July 2026 and 15 October 2026", "public")
    add(plan, by, "Summer fair", "June 2026", "launch")
    assert standing(manager, election) == [
        ("Leaflet", "", "held"), ("Park opens", "", "held"), ("Magazine", "15 April 2026", "held"),
        ("Website", "", "not classed yet"), ("Notice of poll", "", "passes"), ("Staff newsletter", "", "passes"),
    ]  # fmt: skip
    page = said(manager.get(at("holds", of=election)))
    assert "3 held, 1 not classed yet, 2 passing." in page
    assert all(words in page for words in ("Friday 20 March 2026", "Thursday 7 May 2026", "County", "Fant and Bridge"))
    assert "It falls in the period, and is publicity for the public, going by its audience." in page
    assert all(words in page for words in ("Move it", "Record an exemption", "Say what it is"))


def test_partner_plans_count_and_closed_plans_dropped_complete_and_delivered_things_do_not(
    people, plan, by, manager, election, launch
):
    theirs = Plan.objects.create(
        organisation=people.councils["swale"], title="Theirs", slug="theirs", first_year=2026, last_year=2026
    )
    theirs.partners.add(people.councils["maidstone"])
    shared = Action.objects.create(plan=theirs, title="Shared fair", timing=parse_timing("2 April 2026", theirs.years))
    Occurrence.objects.create(action=shared, due=date(2026, 4, 2), first_due=date(2026, 4, 2))
    Activity.objects.create(action=shared, publicity="launch")
    assert [title for title, _, _ in standing(manager, election)] == ["Park opens", "Shared fair"]
    Plan.objects.filter(pk=theirs.pk).update(status="closed", adopted_on=TODAY, closed_on=TODAY)
    assert [title for title, _, _ in standing(manager, election)] == ["Park opens"]
    Action.objects.filter(pk=launch.pk).update(dropped_on=TODAY)
    assert standing(manager, election) == []
    Action.objects.filter(pk=launch.pk).update(dropped_on=None)
    done = launch.updates.create(rag="complete", on=TODAY, by=by, by_name=by.name)
    assert standing(manager, election) == []
    done.delete()
    launch.occurrences.update(delivered_on=TODAY, delivered_by="x")
    assert standing(manager, election) == []


def test_a_group_is_judged_by_its_parts(plan, by, manager, election):
    group = add(plan, by, "Group", "1 April 2026", "launch")
    add(plan, by, "Part", "2 April 2026", "launch", parent=group)
    assert standing(manager, election) == [("Part", "", "held")]


def test_a_group_whose_parts_were_dropped_is_judged_by_itself_again(plan, by, manager, election):
    group = add(plan, by, "Festival", "1 April 2026", "launch")
    part = add(plan, by, "Rehearsal", "1 February 2026", "internal", parent=group)
    assert standing(manager, election) == []
    Action.objects.filter(pk=part.pk).update(dropped_on=date(2026, 3, 1))
    assert standing(manager, election) == [("Festival", "", "held")]
    assert "Festival" in said(manager.get(reverse("campaigns:publicity", kwargs={"slug": plan.slug})))


@pytest.mark.parametrize("when", ["Ongoing", "from 1 April 2026", "Daily"])
def test_what_was_delivered_once_and_now_goes_on_is_held_like_what_always_did(plan, by, manager, election, when):
    action = add(plan, by, "Banners", "10 February 2026", "launch")
    action.occurrences.update(delivered_on=date(2026, 2, 10), delivered_by="x")
    action.refresh_from_db()
    retime_action(
        action=action,
        by=by,
        version=action.version,
        timing=parse_timing(when, plan.years),
        on=date(2026, 3, 2),
        reason="It goes on.",
    )
    assert [(title, verdict) for title, _, verdict in standing(manager, election)] == [
        ("Banners", "until a day is named")
    ]


def test_what_goes_on_does_so_beyond_the_plans_years_while_that_is_not_closed(clock, plan, by, manager):
    add(plan, by, "Banners", "Ongoing", "launch")
    later = Election.objects.create(
        organisation=plan.organisation, name="By-election", notice_date=date(2027, 6, 1), polling_day=date(2027, 7, 8)
    )
    clock.move_to("2027-06-10 09:00+00:00")
    manager.force_login(by)
    assert standing(manager, later) == [("Banners", "", "until a day is named")]


def test_invisible_letters_are_no_name_and_no_reason(manager, election, launch):
    for unseen in ("\u200b", "\u2800 \u3164"):
        answer = exempt(manager, launch, election, who=unseen, reason=unseen)
        assert (answer.status_code, Clearance.objects.count()) == (400, 0)


def test_parts_of_what_is_exempt_information_are_not_in_the_paper(plan, by, manager, election):
    group = add(plan, by, "Sale", "1 April 2026", "launch", exempt="3")
    add(plan, by, "Signs of the sale", "2 April 2026", "launch", parent=group)
    found = guidance_data(election, reader=by, on=date(2026, 3, 2))
    assert (found["things"], found["left_out"]) == ([], 1)


def test_a_date_moved_into_the_window_is_held_at_once_and_moved_out_is_free(plan, by, manager, election):
    fair = add(plan, by, "Fair", "12 June 2026", "launch")
    assert standing(manager, election) == []
    for words, held in (("6 May 2026", [("Fair", "", "held")]), ("8 May 2026", [])):
        fair.refresh_from_db()
        timing = parse_timing(words, plan.years)
        retime_action(action=fair, by=by, version=fair.version, timing=timing, reason="x", on=TODAY)
        assert standing(manager, election) == held


def test_an_election_that_moves_has_the_guard_run_again(people, manager, election, launch):
    address = reverse("actions:election", kwargs={"pk": election.pk})
    facts = {"name": election.name, "kind": "parish", "wards": "Fant", "polling_day": "07/05/2026"}
    assert manager.post(address, once(election.version, notice_date="02/04/2026", **facts)).status_code == 302
    election.refresh_from_db()
    assert (election.kind, election.wards, standing(manager, election)) == ("parish", "Fant", [])
    assert manager.post(address, once(election.version, notice_date="01/04/2026", **facts)).status_code == 302
    assert standing(manager, election) == [("Park opens", "", "held")]


def test_the_action_s_page_says_what_is_held_why_and_the_ways_out(people, plan, by, manager, election, launch):
    page = page_of(manager, launch)
    assert "<b>Held.</b> It falls on 1 April 2026, between the notice of 20 March 2026" in page
    assert "Move it" in page and "Record an exemption" in page and "Name a spokesperson" not in page
    launch.activity.save_from(1, publicity="quotes_member")
    assert "Name a spokesperson" in page_of(manager, launch)
    manager.force_login(people.users["officer"])
    page = page_of(manager, launch)
    assert "<b>Held.</b>" in page and "Record an exemption" not in page and "Say what it is" not in page


def test_a_series_is_moved_one_date_at_a_time(plan, by, manager, election):
    magazine = add(plan, by, "Magazine", "Quarterly", "public")
    page = page_of(manager, magazine)
    due = magazine.occurrences.get(label="Q1 2026/27")
    assert "<b>Held until a day is named: Q1 2026/27.</b>" in page
    address = reverse("actions:move-occurrence", kwargs={"pk": magazine.pk, "occurrence": due.pk})
    assert f'href="{address}">Name a day' in page
    magazine.refresh_from_db()
    sent = once(magazine.version, day="15/06/2026", which="this", reason="Printed then")
    assert manager.post(address, sent).status_code == 302
    assert [label for _, label, _ in standing(manager, election)] == ["Q4 2025/26"]


def test_the_health_check_goes_by_the_same_rule(plan, by, election, launch):
    add(plan, by, "Website", "April 2026")
    add(plan, by, "Staff newsletter", "April 2026", "internal")

    def found():
        return [one.fault for one in check_plan(plan, on=TODAY) if one.fault.code == "in_pre_election_period"]

    held, asked = found()
    assert held.sentence.startswith("“Park opens”: it falls on 1 April 2026") and held.link.endswith("/date/#id_date")
    assert asked.sentence.endswith("and nobody has said what it is.") and "publicity/#id_publicity" in asked.link
    given = {"things": ["2026-04-01:2026-04-01:"], "officer": MO["who"], "reason": MO["reason"]}
    clearances.exempt(action=launch, election=election, by=by, on=TODAY, **given)
    assert [one.link for one in found()] == [asked.link]


def test_a_period_that_is_over_holds_nothing_and_its_page_says_so(clock, by, manager, election, launch):
    clock.move_to("2026-05-08 09:00+00:00")
    manager.force_login(by)
    assert "<b>Held" not in page_of(manager, launch)
    assert "The period ended on 7 May 2026; nothing is held any more." in said(manager.get(at("holds", of=election)))


# What is late


def look(clock, client, by, day):
    clock.move_to(f"2026-{day} 09:00+00:00")
    client.force_login(by)


def test_what_is_late_is_held_once_the_period_has_begun_on_every_page_and_paper(clock, plan, by, manager, election):
    fair = add(plan, by, "Fair", "1 March 2026", "launch", ["Residents"])
    add(plan, by, "Staff newsletter", "1 March 2026", "internal")
    look(clock, manager, by, "03-19")
    assert standing(manager, election) == [] and "<b>Held" not in page_of(manager, fair)
    look(clock, manager, by, "03-25")
    assert standing(manager, election) == [
        ("Fair", "", "until a day is named"), ("Staff newsletter", "", "passes"),
    ]  # fmt: skip
    words = "It was due on 1 March 2026 and is not delivered, so it may go out on any day from now on"
    page = said(manager.get(at("holds", of=election)))
    assert f"{words}, and is a public launch. Name a day outside." in page and "Any day from 25 March 2026" in page
    assert f"<b>Held until a day is named.</b> It is a public launch. {words}: name a day" in page_of(manager, fair)
    (fault,) = [
        one.fault for one in check_plan(plan, on=date(2026, 3, 25)) if one.fault.code == "in_pre_election_period"
    ]
    assert fault.sentence.startswith("“Fair”: it is a public launch. It was due on 1 March 2026")
    (held, passing) = guidance_data(election, reader=by, on=date(2026, 3, 25))["things"]
    assert (held["title"], held["verdict"], held["goes_out"]) == (
        "Fair", "until a day is named", "Any day from 25 March 2026",
    )  # fmt: skip
    assert passing["title"] == "Staff newsletter"
    fair.occurrences.update(delivered_on=date(2026, 3, 25), delivered_by="x")
    assert standing(manager, election) == [("Staff newsletter", "", "passes")]


def test_what_is_accepted_of_something_late_stays_accepted_on_the_days_after(plan, by, election):
    add(plan, by, "Fair", "1 March 2026", "launch")
    found = [
        [one.fault for one in check_plan(plan, on=date(2026, 3, day)) if one.fault.code == "in_pre_election_period"]
        for day in (25, 26)
    ]
    assert len(found[0]) == 1 and found[0] == found[1]


def test_an_exemption_of_what_is_late_does_not_lapse_with_the_days(clock, plan, by, manager, election):
    fair = add(plan, by, "Fair", "1 March 2026", "launch")
    look(clock, manager, by, "03-25")
    assert exempt(manager, fair, election, key="2026-03-01:2026-03-01:").status_code == 302
    for day in ("03-25", "03-26", "05-07"):
        look(clock, manager, by, day)
        assert standing(manager, election) == [("Fair", "", "cleared")]
    assert "on any day from 25 March 2026, as what was due on 1 March 2026 was late" in said(
        manager.get(at("cleared", of=fair))
    )
    assert AuditEvent.objects.get(verb="exempted").after["goes out"] == "any day from 25 March 2026"
    fair.refresh_from_db()
    retime_action(
        action=fair, by=by, version=fair.version, timing=parse_timing("6 May 2026", plan.years), reason="x", on=TODAY
    )
    look(clock, manager, by, "04-01")
    assert standing(manager, election) == [("Fair", "", "held")]


def test_an_exemption_for_one_day_stays_with_what_was_set_for_it(clock, plan, by, manager, election, launch):
    assert exempt(manager, launch, election).status_code == 302
    for day, verdict in (("04-01", "cleared"), ("04-02", "cleared")):
        look(clock, manager, by, day)
        assert standing(manager, election) == [("Park opens", "", verdict)]


# What an action is


def test_an_action_is_classed_on_its_form_and_goes_by_its_audience_until_then(plan, by, manager, election):
    leaflet = add(plan, by, "Leaflet", "1 April 2026", audiences=["Residents"])
    assert "Publicity for the public, going by its audience." in page_of(manager, leaflet)
    address = at("class", of=leaflet)
    assert "Not said: going by its audience, publicity for the public" in said(manager.get(address))
    assert manager.post(address, once(publicity="statutory")).status_code == 302
    assert (leaflet.activity.publicity, standing(manager, election)) == ("statutory", [("Leaflet", "", "passes")])
    assert "A statutory notice." in page_of(manager, leaflet)
    event = AuditEvent.objects.get(verb="classed")
    assert (event.before, event.after) == ({"publicity": "Not said"}, {"publicity": "A statutory notice"})


@pytest.mark.parametrize(
    ("audiences", "tells"), [(["Residents"], "its audience tells"), ([], "its audience does not tell either")]
)
def test_where_nobody_says_any_more_what_it_is_the_message_says_so(plan, by, manager, audiences, tells):
    leaflet = add(plan, by, "Leaflet", "1 April 2026", "launch", audiences=audiences)
    answer = manager.post(at("class", of=leaflet), once(publicity=""), follow=True)
    assert f"Nobody has said any more what “Leaflet” is; {tells}." in said(answer)


def test_two_who_class_an_action_keep_both_choices(plan, by, manager, launch):
    address = at("class", of=launch)
    assert manager.post(address, once(1, publicity="public")).status_code == 302
    page = manager.post(address, once(1, publicity="controversial"))
    assert (page.status_code, "For the public" in said(page), "Controversial" in said(page)) == (409, True, True)
    assert manager.post(address, once(1, publicity="nonsense")).status_code == 400


def test_a_plan_s_actions_are_classed_on_one_page_from_the_versions_shown(plan, by, manager, launch):
    leaflet, web = add(plan, by, "Leaflet", "May 2026"), add(plan, by, "Web", "May 2026")
    address = reverse("campaigns:publicity", kwargs={"slug": plan.slug})
    page = said(manager.get(address))
    shown = dict(re.findall(r'name="(shown_\d+)" value="([^"]*)"', page))
    assert shown == {f"shown_{launch.pk}": "1:launch", f"shown_{leaflet.pk}": "1:", f"shown_{web.pk}": "1:"}
    chosen = {
        f"publicity_{launch.pk}": "launch",
        f"publicity_{leaflet.pk}": "public",
        f"publicity_{web.pk}": "internal",
    }
    # Somebody else was quicker with two of them; the one that was left as it was shown is no choice.
    Activity.objects.create(action=leaflet, publicity="consultation", version=2)
    launch.activity.save_from(1, publicity="controversial")
    answer = manager.post(address, once(**shown, **chosen))
    assert answer.status_code == 400
    assert "“Leaflet” was classed by somebody else meanwhile: A consultation." in said(answer)
    assert not Activity.objects.filter(action=web).exists()
    again = dict(re.findall(r'name="(shown_\d+)" value="([^"]*)"', said(answer)))
    assert again == shown | {f"shown_{leaflet.pk}": "2:consultation"}
    assert manager.post(address, once(**again, **chosen)).status_code == 302
    assert dict(Activity.objects.values_list("action__title", "publicity")) == {
        "Leaflet": "public", "Web": "internal", "Park opens": "controversial",
    }  # fmt: skip


def test_nothing_is_classed_in_a_closed_plan(plan, by, manager, launch):
    Plan.objects.filter(pk=plan.pk).update(status="closed", closed_on=TODAY)
    answer = manager.post(at("class", of=launch), once(1, publicity="public"))
    assert (answer.status_code, "is closed" in said(answer)) == (400, True)
    page = reverse("campaigns:publicity", kwargs={"slug": plan.slug})
    assert manager.post(page, once(**{f"publicity_{launch.pk}": "public"})).status_code == 400


# The ways out


def test_an_exemption_names_the_monitoring_officer_and_holds_for_its_day_only(plan, by, manager, election, launch):
    assert exempt(manager, launch, election).status_code == 302
    assert standing(manager, election) == [("Park opens", "", "cleared")]
    assert "Ann Officer, Monitoring Officer, has exempted it: Tickets are sold already" in page_of(manager, launch)
    kept = Clearance.objects.get()
    assert (kept.who, kept.reason, kept.earliest, kept.by_name, kept.on) == (*MO.values(), APRIL, by.name, TODAY)
    event = AuditEvent.objects.get(verb="exempted")
    assert (event.actor, event.after["who"]) == (by, "Ann Officer")
    for words, verdict in (("2 April 2026", "held"), ("1 April 2026", "cleared")):
        launch.refresh_from_db()
        timing = parse_timing(words, plan.years)
        Plan.objects.filter(pk=plan.pk).update(redates_allowed=9)
        launch.plan.refresh_from_db()
        retime_action(action=launch, by=by, version=launch.version, timing=timing, reason="x", on=TODAY)
        assert standing(manager, election) == [("Park opens", "", verdict)]
    launch.activity.save_from(1, publicity="controversial")
    assert standing(manager, election) == [("Park opens", "", "held")]


@pytest.mark.parametrize("lacking", [{"who": " "}, {"reason": ""}, {"who": "", "reason": ""}])
def test_an_exemption_without_name_and_reason_is_refused_by_form_service_and_database(
    plan, by, manager, election, launch, lacking
):
    answer = exempt(manager, launch, election, **lacking)
    assert answer.status_code == 400 and "Fill in “Monitoring Officer’s" in said(answer)
    assert all(words in said(answer) for words in (MO | lacking).values() if words.strip())
    given = MO | lacking
    with pytest.raises(ValidationError):
        clearances.exempt(
            action=launch, election=election, things=["2026-04-01:2026-04-01:"], officer=given["who"],
            reason=given["reason"], by=by, on=TODAY,
        )  # fmt: skip
    row = {
        "action": launch,
        "election": election,
        "way": "exemption",
        "publicity": "launch",
        "by_name": "x",
        "on": TODAY,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.create(**row, **given)
    assert not Clearance.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"who": "Officer"}, "Give the Monitoring Officer’s full name."),
        ({"who": "Ann 2"}, "Give the Monitoring Officer’s full name."),
        ({"who": "- -"}, "Give the Monitoring Officer’s full name."),
        ({"reason": "Yes"}, "Give the reason in a sentence."),
        ({"reason": "Sold out."}, "Give the reason in a sentence."),
    ],
)
def test_an_exemption_takes_a_full_name_and_a_sentence(manager, election, launch, wrong, sentence):
    answer = exempt(manager, launch, election, **wrong)
    assert (answer.status_code, sentence in said(answer), Clearance.objects.count()) == (400, True, 0)
    assert next(iter(wrong.values())) in said(answer)


def test_a_reason_in_several_lines_is_kept_as_one(manager, election, launch):
    page = said(manager.get(at("exempt", of=launch, election=election.pk)))
    assert '<textarea name="reason"' in page and "First and last name." in page
    assert exempt(manager, launch, election, who="Seán  Ó’Neill", reason="Tickets\r\nare sold.").status_code == 302
    kept = Clearance.objects.get()
    assert (kept.who, kept.reason) == ("Seán Ó’Neill", "Tickets are sold.")


def test_what_is_not_held_is_not_exempted(plan, by, manager, election, launch):
    assert exempt(manager, launch, election, key="").status_code == 400
    answer = exempt(manager, launch, election, key="2026-04-02:2026-04-02:")
    assert (answer.status_code, "is not held any more" in said(answer)) == (400, True)
    with pytest.raises(ValidationError):
        clearances.exempt(
            action=launch,
            election=election,
            things=["2026-04-02:2026-04-02:"],
            officer="A",
            reason="B",
            by=by,
            on=TODAY,
        )
    fair = add(plan, by, "Fair", "12 June 2026", "launch")
    answer = manager.get(at("exempt", of=fair, election=election.pk), follow=True)
    assert "Nothing of “Fair” is held" in said(answer)


def test_two_presses_record_one_exemption(plan, by, manager, election, launch):
    sent, address = once(things=["2026-04-01:2026-04-01:"], **MO), at("exempt", of=launch, election=election.pk)
    assert [manager.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Clearance.objects.count() == 1


def test_what_was_let_out_meanwhile_is_not_let_out_again_and_the_form_says_who_did(manager, election, launch):
    assert exempt(manager, launch, election).status_code == 302
    answer = exempt(manager, launch, election, who="Another Officer")
    assert answer.status_code == 400 and Clearance.objects.count() == 1
    assert "What you chose has been let out already. Ann Officer, Monitoring Officer, has exempted it" in said(answer)


def test_of_several_things_those_chosen_are_exempted(plan, by, manager, election):
    magazine = add(plan, by, "Magazine", "Quarterly", "public")
    address = at("exempt", of=magazine, election=election.pk)
    keys = [key for key, _ in manager.get(address).context["form"].fields["things"].choices]
    assert keys == ["2026-01-01:2026-03-31:Q4 2025/26", "2026-04-01:2026-06-30:Q1 2026/27"]
    assert manager.post(address, once(things=keys[1:], **MO)).status_code == 302
    assert [(label, verdict) for _, label, verdict in standing(manager, election)] == [
        ("Q4 2025/26", "until a day is named"), ("Q1 2026/27", "cleared"),
    ]  # fmt: skip


def test_a_spokesperson_lets_out_what_quotes_a_member_and_nothing_else(plan, by, manager, election, launch):
    key, address = ["2026-04-01:2026-04-01:"], at("spokesperson", of=launch, election=election.pk)
    given = {"name": "Sam Lee", "post": "Head of Parks", "reason": "Facts only", "things": key, "by": by, "on": TODAY}
    with pytest.raises(ValidationError, match="clears only what quotes"):
        clearances.name_spokesperson(action=launch, election=election, **given)
    launch.activity.save_from(1, publicity="quotes_member")
    sent = {"things": key, "who": "Sam Lee", "post": "Head of Parks", "reason": "Facts only"}
    for field in ("who", "post", "reason"):
        assert manager.post(address, once(**sent | {field: ""})).status_code == 400
    with pytest.raises(ValidationError):
        clearances.name_spokesperson(action=launch, election=election, **given | {"post": " "})
    assert manager.post(address, once(**sent)).status_code == 302
    assert standing(manager, election) == [("Park opens", "", "cleared")]
    assert "Sam Lee, Head of Parks, speaks for the council in place of a Member" in page_of(manager, launch)
    row = {
        "action": launch,
        "election": election,
        "way": "spokesperson",
        "by_name": "x",
        "on": TODAY,
        "who": "A",
        "reason": "B",
    }
    for wrong in ({"publicity": "launch", "post": "C"}, {"publicity": "quotes_member", "post": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Clearance.objects.create(**row, **wrong)


def test_an_exemption_is_taken_back_by_another_row_and_no_row_is_changed(plan, by, manager, election, launch):
    exempt(manager, launch, election)
    kept = Clearance.objects.get()
    assert "Ann Officer" in said(manager.get(at("cleared", of=launch)))
    for reason, standing_then in (("", "cleared"), ("The event is off", "held"), ("Again", "held")):
        assert manager.post(at("take-back", of=launch), once(clearance=kept.pk, reason=reason)).status_code == 302
        assert standing(manager, election) == [("Park opens", "", standing_then)]
    assert [(one.reason, one.by_name, one.on) for one in TakenBack.objects.all()] == [
        ("The event is off", by.name, TODAY)
    ]
    page = said(manager.get(at("cleared", of=launch)))
    assert "Tickets are sold already" in page and "The event is off" in page
    for change in (
        kept.delete,
        lambda: Clearance.objects.update(who="x"),
        lambda: TakenBack.objects.update(reason="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenBack.objects.create(clearance=Clearance.objects.create(
            action=launch, election=election, way="exemption", publicity="launch", who="A", reason="B", by_name="x", on=TODAY,
        ), reason=" ", by_name="x", on=TODAY)  # fmt: skip
    assert exempt(manager, launch, election).status_code == 302
    assert standing(manager, election) == [("Park opens", "", "cleared")]


def test_what_an_exemption_hangs_on_is_not_removed(plan, by, manager, election, launch):
    exempt(manager, launch, election)
    address = reverse("actions:remove-election", kwargs={"pk": election.pk})
    assert "so it cannot be removed" in said(manager.post(address, once(election.version), follow=True))
    launch.refresh_from_db()
    address = reverse("actions:remove", kwargs={"pk": launch.pk})
    answer = manager.post(address, once(launch.version), follow=True)
    assert "an exemption before an election is recorded for it" in said(answer)
    answer = manager.post(reverse("imports:remove-plan", kwargs={"slug": plan.slug}), once(plan.version), follow=True)
    assert "exemptions before an election have been recorded" in said(answer)
    assert Election.objects.exists() and Action.objects.filter(pk=launch.pk).exists()


# Who may


@pytest.mark.parametrize(
    ("role", "classes", "exempts", "sees"),
    [
        (Role.OFFICER, 403, 403, 200), (Role.DIRECTOR, 403, 403, 200), (Role.SURVEYS, 403, 403, 200),
        (Role.ADMINISTRATOR, 403, 403, 200), (Role.DEMOCRATIC_SERVICES, 403, 200, 200),
        (Role.PLAN_MANAGER, 200, 200, 200), (Role.HEAD_OF_COMMUNICATIONS, 200, 200, 200),
    ],
)  # fmt: skip
def test_the_table_says_who_classes_exempts_and_sees(
    people, plan, client, election, launch, role, classes, exempts, sees
):
    user = people.users["officer"]
    user.memberships.all().delete()
    Membership.objects.create(user=user, organisation=people.councils["maidstone"], role=role)
    client.force_login(user)
    pages = {
        at("class", of=launch): classes,
        reverse("campaigns:publicity", kwargs={"slug": plan.slug}): classes,
        at("exempt", of=launch, election=election.pk): exempts,
        at("holds", of=election): sees,
        at("cleared", of=launch): sees,
        reverse("reports:guidance", kwargs={"pk": election.pk}): sees,
    }
    assert {address: client.get(address).status_code for address in pages} == pages
    assert exempt(client, launch, election).status_code == (302 if exempts == 200 else 403)


def test_another_council_finds_nothing_and_a_partner_sees_but_decides_nothing(people, plan, client, election, launch):
    user = people.users["officer2"]
    pages = [
        at("class", of=launch), at("exempt", of=launch, election=election.pk), at("holds", of=election),
        at("cleared", of=launch), reverse("reports:guidance", kwargs={"pk": election.pk}),
        reverse("reports:guidance-pdf", kwargs={"pk": election.pk}),
    ]  # fmt: skip
    client.force_login(user)
    assert [client.get(address).status_code for address in pages] == [404] * 6
    user.memberships.all().delete()
    Membership.objects.create(user=user, organisation=people.councils["swale"], role=Role.PLAN_MANAGER)
    assert [client.get(address).status_code for address in pages] == [403, 403, 404, 200, 404, 404]
    page = page_of(client, launch)
    assert "<b>Held.</b>" in page and at("holds", of=election) not in page
    with pytest.raises(PermissionDenied):
        clearances.exempt(action=launch, election=election, things=["x"], officer="A", reason="B", by=user, on=TODAY)


def test_an_election_of_no_council_of_the_plan_exempts_nothing(people, plan, manager, launch):
    days = {"notice_date": NOTICE, "polling_day": POLL}
    other = Election.objects.create(organisation=people.councils["kent"], name="County", **days)
    assert manager.get(at("exempt", of=launch, election=other.pk)).status_code == 404
    assert exempt(manager, launch, other).status_code == 404


def test_a_partner_s_election_holds_an_action_of_the_plan(people, plan, by, manager):
    days = {"notice_date": NOTICE, "polling_day": POLL}
    other = Election.objects.create(organisation=people.councils["swale"], name="Swale by-election", **days)
    fair = add(plan, by, "Fair", "1 April 2026", "launch")
    assert "(Swale by-election), and is a public launch." in page_of(manager, fair)
    assert exempt(manager, fair, other).status_code == 302
    assert Clearance.objects.get().election == other


# The banner


@pytest.mark.parametrize(
    ("day", "on", "soon"),
    [("03-05", False, False), ("03-06", False, True), ("03-19", False, True), ("03-20", True, False), ("05-07", True, False), ("05-08", False, False)],
)  # fmt: skip
def test_every_page_says_that_a_period_lasts_and_some_that_one_comes(clock, by, manager, election, day, on, soon):
    clock.move_to(f"2026-{day} 09:00+00:00")
    manager.force_login(by)
    pages = {address: said(manager.get(address)) for address in ("/", "/plans/", "/help/", "/elections/")}
    line, link = "<b>Pre-election period:</b> Borough elections, until the poll on 7 May 2026", at("holds", of=election)
    assert [line in page and f'href="{link}"' in page for page in pages.values()] == [on] * 4
    assert ["begins with the notice on 20 March 2026" in page for page in pages.values()] == [False] * 3 + [soon]


def test_the_line_is_told_to_the_election_s_own_council_and_to_nobody_who_is_not_signed_in(
    clock, people, client, election
):
    clock.move_to("2026-04-01 09:00+00:00")
    assert "Pre-election period:" not in said(client.get("/help/"))
    client.force_login(people.users["officer2"])
    assert "Pre-election period:" not in said(client.get("/help/"))
    client.force_login(people.users["admin"])
    assert "Pre-election period:" in said(client.get("/help/"))


def test_the_line_costs_one_query_however_many_elections_there_are(clock, people, by, manager, election):
    clock.move_to("2026-04-01 09:00+00:00")
    manager.force_login(by)
    manager.get("/help/")
    one = queries(manager, "/help/")
    for number in range(3):
        days = {"notice_date": NOTICE, "polling_day": POLL}
        Election.objects.create(organisation=people.councils["maidstone"], name=f"Other {number}", **days)
    assert queries(manager, "/help/") == one


# Elections in an export


def test_kind_and_wards_go_out_with_a_plan_and_old_exports_without_them_are_read(people, plan, by, manager, election):
    Election.objects.filter(pk=election.pk).update(kind="county", wards="Fant")
    add(plan, by, "Before notice", "before notice of election")
    data = export_plan(plan)
    assert [(one["kind"], one["wards"]) for one in data["elections"]] == [("county", "Fant")]
    Action.objects.filter(plan=plan).delete()
    old = {name: data["elections"][0][name] for name in ("name", "notice_date", "polling_day")}
    for kept in ({"kind": "county", "wards": "Fant"}, {}):
        Election.objects.all().delete()
        take_in(data | {"elections": [old | kept]}, by=people.users["admin"], may_be_second=True)
        found = Election.objects.get()
        assert (found.kind, found.wards) == (kept.get("kind", "local"), kept.get("wards", ""))
    for wrong in ({"kind": "coup"}, {"wards": "x" * 501}):
        Election.objects.all().delete()
        with pytest.raises(ValidationError):
            take_in(data | {"elections": [old | wrong]}, by=people.users["admin"], may_be_second=True)


def test_exemptions_go_out_as_evidence_and_let_nothing_out_where_they_come_in(
    people, plan, by, manager, election, launch
):
    exempt(manager, launch, election)
    taken_back = Clearance.objects.get()
    manager.post(at("take-back", of=launch), once(clearance=taken_back.pk, reason="The event is off"))
    exempt(manager, launch, election)
    data = json.loads(json.dumps(export_plan(plan)))
    (row,) = data["actions"]
    first, second = row["clearances"]
    assert second == {
        "way": "exemption", "publicity": "launch", "earliest": "2026-04-01", "latest": "2026-04-01", "label": "",
        "who": "Ann Officer", "post": "", "reason": "Tickets are sold already", "by_name": by.name, "on": "2026-03-02",
        "election": {
            "name": "Borough elections", "notice_date": "2026-03-20", "polling_day": "2026-05-07",
            "organisation": "Maidstone Borough Council",
        },
        "taken_back": None,
    }  # fmt: skip
    assert first == second | {"taken_back": {"reason": "The event is off", "by_name": by.name, "on": "2026-03-02"}}
    told = "2 exemptions or spokespersons before elections stay in the file as evidence and let nothing out here"
    assert told in preview_of(data)["warnings"][1]
    file = SimpleUploadedFile("plan.json", json.dumps(data).encode())
    sent = once(organisation=plan.organisation.pk, file=file, is_second=True)
    assert told in said(manager.post(reverse("imports:take-in"), sent, follow=True))
    made = Plan.objects.exclude(pk=plan.pk).latest("pk")
    assert (made.actions.count(), Clearance.objects.exclude(action__plan=plan).count()) == (1, 0)
    stands = {one.action.plan: one.verdict.value for one in things_before(election, [plan, made], on=TODAY)}
    assert stands == {plan: "cleared", made: "held"}


def test_old_exports_know_of_no_exemptions_and_what_is_no_list_of_them_is_refused(people, plan, launch):
    data = export_plan(plan)
    del data["actions"][0]["clearances"]
    assert len(preview_of(data)["warnings"]) == 1
    assert take_in(data, by=people.users["admin"]).actions.count() == 1
    data["actions"][0]["clearances"] = 5
    with pytest.raises(ValidationError, match="a value where another kind belongs"):
        take_in(data, by=people.users["admin"])


def test_an_export_takes_the_same_queries_with_exemptions(plan, manager, election, launch):
    address = reverse("imports:export", kwargs={"slug": plan.slug})
    manager.get(address)
    before = queries(manager, address)
    exempt(manager, launch, election)
    assert queries(manager, address) == before


# Lists and costs


def test_the_list_is_taken_away(plan, by, manager, election, launch):
    address = at("holds", of=election)
    lines = manager.get(f"{address}?as=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == '"Action","Plan","Goes out","What it is","Where it stands","Why"'
    assert lines[1].startswith('"Park opens","Our plan","1 April 2026","a public launch","Held","It falls on 1 April')
    book = openpyxl.load_workbook(io.BytesIO(manager.get(f"{address}?as=xlsx").content)).active
    assert (book.max_row, book["E2"].value) == (2, "Held")


def test_the_pages_take_the_same_queries_for_one_and_three_actions(plan, by, manager, election, launch):
    pages = [
        at("holds", of=election), reverse("campaigns:publicity", kwargs={"slug": plan.slug}),
        reverse("reports:guidance", kwargs={"pk": election.pk}), reverse("reports:health", kwargs={"slug": plan.slug}),
        at("class", of=launch), at("cleared", of=launch), reverse("actions:action", kwargs={"pk": launch.pk}),
    ]  # fmt: skip
    exempt(manager, launch, election)
    counts = [[queries(manager, page) for page in pages]]
    for number in range(2):
        other = add(plan, by, f"Fair {number}", "1 April 2026", "launch", ["Residents"])
        exempt(manager, other, election)
    counts.append([queries(manager, page) for page in pages])
    assert counts[0] == counts[1]
