"""Pages that say plainly what went wrong and what to do. None of them needs the database."""

import sys
from collections.abc import Sequence

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from redis import RedisError

from people import unsent
from people.languages import chosen, switch

Words = str | Promise


def plain_page(
    request: HttpRequest, status: int, heading: Words, sentence: Words, typed: Sequence[str] = ()
) -> HttpResponse:
    """In the language its reader has chosen, wherever it went wrong; what is told in English only makes it English."""
    is_english = isinstance(sentence, str)
    with translation.override(settings.LANGUAGE_CODE if is_english else chosen(request)):
        other = None if is_english else switch(request)
        page = {"heading": heading, "sentence": sentence, "typed": typed, "other_language": other}
        return HttpResponse(render_to_string("errors/plain.html", page), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return plain_page(
        request,
        400,
        _("That request cannot be read"),
        _("The address or the form held characters or sizes that commsplan does not take. Go back and try again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return plain_page(
        request,
        404,
        _("Page not found"),
        _("There is nothing at this address that you may see. Check the address, or go back to My actions."),
    )


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return plain_page(request, 403, _("You may not do that"), str(exception) or "Your role does not allow it.")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The words that were sent are shown, to be copied: going back may not bring them back."""
    sentence = _(
        "Nothing was saved. What you wrote stands below: copy it, open the page again, and send it from there."
    )
    typed = unsent.typed(unsent.fields_of(request))
    return plain_page(request, 403, _("This form has expired"), sentence, typed=typed)


def too_many(request: HttpRequest) -> HttpResponse:
    """What was sent is shown, but for passwords, so that nothing need be written anew."""
    sentence = _("For safety this can be done only so often. Wait five minutes, then try again.")
    typed = unsent.typed(unsent.fields_of(request))
    response = plain_page(request, 429, _("Too many tries"), sentence, typed=typed)
    response["Retry-After"] = "300"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database that does not answer: then trying again is the right thing to do."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | RedisError):
        response = plain_page(
            request,
            503,
            _("commsplan cannot reach its database"),
            _("Nothing was saved. Go back, wait a minute, and try again."),
        )
        response["Retry-After"] = "30"
        return response
    return plain_page(
        request,
        500,
        _("Something went wrong"),
        _("Nothing was saved. Go back and try again; if it happens again, tell your administrator when it was."),
    )
