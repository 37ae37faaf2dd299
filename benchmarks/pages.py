"""How pages answer as the register grows: `.venv/bin/python benchmarks/pages.py [sqlite|postgresql …] [SIZE …]`.

For each database a register of 1,000, 10,000 and 100,000 actions (or the sizes given) is made by `manage.py scale_data`, and
one gunicorn worker serves it. Each round asks for every page once, an empty signed-in page (the site's frame and whole
middleware, nothing in it) among them; printed are medians in milliseconds, how many times the empty page that is, how
many times the first size, and the queries. Then all actions are taken as CSV, with the memory the worker held before
and at its most. Exit 1 where a bound is passed.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browsing import Browser, held, manage, site  # noqa: E402
from tests.servers import Redis, postgres  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
ROUNDS, WARM = 41, 5
OFFICER, ADMINISTRATOR = "scale-1@demo.example", "admin@demo.example"
EMPTY, MINE, PLAN, PORTFOLIO, LIST, ALL, POST = (
    "empty page", "My actions", "plan dashboard", "portfolio", "list of 50", "list of 50, all plans", "posting an update",
)  # fmt: skip
ADDRESSES = {
    EMPTY: "/empty/",
    MINE: "/",
    PLAN: "/plans/scale-1/",
    PORTFOLIO: "/plans/",
    LIST: "/actions/?plan=scale-1",
    ALL: "/actions/",
}
WHOSE = {PORTFOLIO: ADMINISTRATOR, ALL: ADMINISTRATOR}
MOST_TIMES_EMPTY = {MINE: 8, PLAN: 10, LIST: 8, POST: 5}
MORE_AT_A_MILLION = 1.5 / 1.3  # a page may be half as slow again where the register is a thousand times as large
LARGEST_FILE = 100_000  # actions that are taken as CSV in one request
MOST_GROWTH = {MINE: 1.3, PLAN: 1.3, PORTFOLIO: 3, LIST: 1.3, ALL: 1.3, POST: 1.3, EMPTY: 1.3}


def measured(port: int) -> tuple[dict[str, float], dict[str, int]]:
    """{page: median seconds} and {page: queries}."""
    people = {email: Browser(port, email) for email in (OFFICER, ADMINISTRATOR)}
    asked = {name: people[WHOSE.get(name, OFFICER)] for name in ADDRESSES}
    actions = re.findall(r'href="/actions/(\d+)/"', people[OFFICER].ask("GET", "/")[1].decode())
    times: dict[str, list[float]] = {name: [] for name in (*ADDRESSES, POST)}
    posted = 0
    for turn in range(WARM + ROUNDS):
        for name, address in ADDRESSES.items():
            taken = asked[name].get(address)
            if turn >= WARM:
                times[name].append(taken)
        taken, posted = people[OFFICER].post_update(actions[turn % len(actions)])
        if turn >= WARM:
            times[POST].append(taken)
        asked[PORTFOLIO].get(ADDRESSES[PORTFOLIO])  # which works out what the update has changed, before it is timed
    queries = {name: asked[name].queries(address) for name, address in ADDRESSES.items()}
    return {name: median(found) for name, found in times.items()}, queries | {POST: posted}


def as_csv(port: int, process: int) -> str:
    """All actions as CSV: rows, seconds and memory in words."""
    before = held(process, "VmHWM")
    _, body, taken = Browser(port, ADMINISTRATOR).ask("GET", "/actions/?as=csv")
    after, rows = held(process, "VmHWM"), body.count(b"\r\n") - 1
    return f"CSV of {rows:,} rows: {taken:.1f} s; the worker held at most {before:.0f} MB before it, {after:.0f} MB after it"


def stored(environment: dict[str, str]) -> str:
    """What the database takes: in all, and its ten largest tables with their indexes, in MB."""
    if "DATABASE_URL" not in environment:
        return f"{(Path(environment['COMMSPLAN_DATA']) / 'commsplan.sqlite3').stat().st_size / 1e6:,.0f} MB"
    with closing(psycopg2.connect(environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        whole = cursor.fetchone()[0]
        cursor.execute(
            "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r'"
            " ORDER BY pg_total_relation_size(oid) DESC LIMIT 10"
        )
        tables = [f"{name} {rows / 1e6:,.0f} + {indexes / 1e6:,.0f}" for name, rows, indexes in cursor.fetchall()]
    return f"{whole / 1e6:,.0f} MB; tables + indexes: {', '.join(tables)}"


def run(database: str, sizes: tuple[int, ...], environment: dict[str, str]) -> list[str]:
    """Measure one database, print what was found, and return the bounds that were passed."""
    manage(environment, "migrate")
    manage(environment, "collectstatic", "--noinput")
    manage(environment, "seed_demo")
    found, counted, files = {}, {}, []
    for size in sizes:
        manage(environment, "scale_data", "--actions", str(size))
        with site(environment) as (port, process):
            found[size], counted[size] = measured(port)
            files += [as_csv(port, process)] if size <= LARGEST_FILE else []
        files.append(f"{size:,} actions: {stored(environment)}")
    first, last = sizes[0], sizes[-1]
    heads = [*(f"{size:>9,}" for size in sizes), "  × empty", f"× {first:,}", "  queries"]
    print(f"\n{database:24}" + "".join(f"{head:>11}" for head in heads))
    wrong = []
    for name in found[first]:
        times = [found[size][name] * 1000 for size in sizes]
        of_empty, growth = found[last][name] / found[last][EMPTY], found[last][name] / found[first][name]
        took = {counted[size][name] for size in sizes}
        cells = [
            *(f"{taken:.1f}" for taken in times),
            f"{of_empty:.1f}",
            f"{growth:.2f}",
            "/".join(map(str, sorted(took))),
        ]
        print(f"{name:24}" + "".join(f"{cell:>11}" for cell in cells))
        wrong += (
            [f"{database}: {name} takes {of_empty:.1f} times an empty page"]
            if of_empty > MOST_TIMES_EMPTY.get(name, 99)
            else []
        )
        most = MOST_GROWTH[name] * (MORE_AT_A_MILLION if last > LARGEST_FILE and MOST_GROWTH[name] < 2 else 1)
        wrong += [f"{database}: {name} grows {growth:.2f} times"] if growth > most else []
        wrong += [f"{database}: {name} takes {took} queries"] if len(took) > 1 else []
    print(*files, sep="\n")
    return wrong


def main() -> int:
    databases = [one for one in sys.argv[1:] if not one.isdigit()] or ["sqlite", "postgresql"]
    sizes = tuple(int(one) for one in sys.argv[1:] if one.isdigit()) or SIZES
    wrong = []
    for database in databases:
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "COMMSPLAN_DATA": folder}
            if database == "sqlite":
                wrong += run(database, sizes, environment)
                continue
            with postgres() as url, Redis() as broker:
                wrong += run(
                    database,
                    sizes,
                    {**environment, "DATABASE_URL": url, "CACHE_URL": broker.url, "CELERY_BROKER_URL": broker.url},
                )
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
