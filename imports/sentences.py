"""What an import did, and what undoing it did, in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from imports.commit import Committed


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def imported_sentence(done: Committed) -> str:
    """ "3 actions have been imported and 1 was brought up to date. 7 were there already." """
    said = []
    if done.added:
        said.append(f"{counted(len(done.added), 'action has', 'actions have')} been imported.")
    if done.changed:
        said.append(f"{counted(len(done.changed), 'action has', 'actions have')} been brought up to date.")
    if done.besides:
        kinds = Counter(type(row) for row in done.besides)
        words = [
            counted(count, str(kind._meta.verbose_name), str(kind._meta.verbose_name_plural))
            for kind, count in kinds.items()
        ]
        said.append(f"Added besides: {', '.join(words)}.")
    if not said:
        there = f": {counted(done.there, 'action was', 'actions were')} there already" if done.there else ""
        return f"Nothing new{there}."
    if done.there:
        said.append(f"{counted(done.there, 'was', 'were')} there already.")
    return " ".join(said)


def undone_sentence(left: Sequence[str]) -> str:
    kept = f" Left, as they are used elsewhere by now: {', '.join(left[:20])}." if left else ""
    return f"The import is undone: the plan stands as it did before. What you had corrected and left out is kept here.{kept}"
