"""Which fonts a text needs, and words for what they lack."""

import pytest
from lxml import html

from reports.glyphs import covered, fit_to_fonts, name_of
from reports.paper_html import paper_html
from tests.paper_data import mkip


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("你好世界", "[text in Chinese or Japanese]"),
        ("नमस्ते", "[text in Devanagari]"),
        ("🎉🎉🚀", "[party popper] [rocket]"),
        ("\ufe0f\u0301", ""),
        ("\ue000", "[a character without a name]"),
    ],
)
def test_names_of_runs(run: str, expected: str) -> None:
    assert name_of(run) == expected


def test_a_paper_in_plain_english_takes_the_base_font_only() -> None:
    tree = html.document_fromstring(paper_html(mkip()))
    assert fit_to_fonts(tree) == []
    assert fit_to_fonts(html.document_fromstring("<p>→ Ж</p>")) == ["noto-sans-wide", "inter-symbols"]
    assert set("ŵŷẁẃẅỳŴŶẀẂẄỲâêîôûäëïöü£€–—’“”…•") - covered("noto-sans") == set()
