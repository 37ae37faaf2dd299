"""Run by itself, with a file on its standard input: the words in it, as JSON {"texts": [...]}. Bounded like an import."""

import io
import sys
import zipfile
from typing import Any

from pdfminer.high_level import extract_text

from imports.confined import answer, confine
from imports.limits import INFLATED_BYTES, Refused
from imports.package import parse_xml

CPU_SECONDS = 15
XML = (".xml", ".rels")


def texts_in(data: bytes) -> dict[str, Any]:
    """The words of a PDF, an office package or a text; of a picture none."""
    if data.startswith(b"%PDF-"):
        try:
            return {"texts": [extract_text(io.BytesIO(data)), data.decode("latin-1")]}
        except Exception as error:  # a library over bytes of anybody's making raises whatever it likes
            raise Refused("The PDF cannot be read.") from error
    if data.startswith(b"PK"):
        return {"texts": package_texts(data)}
    if b"\0" in data[:4096]:
        return {"texts": []}
    return {"texts": [decoded(data)[0]]}


def package_texts(data: bytes) -> list[str]:
    texts = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > INFLATED_BYTES:
                raise Refused("The file unpacks to too much.")
            for member in archive.infolist():
                if member.filename.lower().endswith(XML):
                    root = parse_xml(archive.read(member))
                    texts += ["".join(block) for block in blocks_of(root)]
                    texts += [value for one in root.iter() for value in one.attrib.values()]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError) as error:
        raise Refused("The file is damaged.") from error
    return texts


BLOCKS = ("p", "si", "is", "tc", "comment", "creator", "lastModifiedBy")


def blocks_of(root: Any) -> list[list[str]]:
    """The texts of each paragraph or cell in order: a name may be cut into runs anywhere."""
    return [[one.text for one in nodes] for nodes in block_nodes(root)]


def block_nodes(root: Any) -> list[list[Any]]:
    """The elements with text of each innermost paragraph or cell; what is in none stands by itself."""
    blocks: dict[Any, list[Any]] = {}
    for one in root.iter("*"):
        if one.text and one.text.strip():
            block = next((up for up in (one, *one.iterancestors()) if local(up) in BLOCKS), one)
            blocks.setdefault(block, []).append(one)
    return list(blocks.values())


def local(element: Any) -> str:
    return element.tag.rpartition("}")[2]


def decoded(data: bytes) -> tuple[str, str]:
    """A text and its encoding, as spreadsheets and editors write it."""
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


if __name__ == "__main__":
    confine(CPU_SECONDS)
    sys.exit(answer(texts_in))
