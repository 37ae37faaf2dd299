"""The whole figures: `python -m tests.faults.long [D2 W7 …]`, on both rigs; without names all that have a full form.

One line a figure, what was required and what was measured; the last of each is kept in docs/faults-last-run.txt. Exits 1
where one was missed or not run.
"""

import argparse
import fcntl
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.table import Row, table
from tests.workers import ROOT

KEPT = ROOT / "docs" / "faults-last-run.txt"
ENTRY = re.compile(r"^(\w+) ([LP])  ")


def version_of(*command: str) -> str:
    """What a program says of itself; nothing where there is none."""
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")[0]
    except OSError:
        return "none"
    number = re.search(r"\d+\.\d+(\.\d+)?", found)
    return number[0] if number else found[:40]


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "") if sys.platform == "linux" else ""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {system or platform.system()}, Python {platform.python_version()}, "
        f"load {load:.1f} when it began"
    )


def run(row: Row, rig: str) -> list[str]:
    """The lines of one row on one rig."""
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "figures"
        to.touch()
        tests = [f"tests/{test}" for test in row.tests if (ROOT / "tests" / test.partition("::")[0]).exists()]
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.faults.recording", *tests]
        if rig == "P":
            command = [sys.executable, "-m", "tests.servers", "--", *command]
        # Importing our own code has named the settings of the site; pytest is to choose those of the tests.
        without = [
            "DJANGO_SETTINGS_MODULE",
            *(("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL") if rig == "L" else ()),
        ]
        environment = {name: value for name, value in os.environ.items() if name not in without}
        environment |= {"FAULTS": "full", "FAULTS_TO": str(to)}
        log = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stdout
        ended = [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]
    lines, quiet = [], 0
    for one in ended:
        verdict = {"passed": "met", "skipped": "NOT RUN", "failed": "MISSED"}[one["outcome"]]
        reason = f" ({one['why'][0][:200]})" if one["why"] and verdict == "MISSED" else ""
        for figure in one["figures"]:
            words = f"{figure['name']}: required {figure['required']}; measured {figure['found']}"
            lines.append(f"{row.name} {rig}  {verdict}  {words}{reason}")
        if not one["figures"] and verdict == "MISSED":
            lines.append(f"{row.name} {rig}  {verdict}  {one['test'].rpartition('::')[2]}{reason}")
        quiet += not one["figures"] and verdict == "met"
    if quiet:
        lines.append(f"{row.name} {rig}  met  {quiet} tests that give no figure passed")
    return lines or [f"{row.name} {rig}  NOT RUN  {log.strip().splitlines()[-1:]}"]


def keep(row: Row, rig: str, lines: list[str]) -> None:
    """The lines in place of those of an earlier run, each with its day. Both rigs may be run at once."""
    with Path(__file__).open() as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        write_down(row, rig, lines)


def write_down(row: Row, rig: str, lines: list[str]) -> None:
    kept = (
        [line for line in KEPT.read_text(encoding="utf-8").splitlines() if ENTRY.match(line)] if KEPT.exists() else []
    )
    kept = [line for line in kept if not line.startswith(f"{row.name} {rig}  ")]
    order = {one.name: number for number, one in enumerate(table())}
    kept += [f"{line} [{datetime.now(UTC):%d %B %Y}]" for line in lines]
    kept.sort(key=lambda line: (order[line.split()[0]], line.split()[1]))
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    revision = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(revision, capture_output=True, text=True, check=False).stdout.strip()
    head = [
        "What faults cost, in their full form: the last run of each, made by python -m tests.faults.long.",
        f"commsplan {version[1] if version else ''}, at {commit}; {machine()}",
        f"PostgreSQL {version_of('psql', '--version')}, Redis {version_of('redis-server', '--version')}",
        "",
    ]
    KEPT.write_text("\n".join([*head, *kept]) + "\n", encoding="utf-8")


def main() -> int:
    rows = {row.name: row for row in table()}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="D1 to D15, W1 to W12")
    parser.add_argument("--rig", choices=["L", "P"], help="only on SQLite (L), or on PostgreSQL and Redis (P)")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in rows]:
        parser.error(f"there is no {', '.join(unknown)}")
    chosen = [rows[name] for name in options.names] or [row for row in rows.values() if row.has_full]
    missed = False
    for row in chosen:
        for rig in row.rigs:
            if options.rig in (None, rig):
                lines = run(row, rig)
                print("\n".join(lines), flush=True)
                keep(row, rig, lines)
                missed |= any("  met  " not in line for line in lines)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
