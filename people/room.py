"""What there is no room for: a full disk is told from other faults, and leaves nothing that is half written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from redis import RedisError

FULL = (errno.ENOSPC, errno.EDQUOT)
POSTGRES_FULL = "53100"  # disk_full, in appendix A of PostgreSQL's manual
SQLITE_FULL = "database or disk is full"
POSTGRES_BUSY = ("55P03", "57014")  # lock_not_available, and query_canceled, which is how a time limit ends one
SQLITE_BUSY = "database is locked"


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def is_full(error: BaseException | None) -> bool:
    """Has a disk no room left: that of the files, of the database or of what is uploaded?"""
    return any(
        (isinstance(one, OSError) and one.errno in FULL)
        or getattr(one, "pgcode", None) == POSTGRES_FULL
        or (isinstance(one, OperationalError) and SQLITE_FULL in str(one))
        for one in causes(error)
    )


def is_away(error: BaseException | None) -> bool:
    """Is it the database, Redis or a store of files that does not answer, or not in time?"""
    return any(isinstance(one, OperationalError | InterfaceError | RedisError | StoreError) for one in causes(error))


def is_busy(error: BaseException | None) -> bool:
    """Is it the database, which answers, but has made somebody wait for too long?"""
    return any(
        getattr(one, "pgcode", None) in POSTGRES_BUSY or (isinstance(one, OperationalError) and SQLITE_BUSY in str(one))
        for one in causes(error)
    )


def is_without_files(error: BaseException | None) -> bool:
    """Is it the store of files, where one is used, that does not answer or refuses us?"""
    return any(isinstance(one, StoreError) for one in causes(error))


class StoreError(OSError):
    """The store of files does not answer, or refuses us."""


class NoRoom(OSError):  # noqa: N818  what a disk says of itself
    """A file that was sent could not be put down."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, os.strerror(errno.ENOSPC))


class UploadHandler(TemporaryFileUploadHandler):
    """Puts a file that is sent on the disk. Where there is no room the file is passed over and the rest of the form is
    read, so that its words can be given back; `people.middleware` then says so."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as fault:
            # Where the folder for temporary files takes nothing, Python says that there is none.
            if fault.errno not in (*FULL, errno.ENOENT):
                raise
            self.pass_over()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError as fault:
            if fault.errno not in FULL:
                raise
            self.pass_over()

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError as fault:  # what was still to be written was
            if fault.errno not in FULL:
                raise
            lacks_room(self.request)
            return None

    def pass_over(self) -> None:
        """Raises SkipFile."""
        lacks_room(self.request)
        raise SkipFile


def lacks_room(request: HttpRequest | None) -> None:
    if request is not None:
        request.lacks_room = True  # type: ignore[attr-defined]


class WholeFiles(FileSystemStorage):
    """Keeps a file whole or not at all: of one that the disk had no room for nothing stays."""

    def _save(self, name: str, content: File) -> str:
        before = self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if not before:
                self.delete(name)
            raise
