"""Pages that say plainly what went wrong and what to do. None of them needs the database."""

import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people import unsent
from people.languages import chosen, switch
from people.room import is_away, is_busy, is_full, is_without_files

Words = str | Promise


def plain_page(
    request: HttpRequest,
    status: int,
    heading: Words,
    sentence: Words,
    typed: Sequence[str] = (),
    again: dict[str, Any] | None = None,
) -> HttpResponse:
    """In the language its reader has chosen, wherever it went wrong; what is told in English only makes it English.

    `again` is where a button sends what was typed, {"path", "fields"}.
    """
    is_english = isinstance(sentence, str)
    with translation.override(settings.LANGUAGE_CODE if is_english else chosen(request)):
        other = None if is_english else switch(request)
        page: dict[str, Any] = {"heading": heading, "sentence": sentence, "typed": typed, "other_language": other}
        page |= {"again": again, "csrf_token": get_token(request) if again else ""}
        return HttpResponse(render_to_string("errors/plain.html", page), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    # A session that could not be written is said to be a bad request, whatever the database had to say of it.
    if is_full(exception) or is_away(exception):
        return failed(request, exception)
    return plain_page(
        request,
        400,
        _("That request cannot be read"),
        _("The address or the form held characters or sizes that commsplan does not take. Go back and try again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What somebody wrote about a thing that was removed meanwhile is given back to them."""
    typed = unsent.typed(what_was_sent(request)[0])
    if typed:
        sentence = _(
            "There is nothing at this address that you may see. Nothing was saved; what you wrote stands below."
        )
    else:
        sentence = _("There is nothing at this address that you may see. Check the address, or go back to My actions.")
    return plain_page(request, 404, _("Page not found"), sentence, typed=typed)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What somebody wrote who may no longer send it is given back to them."""
    typed = unsent.typed(what_was_sent(request)[0])
    sentence = str(exception) or "Your role does not allow it."
    if typed:
        sentence += " Nothing was saved; what you wrote stands below."
    return plain_page(request, 403, _("You may not do that"), sentence, typed=typed)


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
    return failed(request, sys.exc_info()[1])


def failed(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """500; 503 where the database does not answer, and 507 where a disk is full: then trying again is the right thing
    to do, so what was sent is given back, to be sent again as it was. It carries its token: it is done once."""
    if is_full(error):
        return sent_again(
            request,
            507,
            _("There is no room left"),
            _("The disk of commsplan is full. Tell your administrator, and try again when there is room."),
            _(
                "Nothing was saved, because the disk of commsplan is full. What you wrote stands below. "
                "Tell your administrator, and send it again when there is room."
            ),
        )
    if is_away(error):
        return sent_again(
            request,
            503,
            heading_of(error),
            _("Nothing was saved. Go back, wait a minute, and try again."),
            _("Nothing was saved. What you wrote stands below: wait a minute, and send it again."),
        )
    return plain_page(
        request,
        500,
        _("Something went wrong"),
        _("Nothing was saved. Go back and try again; if it happens again, tell your administrator when it was."),
    )


def heading_of(error: BaseException | None) -> Words:
    if is_busy(error):
        return _("commsplan is busy")
    if is_without_files(error):
        return _("commsplan cannot reach its files")
    return _("commsplan cannot reach its database")


def sent_again(
    request: HttpRequest, status: int, heading: Words, sentence: Words, sentence_with_words: Words
) -> HttpResponse:
    """A page with what was written and, where that is all that was sent, a button that sends it again."""
    fields, is_whole = what_was_sent(request)
    typed = unsent.typed(fields)
    again = {"path": request.get_full_path(), "fields": fields} if typed and is_whole else None
    response = plain_page(
        request, status, heading, sentence_with_words if typed else sentence, typed=typed, again=again
    )
    response["Retry-After"] = "30"
    return response


def what_was_sent(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """The fields of a form, and whether they are all of it: files and passwords are not. Nothing where it is not read."""
    try:
        fields = unsent.fields_of(request)
        has_file = bool(request.FILES) or getattr(request, "lacks_room", False)
        return fields, not has_file and not any("password" in name for name in request.POST)
    except Exception:
        return [], False
