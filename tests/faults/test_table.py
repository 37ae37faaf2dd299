"""The table of faults names every fault once, and tests that there are."""

import re

import pytest

from tests.faults.table import FOLDER, table
from tests.workers import ROOT


def test_every_fault_has_its_row():
    assert [row.name for row in table()] == [*(f"D{n}" for n in range(1, 16)), *(f"W{n}" for n in range(1, 13))]


@pytest.mark.parametrize("row", table(), ids=lambda row: row.name)
def test_a_row_names_tests_that_there_are(row):
    assert row.tests and row.rigs in ("L", "P", "LP")
    for test in row.tests:
        file, _, name = test.partition("::")
        path = ROOT / "tests" / file
        assert path.exists(), file
        assert not name or f"\ndef {name}(" in path.read_text(), test


def test_every_test_of_a_fault_has_a_row():
    named = {test.partition("::")[0] for row in table() for test in row.tests}
    there = {f"faults/{path.name}" for path in FOLDER.glob("test_*.py")} - {"faults/test_table.py"}
    assert there <= named
    only = re.compile(r"@only_in_full\n(?:@.*\n)*def (\w+)")
    full = {name for path in FOLDER.glob("test_*.py") for name in only.findall(path.read_text())}
    assert full <= {test.partition("::")[2] for row in table() if row.has_full for test in row.tests}
