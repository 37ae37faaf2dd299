"""Pages that anybody may open are in English, or in Welsh for whoever asks for it; all others are in English.

A view is in both languages where it says so (`bilingual`). Whoever presses "Cymraeg" has ?lang=cy in the address, and a
cookie remembers it. What a browser says of its owner's languages is not asked: a link that is passed on reads alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

ASKED = "lang"
TAGS = {"en-gb": "en-GB", "cy": "cy"}  # as a page's lang attribute says them

View = TypeVar("View", bound=Callable)
Respond = Callable[[HttpRequest], HttpResponse]


def bilingual(view: View) -> View:
    """Declare a view whose every word is in the Welsh catalogue, or marked as English."""
    view.is_bilingual = True  # type: ignore[attr-defined]
    return view


def asked(request: HttpRequest) -> str:
    """The language that the address asks for; empty where it asks for none of ours."""
    code = request.GET.get(ASKED, "")
    return code if code in TAGS else ""


def chosen(request: HttpRequest) -> str:
    """The language of a bilingual page for this reader."""
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return asked(request) or (kept if kept in TAGS else settings.LANGUAGE_CODE)


def in_english() -> translation.override:
    """Within it English is written: what is kept or sent is not in the language of the page that set it off."""
    return translation.override(settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class Switch:
    """The link to this very page in the other language, named in that language."""

    label: str
    tag: str
    address: str


def switch(request: HttpRequest) -> Switch | None:
    """None on an answer to something sent: following a link would lose what was typed."""
    if request.method not in ("GET", "HEAD"):
        return None
    other = "en-gb" if translation.get_language() == "cy" else "cy"
    query = request.GET.copy()
    query[ASKED] = other
    return Switch(dict(settings.LANGUAGES)[other], TAGS[other], f"?{query.urlencode()}")


class LanguageMiddleware:
    """Stands where Django's LocaleMiddleware would: each request begins in English, and a bilingual view may change it."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with in_english():
            response = self.respond(request)
        if asked(request) and response.get("Content-Type", "").startswith("text/html"):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked(request),
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        if getattr(request, "is_bilingual", False):
            patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if getattr(view, "is_bilingual", False):
            request.is_bilingual = True  # type: ignore[attr-defined]
            translation.activate(chosen(request))
