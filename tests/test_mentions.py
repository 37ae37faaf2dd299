"""Appendices and where a text mentions them."""

import pytest

from reports.front.mentions import first_mentions, in_order, mentioned, pieces, renumbered, roman

SEED = [
    ("3.1", "The scoping report is at Appendix i and the sessions at Appendix ii. Arrangements are at Appendix iii."),
    (
        "3.2",
        "A diagram is at APPENDIX IV; the survey at Appendix v; the plan (Appendix vi) and a glossary, Appendix vii.",
    ),
]


def test_the_appendices_of_the_paper_are_mentioned_in_order():
    assert first_mentions(SEED) == {1: "3.1", 2: "3.1", 3: "3.1", 4: "3.2", 5: "3.2", 6: "3.2", 7: "3.2"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Appendices iii and iv", [3, 4]), ("appendices i, ii and v", [1, 2, 5]), ("Appendices i to iv", [1, 2, 3, 4]),
        ("Appendices ii–iv, and Appendix i", [2, 3, 4, 1]), ("Appendix A", []), ("the appendix is long", []),
        ("Appendix in hand", []), ("Appendix 4", []), ("Appendix  xl", [40]), ("Appendix ix, I think", [9]),
        ("Appendices i, ii, and iii", [1, 2, 3]), ("", []),
    ],
)  # fmt: skip
def test_mentions_are_found_as_people_write_them(text, found):
    assert mentioned(text) == found


def test_roman_numbers():
    assert [roman(number) for number in (1, 4, 9, 14, 40, 99)] == ["i", "iv", "ix", "xiv", "xl", "xcix"]
    with pytest.raises(ValueError, match="99 appendices at most"):
        roman(100)


def test_they_are_put_in_the_order_of_their_mention():
    text = "See Appendix iii, then Appendices i and ii; Appendix iii again, and Appendix ix."
    order = in_order(mentioned(text), 4)
    assert order == [3, 1, 2, 4]
    new = {old: at for at, old in enumerate(order, 1)}
    assert renumbered(text, new) == "See Appendix i, then Appendices ii and iii; Appendix i again, and Appendix ix."
    assert renumbered(renumbered(text, new), {at: old for old, at in new.items()}) == text


def test_a_text_is_cut_where_it_is_set_in_bold():
    assert pieces("at Appendix i.") == [("at ", False), ("Appendix i", True), (".", False)]
    assert pieces("") == [("", False)]
    assert "".join(words for words, _ in pieces(SEED[1][1])) == SEED[1][1]
