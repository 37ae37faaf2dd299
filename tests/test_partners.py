"""What the people of a partner council may do on a plan: work on it, or read it and no more."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import Assignment
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from people.models import AuditEvent, Membership, Officer, Role, User
from people.permissions import Verb, can
from plans.models import Plan, PlanPartner
from surveys.models import Measure
from tests.demo import once, said, seed

TODAY = timezone.localdate()
READ, CONTRIBUTE = PlanPartner.Rights.READ, PlanPartner.Rights.CONTRIBUTE


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


@pytest.fixture
def swale(people):
    return people.councils["swale"]


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def everything(swale):
    """Somebody of Swale's who holds every role there."""
    user = User.objects.create_user("all@swale.example", "x", name="All of Swale")
    for role in Role:
        Membership.objects.create(user=user, organisation=swale, role=role)
    return user


def verbs(user, plan):
    found = Plan.objects.get(pk=plan.pk), User.objects.get(pk=user.pk)
    return {verb for verb in Verb if verb != Verb.PUBLIC and can(found[1], verb, found[0])}


def save(client, plan, swale, rights, version=None):
    wells = plan.partnerships.exclude(organisation=swale).get().organisation_id
    sent = {f"rights-{swale.pk}": rights, f"rights-{wells}": CONTRIBUTE}
    plan.refresh_from_db()
    address = reverse("plans:partners", kwargs={"slug": plan.slug})
    return client.post(address, once(version or plan.version, **sent))


def test_a_partner_contributes_unless_it_is_said_otherwise(plan, swale):
    assert plan.rights_of_partners[swale.pk] == CONTRIBUTE
    assert swale.pk in plan.contributing_ids
    may = verbs(everything(swale), plan)
    assert {Verb.SEE_PLAN, Verb.COMMENT, Verb.DECLARE, Verb.APPROVE_DATES, Verb.ENTER_COUNTS, Verb.MAKE_REPORT} <= may


def test_one_that_reads_sees_the_plan_and_its_reports_and_does_nothing(manager, plan, swale):
    user = everything(swale)
    answer = save(manager, plan, swale, READ)
    assert (answer.status_code, answer.url) == (302, reverse("plans:plan", kwargs={"slug": plan.slug}))
    assert verbs(user, plan) == {Verb.SIGN_IN, Verb.SEE_PLAN, Verb.SEE_REPORT}
    found = Plan.objects.get(pk=plan.pk)
    assert swale.pk in found.council_ids and swale.pk not in found.contributing_ids
    assert Plan.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=plan.pk).exists()
    event = AuditEvent.objects.get(verb="set the rights of partners on")
    assert event.after["partners" if "partners" in event.after else swale.name] == "Read it, and nothing more"
    assert save(manager, plan, swale, CONTRIBUTE).status_code == 302
    assert Verb.COMMENT in verbs(user, plan)


def test_its_people_open_the_pages_and_are_refused_the_forms(manager, client, plan, swale):
    user, action = everything(swale), plan.actions.first()
    comment = reverse("actions:comment", kwargs={"pk": action.pk})
    client.force_login(user)
    assert client.get(comment).status_code == 200
    plan.partnerships.filter(organisation=swale).update(rights=READ)
    assert client.get(reverse("reports:dashboard", kwargs={"slug": plan.slug})).status_code == 200
    assert client.get(reverse("actions:action", kwargs={"pk": action.pk})).status_code == 200
    for name in ("comment", "declare", "ask"):
        assert client.get(reverse(f"actions:{name}", kwargs={"pk": action.pk})).status_code == 403
    assert client.get(reverse("plans:declare", kwargs={"slug": plan.slug})).status_code == 403


def test_an_officer_of_one_that_reads_is_given_nothing(manager, plan, swale):
    Officer.objects.create(organisation=swale, name="Sam Swale", email="s@swale.example")
    page = reverse("actions:who", kwargs={"pk": plan.actions.first().pk})
    assert "Sam Swale" in said(manager.get(page))
    plan.partnerships.filter(organisation=swale).update(rights=READ)
    assert "Sam Swale" not in said(manager.get(page))


@pytest.mark.parametrize("what", ["action", "measure"])
def test_it_is_not_made_a_reader_while_its_officers_have_something_to_do(manager, plan, swale, what):
    sam = Officer.objects.create(organisation=swale, name="Sam Swale")
    if what == "action":
        Assignment.objects.create(action=plan.actions.first(), officer=sam)
    else:
        Measure.objects.create(plan=plan, statement="x", unit="count", frequency="month", owner=sam)
    answer = save(manager, plan, swale, READ)
    assert answer.status_code == 400
    assert "Sam Swale of Swale Borough Council still has something to do in this plan." in said(answer)
    assert plan.partnerships.get(organisation=swale).rights == CONTRIBUTE
    plan.refresh_from_db()
    assert plan.version == int(answer.context["form"]["version"].value())


@pytest.mark.parametrize(
    ("who", "code"), [("officer", 403), ("director", 403), ("officer2", 404), ("plan.manager", 200)]
)
def test_the_manager_of_the_plan_says_it(people, client, plan, swale, who, code):
    client.force_login(people.users[who])
    assert client.get(reverse("plans:partners", kwargs={"slug": plan.slug})).status_code == code
    assert save(client, plan, swale, READ).status_code == (302 if code == 200 else code)
    theirs = User.objects.create_user("m@swale.example", "x", name="Swale’s manager")
    Membership.objects.create(user=theirs, organisation=swale, role=Role.PLAN_MANAGER)
    client.force_login(theirs)
    assert client.get(reverse("plans:partners", kwargs={"slug": plan.slug})).status_code == 403


def test_of_two_who_say_it_the_second_is_told(manager, plan, swale):
    version = plan.version
    assert save(manager, plan, swale, READ).status_code == 302
    assert save(manager, plan, swale, CONTRIBUTE, version).status_code == 409
    assert plan.partnerships.get(organisation=swale).rights == READ


def test_sharing_anew_leaves_the_rights_of_those_who_stay(people, plan, swale):
    plan.partnerships.filter(organisation=swale).update(rights=READ)
    plan.partners.set([swale, people.councils["kent"]])
    rights = {one.organisation.slug: one.rights for one in plan.partnerships.all()}
    assert rights == {"swale": READ, "kent": CONTRIBUTE}


def test_the_rights_go_out_and_in_with_the_plan(people, plan, swale):
    plan.partnerships.filter(organisation=swale).update(rights=READ)
    data = export_plan(Plan.objects.get(pk=plan.pk))
    assert data["plan"]["readers"] == ["Swale Borough Council"]
    made = take_in(data, by=people.users["admin"], may_be_second=True)
    assert made.partnerships.get(organisation=swale).rights == READ
    assert made.partnerships.exclude(organisation=swale).get().rights == CONTRIBUTE
    del data["plan"]["readers"]  # as exports from before were
    older = take_in(data, by=people.users["admin"], may_be_second=True)
    assert older.partnerships.get(organisation=swale).rights == CONTRIBUTE
