"""What a file is that somebody attaches, by its bytes and not by its name."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Collection
from pathlib import PurePath

from PIL import Image, ImageOps

MEGABYTE = 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400  # px; at the width of a page that is sharper than a printer
SIGNS = (
    (rb"%PDF-", "pdf"),
    (rb"\x89PNG\r\n\x1a\n", "png"),
    (rb"\xff\xd8\xff", "jpg"),
    (rb"GIF8[79]a", "gif"),
    (rb"(?s:RIFF.{4}WEBP)", "webp"),
)
PACKAGES = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"))
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
PICTURES = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}  # kind -> what the library calls it
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def kind_of(content: bytes, kinds: Collection[str], *, most: int, instead: str, name: str = "") -> str:
    """Which of some kinds the content is. `most`: bytes; `instead`: what is said of any other kind.

    Text says nothing of itself, so a list and a plain text are told by the ending of the name, once there is nothing
    but text in them.

    Raises:
        ValueError: none of these, empty, too large, locked, or with macros; in a sentence for whoever attaches it.
    """
    if not content:
        raise ValueError("The file is empty.")
    if len(content) > most:
        raise ValueError(f"The file is larger than {most // MEGABYTE} MB, which is the limit.")
    found = next((kind for sign, kind in SIGNS if re.match(sign, content)), "")
    if found == "pdf" and b"/Encrypt" in content[-4096:]:
        raise ValueError("This PDF is locked. Save a copy without a password, and attach that.")
    if not found and content.startswith(b"PK"):
        members = _members(content)
        if any(member.lower().endswith("vbaproject.bin") for member in members):
            raise ValueError("This file holds macros. Save it without them, and attach that.")
        found = next((kind for member, kind in PACKAGES if member in members), "")
    if not found and _is_text(content):
        found = PurePath(name).suffix.lower().removeprefix(".")
        found = found if found in ("csv", "txt") else ""
    if found not in kinds:
        raise ValueError(instead)
    return found


class TooManyPixelsError(ValueError):
    """Said of a picture, in a sentence for whoever sent it."""


# What the library raises over files that are not what they say.
DAMAGED = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


def without_metadata(content: bytes, kind: str) -> bytes:
    """A picture drawn anew: upright, on white, no larger than a page needs, and without what the camera wrote into it,
    such as where it was taken. Anything else as it is.

    Raises:
        ValueError: it cannot be drawn, or is too large.
    """
    if kind not in PICTURES:
        return content
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[*PICTURES.values()]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise TooManyPixelsError(
                        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller."
                    )
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        ground = Image.new("RGB", upright.size, "white")
        ground.paste(upright, mask=upright.getchannel("A"))
        ground.save(out, PICTURES[kind], quality=90)
    except TooManyPixelsError:
        raise
    except DAMAGED:
        raise ValueError("The picture is damaged, or too large. Save it anew, and attach that.") from None
    return out.getvalue()


def _members(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        return []


def _is_text(content: bytes) -> bool:
    """Nothing but letters in an encoding that spreadsheets and editors write?"""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return CONTROL.search(text) is None and "\ufffd" not in text
