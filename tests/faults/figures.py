"""What was required of a fault and what was measured; and how much of it a run does.

In ./test a fault is shown in its short form; `python -m tests.faults.long` sets FAULTS=full for the whole figure.
"""

import os
from typing import TypeVar

import pytest
from django.db import connection

FULL = os.environ.get("FAULTS") == "full"
only_in_full = pytest.mark.skipif(not FULL, reason="too long for ./test: .venv/bin/python -m tests.faults.long")

Size = TypeVar("Size")
measured: list[dict[str, str]] = []


def sized(short: Size, full: Size) -> Size:
    """The size of this run."""
    return full if FULL else short


def figure(name: str, *, required: str, found: str) -> None:
    """Note it before it is asserted, so that a figure that is missed is told as well."""
    measured.append({"name": name, "rig": rig(), "required": required, "found": found})
    print(f"{name} {rig()}: required {required}; measured {found}")


def rig() -> str:
    """L: SQLite and a folder for a broker, as ./run starts; P: PostgreSQL and Redis."""
    return "L" if connection.vendor == "sqlite" else "P"
