"""What every page says of itself to browsers, over all addresses; and what an https address adds."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.test import Client
from django.utils import timezone

from people.models import User
from tests import migrated
from tests.access import routes
from tests.demo import seed
from tests.workers import ROOT

POLICY = {
    "object-src": ["'none'"], "base-uri": ["'none'"], "frame-ancestors": ["'none'"], "form-action": ["'self'"],
    "default-src": ["'none'"], "style-src": ["'self'"],
}  # fmt: skip
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"|\sstyle=\"|<style|javascript:", re.IGNORECASE)


def policy_of(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def faults_of(answer, *, is_behind_the_sign_in):
    """What a page's headers lack."""
    policy = policy_of(answer)
    lacking = [name for name, values in POLICY.items() if policy.get(name) != values]
    scripts = policy["script-src"]
    if {"'unsafe-inline'", "'unsafe-eval'"} & set(scripts) or not any(
        one.startswith("'nonce-") or one == "'self'" for one in scripts
    ):
        lacking.append("script-src")
    if answer["X-Content-Type-Options"] != "nosniff":
        lacking.append("nosniff")
    if answer["Referrer-Policy"] != "same-origin":
        lacking.append("referrer")
    if is_behind_the_sign_in and "no-store" not in answer.get("Cache-Control", ""):
        lacking.append("no-store")
    if INLINE.search(answer.content.decode()):
        lacking.append("inline")
    return lacking


@pytest.mark.django_db
def test_every_page_says_what_it_may_load_and_that_it_is_not_to_be_kept():
    people = seed(as_written=False, today=timezone.localdate())
    seen, wrong = 0, {}
    for name in ("", "admin", "plan.manager"):
        client = Client(raise_request_exception=False)
        if name:
            client.force_login(User.objects.get(pk=people.users[name].pk))
        for route in routes():
            if not route.example:
                continue
            answer = client.get(route.example)
            if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
                continue
            # A paper published, and a sheet of its own, bring a policy of their own that is stricter.
            seen += 1
            if answer.status_code != 302 and (found := faults_of(answer, is_behind_the_sign_in=bool(name))):
                wrong[(name, route.pattern)] = found
    assert (seen > 300, wrong) == (True, {})


def test_that_test_sees_what_is_wrong():
    """Negative control."""

    class Answer(dict):
        content = b'<p style="color: red" onclick="x()"><script>alert(1)</script>'

    answer = Answer(
        {
            "Content-Security-Policy": "script-src 'self' 'unsafe-inline'; object-src 'none'",
            "X-Content-Type-Options": "",
            "Referrer-Policy": "",
        }
    )
    assert set(faults_of(answer, is_behind_the_sign_in=True)) == {
        "base-uri", "frame-ancestors", "form-action", "default-src", "style-src", "script-src", "nosniff", "referrer", "no-store", "inline",
    }  # fmt: skip


HTTPS = {
    "SITE_URL": "https://plans.example", "SECRET_KEY": "a0B1c2D3e4F5" * 5, "PLAIN_STATIC": "1", "MFA_REQUIRED_FOR": "nobody",
    "DJANGO_SETTINGS_MODULE": "commsplan.settings",
}  # fmt: skip
SIGNS_IN = """
import json, django; django.setup()
from django.core.management import call_command; call_command("migrate", verbosity=0)
from django.conf import settings; from django.test import Client; from people.models import User
User.objects.create_superuser("a@b.example", "three unlike words", name="A")
client = Client(headers={"host": "plans.example", "x-forwarded-proto": "https"})
page = client.get("/sign-in/?lang=en-gb", secure=True)
client.post("/sign-in/", {"login": "a@b.example", "password": "three unlike words"}, secure=True)
client.post("/account/sign-out/", {"form_token": "00000000-0000-4000-8000-000000000000"}, secure=True)
facts = {name: [one["secure"], one["httponly"], one["samesite"], one["path"], one["domain"]] for name, one in client.cookies.items()}
print(json.dumps({"cookies": facts, "headers": dict(page.items()), "lasts": [settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS], "plain": client.get("/sign-in/").headers.get("location")}))
"""


def started(*command, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | HTTPS | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_under_https_every_cookie_is_this_host_s_alone_and_browsers_come_back_by_https(
    tmp_path, request, django_db_setup
):
    migrated.fill(tmp_path, request.config)
    done = started("-c", SIGNS_IN, COMMSPLAN_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found["cookies"]) == {
        "__Host-sessionid",
        "__Host-csrftoken",
        "__Host-known",
        "__Host-language",
        "__Host-messages",
    }
    assert {tuple(facts) for facts in found["cookies"].values()} == {(True, True, "Lax", "/", "")}
    assert found["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert found["lasts"] == [30, 8]
    assert found["plain"] == "https://plans.example/sign-in/"


def test_the_framework_s_own_check_of_a_public_site_warns_of_nothing(tmp_path):
    done = started("manage.py", "check", "--deploy", "--fail-level", "WARNING", COMMSPLAN_DATA=str(tmp_path))
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), done.stderr


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"MFA_REQUIRED_FOR": "me"}, "MFA_REQUIRED_FOR is one of these words"),
        ({"SESSION_IDLE_MINUTES": "0"}, "SESSION_IDLE_MINUTES is a whole number from 1 to 480."),
        ({"SESSION_HOURS": "a day"}, "SESSION_HOURS is a whole number from 1 to 24."),
        ({"OIDC_ISSUER": "https://id.example"}, "OIDC_ISSUER is set without OIDC_CLIENT_ID"),
    ],
)
def test_a_start_that_is_refused_says_why(tmp_path, environment, sentence):
    done = started("manage.py", "check", COMMSPLAN_DATA=str(tmp_path), **environment)
    assert done.returncode != 0
    assert sentence in done.stderr
