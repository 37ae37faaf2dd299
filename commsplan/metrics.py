"""Figures for Prometheus at /metrics: how requests are answered, and whether what is to be done gets done.

Requests are counted in each web process, in files that all of one gunicorn share (commsplan/webserver.py); everything
else is read from the database when it is asked for. No label says anything about a person or a council.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from imports.models import ImportFile
from people.doorbell import broker_answers
from people.health import Health
from people.models import OutgoingMail
from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from reports.models import Report

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
of_this_process = CollectorRegistry()
answered = Histogram(
    "commsplan_request_seconds",
    "Requests by route, method and class of status, and how long they took.",
    ("route", "method", "status"),
    buckets=SECONDS,
    registry=of_this_process,
)


def measured(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Time every request. It asks the database nothing; an address that leads nowhere has no route."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = respond(request)
        match = request.resolver_match
        method = request.method if request.method in METHODS else "other"
        labels = (match.route if match else "none", method, f"{response.status_code // 100}xx")
        answered.labels(*labels).observe(time.perf_counter() - began)
        return response

    return middleware


class Facts(Collector):
    """What the database and the broker say at this moment."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield gauge("commsplan_broker_up", "Whether the broker answers.", broker_answers())
        try:
            found = list(self.in_the_database())
        except DatabaseError:
            yield gauge("commsplan_database_up", "Whether the database answers.", False)
            return
        yield gauge("commsplan_database_up", "Whether the database answers.", True)
        yield from found

    def in_the_database(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        health = Health.at(now)
        states = GaugeMetricFamily("commsplan_outbox_mails", "E-mails by what became of them.", labels=["state"])
        for state, number in OutgoingMail.objects.count_by_state().items():
            states.add_metric([state], number)
        yield states
        waited = (now - health.oldest_unsent).total_seconds() if health.oldest_unsent else 0
        yield gauge("commsplan_outbox_oldest_unsent_seconds", "How long the oldest due e-mail has waited.", waited)
        yield gauge("commsplan_sending_held", "Whether sending is on hold after a restore.", health.is_held)
        if health.scheduler_tick:
            age = (now - health.scheduler_tick).total_seconds()
            yield gauge("commsplan_scheduler_tick_age_seconds", "How long ago the scheduler last ran.", age)
        jobs = GaugeMetricFamily(
            "commsplan_jobs_waiting", "Work that waits for a worker or is being done.", labels=["kind"]
        )
        making = (Report.State.WAITING, Report.State.RENDERING)
        jobs.add_metric(["papers"], Report.objects.filter(state__in=making).count())
        jobs.add_metric(["imports"], ImportFile.objects.filter(state=ImportFile.State.RECEIVED).count())
        yield jobs


def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))


def figures() -> bytes:
    """In the text format of Prometheus, of all processes of this gunicorn."""
    facts, requests = CollectorRegistry(), of_this_process
    facts.register(Facts())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        requests = CollectorRegistry()
        MultiProcessCollector(requests)
    return generate_latest(requests) + generate_latest(facts)


@requires(Verb.INSTALL)
@answers(*SAFE)
def shown(request: SignedInRequest) -> HttpResponse:
    return HttpResponse(figures(), content_type=CONTENT_TYPE_LATEST)


@login_not_required
def metrics(request: SignedInRequest) -> HttpResponseBase:
    """For whoever brings METRICS_TOKEN as a bearer, and for the administrator of the installation."""
    if given := request.headers.get("Authorization", ""):
        if not settings.METRICS_TOKEN:
            return HttpResponse("There is no METRICS_TOKEN here.\n", status=404, content_type="text/plain")
        if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
            return HttpResponse("This is not the METRICS_TOKEN.\n", status=401, content_type="text/plain")
        return HttpResponse(figures(), content_type=CONTENT_TYPE_LATEST)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return shown(request)


metrics.permission, metrics.methods = Verb.INSTALL, SAFE  # type: ignore[attr-defined]
