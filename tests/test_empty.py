"""Where there is nothing yet, a page says what comes next, and points only to what its reader may do."""

import pytest

from actions.timing_value import Timing
from people.models import Membership, Organisation, Role, User
from plans.models import Plan


@pytest.fixture
def readers(db):
    """One person of each role, in a council with nothing but an empty plan."""
    council = Organisation.objects.create(name="Ashby", slug="ashby")
    Plan.objects.create(organisation=council, title="New", slug="new", first_year=2026, last_year=2026)
    found = {}
    for role in Role:
        found[role] = User.objects.create_user(f"{role}@x.example", "x", name=role.label)
        Membership.objects.create(user=found[role], organisation=council, role=role)
    return found


FILLING = [
    ("/plans/new/evidence/", "neither objectives nor measures", "/plans/new/sections/objectives/#add"),
    ("/plans/new/whole/", "Nothing is in this plan yet", "/plans/new/import/"),
    ("/plans/new/health/", "It has no actions yet", "/plans/new/edit/"),
]


@pytest.mark.parametrize(("path", "said", "link"), FILLING)
def test_whoever_fills_a_plan_is_led_on_and_others_are_told_only(readers, client, path, said, link):
    for role, is_led in ((Role.PLAN_MANAGER, True), (Role.DIRECTOR, False)):
        client.force_login(readers[role])
        page = client.get(path).content.decode()
        assert (role, said in page, f'href="{link}"' in page) == (role, True, is_led)


def test_a_plan_with_an_action_is_not_called_empty(readers, client):
    Plan.objects.get().actions.create(title="A leaflet", timing=Timing("", "none"))
    client.force_login(readers[Role.PLAN_MANAGER])
    assert "It has no actions yet" not in client.get("/plans/new/health/").content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_empty_registers_say_who_makes_the_first(readers, client, role):
    client.force_login(readers[role])
    assert "A plan manager or democratic services makes one" in client.get("/reports/").content.decode()
    assert "A report is issued from its own page" in client.get("/issues/").content.decode()
