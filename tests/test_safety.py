"""What must hold whatever anybody builds next: unsafe starts, undeclared views, tampered snapshots, sanitised text."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, path
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from commsplan.environment import refuse_unsafe
from people.append_only import lifted
from people.checks import every_view_declares_its_permission, every_view_of_ours_declares_its_methods
from people.middleware import DeclaredPermissionMiddleware
from people.models import AuditEvent, OutgoingMail
from people.permissions import Verb, requires
from people.text import cleaned
from plans import services
from plans.models import Declaration, Plan, Priority
from reports import making
from reports.models import Report, Snapshot
from reports.progress import build_plan_progress
from reports.snapshots import freeze
from tests.demo import seed

TODAY = timezone.localdate()
SAFE = {"SECRET_KEY": "0123456789" * 5}


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anybody's")


urlpatterns = [path("undeclared/", undeclared), path("any-method/", requires(Verb.SIGN_IN)(undeclared))]


@pytest.mark.parametrize(
    ("env", "options", "reason"),
    [
        (SAFE, {"debug": True}, "DEBUG is on"),
        ({}, {}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, {}, "SECRET_KEY is missing or shorter"),
        (SAFE, {"allowed_hosts": ["*"]}, "ALLOWED_HOSTS is '*'"),
        (SAFE | {"DATABASE_URL": "postgresql://plans@db.example/plans"}, {}, "DATABASE_URL names another machine and has no password"),
        (SAFE | {"CELERY_BROKER_URL": "redis://redis.example/0"}, {}, "CELERY_BROKER_URL names another machine"),
        (SAFE | {"CACHE_URL": "redis://redis.example/1"}, {}, "CACHE_URL names another machine"),
        (SAFE | {"CACHE_URL": "redis://:@redis.example/1"}, {}, "CACHE_URL names another machine"),
        (SAFE | {"DATABASE_URL": "postgresql:///plans?host=db.example"}, {}, "DATABASE_URL names another machine"),
        ({"SECRET_KEY": "k" * 50}, {}, "SECRET_KEY is an example"),
        (SAFE | {"METRICS_TOKEN": "guess me"}, {}, "METRICS_TOKEN is shorter"),
        ({"SECRET_KEY": f"django-insecure-{'0123456789' * 5}"}, {}, "SECRET_KEY is an example"),
        ({"SECRET_KEY": "change-me-" + "0123456789" * 4}, {}, "SECRET_KEY is an example"),
        (SAFE | {"EMAIL_HOST": "smtp.example", "EMAIL_HOST_USER": "plans"}, {}, "EMAIL_HOST_USER is set without EMAIL_USE_TLS"),
    ],
)  # fmt: skip
def test_a_public_site_does_not_start_unsafely(env, options, reason):
    given = {"https": True, "debug": False, "allowed_hosts": ["plans.example"]} | options
    with pytest.raises(ImproperlyConfigured, match=reason.replace("*", r"\*")):
        refuse_unsafe(env, **given)


@pytest.mark.parametrize(
    "env",
    [
        SAFE,
        SAFE | {"DATABASE_URL": "postgresql://u:p@db.example/x"},
        SAFE | {"DATABASE_URL": "postgresql://u@localhost/x"},
        SAFE | {"DATABASE_URL": "postgresql:///x?host=/var/run/postgresql"},
        SAFE | {"DATABASE_URL": "postgresql:///x?host=db.example&user=u&password=p"},
        SAFE | {"CACHE_URL": "redis://127.0.0.1/1", "CELERY_BROKER_URL": "redis://:p@redis.example/0"},
        SAFE | {"EMAIL_HOST": "smtp.example", "EMAIL_HOST_USER": "plans", "EMAIL_USE_TLS": "1"},
        SAFE | {"EMAIL_HOST": "localhost", "EMAIL_HOST_USER": "plans"},
        SAFE | {"EMAIL_HOST": "smtp.example"},
    ],
)
def test_a_safe_one_starts(env):
    refuse_unsafe(env, https=True, debug=False, allowed_hosts=["plans.example"])


@pytest.mark.urls("tests.test_safety")
def test_a_view_that_declares_no_permission_stops_the_start_and_is_refused():
    (fault,) = every_view_declares_its_permission(None)
    assert (fault.id, "undeclared/" in fault.msg) == ("commsplan.E001", True)
    (fault,) = every_view_of_ours_declares_its_methods(None)
    assert (fault.id, "any-method/" in fault.msg) == ("commsplan.E002", True)
    with pytest.raises(PermissionDenied):
        DeclaredPermissionMiddleware(undeclared).process_view(HttpRequest(), undeclared, (), {})


@pytest.mark.parametrize("urls", ["commsplan.urls", "benchmarks.urls"])
def test_what_is_served_and_what_is_measured_starts(urls, settings):
    settings.ROOT_URLCONF = urls
    clear_url_caches()
    assert [*every_view_declares_its_permission(None), *every_view_of_ours_declares_its_methods(None)] == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("two\r\nlines", "two\nlines"), ("nul\x00 and bell\x07", "nul and bell"), ("turned \u202eround", "turned round"),
        ("e\u0301", "é"), ("lone \ud800", "lone "), ("tab\tkept", "tab\tkept"), ("Ŵ ŷ – “quoted”", "Ŵ ŷ – “quoted”"),
    ],
)  # fmt: skip
def test_text_is_kept_without_what_nobody_can_see(typed, kept):
    assert cleaned(typed) == kept


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


def test_a_snapshot_that_was_tampered_with_is_not_used(plan):
    snapshot = freeze(plan, as_at=TODAY, by=None)
    assert snapshot.data["plan"]["slug"] == "mkip-2015-16"
    with lifted():
        Snapshot.objects.filter(pk=snapshot.pk).update(body=snapshot.body.replace("green", "amber"))
    with pytest.raises(ValueError, match="has been tampered with"):
        _ = Snapshot.objects.get(pk=snapshot.pk).data


def test_a_paper_whose_maker_dies_is_made_again_and_given_up_after_three_times(plan):
    report = Report.objects.create(plan=plan, snapshot=freeze(plan, as_at=TODAY, by=None), title="x", report_of="x")
    now = timezone.now()
    for tries in (1, 2, 3):
        assert making.claim(now).attempts == tries
        assert making.claim(now) is None
        now += timedelta(minutes=3)
    assert making.claim(now) is None
    report.refresh_from_db()
    assert (report.state, "cut short 3 times" in report.failure) == ("failed", True)


def test_directors_are_told_once_that_something_turned_red(people, plan, client):
    action = Action.objects.get(plan=plan, title="Member survey")
    client.force_login(people.users["officer"])
    for number in range(2):
        action.refresh_from_db()
        sent = {
            "form_token": f"00000000-0000-4000-8000-00000000000{number}",
            "version": action.version,
            "rag": "red",
            "explanation": "x",
        }
        assert client.post(f"/actions/{action.pk}/update/", sent).status_code == 302
    assert OutgoingMail.objects.filter(kind="newly-red").count() == 1


def test_a_director_s_declaration_counts_instead_of_what_rolls_up_while_it_is_young(plan):
    priority = plan.priorities.in_order().first()
    declared = Declaration.objects.create(plan=plan, priority=priority, rag="red", reason="x", by_name="x", on=TODAY)
    (entry, _) = build_plan_progress(plan, on=TODAY).priorities
    assert (entry.rolled_up, entry.rating) == ("green", "red")
    Declaration.objects.filter(pk=declared.pk).update(rag="green", on=TODAY - timedelta(days=90))
    ProgressUpdate.objects.filter(action__priority=priority).update(rag="red", explanation="x", on=TODAY)
    (entry, _) = build_plan_progress(plan, on=TODAY).priorities
    assert (entry.rolled_up, entry.rating) == ("red", "red")


def test_an_action_that_serves_two_priorities_counts_in_both_and_once_in_the_plan(plan):
    first, second = plan.priorities.in_order()
    action = Action.objects.filter(plan=plan, priority=first).first()
    before = build_plan_progress(plan, on=TODAY)
    action.also_serves.add(second)
    after = build_plan_progress(plan, on=TODAY)
    assert len(after.priorities[1].actions) == len(before.priorities[1].actions) + 1
    assert len(after.everything) == len(before.everything) == 11


def test_a_plan_is_adopted_once_on_its_day(people):
    by = people.users["plan.manager"]
    plan = services.add_plan(
        organisation=people.councils["maidstone"], by=by, title="New", first_year=2026, last_year=2026
    )
    services.adopt_plan(plan=plan, by=by, version=1, on=date(2026, 4, 1))
    assert (plan.status, plan.adopted_on) == ("adopted", date(2026, 4, 1))
    with pytest.raises(ValidationError):
        services.adopt_plan(plan=plan, by=by, version=2, on=date(2026, 5, 1))
    assert [e.verb for e in AuditEvent.objects.filter(kind="plan", object_id=plan.pk).order_by("pk")] == [
        "added",
        "adopted",
    ]


def test_services_ask_who_does_it(people):
    """Behind the pages too: somebody of another council gets nothing done."""
    stranger, council = people.users["officer2"], people.councils["maidstone"]
    with pytest.raises(PermissionDenied):
        services.add_plan(organisation=council, by=stranger, title="x", first_year=2026, last_year=2026)
    with pytest.raises(PermissionDenied):
        services.declare(plan=Plan.objects.get(slug="mkip-2015-16"), by=stranger, rag="green", reason="x", on=TODAY)
    with pytest.raises(PermissionDenied):
        services.add_priority(plan=Plan.objects.get(slug="mkip-2015-16"), by=stranger, title="x")
    assert not Priority.objects.filter(title="x").exists()
