"""A plugin of pytest: what each test of a fault has measured, and how it ended, one line of JSON each to FAULTS_TO."""

import json
import os
from collections.abc import Iterator

import pytest

from tests.faults import figures


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call" or report.outcome != "passed":
        why = str(call.excinfo.value).splitlines()[:1] if call.excinfo else []
        line = {"test": item.nodeid, "outcome": report.outcome, "why": why, "figures": figures.measured.copy()}
        figures.measured.clear()
        with open(os.environ["FAULTS_TO"], "a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")
    return report
