"""Every page that the site has is opened by test_browser (axe, phone, console), or it is said here why it is not."""

import re

from django.urls import Resolver404, resolve

from people.checks import patterns
from tests.test_browser import PAGES

# No pages: files, programs, what only leads elsewhere, and what a browser fetches by itself.
NO_PAGE = re.compile(
    r"\.(csv|xlsx|json|pdf|docx|ics|css)$|^api/|^(healthz|readyz|metrics|start/|unsent/)$|^sign-in/council/|file/$|files/<int:pk>/$"
)
ELSEWHERE = {
    "sign-in/code/": "test_browser_sign_in",
    "reauthenticate/code/": "the form of sign-in/code/",
    "reauthenticate/passkey/": "what the browser's own window asks for",
    "sign-in/passkey/": "what the browser's own window asks for",
    "account/recovery/": "test_browser_sign_in",
    "account/recovery/new/": "a question with one button, as sign-out/",
    "account/second-factor/app/remove/": "a question with one button, as sign-out/",
    "account/passkeys/<int:pk>/": "test_browser_sign_in",
    "account/passkeys/<int:pk>/remove/": "a question with one button, as sign-out/",
    "closed/": "a sentence, as of a page that is not there",
    "password/set/": "leads to password/change/ where there is one",
    "^password/choose/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "test_people, by the link of an e-mail",
    "password/chosen/": "a sentence, as password/forgotten/sent/",
    "plans/<slug:slug>/readings/": "leads to the year",
    "emergencies/<int:pk>/say/": "a form of the emergency's page, shown where it comes back",
}
FILLED_IN = {"{year}": "2026", "{month}": "11", "{financial}": "2026-27"}


def looked_at():
    found = set()
    for path in (path.partition("?")[0] for paths in PAGES.values() for path in paths):
        for name, value in FILLED_IN.items():
            path = path.replace(name, value)  # noqa: PLW2901
        try:
            found.add(resolve(re.sub(r"\{\w+\}", "1", path)).route)
        except Resolver404:
            assert path in ("/nowhere/", "/plans/%00/"), path
    return found


def pages():
    return {
        route
        for route, pattern in patterns()
        if "GET" in (getattr(pattern.callback, "methods", None) or ["GET"]) and not NO_PAGE.search(route)
    }


def test_every_page_is_looked_at():
    """Whoever adds a page adds its address to PAGES."""
    assert sorted(pages() - looked_at() - set(ELSEWHERE)) == []


def test_nothing_is_excused_that_is_looked_at_or_gone():
    assert sorted(set(ELSEWHERE) - (pages() - looked_at())) == []
