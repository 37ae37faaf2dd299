"""The page of the audit trail: an administrator's own council, narrowed down, and taken away."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people import audit
from people.append_only import lifted
from people.models import AuditEvent, Membership, Officer, Organisation, Role, User
from people.sealing import seal
from tests.demo import TODAY, seed


@pytest.fixture
def councils(db):
    return [Organisation.objects.create(name=f"{name} Council", slug=name.lower()) for name in ("Ayton", "Beford")]


@pytest.fixture
def jane(councils):
    user = User.objects.create_user("jane@ayton.example", "x", name="Jane Clarke")
    Membership.objects.create(user=user, organisation=councils[0], role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root@demo.example", "x", name="Root")


def edited(council, by, name, verb="edited", **after):
    thing = Officer(pk=sum(map(ord, name)), name=name, organisation=council)
    return audit.record(
        verb, thing, by=by, organisation=council, before={"post": "Old"}, after=after or {"post": "New"}
    )


def page(client, user, **asked):
    client.force_login(user)
    answer = client.get(reverse("people:trail"), asked)
    return answer.status_code, answer.content.decode()


def test_only_an_administrator_opens_it(client, councils, jane):
    officer = User.objects.create_user("officer@ayton.example", "x", name="Officer")
    Membership.objects.create(user=officer, organisation=councils[0], role=Role.PLAN_MANAGER)
    assert page(client, officer)[0] == 403
    assert page(client, jane)[0] == 200


def test_each_sees_their_own_council_s_and_the_installation_s_administrator_all(client, councils, jane, root):
    for council in (*councils, None):
        edited(council, jane, f"Somebody of {council}")
    assert [name in page(client, jane)[1] for name in ("of Ayton", "of Beford", "of None")] == [True, False, False]
    assert [name in page(client, root)[1] for name in ("of Ayton", "of Beford", "of None")] == [True, True, True]
    code, said = page(client, jane, council="beford")
    assert (code, "of Beford" in said) == (200, False)  # with one council there is nothing to choose


def test_a_row_says_what_stood_and_what_stands(client, councils, jane):
    edited(councils[0], jane, "Sam", post="Head of <b>News</b>", also_known_as=["S", "Sammy"])
    said = page(client, jane)[1]
    assert "edited officer “Sam”" in said
    assert "<b>Post:</b> <del>Old</del> <ins>Head of &lt;b&gt;News&lt;/b&gt;</ins>" in said
    assert "<b>Also known as:</b> <ins>S, Sammy</ins>" in said


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "sam"}, ["Sam"]),
        ({"q": "Größe"}, ["Ben"]),
        ({"q": "%"}, []),
        ({"who": "root"}, ["Tom"]),
        ({"done": "remov"}, ["Tom"]),
        ({"kind": "officer"}, ["Tom", "Ben", "Sam"]),
        ({"kind": "plan"}, []),
        ({"first": "yesterday's"}, None),
        ({"kind": "nothing of ours"}, None),
        ({"number": "x"}, None),
    ],
)
def test_it_is_narrowed_down(client, councils, jane, root, asked, found):
    edited(councils[0], jane, "Sam")
    edited(councils[0], jane, "Ben", post="Größe")
    edited(councils[0], root, "Tom", verb="removed")
    code, said = page(client, jane, **asked)
    names = sorted(("Tom", "Ben", "Sam"), key=lambda name: said.find(f"“{name}”"))
    assert code == (400 if found is None else 200)
    assert [name for name in names if f"“{name}”" in said] == (found or [])
    assert ("There is a problem" in said) is (found is None)


def test_it_is_narrowed_down_by_day_and_to_one_thing(client, councils, jane):
    old, new = edited(councils[0], jane, "Sam"), edited(councils[0], jane, "Ben")
    with lifted():
        AuditEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=3))
    day = f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}"
    assert [f"“{name}”" in page(client, jane, first=day)[1] for name in ("Sam", "Ben")] == [False, True]
    assert [f"“{name}”" in page(client, jane, last=day)[1] for name in ("Sam", "Ben")] == [True, False]
    assert page(client, jane, first=day, last="01/01/2020")[0] == 400
    one = {"kind": "officer", "number": new.object_id}
    assert [f"“{name}”" in page(client, jane, **one)[1] for name in ("Sam", "Ben")] == [False, True]


def test_it_says_whether_it_is_sealed(client, councils, jane):
    assert "Nothing of it is sealed yet." in page(client, jane)[1]
    assert "Nothing like that has been done." in page(client, jane)[1]
    edited(councils[0], jane, "Sam")
    assert "is sealed within a minute or two" in page(client, jane)[1]
    seal(timezone.now())
    assert "Sealed up to" in page(client, jane)[1] and "What was done since" not in page(client, jane)[1]
    late = edited(councils[0], jane, "Ben")
    with lifted():
        AuditEvent.objects.filter(pk=late.pk).update(at=timezone.now() - timedelta(hours=1))
    assert "should be sealed by now" in page(client, jane)[1]


def test_it_is_paged_without_being_counted(client, councils, jane):
    for number in range(51):
        edited(councils[0], jane, f"Number {number}.")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        said = page(client, jane)[1]
    assert "Next page" in said and "“Number 50.”" in said and "“Number 0.”" not in said
    assert "“Number 0.”" in page(client, jane, page=2)[1]
    assert not [one["sql"] for one in queries if "COUNT(" in one["sql"] and "auditevent" in one["sql"]]


@pytest.mark.parametrize("events", [1, 3])
def test_it_takes_as_many_queries_for_three_rows_as_for_one(client, councils, jane, events, django_assert_num_queries):
    for number in range(events):
        edited(councils[0], jane, f"Number {number}.")
    client.force_login(jane)
    client.get(reverse("people:trail"))
    with django_assert_num_queries(14):
        client.get(reverse("people:trail"))


def test_it_is_taken_away_as_shown(client, councils, jane):
    edited(councils[0], jane, "Sam", post="=1+1")
    edited(councils[0], jane, "Ben")
    client.force_login(jane)
    answer = client.get(reverse("people:trail"), {"as": "csv", "q": "Sam"})
    assert answer.streaming
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0][:3] == ["When", "Who", "What was done"]
    assert [row[1:7] for row in rows[1:]] == [
        ["Jane Clarke", "edited", "officer", "Sam", "Ayton Council", "Post: Old → =1+1"]
    ]
    answer = client.get(reverse("people:trail"), {"as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [row[4].value for row in sheet.iter_rows()] == ["Which", "Ben", "Sam"]


def test_more_than_excel_is_given_is_said(client, councils, jane, monkeypatch):
    monkeypatch.setattr("people.views.trail.MOST_IN_EXCEL", 1)
    edited(councils[0], jane, "Sam")
    edited(councils[0], jane, "Ben")
    code, said = page(client, jane, **{"as": "xlsx"})
    assert code == 200 and "That is more than Excel is given at once." in said


def test_a_redacted_event_says_so(client, councils, jane):
    edited(councils[0], jane, "Sam Smith")
    audit.redact(replace=lambda text: text.replace("Sam Smith", "Officer 3"), by=jane, now=timezone.now())
    said = page(client, jane)[1]
    assert "“Officer 3”" in said and "Names taken out on" in said and "Sam Smith" not in said
    assert "redacted" in said


def test_pages_lead_to_it_for_administrators_alone(client, db):
    people = seed(as_written=False, today=TODAY)
    action = people.users["officer"].officers.first().assignments.first().action
    for who, leads in (("admin", True), ("officer", False)):
        client.force_login(people.users[who])
        for address in (f"/actions/{action.pk}/", f"/plans/{action.plan.slug}/"):
            assert ("/audit/?kind=" in client.get(address).content.decode()) is leads
    client.force_login(people.users["admin"])
    assert 'href="/audit/"' in client.get("/people/").content.decode()
    assert client.get("/audit/", {"kind": "action", "number": action.pk}).status_code == 200
