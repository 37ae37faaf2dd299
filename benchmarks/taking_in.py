"""How long a paper takes to be read and imported: `.venv/bin/python benchmarks/taking_in.py [ROWS…]`.

CSV tables of 100, 1,000 and 5,000 rows (or those given), each into a plan of its own, in a database of its own; SQLite,
then PostgreSQL. Prints seconds to read, seconds to import, the statements the import took, and milliseconds a row. Exit 1
where a row costs more than half as much again at the last size as at the first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browsing import ROOT, manage  # noqa: E402
from tests.servers import postgres  # noqa: E402

SIZES = (100, 1_000, 5_000)
MOST_GROWTH = 1.5
TAKE_IN = """
import time
from django.db import connection
from django.utils import timezone
from imports import reading, services
from people.models import Organisation, User
from plans.models import Plan
by, council = User.objects.get(email="plan.manager@demo.example"), Organisation.objects.get(slug="maidstone")
for size in {sizes}:
    plan = Plan.objects.create(organisation=council, title=f"{{size}} rows", slug=f"rows-{{size}}", first_year=2026, last_year=2026)
    rows = "".join(
        f"{{n}},Leaflet {{n}},Residents,{{1 + n % 28}} May 2026,Jane Clarke,Leaflet,Text agreed,Green\\n" for n in range(size)
    )
    text = "Ref,Action,Audience,Date,Owner,Method,Progress,RAG\\n" + rows
    received = services.receive_file(plan=plan, name="plan.csv", content=text.encode(), by=by)
    begun = time.perf_counter()
    file = reading.read(received)
    file.refresh_from_db()
    read, statements = time.perf_counter() - begun, []
    def note(execute, sql, params, many, context):
        statements.append(1)
        return execute(sql, params, many, context)
    begun = time.perf_counter()
    with connection.execute_wrapper(note):
        services.import_file(
            file=file, by=by, version=file.version, sections_are_priorities=False, names={{}}, set_dates_by=None,
            on=timezone.localdate(),
        )
    print(size, read, time.perf_counter() - begun, len(statements))
"""


def run(database: str, sizes: tuple[int, ...], environment: dict[str, str]) -> list[str]:
    """Measure one database, print what was found, and return the bounds that were passed."""
    manage(environment, "migrate")
    manage(environment, "seed_demo")
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", TAKE_IN.format(sizes=sizes)]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    print(f"\n{database:16}{'read, s':>10}{'import, s':>12}{'statements':>12}{'ms a row':>10}")
    costs = []
    for line in said.strip().splitlines()[-len(sizes) :]:
        size, read, taken, statements = line.split()
        costs.append(float(taken) * 1000 / int(size))
        print(f"{int(size):>10,} rows{float(read):>11.2f}{float(taken):>12.2f}{statements:>12}{costs[-1]:>10.2f}")
    growth = costs[-1] / costs[0]
    return [f"{database}: a row costs {growth:.2f} times as much"] if growth > MOST_GROWTH else []


def main() -> int:
    sizes = tuple(int(one) for one in sys.argv[1:]) or SIZES
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other, postgres() as url:
        wrong = run("SQLite", sizes, {**os.environ, "COMMSPLAN_DATA": folder})
        wrong += run("PostgreSQL", sizes, {**os.environ, "COMMSPLAN_DATA": other, "DATABASE_URL": url})
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
