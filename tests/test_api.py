"""The API as programs meet it: what a token reads, what it does not, and that the description is true of every answer."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from actions.models import Action, ProgressUpdate
from people.models import ApiToken, AuditEvent, Membership, Role, Scope, User
from people.tokens import A_MINUTE, make_token, new_token
from plans.models import Plan, PlanPartQuerySet, Priority
from reports.api.rows import RESOURCES
from surveys.models import Result
from tests.access import joined, marks
from tests.demo import once, said
from tests.marked import MARKER, register

EVERY = tuple(f"/api/v1/{name}/" for name in RESOURCES)


@pytest.fixture
def people(db):
    cache.clear()
    return register(3)


def bearer(user, *scopes, days=90, name="Power BI"):
    """What a program of somebody's sends."""
    token, on = new_token(), timezone.localdate()
    make_token(
        by=user,
        token=token,
        name=name,
        scopes=scopes or list(Scope.values),
        expires_on=on + timedelta(days=days),
        on=on,
    )
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def read(client, name, headers, **asked):
    answer = client.get(f"/api/v1/{name}/", asked, **headers)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def problem_of(answer):
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code and told["detail"].endswith(".")
    return told["detail"]


# The description


@pytest.fixture
def described(client):
    return client.get("/api/v1/openapi.json").json()


def test_the_description_is_openapi_and_is_there_without_a_token(db, described):
    assert described["openapi"] == "3.1.0" and {"title", "version"} <= set(described["info"])
    assert set(described["paths"]) == {f"/{name}/" for name in RESOURCES}
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    named = re.findall(r'"\$ref": "#/components/([a-z]+)/([^"]+)"', json.dumps(described))
    assert named and all(name in described["components"][kind] for kind, name in named)


@pytest.mark.parametrize("name", RESOURCES)
def test_every_answer_is_as_described_and_none_is_empty(people, client, described, name):
    shape = {
        "components": described["components"],
        **described["paths"][f"/{name}/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"],
    }
    answer = client.get(f"/api/v1/{name}/", **bearer(people.users["1 officer"])).json()
    assert list(Draft202012Validator(shape).iter_errors(answer)) == []
    assert answer["data"]
    spoilt = [answer["data"][0] | {"id": "one"}]
    assert list(Draft202012Validator(shape).iter_errors(answer | {"data": spoilt})) != []  # negative control


@pytest.mark.parametrize("name", RESOURCES)
def test_csv_says_the_same_as_json(people, client, name):
    headers = bearer(people.users["1 officer"])
    rows = read(client, name, headers)
    answer = client.get(f"/api/v1/{name}/", {"format": "csv"}, **headers)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["id"] for row in table] == [str(row["id"]) for row in rows]
    assert list(table[0]) == list(rows[0])
    accepted = client.get(f"/api/v1/{name}/", HTTP_ACCEPT="text/csv", **headers)
    assert accepted.content == answer.content


# Who reads what


def numbers_read(client, headers):
    """{the councils whose texts stand in an answer} by resource."""
    found = {}
    for address in EVERY:
        answer = client.get(address, **headers)
        assert answer.status_code == 200
        found[address] = {number for number, _ in marks(answer.content)}
    return found


@pytest.mark.parametrize("role", list(Role))
def test_a_token_reads_its_owner_s_councils_and_the_plans_shared_with_them(people, client, role):
    assert set().union(*numbers_read(client, bearer(people.users[f"3 {role}"])).values()) == {"3"}
    partner = numbers_read(client, bearer(people.users[f"2 {role}"]))
    assert set().union(*partner.values()) == {"1", "2"}
    assert {row["slug"] for row in read(client, "plans", bearer(people.users[f"2 {role}"]))} == {"plan-1", "plan-2"}


def test_that_test_sees_a_leak_where_scoping_is_off(people, client, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(PlanPartQuerySet, "visible_to", lambda self, user: self)
    found = numbers_read(client, bearer(people.users["3 officer"]))
    assert {address for address, numbers in found.items() if "1" in numbers} == set(EVERY) - {"/api/v1/plans/"}


def test_every_page_and_filter_stays_within_what_may_be_seen(people, client):
    headers = bearer(people.users["3 officer"])
    foreign, nowhere = (client.get("/api/v1/actions/", {"plan": slug}, **headers) for slug in ("plan-1", "plan-none"))
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert problem_of(foreign).replace("plan-1", "") == problem_of(nowhere).replace("plan-none", "")
    for name in RESOURCES:
        for asked in ({"after": 0, "limit": 500}, {"limit": 1}, {"format": "csv"}):
            answer = client.get(f"/api/v1/{name}/", asked, **headers)
            assert {number for number, _ in marks(answer.content)} <= {"3"}


def test_nobody_reads_without_a_token_nor_with_a_session(people, client):
    for signed_in in (False, True):
        if signed_in:
            client.force_login(people.users["1 plan_manager"])
        for address in EVERY:
            for method in ("get", "head", "post", "put", "patch", "delete"):
                answer = getattr(client, method)(address)
                assert (address, method, answer.status_code) == (
                    address,
                    method,
                    401 if method in ("get", "head") else 405,
                )
                assert MARKER.encode() not in answer.content and not answer.cookies
    answer = client.get(EVERY[0])
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert problem_of(answer).startswith("Send a token that works")


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer " + "y" * 43, "Bearer \x00é" + "z" * 40]
)
def test_what_is_no_token_opens_nothing(people, client, sent):
    assert client.get(EVERY[0], HTTP_AUTHORIZATION=sent).status_code == 401


def test_with_a_token_nothing_is_written_by_any_method(people, client):
    headers = bearer(people.users["1 plan_manager"])
    for address in EVERY:
        for method in ("post", "put", "patch", "delete", "options"):
            answer = getattr(client, method)(address, **headers)
            assert (address, method, answer.status_code) == (address, method, 405)
            assert answer["Allow"] == "GET, HEAD"
            problem_of(answer)
    assert not client.head(EVERY[0], **headers).content
    assert "Access-Control-Allow-Origin" not in client.get(EVERY[0], HTTP_ORIGIN="https://evil.example", **headers)


def test_a_token_reads_what_its_scopes_name_and_no_more(people, client):
    for scope in Scope.values:
        headers = bearer(people.users["1 officer"], scope)
        for name, resource in RESOURCES.items():
            answer = client.get(f"/api/v1/{name}/", **headers)
            assert answer.status_code == (200 if resource.scope == scope else 403)
            if resource.scope != scope:
                assert f'scope="{resource.scope}"' in answer["WWW-Authenticate"]
                assert resource.scope in problem_of(answer)


# What takes effect at once


@pytest.mark.parametrize(
    ("how", "code"), [("sign-in closed", 401), ("role taken away", 403), ("revoked", 401), ("past its last day", 401)]
)
def test_the_next_request_is_refused(people, client, how, code):
    user = people.users["1 officer"]
    headers = bearer(user, days=1)
    assert client.get(EVERY[0], **headers).status_code == 200
    if how == "sign-in closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how == "role taken away":
        user.memberships.all().delete()
    elif how == "revoked":
        client.force_login(user)
        token = ApiToken.objects.get(user=user, used_on__isnull=False)
        assert client.post(f"/tokens/{token.pk}/revoke/", once()).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(days=2 if how == "past its last day" else 0), tick=False):
        assert client.get(EVERY[0], **headers).status_code == code


def test_a_plan_no_longer_shared_is_no_longer_read(people, client):
    headers = bearer(people.users["2 officer"])
    Plan.objects.get(slug="plan-1").partners.clear()
    assert {number for numbers in numbers_read(client, headers).values() for number in numbers} == {"2"}


def test_sixty_requests_a_minute_and_then_it_is_said_when_to_ask_again(people, client):
    first, other = bearer(people.users["1 officer"]), bearer(people.users["1 director"])
    with time_machine.travel("2026-12-01 10:00:15+00:00", tick=False) as clock:
        assert {client.get(EVERY[3], **first).status_code for _ in range(A_MINUTE)} == {200}
        answer = client.get(EVERY[3], **first)
        assert (answer.status_code, answer["Retry-After"]) == (429, "45")
        assert "Ask again in 45 seconds" in problem_of(answer)
        assert client.get(EVERY[3], **other).status_code == 200
        clock.shift(45)
        assert client.get(EVERY[3], **first).status_code == 200


# Pages and parameters


def test_pages_follow_each_other_without_a_gap_while_rows_come_and_go(people, client):
    headers = bearer(people.users["1 officer"])
    wanted = [row["id"] for row in read(client, "actions", headers)]
    answer, found = client.get("/api/v1/actions/", {"limit": 2, "plan": "plan-1"}, **headers), []
    while True:
        page = answer.json()
        found += [row["id"] for row in page["data"]]
        assert len(page["data"]) <= 2
        if page["next"] is None:
            break
        assert answer["Link"] == f'<{page["next"]}>; rel="next"'
        answer = client.get(page["next"], **headers)
    assert found == wanted and len(wanted) > 4


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"limit": "0"}, 400, "whole number from 1 to 500"),
        ({"limit": "501"}, 400, "whole number from 1 to 500"),
        ({"after": "-1"}, 400, "whole number from 0"),
        ({"after": "9" * 30}, 400, "whole number"),
        ({"format": "xml"}, 400, "json or csv"),
        ({"sort": "title"}, 400, "no parameter “sort”"),
        ({"plan": "nowhere"}, 404, "no plan “nowhere”"),
        ({"since": "31/03/2026"}, 400, "2026-03-31"),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(people, client, asked, code, words):
    answer = client.get("/api/v1/updates/", asked, **bearer(people.users["1 officer"]))
    assert answer.status_code == code and words in problem_of(answer)


def test_what_is_not_there_and_what_is_not_taken(people, client):
    headers = bearer(people.users["1 officer"])
    assert "plans/" in problem_of(client.get("/api/v1/nowhere/", **headers))
    assert client.get("/api/v2/plans/", **headers).status_code == 404
    assert client.get("/api/v1/plans/", HTTP_ACCEPT="image/png", **headers).status_code == 406
    assert client.get("/api/v1/plans/", {"since": "2026-01-01"}, **headers).status_code == 400  # plans have no such day


def test_since_a_day(people, client):
    headers, today = bearer(people.users["1 officer"]), timezone.localdate()
    action = Action.objects.filter(plan__slug="plan-1").first()
    ProgressUpdate.objects.create(
        action=action, rag="green", by_name="x", on=today - timedelta(days=40), done="Long ago"
    )
    assert len(read(client, "updates", headers)) == len(read(client, "updates", headers, since=f"{today}")) + 1
    tomorrow = f"{today + timedelta(days=1)}"
    assert read(client, "reports", headers, since=f"{today}") and not read(client, "reports", headers, since=tomorrow)


def test_what_has_not_changed_is_not_sent_again(people, client):
    headers = bearer(people.users["1 officer"])
    first = client.get("/api/v1/updates/", **headers)
    again = client.get("/api/v1/updates/", HTTP_IF_NONE_MATCH=first["ETag"], **headers)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "private, no-cache" and "Authorization" in first["Vary"]
    ProgressUpdate.objects.create(action=Action.objects.first(), rag="green", by_name="x", on=timezone.localdate())
    assert client.get("/api/v1/updates/", HTTP_IF_NONE_MATCH=first["ETag"], **headers).status_code == 200
    foreign = bearer(people.users["3 officer"])
    assert client.get("/api/v1/updates/", HTTP_IF_NONE_MATCH=first["ETag"], **foreign).status_code == 200


# What stands in the rows


def test_colours_and_dates_are_those_of_the_list_of_actions(people, client):
    headers = bearer(people.users["1 officer"])
    rows = read(client, "actions", headers, plan="plan-1")
    busy = next(row for row in rows if row["title"].endswith(" action"))
    standing = Action.objects.get(pk=busy["id"]).standing
    assert (busy["rating"], busy["declared"], busy["due"]) == (standing.rating, standing.declared, f"{standing.due}")
    assert busy["rating"] and busy["owners"][0] == f"{MARKER}-1 Officer" and busy["as_at"] == f"{timezone.localdate()}"
    (plan,) = read(client, "plans", headers)
    assert (plan["slug"], plan["partners"], plan["declared"]) == ("plan-1", [f"{MARKER}-2 Council"], "amber")
    assert read(client, "priorities", headers)[0]["declared"] == "amber"


def test_a_small_group_stays_hidden_and_exempt_words_are_left_out(people, client):
    headers = bearer(people.users["1 officer"])
    (measure,) = [row for row in read(client, "measures", headers) if row["unit"] == "per_cent"]
    (result,) = read(client, "results", headers)
    assert (measure["numerator"], measure["base"], result["yes"]) == (40, 63, 40)
    Result.objects.filter(question=result["id"]).update(yes=2, no=1, dont_know=0)
    (measure,) = [row for row in read(client, "measures", headers) if row["unit"] == "per_cent"]
    (result,) = read(client, "results", headers)
    hidden = ("value", "numerator", "base", "low", "high", "plain", "evidence", "rag")
    assert measure["suppressed"] and {measure[name] for name in hidden} == {None}
    assert result["suppressed"] and {result[name] for name in ("yes", "base", "replies")} == {None}
    ProgressUpdate.objects.filter(action__plan__slug="plan-1").update(exempt="3")
    words = read(client, "updates", headers)[0]
    assert (words["done"], words["explanation"], words["exempt"], words["rag"]) == ("", "", "3", "amber")


def test_csv_runs_no_formula(people, client):
    Priority.objects.filter(plan__slug="plan-3").update(title="=1+1")
    answer = client.get("/api/v1/priorities/", {"format": "csv"}, **bearer(people.users["3 officer"]))
    assert ",'=1+1," in answer.content.decode()


@pytest.mark.parametrize("name", RESOURCES)
def test_a_page_takes_the_same_queries_for_one_row_and_for_three(people, client, name):
    """For the administrator of the installation, whose first page has a row or more of each council."""
    admin = joined("installer")
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    headers = bearer(User.objects.get(pk=admin.pk))
    client.get(f"/api/v1/{name}/", **headers)  # brings the colours up to date, and writes down that it was used
    taken = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as captured:
            taken.append((len(read(client, name, headers, limit=limit)), [query["sql"][:120] for query in captured]))
    (one, first), (three, second) = taken
    assert (one, three) == (1, 3)
    assert len(first) == len(second), (first, second)


# The page


def make(client, **sent):
    facts = {
        "name": "Power BI",
        "scopes": ["plans:read"],
        "expires_on": f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}",
    }
    return client.post("/tokens/", once(**facts | sent))


def test_a_token_is_made_shown_once_used_and_revoked(people, client):
    user = people.users["1 officer"]
    ApiToken.objects.all().delete()
    client.force_login(user)
    page = make(client)
    text = page.content.decode()
    token = text.partition('readonly value="')[2].partition('"')[0]
    kept = ApiToken.objects.get(user=user)
    assert token.startswith("commsplan_") and token not in said(client.get("/tokens/"))
    assert token not in json.dumps(list(ApiToken.objects.filter(pk=kept.pk).values()), default=str)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert client.get("/api/v1/plans/", **headers).status_code == 200
    kept.refresh_from_db()
    assert kept.used_on == timezone.localdate()
    client.post(f"/tokens/{kept.pk}/revoke/", once())
    assert client.get("/api/v1/plans/", **headers).status_code == 401
    trail = AuditEvent.objects.filter(kind="apitoken", object_id=kept.pk).order_by("pk")
    assert [(one.verb, one.organisation_id) for one in trail] == [
        (verb, people.councils["1"].pk) for verb in ("made", "revoked")
    ]
    assert token not in json.dumps(list(trail.values("label", "before", "after")), default=str)


def test_sent_twice_one_token_is_made(people, client):
    client.force_login(people.users["1 director"])
    facts = {"name": "Twice", "scopes": ["plans:read"], "expires_on": f"{timezone.localdate():%d/%m/%Y}"}
    form = once(**facts)
    client.post("/tokens/", form)
    assert client.post("/tokens/", form).status_code == 302
    assert ApiToken.objects.filter(name="Twice").count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"scopes": []}, "Choose what the token may read."),
        ({"scopes": ["people:read"]}, "is no scope"),
        ({"name": ""}, "Fill in “What is it for?”."),
        ({"expires_on": "01/01/2020"}, "Give a last day from today to a year from now"),
        ({"expires_on": "01/01/2090"}, "Give a last day from today to a year from now"),
    ],
)
def test_a_token_that_cannot_be_made_says_why(people, client, sent, words):
    client.force_login(people.users["1 director"])
    answer = make(client, **sent)
    assert answer.status_code == 400 and words in said(answer)
    assert not ApiToken.objects.filter(user=people.users["1 director"]).exists()


def test_another_s_token_is_not_found_and_a_person_has_twenty_at_most(people, client):
    client.force_login(people.users["1 director"])
    other = ApiToken.objects.filter(user=people.users["1 officer"]).first()
    assert client.post(f"/tokens/{other.pk}/revoke/", once()).status_code == 404
    for _ in range(20):
        assert make(client).status_code == 200
    assert "You have 20 tokens" in said(make(client))
    Membership.objects.filter(user=people.users["1 director"]).delete()
    assert make(client).status_code == 403
