"""What may be attached to a committee report."""

from __future__ import annotations

from people import attachments
from people.attachments import MEDIA, MEGABYTE, without_metadata

__all__ = ["MEDIA", "MEGABYTE", "MOST_BYTES", "kind_of", "without_metadata"]

MOST_BYTES = 20 * MEGABYTE
KINDS = ("pdf", "docx", "png", "jpg")  # what can be bound into a pack
INSTEAD = "This is no PDF, Word document (.docx), PNG or JPEG picture. Save it as one of these."


def kind_of(content: bytes) -> str:
    """pdf, docx, png or jpg.

    Raises:
        ValueError: none of these, empty, too large, or locked; in a sentence for whoever attaches it.
    """
    return attachments.kind_of(content, KINDS, most=MOST_BYTES, instead=INSTEAD)
