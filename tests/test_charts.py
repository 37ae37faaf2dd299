"""The picture of a measure over time: whatever the figures, everything stands within it and nothing withheld is drawn."""

from itertools import pairwise
from random import Random

import pytest

from surveys.charts import FOOT, TOP, scale, trend_chart
from surveys.trend import Point

pytestmark = pytest.mark.anywhere


def test_everything_drawn_stands_within_the_picture():
    lot = Random(3)  # noqa: S311  drawn again alike
    for _ in range(300):
        is_share = lot.random() < 0.5
        most = 100 if is_share else lot.choice([1, 50, 10**6, 10**12])
        points = [Point(f"Q{n}", lot.uniform(0, most), "x") for n in range(lot.randint(2, 30))]
        target = lot.choice([None, 0.0, lot.uniform(0, most)])
        chart = trend_chart(points, target, "words", is_share=is_share)
        assert chart is not None and len(chart.marks) == min(len(points), 12)
        assert all(TOP - 1 <= mark.y <= FOOT + 1 for mark in chart.marks)
        assert target is None or TOP - 1 <= (chart.target_y or 0) <= FOOT + 1
        assert 3 <= len(chart.grid) <= 8


@pytest.mark.parametrize("values", [[0, 0], [100, 100], [70, 70], [0.0001, 0.0002], [1e12, 1e12], [5, 5, 5]])
def test_figures_that_are_all_alike_have_a_scale_too(values):
    for is_share in (True, False):
        if not is_share or max(values) <= 100:
            steps = scale(values, is_share=is_share)
            assert steps[0] <= min(values) and steps[-1] >= max(values) and all(a < b for a, b in pairwise(steps))


def test_what_is_withheld_is_neither_drawn_nor_drawn_through():
    points = [
        Point("A", 60.0, "60%"),
        Point("B", None, "withheld"),
        Point("C", 70.0, "70%"),
        Point("D", 71.0, "71%", is_new_line=True),
    ]
    chart = trend_chart(points, 66.0, "words", is_share=True)
    assert [mark.figure for mark in chart.marks] == ["60", "70", "71"]
    assert chart.joins == ()  # neither over what is withheld, nor where the wording changed
    assert len(chart.breaks) == 1
    assert trend_chart(points[:2], 66.0, "words", is_share=True) is None
