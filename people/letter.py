"""A row of the outbox as it goes over the wire."""

from email.message import Message
from email.policy import Compat32

from django.core.mail import EmailMultiAlternatives

from people.models.mail import OutgoingMail


class OneLineMessageId(Compat32):
    """Python folds a Message-ID of more than 64 characters to a line of its own, and not every reader unfolds it.

    The line still is well under the 998 characters of RFC 5322, section 2.1.1.
    """

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name == "Message-ID" else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii") if name == "Message-ID" else super().fold_binary(name, value)


class Letter(EmailMultiAlternatives):
    def message(self) -> Message:  # type: ignore[override]  # the stubs are of Django 6
        message = super().message()
        message.policy = OneLineMessageId()
        return message


def compose(mail: OutgoingMail) -> Letter:
    """One letter to one person. Raises ValueError when the row holds what no header may."""
    # RFC 3834: asks holiday responders to keep quiet.
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe_url:  # RFC 8058: the mail program posts to it when its own button is pressed
        headers |= {
            "List-Unsubscribe": f"<{mail.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    letter = Letter(mail.subject, mail.text_body, to=[mail.to_address], headers=headers)
    if mail.html_body:
        letter.attach_alternative(mail.html_body, "text/html")
    return letter
