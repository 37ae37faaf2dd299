"""A register put back is the one that was built, and where it cannot be put back it is built."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from people.models import Officer, Organisation
from tests import kept
from tests.demo import TODAY, built


@pytest.fixture
def builds(monkeypatch):
    """Builds the demo as a test asks for it, and how often it was really built."""
    monkeypatch.setattr(kept, "KEPT", {})
    made = []

    def build():
        made.append(built(as_written=False, today=TODAY))
        return made[-1]

    return made, lambda *named: kept.once_built(build, *named)


def everything():
    return {model: sorted(map(str, model._base_manager.values())) for model in kept.tables()}


def undone(seed, *named):
    """Everything there is after seeding, and the people; nothing of it stays."""
    with transaction.atomic():
        people = seed(*named)
        found = everything(), people
        transaction.set_rollback(True)
    return found


def test_every_row_is_put_back_as_it_was_built(db, builds):
    made, seed = builds
    first = undone(seed, "demo")
    assert undone(seed, "demo") == first
    assert len(made) == 1
    assert undone(seed, "another") != first  # other moments, if not other ids: it was built
    assert len(made) == 2


def test_where_anything_differs_it_is_built(db, builds, monkeypatch):
    made, seed = builds
    with transaction.atomic():
        Organisation.objects.create(name="Elsewhere", slug="elsewhere")
        for _ in range(2):  # among others' rows it is not kept either
            undone(seed, "demo")
        transaction.set_rollback(True)
    undone(seed, "demo")
    assert len(made) == 3
    later = timezone.now() + kept.GOOD_FOR + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    undone(seed, "demo")
    assert len(made) == 4


@pytest.mark.django_db(transaction=True)
def test_it_is_committed_and_what_comes_next_has_an_id_of_its_own(builds):
    made, seed = builds
    undone(seed, "demo")
    people = seed("demo")
    assert len(made) == 1
    assert people == made[0]
    assert not connection.in_atomic_block
    council = people.councils["kent"]
    assert Officer.objects.create(organisation=council, name="New").pk > max(o.pk for o in people.officers.values())
