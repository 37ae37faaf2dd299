"""At the edge: addresses that cannot be, views that do not say what they take, pages that must not be stored."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from people import unsent
from people.room import NoRoom
from people.text import is_clean
from people.views.errors import bad_request

Respond = Callable[[HttpRequest], HttpResponse]


def clean_address(respond: Respond) -> Respond:
    """Answer 400 to an address with control characters or broken UTF-8: no database stores them alike."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            query = unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
        except UnicodeDecodeError:
            return bad_request(request)
        return respond(request) if is_clean(request.path) and is_clean(query) else bad_request(request)

    return middleware


class SignInMiddleware(LoginRequiredMiddleware):
    """Sign-in by default. What was sent without one is not lost: it waits until the person has signed in."""

    def handle_no_permission(self, request: HttpRequest, view: Callable) -> HttpResponseRedirect:
        if why := getattr(request, "session_ended", ""):
            messages.info(request, why)
        if request.method == "POST":
            where = reverse("people:unsent") if unsent.keep(request) else "/"
            return redirect_to_login(where, self.get_login_url(view), self.get_redirect_field_name(view))
        if request.path == "/":  # the site's own address, which leads on to whatever somebody is there for
            return redirect(self.get_login_url(view))
        return super().handle_no_permission(request, view)


class DeclaredPermissionMiddleware:
    """Refuse a view without a declared permission, should one get past the check at the start."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if not getattr(view, "permission", ""):
            raise PermissionDenied("This page does not say who may open it, so nobody may.")


class RoomForUploadsMiddleware:
    """A form with a file for which the disk had no room is not taken without it."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if request.content_type == "multipart/form-data" and (request.POST, getattr(request, "lacks_room", False))[1]:
            raise NoRoom


def not_stored(respond: Respond) -> Respond:
    """Pages, and all that is behind the sign-in, are kept neither by the browser nor by anything between."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if (is_page or request.user.is_authenticated) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return middleware
