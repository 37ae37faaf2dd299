"""From an approved brief to actions in the plan, money, findings, and lessons that the next brief is offered."""

import json
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions.models import Action
from campaigns.flow import State
from campaigns.models import Activity, Brief, Campaign, Channel, Displacement
from campaigns.services.briefs import take_step
from campaigns.services.campaigns import ahead_of
from campaigns.workload import work_done
from commsplan.demo.briefs import ask_for_work
from imports.services.removal import remove_plan
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from people.models import AuditEvent, OutgoingMail, Role
from tests.briefs import JUDGED, MONDAY, MORNING, brief_in, member, sevenoaks
from tests.demo import once, queries, said


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people, plan = sevenoaks()
        people.plan = plan
        yield people


@pytest.fixture
def team(people, client):
    client.force_login(people.users["communications"])
    return client


@pytest.fixture
def approved(people):
    return brief_in(State.APPROVED, people, people.plan, team="Communications")


def page(name, thing, **more):
    return reverse(f"campaigns:{name}", kwargs={"pk": thing.pk, **more})


def rows(*given, **form):
    sent = {f"r{number}-{name}": value for number, row in enumerate(given) for name, value in row.items()}
    return once(1, **sent, **form)


@pytest.fixture
def campaign(people, team, approved):
    officer = people.plan.organisation.officers.get(name="Communications Officer")
    magazine = Channel.objects.get(plan=people.plan, frequency="quarterly")
    given = rows(
        {"title": "Leaflet with the council tax bill", "date": "March 2027", "officer": officer.pk, "hours": "12"},
        {"title": "Story in In Shape", "date": "15 January 2027", "channel": magazine.pk, "publicity": "public"},
        priority=people.plan.priorities.first().pk,
    )
    assert team.post(page("put-in-plan", approved), given).status_code == 302
    return Campaign.objects.get()


def test_an_approved_brief_becomes_actions_of_the_plan(people, team, approved):
    shown = said(team.get(page("put-in-plan", approved)))
    assert (
        'value="Leaflet with the council tax bill"' in shown and 'value="Story in In Shape"' in shown
    )  # from the brief
    officer = people.plan.organisation.officers.get(name="Communications Officer")
    before = Action.objects.count()
    given = rows(
        {"title": "Leaflet", "date": "March 2027", "officer": officer.pk, "hours": "12"}, {"title": "", "date": ""}
    )
    answer = team.post(page("put-in-plan", approved), given)
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer.url) == (302, page("campaign", campaign))
    assert Action.objects.count() == before + 1
    action = Action.objects.get(title="Leaflet")
    assert (action.timing.as_written, action.section, action.added_on) == ("March 2027", "Garden waste", MONDAY)
    assert action.occurrences.get().due == date(2027, 3, 31)
    assert [one.name for one in action.audiences.all()] == ["Residents"]
    assert action.assignments.get().officer == officer and action.assignments.get().is_accountable
    assert (campaign.hours, campaign.team, campaign.is_proactive, campaign.budget) == (40, "Communications", True, 1200)
    assert Brief.objects.get().state == "planned"
    (mail,) = OutgoingMail.objects.filter(kind="brief-told")
    assert mail.subject == "Communications Manager (Sevenoaks) put your brief in the plan: Garden waste"
    listed = said(team.get(reverse("reports:actions") + "?words=Leaflet"))
    assert "Leaflet" in listed


def test_a_double_click_and_a_second_window_make_one_campaign(people, team, approved):
    given = rows({"title": "Leaflet", "date": "March 2027"})
    answers = [team.post(page("put-in-plan", approved), given) for _ in range(2)]
    again = team.post(page("put-in-plan", approved), rows({"title": "Leaflet", "date": "March 2027"}))
    assert [answer.status_code for answer in answers][0] == 302 and again.status_code == 403
    assert (Campaign.objects.count(), Action.objects.filter(title="Leaflet").count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "Write at least one thing that is to be done"),
        ([{"title": "Leaflet", "date": "32 May 2027"}], "“32 May 2027” is not understood as a date"),
        ([{"title": "", "date": "March 2027"}], "Say what is done, or leave the whole row blank."),
        ([{"title": "Leaflet", "date": "March 2027", "hours": "a day"}], "“Hours” takes a number."),
    ],
)
def test_what_a_row_lacks_is_said_and_no_row_is_lost(team, approved, given, sentence):
    answer = team.post(
        page("put-in-plan", approved), rows({"title": "Story", "date": "May 2027"}, *given) if given else rows()
    )
    assert (answer.status_code, sentence in said(answer)) == (400, True)
    assert Campaign.objects.count() == 0
    if given:
        assert 'value="Story"' in said(answer) and 'value="May 2027"' in said(answer)


NO_DATE = "is not understood as a date, so nobody would be reminded of it. Mend it, or tick to keep it as written."


def test_a_date_that_is_not_understood_is_asked_about_and_kept_with_a_tick(people, team, approved):
    address = page("put-in-plan", approved)
    sent = [{"title": "Story", "date": "May 2027"}, {"title": "Leaflet", "date": "32 December 2026"}]
    shown = said(team.get(address))
    assert "as it is written" not in shown and "The brief’s days: 4 January 2027 to 31 March 2027." in shown
    answer = team.post(address, rows(*sent))
    asked = said(answer)
    assert (answer.status_code, Campaign.objects.count()) == (400, 0)
    assert f"“32 December 2026” {NO_DATE}" in asked and 'href="#id_r1-date"' in asked
    assert 'name="r1-keep"' in asked and 'name="r0-keep"' not in asked
    assert "Keep “32 December 2026” as it is written" in asked
    sent[1]["keep"] = "on"
    assert team.post(address, rows(*sent)).status_code == 302
    kept = Action.objects.get(title="Leaflet")
    assert (kept.timing.as_written, kept.timing.needs_review, kept.occurrences.count()) == ("32 December 2026", True, 0)
    assert Action.objects.get(title="Story").occurrences.get().due == date(2027, 5, 31)


def test_a_blank_date_is_no_date_yet_and_a_mended_one_needs_no_tick(people, team, approved):
    address = page("put-in-plan", approved)
    assert team.post(address, rows({"title": "Leaflet", "date": "32 December 2026"})).status_code == 400
    given = rows(
        {"title": "Leaflet", "date": "31 December 2026"},
        {"title": "Poster", "date": ""},
        {"title": "Film", "date": "Tbc"},
    )
    answer = team.post(address, given)
    assert answer.status_code == 302 and "no date yet" in said(team.get(answer.url))
    found = {
        one.title: [due.due for due in one.occurrences.all()] for one in Action.objects.filter(section="Garden waste")
    }
    assert found == {"Leaflet": [date(2026, 12, 31)], "Poster": [], "Film": []}


def test_a_date_without_a_year_is_of_the_campaigns_own_days(people, team, approved):
    given = [
        {"title": "Leaflet", "date": "14 Feb"},
        {"title": "Film", "date": "mid March"},
        {"title": "Post", "date": "w/c 11 Jan"},
    ]
    assert team.post(page("put-in-plan", approved), rows(*given)).status_code == 302
    campaign = Campaign.objects.get()
    form = once(title="Poster", date="1 March")
    assert team.post(page("add-activity", campaign), form).status_code == 302
    found = {one.title: one.occurrences.get().due for one in Action.objects.filter(section="Garden waste")}
    assert found == {
        "Leaflet": date(2027, 2, 14), "Film": date(2027, 3, 20), "Post": date(2027, 1, 17), "Poster": date(2027, 3, 1),
    }  # fmt: skip


def test_one_more_action_is_asked_about_its_date_too(people, team, campaign):
    address = page("add-activity", campaign)
    shown = said(team.get(address))
    assert "The campaign’s days: 4 January 2027 to 31 March 2027." in shown and 'name="keep"' not in shown
    answer = team.post(address, once(title="Poster", date="Ongoing"))
    assert answer.status_code == 400 and 'name="keep"' in said(answer)
    assert "“Ongoing” gives no day (it is understood as throughout the plan), so nobody would be reminded" in said(
        answer
    )
    assert team.post(address, once(title="Poster", date="Ongoing", keep="on")).status_code == 302
    assert Action.objects.get(title="Poster").timing.kind == "ongoing"


def channels_shown(client, brief):
    """The channel that each row of the form comes with."""
    form = client.get(page("put-in-plan", brief)).context["form"]
    return [row["channel"].value() for row in form.rows]


def test_rows_come_with_the_briefs_channels_where_it_is_plain_which(people, team, approved):
    one, two, three = Channel.objects.filter(plan=people.plan).in_order()[:3]
    found = []
    for named in ((), (one,), (one, two), (one, two, three)):  # the brief has two lines
        approved.channels.set(named)
        found.append(channels_shown(team, approved))
    assert found == [[None] * 5, [one.pk] * 2 + [None] * 3, [one.pk, two.pk, None, None, None], [None] * 5]
    approved.channels.set([one])
    given = rows({"title": "Leaflet", "date": "May 2027", "channel": one.pk}, {"title": "", "channel": one.pk})
    assert team.post(page("put-in-plan", approved), given).status_code == 302  # the second line is left out
    assert Activity.objects.filter(campaign__brief=approved).get().channel == one


def test_only_what_is_approved_gets_in_and_only_the_team_puts_it(people, team, client):
    waiting = brief_in(State.ASSESSED, people, people.plan)
    given = rows({"title": "Leaflet", "date": "March 2027"})
    assert team.post(page("put-in-plan", waiting), given).status_code == 403
    approved = brief_in(State.APPROVED, people, people.plan)
    found = {}
    foreign = member(people, "foreign", Role.PLAN_MANAGER, council="kent")
    for name, user in {"service.lead": None, "smt": None, "head.of.communications": None, "foreign": foreign}.items():
        client.force_login(user or people.users[name])
        found[name] = client.get(page("put-in-plan", approved)).status_code
    assert found == {"service.lead": 403, "smt": 403, "head.of.communications": 200, "foreign": 404}


def test_money_findings_and_lessons(people, team, campaign):
    assert (
        team.post(page("spend", campaign), once(what="Printing", amount="£850.50", on="20 November 2026")).status_code
        == 302
    )
    shown = said(team.get(page("campaign", campaign)))
    assert "Budget £1,200, spent £850.50, £349.50 left." in shown
    team.post(page("spend", campaign), once(what="Postage", amount="400", on="23 November 2026"))
    assert "over</b>" in said(team.get(page("campaign", campaign))) and campaign.spent == Decimal("1250.50")
    finish = page("finish", campaign)
    answer = team.post(finish, once(lessons="Post earlier."))
    assert "Say first what came of it: a finding at the level of outcomes or impact." in said(
        answer
    ) and "Post earlier." in said(answer)
    team.post(page("add-finding", campaign), once(level="output", found="60,000 leaflets"))
    assert (
        team.post(finish, once(lessons="Post earlier.")).status_code == 400
    )  # what was sent out is not what came of it
    team.post(page("add-finding", campaign), once(level="outcome", found="71% renewed in time", expected="70%"))
    assert team.post(finish, once(lessons=" ", anyway="on")).status_code == 400
    assert team.post(finish, once(lessons="Post earlier.", anyway="on")).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.lessons, campaign.finished_on) == ("Post earlier.", MONDAY)
    assert "71% renewed in time" in said(team.get(page("campaign", campaign)))


def test_money_is_spent_from_its_day_on_and_the_person_is_told(team, campaign):
    sent = {"what": "Printing", "amount": "850.50"}
    answer = team.post(page("spend", campaign), once(on="24 November 2026", **sent))
    assert (answer.status_code, campaign.spending.count()) == (400, 0)
    assert "It is not spent before its day." in said(answer) and 'value="850.50"' in said(answer)
    answer = team.post(page("spend", campaign), once(on="soon", **sent))
    assert "“When?” is not understood. Give the date as day, month and year" in said(answer)
    answer = team.post(page("spend", campaign), once(on="23 November 2026", **sent), follow=True)
    assert "£850.50 for “Printing” is entered." in said(answer)


def test_what_was_spent_is_corrected_from_the_version_it_was_read_at(people, team, campaign, client):
    sent = {"what": "Printing", "amount": "850.50", "on": "20 November 2026"}
    team.post(page("spend", campaign), once(**sent))
    row = campaign.spending.get()
    address = page("correct-spending", campaign, spending=row.pk)
    assert address in said(team.get(page("campaign", campaign)))
    assert 'value="850.50"' in said(team.get(address)) and 'value="20/11/2026"' in said(team.get(address))
    answer = team.post(address, once(1, **sent | {"on": "24 November 2026"}))
    assert answer.status_code == 400 and "It is not spent before its day." in said(answer)
    answer = team.post(address, once(1, **sent | {"amount": "85.05"}), follow=True)
    assert "Corrected: £85.05 for “Printing”." in said(answer) and "spent £85.05, £1,114.95 left." in said(answer)
    answer = team.post(address, once(1, **sent | {"amount": "9"}))
    assert (answer.status_code, "85.05" in said(answer)) == (409, True)
    event = AuditEvent.objects.filter(verb="corrected the spending of").get()
    assert (event.actor_name, event.before, event.after) == (
        people.users["communications"].name, {"amount": "850.50"}, {"amount": "85.05"},
    )  # fmt: skip
    row.refresh_from_db()
    assert row.by_name == people.users["communications"].name
    others = Campaign.objects.create(
        brief=brief_in(State.APPROVED, people, people.plan), plan=people.plan, title="Other", hours=1, is_proactive=True
    )
    assert team.get(page("correct-spending", others, spending=row.pk)).status_code == 404
    client.force_login(people.users["smt"])
    assert client.post(address, once(2, **sent)).status_code == 403


def judged(campaign):
    campaign.findings.create(level="outcome", found="71% renewed in time")
    return campaign


def test_a_campaign_that_is_not_over_is_finished_with_a_tick_and_not_without(team, campaign):
    finish = page("finish", judged(campaign))
    shown = said(team.get(finish))
    assert "Its last day, 31 March 2027, is still to come. 2 of its actions are open, and stay in the plan:" in shown
    assert "Leaflet with the council tax bill</a>" in shown and "Finish it all the same" in shown
    answer = team.post(finish, once(lessons="Post earlier."))
    assert answer.status_code == 400 and "It is not over yet. Tick “Finish it all the same”" in said(answer)
    campaign.refresh_from_db()
    assert campaign.finished_on is None
    assert team.post(finish, once(lessons="Post earlier.", anyway="on")).status_code == 302
    campaign.refresh_from_db()
    assert campaign.finished_on == MONDAY
    assert "4 Jan to 31 Mar, finished 23 Nov" in said(team.get("/delivery/"))
    assert "<b>Finished on 23 November 2026.</b>" in said(team.get(page("campaign", campaign)))


def test_what_is_still_ahead_is_the_last_day_and_whatever_is_open(people, team, campaign):
    def ahead():
        campaign.refresh_from_db()
        found = ahead_of(campaign, on=MONDAY)
        return found.last_day, [one.title for one in found.actions]

    story = "Story in In Shape"
    assert ahead() == (date(2027, 3, 31), ["Leaflet with the council tax bill", story])
    Campaign.objects.update(ends_on=None)
    assert ahead()[0] == date(2027, 1, 4)  # one day is its last
    Campaign.objects.update(starts_on=MONDAY)
    leaflet = Action.objects.get(title__startswith="Leaflet")
    leaflet.occurrences.update(delivered_on=MONDAY, delivered_by="x")
    assert ahead() == (None, [story])
    Action.objects.filter(title=story).update(dropped_on=MONDAY)
    assert ahead() == (None, []) and not ahead_of(campaign, on=MONDAY)
    team.post(page("add-activity", campaign), once(title="Poster", date=""))
    assert ahead() == (None, ["Poster"])
    Action.objects.get(title="Poster").updates.create(rag="complete", done="Hung.", on=MONDAY)
    assert ahead() == (None, [])
    assert "Finish it all the same" not in said(team.get(page("finish", campaign)))
    judged(campaign)
    assert team.post(page("finish", campaign), once(campaign.version, lessons="Post earlier.")).status_code == 302


def test_a_finished_campaign_is_taken_up_again_by_whoever_may_finish_it(people, team, campaign, client):
    again = page("take-up", campaign)
    team.post(page("finish", judged(campaign)), once(1, lessons="Post earlier.", anyway="on"))
    assert again in said(team.get(page("campaign", campaign)))
    assert team.post(again, once(1)).status_code == 302  # a page from before it was finished
    campaign.refresh_from_db()
    assert campaign.finished_on == MONDAY
    assert team.post(again, once(2)).url == page("campaign", campaign)
    campaign.refresh_from_db()
    assert (campaign.finished_on, campaign.lessons) == (None, "Post earlier.")
    shown = said(team.get(page("campaign", campaign)))
    assert "is taken up again." in shown and again not in shown and page("finish", campaign) in shown
    event = AuditEvent.objects.filter(verb="taken up again").get()
    assert event.before == {"finished_on": "2026-11-23"}
    team.post(again, once(3))
    assert "It is not finished." in said(team.get(page("campaign", campaign)))
    assert team.get(again).status_code == 405
    client.force_login(people.users["smt"])
    assert client.post(again, once(3)).status_code == 403
    client.force_login(member(people, "foreign", Role.PLAN_MANAGER, council="kent"))
    assert client.post(again, once(3)).status_code == 404


def test_a_briefs_own_campaign_is_not_quoted_to_it(people, team, campaign):
    Campaign.objects.update(lessons="Post earlier.", finished_on=MONDAY)
    assert "Post earlier." not in said(team.get(page("brief", campaign.brief)))
    other = brief_in(State.APPROVED, people, people.plan, title="Bins")
    assert "Post earlier." in said(team.get(page("brief", other)))


def test_lessons_are_offered_to_the_next_brief_for_the_same_people_or_objective(people, team, campaign, client):
    Campaign.objects.update(lessons="Post earlier.", finished_on=MONDAY)
    same = brief_in(State.DRAFT, people, people.plan, title="Bins")
    promise, other_promise = people.plan.contributions.all()[:2]
    same_aim = brief_in(State.DRAFT, people, people.plan, contribution=promise)
    same_aim.audiences.clear()
    other = brief_in(State.DRAFT, people, people.plan, contribution=other_promise)
    other.audiences.clear()
    Brief.objects.filter(pk=campaign.brief_id).update(contribution=promise)
    client.force_login(people.users["service.lead"])
    offered = {
        one.pk: "Post earlier." in said(client.get(page("part", one, part="strategy")))
        for one in (same, same_aim, other)
    }
    assert offered == {same.pk: True, same_aim.pk: True, other.pk: False}


def test_a_campaign_takes_more_and_is_edited_from_the_version_it_was_read_at(people, team, campaign):
    assert team.post(page("add-activity", campaign), once(title="Poster", date="February 2027")).status_code == 302
    assert Activity.objects.get(action__title="Poster").campaign == campaign
    facts = {"title": "Garden waste 2027", "hours": "55", "team": "Print"}
    assert team.post(page("edit", campaign), once(1, **facts)).status_code == 302
    answer = team.post(page("edit", campaign), once(1, **facts | {"team": "Web"}))
    assert (answer.status_code, "Web" in said(answer), "Print" in said(answer)) == (409, True, True)
    campaign.refresh_from_db()
    assert (campaign.title, campaign.hours, campaign.team) == ("Garden waste 2027", 55, "Print")


def test_who_may_run_a_campaign_and_who_may_see_it(people, campaign, client):
    people.plan.partners.add(people.councils["kent"])
    foreign = member(people, "foreign", Role.PLAN_MANAGER, council="kent")
    found = {}
    for name, user in {"service.lead": None, "smt": None, "communications": None, "foreign": foreign}.items():
        client.force_login(user or people.users[name])
        found[name] = [client.get(page(one, campaign)).status_code for one in ("campaign", "edit", "spend", "finish")]
    assert found == {
        "service.lead": [200, 403, 403, 403],
        "smt": [200, 403, 403, 403],
        "communications": [200, 200, 200, 200],
        "foreign": [404, 404, 404, 404],
    }


def test_work_goes_out_with_its_plan_and_in_again(people, team, campaign):
    """Briefs with their steps, campaigns with what they cost and came to, channels, and what made way; no draft."""
    brief_in(State.DRAFT, people, people.plan, title="Kept to oneself")
    ask_for_work(people.plan, people, MONDAY)
    Channel.objects.filter(name__startswith="In Shape").update(owner=people.plan.organisation.officers.first())
    data = json.loads(json.dumps(export_plan(people.plan)))
    assert len(data["briefs"]) == 7 and "Kept to oneself" not in json.dumps(data["briefs"])
    food = next(one for one in data["briefs"] if one["title"].startswith("Food waste"))
    assert [step["after"] for step in food["steps"]] == ["submitted", "assessed", "approved", "planned"]
    assert food["campaign"]["lessons"] and len(food["campaign"]["findings"]) == 3
    made = take_in(data, by=people.users["admin"])
    again = json.loads(json.dumps(export_plan(made)))
    assert made.briefs.count() == 7 and made.campaigns.count() == 4
    assert Displacement.objects.filter(brief__plan=made).get().told == "Communications Officer"
    again["plan"]["slug"] = data["plan"]["slug"]
    for before, after in zip(data["briefs"], again["briefs"], strict=True):
        # What was not decided on begins anew with whoever takes the plan in: a file proves no approval.
        is_finished = before["state"] in ("planned", "declined", "withdrawn")
        assert after["state"] == (before["state"] if is_finished else "returned")
        after["state"] = before["state"]
    assert again == data


def test_no_file_brings_an_approval_with_it(people, team, client):
    """A brief that a file calls approved is submitted, assessed and approved like any other."""
    brief = brief_in(State.APPROVED, people, people.plan)
    data = json.loads(json.dumps(export_plan(people.plan)))
    made = take_in(data, by=people.users["communications"]).briefs.get()
    assert (made.state, made.requester, made.requested_by) == (
        "returned",
        people.users["communications"],
        brief.requested_by,
    )
    given = rows({"title": "Leaflet", "date": "March 2027"})
    assert team.post(page("put-in-plan", made), given).status_code == 403
    client.force_login(people.users["smt"])
    assert client.post(page("step", made, key="approve"), once(made.version)).status_code == 403


def test_what_a_file_says_was_approved_counts_for_nothing_here(people, team, campaign, client):
    """Not in the meter, not in the register; and whoever it says asked for it decides on none of it."""
    councils, year = [people.plan.organisation], (date(2026, 1, 1), date(2026, 12, 31))
    brief_in(State.ASSESSED, people, people.plan, title="Bins", by=people.users["smt"])
    before = work_done(councils, *year)
    made = take_in(json.loads(json.dumps(export_plan(people.plan))), by=people.users["communications"])
    assert made.briefs.get(state="planned").campaign and work_done(councils, *year) == before
    assert "counts for nothing here" in said(team.get(page("brief", made.briefs.get(state="planned"))))
    assert "counts for nothing here" not in said(team.get(page("brief", campaign.brief)))
    bins = made.briefs.get(title="Bins")
    for name, key in (("communications", "submit"), ("head.of.communications", "assess")):
        bins.refresh_from_db()
        judged = JUDGED if key == "assess" else None
        take_step(brief=bins, by=people.users[name], version=bins.version, key=key, on=MONDAY, assessment=judged)
    client.force_login(people.users["smt"])
    assert "says that you asked for this work" in said(client.get(page("step", bins, key="approve")))
    approved = {"by": people.users["smt2"], "version": bins.version, "key": "approve", "on": MONDAY}
    take_step(brief=bins, **approved)
    bins.refresh_from_db()
    assert not bins.is_taken_in and len(work_done(councils, *year)) == len(before) + 1


def test_the_steps_of_a_file_are_numbered_anew(people, team, campaign):
    data = json.loads(json.dumps(export_plan(people.plan)))
    data["briefs"][0]["steps"][-1]["number"] = 32_767
    made = take_in(data, by=people.users["communications"])
    assert [step.number for step in made.briefs.get().steps.order_by("number")] == [1, 2, 3]


def test_a_plan_of_which_work_was_asked_is_not_removed(people, team):
    brief_in(State.SUBMITTED, people, people.plan)
    with pytest.raises(ValidationError, match="work has been asked for by brief"):
        remove_plan(plan=people.plan, by=people.users["admin"], version=people.plan.version)


def test_lists_take_as_many_queries_for_three_as_for_one(people, team, campaign):
    listed = reverse("campaigns:campaigns")
    team.get(listed)
    one = [queries(team, address) for address in (listed, page("campaign", campaign))]
    for number in range(2):
        brief = brief_in(State.APPROVED, people, people.plan, title=f"More {number}")
        team.post(page("put-in-plan", brief), rows({"title": "Leaflet", "date": "March 2027"}))
        team.post(page("add-activity", campaign), once(title=f"Poster {number}", date="February 2027"))
    assert [queries(team, address) for address in (listed, page("campaign", campaign))] == one
