"""How well papers are read: `.venv/bin/python benchmarks/reading.py FOLDER [--json]`.

FOLDER holds pairs: `NAME.expected.json`, which names its `files` and what a careful reader takes from them, and those
files. Prints, file by file, rows expected, found, lost and invented; how alike the titles are; dates and owners that
are right, flagged for a person to look at, or wrong without a word; and of priorities, milestones, decisions and
measures, how many of those wanted were found. A file that no expectation names is held against the one whose name is
most like its own, and may hold less than that: `NAME_raw.csv`. Exit 1 where a row is lost or invented, or anything is
wrong without a word.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.expectations import Wanted, found_beside, wanted_beside, wanted_rows, years_of  # noqa: E402
from imports.limits import Refused  # noqa: E402
from imports.sandbox import preview_in_subprocess  # noqa: E402

ALIKE = 0.95
LEAST_IN_COMMON = 4  # letters of two names
ALIKE_OCR = 0.85  # where the expectation says that the text came out of a scanner
EVENTS = ("before_event", "after_event", "multiple")


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
    beside: dict[str, dict[str, int]] = field(default_factory=dict)
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


def score(path: Path, data: dict[str, Any], *, is_part: bool = False) -> Score:
    """One file against its expectation; one that `is_part` of the paper may lack rows, but invents none."""
    result, wanted = Score(path.name), wanted_rows(data)
    result.expected = len(wanted)
    try:
        preview = preview_in_subprocess(path.read_bytes(), path.name, years_of(data))
    except Refused as refusal:
        result.refused = str(refusal)
        return result
    rows = preview["rows"]
    result.found = len(rows)
    judge_beside(result, data, preview, is_part)
    alike = ALIKE_OCR if "ocr_noise" in data else ALIKE
    pairs = matched(wanted, rows)
    if is_part:
        pairs = [pair for pair in pairs if pair[1] is not None]
        result.expected = len(pairs)
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


def judge_beside(result: Score, data: dict[str, Any], preview: dict[str, Any], is_part: bool) -> None:
    """Hold priorities, milestones, decisions and measures against those wanted, each where it belongs."""
    left = found_beside(preview)
    kinds = Counter(one.kind for one, _ in left)
    for want in wanted_beside(data):
        if is_part and not kinds[want.kind] or want.kind == "measures" and not is_part:
            continue  # the paper is cut into several files, and this one is another part of it
        tally = result.beside.setdefault(want.kind, {"wanted": 0, "found": 0})
        tally["wanted"] += 1
        same = [one for one in left if (one[0].kind, one[0].where) == (want.kind, want.where)]
        best = max(same, key=lambda one: likeness(want.title, one[0].title), default=None)
        if best is None:
            result.lost.append(f"{want.kind} {want.where}: {want.title[:60]}")
            continue
        left.remove(best)
        tally["found"] += 1
        if likeness(want.title, best[0].title) < ALIKE and not any("review" in words for words in best[1]):
            result.wrong.append(f"{want.kind} {want.where}: {best[0].title[:60]}")
        if want.date != best[0].date and not best[1]:
            result.wrong.append(f"date of {want.kind} {want.where}: {best[0].date} for {want.date}")
    result.invented += [f"{one.kind} {one.where}: {one.title[:60]}" for one, _ in left]


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
    scores = list(scored(options.folder))
    if not scores:
        print(f"No pair of a paper and its .expected.json in {options.folder}.", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([asdict(one) | {"good": one.is_good} for one in scores], indent=1, ensure_ascii=False))
    else:
        show(scores)
    return 0 if all(one.is_good for one in scores) else 1


def scored(folder: Path) -> Iterator[Score]:
    wanted = {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.expected.json"))}
    named = [(name, data) for data in wanted.values() for name in data.get("files", ())]
    for name, data in named:
        yield score(folder / name, data)
    for path in sorted(folder.iterdir()) if named else ():
        if path.name in wanted or path.name in dict(named) or not path.is_file():
            continue
        common = {name: len(os.path.commonprefix([path.name, name])) for name, data in wanted.items() if data["files"]}
        nearest = max(common, key=lambda name: common[name])
        if common[nearest] >= LEAST_IN_COMMON:
            yield score(path, wanted[nearest], is_part=True)


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
        beside = [f"{kind} {tally['found']} of {tally['wanted']}" for kind, tally in one.beside.items()]
        for words in [
            ", ".join(beside),
            one.refused,
            *(f"lost: {name}" for name in one.lost),
            *(f"invented: {name}" for name in one.invented),
            *one.wrong,
        ]:
            if words:
                print(f"    {words}")
    good = sum(one.is_good for one in scores)
    rows, lost, invented = (
        sum(one.expected for one in scores),
        *(sum(len(getattr(one, name)) for one in scores) for name in ("lost", "invented")),
    )
    print(f"{rows} rows: {lost} lost, {invented} invented; ", end="")
    print(f"{good} of {len(scores)} files: nothing lost, nothing invented, nothing wrong without a word")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
