"""Somebody who has left is offered by no form, and stays where a form names them already."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.forms.who import WhoForm
from actions.forms.who_box import Who
from actions.models import Action, Assignment
from campaigns.forms.enquiries import EnquiryForm
from campaigns.models import Channel, Enquiry
from campaigns.sections import form_field as channel_field
from imports.who import Names
from people.models import Officer
from plans.models import Plan
from surveys.forms.measures import MeasureForm
from surveys.models import Measure
from tests.demo import once, said, seed

TODAY = timezone.localdate()


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


@pytest.fixture
def joan(people):
    return Officer.objects.create(organisation=people.councils["maidstone"], name="Joan Leaver", left_on=TODAY)


@pytest.fixture
def action(plan, joan):
    """One of which she has no part."""
    return plan.actions.filter(sub_actions=None).exclude(assignments__officer=joan).in_order().first()


def offered(people, plan, action):
    """Whom the forms offer, by form."""
    councils = [people.councils["maidstone"]]
    owner = next(field for field in Channel._meta.fields if field.name == "owner")
    return {
        "who": WhoForm(action=action).fields["officer_0"].queryset,
        "channel": channel_field(owner, plan).queryset,
        "measure": MeasureForm(plan=plan).fields["owner"].queryset,
        "enquiry": EnquiryForm(councils=councils, organisations=plan.partners.all(), is_new=True)
        .fields["owner"]
        .queryset,
    }


def test_they_are_offered_nowhere(people, plan, joan, action):
    jane = people.officers["Jane Clarke"]
    for form, officers in offered(people, plan, action).items():
        assert (form, joan in officers, jane in officers) == (form, False, True)


def test_the_control_while_they_are_here(people, plan, joan, action):
    Officer.objects.filter(pk=joan.pk).update(left_on=None)
    assert all(joan in officers for officers in offered(people, plan, action).values())


def test_where_they_stand_they_stay(plan, joan, action, people):
    Assignment.objects.create(action=action, officer=joan)
    Measure.objects.create(plan=plan, statement="Calls", unit="count", owner=joan)
    Channel.objects.create(plan=plan, name="The magazine", owner=joan)
    found = offered(people, plan, action)
    assert [joan in found[form] for form in ("who", "channel", "measure")] == [True, True, True]
    assert Who.of(plan, action).who_left(Who.of(plan, action).text) == []


def test_an_enquiry_that_is_theirs_is_edited(client, people, plan, joan):
    manager, now = people.users["plan.manager"], timezone.now()
    facts = {"outlet": "Kent Messenger", "topic": "Bins", "question": "Why?", "received_at": now, "due_at": now}
    enquiry = Enquiry.objects.create(organisation=people.councils["maidstone"], owner=joan, **facts)
    client.force_login(manager)
    page = client.get(reverse("campaigns:edit-enquiry", kwargs={"pk": enquiry.pk}))
    assert page.status_code == 200 and joan in page.context["form"].fields["owner"].queryset


def test_a_post_and_a_namesake_are_nobody_who_has_left(plan, action, people, joan):
    Officer.objects.filter(pk=joan.pk).update(post="Duty press officer")
    here = Officer.objects.create(organisation=joan.organisation, name="Joan Leaver", post="Editor")
    box = Who.of(plan, action)
    assert box.who_left("Duty press officer; Joan Leaver") == []
    assert [one.officer for one in box.owners("Duty press officer; Joan Leaver")] == [None, here]


def test_a_paper_that_names_them_gives_them_nothing_and_adds_nobody(plan, joan):
    names = Names(plan, ["Joan Leaver"], {"who": {"Joan Leaver": "add"}})
    assert str(joan.pk) not in names.officers and names.who == {"Joan Leaver": None}


def test_whoever_types_their_name_is_told(client, people, plan, joan, action):
    client.force_login(people.users["plan.manager"])
    address = reverse("actions:edit", kwargs={"pk": action.pk})
    page = client.get(address)
    sent = {field.html_name: field.value() for field in page.context["form"] if field.value() is not None}
    answer = client.post(address, sent | once(action.version, who="Jane Clarke; Joan Leaver"))
    assert answer.status_code == 400 and "Joan Leaver has left. Name somebody who is here, or a post." in said(answer)
    assert not Assignment.objects.filter(action=action, officer=joan).exists()
    assert Action.objects.get(pk=action.pk).version == action.version
