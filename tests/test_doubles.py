"""Names written twice are found, and names that are plainly two are left alone."""

import random
import string
import time
from types import SimpleNamespace

import pytest

from people.doubles import INITIALS, ORDER, SAME, SLIP, by_known_name, how_alike, pairs_alike

pytestmark = pytest.mark.parametrize("turned", [False, True])


def drawn(count):
    """So many names of two words, as a large council has them."""
    draw = random.Random(1)  # noqa: S311  nothing is secret about it
    firsts, lasts = (["".join(draw.choices(string.ascii_lowercase, k=7)).title() for _ in range(n)] for n in (60, 400))
    return {2000 + number: f"{draw.choice(firsts)} {draw.choice(lasts)}" for number in range(count)}


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Jane Clarke", "jane  CLARKE", SAME),
        ("Jane Clarke", "Mrs. Jane Clarke", SAME),
        ("Siân O'Neill", "Sian O’Neill", SAME),
        ("Anne-Marie Smith", "Anne Marie Smith", SAME),
        ("Communications Team", "Communications-team", SAME),
        ("Jane Clarke", "Clarke, Jane", ORDER),
        ("Jane Clarke", "Clarke Jane", ORDER),
        ("Jane Clarke", "J. Clarke", INITIALS),
        ("Jane Clarke", "J Clarke", INITIALS),
        ("Jane Clarke", "Clarke, J.", INITIALS),
        ("Jane Clarke", "Clarke J", INITIALS),
        ("Jane A. Clarke", "Jane Clarke", INITIALS),
        ("Jane Clarke", "Jane Clark", SLIP),
        ("Jane Clarke", "Jane Clrake", SLIP),
        ("Jane Clarke", "Jane Clarkke", SLIP),
        ("Communications Team", "Communications Teams", SLIP),
        ("Jane Clarke", "Paul Taylor", ""),
        ("Jane Clarke", "John Clarke", ""),
        ("J. Clarke", "P. Clarke", ""),
        ("Jane Clarke", "Clarke", ""),
        ("Paul Taylor", "Saul Taylor", ""),
        ("Head of HR", "Head of IT", ""),
        ("Team 1 Lead", "Team 2 Lead", ""),
        ("Ward 2015", "Ward 2016", ""),
        ("Head of Policy", "Head of Policy and Communications", ""),
        ("Director of Change", "Director of Finance", ""),
        ("", "Jane Clarke", ""),
        ("?", "–", ""),
    ],
)
def test_how_two_names_are_alike(one, other, why, turned):
    assert how_alike(*((other, one) if turned else (one, other))) == why


def test_pairs_are_found_among_many_in_no_time_and_words_lead_to_their_officer(turned):
    names = (
        {number: f"Officer {number:04}" for number in range(1500)}
        | drawn(1500)
        | {5000: "Jane Clarke", 5001: "Clarke, J."}
    )
    if turned:
        names = dict(reversed(names.items()))
    assert pairs_alike({5000: "Jane Clarke", 5001: "Clarke, J.", 5002: "Paul Taylor"}) == [(5000, 5001, INITIALS)]
    began = time.perf_counter()
    assert (5000, 5001, INITIALS) in pairs_alike(names)
    assert time.perf_counter() - began < 5
    jane = SimpleNamespace(pk=1, name="Jane Clarke", post="Head of News", also_known_as=["J. Clarke", "Paul Taylor"])
    paul = SimpleNamespace(pk=2, name="Paul Taylor", post="", also_known_as=[])
    known = {"jane clarke": 1, "head of news": 1, "j. clarke": 1, "paul taylor": 2}
    assert by_known_name([paul, jane] if turned else [jane, paul]) == known
