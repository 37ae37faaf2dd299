"""The addresses that other programs read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from people.bearer import problem, reads
from people.models import User
from people.permissions import SAFE, answers, public
from reports.api.answering import listed
from reports.api.description import openapi
from reports.api.rows import RESOURCES, Resource


def reader(resource: Resource) -> Callable[..., HttpResponse]:
    """The view of a resource."""

    @reads(resource.verb, resource.scope)
    def view(request: HttpRequest, user: User) -> HttpResponse:
        return listed(request, resource, user)

    return view


@public
@answers(*SAFE)
def description(request: HttpRequest) -> HttpResponse:
    """What there is to read. It says nothing of any council, so that whoever writes a program needs no token for it."""
    return JsonResponse(openapi(settings.SITE_URL), json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    there = ", ".join(f"/api/v1/{one}/" for one in RESOURCES)
    return problem(404, f"There is nothing at this address. There is {there}.")


def addresses() -> list[URLPattern]:
    return [
        path("api/v1/openapi.json", description, name="api-description"),
        *(path(f"api/v1/{name}/", reader(one), name=f"api-{name}") for name, one in RESOURCES.items()),
        path("api/<path:rest>", nothing, name="api-nothing"),
    ]
