"""What a file is that somebody attaches, by its bytes and not by its name."""

from __future__ import annotations

import io
import warnings
import zipfile

from PIL import Image, ImageOps

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400  # px; at the width of a page that is sharper than a printer
SIGNS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def kind_of(content: bytes) -> str:
    """pdf, docx, png or jpg.

    Raises:
        ValueError: none of these, empty, too large, or locked; in a sentence for whoever attaches it.
    """
    if not content:
        raise ValueError("The file is empty.")
    if len(content) > MOST_BYTES:
        raise ValueError(f"The file is larger than {MOST_BYTES // MEGABYTE} MB, which is the limit.")
    found = next((kind for sign, kind in SIGNS if content.startswith(sign)), "")
    if found == "pdf" and b"/Encrypt" in content[-4096:]:
        raise ValueError("This PDF is locked. Save a copy without a password, and attach that.")
    if not found and content.startswith(b"PK") and "word/document.xml" in _members(content):
        found = "docx"
    if not found:
        raise ValueError("This is no PDF, Word document (.docx), PNG or JPEG picture. Save it as one of these.")
    return found


def without_metadata(content: bytes, kind: str) -> bytes:
    """A picture drawn anew: upright, on white, no larger than a page needs, and without what the camera wrote into it,
    such as where it was taken. Anything else as it is.

    Raises:
        ValueError: it cannot be drawn, or is too large.
    """
    if kind not in ("png", "jpg"):
        return content
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise ValueError(
                        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller."
                    )
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        ground = Image.new("RGB", upright.size, "white")
        ground.paste(upright, mask=upright.getchannel("A"))
        ground.save(out, "PNG" if kind == "png" else "JPEG", quality=90)
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError("The picture is damaged, or too large. Save it anew, and attach that.") from None
    return out.getvalue()


def _members(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.namelist()
    except zipfile.BadZipFile:
        return []
