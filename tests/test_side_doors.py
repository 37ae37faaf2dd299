"""What is sent besides: ids of another council in every field that takes one, columns that no form has, questions in an
address; and what takes effect at once. Each with its negative control."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.links import address_of
from actions.models import Assignment, ProgressUpdate, UpdateLink
from commsplan.demo.belonging import of_councils, rows_of
from people.forms import OneTimeForm
from people.models import Officer, Organisation, Role, ScopedQuerySet, User
from people.models.organisation import OrganisationQuerySet
from plans.models import Plan
from plans.models.plan import PlanQuerySet
from reports.making import make_waiting
from reports.models import Issue, Report
from reports.services import front, issuing
from tests import access
from tests.access import BY_TOKEN, LIBRARY, Route, leaked, marked_in
from tests.demo import once
from tests.marked import MARKER
from tests.sending import Sheet, asks_for_a_row, changed, crossings, everything, of_council, row_of, sheet_of

pytestmark = pytest.mark.anywhere
MORNING = "2026-12-01 09:00+00:00"
# Who sends a form: the first of these whom the table lets.
SENDERS = (
    "1 plan_manager", "1 democratic_services", "1 head", "1 director", "1 officer", "1 surveys", "1 administrator", "installer",
)  # fmt: skip
# What nobody may set by a form that does not ask for it: rights, whose it is, who said so, what was decided.
BESIDES: dict[str, Any] = {
    "is_superuser": "on", "is_staff": "on", "is_active": "", "password": "x", "user": "1", "user_id": "1", "roles": "administrator",
    "organisation_id": "3", "plan_id": "3", "partners": "3", "slug": "taken", "status": "closed", "state": "ready", "adopted_on": "2020-01-01",
    "closed_on": "2020-01-01", "adopted_by": "Nobody", "declared": "green", "rating": "green", "proposed": "green", "rolled_up": "green",
    "by": "1", "by_id": "1", "by_name": "Somebody Else", "approved_by": "Somebody Else", "decided_by": "Somebody Else", "is_approved": "on",
    "approved_at": "2020-01-01", "on": "2020-01-01", "at": "2020-01-01", "issued_at": "2020-01-01", "issued_by_name": "Somebody Else",
    "requester": "1", "requested_by": "Somebody Else", "is_taken_in": "on", "sha256": "0" * 64, "pk": "1", "id": "1", "source": "import",
    "delivered_on": "2020-01-01", "delivered_by": "Somebody Else", "sent_to": "evil@b.example", "uploaded_by": "1", "is_public": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quietly() -> Iterator[None]:
    """The clock stands still, so that the same is written twice; refusals are no news."""
    logging.disable(logging.WARNING)
    with time_machine.travel(MORNING, tick=False):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def actors(db):
    return access.people()


def sheets(client: Client, actors: dict[str, User]) -> Iterator[Sheet]:
    """Every form of the site, each as somebody may send it who is signed in with the client."""
    table = access.table()
    for sender in SENDERS:
        client.force_login(actors[sender])
        for route in access.routes():
            said = table.get(route.row)
            if (
                said is None
                or "POST" not in route.methods
                or LIBRARY.match(route.pattern)
                or BY_TOKEN.match(route.pattern)
            ):
                continue
            if next(one for one in (*SENDERS, "") if not one or said[one] == "ok") == sender:
                yield sheet_of(client, route)


def sent(client: Client, route: Route, body: dict[str, Any]) -> Any:
    return client.post(route.example, {name: value for name, value in body.items() if value is not None})


# Ids of another council


def swapped(client: Client, actors: dict[str, User]) -> Iterator[list[Any]]:
    """Send every form with another council's row in each field that asks for one: what went wrong, for each that was sent."""
    foreign, own = Organisation.objects.get(slug="council-3"), Organisation.objects.get(slug="council-1")
    before = of_council(foreign)
    for sheet in sheets(client, actors):
        for name, field in (sheet.form.fields if sheet.form else {}).items():
            one = row_of(field, foreign) if asks_for_a_row(field) else None
            if one is None or actors_see_all(client):
                continue
            wrong: list[Any] = []
            with transaction.atomic():
                stood = everything()
                answer = sent(
                    client, sheet.route, sheet.body | {name: [one] if isinstance(sheet.body.get(name), list) else one}
                )
                told = {marked for marked in marked_in(answer) if marked[0] == "3"}
                touched = changed(stood, everything())
                if told or answer.status_code >= 500:
                    wrong.append((sheet.route.pattern, name, answer.status_code, told))
                if found := crossings(touched, own, foreign):
                    wrong.append((sheet.route.pattern, name, found))
                if touched and of_council(foreign) != before:
                    wrong.append((sheet.route.pattern, name, "another council's row was changed"))
                transaction.set_rollback(True)
            yield wrong


def actors_see_all(client: Client) -> bool:
    """Is it the administrator of the installation, to whom no council is another?"""
    return User.objects.get(pk=client.session["_auth_user_id"]).is_superuser


def test_no_form_takes_a_row_of_another_council(actors, client):
    found = list(swapped(client, actors))
    assert [one for wrong in found for one in wrong] == []
    assert len(found) > 25


def test_that_test_fails_where_forms_offer_everything(actors, client, monkeypatch):
    """Negative control: with scoping off, rows of another council are named."""
    for queryset in (ScopedQuerySet, PlanQuerySet, OrganisationQuerySet):
        monkeypatch.setattr(queryset, "visible_to", lambda self, user: self)
    assert next(wrong for wrong in swapped(client, actors) if wrong)


# Columns that no form has


def written_besides(client: Client, actors: dict[str, User]) -> Iterator[tuple[bool, Any]]:
    """Send every form twice, once with what it does not ask for: (whether it wrote anything, what was written besides)."""
    for sheet in sheets(client, actors):
        asked = {*(sheet.form.fields if sheet.form else ()), *sheet.body}
        outcomes = []
        stood = None
        for extra in ({}, {name: value for name, value in BESIDES.items() if name not in asked}):
            with transaction.atomic():
                stood = stood or everything()
                answer = sent(client, sheet.route, sheet.body | extra)
                after = everything()
                outcomes.append((answer.status_code, answer.get("Location"), after))
                transaction.set_rollback(True)
        (plain, _, first), (code, _, second) = outcomes
        differs = (plain, code) if plain != code else changed(first, second)
        yield bool(stood and changed(stood, first)), differs and (sheet.route.pattern, differs)


def test_what_no_form_asks_for_is_not_written(actors, client):
    found = list(written_besides(client, actors))
    assert [differs for _, differs in found if differs] == []
    assert sum(wrote for wrote, _ in found) > 60  # or nothing would have been shown


def test_that_test_fails_where_a_form_takes_whatever_is_sent(actors, client, monkeypatch):
    """Negative control."""
    facts = OneTimeForm.facts
    closed = {"status": "closed", "adopted_on": timezone.localdate(), "closed_on": timezone.localdate()}

    def more(self: Any, *names: str) -> Any:
        return facts(self, *names) | (closed if self.data.get("status") == "closed" else {})

    monkeypatch.setattr(OneTimeForm, "facts", more)
    client.raise_request_exception = False
    assert next(differs for _, differs in written_besides(client, actors) if differs)


# Questions in an address

ASKED = (
    "", "as=csv", "as=xlsx", "as=csv&sort=-title", "sort=title", "sort=-name", "q=action", "q=flood", "page=2", "show=all", "state=open",
    "all=1", "who=all", "by=team", "first=2020", "colour=red", "plan=plan-1", "officer=1", "organisation=1", "council=1", "owner=Officer",
    "audience=residents", "due_from=01/01/2020", "month=2026-12",
)  # fmt: skip


def answers_of(client: Client, user: User, asked: tuple[str, ...] = ASKED) -> dict[str, Any]:
    """What every list of the site answers to somebody, however it is asked, without what is drawn for each answer."""
    client.force_login(user)
    found = {}
    for route in access.routes():
        if route.thing or "GET" not in route.methods or LIBRARY.match(route.pattern) or re.match(APART, route.pattern):
            continue
        for query in asked if "<" not in route.pattern else ("",):
            address = f"{route.example}{'&' if '?' in route.example else '?'}{query}"
            answer: Any = client.get(address)
            assert answer.status_code < 500, address
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if said.startswith(b"PK"):
                said = repr(sorted(marked_in(answer))).encode()
            found[address] = (answer.status_code, re.sub(DRAWN_BY_LOT, b"", said), frozenset(marked_in(answer)))
    return found


# By a secret, published to everybody, or of the site itself.
APART = r"u/|s/|papers/|readyz|healthz"
DRAWN_BY_LOT = rb'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}|commsplan_[\w-]+|DTSTAMP:\w+|value="[\w-]{43}"'


def more_of(council: Organisation) -> int:
    """Another row of whatever there is of a council. Returns of how many tables."""
    grown = 0
    for model in of_councils():
        if model._meta.app_label not in ("plans", "actions", "surveys", "campaigns", "reports", "people", "imports"):
            continue
        row = rows_of(model, council).order_by("pk").first()
        if row is None:
            continue
        row.pk = None
        row._state.adding = True
        for name in ("slug", "key", "email", "token_sha256", "sha256", "name", "place"):
            if hasattr(row, name) and not isinstance(getattr(type(row), name, None), property):
                setattr(row, name, f"{getattr(row, name)}-b"[-60:] if name != "email" else f"b{getattr(row, name)}")
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                grown += 1
        except (IntegrityError, ValidationError, TypeError):
            continue
    return grown


def test_lists_counts_searches_and_files_know_nothing_of_other_councils(actors, client):
    """Whatever is added to another council, every list answers the same to the letter, however it is asked."""
    user = actors["3 plan_manager"]
    answers_of(client, user, ("",))  # so that whatever is worked out once is worked out
    before = answers_of(client, user)
    assert more_of(Organisation.objects.get(slug="council-1")) > 40
    after = answers_of(client, user)
    assert [address for address, answer in after.items() if answer != before[address]] == []
    assert {
        address: read for address, (*_, marked) in after.items() if (read := leaked("3 plan_manager", set(marked)))
    } == {}
    assert len(after) > 500


def test_that_test_sees_what_is_added_where_somebody_may_see_it(actors, client):
    """Negative control: to somebody of that council much is changed by the same."""
    user = actors["1 plan_manager"]
    answers_of(client, user, ("",))
    before = answers_of(client, user, ("", "as=csv"))
    more_of(Organisation.objects.get(slug="council-1"))
    after = answers_of(client, user, ("", "as=csv"))
    assert sum(answer != before[address] for address, answer in after.items()) > 20


# What takes effect at once


@pytest.mark.parametrize(
    "how", ["role taken away", "another role", "sign-in closed", "plan no longer shared", "password changed elsewhere"]
)
def test_the_next_request_is_refused(actors, client, how):
    user = actors["2 democratic_services"]
    client.force_login(user)
    report = Report.objects.get(plan__slug="plan-1", kind=Report.Kind.COVER)
    page, form = reverse("reports:report", kwargs={"pk": report.pk}), reverse("reports:head", kwargs={"pk": report.pk})
    assert (client.get(page).status_code, client.get(form).status_code) == (200, 200)
    if how == "role taken away":
        user.memberships.all().delete()
    elif how == "another role":
        user.memberships.update(role=Role.OFFICER)
    elif how == "sign-in closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how == "password changed elsewhere":
        changed_by = User.objects.get(pk=user.pk)
        changed_by.set_password("another one entirely")
        changed_by.save()
    else:
        Plan.objects.get(slug="plan-1").partners.clear()
    code = {"role taken away": 404, "another role": 403, "plan no longer shared": 404}.get(how, 302)
    assert client.get(form).status_code == code
    assert client.post(form, once(report.version, title="Mine", report_of="Me")).status_code == code
    assert Report.objects.get(pk=report.pk).title == report.title


@pytest.mark.parametrize("how", ["sign-in closed", "no longer named", "plan no longer shared", "address changed"])
def test_a_link_in_an_e_mail_opens_nothing_any_more(actors, client, how):
    given = Assignment.objects.get(officer__user=actors["2 officer"], action__plan__slug="plan-1")
    day = timezone.localdate()
    link = UpdateLink.objects.create(
        action=given.action,
        officer=given.officer,
        sent_to=given.officer.email,
        made_on=day,
        expires_on=day + timedelta(days=5),
    )
    address = "/" + address_of(link).split("/", 3)[3]
    assert client.get(address).status_code == 200
    body = {"version": given.action.version, "rag": "green", "done": "Posted by link"}
    if how == "sign-in closed":
        User.objects.filter(pk=given.officer.user_id).update(is_active=False)
    elif how == "no longer named":
        given.delete()
    elif how == "address changed":
        Officer.objects.filter(pk=given.officer_id).update(email="other@council-2.example")
    else:
        Plan.objects.get(slug="plan-1").partners.clear()
    count = ProgressUpdate.objects.count()
    client.post(address, body)
    assert ProgressUpdate.objects.count() == count


def ordered(actors):
    """A paper that its issuer has ordered, and that nobody has made yet."""
    by, day = actors["2 democratic_services"], timezone.localdate()
    report = Report.objects.get(plan__slug="plan-1", kind=Report.Kind.PROGRESS)
    Report.objects.exclude(pk=report.pk).update(state=Report.State.READY, pdf="x", pdf_sha256="0")
    Issue.objects.filter(report=report).exclude(withdrawal__isnull=False).update(
        report=Report.objects.get(plan__slug="plan-2", kind=Report.Kind.PROGRESS), number=7
    )
    for one in report.sign_offs.all():
        front.sign(report=report, sign_off=one.pk, by=by, version=report.version, name=one.role, on=day)
        report.refresh_from_db()
    for finding in issuing.run_checks(issuing.subject_of(report, on=day))[0]:
        front.accept_check(
            report=report,
            key=finding.key,
            sentence=finding.sentence,
            reason="Known",
            by=by,
            version=report.version,
            on=day,
        )
        report.refresh_from_db()
    return issuing.issue_report(report=report, by=by, version=report.version, on=day)


@pytest.mark.parametrize("how", ["", "role taken away", "sign-in closed", "plan no longer shared"])
def test_a_paper_that_waits_to_be_made_is_not_issued_for_somebody_who_may_no_longer(actors, how):
    report, user = ordered(actors), actors["2 democratic_services"]
    issued = report.issues.count()
    if how == "role taken away":
        user.memberships.all().delete()
    elif how == "sign-in closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how:
        Plan.objects.get(slug="plan-1").partners.clear()
    make_waiting()
    report.refresh_from_db()
    if how:
        assert (report.state, report.issues.count(), report.to_issue) == ("failed", issued, "")
        assert (
            report.failure
            == f"{MARKER}-2 Democratic services may not issue reports here any more, so it was not issued. Somebody who may can issue it."
        )
    else:  # negative control
        assert (report.state, report.issues.count()) == ("ready", issued + 1)
