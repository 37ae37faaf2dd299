"""The delivery plan: what its page, its list and its files say, to whom, and what becomes of a move."""

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import Action, DateChange, DateRequest, Occurrence
from campaigns.models import Activity, SchoolHoliday
from campaigns.services import clearances
from people.models import Organisation, Role, User
from plans.models import Election, Plan
from tests.briefs import MONDAY, MORNING, member, planned_action, sevenoaks
from tests.demo import once, queries, said
from tests.planned import activity, campaign, channel, due

PAGE, FILE, HOLIDAYS = "/delivery/", "/delivery/calendar.ics", "/delivery/holidays/"
JANUARY, MARCH = date(2027, 1, 6), date(2027, 3, 10)
WHY = "The printer is a week late."
FOR_ELECTIONS = 8  # queries by which the guard finds what elections hold


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people, plan = sevenoaks()
        people.plan = plan
        yield people


@pytest.fixture
def garden(people):
    return campaign(people, "Garden waste")


@pytest.fixture
def leaflet(people, garden):
    return activity(garden, "Leaflet", JANUARY, channel=channel(people.plan, "Noticeboards"))


@pytest.fixture
def head(people, client):
    client.force_login(people.users["head.of.communications"])
    return client


def page(client, query=""):
    return said(client.get(PAGE + query))


def rows(client, query="?as=csv"):
    """The list as it is taken away."""
    return list(csv.DictReader(io.StringIO(client.get(PAGE + query).content.decode("utf-8-sig"))))


def titles(client, query="?as=csv"):
    return [row["Activity"] for row in rows(client, query)]


def move_page(action):
    return reverse("campaigns:move", kwargs={"pk": due(action).pk})


# The page and the list behind it


def test_the_plan_shows_campaigns_and_what_they_do_and_lists_it(people, head, leaflet):
    activity(None, "Grapevine", MARCH, channel=channel(people.plan, "Grapevine"), plan=people.plan)
    found = page(head)
    assert "Sevenoaks District Council: November 2026 to October 2027. 2 due dates." in found
    assert "Twelve months, by campaign" in found and "4 Jan to 31 Mar" in found
    assert [words in found for words in ("Garden waste", "No campaign", "Leaflet", "Grapevine")] == [True] * 4
    assert f'href="{move_page(leaflet)}"' in found and 'data-due="2027-01-06"' in found
    assert '<th scope="rowgroup" colspan="8">January 2027</th>' in found
    assert rows(head) == [
        {"Campaign": "Garden waste", "Activity": "Leaflet", "Date as written": "06/01/2027", "Due": "06/01/2027",
         "Channel": "Noticeboards", "Team": "Communications", "Who": "", "Status": "due"},
        {"Campaign": "No campaign", "Activity": "Grapevine", "Date as written": "10/03/2027", "Due": "10/03/2027",
         "Channel": "Grapevine", "Team": "", "Who": "", "Status": "due"},
    ]  # fmt: skip
    assert head.get(PAGE + "?as=xlsx").content[:2] == b"PK"


def test_by_channel_and_by_team(people, head, leaflet):
    assert [row["Channel"] for row in rows(head, "?by=channel&as=csv")] == ["Noticeboards"]
    assert "Twelve months, by channel" in page(head, "?by=channel")
    assert [row["Team"] for row in rows(head, "?by=team&as=csv")] == ["Communications"]
    assert "Twelve months, by campaign" in page(head, "?by=nonsense")


def test_other_dated_actions_are_shown_when_asked_for(people, head, leaflet):
    planned_action(people.plan, "Review the website", MARCH)
    Action.objects.filter(title="Review the website").update(section="")
    assert titles(head) == ["Leaflet"]
    assert {"Leaflet", "Review the website"} <= set(titles(head, "?all=1&as=csv"))


def test_what_is_missed_dropped_a_milestone_or_of_a_closed_plan_is_left_out(people, head, garden):
    missed, dropped, kept = (activity(garden, title, MARCH) for title in ("Missed", "Dropped", "Kept"))
    missed.occurrences.update(missed_on=MONDAY, missed_by="x", missed_because="y")
    Action.objects.filter(pk=dropped.pk).update(dropped_on=MONDAY)
    kept.occurrences.create(due=JANUARY, first_due=JANUARY, label="Proof", is_milestone=True)
    assert titles(head) == ["Kept"]
    Plan.objects.filter(pk=people.plan.pk).update(status="closed", adopted_on=MONDAY, closed_on=MONDAY)
    assert titles(head) == []


def test_what_is_delivered_is_marked_and_what_is_late_is_said(people, head, garden):
    done, late = activity(garden, "Done", MARCH), activity(garden, "Late", MONDAY - timedelta(days=1))
    done.occurrences.update(delivered_on=MONDAY, delivered_by="x")
    assert {row["Activity"]: row["Status"] for row in rows(head)} == {"Done": "delivered", "Late": "overdue"}
    found = page(head)
    assert "<b>overdue</b>" in found and "10 March 2027, delivered</span>" in found
    assert move_page(done) not in found and move_page(late) in found


def test_another_twelve_months_and_another_plan(people, head, leaflet):
    assert titles(head, "?from=2027-01&as=csv") == ["Leaflet"]
    assert titles(head, "?from=2027-02&as=csv") == []
    assert "From August 2026" in page(head) and "From February 2027" in page(head)
    assert "November 2026 to October 2027" in page(head, "?from=rubbish")
    assert titles(head, f"?plan={people.plan.slug}&as=csv") == ["Leaflet"]
    assert head.get(PAGE + "?plan=mkip-2015-16").status_code == 404
    assert head.get(PAGE + "?council=kent").status_code == 404


def test_an_activity_over_weeks_is_a_bar_and_one_without_a_day_is_named_apart(people, head, garden):
    activity(garden, "Film", date(2027, 3, 31), written="March 2027")
    later = activity(garden, "Poster", MARCH, written="Tbc")
    later.occurrences.all().delete()
    found = page(head)
    assert 'Film<span class="cp-vh">, 1 March 2027 to 31 March 2027, due' in found
    assert "Without a day" in found and "Poster</a>" in found
    assert titles(head) == ["Film"]


def test_a_campaign_without_a_last_day_is_drawn_on_its_first(people, head):
    campaign(people, "Budget day", date(2027, 2, 16), None)
    campaign(people, "Last month", date(2026, 10, 31), None)
    campaign(people, "Some time", None, None)
    found = page(head)
    assert "<span>16 Feb<span" in found and ", campaign Budget day, 16 February 2027</span>" in found
    assert "Last month" not in found and "Some time" not in found
    assert "campaign Last month" in page(head, "?from=2026-10")


def test_an_empty_plan_says_what_to_do_next(people, head):
    found = page(head)
    assert "Nothing stands in the delivery plan for these twelve months." in found
    assert reverse("campaigns:briefs") in found and "choose “Everything that has a day” above" in found
    assert "Delivery plan</a>" in said(head.get("/briefs/")) and "Delivery plan</a>" in said(head.get("/campaigns/"))


def test_clashes_are_counted_said_and_lead_to_their_rows(people, head, garden, leaflet):
    shape = channel(people.plan, "In Shape", capacity=1)
    flood = campaign(people, "Flood")
    one = activity(garden, "Story", MARCH, channel=shape)
    two = activity(flood, "Warning", MARCH + timedelta(days=1), channel=shape, publicity="public")
    organisation = people.plan.organisation
    SchoolHoliday.objects.create(
        organisation=organisation, name="Half term", first=MARCH, last=MARCH + timedelta(days=4)
    )
    Election.objects.create(
        organisation=organisation, name="By-election", notice_date=MARCH, polling_day=date(2027, 4, 15)
    )
    found = page(head)
    assert "4 clashes" in found
    for words in (
        "By-election, 10 March 2027 to 15 April 2027: 2 activities are held in its pre-election period.",
        "In Shape: 2 things are due in the week of 8 March 2027, and it can carry 1.",
        "Residents: 2 campaigns, “Garden waste” and “Flood”, in the week of 8 March 2027.",
        "Half term, 10 March 2027 to 14 March 2027: 2 public activities are due while schools are closed.",
    ):
        assert words in found
    for action in (one, two):
        assert found.count(f'href="#due-{due(action).pk}"') == 4 and f'id="due-{due(action).pk}"' in found
    on_paper = found.split('<p class="cp-h3">Clashes</p>')[1].split("</section>")[0]
    assert on_paper.count("Story, 10 March; Warning, 11 March</span>") == 4 and "<a " not in on_paper
    assert {row["Activity"]: row["Status"] for row in rows(head)} == {
        "Leaflet": "due", "Story": "due, clashes", "Warning": "due, clashes",
    }  # fmt: skip
    two.occurrences.update(due=MARCH + timedelta(days=60))
    Election.objects.all().delete()
    SchoolHoliday.objects.all().delete()
    assert "clash" not in page(head).split("<form")[1].split("Twelve months")[0]


def test_another_councils_holidays_and_elections_clash_with_nothing(people, head, leaflet):
    kent = people.councils["kent"]
    SchoolHoliday.objects.create(organisation=kent, name="Half term", first=JANUARY, last=JANUARY)
    Election.objects.create(organisation=kent, name="By-election", notice_date=JANUARY, polling_day=MARCH)
    assert "clashes" not in page(head).split("Twelve months")[0]
    people.plan.partners.add(kent)  # of the plan's councils it counts
    assert "1 clash" in page(head) and "1 clash" in page(head, f"?plan={people.plan.slug}")


# Elections, as the guard judges them


@pytest.fixture
def election(people):
    days = {"notice_date": MARCH, "polling_day": date(2027, 4, 15)}
    return Election.objects.create(organisation=people.plan.organisation, name="By-election", **days)


def statuses(client, query="?as=csv"):
    return {row["Activity"]: row["Status"] for row in rows(client, query)}


def test_what_an_election_holds_clashes_and_what_passes_is_cleared_or_not_classed_does_not(
    people, head, garden, election
):
    internal, nobody = {"publicity": "internal"}, {"audiences": ()}
    activity(garden, "Launch", MARCH, publicity="launch")
    activity(garden, "By its audience", MARCH)
    activity(garden, "Leaflet in spring", date(2027, 5, 31), written="Spring 2027", publicity="public")
    activity(
        garden, "Until a day is named", date(2027, 5, 31), written="1 March 2027 – 31 May 2027", publicity="public"
    )
    activity(garden, "Staff briefing", MARCH, **internal)
    activity(garden, "For staff, by its audience", MARCH, audiences=("All staff",))
    activity(garden, "Nobody has said", MARCH, **nobody)
    activity(garden, "Before the notice", MARCH - timedelta(days=1), publicity="launch")
    delivered = activity(garden, "Out already", MARCH, publicity="launch")
    delivered.occurrences.update(delivered_on=MONDAY, delivered_by="x")
    exempted = activity(garden, "Exempted", MARCH, publicity="launch")
    clearances.exempt(
        action=exempted, election=election, things=["2027-03-10:2027-03-10:"], officer="Ann Officer", reason="Tickets are sold",
        by=people.users["head.of.communications"], on=MONDAY,
    )  # fmt: skip
    assert statuses(head) == {
        "Before the notice": "due", "By its audience": "due, clashes", "Exempted": "due",
        "For staff, by its audience": "due", "Launch": "due, clashes", "Nobody has said": "due, not classed yet",
        "Out already": "delivered", "Staff briefing": "due", "Leaflet in spring": "due, clashes",
        "Until a day is named": "due, clashes",
    }  # fmt: skip
    found = page(head)
    assert "By-election, 10 March 2027 to 15 April 2027: 4 activities are held in its pre-election period." in found
    assert "Of what has a day here, 4 are held, and 1 is not classed yet." in found and "1 clash</a>" in found


def test_the_delivery_plan_and_the_page_of_the_election_say_the_same(people, head, garden, election):
    for number, publicity in enumerate(("launch", "internal", "statutory", "consultation", "")):
        activity(garden, f"Activity {number}", MARCH, publicity=publicity, audiences=("Everybody",))
    address = reverse("campaigns:holds", kwargs={"pk": election.pk})
    things = [one for one in head.get(address).context["table"].data.data if one.title.startswith("Activity ")]
    there = {one.title for one in things if one.is_held}, {one.title for one in things if one.is_asked}
    here = statuses(head)
    assert there == ({"Activity 0", "Activity 3"}, {"Activity 4"})
    assert {title for title, status in here.items() if "clashes" in status} == there[0]
    assert {title for title, status in here.items() if "not classed yet" in status} == there[1]
    assert page(head).count(f'href="{address}"') == 2  # from the clash, and from the elections of these months


def test_an_election_leads_to_what_it_holds_where_the_reader_may_see_it(
    people, client, head, garden, leaflet, election
):
    address = reverse("campaigns:holds", kwargs={"pk": election.pk})
    assert "Of what has a day here, nothing is held." in page(head) and f'href="{address}"' in page(head)
    client.force_login(people.users["service.lead"])
    assert f'href="{address}"' in page(client) and client.get(address).status_code == 200
    Election.objects.filter(pk=election.pk).update(organisation=people.councils["kent"])
    people.plan.partners.add(people.councils["kent"])
    found = page(client, f"?plan={people.plan.slug}")
    assert "By-election" in found and address not in found and client.get(address).status_code == 404


def test_an_election_that_is_over_holds_nothing(people, head, garden):
    days = {"notice_date": MONDAY - timedelta(days=40), "polling_day": MONDAY - timedelta(days=1)}
    Election.objects.create(organisation=people.plan.organisation, name="By-election", **days)
    activity(garden, "Late", MONDAY - timedelta(days=2), publicity="launch")
    found = page(head)
    assert '<span class="cp-mark__words">By-election' in found
    assert "1 clash" not in found and "Before elections" not in found


def test_elections_cost_the_same_however_many_they_are_and_nothing_where_there_is_none(people, head, garden):
    def one_more(number):
        activity(campaign(people, f"Campaign {number}"), f"Launch {number}", MARCH, publicity="launch")
        days = {"notice_date": MARCH, "polling_day": date(2027, 4, 15)}
        return Election.objects.create(organisation=people.plan.organisation, name=f"{number}", **days)

    one_more(1)
    with_one = queries(head, PAGE)
    for number in (2, 3):
        one_more(number)
    assert queries(head, PAGE) == with_one
    Election.objects.all().delete()
    assert with_one - queries(head, PAGE) == FOR_ELECTIONS


# Who


def test_the_plan_is_its_councils_own_and_partners_of_a_plan_see_none_of_it(people, client, leaflet):
    foreign = member(people, "foreign", Role.PLAN_MANAGER, council="kent")
    people.plan.partners.add(people.councils["kent"])
    client.force_login(foreign)
    assert titles(client) == [] and "Leaflet" not in page(client, "?all=1")
    sent = once(day="13/01/2027", reason=WHY)
    assert client.get(move_page(leaflet)).status_code == 403 == client.post(move_page(leaflet), sent).status_code
    people.plan.partners.clear()
    assert client.get(move_page(leaflet)).status_code == 404 == client.post(move_page(leaflet), sent).status_code
    client.logout()
    assert client.get(PAGE).status_code == 302
    assert due(leaflet).due == JANUARY


@pytest.mark.parametrize(
    ("name", "may"),
    [("head.of.communications", True), ("communications", True), ("service.lead", False), ("smt", False)],
)
def test_who_may_post_on_an_action_may_move_it(people, client, leaflet, name, may):
    client.force_login(people.users[name])
    assert (move_page(leaflet) in page(client)) is may is ("Drag what is due" in page(client))
    assert client.get(move_page(leaflet)).status_code == (200 if may else 403)
    answer = client.post(move_page(leaflet), once(day="13/01/2027", reason=WHY))
    assert answer.status_code == (302 if may else 403)
    assert (Occurrence.objects.get(action=leaflet).due != JANUARY) is may


def test_an_officer_moves_what_they_are_named_on(people, client, garden, leaflet):
    officer = member(people, "officer", Role.OFFICER)
    own = activity(garden, "Own", MARCH, officer=officer.officers.get())
    client.force_login(officer)
    found = page(client)
    assert (move_page(own) in found, move_page(leaflet) in found) == (True, False)
    assert client.get(move_page(own)).status_code == 200 and client.get(move_page(leaflet)).status_code == 403


def test_who_belongs_to_no_council_is_refused(people, client):
    client.force_login(member(people, "nobody"))
    assert client.get(PAGE).status_code == 403 == client.get(FILE).status_code


def test_where_there_is_no_council_yet_the_page_says_what_to_do_next(db, client):
    client.force_login(User.objects.create_superuser(email="first@installation.example", name="First", password="x"))
    answer = client.get(PAGE)
    assert answer.status_code == 200 and "there is no council yet" in said(answer)
    assert reverse("people:organisations") in said(answer)
    assert client.get(FILE).url == PAGE
    Organisation.objects.create(name="Our council", slug="ours")
    assert "Nothing stands in the delivery plan for these twelve months." in page(client)
    assert client.get(FILE).status_code == 200


# Moving


def test_a_move_goes_through_the_slip_ledger_and_comes_back_to_where_it_was(people, head, leaflet):
    address = move_page(leaflet) + "?day=2027-01-13&by=team"
    form = said(head.get(address))
    assert 'value="13/01/2027"' in form and "due on Wednesday 6 January 2027" in form
    assert "become a request" not in form and "becomes a request" not in form
    answer = head.post(address, once(day="13/01/2027", reason=WHY))
    assert answer.url == f"/delivery/?by=team#at-{due(leaflet).pk}"
    leaflet.refresh_from_db()
    moved, change = due(leaflet), DateChange.objects.get()
    assert (moved.due, moved.first_due, leaflet.timing.as_written) == (date(2027, 1, 13), JANUARY, "13 January 2027")
    assert (change.days, change.reason, change.by_name) == (7, WHY, people.users["head.of.communications"].name)
    assert "“Leaflet” is now due on 13 January 2027." in page(head)


def test_a_move_says_what_it_clashes_with_on_its_new_day(people, head, garden, leaflet):
    activity(campaign(people, "Flood"), "Warning", MARCH)
    activity(campaign(people, "Bins"), "Sticker", JANUARY)  # where it is now, and no longer clashes
    organisation, first = people.plan.organisation, MARCH + timedelta(days=1)
    SchoolHoliday.objects.create(organisation=organisation, name="Half term", first=first, last=first)
    Activity.objects.filter(action=leaflet).update(publicity="public")
    head.post(move_page(leaflet), once(day="11/03/2027", reason=WHY))
    found = page(head)
    told = "“Leaflet” is now due on 11 March 2027. There it clashes. Residents: 2 campaigns, “Flood” and “Garden waste”, in the week of 8 March 2027."
    assert told in found.split("Twelve months")[0]
    assert "Half term, 11 March 2027 to 11 March 2027: 1 public activity is due" in found.split("Twelve months")[0]
    head.post(move_page(leaflet), once(2, day="02/03/2027", reason=WHY))
    assert "“Leaflet” is now due on 2 March 2027.</" in page(head)


def test_a_move_to_the_first_of_a_month_minds_the_week_it_is_in(people, head, leaflet):
    activity(campaign(people, "Flood"), "Warning", date(2027, 3, 30))
    head.post(move_page(leaflet), once(day="01/04/2027", reason=WHY))
    assert "There it clashes. Residents: 2 campaigns" in page(head)


def test_beyond_the_allowance_a_move_becomes_a_request_and_the_page_says_so(people, head, leaflet):
    head.post(move_page(leaflet), once(1, day="13/01/2027", reason=WHY))
    assert people.plan.redates_allowed == 1
    form = said(head.get(move_page(leaflet)))
    assert "A later day becomes a request: a director approves it, and until then 13 January 2027 stands." in form
    head.post(move_page(leaflet), once(2, day="20/01/2027", reason=WHY))
    asked = DateRequest.objects.get()
    assert (asked.timing.as_written, due(leaflet).due) == ("20 January 2027", date(2027, 1, 13))
    assert "20 January 2027 waits for a director’s approval. 13 January 2027 stands until then." in page(head)
    head.post(move_page(leaflet), once(3, day="11/01/2027", reason=WHY))  # an earlier day takes no approval
    assert due(leaflet).due == date(2027, 1, 11)


def test_one_of_several_is_moved_by_itself_or_with_those_after_it(people, head, garden):
    series = activity(garden, "News", JANUARY, written="Quarterly")
    series.occurrences.all().delete()
    for label, day in (("Q4", JANUARY), ("Q1", MARCH), ("Q2", MARCH + timedelta(days=90))):
        series.occurrences.create(label=label, due=day, first_due=day)
    first = series.occurrences.get(label="Q4")
    address = reverse("campaigns:move", kwargs={"pk": first.pk})
    assert "Which dates move?" in said(head.get(address))
    head.post(address, once(1, day="13/01/2027", reason=WHY, which="this"))
    assert [one.due for one in series.occurrences.order_by("due")][:2] == [date(2027, 1, 13), MARCH]
    second = series.occurrences.get(label="Q1")
    people.plan.redates_allowed = 5
    people.plan.save()
    address = reverse("campaigns:move", kwargs={"pk": second.pk})
    head.post(address, once(2, day="17/03/2027", reason=WHY, which="later"))
    assert [one.due for one in series.occurrences.order_by("due")] == [
        date(2027, 1, 13), MARCH + timedelta(days=7), MARCH + timedelta(days=97),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"day": "13/01/2027", "reason": ""}, "Fill in “Why the date moves”."),
        ({"day": "", "reason": WHY}, "Fill in “When will it be delivered?”."),
        ({"day": "13/01/2020", "reason": WHY}, "13 January 2020 has passed. Give a day that is still to come."),
        ({"day": "06/01/2027", "reason": WHY}, "That is its date already."),
        ({"day": "soon", "reason": WHY}, "Give the date as day, month and year"),
    ],
)
def test_a_move_without_a_day_or_a_reason_is_refused_in_words(people, head, leaflet, sent, words):
    answer = head.post(move_page(leaflet), once(**sent))
    assert answer.status_code == 400 and words in said(answer)
    assert due(leaflet).due == JANUARY and not DateChange.objects.exists()


def test_what_is_delivered_keeps_its_day(people, head, leaflet):
    leaflet.occurrences.update(delivered_on=MONDAY, delivered_by="x")
    assert "What is delivered or missed keeps its date." in said(head.get(move_page(leaflet)))
    answer = head.post(move_page(leaflet), once(day="13/01/2027", reason=WHY))
    assert answer.status_code == 400 and due(leaflet).due == JANUARY


def test_two_who_move_it_at_once_are_shown_both_texts(people, head, leaflet):
    head.post(move_page(leaflet), once(1, day="13/01/2027", reason="Theirs"))
    answer = head.post(move_page(leaflet), once(1, day="20/01/2027", reason="Mine"))
    found = said(answer)
    assert answer.status_code == 409
    for words in ("13 January 2027", "20 January 2027", "Theirs", "Mine"):
        assert words in found
    assert due(leaflet).due == date(2027, 1, 13)


def test_a_double_click_moves_once(people, head, leaflet):
    form = once(1, day="13/01/2027", reason=WHY)
    assert head.post(move_page(leaflet), form).url == head.post(move_page(leaflet), form).url
    assert DateChange.objects.count() == 1


def test_a_strange_day_is_ignored_and_a_dropped_action_is_refused(people, head, leaflet):
    assert 'value="06/01/2027"' in said(head.get(move_page(leaflet) + "?day=tomorrow"))
    Action.objects.filter(pk=leaflet.pk).update(dropped_on=MONDAY)
    answer = head.get(move_page(leaflet))
    assert answer.status_code == 403 and "This action has been dropped." in said(answer)


# The calendar file


def events(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar file, read by what the standard says and by nothing that wrote it (RFC 5545, 3.1): lines
    end in CRLF and are no longer than 75 octets, a line that begins with a blank goes on with the one before."""
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and "END" not in found[-1]:
            plain = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
            found[-1][name] = plain
    return found


def test_the_calendar_file_has_each_due_date_once(people, head, garden, leaflet):
    long = activity(garden, "Film, with subtitles; and a long title that is folded as no line may be so long", MARCH)
    long.occurrences.update(delivered_on=MONDAY, delivered_by="x")
    answer = head.get(FILE)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    first, second = events(answer.content)
    assert first["SUMMARY"] == "Due: Leaflet" and second["SUMMARY"] == f"Delivered: {long.title}"
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20270106", "20270107")
    assert first["UID"] == f"occurrence-{due(leaflet).pk}@localhost"
    assert first["DESCRIPTION"] == (
        "Campaign: Garden waste\nChannel: Noticeboards\nTeam: Communications\nDate as written: 06/01/2027"
    )
    assert first["URL"].endswith(f"/actions/{leaflet.pk}/") and first["TRANSP"] == "TRANSPARENT"
    assert events(head.get(FILE + "?from=2027-02").content)[0]["SUMMARY"] == f"Delivered: {long.title}"
    assert head.get(FILE).content == answer.content


def test_an_empty_calendar_file_is_one_too(people, head):
    assert events(head.get(FILE).content) == []


# School holidays


def test_school_holidays_are_added_edited_and_removed(people, head, client):
    organisation = people.plan.organisation
    assert "No school holidays yet." in said(head.get(HOLIDAYS))
    sent = {"organisation": organisation.pk, "name": "Christmas", "first": "21/12/2026", "last": "1 January 2027"}
    assert head.post(HOLIDAYS + "add/", once(**sent)).url == HOLIDAYS
    made = SchoolHoliday.objects.get()
    assert str(made) == "Christmas, 21 December 2026 to 1 January 2027"
    assert "Christmas" in said(head.get(HOLIDAYS)) and '<span class="cp-mark__words">Christmas' not in page(head)
    activity(campaign(people, "Market"), "Banner", date(2026, 12, 22), publicity="public")
    assert '<span class="cp-mark__words">Christmas' in page(head) and "1 clash" in page(head)
    address = f"{HOLIDAYS}{made.pk}/"
    head.post(address, once(1, name="Christmas", first="23/12/2026", last="01/01/2027"))
    assert SchoolHoliday.objects.get().first == date(2026, 12, 23) and "1 clash" not in page(head)
    stale = head.post(address, once(1, name="Yule", first="23/12/2026", last="01/01/2027"))
    assert stale.status_code == 409 and "Yule" in said(stale) and "Christmas" in said(stale)
    assert "Remove these holidays?" in said(head.get(address + "remove/")) and SchoolHoliday.objects.exists()
    assert head.post(address + "remove/", once(2)).status_code == 302
    assert not SchoolHoliday.objects.exists()
    assert head.get(HOLIDAYS + "?as=csv")["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"last": "20/12/2026"}, "The last day comes before the first."),
        ({"name": ""}, "Fill in “Holidays”."),
        ({"first": "soon"}, "Give the date as day, month and year"),
        ({}, "“Christmas” from that day is in the register already."),
    ],
)
def test_school_holidays_that_cannot_be_are_refused_in_words(people, head, sent, words):
    organisation = people.plan.organisation
    SchoolHoliday.objects.create(organisation=organisation, name="Christmas", first=date(2026, 12, 21), last=MARCH)
    form = {"organisation": organisation.pk, "name": "Christmas", "first": "21/12/2026", "last": "01/01/2027"} | sent
    answer = head.post(HOLIDAYS + "add/", once(**form))
    assert answer.status_code == 400 and words in said(answer)
    assert SchoolHoliday.objects.count() == 1


def test_who_does_not_run_campaigns_keeps_no_holidays_and_another_councils_are_not_found(people, client):
    mine = SchoolHoliday.objects.create(organisation=people.plan.organisation, name="Mine", first=MARCH, last=MARCH)
    theirs = SchoolHoliday.objects.create(organisation=people.councils["kent"], name="Theirs", first=MARCH, last=MARCH)
    client.force_login(people.users["service.lead"])
    for path in ("", "add/", f"{mine.pk}/", f"{mine.pk}/remove/"):
        assert client.get(HOLIDAYS + path).status_code == 403
    assert HOLIDAYS not in page(client)
    client.force_login(people.users["communications"])
    assert HOLIDAYS in page(client)
    assert (client.get(f"{HOLIDAYS}{mine.pk}/").status_code, client.get(f"{HOLIDAYS}{theirs.pk}/").status_code) == (
        200,
        404,
    )
    assert "Theirs" not in said(client.get(HOLIDAYS))
    form = once(organisation=people.councils["kent"].pk, name="X", first="21/12/2026", last="01/01/2027")
    assert client.post(HOLIDAYS + "add/", form).status_code == 400 and SchoolHoliday.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"name": ""}, {"last": MARCH - timedelta(days=1)}, {"name": "Mine"}])
def test_the_database_keeps_holidays_whole(people, wrong):
    facts = {"organisation": people.plan.organisation, "first": MARCH, "last": MARCH}
    SchoolHoliday.objects.create(name="Mine", **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolHoliday.objects.create(**(facts | {"name": "Other"} | wrong))


# What it costs


def test_the_page_takes_as_many_queries_for_three_rows_as_for_one(people, head, garden):
    officer = people.plan.organisation.officers.first()
    whatever = {"officer": officer, "channel": channel(people.plan, "Website", capacity=1)}
    organisation = people.plan.organisation

    def one_more(number):
        activity(campaign(people, f"Campaign {number}"), f"Story {number}", MARCH, **whatever)
        SchoolHoliday.objects.create(organisation=organisation, name=f"{number}", first=MARCH, last=MARCH)
        Election.objects.create(
            organisation=organisation, name=f"{number}", notice_date=MARCH, polling_day=date(2027, 4, 15)
        )

    one_more(1)
    counted = {path: queries(head, path) for path in (PAGE, PAGE + "?all=1&by=team", FILE, HOLIDAYS)}
    one_more(2)
    one_more(3)
    assert {path: queries(head, path) for path in counted} == counted
