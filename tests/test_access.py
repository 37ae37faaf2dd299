"""Every address, for everybody, by every method: as access_table.csv says, which knows nothing of the code.

In ./test some are asked by fewer methods (`tried`); `ACCESS=whole .venv/bin/python -m pytest tests/test_access.py` has
everybody ask every address by all six.

The addresses come from `manage.py routes`, so none can be forgotten; each test has its negative control.
"""

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from people import permissions
from people.models import Organisation, Role, ScopedQuerySet
from people.models.token import ApiTokenQuerySet
from people.permissions import Relation, Verb
from plans.models import PlanPartQuerySet
from plans.models.plan import PlanQuerySet
from reports.models.feed import CalendarFeedQuerySet
from tests import access
from tests.access import (
    ACTORS,
    APART,
    BY_SECRET,
    BY_TOKEN,
    LIBRARY,
    METHODS,
    OTHERS,
    OWN,
    PARTNERS,
    READERS,
    STRANGERS,
    Route,
)


@pytest.fixture(autouse=True)
def quietly(settings: Any) -> Iterator[None]:
    """Thousands of refusals are no news, and keeping each in the trail takes as long as answering it (test_refusals)."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.startswith("people.refusals.")]
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def actors(db):
    return access.people()


def ours(routes: list[Route]) -> list[Route]:
    """Those of the site itself that take a sign-in."""
    apart = (LIBRARY, BY_TOKEN)
    return [
        one for one in routes if one.permission != "public" and not any(pattern.match(one.pattern) for pattern in apart)
    ]


def test_every_address_has_a_permission_an_example_and_a_row_of_the_table(actors):
    routes, table = access.routes(), access.table()
    assert [route.pattern for route in routes if not route.permission or not route.example] == []
    assert sorted({route.row for route in ours(routes)} ^ set(table)) == []
    assert {cell for row in table.values() for cell in row.values()} == {"ok", "403", "404"}
    assert {tuple(row) for row in table.values()} == {ACTORS}


@pytest.mark.parametrize("who", ["nobody", "gone"])
def test_nobody_gets_past_the_sign_in(actors, client, who):
    """Nor does anybody whose sign-in was closed."""
    if who == "gone":
        client.force_login(actors["gone"])
    routes = [one for one in access.routes() if one.permission != "public" and not BY_TOKEN.match(one.pattern)]
    assert [
        (method, route.pattern, response.status_code)
        for method in METHODS
        for route in routes
        if (response := getattr(client, method)(route.example)).status_code != 302
        or not response.url.startswith("/sign-in/")
    ] == []


def test_what_needs_no_sign_in_says_nothing_of_any_council_but_to_who_holds_the_secret(actors, client):
    open_to_all = [route for route in access.routes() if route.permission == "public" or LIBRARY.match(route.pattern)]
    for user in (None, actors["3 plan_manager"]):
        for method in METHODS:
            for route in open_to_all:
                if user:
                    client.force_login(user)  # anew each time, as one of these addresses signs out
                answer = access.ask(client, route, method)
                assert (method, route.pattern, answer.code < 500) == (method, route.pattern, True)
                if not BY_SECRET.match(route.pattern) and not route.pattern.startswith("brand/"):
                    assert (route.pattern, access.leaked("nowhere" if user is None else "3", answer.marked)) == (
                        route.pattern,
                        set(),
                    )


WHOLE = os.environ.get("ACCESS") == "whole"
# That the table decides hangs on no database: of its actors all are tried on one, and two on the other.
ON_BOTH = ("1 plan_manager", "3 plan_manager")
ROWS = [actor if actor in ON_BOTH else pytest.param(actor, marks=pytest.mark.anywhere) for actor in ACTORS]
# HEAD is answered by what answers GET: where the table lets somebody pass, these are asked for both.
BY_HEAD_TOO = ("1 plan_manager", "2 plan_manager", "3 plan_manager")
# The three methods that no view takes are answered by one line for all: those who are not of these are asked by one of them.
BY_EVERY_METHOD = (
    *OWN[:1],
    *OWN[2:],
    "2 officer",
    "2 plan_manager",
    "3 officer",
    "3 plan_manager",
    "3 administrator",
    *APART,
)


def tried(actor: str, route: Route, said: str) -> tuple[str, ...]:
    """The methods by which somebody is tried on an address. What names nothing is the same for every council, so that
    the partner's people and those of others are only asked what they read and send there."""
    if WHOLE:
        return METHODS
    if not route.thing and actor in READERS:
        return ()
    if not route.thing and actor in (*PARTNERS, *OTHERS):
        return ("get", "post")
    if actor not in BY_EVERY_METHOD:
        return ("get", "post", "delete")
    return METHODS if said != "ok" or actor in BY_HEAD_TOO else tuple(one for one in METHODS if one != "head")


def found_wrong(client, actor: str, user, only: set[tuple[str, str]] | None = None) -> tuple[list[Any], list[Any]]:
    """What was answered otherwise than the table says, and what was read that should not have been. `only`: rows of it."""
    client.force_login(user)
    access.as_they_are(actor)
    table, wrong, leaks = access.table(), [], []
    for route in ours(access.routes()):
        if only is not None and route.row not in only:
            continue
        said = table[route.row][actor]
        for method in tried(actor, route, said):
            answer = access.ask(client, route, method)
            if not access.is_right(route, method, answer.code, said):
                wrong.append((method, route.pattern, answer.code, said))
            if not BY_SECRET.match(route.pattern) and (read := access.leaked(actor, answer.marked)):
                leaks.append((method, route.pattern, sorted(read)))
    return wrong, leaks


@pytest.mark.parametrize("actor", ROWS)
def test_everybody_is_answered_as_the_table_says_and_reads_nothing_of_other_councils(actors, client, actor):
    assert found_wrong(client, actor, actors[actor]) == ([], [])


def test_that_test_fails_where_scoping_is_off(actors, client, monkeypatch):
    """Negative control: with scoping switched off, every address that names a thing is answered and leaks."""
    for queryset in (ScopedQuerySet, PlanPartQuerySet, PlanQuerySet, CalendarFeedQuerySet, ApiTokenQuerySet):
        monkeypatch.setattr(queryset, "visible_to", lambda self, user: self)
    monkeypatch.setattr(Organisation.objects.none().__class__, "visible_to", lambda self, user: self)
    wrong, leaks = found_wrong(client, "3 plan_manager", actors["3 plan_manager"])
    named = {route.pattern for route in ours(access.routes()) if route.thing}
    assert named - {pattern for _, pattern, *_ in wrong} == set()
    assert len({pattern for _, pattern, *_ in leaks}) > 10


def test_that_test_fails_where_the_code_s_table_is_changed(actors, client, monkeypatch):
    """Negative control: the file is another statement than the code's, which may not change alone."""
    changed = permissions.TABLE | {(Role.OFFICER, Verb.MANAGE_PLAN): (Relation.OWN,)}
    changed.pop((Role.OFFICER, Verb.SEE_REPORT))
    monkeypatch.setattr(permissions, "TABLE", changed)
    rows = {("manage plans", "Plan"), ("manage plans", "Action"), ("see reports", "Report")}
    wrong, _ = found_wrong(client, "1 officer", actors["1 officer"], only=rows)
    patterns = {pattern for _, pattern, *_ in wrong}
    assert {route.row for route in access.routes() if route.pattern in patterns} == rows


def test_that_test_sees_a_text_of_another_council(actors):
    """Negative control of what counts as a leak, for each way two councils stand to each other."""
    assert access.leaked("3 officer", {"1 action", "3 action", "2"}) == {"1 action", "2"}
    assert access.leaked("2 officer", {"1 action", "1 flood", "2 flood", "3"}) == {"1 flood", "3"}
    assert access.leaked("1 officer", {"2 Officer", "2 action", "2", "3 Officer"}) == {"2 action", "3 Officer"}
    assert access.leaked("nowhere", {"1"}) == {"1"}
    assert {*OWN, *PARTNERS, *READERS, *OTHERS, *APART} == set(ACTORS) and set(STRANGERS) < set(ACTORS)


def test_without_the_table_an_officer_would_get_to_people(actors, client, monkeypatch):
    """Negative control of the guard: were it to allow everything, the tests above would see it."""
    monkeypatch.setattr("people.permissions.can", lambda user, verb, thing=None: True)
    client.force_login(actors["1 officer"])
    assert client.get(reverse("people:officers")).status_code == 200
