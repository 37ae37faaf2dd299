"""The site's addresses and two more, for `benchmarks/pages.py`: the frame of a page with nothing in it, and a way in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from people.models import User
from people.permissions import SAFE, answers, public, signed_in


@signed_in
@answers(*SAFE)
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


@public
def come_in(request: HttpRequest, email: str) -> HttpResponse:
    user = User.objects.get(email=email)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponse(user.name)


class Counted:
    """Says how many queries an answer took, to whoever asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "X-Count" not in request.headers:
            return self.get_response(request)
        taken = []

        def note(execute, sql, params, many, context):
            taken.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            answer = self.get_response(request)
        answer["X-Queries"] = str(len(taken))
        return answer


urlpatterns = [path("empty/", empty), path("as/<str:email>/", come_in), path("", include("commsplan.urls"))]
handler400, handler403 = "people.views.errors.bad_request", "people.views.errors.refused"
handler404, handler500 = "people.views.errors.not_found", "people.views.errors.server_error"
