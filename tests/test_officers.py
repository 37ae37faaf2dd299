"""Two spellings of one officer merged, a name tied to a sign-in, a post given its holder: through the site's doors."""

from datetime import timedelta

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from actions.deadlines import Kind, open_deadlines
from actions.digests import check_digest
from actions.models import Assignment, ProgressUpdate, Reminder, UpdateLink
from imports.who import Names
from people.models import Absence, AuditEvent, Membership, Officer, OutgoingMail, Role
from plans.models import Plan
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


@pytest.fixture
def admin(people, client):
    client.force_login(people.users["admin"])
    return client


@pytest.fixture
def jane(people):
    """The demo's officer who signs in, by a name that can be written twice."""
    found = people.officers["Jane Clarke"]
    Officer.objects.filter(pk=found.pk).update(name="Jane Clarke", post="Communications Officer")
    found.refresh_from_db()
    return found


@pytest.fixture
def other(jane):
    return Officer.objects.create(
        organisation=jane.organisation, name="J. Clarke", post="Press Officer", email="j.clarke@maidstone.example"
    )


def mail(officer, state, **facts):
    sent = timezone.now() if state == "sent" else None
    return OutgoingMail.objects.create(
        key=f"digest:{officer.pk}:{state}", kind="digest", to_address=officer.email, subject="x", text_body="x", state=state,
        message_id=f"<{officer.pk}-{state}>", created_at=timezone.now(), sent_at=sent, **facts,
    )  # fmt: skip


def merge(client, one, other, stays=None, **sent):
    facts = {"version": one.version, "version_of_other": other.version, "stays": (stays or one).pk}
    return client.post(
        reverse("actions:merge-officers", kwargs={"pk": one.pk, "other": other.pk}), once(**facts | sent)
    )


def test_a_plan_manager_gives_an_address_to_whoever_has_none(people, client, plan):
    client.force_login(people.users["plan.manager"])
    council = people.councils["maidstone"]
    officer = Officer.objects.create(organisation=council, name="Ann Other")
    Assignment.objects.create(action=plan.actions.first(), officer=officer)
    page = client.get(reverse("plans:plan", kwargs={"slug": plan.slug})).content.decode()
    address = f"{reverse('people:give-address', kwargs={'pk': officer.pk})}?back=/plans/{plan.slug}/edit/"
    assert address in page
    wrong = client.post(address, once(email="ann at example"))
    assert (wrong.status_code, 'value="ann at example"' in said(wrong)) == (400, True)
    told = said(client.post(address, once(email="Ann.Other@Maidstone.example"), follow=True))
    assert "Ann Other is reminded at ann.other@maidstone.example from now on." in told and "Not reminded" not in told
    assert "has an address already" in said(client.post(address, once(2, email="other@maidstone.example")))
    foreign = Officer.objects.create(organisation=people.councils["kent"], name="Foreign")
    address = reverse("people:give-address", kwargs={"pk": foreign.pk})
    assert client.post(address, once(email="x@kent.example")).status_code == 404
    away = reverse("people:give-address", kwargs={"pk": officer.pk}) + "?back=//evil.example/"
    assert client.get(away).context["back"] == "/"


def test_two_who_are_alike_and_two_are_not_asked_about_again(people, admin, jane, other):
    page = said(admin.get(reverse("people:officers")))
    assert "Perhaps one officer, written twice" in page
    pair = {"pk": other.pk, "other": jane.pk}  # whichever of the two comes first
    told = said(admin.post(reverse("people:tell-apart", kwargs=pair), once(), follow=True))
    assert "J. Clarke and Jane Clarke are two. They are not asked about again." in told
    assert "Perhaps one officer, written twice" not in told
    foreign = Officer.objects.create(organisation=people.councils["kent"], name="Jane Clarke")
    pair = {"pk": other.pk, "other": foreign.pk}
    assert admin.post(reverse("people:tell-apart", kwargs=pair), once()).status_code == 404
    Officer.objects.create(organisation=jane.organisation, name="Jane Clark")
    assert "Perhaps one officer, written twice" in said(admin.get(reverse("people:officers")))


def test_everything_of_the_one_belongs_to_the_other(admin, people, plan, jane, other):
    """Assignments, days away, links, reminders, sign-in; the words of the time stay, and the next paper finds her."""
    actions = list(plan.actions.in_order())
    theirs = [
        row.action for row in jane.assignments.select_related("action").filter(is_accountable=True, part="delivers")
    ]
    both, alone = theirs[0], next(action for action in actions if not action.assignments.filter(officer=jane).exists())
    Assignment.objects.filter(action=both, officer=jane).update(is_accountable=False)
    Assignment.objects.create(
        action=both, officer=other, part="delivers", as_written="J. Clarke (press)", is_accountable=True
    )
    alone.assignments.update(is_accountable=False)
    Assignment.objects.create(action=alone, officer=other, part="prepares", as_written="J. Clarke", is_accountable=True)
    ProgressUpdate.objects.create(action=alone, done="Drafted.", by_name="J. Clarke", on=TODAY)
    colleague = people.officers["Paul Taylor"]
    jane.absences.all().delete()
    Absence.objects.create(officer=jane, first=TODAY, last=TODAY + timedelta(days=5), cover=other)
    Absence.objects.create(
        officer=other, first=TODAY + timedelta(days=3), last=TODAY + timedelta(days=9), cover=colleague
    )
    Absence.objects.create(
        officer=colleague, first=TODAY + timedelta(days=40), last=TODAY + timedelta(days=41), cover=other
    )
    UpdateLink.objects.all().delete()
    for officer in (jane, other):
        UpdateLink.objects.create(officer=officer, action=both, sent_to=officer.email, made_on=TODAY, expires_on=TODAY)
    UpdateLink.objects.create(officer=other, action=alone, sent_to=other.email, made_on=TODAY, expires_on=TODAY)
    told = {"action": both, "due": TODAY}
    Reminder.objects.create(officer=jane, key="a", rung="on-the-day", **told)  # left unsaid
    Reminder.objects.create(officer=other, key="a", rung="on-the-day", mail=mail(other, "sent"), **told)
    Reminder.objects.create(officer=other, key="b", rung="on-the-day", mail=mail(other, "queued"), **told)

    page = said(admin.get(reverse("people:officers")))
    assert "Jane Clarke (Communications Officer) and J. Clarke (Press Officer): with initials." in page
    before = said(admin.get(reverse("actions:merge-officers", kwargs={"pk": jane.pk, "other": other.pk})))
    assert "Actions of J. Clarke (2)" in before and "This cannot be undone." in before
    answer = merge(admin, jane, other)
    assert (answer.status_code, answer.url) == (302, reverse("people:officers"))

    assert not Officer.objects.filter(pk=other.pk).exists()
    jane.refresh_from_db()
    assert (jane.name, jane.post, jane.user, jane.email) == (
        "Jane Clarke", "Communications Officer", people.users["officer"], people.users["officer"].email,
    )  # fmt: skip
    assert jane.also_known_as == ["J. Clarke", "Press Officer"]
    kept = both.assignments.get(officer=jane, part="delivers")
    assert (kept.as_written, kept.is_accountable) == ("J. Clarke (press)", True)
    assert alone.assignments.get(officer=jane).as_written == "J. Clarke"
    assert [action.assignments.filter(is_accountable=True).count() for action in (both, alone)] == [1, 1]
    assert alone.updates.get(done="Drafted.").by_name == "J. Clarke"
    (away,) = jane.absences.all()
    assert (away.first, away.last, away.cover) == (TODAY, TODAY + timedelta(days=9), colleague)
    assert colleague.absences.get().cover == jane
    assert [link.sent_to for link in jane.update_links.order_by("action_id")].count(jane.email) == 1
    assert jane.update_links.count() == 2
    assert [(one.key, one.mail.state) for one in jane.reminders.filter(key__in="ab")] == [("a", "sent")]
    event = AuditEvent.objects.get(verb="merged")
    assert (event.object_id, event.before["merged"]["name"], event.actor_name) == (
        jane.pk,
        "J. Clarke",
        people.users["admin"].name,
    )
    assert {row["title"] for row in event.after["moved"]["parts"]} == {both.title, alone.title}
    found = Names(plan, ["j. clarke", "press officer", "JANE CLARKE"], {})
    assert [found.answer(name) for name in found.names] == [str(jane.pk)] * 3
    assert "Also written as" in said(admin.get(reverse("people:officer", kwargs={"pk": jane.pk})))
    assert merge(admin, jane, other).status_code == 404  # pressed again from an old page


def test_who_signs_in_decides_the_address_and_nobody_is_told_twice(admin, people, plan, jane, other):
    """The one without a sign-in stays by name. What waits to go to the address given up is told anew; the rest is not."""
    action = plan.actions.in_order().first()
    Reminder.objects.all().delete()
    told = {"action": action, "due": TODAY}
    Reminder.objects.create(officer=jane, key="a", rung="on-the-day", mail=mail(jane, "queued"), **told)
    Reminder.objects.create(officer=jane, key="b", rung="on-the-day", mail=mail(jane, "sent"), **told)
    dropped = mail(other, "queued")
    for key in "abc":
        Reminder.objects.create(officer=other, key=key, rung="on-the-day", mail=dropped, **told)
    assert merge(admin, other, jane, stays=other).status_code == 302
    other.refresh_from_db()
    assert (other.name, other.user, other.email) == ("J. Clarke", people.users["officer"], "officer@demo.example")
    assert other.also_known_as == ["Jane Clarke", "Communications Officer"]
    kept = [(one.key, one.mail.state, one.mail.to_address) for one in other.reminders.order_by("key")]
    assert kept == [("a", "queued", "officer@demo.example"), ("b", "sent", "officer@demo.example")]
    assert check_digest(dropped) == "What it was about has been deleted."


def test_every_kind_of_thing_that_hangs_on_an_officer_moves(db):
    """A new one is moved as it is; whether it may stand twice is to be thought of then."""
    moved = [one for one in Officer._meta.related_objects if not one.many_to_many]
    related = {f"{one.related_model._meta.label}.{one.field.name}" for one in moved}
    thought_of = {"Assignment.officer", "UpdateLink.officer", "Reminder.officer"}
    others = {"people.Absence.officer", "people.Absence.cover", "surveys.Measure.owner"}
    others |= {"campaigns.Channel.owner", "campaigns.Brief.service_lead", "campaigns.Enquiry.owner"}
    assert related == others | {*(f"actions.{name}" for name in thought_of)}
    assert all(isinstance(one.field, models.ForeignKey) for one in moved)


def test_what_cannot_be_merged_is_refused_with_what_to_do(admin, people, plan, jane, other):
    foreign, manager = people.officers["Kent officer"], Officer.objects.get(user=people.users["plan.manager"])
    page = said(admin.get(reverse("actions:merge-officers", kwargs={"pk": jane.pk, "other": manager.pk})))
    assert (
        "Both sign in:" in page and "take away its roles, and then merge them." in page and "Merge the two" not in page
    )
    assert "Both sign in:" in said(merge(admin, jane, manager))
    for pk, second in ((jane.pk, foreign.pk), (jane.pk, jane.pk), (foreign.pk, jane.pk)):
        assert admin.get(reverse("actions:merge-officers", kwargs={"pk": pk, "other": second})).status_code == 404
    assert merge(admin, jane, other, stays=foreign).status_code == 400
    assert merge(admin, jane, other, stays=manager).status_code == 400
    stale = merge(admin, jane, other, version=99)
    assert "Somebody saved Jane Clarke meanwhile." in said(admin.get(stale.url))
    assert Officer.objects.filter(pk__in=[jane.pk, other.pk, manager.pk, foreign.pk]).count() == 4
    # Once the manager holds no role here any more, the sign-in that does is the one that stays.
    Membership.objects.filter(user=manager.user).delete()
    assert merge(admin, manager, jane).status_code == 302
    manager.refresh_from_db()
    assert (manager.user, manager.email) == (people.users["officer"], "officer@demo.example")


def test_who_may_merge_and_whom(client, people, jane, other):
    """An administrator of the council; of another council nobody finds them (control: their own council's does)."""
    address = reverse("actions:merge-officers", kwargs={"pk": jane.pk, "other": other.pk})
    for name, council, code in (
        ("plan.manager", "", 403),
        ("officer2", "kent", 404),
        ("plan.manager", "maidstone", 200),
    ):
        user = people.users[name]
        if council:
            Membership.objects.create(user=user, organisation=people.councils[council], role=Role.ADMINISTRATOR)
        client.force_login(user)
        assert (name, client.get(address).status_code) == (name, code)
    choose = reverse("actions:merge", kwargs={"pk": jane.pk})
    assert "Written alike" in said(client.get(choose))
    assert client.get(f"{choose}?with={other.pk}").url == address
    kent = people.officers["Kent officer"].pk
    assert f'<option value="{kent}">' not in client.get(choose).content.decode()
    assert client.get(f"{choose}?with={kent}", follow=True).status_code == 404
    number = queries(client, reverse("people:officers"))
    for letter in "PQRS":
        Officer.objects.create(organisation=jane.organisation, name=f"{letter}. Clarke")
    assert queries(client, reverse("people:officers")) == number


def test_a_name_is_tied_to_a_sign_in_of_the_council_and_untied(admin, people, other):
    council = people.councils["maidstone"]
    address = reverse("people:tie-account", kwargs={"pk": other.pk})
    assert "Everybody of Maidstone Borough Council who signs in is an officer already." in said(admin.get(address))
    newcomer = type(people.users["admin"]).objects.create_user("jc@demo.example", name="Jane Clarke")
    for stranger in (newcomer, people.users["officer2"], people.users["officer"]):
        assert admin.post(address, once(account=stranger.pk)).status_code == 400
    Membership.objects.create(user=newcomer, organisation=council, role=Role.OFFICER)
    assert "Jane Clarke, jc@demo.example" in said(admin.get(address))
    assert admin.post(address, once(account=newcomer.pk)).status_code == 302
    other.refresh_from_db()
    assert (other.user, other.email, other.version) == (newcomer, "j.clarke@maidstone.example", 2)
    page = reverse("people:officer", kwargs={"pk": other.pk})
    assert "Signs in as Jane Clarke, with jc@demo.example." in said(admin.get(page))
    untie = reverse("people:untie-account", kwargs={"pk": other.pk})
    assert "Somebody saved" in said(admin.post(untie, once(version=1), follow=True))
    assert "Does not sign in." in said(admin.post(untie, once(version=2), follow=True))
    assert Membership.objects.filter(user=newcomer).exists()
    assert [event.verb for event in AuditEvent.objects.filter(object_id=other.pk, kind="officer").order_by("pk")] == [
        "tied a sign-in to",
        "untied the sign-in of",
    ]


@pytest.fixture
def posts(plan):
    """Two actions that a Chief Executive has, one of which nobody leads, and one for a Press Office."""
    Assignment.objects.filter(action__plan=plan, officer=None).delete()
    led, unled, third = plan.actions.in_order()[:3]
    unled.assignments.all().delete()
    for action in (led, unled):
        action.assignments.create(as_written="Relevant Chief Executive", part="coordinates")
    third.assignments.create(as_written="Press Office", part="consulted")
    return led, unled, third


def holder_page(plan, words, query=""):
    post = Assignment.objects.filter(action__plan=plan, as_written=words).first()
    return reverse("actions:holder", kwargs={"slug": plan.slug, "post": post.pk}) + query


def test_a_post_is_given_its_holder_for_all_its_actions_and_taken_back(client, people, plan, posts):
    led, unled, _ = posts
    client.force_login(people.users["plan.manager"])
    assert "2 posts nobody is named to" in said(client.get(reverse("plans:plan", kwargs={"slug": plan.slug})))
    page = said(client.get(reverse("actions:posts", kwargs={"slug": plan.slug})))
    assert "Relevant Chief Executive" in page and "Press Office" in page and "Posts somebody is named to" not in page
    late = plan.adopted_on + timedelta(days=plan.naming_days)
    assert {led.pk, unled.pk} <= {one.action.pk for one in open_deadlines(late) if one.kind == Kind.POST}
    leader = led.assignments.filter(is_accountable=True).values_list("officer", flat=True).first()
    paul, form_of_unled = people.officers["Paul Taylor"], unled.version
    address = holder_page(plan, "Relevant Chief Executive")
    assert client.post(address, once(who=paul.pk, actions=[led.pk, unled.pk])).status_code == 302
    rows = Assignment.objects.filter(as_written="Relevant Chief Executive")
    assert [(row.officer, row.part) for row in rows] == [(paul, "coordinates")] * 2
    assert unled.assignments.get().is_accountable  # nobody led it
    assert led.assignments.filter(is_accountable=True).values_list("officer", flat=True).first() == (leader or paul.pk)
    assert not {led.pk, unled.pk} & {one.action.pk for one in open_deadlines(late) if one.kind == Kind.POST}
    unled.refresh_from_db()
    assert unled.version > form_of_unled  # a form opened before does not take the name away again
    assert AuditEvent.objects.filter(verb="named a holder on").count() == 2
    page = said(client.get(reverse("actions:posts", kwargs={"slug": plan.slug})))
    assert "Posts somebody is named to" in page
    address = holder_page(plan, "Relevant Chief Executive")
    answer = client.post(address, once(who="", actions=[led.pk, unled.pk]), follow=True)
    assert "Nobody holds “Relevant Chief Executive” now." in said(answer)
    assert not unled.assignments.get().is_accountable and unled.assignments.get().officer is None


def test_one_action_s_post_is_named_by_itself_to_somebody_new(client, people, plan, posts):
    led, unled, third = posts
    client.force_login(people.users["plan.manager"])
    link = holder_page(plan, "Relevant Chief Executive", "?one")
    assert link in client.get(reverse("actions:action", kwargs={"pk": led.pk})).content.decode()
    form = client.get(link).context["form"]
    assert list(form.initial["actions"]) == [led.pk]
    new = {"name": "Alison Broom", "post": "Chief Executive", "email": "Chief@Maidstone.example"}
    assert client.post(link, once(actions=[led.pk], **new)).status_code == 302
    made = Officer.objects.get(name="Alison Broom")
    assert (made.organisation, made.email, made.user) == (plan.organisation, "chief@maidstone.example", None)
    assert (led.assignments.get(officer=made).as_written, unled.assignments.get().officer) == (
        "Relevant Chief Executive",
        None,
    )
    # To be consulted is not to lead; somebody who has that part already has it once, with the paper's words.
    third.assignments.exclude(officer=None).delete()
    third.assignments.create(officer=made, part="consulted")
    assert client.post(holder_page(plan, "Press Office"), once(who=made.pk, actions=[third.pk])).status_code == 302
    kept = third.assignments.get()
    assert (kept.officer, kept.as_written, kept.is_accountable) == (made, "Press Office", False)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose who holds it, or give the name of somebody new."),
        ({"who": "paul", "name": "Somebody else"}, "Choose an officer above or add somebody new here, not both."),
        ({"email": "a@maidstone.example"}, "Give the name too."),
        ({"name": "A", "email": "a@b"}, "Enter a valid email address."),
        ({"who": "kent"}, "Select a valid choice."),
        ({"who": "paul", "actions": "none"}, "Tick at least one action."),
        ({"who": "paul", "actions": "other"}, "is not one of the available choices."),
        ({"name": "Director of Change", "post": "Director of Change"}, "is already an officer of"),
    ],
)
def test_what_cannot_be_named_is_said(client, people, plan, posts, sent, sentence):
    led, unled, third = posts
    client.force_login(people.users["plan.manager"])
    pks = {"paul": people.officers["Paul Taylor"].pk, "kent": people.officers["Kent officer"].pk}
    ticked = {"none": [], "other": [third.pk]}.get(sent.get("actions"), [led.pk])
    facts = {**sent, "actions": ticked} | ({"who": pks[sent["who"]]} if "who" in sent else {})
    answer = client.post(holder_page(plan, "Relevant Chief Executive"), once(**facts))
    assert (answer.status_code, sentence in said(answer)) == (400, True)
    assert Assignment.objects.filter(action__plan=plan, officer=None).count() == 3


def test_the_posts_of_a_plan_are_its_manager_s(client, people, plan, posts):
    """Another council's plan and post are not found (control: the manager's own is)."""
    page, one = reverse("actions:posts", kwargs={"slug": plan.slug}), holder_page(plan, "Press Office")
    kent = Plan.objects.create(
        organisation=people.councils["kent"], title="Kent plan", slug="kent", first_year=2026, last_year=2026
    )
    Membership.objects.create(user=people.users["officer2"], organisation=kent.organisation, role=Role.PLAN_MANAGER)
    for name, code in (("plan.manager", 200), ("officer", 403), ("officer2", 404)):
        client.force_login(people.users[name])
        assert [client.get(address).status_code for address in (page, one)] == [code, code]
    foreign = one.replace(plan.slug, kent.slug)
    sent = once(who=people.officers["Kent officer"].pk, actions=[posts[2].pk])
    assert (client.get(foreign).status_code, client.post(foreign, sent).status_code) == (404, 404)
    empty = reverse("actions:posts", kwargs={"slug": kent.slug})
    assert "Every post of this plan has somebody named to it." in said(client.get(empty))
    client.force_login(people.users["plan.manager"])
    number = queries(client, page)
    for action in plan.actions.all()[:3]:
        action.assignments.create(as_written=f"Post of {action.pk}")
    assert queries(client, page) == number
