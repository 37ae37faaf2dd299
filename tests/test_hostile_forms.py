"""Whatever is put into any form is answered with a page: saved as text, or refused; never an error, and never run."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from people.models import Officer, Organisation
from people.permissions import Verb
from tests import access

HOSTILE = [
    "", " ", "\x00", "a\x00b", "\u202eabc", "a\r\nBcc: victim@b.example", "<script>alert(1)</script>", "{{ 12345*54321 }}{% debug %}",
    "=cmd|' /C calc'!A0", "x" * 100_000, "-1", "99999999999999999999", "NaN", "1e309", "31/02/2027", "0000-00-00", "[]", "'; DROP TABLE x;--",
    "ŵŷ – “Ω” 你好 \U0001f600", "\u0301" * 500, "a@b.example,c@d.example", '"<x>"@b.example', "true", "2147483648",
]  # fmt: skip
# One of each kind, for the hundred forms of the site; every one of them is tried where people sign in.
OF_EACH_KIND = [
    "", "\x00", "a\r\nBcc: victim@b.example", "<script>alert(1)</script>", "{{ 12345*54321 }}{% debug %}", "=cmd|' /C calc'!A0",
    "x" * 100_000, "-1", "99999999999999999999", "NaN", "31/02/2027", "'; DROP TABLE x;--", "ŵŷ – “Ω” 你好 \U0001f600", "2147483648",
]  # fmt: skip
# What one database takes and the other does not; the rest is refused, or kept as text, before either sees it.
STRICT = ["\x00", "a\x00b", "x" * 100_000, "99999999999999999999", "1e309", "2147483648", "\U0001f600"]
# For what a form carries besides what is filled in.
MECHANICAL = ["", "\x00", "-1", "99999999999999999999"]

ADMINISTRATORS = {Verb.ADMINISTER, Verb.INSTALL, Verb.SHARE_PLAN}


@pytest.fixture
def everybody(db):
    return access.people()


@pytest.mark.parametrize(
    "role",
    [
        "1 plan_manager",
        *(
            pytest.param(r, marks=pytest.mark.plain_rows)
            for r in ("1 officer", "1 director", "1 democratic_services", "installer")
        ),
    ],
)
def test_no_form_of_the_site_breaks(everybody, client, role):
    client.force_login(everybody[role])
    wrong = []
    for route in access.routes():
        if "POST" not in route.methods or access.LIBRARY.match(route.pattern):
            continue
        if role == "installer" and route.permission not in ADMINISTRATORS:  # the others have sent it
            continue
        page = client.get(route.example)
        form = page.context.get("form") if page.context else None
        names = list(form.fields) if form is not None else ["version"]
        version = form.initial.get("version", 1) if form is not None else 1
        hostile = OF_EACH_KIND if connection.vendor == "sqlite" else STRICT
        values = hostile if form is not None else hostile[:1]  # a button has no fields to put them in
        sent = [{**dict.fromkeys(names, value), "form_token": str(uuid4()), "version": version} for value in values]
        sent += [dict.fromkeys((*names, "form_token", "version", "from", "undo"), value) for value in MECHANICAL]
        for fields in sent:
            with transaction.atomic():
                code = client.post(route.example, fields).status_code
                transaction.set_rollback(True)
            if code >= 500:
                wrong.append((route.pattern, next(iter(fields.values()))[:20], code))
            if code == 403:  # refused before anything of it was read, as the rest would be
                break
    assert wrong == []


@pytest.mark.parametrize("value", [value for value in HOSTILE if value.strip()])
def test_no_way_to_sign_in_breaks(everybody, client, value):
    for path, fields in (
        ("/sign-in/", ("login", "password", "next")), ("/password/forgotten/", ("email",)), ("/password/choose/x-y/", ("password1", "password2")),
    ):  # fmt: skip
        assert client.post(path, {name: value for name in fields}).status_code < 500


@pytest.mark.parametrize(
    "query",
    [
        "?open=%00",
        "?open=999999999999999999999",
        "?page=-1",
        "?page=x",
        "?sort=nothing",
        "?sort=-title,x",
        "?show=all&page=2",
        "?open=1&open=2",
        "?who=nobody&plan=nothing",
        "?plan=%F0%9F%98%80",
    ],
)
def test_no_question_in_an_address_breaks(everybody, client, query):
    client.force_login(everybody["installer"])
    for path in (
        "/",
        "/calendar/",
        "/calendar/2026/",
        "/elections/",
        "/calendar/feeds/",
        "/plans/",
        "/reports/",
        "/issues/",
        "/plans/plan-1/since/",
        "/plans/plan-1/periods/",
        "/meetings/",
        "/people/",
        "/people/mail/",
        "/organisations/",
    ):
        assert client.get(path + query).status_code < 500


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ 12345*54321 }}",
        '<link rel=attachment href="file:///etc/passwd">',
    ],
)
def test_what_is_typed_is_shown_as_text(everybody, client, payload):
    client.force_login(everybody["installer"])
    council = Organisation.objects.get(slug="council-1")
    Officer.objects.create(organisation=council, name=payload, post=payload)
    page = client.get("/people/").content.decode()
    assert payload.startswith("{{") or payload not in page
    assert "670592745" not in page
