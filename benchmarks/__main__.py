"""Everything that is measured: `.venv/bin/python -m benchmarks [--quick] [NAME…]`, with nothing else running.

Prints what machine this is, then each table: pages and saves as the register grows to a million actions, reminders,
imports, papers, the audit trail, forty people at work, the same beside heavy work, and a soak. All of it takes some four
hours; `--quick` takes the smaller sizes and leaves out the soak. Exit 1 where any bound was passed.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Name -> (in full, quickly); None: not in that form.
RUNS: dict[str, tuple[list[str], list[str] | None]] = {
    "pages": (["pages.py", "1000", "10000", "100000", "1000000"], ["pages.py", "1000", "10000"]),
    "imports": (["taking_in.py", "100", "1000", "5000"], ["taking_in.py", "100", "1000"]),
    "reminders": (["delivery.py", "--officers", "5000"], ["delivery.py", "--officers", "500"]),
    "audit trail": (["audit.py"], ["audit.py", "30000"]),
    "papers": (["paper.py"], ["paper.py", "100", "1000"]),
    "load": (["load.py"], ["load.py", "--minutes", "2"]),
    "load beside work": (["load.py", "--beside"], None),
    "soak": (["soak.py"], None),
}


def machine() -> str:
    """What is measured on, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB"
    return f"{system}; Python {platform.python_version()}, Django {version('django')}; {datetime.now(UTC):%d %B %Y}"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RUNS))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in RUNS]:
        parser.error(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(RUNS)}.")
    print(machine(), flush=True)
    failed = []
    for name in options.names or RUNS:
        command = RUNS[name][1 if options.quick else 0]
        if command is None:
            continue
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, str(HERE / command[0]), *command[1:]], cwd=HERE.parent).returncode:
            failed.append(name)
    print(*(f"\nnot within bounds: {name}" for name in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
