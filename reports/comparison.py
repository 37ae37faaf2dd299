"""What has changed between two snapshots of a plan. Pure: it reads their data and nothing else.

Actions are known again by their number in the register, measures by theirs, priorities by reference and title.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from plans.periods import in_words
from plans.rag import NEEDS_EXPLANATION, tally_words
from plans.svg import meaning_of

BEST_FIRST = ("complete", "green", "amber", "red")
WORSE, BETTER, OTHER = "Worse", "Better", "Other colour"
MOVED, DELIVERED, MISSED, NEW, DROPPED, MEASURE = "Date moved", "Delivered", "Missed", "New", "Dropped", "Measure"
ORDER = (WORSE, BETTER, OTHER, MOVED, DELIVERED, MISSED, NEW, DROPPED, MEASURE)
EVIDENCE = {"met": "shown to be met", "not met": "shown not to be met", "not shown": "not shown either way"}
Data = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was: `kind` is one of ORDER, `action_id` the action's where it is of one, `before`
    and `after` the colours where those moved."""

    kind: str
    what: str
    said: str
    why: str = ""
    action_id: int | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Changes:
    """What changed since the day `since`, by kind and in the order of the register. `has_dates`: the earlier snapshot
    held the dates that had moved; where it did not, none is told."""

    since: date
    rows: tuple[Change, ...]
    has_dates: bool = True

    def of(self, kind: str) -> tuple[Change, ...]:
        return tuple(row for row in self.rows if row.kind == kind)

    def as_data(self) -> Data:
        """As JSON can hold it."""
        return {
            "since": self.since.isoformat(),
            "rows": [asdict(row) for row in self.rows],
            "has_dates": self.has_dates,
        }

    @classmethod
    def from_data(cls, data: Data) -> "Changes":
        return cls(
            date.fromisoformat(data["since"]), tuple(Change(**row) for row in data["rows"]), has_dates=data["has_dates"]
        )

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in ORDER}


def compare(before: Data, after: Data) -> Changes:
    """What changed from one snapshot's data to a later one's."""
    has_dates = before["schema"] >= 3
    rows = [*_roll_ups(before, after), *_actions(before, after, has_dates), *_measures(before, after)]
    rows.sort(key=lambda change: ORDER.index(change.kind))
    return Changes(date.fromisoformat(before["on"]), tuple(rows), has_dates)


def actions_of(data: Data) -> dict[int, Data]:
    """Every action and sub-action by its number, each once, in the order of the register."""
    found: dict[int, Data] = {}

    def walk(actions: list[Data]) -> None:
        for action in actions:
            found.setdefault(action["id"], action)
            walk(action["actions"])

    for group in (*data["priorities"], data):
        walk(group["actions"])
    return found


def _roll_ups(before: Data, after: Data) -> Iterator[Change]:
    """The plan's own colour, and its priorities'."""

    def colour(group: Data) -> str | None:
        return group["declared"] or group["rolled_up"]

    earlier = {(one["reference"], one["title"]): one for one in before["priorities"]}
    pairs = [("The plan as a whole", before, after)]
    for one in after["priorities"]:
        if was := earlier.get((one["reference"], one["title"])):
            reference = f"{one['reference']}: " if one["reference"] else ""
            pairs.append((f"Priority {reference}{one['title']}", was, one))
    for what, was, now in pairs:
        if colour(was) != colour(now):
            declared = now["declaration"]
            is_new = declared and declared != was["declaration"]
            why = declared["reason"] if is_new else f"Rolled up from {tally_words(now['tally'])}"
            yield _moved(what, colour(was), colour(now), why)


def _actions(before: Data, after: Data, has_dates: bool) -> Iterator[Change]:
    earlier, now = actions_of(before), actions_of(after)
    for pk, action in now.items():
        was = earlier.get(pk)
        if was is None:
            if not action["dropped"]:
                yield Change(NEW, action["title"], action["date_text"] or "no date yet", action_id=pk)
            continue
        if action["dropped"]:
            if not was["dropped"]:
                yield Change(DROPPED, action["title"], "not pursued", _why(was, action), pk)
            continue
        if was["rating"] != action["rating"]:
            yield _moved(action["title"], was["rating"], action["rating"], _why(was, action), pk)
        if has_dates:
            yield from _dates(was, action)
    for pk, action in earlier.items():
        if pk not in now and not action["dropped"]:
            yield Change(DROPPED, action["title"], "no longer in the register")


def _moved(what: str, was: str | None, now: str | None, why: str, action_id: int | None = None) -> Change:
    said = f"from {_word(was)} to {_word(now)}"
    if now == "complete":
        kind = DELIVERED
    elif was in BEST_FIRST and now in BEST_FIRST:
        kind = WORSE if BEST_FIRST.index(now) > BEST_FIRST.index(was) else BETTER
    else:  # what was not rated, or not begun, and now needs something is as bad as what was green before
        kind = WORSE if was not in BEST_FIRST and now in NEEDS_EXPLANATION else OTHER
    return Change(kind, what, said, why, action_id, was, now)


def _word(colour: str | None) -> str:
    label = meaning_of(colour).label
    return label if label.isupper() else label[:1].lower() + label[1:]


def _why(was: Data, now: Data) -> str:
    """A director's reason, if it is a new one; else what the officer says with that colour; else what the dates say."""
    ruling, update = now.get("declaration"), now["update"]
    if ruling and ruling != was.get("declaration"):
        return ruling["reason"]
    says_so = update and update != was["update"] and (now["dropped"] or update["rag"] == now["rating"])
    if says_so:
        said = update["explanation"] or update["better_because"] or update["done"]
        return said or ("Exempt information" if update.get("exempt") else "")
    return " ".join(now["reasons"])


def _dates(was: Data, now: Data) -> Iterator[Change]:
    for move in _added(was["moves"], now["moves"]):
        label = f"{move['label']}: " if move["label"] else ""
        said = f"{label}now {move['to']}, was {move['from']}" if move["from"] else f"{label}{move['to']}"
        yield Change(MOVED, now["title"], said, move["reason"], now["id"])
    if now["rating"] != "complete" or was["rating"] == "complete":  # else it is told as a whole
        for one in _added(was["delivered"], now["delivered"]):
            yield Change(DELIVERED, now["title"], f"{_labelled(one)} on {_day(one['on'])}", action_id=now["id"])
    for one in _added(was["missed"], now["missed"]):
        yield Change(MISSED, now["title"], f"{_labelled(one)}, due {_day(one['due'])}", one["because"], now["id"])


def _labelled(one: Data) -> str:
    return one["label"] or "done"


def _day(iso: str) -> str:
    return in_words(date.fromisoformat(iso))


def _added(before: list[Data], after: list[Data]) -> list[Data]:
    """The rows of a ledger that the earlier one had not, however many of them are alike."""
    known = Counter(tuple(sorted(row.items())) for row in before)
    added = []
    for row in after:
        key = tuple(sorted(row.items()))
        if known[key]:
            known[key] -= 1
        else:
            added.append(row)
    return added


def _measures(before: Data, after: Data) -> Iterator[Change]:
    """Those that stand on another side of their target than before, or for the first time on one. What is withheld of
    a small group is not told here either."""
    earlier = {one["id"]: one for one in before["measures"]}
    for measure in after["measures"]:
        was = earlier.get(measure["id"])
        if was is None or measure["suppressed"] or _verdict(measure) == _verdict(was):
            continue
        now, then = _said(measure), "withheld" if was["suppressed"] else _said(was)
        yield Change(MEASURE, measure["statement"], f"{now}; before: {then}", before=was["rag"], after=measure["rag"])


def _verdict(measure: Data) -> tuple[Any, ...]:
    return (None, None, None) if measure["suppressed"] else (measure["plain"], measure["evidence"], measure["rag"])


def _said(measure: Data) -> str:
    if measure["value"] is None:
        return measure.get("reading") or "no data"
    value = measure.get("reading") or f"{measure['value']}{measure['unit'] if measure['unit'] == '%' else ''}"
    if measure["evidence"]:
        return f"{value}, {EVIDENCE[measure['evidence']]}"
    plain = f", target {measure['plain']}" if measure["plain"] else ""
    return f"{value}{plain}, {_word(measure['rag'])}"
