"""Every address, for everybody, by every method: the permission table decides, and other councils' things are 404.

The addresses come from `manage.py routes`, so none can be forgotten; each test has its negative control.
"""

import json
import re
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import resolve, reverse
from django.utils import timezone

from actions.models import Action, ActionComment, ActionFile, ActionQuestion, Assignment, Occurrence
from campaigns.models import Brief, Campaign, SchoolHoliday
from imports.models import ImportFile, ReplyFile
from people.models import Membership, Officer, Organisation, Role, ScopedQuerySet, User
from people.permissions import Verb, can
from plans.models import Audience, Election, Meeting, Plan, PlanPartQuerySet, Priority
from plans.models.plan import PlanQuerySet
from reports.models import CalendarFeed, Issue, IssuedFile, Publication, Report
from reports.models.feed import CalendarFeedQuerySet
from reports.services.papers import draft_report
from surveys.models import Online
from tests.demo import seed
from tests.media import log_of

METHODS = ["get", "head", "post", "put", "patch", "delete"]
ACTORS = [
    "officer", "director", "democratic.services", "plan.manager", "admin", "surveys", "council administrator",
    "partner officer", "partner manager", "officer2", "kent manager", "kent administrator", "two councils", "nowhere",
]  # fmt: skip
STRANGERS = ["officer2", "kent manager", "kent administrator", "nowhere"]
MARKER = "Zyxomma"
# What is Kent's own, or says nothing of any council.
LIBRARY = re.compile(r"sign-|closed|reauthenticate|\^?password|account/(second-factor|passkeys|recovery)/")
# Addresses with a parameter that names nothing of a council: a colour, a time, a secret that lets its holder in, or a
# paper that was published.
NAMELESS = re.compile(r"papers/|brand/|u/|s/|calendar/<int:year>|calendar/feed/")
# Where the table of a brief's steps decides beyond the table of roles (test_brief_steps).
DECIDED_FURTHER = re.compile(r"briefs/<int:pk>/.")
# What is there for nobody yet: a paper not made, a feed of which no more than a digest is kept.
NOT_THERE = (
    "paper.pdf",
    "paper.docx",
    "pack.pdf",
    "exempt.pdf",
    "appendices/<int:pk>/file/",
    "files/<int:pk>/",
    "<str:token>.ics",
)


def member(people, name, council, *roles):
    user = User.objects.create_user(f"{name.replace(' ', '.')}@demo.example", "x", name=name)
    for role in roles:
        Membership.objects.create(user=user, organisation=people.councils[council], role=role)
    return user


@pytest.fixture
def actors(db):
    """Everybody by name, with the demo register in which every text of Maidstone's carries the marker."""
    people = seed(as_written=False, today=timezone.localdate())
    plan = Plan.objects.get(slug="mkip-2015-16")
    papers(plan, people.users["democratic.services"])
    ImportFile.objects.create(
        plan=plan, name=f"{MARKER}.csv", file="none", sha256="0", state="refused", refusal="No table."
    )
    survey = plan.surveys.first()
    ReplyFile.objects.create(
        survey=survey, name=f"{MARKER}.csv", rows=[["?"]], numbers=[1], by_name="x", on=survey.held_on
    )
    online = Online.objects.create(
        survey=survey, privacy=MARKER, closes_on=timezone.localdate(), state=Online.State.OPEN
    )
    online.invitations.create(organisation=survey.plan.organisation, email="a@b.example")
    day = timezone.localdate()
    SchoolHoliday.objects.create(organisation=plan.organisation, name=MARKER, first=day, last=day)
    CalendarFeed.objects.create(user=people.users["officer"], plan=plan, token_sha256="0")
    kept = {"kind": "pdf", "file": "none", "size": 1, "sha256": "0", "by_name": "x", "on": timezone.localdate()}
    ActionFile.objects.create(action=plan.actions.first(), name=f"{MARKER}.pdf", **kept)
    work_asked_for(plan, people.users)
    for row in (*ActionQuestion.objects.all(), *ActionComment.objects.all()):
        row.text = f"{MARKER} {row.text}"
        row.save(update_fields=["text"])
    log_of(plan.organisation, MARKER)
    mark_everything()
    users = {
        **people.users,
        "surveys": member(people, "surveys", "maidstone", Role.SURVEYS),
        "council administrator": member(people, "council administrator", "maidstone", Role.ADMINISTRATOR),
        "partner officer": member(people, "partner officer", "swale", Role.OFFICER),
        "partner manager": member(people, "partner manager", "swale", Role.PLAN_MANAGER),
        "kent manager": member(people, "kent manager", "kent", Role.PLAN_MANAGER, Role.DIRECTOR, Role.SURVEYS),
        "kent administrator": member(people, "kent administrator", "kent", Role.ADMINISTRATOR),
        "two councils": member(people, "two councils", "kent", Role.OFFICER),
        "nowhere": member(people, "nowhere", "kent"),
    }
    Membership.objects.create(user=users["two councils"], organisation=people.councils["swale"], role=Role.DIRECTOR)
    return users


def work_asked_for(plan, users):
    """An urgent brief that waits, with something to make way for it; and one that has become a campaign."""
    asked = {
        "requester": users["officer"],
        "requested_by": f"{MARKER} officer",
        "plan": plan,
        "state_on": plan.adopted_on,
    }
    waiting = Brief.objects.create(title=f"{MARKER} waits", kind="urgent", state="submitted", **asked)
    judged = {"hours": 1, "is_proactive": True}
    done = Brief.objects.create(title=f"{MARKER} done", state="planned", is_controversial=False, **judged, **asked)
    campaign = Campaign.objects.create(brief=done, plan=plan, title=f"{MARKER} campaign", **judged)
    campaign.findings.create(level="outcome", found=MARKER)
    campaign.spending.create(what=MARKER, amount=1, on=plan.adopted_on, by_name=MARKER)
    action, day = plan.actions.first(), plan.adopted_on
    facts = {"was_due": day, "due": day + timedelta(days=1), "reason": MARKER, "on": day, "by_name": MARKER}
    waiting.displacements.create(action=action, **facts)


def papers(plan, by):
    """A committee report that is being written, and a paper that was issued."""
    first = draft_report(plan=plan, by=by, kind=Report.Kind.COVER, title=f"{MARKER} report", report_of="Director")
    other = Report.objects.create(plan=plan, snapshot=first.snapshot, title=f"{MARKER} paper", report_of="Director")
    title, files = "A published paper", {"pdf": "none", "pdf_sha256": "0", "docx": "none"}
    text = {"data": "{}", "sha256": "0", "html": title, "html_sha256": "0"}
    issue = Issue.objects.create(report=other, number=1, title=title, issued_at=timezone.now(), **text, **files)
    Publication.objects.create(issue=issue, by_name="x", on=timezone.localdate())
    first.front.appendices.create(position=1, title=f"{MARKER} appendix")
    kept = {"file": "none", "ending": "pdf", "sha256": "0", "is_public": True}
    IssuedFile.objects.create(issue=issue, kind="pack", title=f"{MARKER} pack", **kept)


def mark_everything():
    """Put the marker into every text of Maidstone's, so that a leak of any of them is seen."""
    for model, column in (
        (Plan, "title"),
        (Priority, "title"),
        (Action, "title"),
        (Audience, "name"),
        (Meeting, "body"),
        (Election, "name"),
    ):
        for thing in model.objects.all():
            setattr(thing, column, f"{MARKER} {getattr(thing, column)}")
            thing.save(update_fields=[column])
    for officer in Officer.objects.exclude(organisation__slug="kent"):
        officer.name = f"{MARKER} {officer.name}"
        officer.save(update_fields=["name"])


def routes():
    out = StringIO()
    call_command("routes", "--json", stdout=out)
    return json.loads(out.getvalue())


def thing_of(path):
    """What the address names, and the view's declaration."""
    found = resolve(path.partition("?")[0])
    model = getattr(found.func, "model", None)
    return (model.objects.get(**{found.func.by: found.kwargs[found.func.by]}) if model else None), found.func


def refusal(user, route):
    """404 or 403 where the table says so, whatever the method; None where it lets the person pass."""
    thing, view = thing_of(route["example"])
    if view.permission == Verb.PUBLIC:
        return None
    if thing is not None and not type(thing).objects.visible_to(user).filter(pk=thing.pk).exists():
        return 404
    return None if can(user, Verb(route["permission"]), thing) else 403


def expected(route, refused, method):
    """What the table says: None where any answer below 500 that is neither 403 nor 404 will do."""
    if refused or route["permission"] == Verb.PUBLIC:
        return refused
    return None if method.upper() in (*route["methods"], "OPTIONS") else 405


def test_every_address_has_a_permission_and_an_example(actors):
    assert [route["pattern"] for route in routes() if not route["permission"] or route["example"] is None] == []


@pytest.mark.parametrize("method", METHODS)
def test_nobody_gets_past_the_sign_in(actors, client, method):
    for route in routes():
        if route["permission"] != "public":
            response = getattr(client, method)(route["example"])
            assert (route["pattern"], response.status_code) == (route["pattern"], 302)
            assert response.url.startswith("/sign-in/")


# That the table decides hangs on no database: of its rows all are tried on one, and two on the other.
ON_BOTH = ("plan.manager", "kent manager")
# HEAD is answered by what answers GET, and the three that nothing takes by one line for all: strangers, and two who may
# do much, try every method; the others one of each kind.
BY_EVERY_METHOD, FEWER = (*STRANGERS, "plan.manager", "admin"), ("get", "post", "delete")
ROWS = [actor if actor in ON_BOTH else pytest.param(actor, marks=pytest.mark.anywhere) for actor in ACTORS]


@pytest.mark.parametrize("actor", ROWS)
def test_the_table_decides_and_another_council_finds_and_reads_nothing(actors, client, actor):
    found = everywhere(client, actors[actor], METHODS if actor in BY_EVERY_METHOD else FEWER)
    wrong = [
        (method, route["pattern"], response.status_code, wanted)
        for method, route, response, wanted in found
        if not is_right(response.status_code, wanted, route)
    ]
    assert wrong == []
    if actor in STRANGERS:
        assert leaks(found) == []


def everywhere(client, user, methods=METHODS):
    """(method, address, what came, what the table says) of every address of ours by each method."""
    client.force_login(user)
    asked = [(route, refusal(user, route)) for route in routes() if not LIBRARY.match(route["pattern"])]
    return [
        (method, route, getattr(client, method)(route["example"]), expected(route, refused, method))
        for method in methods
        for route, refused in asked
    ]


def is_right(code, wanted, route):
    """As the table says; else any answer but an error or a refusal."""
    if wanted is not None:
        return code == wanted
    if DECIDED_FURTHER.match(route["pattern"]) and code in (403, 404):
        return True
    return code < 500 and (code not in (401, 403, 404) or (code == 404 and route["pattern"].endswith(NOT_THERE)))


def leaks(answered):
    """Addresses of Maidstone's that answered, or in whose answer one of its texts stood."""
    found = []
    for method, route, response, _ in answered:
        said = b"" if response.streaming else response.content
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        by_token = route["pattern"].startswith(("u/", "s/"))  # whoever holds it is who it was sent to
        if not by_token and (MARKER.encode() in said or MARKER in headers):
            found.append((method, route["pattern"], "text"))
        if names_a_thing(route) and response.status_code != 404:
            found.append((method, route["pattern"], response.status_code))
    return found


def names_a_thing(route):
    return "<" in route["pattern"] and not NAMELESS.match(route["pattern"]) and not LIBRARY.match(route["pattern"])


def test_that_test_fails_where_scoping_is_off(actors, client, monkeypatch):
    """Negative control: with scoping switched off, every address of a plan's things leaks."""
    for queryset in (ScopedQuerySet, PlanPartQuerySet, PlanQuerySet, CalendarFeedQuerySet):
        monkeypatch.setattr(queryset, "visible_to", lambda self, user: self)
    monkeypatch.setattr(Organisation.objects.none().__class__, "visible_to", lambda self, user: self)
    found = {pattern for _, pattern, _ in leaks(everywhere(client, actors["kent manager"]))}
    assert [route["pattern"] for route in routes() if names_a_thing(route) and route["pattern"] not in found] == []


def test_without_the_table_an_officer_would_get_to_people(actors, client, monkeypatch):
    """Negative control of the table: were it to allow everything, the test above would see it."""
    monkeypatch.setattr("people.permissions.can", lambda user, verb, thing=None: True)
    client.force_login(actors["officer"])
    assert client.get(reverse("people:officers")).status_code == 200


# Ids that are swapped in what is sent


def kent_plan(actors):
    kent = Organisation.objects.get(slug="kent")
    return Plan.objects.create(organisation=kent, title="Kent plan", slug="kent-plan", first_year=2026, last_year=2026)


def test_an_action_takes_no_officer_or_priority_of_another_council(actors, client):
    plan, foreign = kent_plan(actors), Officer.objects.filter(organisation__slug="maidstone").first()
    client.force_login(actors["kent manager"])
    sent = {"form_token": str(uuid4()), "version": 1, "title": "Ours"}
    response = client.post(
        reverse("actions:add", kwargs={"slug": plan.slug}), sent | {"priority": Priority.objects.first().pk}
    )
    assert response.status_code == 400
    assert MARKER not in response.content.decode()
    client.post(reverse("actions:add", kwargs={"slug": plan.slug}), sent | {"who": foreign.name, "strangers": "leave"})
    assert [one.officer for one in Action.objects.get(plan=plan).assignments.all()] == [None]


def test_a_report_takes_no_meeting_of_another_council(actors, client):
    plan = kent_plan(actors)
    client.force_login(actors["kent manager"])
    sent = {
        "form_token": str(uuid4()), "title": "Report", "report_of": "Head", "as_at": "24/11/2026",
        "meeting": Meeting.objects.first().pk,
    }  # fmt: skip
    assert client.post(reverse("reports:add", kwargs={"slug": plan.slug}), sent).status_code == 400
    assert not Report.objects.filter(plan=plan).exists()


def test_a_due_date_of_another_action_cannot_be_delivered(actors, client):
    mine = Assignment.objects.filter(officer__user=actors["officer"]).first().action
    other = Occurrence.objects.open().exclude(action=mine).first()
    client.force_login(actors["officer"])
    for sent in (
        client.post(
            reverse("actions:deliver", kwargs={"pk": mine.pk, "occurrence": other.pk}),
            {"form_token": str(uuid4()), "version": mine.version},
        ),
        client.post(
            reverse("actions:update", kwargs={"pk": mine.pk}),
            {"form_token": str(uuid4()), "version": mine.version, "rag": "green", "delivered": [other.pk]},
        ),
    ):
        assert sent.status_code in (302, 400, 404)
    other.refresh_from_db()
    assert other.delivered_on is None


def test_a_plan_manager_cannot_share_a_plan_nor_give_it_to_another_council(actors, client):
    client.force_login(actors["kent manager"])
    maidstone = Organisation.objects.get(slug="maidstone")
    sent = {
        "form_token": str(uuid4()), "version": 1, "title": "Ours", "kind": "communications", "first_year": "2026/27",
        "cycle": "monthly", "roll_up": "majority", "measures_driven_by": "evidence", "partners": [maidstone.pk],
    }  # fmt: skip
    assert client.post(reverse("plans:add"), sent | {"organisation": maidstone.pk}).status_code == 400
    kent = Organisation.objects.get(slug="kent")
    assert client.post(reverse("plans:add"), sent | {"organisation": kent.pk, "status": "adopted"}).status_code == 302
    made = Plan.objects.get(title="Ours")
    assert (list(made.partners.all()), made.status) == ([], "draft")


def test_a_council_s_administrator_gives_roles_only_in_that_council(actors, client):
    client.force_login(actors["kent administrator"])
    sent = {
        "form_token": str(uuid4()), "version": 1, "name": "Somebody", "email": "somebody@demo.example",
        "roles": ["plan_manager"], "organisation": Organisation.objects.get(slug="maidstone").pk,
    }  # fmt: skip
    assert client.post(reverse("people:add-officer"), sent).status_code == 400
    assert not Officer.objects.filter(name="Somebody").exists()


# What takes effect at once


@pytest.mark.parametrize("how", ["role taken away", "sign-in closed", "plan no longer shared"])
def test_the_next_request_is_refused(actors, client, how):
    user = actors["partner officer"]
    client.force_login(user)
    address = reverse("reports:dashboard", kwargs={"slug": "mkip-2015-16"})
    assert client.get(address).status_code == 200
    if how == "role taken away":
        user.memberships.all().delete()
    elif how == "sign-in closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        Plan.objects.get(slug="mkip-2015-16").partners.clear()
    assert client.get(address).status_code in (302, 404)
