"""What is shown of small groups, attacked: a solver is given every figure shown and looks for those withheld."""

from itertools import product
from random import Random

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured
from scipy.optimize import linprog

from commsplan.environment import smallest_base
from surveys.suppression import may_be_shown

COUNCILS, WAYS = "ABCD", "PEO"


def families(cells):
    """All filters and pairs of filters: everybody, by council, by way, and by both."""
    whole = frozenset(cells)
    by_council = [frozenset(cell for cell in cells if cell[0] == one) for one in COUNCILS]
    by_way = [frozenset(cell for cell in cells if cell[1] == one) for one in WAYS]
    both = [(group, [frozenset([cell]) for cell in group]) for group in (*by_council, *by_way)]
    return [(whole, by_council), (whole, by_way), *both]


def survey(lot, smallest, largest):
    """Counts of yes and no in councils and ways, of so many replies each."""
    counts = {}
    for cell in product(COUNCILS, WAYS):
        if lot.random() < 0.85:
            base = lot.randint(smallest, largest)
            yes = lot.choice([0, base, lot.randint(0, base)])
            counts[cell] = (yes, base - yes)
    return counts


def worked_out(counts, shown, groups):
    """(group, what) for each figure of a small group that follows from those shown: the solver finds no second value."""
    cells = sorted(counts)
    found = []
    for what in ("yes", "no", "base"):
        of = {cell: {"yes": yes, "no": no, "base": yes + no}[what] for cell, (yes, no) in counts.items()}
        rows = [[int(cell in group) for cell in cells] for group in shown]
        sums = [sum(of[cell] for cell in group) for group in shown]
        for group in groups:
            if group in shown or sum(sum(counts[cell]) for cell in group) >= 10:
                continue
            aim = np.array([int(cell in group) for cell in cells])
            ends = [
                linprog(sign * aim, A_eq=rows or None, b_eq=sums or None, bounds=(0, 1000), method="highs").fun * sign
                for sign in (1, -1)
            ]
            if abs(ends[1] - ends[0]) < 1e-6:
                found.append((sorted(group), what))
    return found


def groups_of(cells):
    return {group for whole, parts in families(cells) for group in (whole, *parts) if group}


def test_groups_of_three_to_twelve_give_nothing_away():
    lot, hidden = Random(5), 0  # noqa: S311
    for _ in range(30):
        counts = survey(lot, 3, 12)
        shown = may_be_shown(counts, families(counts), 10)
        assert worked_out(counts, shown, groups_of(counts)) == []
        hidden += sum(len(group) == 1 for group in groups_of(counts) - shown)
    assert hidden > 150


def test_the_solver_finds_them_where_only_the_small_ones_are_withheld():
    """The negative control."""
    lot = Random(5)  # noqa: S311  drawn again alike
    surveys = [survey(lot, 3, 12) for _ in range(20)]
    naive = [{g for g in groups_of(c) if sum(sum(c[cell]) for cell in g) >= 10} for c in surveys]
    assert sum(bool(worked_out(c, shown, groups_of(c))) for c, shown in zip(surveys, naive, strict=True)) > 10


def one_way(**counts):
    cells = {(name,): count for name, count in counts.items()}
    whole, parts = frozenset(cells), [frozenset([cell]) for cell in cells]
    shown = may_be_shown(cells, [(whole, parts)], 10)
    return "".join(sorted(next(iter(part))[0] for part in parts if part in shown)) + ("+" if whole in shown else "")


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": (20, 10), "b": (5, 5)}, "ab+"),
        ({"a": (20, 10), "b": (5, 4)}, "+"),  # one small: the total would give it away
        ({"a": (20, 10), "b": (6, 5), "c": (5, 4)}, "a+"),  # and so goes the smallest beside it
        ({"a": (20, 10), "b": (3, 3), "c": (3, 3)}, "a+"),  # two small ones that are twelve together
        ({"a": (20, 10), "b": (2, 2), "c": (2, 2)}, "+"),  # eight together are a small group as well
        ({"a": (20, 10), "b": (6, 0), "c": (6, 0)}, "+"),  # all of both said yes: the rest of a total would tell
        ({"a": (5, 4)}, ""),
        ({"a": (20, 10), "b": (0, 0)}, "ab+"),  # nobody replied, and that is no secret
    ],
)
def test_what_is_withheld_beside_a_small_group(counts, shown):
    assert one_way(**counts) == shown


def test_a_threshold_of_five_shows_more():
    cells = {("a",): (20, 10), ("b",): (3, 2)}
    family = (frozenset(cells), [frozenset([cell]) for cell in cells])
    assert len(may_be_shown(cells, [family], 5)) == 3
    assert len(may_be_shown(cells, [family], 6)) == 1


def test_the_threshold_is_a_setting_and_never_under_five():
    assert [smallest_base({"SMALLEST_BASE": given}) for given in ("", "5", "25")] == [10, 5, 25]
    for given in ("4", "0", "-10", "ten", "1001", "5.5"):
        with pytest.raises(ImproperlyConfigured, match="SMALLEST_BASE is a whole number from 5"):
            smallest_base({"SMALLEST_BASE": given})
