"""W12: a share at the edge of its target is judged by what it is, and printed so that nobody wonders."""

from fractions import Fraction

import pytest
from django.urls import reverse

from surveys.models import Measure
from surveys.statistics import weigh
from tests.demo import said
from tests.faults.figures import figure
from tests.test_surveys import hold, only
from tests.test_surveys import people as people  # noqa: PLC0414  the fixture
from tests.test_surveys import plan as plan  # noqa: PLC0414


@pytest.mark.parametrize(
    ("yes", "replies", "target", "word", "shown"),
    [
        (131, 200, "66", "not reached", "65.5%"),
        (697, 1000, "70", "not reached", "69.7%"),
        (66, 100, "66", "reached", "66.0%"),
        (6599, 10000, "66", "not reached", "65.99%"),  # to one decimal it would be 66.0
    ],
)
def test_a_share_at_the_edge_of_its_target(people, plan, client, yes, replies, target, word, shown):
    Measure.objects.update(target=target)
    hold(plan, people, {"maidstone": (yes, replies - yes, 0)})
    found = only(plan).evidence
    client.force_login(people.users["plan.manager"])
    page = said(client.get(reverse("reports:dashboard", kwargs={"slug": "plan"})))
    figure(
        f"W12 {yes}/{replies} against {target}",
        required=f"{word}, printed as {shown}",
        found=f"{found.plain}, so printed: {shown in page}",
    )
    assert found.plain == weigh(yes, replies, None, Fraction(target) / 100).plain == word
    assert shown in page and (word == "reached" or f"{target}.0%" not in page)
