"""How well papers are read: `.venv/bin/python benchmarks/reading.py FOLDER [--json]`.

FOLDER holds pairs: `NAME.expected.json`, which names its `files` and what a careful reader takes from them, and those
files. Prints, file by file, rows expected, found, lost and invented; how alike the titles are; dates and owners that
are right, flagged for a person to look at, or wrong without a word. Exit 1 where a row is lost or invented, or
anything is wrong without a word.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from imports.limits import Refused  # noqa: E402
from imports.sandbox import preview_in_subprocess  # noqa: E402
from plans.periods import FinancialYear, Years  # noqa: E402

ALIKE = 0.95
ALIKE_OCR = 0.85  # where the expectation says that the text came out of a scanner
KINDS = {"tbc": "unknown"}
EVENTS = ("before_event", "after_event", "multiple")


@dataclass
class Wanted:
    """A row as a careful reader takes it. `dates` are (kind, first, last) of what is right; None: nothing is expected."""

    title: str
    number: str = ""
    section: str | None = None
    owners: list[str] | None = None
    dates: list[tuple[str, str | None, str | None]] | None = None
    rag: str | None = ""
    parent: str | None = None


@dataclass
class Score:
    file: str
    expected: int = 0
    found: int = 0
    lost: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    titles_least: float = 1.0
    titles_mean: float = 1.0
    titles_flagged: int = 0
    dates: dict[str, int] = field(default_factory=lambda: {"right": 0, "flagged": 0, "wrong": 0})
    owners: dict[str, int] = field(default_factory=lambda: {"right": 0, "flagged": 0, "wrong": 0})
    wrong: list[str] = field(default_factory=list)
    refused: str = ""

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.invented or self.wrong or self.refused)


def squeezed(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def likeness(one: str, other: str) -> float:
    """Of an expectation that was cut short, only as much of the other is compared."""
    one, other = squeezed(one), squeezed(other)
    whole = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return max(whole, SequenceMatcher(None, one, other[: len(one)], autojunk=False).ratio()) if len(one) > 60 else whole


def wanted_rows(data: dict[str, Any]) -> list[Wanted]:
    """The rows of an expectation, whatever names it gives their parts."""
    if "priorities" in data:
        return list(of_priorities(data["priorities"]))
    rows = []
    for row in data.get("rows", ()):
        date = row.get("date")
        rows.append(
            Wanted(
                title=row.get("title") or row["project"],
                section=row.get("section", row.get("workstream")),
                owners=row.get("owners"),
                dates=bounds_of(date, row.get("acceptable_kinds", ())) if date else None,
                rag=row.get("rag") if "rag" in row else "",
            )
        )
    return rows


def of_priorities(priorities: list[dict[str, Any]]) -> Iterator[Wanted]:
    for priority in priorities:
        for group in priority["actions"]:
            yield Wanted(group["text"], str(group["number"]), owners=[], dates=[("none", None, None)], parent="")
            for sub in group["sub_actions"]:
                span = ("range", sub["start"].get("start"), sub["end"].get("end"))
                yield Wanted(
                    sub["text"], sub["number"], owners=sub["owners"], dates=[span], parent=str(group["number"])
                )


def bounds_of(date: dict[str, Any], also: tuple[str, ...]) -> list[tuple[str, str | None, str | None]]:
    kind = KINDS.get(date["kind"], date["kind"])
    return [(one, date.get("start"), date.get("end")) for one in (kind, *also)]


def years_of(data: dict[str, Any]) -> Years | None:
    """The financial years the paper says it is for, or else those its dates are in."""
    found = re.search(r"(20\d\d)[/-](\d\d)\b", data.get("title", ""))
    if found and int(found[2]) == (int(found[1]) + 1) % 100:
        return Years(FinancialYear(int(found[1])), FinancialYear(int(found[1])))
    starts = [int(row["date"]["start"][:4]) for row in data.get("rows", ()) if row.get("date", {}).get("start")]
    return Years(FinancialYear(min(starts)), FinancialYear(max(starts))) if starts else None


def score(path: Path, data: dict[str, Any]) -> Score:
    """One file against its expectation."""
    result, wanted = Score(path.name), wanted_rows(data)
    result.expected = len(wanted)
    try:
        preview = preview_in_subprocess(path.read_bytes(), path.name, years_of(data))
    except Refused as refusal:
        result.refused = str(refusal)
        return result
    rows = preview["rows"]
    result.found = len(rows)
    alike = ALIKE_OCR if "ocr_noise" in data else ALIKE
    pairs = matched(wanted, rows)
    result.lost = [want.number or want.title[:60] for want, row, _ in pairs if row is None]
    taken = {id(row) for _, row, _ in pairs if row is not None}
    result.invented = [row["title"][:60] for row in rows if id(row) not in taken]
    ratios = []
    for want, row, ratio in pairs:
        if row is None:
            continue
        if ratio < alike and any("review" in warning for warning in row["warnings"]):
            result.titles_flagged += 1
        else:
            ratios.append(ratio)
            if ratio < alike:
                result.wrong.append(f"title {want.number}: {row['title'][:60]}")
        judge(result, want, row)
    if ratios:
        result.titles_least, result.titles_mean = round(min(ratios), 3), round(sum(ratios) / len(ratios), 3)
    return result


def matched(wanted: list[Wanted], rows: list[dict]) -> list[tuple[Wanted, dict | None, float]]:
    """Each wanted row with the row that is it: by number where it has one, else the first most alike not yet taken."""
    left = list(rows)
    pairs: list[tuple[Wanted, dict | None, float]] = []
    for want in wanted:
        if want.number:
            best = next((row for row in left if row["reference"].rstrip(".") == want.number), None)
        else:
            best = max(
                left,
                key=lambda row: (round(likeness(want.title, row["title"]), 2), same_place(want, row)),
                default=None,
            )
        ratio = likeness(want.title, best["title"]) if best else 0.0
        if best and (want.number or ratio > 0.6):
            left.remove(best)
            pairs.append((want, best, ratio))
        else:
            pairs.append((want, None, 0.0))
    return pairs


def same_place(want: Wanted, row: dict) -> bool:
    return want.section is None or squeezed(want.section) == squeezed(row["section"])


def judge(result: Score, want: Wanted, row: dict) -> None:
    flagged = bool(row["warnings"])
    if want.dates is not None:
        timing = row["timing"]
        read = (timing["kind"], timing["earliest"], timing["latest"])
        is_right = any(is_same(date, read) for date in want.dates)
        count(result, "dates", want, is_right, flagged, f"{row['date_text']} read as {read}")
    if want.owners is not None:
        names = [owner["name"] for owner in row["owners"]]
        count(result, "owners", want, names == want.owners, flagged, f"{names} for {want.owners}")
    if want.rag != "" and (row["rag"] if row["rag"] not in ("not_applicable", "for_info") else None) != want.rag:
        result.wrong.append(f"colour of {want.title[:40]}: {row['rag']} for {want.rag}")
    if want.parent is not None and row["parent"] != want.parent:
        result.wrong.append(f"{want.number} stands under {row['parent']!r}")


def is_same(date: tuple[str, str | None, str | None], read: tuple[str, str | None, str | None]) -> bool:
    kind, first, last = date
    if first or last:
        return (first, last) == read[1:]
    return kind == read[0] or (kind in EVENTS and read[0] in EVENTS)


def count(result: Score, what: str, want: Wanted, is_right: bool, flagged: bool, words: str) -> None:
    name = "right" if is_right else "flagged" if flagged else "wrong"
    getattr(result, what)[name] += 1
    if name == "wrong":
        result.wrong.append(f"{what} of {want.number or want.title[:40]}: {words}")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description="How well papers are read, against what a careful reader takes from them."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    scores = []
    for expectation in sorted(options.folder.glob("*.expected.json")):
        data = json.loads(expectation.read_text())
        scores += [score(options.folder / name, data) for name in data.get("files", ())]
    if not scores:
        print(f"No pair of a paper and its .expected.json in {options.folder}.", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([asdict(one) | {"good": one.is_good} for one in scores], indent=1, ensure_ascii=False))
    else:
        show(scores)
    return 0 if all(one.is_good for one in scores) else 1


def show(scores: list[Score]) -> None:
    print(f"{'file':34} {'rows':>9} {'lost':>4} {'inv.':>4} {'titles least, mean':>20}  dates r/f/w   owners r/f/w")
    for one in scores:
        dates, owners = ("/".join(map(str, part.values())) for part in (one.dates, one.owners))
        titles = f"{one.titles_least:.2f}, {one.titles_mean:.3f}" + (
            f" ({one.titles_flagged} fl.)" if one.titles_flagged else ""
        )
        print(
            f"{one.file:34} {one.found:>4}/{one.expected:<4} {len(one.lost):>4} {len(one.invented):>4} {titles:>20}  {dates:12} {owners:12}"
        )
        for words in [
            one.refused,
            *(f"lost: {name}" for name in one.lost),
            *(f"invented: {name}" for name in one.invented),
            *one.wrong,
        ]:
            if words:
                print(f"    {words}")
    good = sum(one.is_good for one in scores)
    print(f"{good} of {len(scores)} files: nothing lost, nothing invented, nothing wrong without a word")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
