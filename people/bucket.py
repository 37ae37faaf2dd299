"""Files in an S3-compatible store instead of a folder: for installations of several machines, which share no disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from people.room import StoreError

IN_MEMORY = 2**21  # bytes of a file that is read; more goes through a temporary file


@contextmanager
def as_of_a_disk(name: str = "") -> Iterator[None]:
    """What the store answers, as a disk would say it. Raises FileNotFoundError, or StoreError for all else."""
    try:
        yield
    except ClientError as fault:
        if fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from fault
        raise StoreError(errno.EIO, str(fault), name) from fault
    except (BotoCoreError, Boto3Error) as fault:
        raise StoreError(errno.EIO, str(fault), name) from fault


class Bucket(S3Storage):
    """One bucket that nobody reads but the site: files are handed out by its pages, never by address. None is written
    over, as what went out is evidence. An account is found as all programs of S3 find it: by AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY, or by the role of the machine."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=6,  # a save asks twice, and somebody waits for it
                retries={"total_max_attempts": 2},
                # Of stores that are not Amazon's many refuse the checksums that would else be sent.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def _open(self, name: str, mode: str = "rb") -> File:
        """The whole of it, fetched now: whoever reads it no longer depends on the store, nor on its being left there."""
        kept: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever opens it closes it
        with as_of_a_disk(name):
            self.object_of(name).download_fileobj(kept)
        kept.seek(0)
        return File(kept, name)

    def _save(self, name: str, content: Any) -> str:
        with as_of_a_disk(name):
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with as_of_a_disk(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with as_of_a_disk(name):
            return super().exists(name)

    def size(self, name: str) -> int:
        with as_of_a_disk(name):
            return super().size(name)

    as_of_a_disk = staticmethod(as_of_a_disk)

    def object_of(self, name: str) -> Any:
        return self.bucket.Object(name)
