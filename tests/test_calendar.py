"""The calendar: what stands on which day for whom, its addresses, and the private feeds of it."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from actions.models import Action, Assignment, Milestone, Occurrence, ProgressUpdate
from actions.timing import parse_timing
from people.models import Absence, AuditEvent, Membership, SentForm, User
from plans.models import Election, Meeting, Plan
from plans.periods import FinancialYear, in_words
from reports.calendar import Kind, Scope, contents, months_away, weeks_of, year_contents
from reports.models import CalendarFeed, digest
from reports.services import feeds as services
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()
YEAR = FinancialYear.containing(TODAY)
DAY, EARLIER, NEXT_MONTH = TODAY.replace(day=15), TODAY - timedelta(days=1), months_away(TODAY.year, TODAY.month, 1)
FEEDS = "reports:feeds"


@pytest.fixture
def people(db):
    made = seed(as_written=False, today=TODAY)
    Meeting.objects.all().delete()
    Election.objects.all().delete()
    Plan.objects.update(status="closed", closed_on="2026-03-31")
    return made


@pytest.fixture
def plan(people):
    return new_plan(people, "plan")


def new_plan(people, slug, **facts):
    facts = {
        "organisation": people.councils["maidstone"], "first_year": YEAR.start_year, "last_year": YEAR.start_year,
        "status": "adopted", "adopted_on": YEAR.first, **facts,
    }  # fmt: skip
    return Plan.objects.create(title=slug.capitalize(), slug=slug, **facts)


def due(plan, day, title="Leaflet", officer=None, label="", **facts):
    action = Action.objects.create(plan=plan, title=title, timing=parse_timing(in_words(day)), **facts)
    if officer:
        Assignment.objects.create(action=action, officer=officer)
    return action.occurrences.create(due=day, first_due=day, label=label)


@pytest.fixture
def jane(people):
    return people.officers["Jane Clarke"]


@pytest.fixture
def officer(people, client):
    client.force_login(people.users["officer"])
    return client


def found(people, role="officer", day=DAY, on=TODAY, **scope):
    """(day, kind, title, state) of everything of the day's month but bank holidays."""
    first = day.replace(day=1)
    last = months_away(day.year, day.month, 1) - timedelta(days=1)
    entries = contents(Scope(people.users[role], **scope), first, last, on=on).entries
    return [(e.day, e.kind.value, e.title, e.state) for e in entries if e.kind != Kind.HOLIDAY]


# What stands where


def test_a_day_tells_its_polling_its_notice_its_meetings_and_what_is_due_in_that_order(people, plan):
    council = people.councils["maidstone"]
    due(plan, DAY, label="Q3")
    Meeting.objects.create(organisation=council, body="Cabinet", date=DAY)
    Election.objects.create(organisation=council, name="By-election", notice_date=DAY, polling_day=NEXT_MONTH)
    Election.objects.create(organisation=council, name="Poll", notice_date=DAY - timedelta(days=40), polling_day=DAY)
    assert [row[1:3] for row in found(people)] == [
        ("polling day", "Poll"), ("notice of election", "By-election"), ("meeting", "Cabinet"), ("due", "Leaflet: Q3"),
    ]  # fmt: skip


def test_an_election_leads_whoever_does_not_keep_it_to_what_it_holds(people, plan):
    days = {"notice_date": DAY, "polling_day": NEXT_MONTH}
    election = Election.objects.create(organisation=people.councils["maidstone"], name="By-election", **days)
    holds = reverse("campaigns:holds", kwargs={"pk": election.pk})

    def way(role):
        entries = contents(Scope(people.users[role]), DAY, DAY, on=TODAY).entries
        return [(one.at, one.can_open) for one in entries if one.kind == Kind.NOTICE]

    assert way("officer") == [(holds, False)]
    assert way("democratic.services") == [("", True)]


def test_what_is_due_says_whether_it_is_overdue_or_delivered(people, plan):
    on = DAY + timedelta(days=1)
    due(plan, DAY, "Late")
    due(plan, DAY, "Done")
    due(plan, DAY, "Missed")
    due(plan, on, "On the day")
    Occurrence.objects.filter(action__title="Done").update(delivered_on=DAY, delivered_by="x")
    Occurrence.objects.filter(action__title="Missed").update(missed_on=DAY, missed_by="x", missed_because="x")
    assert [(title, state) for _, _, title, state in found(people, on=on)] == [
        ("Done", "delivered"), ("Late", "overdue"), ("Missed", "missed"), ("On the day", "due"),
    ]  # fmt: skip


def test_only_running_plans_and_open_actions_count(people, plan):
    due(new_plan(people, "draft", status="draft", adopted_on=None), DAY, "Draft")
    due(new_plan(people, "closed", status="closed", closed_on=DAY), DAY, "Closed")
    due(new_plan(people, "soon", adopted_on=TODAY + timedelta(days=1)), DAY, "Not adopted yet")
    due(plan, DAY, "Dropped", dropped_on=TODAY)
    complete = due(plan, DAY, "Complete")
    ProgressUpdate.objects.create(action=complete.action, rag="complete", done="x", by_name="x", on=TODAY)
    reopened = due(plan, DAY, "Reopened")
    for rag in ("complete", "green"):
        ProgressUpdate.objects.create(action=reopened.action, rag=rag, done="x", by_name="x", on=TODAY)
    assert [title for _, _, title, _ in found(people)] == ["Reopened"]


def test_key_milestones_stand_on_their_last_day_for_everybody_and_are_nobody_s_own(people, plan, officer):
    early, other = months_away(TODAY.year, TODAY.month, -1), new_plan(people, "draft", status="draft", adopted_on=None)
    for title, written, reached in (
        ("Launch", in_words(DAY), None), ("Design", in_words(DAY), DAY), ("Survey", f"{early:%B %Y}", None),
        ("News", "Quarterly", None), ("Unknown", "Tbc", None),
    ):  # fmt: skip
        Milestone.objects.create(plan=plan, title=title, timing=parse_timing(written, plan.years), reached_on=reached)
    Milestone.objects.create(plan=other, title="Draft", timing=parse_timing(in_words(DAY)))
    late = ", overdue" if DAY < TODAY else ""
    assert found(people) == [
        (DAY, "key milestone", "Launch", f"key milestone{late}"), (DAY, "key milestone", "Design", "key milestone, reached"),
    ]  # fmt: skip
    assert [row[2:] for row in found(people, day=early)] == [("Survey", "key milestone, overdue")]
    assert not found(people, is_mine=True) and found(people, plan=plan)
    page = said(
        officer.get(reverse("reports:calendar-month", kwargs={"year": DAY.year, "month": DAY.month}), {"who": "all"})
    )
    assert "Nothing is due; 2 key milestones" in page and '<a href="/plans/plan/whole/">Launch</a>' in page
    feed = events(officer, path_of(make(officer, "plan")))
    assert feed["Key milestone, reached: Design"] == DAY and "Key milestone, overdue: Survey" in feed


def test_one_s_own_are_those_one_is_named_on(people, plan, jane):
    due(plan, DAY, "Mine", jane)
    due(plan, DAY, "Another's", people.officers["Paul Taylor"])
    assert [row[2] for row in found(people, is_mine=True)] == ["Mine"]
    assert [row[2] for row in found(people)] == ["Another's", "Mine"]


def test_whoever_stands_in_for_somebody_has_their_dates_too(people, plan, jane):
    due(plan, DAY, "Paul's", people.officers["Paul Taylor"])
    assert found(people, is_mine=True) == []
    Absence.objects.create(officer=people.officers["Paul Taylor"], cover=jane, first=TODAY, last=TODAY)
    assert [row[2] for row in found(people, is_mine=True)] == ["Paul's"]


def test_bank_holidays_are_those_of_one_s_own_nation(people, client):
    people.councils["maidstone"].nation = "SCT"
    people.councils["maidstone"].save()
    for role, named in (("officer", True), ("officer2", False)):
        client.force_login(people.users[role])
        assert ("Andrew" in said(client.get("/calendar/2026/11/"))) is named


def test_a_plan_of_another_council_is_seen_by_its_partners_and_by_nobody_else(people, plan):
    kent = new_plan(people, "kent-plan", organisation=people.councils["kent"])
    due(kent, DAY, "Kent's")
    Meeting.objects.create(organisation=people.councils["kent"], body="Kent Cabinet", date=DAY)
    assert found(people) == []
    kent.partners.add(people.councils["maidstone"])
    assert [row[2] for row in found(people)] == ["Kent's"]
    assert [row[2] for row in found(people, "officer2")] == ["Kent Cabinet", "Kent's"]


def test_days_between_notice_and_polling_are_marked(people):
    first = date(2027, 4, 1)
    Election.objects.create(
        organisation=people.councils["maidstone"], name="x", notice_date=date(2027, 3, 30), polling_day=date(2027, 4, 6)
    )
    month = contents(Scope(people.users["officer"]), first, date(2027, 4, 30), on=TODAY)
    weeks = weeks_of(2027, 4, month, today=date(2027, 4, 5))
    days = [day for week in weeks for day in week if day]
    assert (len(weeks), {len(week) for week in weeks}, weeks[0][:3]) == (5, {7}, [None] * 3)
    assert [day.date.day for day in days if day.is_in_period] == [1, 2, 3, 4, 5, 6]
    assert [day.date.day for day in days if day.is_today] == [5]


def test_a_year_counts_what_a_month_lists(people, plan):
    for title in ("a", "b"):
        due(plan, date(2027, 5, 3), title)
    Meeting.objects.create(organisation=people.councils["maidstone"], body="Cabinet", date=date(2027, 5, 3))
    year = year_contents(Scope(people.users["officer"]), 2027, on=TODAY)
    (may_day,) = [day for week in weeks_of(2027, 5, year, today=TODAY) for day in week if day and day.date.day == 3]
    assert (may_day.in_short, may_day.in_words) == ("2 HM", "2 due, May Day, bank holiday, Cabinet, meeting")


# The pages


def page(client, query="", day=DAY):
    address = reverse("reports:calendar-month", kwargs={"year": day.year, "month": day.month})
    return client.get(address + query)


def test_an_officer_sees_their_own_at_first_and_everybody_s_when_asked(people, plan, jane, officer):
    due(plan, DAY, "Mine", jane)
    due(plan, DAY, "Another's", people.officers["Paul Taylor"])
    shown = [
        (query, "Another&#x27;s" in said(page(officer, query)))
        for query in ("", "?who=me", "?who=all", "?plan=plan", "?who=x")
    ]
    assert shown == [("", False), ("?who=me", False), ("?who=all", True), ("?plan=plan", True), ("?who=x", False)]
    assert "Mine" in said(page(officer, "?plan=plan&who=me"))


def test_whoever_is_named_on_nothing_sees_everybody_s(people, plan, client):
    due(plan, DAY, "Another's")
    client.force_login(people.users["director"])
    assert "Another&#x27;s" in said(page(client))


def test_what_was_asked_for_stays_in_the_ways_on(people, plan, officer):
    shown = said(page(officer, "?plan=plan&who=all"))
    for when in (months_away(DAY.year, DAY.month, -1), NEXT_MONTH):
        assert f"/calendar/{when.year}/{when.month}/?plan=plan&amp;who=all" in shown
    assert f"/calendar/{DAY.year}/?plan=plan&amp;who=all" in shown


def test_today_is_said_and_not_only_coloured(officer):
    shown = said(officer.get(reverse("reports:calendar")))
    assert f'<time datetime="{TODAY:%Y-%m-%d}" aria-current="date">' in shown
    assert "Today</b>" in shown


def test_what_has_no_day_is_counted_with_a_way_to_it(people, plan, officer):
    Action.objects.create(plan=plan, title="Ongoing", timing=parse_timing("Ongoing", plan.years))
    later = Action.objects.create(plan=plan, title="Tbc", timing=parse_timing("Tbc", plan.years))
    later.occurrences.create(due=DAY, first_due=DAY, label="On the way", is_milestone=True)
    shown = said(page(officer, "?plan=plan&who=all"))
    assert '<a href="/plans/plan/">2 actions</a> are not shown' in shown


def test_a_month_with_nothing_in_it_says_so(officer):
    shown = said(page(officer, "?who=me", date(2027, 2, 1)))
    assert ("Nothing of your own is due." in shown, "Nothing stands in this month." in shown) == (True, True)


def test_a_day_with_more_than_it_can_show_folds_the_rest_away(people, plan, officer):
    for number in range(8):
        due(plan, DAY, f"Leaflet {number}")
    shown = said(page(officer))
    assert "<summary>3 more" in shown
    assert shown.count(">Leaflet ") == 8


@pytest.mark.parametrize(
    "path",
    ["1973/", "2101/", "1973/12/", "2101/1/", "2026/0/", "2026/13/", "99999999999999999999/", "2026/99999999999/"],
)
def test_beyond_the_register_s_years_there_is_nothing(officer, path):
    assert officer.get(f"/calendar/{path}").status_code == 404


@pytest.mark.parametrize("path", ["1974/", "2100/", "1974/1/", "2100/12/"])
def test_the_first_and_the_last_year_lead_no_further(officer, path):
    answer = officer.get(f"/calendar/{path}")
    assert (answer.status_code, {"1973", "2101"} & set(said(answer).replace("/", " ").split())) == (200, set())


@pytest.mark.parametrize("slug", ["nowhere", "kent-plan", "draft"])
def test_a_plan_that_is_not_one_s_own_or_not_running_is_not_found(people, officer, slug):
    new_plan(people, "kent-plan", organisation=people.councils["kent"])
    new_plan(people, "draft", status="draft", adopted_on=None)
    assert page(officer, f"?plan={slug}").status_code == 404


def test_pages_and_feeds_take_the_same_queries_for_one_and_three_of_everything(people, plan, jane, officer):
    council, feed = people.councils["maidstone"], "/calendar/feed/secret.ics"
    CalendarFeed.objects.create(user=people.users["officer"], token_sha256=digest("secret"))
    pages = [
        "/calendar/?who=me",
        "/calendar/?who=all",
        f"/calendar/{TODAY.year}/",
        "/calendar/?plan=plan",
        "/calendar/feeds/",
        feed,
    ]
    officer.get(feed)
    counts = []
    for number in (1, 2, 3):
        due(plan, DAY, f"Leaflet {number}", jane)
        Meeting.objects.create(organisation=council, body=f"Body {number}", date=DAY)
        Election.objects.create(
            organisation=council, name=f"Election {number}", notice_date=DAY, polling_day=NEXT_MONTH
        )
        Milestone.objects.create(plan=plan, title=f"Launch {number}", timing=parse_timing(in_words(DAY)))
        CalendarFeed.objects.create(user=people.users["officer"], plan=plan, token_sha256=str(number))
        counts.append([queries(officer, address) for address in pages])
    assert counts[0] == counts[1] == counts[2]


# Private feeds


def make(client, dates="-", **sent):
    return client.post(reverse(FEEDS), once(dates=dates, **sent))


def path_of(answer):
    return urlsplit(answer.context["address"]).path


def events(client, path):
    """Of what a program reads: {title: day}."""
    calendar = Calendar.from_ical(client.get(path).content)
    return {str(event["SUMMARY"]): event["DTSTART"].dt for event in calendar.walk("VEVENT")}


def test_a_feed_has_one_s_own_dates_with_the_council_s_meetings_and_elections(people, plan, jane, officer, client):
    council = people.councils["maidstone"]
    action = due(plan, TODAY, "Mine", jane).action
    due(plan, TODAY, "Another's")
    Meeting.objects.create(organisation=council, body="Cabinet", date=TODAY)
    Meeting.objects.create(organisation=people.councils["kent"], body="Kent Cabinet", date=TODAY)
    Election.objects.create(organisation=council, name="By-election", notice_date=EARLIER, polling_day=TODAY)
    path = path_of(make(officer))
    client.logout()
    assert events(client, path) == {
        "Due: Mine": TODAY, "Cabinet": TODAY, "Notice of election: By-election": EARLIER, "Polling day: By-election": TODAY,
    }  # fmt: skip
    (mine,) = [e for e in Calendar.from_ical(client.get(path).content).walk("VEVENT") if e["SUMMARY"] == "Due: Mine"]
    assert mine["URL"].endswith(f"/actions/{action.pk}/")
    assert (mine["UID"], mine["DTEND"].dt) == (
        f"occurrence-{action.occurrences.get().pk}@localhost",
        TODAY + timedelta(days=1),
    )
    assert mine["DTSTART"].params["VALUE"] == "DATE"


def test_a_feed_of_a_plan_has_everybody_s(people, plan, officer):
    due(plan, TODAY, "Another's")
    assert events(officer, path_of(make(officer, "plan"))) == {"Due: Another's": TODAY}


def test_a_feed_reaches_ninety_days_back_and_eighteen_months_on(people, plan, officer):
    end = months_away(TODAY.year, TODAY.month, 19)
    for days, title in (
        (TODAY - timedelta(days=91), "a"),
        (TODAY - timedelta(days=90), "b"),
        (end - timedelta(days=1), "c"),
        (end, "d"),
    ):
        due(plan, days, title)
    assert set(events(officer, path_of(make(officer, "plan")))) == {"Overdue: b", "Due: c"}


def test_a_feed_keeps_to_the_form_other_programs_read(people, plan, officer):
    due(plan, TODAY, "Ŵŷ; a very long title, " + "with 你好 and commas, " * 8)
    body = officer.get(path_of(make(officer, "plan"))).content
    assert body.count(b"\n") == body.count(b"\r\n") > 10
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["SUMMARY"]).startswith("Due: Ŵŷ; a very long title, with 你好 and commas,")
    assert (event.errors, "DTSTAMP" in event) == ([], True)


def test_a_feed_says_nothing_that_was_written_about_an_action(people, plan, officer):
    action = due(plan, TODAY, "Leaflet", method="Between us").action
    ProgressUpdate.objects.create(action=action, rag="amber", done="Said", explanation="Why", by_name="x", on=TODAY)
    body = officer.get(path_of(make(officer, "plan"))).content.decode()
    assert [word for word in ("Between us", "Said", "Why", "DESCRIPTION") if word in body] == []


def test_an_address_is_shown_once_and_kept_only_as_a_digest(people, officer):
    sent = once(dates="-")
    first = officer.post(reverse(FEEDS), sent)
    token = path_of(first).removeprefix("/calendar/feed/").removesuffix(".ics")
    assert (first.status_code, len(token), first["Cache-Control"]) == (200, 43, "no-store")
    again = officer.post(reverse(FEEDS), sent, follow=True)
    shown = said(again) + said(officer.get(reverse(FEEDS)))
    assert ("That feed had been made already" in shown, token in shown) == (True, False)
    feed = CalendarFeed.objects.get()
    assert (feed.token_sha256, token in str(vars(feed))) == (digest(token), False)
    assert not SentForm.objects.filter(answer__contains=token).exists()
    assert [e.verb for e in AuditEvent.objects.filter(kind="calendarfeed")] == ["made"]


def test_when_a_feed_was_last_read_is_kept_to_the_day(people, officer):
    path = path_of(make(officer))
    assert "never" in said(officer.get(reverse(FEEDS)))
    officer.get(path)
    assert CalendarFeed.objects.get().read_on == TODAY
    assert in_words(TODAY) in said(officer.get(reverse(FEEDS)))


def test_a_revoked_feed_is_not_found(people, officer):
    path, feed = path_of(make(officer)), CalendarFeed.objects.get()
    assert officer.get(path).status_code == 200
    revoke = reverse("reports:revoke-feed", kwargs={"pk": feed.pk})
    assert [officer.post(revoke, once()).status_code for _ in range(2)] == [302, 302]
    assert officer.get(path).status_code == 404
    assert "revoked" in said(officer.get(reverse(FEEDS)))
    assert [e.verb for e in AuditEvent.objects.filter(kind="calendarfeed").order_by("pk")] == ["made", "revoked"]


@pytest.mark.parametrize("how", ["sign-in closed", "role taken away", "plan no longer shared"])
def test_a_feed_is_not_found_once_its_maker_may_no_longer_read_it(people, client, how):
    shared = new_plan(people, "kent-plan", organisation=people.councils["kent"])
    shared.partners.add(people.councils["maidstone"])
    client.force_login(people.users["officer"])
    path = path_of(make(client, "kent-plan"))
    assert client.get(path).status_code == 200
    if how == "sign-in closed":
        User.objects.filter(pk=people.users["officer"].pk).update(is_active=False)
    elif how == "role taken away":
        Membership.objects.filter(user=people.users["officer"]).delete()
    else:
        shared.partners.clear()
    client.logout()
    assert client.get(path).status_code == 404


def test_nobody_revokes_the_feed_of_another_whatever_their_role(people, officer, client):
    make(officer)
    feed = CalendarFeed.objects.get()
    for role in ("admin", "plan.manager", "officer2"):
        client.force_login(people.users[role])
        assert client.post(reverse("reports:revoke-feed", kwargs={"pk": feed.pk}), once()).status_code == 404
        assert "My own dates" not in said(client.get(reverse(FEEDS)))
    with pytest.raises(PermissionDenied):
        services.revoke_feed(feed=feed, by=people.users["admin"], at=timezone.now())


def test_no_feed_is_made_of_a_plan_one_does_not_see(people, officer):
    new_plan(people, "kent-plan", organisation=people.councils["kent"])
    assert make(officer, "kent-plan").status_code == 400
    assert not CalendarFeed.objects.exists()


def test_nobody_has_more_feeds_than_twenty(people, officer):
    for number in range(20):
        CalendarFeed.objects.create(user=people.users["officer"], token_sha256=str(number))
    refused = make(officer)
    assert (refused.status_code, "You have 20 feeds." in said(refused)) == (400, True)
    CalendarFeed.objects.filter(token_sha256="0").update(revoked_at=timezone.now())
    assert make(officer).status_code == 200


def test_what_has_not_changed_is_not_sent_again_and_nothing_between_keeps_it(people, plan, officer):
    path = path_of(make(officer, "plan"))
    first = officer.get(path)
    assert (first["Content-Type"], first["Cache-Control"]) == ("text/calendar; charset=utf-8", "private, no-cache")
    same = officer.get(path, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    due(plan, TODAY)
    assert officer.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 43, "..", "%27", "x" * 4000])
def test_an_address_that_nobody_was_given_is_not_found(db, client, token):
    assert client.get(f"/calendar/feed/{token}.ics").status_code == 404
