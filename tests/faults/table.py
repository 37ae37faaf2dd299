"""The table of README.md, read."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """`tests` are what pytest is given, in the folder of the tests."""

    name: str
    figure: str
    tests: tuple[str, ...]
    rigs: str
    has_full: bool


def table() -> list[Row]:
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [DW]\d", line)]
    return [
        Row(name, figure, tuple(re.findall(r"`(\S+\.py\S*)`", tests)), rigs, full == "full")
        for name, _, figure, tests, rigs, full in cells
    ]
