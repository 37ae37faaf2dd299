"""Files in which a person stands: found by what is in them, and written anew without the name where that can be done."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from lxml import etree

from actions.models import ActionFile
from commsplan.persons.file_texts import XML, block_nodes, decoded
from commsplan.persons.held import FROZEN, every_model, way_to_council
from commsplan.persons.who import Person
from commsplan.persons.words import Words
from imports.limits import Refused
from imports.models import ImportFile
from imports.package import parse_xml
from imports.sandbox import confined
from reports.models import Appendix, IssuedFile, Report

SECONDS = 30.0
NO_ORIGINAL = "The file is no longer kept. Upload it again."
# Columns that name a file without being one: those of papers that went out.
NAMED: dict[type[models.Model], tuple[str, ...]] = {IssuedFile: ("file",)}
# Made of a snapshot, which says itself that it names somebody; it is not read again from the print.
PRINTED = (Report,)


@dataclass(frozen=True)
class Holding:
    """A file that names a person, or (`unread`) one that could not be looked into."""

    model: type[models.Model]
    pk: Any
    column: str
    path: str
    what: str
    unread: str = ""

    @property
    def is_frozen(self) -> bool:
        return self.model in FROZEN

    @property
    def line(self) -> str:
        why = f" – {self.unread}" if self.unread else ""
        return f"file of {self.model._meta.verbose_name} {self.pk}: {self.what}{why}"


def file_columns(model: type[models.Model]) -> list[str]:
    """The columns that name files, without those of papers as they were printed."""
    found = [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
    return [] if model in PRINTED else [*found, *NAMED.get(model, ())]


def files_of(person: Person) -> Iterator[Holding]:
    """The stored files in which the person stands, of the councils that are asked for."""
    for model in every_model():
        for column in file_columns(model):
            rows = model._base_manager.exclude(**{column: ""}).order_by("pk")
            if person.councils is not None:
                rows = rows.filter(**{f"{way_to_council(model)}__in": person.council_ids})
            for row in rows.iterator(chunk_size=100):
                path = str(getattr(row, column))
                if default_storage.exists(path):
                    yield from looked_into(person, Holding(model, row.pk, column, path, str(row)))


def looked_into(person: Person, file: Holding) -> Iterator[Holding]:
    try:
        texts = texts_of(content_of(file.path))
    except Refused as refusal:
        yield Holding(file.model, file.pk, file.column, file.path, file.what, unread=str(refusal))
        return
    if any(person.words.found_in(text) for text in texts):
        yield file


def content_of(path: str) -> bytes:
    with default_storage.open(path, "rb") as handle:
        return handle.read()


def texts_of(data: bytes) -> list[str]:
    """The words in a file, read in a process of its own, as it is anybody's.

    Raises:
        Refused: it cannot be looked into.
    """
    return confined("commsplan.persons.file_texts", [], data, SECONDS)["texts"]


def without(data: bytes, words: Words) -> bytes | None:
    """The file with neutral words for the person; None where its kind cannot be written anew."""
    if data.startswith(b"PK"):
        return package_without(data, words)
    if data.startswith(b"%PDF-") or b"\0" in data[:4096]:
        return None
    text, encoding = decoded(data)
    return words.replaced_in(text).encode(encoding, errors="replace")


def package_without(data: bytes, words: Words) -> bytes:
    """An office package with the texts of its parts replaced. A name that is cut into runs goes into the first."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename.lower().endswith(XML) and (root := changed(parse_xml(content), words)) is not None:
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(member, content)
    return made.getvalue()


def changed(root: Any, words: Words) -> Any | None:
    """The tree with its texts replaced; None where nothing was to be."""
    touched = False
    for nodes in block_nodes(root):
        whole = "".join(node.text for node in nodes)
        if words.found_in(whole):
            touched = True
            if not any(words.found_in(node.text) for node in nodes):
                nodes[0].text, rest = whole, nodes[1:]
                for node in rest:
                    node.text = ""
            for node in nodes:
                node.text = words.replaced_in(node.text)
            if words.found_in("".join(node.text for node in nodes)):  # one cut, and one whole, in the same paragraph
                nodes[0].text = words.replaced_in(whole)
                for node in nodes[1:]:
                    node.text = ""
    for one in root.iter("*"):
        for name, value in one.attrib.items():
            if words.found_in(value):
                one.attrib[name], touched = words.replaced_in(value), True
    return root if touched else None


def take_out(file: Holding, words: Words) -> bool:
    """Write a file anew without the name, or take away an upload, as what was read of it stands in its row; false where
    neither can be done. The old file goes when all else is done."""
    made = None if file.unread else without(content_of(file.path), words)
    if file.model is ImportFile:
        rows = ImportFile.objects.filter(pk=file.pk)
        rows.filter(state=ImportFile.State.RECEIVED).update(state=ImportFile.State.REFUSED, refusal=NO_ORIGINAL)
        rows.update(file="")
    elif made is not None and file.model in (ActionFile, Appendix):
        facts: dict[str, Any] = {
            file.column: default_storage.save(anew(file.path), ContentFile(made)),
            "sha256": hashlib.sha256(made).hexdigest(),
        }
        if file.model is ActionFile:
            facts["size"] = len(made)
        file.model._base_manager.filter(pk=file.pk).update(**facts)
    else:
        return False
    if not went_out(file.path):
        transaction.on_commit(partial(default_storage.delete, file.path))
    return True


def anew(path: str) -> str:
    """Another name that nobody can guess, with the same ending."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{uuid.uuid4().hex}{Path(name).suffix}"


def went_out(path: str) -> bool:
    """Has the file gone out with a paper?"""
    return any(
        model._base_manager.filter(**{column: path}).exists() for model, columns in NAMED.items() for column in columns
    )


def mail_files(words: Words) -> Iterator[Path]:
    """E-mails that were written to files for want of a mail server."""
    folder = Path(settings.EMAIL_FILE_PATH)
    for path in sorted(folder.glob("*.log")) if folder.is_dir() else ():
        if words.found_in(path.read_text(encoding="utf-8", errors="replace")):
            yield path
