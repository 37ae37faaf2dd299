"""The access review: who can see and do what in a council, what has changed, and that somebody has looked."""

import csv
import io
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import UpdateLink
from people.models import AuditEvent, Membership, Officer, Role, User
from people.services import edit_officer
from plans.access import access_to
from plans.models import Plan
from reports.models import CalendarFeed
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def maidstone(people):
    return people.councils["maidstone"]


@pytest.fixture
def admin(maidstone, client):
    boss = member("Boss", maidstone, Role.ADMINISTRATOR)
    client.force_login(boss)
    return client


def member(name, council, *roles):
    user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@x.example", "x", name=name)
    for role in roles:
        Membership.objects.create(user=user, organisation=council, role=role)
    return user


def page_of(council, **asked):
    return reverse("plans:access", kwargs={"pk": council.pk})


def rows(council):
    return {(one.name, one.is_partner): one for one in access_to(council, on=TODAY)}


def test_everybody_with_a_role_is_there_and_those_of_partners_as_such(admin, people, maidstone):
    jane = people.users["officer"]
    Membership.objects.create(user=jane, organisation=maidstone, role=Role.SURVEYS)
    swale = member("Sam Swale", people.councils["swale"], Role.OFFICER)
    kent = member("Ken Kent", people.councils["kent"], Role.DIRECTOR)
    found = rows(maidstone)
    assert found[jane.name, False].roles == ["Officer", "Surveys"]
    assert found["Sam Swale", True].plans == [f"{Plan.objects.get(slug='mkip-2015-16').title} (shared)"]
    assert found["Administrator", False].roles == ["Administrator of the installation"]
    assert ("Ken Kent", True) not in found and ("Ken Kent", False) not in found
    page = said(admin.get(page_of(maidstone)))
    assert "Sam Swale" in page and swale.email not in page, "a partner’s address is its own council’s"
    assert kent.name not in page
    theirs = rows(people.councils["swale"])
    title = Plan.objects.get(slug="mkip-2015-16").title
    assert theirs["Sam Swale", False].plans == [
        "everything of the council", f"{title} (shared by Maidstone Borough Council)"
    ]  # fmt: skip
    assert (jane.name, True) not in theirs, "Swale’s own is shared with nobody"


@pytest.mark.parametrize(("days", "mark"), [(None, "Has never signed in"), (0, ""), (90, ""), (91, "Not for 90 days")])
def test_who_was_not_here_for_long_is_marked(maidstone, days, mark):
    user = member("Somebody", maidstone, Role.OFFICER)
    day = TODAY - timedelta(days=days or 0)
    user.last_login = None if days is None else timezone.make_aware(datetime.combine(day, time(12)))
    user.save()
    found = rows(maidstone)["Somebody", False]
    assert (found.mark, found.seen_on) == (mark, None if days is None else TODAY - timedelta(days=days))


def test_feeds_and_links_that_are_alive_are_counted(people, maidstone):
    jane, plan = people.users["officer"], Plan.objects.get(slug="mkip-2015-16")
    officer = Officer.objects.get(user=jane)
    UpdateLink.objects.all().delete()
    facts = {"officer": officer, "sent_to": jane.email, "made_on": TODAY}
    first, second, third = plan.actions.all()[:3]
    UpdateLink.objects.create(action=first, expires_on=TODAY, **facts)
    UpdateLink.objects.create(action=second, expires_on=TODAY - timedelta(days=1), **facts)
    UpdateLink.objects.create(action=third, expires_on=TODAY, revoked_on=TODAY, revoked_by="x", **facts)
    CalendarFeed.objects.create(user=jane, plan=plan, token_sha256="1")
    CalendarFeed.objects.create(user=jane, token_sha256="2", revoked_at=timezone.now())
    found = rows(maidstone)
    assert found[jane.name, False].ways == {"links in e-mails": 1, "calendar feeds": 1}
    assert found["Director of Mid Kent Services", False].ways == {}


def test_it_is_taken_away_as_csv_and_excel(admin, maidstone):
    text = admin.get(page_of(maidstone) + "?as=csv").content.decode("utf-8-sig")
    heads, *lines = csv.reader(io.StringIO(text))
    assert heads[:4] == ["Name", "E-mail address", "Council", "Roles"]
    boss = next(line for line in lines if line[0] == "Boss")
    assert (boss[3], boss[5], boss[8]) == ("Administrator", f"{TODAY:%d/%m/%Y}", "no")
    assert "never" in {line[5] for line in lines}
    assert admin.get(page_of(maidstone) + "?as=xlsx").status_code == 200


def test_it_takes_as_many_queries_for_three_as_for_one(admin, people, maidstone):
    before = queries(admin, page_of(maidstone))
    for number in range(3):
        member(f"Own {number}", maidstone, Role.OFFICER, Role.SURVEYS)
        member(f"Partner {number}", people.councils["swale"], Role.OFFICER)
    assert queries(admin, page_of(maidstone)) == before


def test_a_review_is_kept_with_what_changed_since(admin, people, maidstone):
    boss = User.objects.get(name="Boss")
    page = said(admin.get(page_of(maidstone)))
    assert "Nobody has reviewed it yet." in page
    jane = Officer.objects.get(user=people.users["officer"])
    facts = {"name": jane.name, "post": jane.post, "email": jane.email}
    edit_officer(officer=jane, by=boss, version=jane.version, roles=["officer", "director"], **facts)
    assert f"Boss edited {jane}; roles: Officer before, Officer, Director after" in said(admin.get(page_of(maidstone)))
    address = reverse("plans:access-reviewed", kwargs={"pk": maidstone.pk})
    told = said(admin.post(address, once(), follow=True))
    assert "Kept: you have reviewed" in told and f"Last reviewed on {TODAY.day} {TODAY:%B %Y} by Boss." in told
    assert "Nothing was given or taken." in told
    event = AuditEvent.objects.get(verb="reviewed the access of")
    assert set(event.after) == {"sign-ins", "of partners"} and event.actor == boss
    edit_officer(officer=jane, by=boss, version=jane.version, roles=["officer"], **facts)
    edit_officer(officer=jane, by=boss, version=jane.version, roles=["officer"], **facts | {"post": "Another post"})
    after = said(admin.get(page_of(maidstone)))
    assert "Changed since then (1)" in after and "roles: Officer, Director before, Officer after" in after


def test_whoever_administers_one_council_goes_there_at_once(admin, people, maidstone, client):
    answer = admin.get(reverse("plans:choose-access"))
    assert (answer.status_code, answer.url) == (302, page_of(maidstone))
    client.force_login(people.users["admin"])
    assert "Kent County Council" in said(client.get(reverse("plans:choose-access")))


@pytest.mark.parametrize(
    ("who", "code"), [("officer", 403), ("plan.manager", 403), ("director", 403), ("officer2", 404), ("admin", 200)]
)
def test_only_an_administrator_of_the_council_sees_it(people, maidstone, client, who, code):
    client.force_login(people.users[who])
    assert client.get(page_of(maidstone)).status_code == code
    answer = client.post(reverse("plans:access-reviewed", kwargs={"pk": maidstone.pk}), once())
    assert answer.status_code == (302 if code == 200 else code)
    assert AuditEvent.objects.filter(verb="reviewed the access of").exists() is (code == 200)
