"""How long a long paper takes, beside a browser printing the same page: `.venv/bin/python benchmarks/paper.py [ROWS…]`.

Makes an action table of so many rows (100, 1,000 and 5,000 without any), prints it as commsplan does (WeasyPrint, tagged
PDF/UA-1, tables cut page by page) and as headless Chromium does from the same HTML. Prints pages, seconds and the most
memory that the process and its children held, and the ratio of the seconds; then what a row costs at each size. Exit 1
where 1,000 rows take more than twice Chromium's time or 500 MB.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commsplan.settings")

import django  # noqa: E402

django.setup()

import pikepdf  # noqa: E402

from plans.sections import SECTIONS  # noqa: E402
from reports.paper_html import paper_html  # noqa: E402
from reports.plan_parts import ACTION_TABLE  # noqa: E402
from reports.rendering import PASSED_ON, SET  # noqa: E402
from tests.paper_data import action, empty, priority  # noqa: E402
from tests.servers import find_chromium  # noqa: E402

WORDS = "Newsletter to residents and landlords of every ward"


def page_of(rows: int) -> str:
    """The HTML of an action table of so many rows."""
    actions = [
        action(f"{at}. {WORDS}", "green", reference=str(at), id=at, method="Email and hard copies", dropped=False)
        for at in range(1, rows + 1)
    ]
    for one in actions:
        one["update"]["done"] = "Issued; the next one is being written."
    sections: dict[str, list[Any]] = {key: [] for key in SECTIONS}
    data = empty() | {
        "priorities": [priority("1", "One", "green", actions)], "sections": sections,
        "header": [], "years": ["2026/27"], "status": "Adopted", "adopted_on": None, "adopted_by": "", "indicators": [],
    }  # fmt: skip
    data["report"] = {"kind": ACTION_TABLE, "title": "A long plan", "report_of": "Director"}
    return paper_html(data)


def run(command: list[str], given: bytes, environment: dict[str, str]) -> tuple[float, float, bytes]:
    """Seconds, the most MB held at once by the process with its children, and what it printed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               cwd=ROOT, env=environment)  # fmt: skip
    most, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            most[0] = max(most[0], sum(map(held, family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = process.communicate(given)
    ended.set()
    watcher.join()
    return time.perf_counter() - start, most[0], out


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def held(pid: int) -> float:
    """MB of its own; what it shares with its siblings is counted once, with the one that has it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def ours(html: str) -> tuple[float, float, int]:
    environment = SET | {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    seconds, most, out = run([sys.executable, "-m", "reports.pdf", str(2**33), "600"], html.encode(), environment)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(out)
        with pikepdf.open(file.name) as pdf:
            return seconds, most, len(pdf.pages)


def chromium(html: str, folder: Path) -> tuple[float, float, int]:
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(html.replace("/static/paper/", f"file://{ROOT}/static/paper/"))
    command = [
        find_chromium(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--print-to-pdf={pdf}",
        f"file://{page}",
    ]
    seconds, most, _ = run([str(part) for part in command], b"", dict(os.environ))
    with pikepdf.open(pdf) as made:
        return seconds, most, len(made.pages)


def main(sizes: list[int]) -> int:
    print(
        f"{'rows':>6} {'pages':>6} {'ours s':>8} {'MB':>6} {'Chromium s':>11} {'MB':>6} {'pages':>6} {'ratio':>6} {'ms a row':>9}"
    )
    is_good = True
    for rows in sizes:
        html = page_of(rows)
        mine = ours(html)
        with tempfile.TemporaryDirectory() as folder:
            theirs = chromium(html, Path(folder))
        ratio = mine[0] / theirs[0]
        print(
            f"{rows:>6,} {mine[2]:>6,} {mine[0]:>8.1f} {mine[1]:>6.0f} {theirs[0]:>11.1f} {theirs[1]:>6.0f} {theirs[2]:>6,} "
            f"{ratio:>6.2f} {mine[0] / rows * 1000:>9.1f}",
            flush=True,
        )
        is_good = is_good and (rows != 1_000 or (ratio <= 2 and mine[1] <= 500))
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [100, 1_000, 5_000]))
