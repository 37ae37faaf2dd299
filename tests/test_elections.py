"""Elections through their pages, and the dates that hang on their notice and on their polling day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from actions.event_words import Event, meant_by
from actions.models import Action, Occurrence
from actions.recurrence import due_dates
from actions.services.elections import add_election
from actions.timing import parse_timing
from people.models import AuditEvent
from plans.models import Election, Plan
from plans.periods import FinancialYear, Years, in_words
from plans.workdays import add_working_days, previous_working_day
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()
YEAR = FinancialYear.containing(TODAY)
NOTICE, POLL = TODAY + timedelta(days=20), TODAY + timedelta(days=57)
Y2027 = Years(FinancialYear(2026), FinancialYear(2027))
BOROUGH = ("election", 3)
EVENTS = [
    Event(("meeting", 1), "Elections Committee", date(2027, 4, 1)),
    Event(BOROUGH, "Borough and parish elections", date(2027, 3, 30), "notice"),
    Event(BOROUGH, "Borough and parish elections", date(2027, 5, 6), "polling"),
    Event(("election", 4), "Parkwood by-election", date(2027, 9, 2), "notice"),
    Event(("election", 4), "Parkwood by-election", date(2027, 10, 7), "polling"),
]


@pytest.fixture
def people(db):
    made = seed(as_written=False, today=TODAY)
    Election.objects.all().delete()
    return made


@pytest.fixture
def plan(people):
    """An adopted plan of nothing but what a test adds."""
    return Plan.objects.create(
        organisation=people.councils["maidstone"], title="Plan", slug="plan", first_year=YEAR.start_year,
        last_year=YEAR.start_year + 1, status="adopted", adopted_on=YEAR.first,
    )  # fmt: skip


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def add(manager, council, **sent):
    facts = {"name": "Borough elections", "notice_date": f"{NOTICE:%d/%m/%Y}", "polling_day": f"{POLL:%d/%m/%Y}"}
    return manager.post(reverse("actions:elections"), once(organisation=council.pk, **facts | sent))


def move(manager, election, version=None, **sent):
    facts = {"name": election.name, "notice_date": election.notice_date, "polling_day": election.polling_day}
    address = reverse("actions:election", kwargs={"pk": election.pk})
    return manager.post(address, once(version or election.version, **facts | sent))


def hang(manager, plan, words, **sent):
    sent = once(title="Leaflet", date=words, **sent)
    return manager.post(reverse("actions:add", kwargs={"slug": plan.slug}), sent)


# What the words mean


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Before notice of election", [(date(2027, 3, 25), BOROUGH), (date(2027, 9, 1), ("election", 4))]),
        ("after the borough elections", [(date(2027, 5, 20), BOROUGH)]),
        ("after polling day", [(date(2027, 5, 20), BOROUGH), (date(2027, 10, 21), ("election", 4))]),
        ("two weeks after the Parkwood by-election", [(date(2027, 10, 21), ("election", 4))]),
        ("before each election", [(date(2027, 5, 5), BOROUGH), (date(2027, 10, 6), ("election", 4))]),
        ("before the pre-election period", [(date(2027, 3, 25), BOROUGH), (date(2027, 9, 1), ("election", 4))]),
        ("after the election 6 May 2027", [(date(2027, 5, 20), BOROUGH)]),
        ("prior to each Elections Committee meeting", [(date(2027, 3, 31), ("meeting", 1))]),
        ("before notice of poll", []),
        ("after the county council elections", []),
        ("before the election results", []),
    ],
)
def test_words_of_an_election_mean_its_notice_or_its_polling_day(words, meant):
    """Of 2027: Easter Monday is 29 March, the day before the notice."""
    found = due_dates(parse_timing(words, Y2027), Y2027, EVENTS)
    assert [(due.due, due.event) for due in found] == meant


def test_elections_of_two_councils_on_one_day_are_one_due_date():
    both = [Event(("election", pk), "Borough elections", date(2027, 5, 6), "polling") for pk in (8, 9)]
    (due,) = due_dates(parse_timing("after the election", Y2027), Y2027, both)
    assert (due.label, due.event) == ("after the election on 6 May 2027", ("election", 8))


def test_an_election_outside_the_plan_s_years_asks_for_nothing():
    assert (
        due_dates(parse_timing("after the election", None), Years(FinancialYear(2025), FinancialYear(2025)), EVENTS)
        == []
    )


def test_a_working_group_is_no_election():
    group = Event(("meeting", 5), "Election Working Group", date(2027, 4, 1))
    assert meant_by("election", "after", [group]) == []
    assert meant_by("Election Working Group", "after", [group, *EVENTS]) == [group]


# Its pages


def test_an_election_is_kept_with_its_two_days(people, manager):
    assert add(manager, people.councils["maidstone"]).status_code == 302
    election = Election.objects.get()
    assert (election.name, election.notice_date, election.polling_day) == ("Borough elections", NOTICE, POLL)
    assert [e.verb for e in AuditEvent.objects.filter(kind="election")] == ["added"]
    page = said(manager.get(reverse("actions:elections")))
    assert f"{POLL:%A} {in_words(POLL)}" in page


def test_a_notice_on_or_after_polling_day_is_refused(people, manager):
    for notice in (POLL, POLL + timedelta(days=1)):
        page = add(manager, people.councils["maidstone"], notice_date=f"{notice:%d/%m/%Y}")
        assert (page.status_code, "is published before its polling day" in said(page)) == (400, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Election.objects.create(organisation=people.councils["maidstone"], name="x", notice_date=POLL, polling_day=POLL)
    assert not Election.objects.exists()


def test_the_same_election_is_kept_once(people, manager):
    council = people.councils["maidstone"]
    assert [add(manager, council, name=name).status_code for name in ("Borough elections", "borough ELECTIONS")] == [
        302,
        302,
    ]
    other = add(manager, council, notice_date=f"{NOTICE - timedelta(days=1):%d/%m/%Y}")
    assert (other.status_code, "already, with another notice" in said(other)) == (400, True)
    assert Election.objects.count() == 1


def test_two_who_move_an_election_keep_both_texts(people, manager):
    add(manager, people.councils["maidstone"])
    election = Election.objects.get()
    assert move(manager, election, name="Hers").status_code == 302
    page = move(manager, election, version=1, name="His")
    assert (page.status_code, "Hers" in said(page), "His" in said(page)) == (409, True, True)


def test_an_election_is_not_moved_onto_another(people, manager):
    council = people.councils["maidstone"]
    add(manager, council)
    add(manager, council, name="Parish elections")
    page = move(manager, Election.objects.get(name="Parish elections"), name="Borough elections")
    assert (page.status_code, "on that day already" in said(page)) == (400, True)


def test_nobody_keeps_the_elections_of_another_council(people):
    with pytest.raises(PermissionDenied):
        add_election(
            organisation=people.councils["kent"], name="x", notice_date=NOTICE, polling_day=POLL,
            on=TODAY, by=people.users["plan.manager"],
        )  # fmt: skip


def test_an_empty_list_says_what_elections_are_for(people, manager):
    assert "No elections yet" in said(manager.get(reverse("actions:elections")))


def test_the_page_takes_the_same_queries_for_one_and_three_elections(people, manager):
    counts = []
    for number in (1, 2, 3):
        Election.objects.create(
            organisation=people.councils["maidstone"], name=f"Election {number}", notice_date=NOTICE, polling_day=POLL
        )
        counts.append(queries(manager, reverse("actions:elections")))
    assert counts[0] == counts[2]


# Dates that hang on it


def test_a_date_waits_for_an_election_that_nobody_knows_yet(people, plan, manager):
    set_by = f"{TODAY + timedelta(days=9):%d/%m/%Y}"
    assert hang(manager, plan, "Before notice of election", date_set_by=set_by).status_code == 302
    assert not Occurrence.objects.filter(action__plan=plan).exists()
    assert plan.actions.get().date_set_by == TODAY + timedelta(days=9)
    add(manager, people.councils["maidstone"])
    due = Occurrence.objects.get(action__plan=plan)
    assert (due.due, due.label) == (previous_working_day(NOTICE), f"before notice of election on {in_words(NOTICE)}")
    assert due.event == ("election", Election.objects.get().pk)


def test_an_election_that_moves_takes_its_dates_along_and_keeps_the_first_agreed_ones(people, plan, manager):
    add(manager, people.councils["maidstone"])
    assert hang(manager, plan, "Draft - before notice of election Final - after the election").status_code == 302
    draft, final = Occurrence.objects.filter(action__plan=plan).in_order()
    week = timedelta(days=7)
    sent = {"notice_date": f"{NOTICE + week:%d/%m/%Y}", "polling_day": f"{POLL + week:%d/%m/%Y}"}
    assert move(manager, Election.objects.get(), **sent).status_code == 302
    moved = list(Occurrence.objects.filter(action__plan=plan).in_order())
    assert [(o.pk, o.first_due) for o in moved] == [(draft.pk, draft.due), (final.pk, final.due)]
    assert [o.due for o in moved] == [previous_working_day(NOTICE + week), add_working_days(POLL + week, 10)]


def test_what_has_been_delivered_stays_when_the_election_moves(people, plan, manager):
    add(manager, people.councils["maidstone"])
    hang(manager, plan, "after the election")
    Occurrence.objects.filter(action__plan=plan).update(delivered_on=TODAY, delivered_by="x")
    move(manager, Election.objects.get(), polling_day=f"{POLL + timedelta(days=7):%d/%m/%Y}")
    (kept,) = Occurrence.objects.filter(action__plan=plan)
    assert (kept.delivered_on, kept.first_due) == (TODAY, add_working_days(POLL, 10))


def test_an_election_named_by_its_day_is_followed_too(people, plan, manager):
    add(manager, people.councils["maidstone"])
    assert hang(manager, plan, f"after the election {in_words(POLL)}").status_code == 302
    before = Occurrence.objects.get(action__plan=plan)
    move(manager, Election.objects.get(), polling_day=f"{POLL + timedelta(days=7):%d/%m/%Y}")
    after = Occurrence.objects.get(action__plan=plan)
    assert (after.pk, after.first_due, after.due > before.due) == (before.pk, before.due, True)


def test_a_date_can_be_moved_to_before_an_election_that_is_known(people, plan, manager):
    hang(manager, plan, in_words(TODAY + timedelta(days=5)))
    action = Action.objects.get(plan=plan)
    address = reverse("actions:retime", kwargs={"pk": action.pk})
    sent = {"date": "one week before polling day", "reason": "Purdah"}
    page = manager.post(address, once(action.version, **sent))
    assert (page.status_code, "When is “polling day”?" in said(page)) == (400, True)
    add(manager, people.councils["maidstone"])
    assert manager.post(address, once(action.version, **sent)).status_code == 302
    assert Occurrence.objects.get(action=action).due == POLL - timedelta(days=7)
