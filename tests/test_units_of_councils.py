"""Directorates, divisions and teams: spelt one way in a council, renamed with what is part of them, asked for in lists."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Assignment
from actions.services.officers import merge_officers
from imports.officer_rows import written_rows
from people.models import AuditEvent, Membership, Officer, Role, User
from people.services import add_officer, edit_officer
from people.units import Spellings, Unit, rename, tree_of
from plans.models import Plan
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()
WASTE = "Place > Waste > Recycling"


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def maidstone(people):
    return people.councils["maidstone"]


@pytest.fixture
def boss(maidstone):
    user = User.objects.create_user("boss@x.example", "x", name="Boss")
    Membership.objects.create(user=user, organisation=maidstone, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def staffed(maidstone, boss):
    """Four officers in three units."""
    for name, unit in (("Ann", WASTE), ("Ben", "place>waste"), ("Cat", "Place"), ("Dan", "People › Schools")):
        add_officer(organisation=maidstone, by=boss, name=name, unit=unit)
    return maidstone


def units(organisation):
    named = Officer.objects.filter(organisation=organisation).exclude(unit="").order_by("name")
    return dict(named.values_list("name", "unit"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Place", "Place"),
        (" place  > WASTE >Street  cleaning", "Place > Waste > Street cleaning"),
        ("Waste", "Waste"),  # a unit of its own, which is not said to be of Place
        ("Place › Waste » recycling", WASTE),
        ("> >", ""),
    ],
)
def test_a_unit_is_spelt_as_it_is_there_already(typed, kept):
    assert Spellings([WASTE]).of(typed) == kept


@pytest.mark.parametrize(("typed", "why"), [("x" * 201, "more than 200 characters"), (" > ".join("abcdefg"), "levels")])
def test_what_no_unit_can_be_is_refused_with_a_sentence(maidstone, boss, typed, why):
    with pytest.raises(ValidationError, match=why):
        add_officer(organisation=maidstone, by=boss, name="New", unit=typed)
    assert not Officer.objects.filter(name="New").exists()


def test_a_unit_is_there_as_long_as_somebody_is_in_it(staffed, boss):
    assert tree_of(staffed) == [
        Unit("People", 1), Unit("People > Schools", 1), Unit("Place", 3), Unit("Place > Waste", 2), Unit(WASTE, 1),
    ]  # fmt: skip
    dan = Officer.objects.get(organisation=staffed, name="Dan")
    edit_officer(officer=dan, by=boss, version=dan.version, name="Dan", post="", email="", roles=[], unit="")
    assert [unit.path for unit in tree_of(staffed)] == ["Place", "Place > Waste", WASTE]


def test_what_says_nothing_of_the_unit_leaves_it(staffed, boss):
    ann = Officer.objects.get(organisation=staffed, name="Ann")
    edit_officer(officer=ann, by=boss, version=ann.version, name="Ann", post="Lead", email="", roles=[])
    ann.refresh_from_db()
    assert (ann.post, ann.unit) == ("Lead", WASTE)


def test_a_unit_is_renamed_with_what_is_part_of_it(staffed, boss):
    found = rename(organisation=staffed, by=boss, unit="Place > Waste", to="Environment > Clean streets")
    assert found == ("Environment > Clean streets", 2)
    assert units(staffed) == {
        "Ann": "Environment > Clean streets > Recycling", "Ben": "Environment > Clean streets", "Cat": "Place",
        "Dan": "People > Schools",
    }  # fmt: skip
    event = AuditEvent.objects.get(verb="renamed a unit of")
    assert event.before == {"unit": "Place > Waste"}
    assert event.after == {"unit": "Environment > Clean streets", "officers": 2}


@pytest.mark.parametrize(
    ("unit", "to", "why"),
    [
        ("Waste", "Bins", "There is no unit “Waste” any more"),
        ("", "Bins", "There is no unit"),
        ("Place", " > ", "Give the unit a name"),
        ("Place", "Place > Place", "is part of “Place” itself"),
        ("Place", " > ".join("abcde"), "levels"),
        ("Place", " Place ", "It is called “Place” already"),
        ("place", "Environment", "There is no unit “place” any more"),
    ],
)
def test_a_renaming_that_cannot_be_changes_nothing(staffed, boss, unit, to, why):
    before = units(staffed)
    with pytest.raises(ValidationError, match=why):
        rename(organisation=staffed, by=boss, unit=unit, to=to)
    assert units(staffed) == before


def test_what_is_renamed_into_what_is_there_is_spelt_as_that(staffed, boss):
    add_officer(organisation=staffed, by=boss, name="Eve", unit="Environment > WASTE > recycling")
    rename(organisation=staffed, by=boss, unit="Place", to="environment")
    found = {one.path for one in tree_of(staffed)}
    assert found == {
        "Environment",
        "Environment > WASTE",
        "Environment > WASTE > recycling",
        "People",
        "People > Schools",
    }


def test_the_longest_is_measured_as_it_is_kept():
    there = "STRASSE"
    with pytest.raises(ValueError, match="more than 200 characters"):
        Spellings([there]).of(f"straße > {'x' * 191}")


def test_merging_two_spellings_keeps_the_unit(staffed, boss):
    stays = Officer.objects.create(organisation=staffed, name="Jo Ray")
    goes = Officer.objects.create(organisation=staffed, name="Joe Ray", unit="Place")
    merge_officers(stays=stays, goes=goes, by=boss, version=stays.version, version_of_other=goes.version)
    stays.refresh_from_db()
    assert stays.unit == "Place"


def test_only_administrators_rename_and_the_like_of_another_council_stays(staffed, boss, people):
    swale = people.councils["swale"]
    Officer.objects.create(organisation=swale, name="Sam", unit="Place")
    with pytest.raises(PermissionDenied):
        rename(organisation=swale, by=boss, unit="Place", to="Environment")
    rename(organisation=staffed, by=boss, unit="Place", to="Environment")
    assert units(swale) == {"Sam": "Place"}


def test_the_page_lists_them_and_renames_one(client, staffed, boss):
    client.force_login(boss)
    address = reverse("people:units", kwargs={"pk": staffed.pk})
    for leads_there in (reverse("people:officers"), reverse("people:organisation", kwargs={"pk": staffed.pk})):
        assert f'href="{address}"' in client.get(leads_there).text
    page = said(client.get(address))
    assert [int(number) for number in re.findall(r'data-th="Officers" class="n">(\w+)<', page)] == [1, 1, 3, 2, 1]
    assert "Units of Maidstone Borough Council" in page and "/actions/?unit=Place%20%3E%20Waste" in page
    assert "Rename or move “Place”" in said(client.get(address, {"unit": "Place"}))
    answer = client.post(address, once(unit="Place", to=""))
    assert answer.status_code == 400 and "Rename or move “Place”" in said(answer)
    answer = client.post(address, once(unit="Place", to="Environment"), follow=True)
    assert "“Place” is “Environment” now. 3 officers moved with it." in said(answer)
    assert client.post(address, once(to="Environment")).status_code == 400
    assert "Rename or move" not in said(client.get(address, {"unit": "nothing there"})).split("<table")[0]
    gone = client.post(address, once(unit="Place", to="Environment"))
    assert gone.status_code == 400 and "There is no unit “Place” any more" in said(gone)


def test_a_council_without_units_is_told_how_they_come(client, maidstone, boss):
    client.force_login(boss)
    assert "Nobody is in a unit yet." in said(client.get(reverse("people:units", kwargs={"pk": maidstone.pk})))


def test_the_page_asks_as_many_queries_for_three_as_for_one(client, maidstone, boss):
    client.force_login(boss)
    address = reverse("people:units", kwargs={"pk": maidstone.pk})
    counts = []
    for number in range(3):
        add_officer(organisation=maidstone, by=boss, name=f"Officer {number}", unit=f"Unit {number} > Team")
        counts.append(queries(client, address))
    assert counts[0] == counts[2]


def test_actions_and_the_portfolio_are_narrowed_to_a_unit_of_ones_own_council(client, people, staffed):
    """Another council's units stay its own, though it shares the plan."""
    plan = Plan.objects.get(slug="mkip-2015-16")
    mine, other, loose = Action.objects.filter(plan=plan, parent=None).order_by("pk")[:3]
    Assignment.objects.filter(action__in=[mine, other, loose]).delete()
    Assignment.objects.create(action=mine, officer=Officer.objects.get(organisation=staffed, name="Ann"))
    sam = Officer.objects.create(organisation=people.councils["swale"], name="Sam", unit=WASTE)
    Assignment.objects.create(action=other, officer=sam)
    reader = User.objects.create_user("reader@x.example", "x", name="Reader")
    Membership.objects.create(user=reader, organisation=staffed, role=Role.DIRECTOR)
    client.force_login(reader)
    found = client.get("/actions/", {"unit": "waste"})
    assert [row.record.action_id for row in found.context["table"].paginated_rows] == [mine.pk]
    assert "data-count>0</b> actions" in said(client.get("/actions/", {"unit": "Schools"}))
    assert "data-count>0</b> actions" in said(client.get("/actions/", {"unit": "aste"})), "not in the middle of a name"
    found = {unit: client.get("/plans/", {"unit": unit}).context["shown"] for unit in ("waste", "Schools")}
    assert found == {"waste": [plan], "Schools": []}


def test_a_list_names_units_in_one_column_or_one_a_level():
    heads = ["Name", "Unit"]
    (row,) = written_rows([heads, ["Ann", "Place > Waste"]], [1, 2])
    assert row.unit == "Place > Waste"
    heads = ["Team", "Name", "Directorate", "Service"]
    rows = written_rows([heads, ["Recycling", "Ann", "Place", "Waste"], ["", "Ben", "Place", ""]], [1, 2, 3])
    assert [row.unit for row in rows] == [WASTE, "Place"]
    (row,) = written_rows([["Name", "Directorate"], ["Ann", "Place"]], [1, 2])
    assert row.unit == "Place"
