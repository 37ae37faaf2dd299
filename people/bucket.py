"""Files in an S3-compatible store instead of a folder: for installations of several machines, which share no disk."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """One bucket that nobody reads but the site: files are handed out by its pages, never by address. None is written
    over, as what went out is evidence. An account is found as all programs of S3 find it: by AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY, or by the role of the machine."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": 2**21,  # bytes of a file that is read; more goes through a temporary file
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=20,
                retries={"total_max_attempts": 2},
                # Of stores that are not Amazon's many refuse the checksums that would else be sent.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }
