"""What a backup says of itself: `manifest.json`, by which it is checked before anything is touched."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.crypto import salted_hmac

FORMAT = 1
NAME = "manifest.json"
FILES = "files"
CHUNK = 1024 * 1024


class BackupError(Exception):
    """Why a backup cannot be made, or is not used; the text is a sentence for whoever typed the command."""


@dataclass(frozen=True)
class Part:
    """One file of a backup."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, file: BinaryIO) -> Part:
        """What is read to its end."""
        return passed_on(file, None)


@dataclass
class Manifest:
    """`rows`: {table: number} as they stood at `made_at` (UTC). `database` and the keys of `files` are names below the
    folder, and below its `files`; `missing` are files that rows name and that were not there when it was made."""

    made_at: datetime
    version: str
    kind: str
    key: str
    migrations: list[str]
    rows: dict[str, int]
    database: str
    part: Part
    files: dict[str, Part] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        content = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        with private(folder / NAME) as file:
            file.write(json.dumps(content, indent=1, ensure_ascii=False).encode())

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises BackupError where there is none that can be understood."""
        try:
            found: dict[str, Any] = json.loads((folder / NAME).read_bytes())
            if found.pop("format") != FORMAT:
                raise BackupError(f"The backup in {folder} has a form that this version of commsplan does not read.")
            parts = {name: Part(**part) for name, part in found.pop("files").items()}
            made_at = datetime.fromisoformat(found.pop("made_at"))
            return cls(made_at=made_at, part=Part(**found.pop("part")), files=parts, **found)
        except OSError:
            raise BackupError(f"{folder} holds no backup: there is no {NAME} in it that can be read.") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BackupError(f"The {NAME} in {folder} is damaged. Use another backup.") from None


def key_mark() -> str:
    """By which two installations can be told to have the same SECRET_KEY. It tells nothing of the key itself."""
    return salted_hmac("commsplan.backups", "which key", algorithm="sha256").hexdigest()[:16]


def private(path: Path) -> Any:
    """A new file that only its owner reads, open for writing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def part_of(path: Path) -> Part:
    with path.open("rb") as file:
        return Part.of(file)


def copied(source: BinaryIO, target: Path) -> Part:
    """Copy a file to one that only its owner reads; what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with private(target) as writing:
        return passed_on(source, writing)


def passed_on(source: BinaryIO, target: BinaryIO | None) -> Part:
    found, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        if target:
            target.write(chunk)
        found.update(chunk)
        size += len(chunk)
    return Part(size, found.hexdigest())
