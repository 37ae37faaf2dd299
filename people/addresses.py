"""One e-mail address, or a sentence saying why it is not one."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]")
# Punctuation with which a header could be made to name more than one mailbox, or another one than shown.
ADDRESS_LIST = re.compile(r'[,;:<>()\[\]"\\]')


def check_address(address: str) -> str:
    """Return `address` unchanged if it names exactly one mailbox.

    Raises ValueError, with a sentence for the person who typed it, for a line break or space, a list, a display name,
    a quoted local part, more than 254 characters, or anything Django's own check refuses.
    """
    if not address:
        raise ValueError("Enter an e-mail address.")
    if len(address) > LONGEST_ADDRESS:
        raise ValueError(
            f"An e-mail address can have {LONGEST_ADDRESS} characters at most; this one has {len(address)}."
        )
    if CONTROL_OR_SPACE.search(address):
        raise ValueError("An e-mail address cannot contain spaces, line breaks or control characters.")
    if ADDRESS_LIST.search(address) or address.count("@") != 1:
        raise ValueError("Enter exactly one e-mail address, without a name, brackets, quotation marks or commas.")
    if unicodedata.normalize("NFKC", address) != address:
        # Encoding an international domain name turns look-alikes, a full-width @ or comma, into the real thing.
        raise ValueError("An e-mail address cannot contain full-width or otherwise stylised characters.")
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError("This is not an e-mail address, such as name@example.org.") from error
    return address
