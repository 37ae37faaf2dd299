"""Bytes to tables: what a file is, is told by its content; its name is only used in sentences."""

import json

from imports import limits
from imports.csv_tables import read_csv
from imports.docx_tables import read_docx
from imports.limits import Refused
from imports.package import open_package
from imports.tables import Reading
from imports.xlsx_tables import read_xlsx

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ACCEPTED = "upload a .docx, an .xlsx, a .csv or .txt file, or a PDF with a ruled table."
_EXPORT = "The file is a whole plan as an export wrote it; choose “Take in an exported plan” under Plans for it."
_OTHER_KINDS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"RIFF", "a picture or a recording"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_MARKUP = (b"<!doctype", b"<?xml", b"<html", b"<svg", b"<script")


def read_tables(data: bytes, filename: str) -> Reading:
    """Every table of a docx, xlsx or separated text. Refused (one sentence) for anything else or above a limit."""
    limits.check_upload(data)
    if data.startswith(_ZIP):
        package = open_package(data)
        return read_docx(package) if package.kind == "docx" else read_xlsx(package)
    if data.startswith(_OLE):
        raise Refused(_ole_sentence(data))
    for magic, kind in _OTHER_KINDS:
        if data.startswith(magic) and not (magic in (b"BM", b"MZ") and b"\0" not in data):
            raise Refused(f"The file {_quoted(filename)} is {kind} by its content; {_ACCEPTED}")
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_MARKUP):
        raise Refused(f"The file {_quoted(filename)} is a web page or XML by its content; {_ACCEPTED}")
    if head.startswith((b"{", b"[")) and (kind := _kind_of_json(data)):
        raise Refused(_EXPORT if kind == "export" else f"The file {_quoted(filename)} is data in JSON; {_ACCEPTED}")
    return read_csv(data)


def _kind_of_json(data: bytes) -> str:
    """ "export" for a whole plan of ours, "other" for other JSON, "" for what only begins like it."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    is_ours = isinstance(found, dict) and ("commsplan" in found or {"plan", "priorities"} <= found.keys())
    return "export" if is_ours else "other"


def _ole_sentence(data: bytes) -> str:
    if _ENCRYPTED_STREAM in data:
        return "The file is protected with a password; save it without one and upload that copy."
    return "The file is in the old format of Word or Excel (.doc, .xls); save it as .docx or .xlsx and upload that."


def _quoted(filename: str) -> str:
    """The file's own name without its folders, shortened, and without characters that cannot be seen."""
    name = "".join(mark for mark in filename.replace("\\", "/").rpartition("/")[2] if mark.isprintable())
    return f"“{name[:80]}”"
