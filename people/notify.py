"""Mail by GOV.UK Notify instead of a mail server: one call of its API for each mail.

Notify writes the mail from a template of the council's, whose subject is ((subject)) and whose body is ((body)). The
Message-ID goes along as the reference, and Notify can be asked whether it has taken that reference: so a mail tried
before is asked about first, and is not repeated where SMTP could only have said that it may have arrived.

By hand and not with Notify's own client: that one cannot tell a call that was never made from one never answered.
https://docs.notifications.service.gov.uk/rest-api.html
"""

import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from people import web
from people.smtp import TRY_SECONDS, Fault, FaultError, FaultKind

CALL_SECONDS = TRY_SECONDS / 2  # a try is two calls at most: the question and the mail
TAKEN = 201
SERVICE, SECRET = slice(-73, -37), slice(-36, None)  # of a key: a name, whose it is, what its calls are signed with
# A 400 that is about the service or its template and not about the mail: every other mail would be answered so too.
# Only what is known for certain: a mail that is taken for a fault of the service would hold up all the others.
SETTINGS_AT_FAULT = re.compile(
    r"template_id|template (?:not found|has been deleted|is not suitable)|missing personalisation|service is not allowed",
    re.IGNORECASE,
)

# Notify's mark-up: https://www.notifications.service.gov.uk/using-notify/formatting. A no-break space before the mark
# makes it plain text to any reader of mark-up. A dash and a space are left: a list of ours is to be a list.
STAND_OFF = "\N{NO-BREAK SPACE}"
BLOCK_MARK = re.compile(r"^ *(?=[#^>*+•|`~=_\[]|-(?! )|- *[-=]|:?-+:?\||\d+\.)", re.MULTILINE)
INDENT = re.compile(r"^ {4,}", re.MULTILINE)
INLINE_MARK = re.compile(r"(?<=\()(?=\()|(?<=\])(?=[(\[])")
LINK = re.compile(r"(https?://[^\s<]+)")


def plain(text: str) -> str:
    """The text so that Notify shows it as it stands; a link is not touched, but for two brackets in a row."""
    text = INDENT.sub("   ", "\n".join(text.expandtabs(4).splitlines()))
    text = BLOCK_MARK.sub(lambda indent: indent[0] + STAND_OFF, text)
    parts = LINK.split(text)
    parts[::2] = [INLINE_MARK.sub(STAND_OFF, words) for words in parts[::2]]
    parts[1::2] = [link.replace("((", "%28%28") for link in parts[1::2]]
    return "".join(parts)


class EmailBackend(BaseEmailBackend):
    """Django's way to Notify. There is no line to hold: each call is one connection, so none can have gone stale."""

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            for address in message.recipients():
                self._send(message, address)
        return len(email_messages)

    def _send(self, message: EmailMessage, address: str) -> None:
        words = {"subject": plain(str(message.subject)), "body": plain(str(message.body))}
        mail = {"email_address": address, "template_id": settings.NOTIFY_TEMPLATE_ID, "personalisation": words}
        if reference := reference_of(message):
            mail["reference"] = reference
        try:
            reply = call("POST", "/v2/notifications/email", body=json.dumps(mail).encode())
        except web.UnansweredError as error:
            raise FaultError(Fault(FaultKind.UNCERTAIN, f"GOV.UK Notify: {error}", has_hung(error))) from error
        if reply.status != TAKEN:
            raise FaultError(meaning(reply))

    def has_taken(self, message: EmailMessage) -> bool:
        """Whether Notify took this mail when it was last tried. A question that fails is no fault of the mail's."""
        reference = reference_of(message)
        if not reference:
            return False
        try:
            reply = call("GET", f"/v2/notifications?{urlencode({'reference': reference})}")
        except web.UnansweredError as error:
            raise FaultError(Fault(FaultKind.TRANSPORT, f"GOV.UK Notify: {error}", has_hung(error))) from error
        if reply.status != 200:
            fault = meaning(reply)
            kind = FaultKind.TEMPORARY if fault.kind is FaultKind.REFUSED else fault.kind
            raise FaultError(Fault(kind, fault.words))
        found = facts(reply).get("notifications")
        if not isinstance(found, list):
            raise FaultError(Fault(FaultKind.TRANSPORT, "GOV.UK Notify: the answer was no list of e-mails."))
        return any(isinstance(one, Mapping) and one.get("reference") == reference for one in found)


def call(method: str, path: str, *, body: bytes | None = None) -> web.Reply:
    """Raises FaultError where Notify was not reached, UnansweredError where it did not answer."""
    headers = {"Authorization": f"Bearer {token()}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        return web.call(method, settings.NOTIFY_URL + path, seconds=CALL_SECONDS, headers=headers, body=body)
    except web.UnreachedError as error:
        fault = Fault(FaultKind.TRANSPORT, f"GOV.UK Notify could not be reached: {error}", has_hung(error))
        raise FaultError(fault) from error


def token() -> str:
    """Good for half a minute: Notify compares its clock with ours."""
    key = settings.NOTIFY_API_KEY
    return jwt.encode({"iss": key[SERVICE], "iat": int(time.time())}, key[SECRET], algorithm="HS256")


def has_hung(error: OSError) -> bool:
    return isinstance(error.__cause__, TimeoutError)


def reference_of(message: EmailMessage) -> str:
    return str(message.extra_headers.get("Message-ID", ""))


def meaning(reply: web.Reply) -> Fault:
    """What an answer that is not "taken" means for the mail, as `people.smtp.diagnose` does it for reply codes."""
    words = words_of(reply)
    if reply.status in (408, 429) or reply.status >= 500:
        return Fault(FaultKind.TEMPORARY, words)
    about_the_mail = reply.status == 413 or (reply.status == 400 and facts(reply).get("errors"))
    if about_the_mail and not SETTINGS_AT_FAULT.search(words):
        return Fault(FaultKind.REFUSED, words)
    return Fault(FaultKind.TRANSPORT, words)  # 403 is a bad key or a clock that is wrong; 2xx and 3xx are not Notify's


def words_of(reply: web.Reply) -> str:
    """Notify's words on one line, at most 500 characters."""
    errors = facts(reply).get("errors")
    listed = errors if isinstance(errors, list) else []
    said = [str(one["message"]) for one in listed if isinstance(one, Mapping) and "message" in one]
    text = "; ".join(said) or "an answer that is not GOV.UK Notify's"
    return " ".join(f"{reply.status} {text}".replace("\x00", "").split())[:500]


def facts(reply: web.Reply) -> Mapping[str, Any]:
    """What the answer holds; nothing where it is no JSON object."""
    try:
        found = json.loads(reply.body)
    except ValueError:  # no JSON, or no text
        return {}
    return found if isinstance(found, dict) else {}
