"""Word and Excel files are zip packages of XML. This opens one with every limit checked while it inflates."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from imports import limits
from imports.limits import Refused

_CONTENT_TYPES = "[Content_Types].xml"
_DAMAGED = "The file is damaged and cannot be opened; save it again in Word or Excel and upload that copy."
_MACROS = "The file contains macros, which are not accepted; save it as .docx or .xlsx without macros."
_OLE = "The file contains an embedded object (OLE or ActiveX), which is not accepted; remove the object and save again."
_MACRO_MARKS = ("vbaproject", "macroenabled", "vbadata")
_OLE_MARKS = ("oleobject", "activex", "embeddings/")
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Package:
    """A checked package: `kind` is "docx" or "xlsx", `main` the name of the part that holds the document."""

    data: bytes
    kind: str
    main: str

    def read(self, name: str) -> bytes:
        """One part, inflated. KeyError if there is no such part."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(name)

    def names(self) -> list[str]:
        """The names of all parts."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.namelist()


def open_package(data: bytes) -> Package:
    """Check a zip package whole; Refused names the first limit it breaks."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _check_members(archive.infolist())
            _check_inflated(archive, len(data))
            if _CONTENT_TYPES not in names:
                raise Refused("The file is a zip archive, not a Word document or an Excel workbook.")
            return Package(data, *_kind_and_main(archive.read(_CONTENT_TYPES), names))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise Refused(_DAMAGED) from error


def parse_xml(data: bytes) -> etree._Element:
    """An XML part as a tree, with no entity, no DTD, no network and no huge depth; Refused if it is not well formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_DAMAGED) from error


def _check_members(members: list[zipfile.ZipInfo]) -> set[str]:
    names = {member.filename.lower() for member in members}
    if len(members) > limits.MEMBERS:
        raise Refused(f"The file is made of more than {limits.MEMBERS:,} parts, which is the limit.")
    if len(names) < len(members):
        raise Refused("The file holds two parts of the same name, which no office program writes.")
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused("The file is encrypted; save it without a password.")
    if any(mark in name for name in names for mark in _MACRO_MARKS):
        raise Refused(_MACROS)
    if any(name.endswith(".bin") and mark in name for name in names for mark in _OLE_MARKS):
        raise Refused(_OLE)
    return {member.filename for member in members}


def _check_inflated(archive: zipfile.ZipFile, packed_total: int) -> None:
    """Inflate every part once, counting: what a zip says of its own sizes is not to be trusted."""
    total = 0
    for member in archive.infolist():
        size, is_xml, content = 0, member.filename.lower().endswith((".xml", ".rels", ".vml")), bytearray()
        for chunk in _chunks(archive, member):
            size += len(chunk)
            if total + size > limits.INFLATED_BYTES:
                raise Refused("The file unpacks to more than 60 MB, which is the limit.")
            if is_xml:
                content += chunk
        total += size
        if size > limits.RATIO_FROM_BYTES and size > limits.RATIO * max(member.compress_size, 1):
            raise Refused(f"A part of the file is packed more than {limits.RATIO}:1, which is the limit.")
        if is_xml:
            _check_markup(bytes(content))
    if total > limits.RATIO_FROM_BYTES and total > limits.RATIO * packed_total:
        raise Refused(f"The file is packed more than {limits.RATIO}:1, which is the limit.")


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _check_markup(content: bytes) -> None:
    plain = content.replace(b"\0", b"") if b"\0" in content[:8] else content  # UTF-16 has a NUL beside each letter
    if re.search(rb"<!(DOCTYPE|ENTITY)", plain, re.IGNORECASE):
        raise Refused("The file contains a DOCTYPE declaration, which no office program writes and which is refused.")
    if re.search(rb'relationships/(oleObject|control)"', plain):
        raise Refused(_OLE)


def _kind_and_main(content_types: bytes, names: set[str]) -> tuple[str, str]:
    types = {element.get("PartName", ""): element.get("ContentType", "") for element in parse_xml(content_types)}
    if any(mark in kind.lower() for kind in types.values() for mark in _MACRO_MARKS):
        raise Refused(_MACROS)
    for part, kind in types.items():
        for office, suffix in (("wordprocessingml", "docx"), ("spreadsheetml", "xlsx")):
            if office in kind and kind.endswith(".main+xml") and part.lstrip("/") in names:
                return suffix, part.lstrip("/")
    raise Refused("The file is a package of another program, not a Word document (.docx) or an Excel workbook (.xlsx).")
