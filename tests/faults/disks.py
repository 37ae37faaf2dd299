"""A small disk of its own that a test fills."""

import errno
import subprocess
from pathlib import Path
from typing import Self

import pytest

MEGABYTE = 2**20


class Disk:
    """A file system in memory at this folder; a context manager. Where mounting is refused the test is skipped aloud."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder, self.megabytes = folder, megabytes

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = ["-t", "tmpfs", "-o", f"size={self.megabytes}m,mode=1777", "commsplan-test", str(self.folder)]
        try:
            subprocess.run(["mount", *options], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("NOT RUN: a disk cannot be filled, as mounting one is refused (it takes root)")
        return self

    def __exit__(self, *error: object) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=False)

    @property
    def filling(self) -> Path:
        return self.folder / "filling"

    def fill(self) -> None:
        """Until not a byte more is taken."""
        with self.filling.open("ab", buffering=0) as file:
            for size in (MEGABYTE, 4096, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        self.filling.unlink()
