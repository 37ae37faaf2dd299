"""What a file is that somebody attaches, by its bytes and not by its name."""

from __future__ import annotations

import io
import zipfile

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
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


def _members(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.namelist()
    except zipfile.BadZipFile:
        return []
