"""The files of the register, wherever they are kept, as backups read them and put them back."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage

from commsplan.backups.manifest import Part, copied, part_of


class Kept(ABC):
    """Where files are. Names are those that rows have, with "/" between folders; what begins with a dot is no file."""

    AT_ONCE: int  # how many are held open

    @abstractmethod
    def listed(self) -> Iterator[tuple[str, Any, float]]:
        """(name, by what a change of its content shows, when it was last written in seconds since 1970)"""

    @abstractmethod
    def opened(self, name: str) -> BinaryIO:
        """To be read, whatever becomes of it meanwhile. Raises FileNotFoundError."""

    @abstractmethod
    def has(self, name: str, part: Part) -> bool:
        """Is it there, as it is in the backup?"""

    @abstractmethod
    def put(self, name: str, source: BinaryIO) -> None:
        """In place of what is there under that name, whole or not at all."""

    @abstractmethod
    def set_aside(self, names: list[str], moment: datetime) -> None:
        """Out of the way, to be found under `.replaced-…`."""

    def settled(self) -> None:  # noqa: B027  a store that answers has settled
        """Return when what was put is there to stay."""


class Folder(Kept):
    """A folder of this machine."""

    AT_ONCE = 500

    def __init__(self, top: Path) -> None:
        self.top = top

    def listed(self) -> Iterator[tuple[str, Any, float]]:
        for folder, folders, names in os.walk(self.top):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for path in (Path(folder, name) for name in sorted(names)):
                try:
                    facts = path.stat()
                except FileNotFoundError:  # removed since it was listed
                    continue
                yield path.relative_to(self.top).as_posix(), (facts.st_size, facts.st_mtime_ns), facts.st_mtime

    def opened(self, name: str) -> BinaryIO:
        return (self.top / name).open("rb")

    def has(self, name: str, part: Part) -> bool:
        return (self.top / name).is_file() and part_of(self.top / name) == part

    def put(self, name: str, source: BinaryIO) -> None:
        target = self.top / name
        half = target.with_name(f".{target.name}.half")
        copied(source, half)
        half.replace(target)

    def set_aside(self, names: list[str], moment: datetime) -> None:
        aside = self.top / f".replaced-{moment:%Y%m%dT%H%M%S}"
        for name in names:
            (aside / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(self.top / name, aside / name)

    def settled(self) -> None:
        os.sync()


class Objects(Kept):
    """A bucket. What it holds is compared by its content: what it says of itself differs from store to store."""

    AT_ONCE = 1  # each is fetched when it is opened

    def __init__(self, storage: Any) -> None:
        self.storage = storage

    def listed(self) -> Iterator[tuple[str, Any, float]]:
        with self.storage.as_of_a_disk():
            for found in self.storage.bucket.objects.all():
                # What ends in a stroke is a folder that somebody has made in the store's own pages.
                if not found.key.endswith("/") and not any(part.startswith(".") for part in found.key.split("/")):
                    yield found.key, (found.size, found.e_tag), found.last_modified.timestamp()

    def opened(self, name: str) -> BinaryIO:
        return self.storage.open(name, "rb")

    def has(self, name: str, part: Part) -> bool:
        if not self.storage.exists(name):
            return False
        with self.storage.open(name, "rb") as file:
            return Part.of(file) == part

    def put(self, name: str, source: BinaryIO) -> None:
        with self.storage.as_of_a_disk(name):
            self.storage.object_of(name).upload_fileobj(source)

    def set_aside(self, names: list[str], moment: datetime) -> None:
        bucket = self.storage.bucket
        for name in names:
            with self.storage.as_of_a_disk(name):
                bucket.copy({"Bucket": bucket.name, "Key": name}, f".replaced-{moment:%Y%m%dT%H%M%S}/{name}")
                bucket.Object(name).delete()


def kept_files() -> Kept:
    return Objects(default_storage) if hasattr(default_storage, "bucket") else Folder(Path(settings.MEDIA_ROOT))
