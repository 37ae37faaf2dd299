"""The printed paper: real renders, checked as PDF/UA-1 and by structure, and what hostile text cannot do."""

import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html
from page import ValidationProfile, validate_pdf

from reports.paper_html import paper_html
from reports.rendering import render_pdf
from reports.table_cuts import pack
from tests.paper_data import action, empty, maidstone, measure, mkip, priority, tally

HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


def many_actions() -> dict[str, Any]:
    """300 actions under three priorities, and 60 measures."""
    groups = [
        priority(str(at), f"Priority {at}", "green", [action(f"Action {at}.{of}", "green") for of in range(100)])
        for at in range(3)
    ]
    measures = [measure(f"Residents of ward {at} understand what the Council does") for at in range(60)]
    return maidstone() | {"priorities": groups, "action_tally": tally(*["green"] * 300), "measures": measures}


def many_rows() -> dict[str, Any]:
    measures = [
        measure(f"Measure {at} of six hundred: the residents of the ward understand", survey="") for at in range(600)
    ]
    return empty() | {"measures": measures}


def hostile_words() -> list[str]:
    return [
        "<script>alert(1)</script>",
        "<link rel=attachment href=file:///etc/passwd>",
        "{{ settings.SECRET_KEY }} {% debug %}",
        "Ŵŵ Ŷŷ Cyngor Tŷ’r Dŵr",
        "controls \x01\x08\x1b\x7f end",
        "signs → ✓ ≥ ☐ ★",
        "emoji 🎉 and 👍🏽",
        "Arabic مرحبا بكم",
        "Polish zażółć, Greek Καλημέρα, Russian Привет, Vietnamese Tiếng Việt, Yoruba ẹ ọ ṣ",
        "x" * 20_000,
    ]


def hostile() -> dict[str, Any]:
    one = action("<b>Title</b> → 🎉 مرحبا", "green")
    one["update"] = one["update"] | {"done": "\n".join(hostile_words()), "by": "<img src=x>"}
    data = maidstone() | {
        "priorities": [priority("1", "<i>Priority</i>", "green", [one])],
        "measures": [measure('">&<svg/onload=1> 🎉')],
    }
    data["plan"] = data["plan"] | {"authority": 'Cyngor Ŵ 🎉 "quoted" & Co'}
    return data


CASES = {
    "maidstone": maidstone,
    "mkip": mkip,
    "empty": empty,
    "300 actions": many_actions,
    "600 rows": many_rows,
    "hostile": hostile,
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each case rendered once, under the limits of production."""
    folder = tmp_path_factory.mktemp("papers")
    for name, data in CASES.items():
        (folder / f"{name}.pdf").write_bytes(render_pdf(paper_html(data())))
    return {name: folder / f"{name}.pdf" for name in CASES}


def text_of(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True).stdout


def flowing(path: Path) -> str:
    return " ".join(text_of(path).replace("\u200b", "").split())


def below(element: Any) -> Iterator[Any]:
    """Every structure element from this one down, in reading order."""
    if isinstance(element, pikepdf.Dictionary):
        yield element
        inside = element.get("/K", [])
        for child in inside if isinstance(inside, pikepdf.Array) else [inside]:
            yield from below(child)


def faults(pdf: pikepdf.Pdf) -> list[str]:
    """What a structural reading finds wrong, beside the validator."""
    root, found = pdf.Root, []
    elements = [one for one in below(root.StructTreeRoot) if "/S" in one]
    tags = [str(one.S) for one in elements]
    levels = [int(tag[2]) for tag in tags if tag in HEADINGS]
    tables = [list(below(one)) for one in elements if one.S == "/Table"]
    checks = {
        "marked": bool(root.MarkInfo.Marked),
        "language": str(root.Lang) == "en-GB",
        "title shown": bool(root.ViewerPreferences.DisplayDocTitle),
        "one first heading": levels.count(1) == 1 and levels[0] == 1,
        "headings in order": all(after <= before + 1 for before, after in pairwise(levels)),
        "a header and a caption in every table": all(
            any(one.get("/S") == tag for one in table) for table in tables for tag in ("/TH", "/Caption")
        ),
        "figures described": all(str(one.get("/Alt", "")) for one in elements if one.S == "/Figure"),
        "bookmarks": len(root.Outlines.First.keys()) > 0,
        "nothing attached": "/EmbeddedFiles" not in root.get("/Names", {}) and "/AF" not in root,
        "nothing run": not {"/OpenAction", "/AA", "/AcroForm"} & set(root.keys()),
        "links stay inside": all(
            "/Dest" in note or note.get("/A", {}).get("/S") == "/GoTo"
            for page in pdf.pages
            for note in page.get("/Annots", [])
        ),
    }
    found += [name for name, passed in checks.items() if not passed]
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            if "Paper" not in str(font.BaseFont) or not any(key in descriptor for key in ("/FontFile2", "/FontFile3")):
                found.append(f"font {font.BaseFont}")
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_paper_is_clean_pdf_ua_1(papers: dict[str, Path], name: str) -> None:
    result = validate_pdf(str(papers[name]), profile=ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in result.failures] == []
    assert result.is_compliant


@pytest.mark.parametrize("name", CASES)
def test_the_structure_is_sound(papers: dict[str, Path], name: str) -> None:
    with pikepdf.open(papers[name]) as pdf:
        assert faults(pdf) == []


@pytest.mark.parametrize("name", CASES)
def test_the_html_is_sound(name: str) -> None:
    tree = html.document_fromstring(paper_html(CASES[name]()))
    for table in tree.iter("table"):
        assert table.xpath("count(./caption)") == 1
        widths = {len(row) for row in table.iter("tr")}
        assert widths == {len(table.xpath("./colgroup/col"))}
        assert table.xpath(".//th[not(@scope)]") == []
        assert [cell for cell in table.xpath(".//td|.//th") if not cell.text_content().strip()] == []
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert tree.xpath("//*[@style]|//script|//*[@onload]") == []
    assert [link.get("href") for link in tree.iter("link")] == ["/static/paper/paper.css"]


def test_the_same_snapshot_gives_the_same_bytes(papers: dict[str, Path]) -> None:
    assert render_pdf(paper_html(mkip())) == papers["mkip"].read_bytes()
    assert render_pdf(paper_html(hostile())) == papers["hostile"].read_bytes()


def test_nothing_of_the_moment_is_in_the_file(papers: dict[str, Path]) -> None:
    with pikepdf.open(papers["maidstone"]) as pdf:
        assert {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys()) == set()
        assert b"xmp:CreateDate" not in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize("name", ["maidstone", "mkip", "300 actions", "600 rows"])
def test_every_title_is_in_the_text(papers: dict[str, Path], name: str) -> None:
    data, text = CASES[name](), flowing(papers[name])
    actions = [one for group in data["priorities"] for one in group["actions"]] + data["actions"]
    titles = [one["title"] for parent in actions for one in (parent, *parent["actions"])]
    titles += [group["title"] for group in data["priorities"]] + [data["report"]["title"]]
    assert [title for title in titles if title not in text] == []


def test_every_row_of_a_long_table_is_there_once_under_a_caption_on_every_page(papers: dict[str, Path]) -> None:
    text = flowing(papers["600 rows"])
    assert [text.count(f"Measure {at} of") for at in range(600)] == [1] * 600
    pages = text_of(papers["600 rows"]).split("\f")
    held = [page for page in pages if "150 asked" in page]
    assert [page.count("Table 2: Measures") for page in held] == [1] * len(held)
    assert ["(continued)" in page for page in held] == [False] + [True] * (len(held) - 1)
    assert [page for page in held if page.count("150 asked") < 2] == []


def test_a_table_cut_by_estimate_fills_its_pages(papers: dict[str, Path]) -> None:
    pages = text_of(papers["600 rows"]).split("\f")
    held = [count for page in pages if (count := page.count("150 asked"))]
    assert sum(held) == 600
    assert min(held[1:-1]) >= 0.8 * max(held)


def test_no_page_ends_with_a_heading_or_holds_nothing_else(papers: dict[str, Path]) -> None:
    titles = {one["title"] for group in many_actions()["priorities"] for one in group["actions"]}
    for page in text_of(papers["300 actions"]).split("\f")[1:-1]:
        lines = [line for line in page.splitlines() if line.strip()]
        assert len(lines) > 6
        assert [line for line in lines[-4:] if line in titles or line.startswith(("Owner:", "Tally:"))] == []


def test_the_running_head_is_on_every_page_but_the_first(papers: dict[str, Path]) -> None:
    pages = text_of(papers["maidstone"]).split("\f")[:-1]
    short = "Corporate Improvement Plan 2013/14: progress report"
    assert [short in page for page in pages] == [False] + [True] * (len(pages) - 1)
    assert [f"Page {at} of {len(pages)}" in page for at, page in enumerate(pages, start=1)] == [True] * len(pages)


def test_the_contents_point_at_the_pages_of_their_sections(papers: dict[str, Path]) -> None:
    pages = text_of(papers["maidstone"], "-layout").split("\f")
    listed = [line.split() for line in pages[0].splitlines() if line[:1].isdigit()]
    assert [words[0] for words in listed] == [str(number) for number in range(1, 11)]
    for number, *title, page in listed:
        assert f"{number} {' '.join(title)}" in " ".join(pages[int(page) - 1].split())


def test_hostile_text_is_text(papers: dict[str, Path]) -> None:
    text = flowing(papers["hostile"])
    shown = [*hostile_words()[:4], "controls end", "<b>Title</b>", "Updated 31 March 2014 by <img src=x>", "root:x:"]
    assert [words in text for words in shown] == [True] * 7 + [False]
    assert text.replace(" ", "").count("x" * 20_000) == 0  # broken by the page furniture
    assert text.count("x") > 20_000


def test_what_our_fonts_lack_is_put_into_words(papers: dict[str, Path]) -> None:
    text = flowing(papers["hostile"])
    for words in (
        "signs → ✓ ≥ [ballot box] ★",
        "emoji [party popper] and [thumbs up sign]",
        "Arabic [text in Arabic]",
        "Polish zażółć, Greek Καλημέρα, Russian Привет, Vietnamese Tiếng Việt, Yoruba ẹ ọ ṣ",
        "Words in square brackets stand for characters",
    ):
        assert words in text
    assert "Words in square brackets" not in flowing(papers["mkip"])


def test_the_web_page_keeps_what_was_written() -> None:
    page = paper_html(hostile())
    assert [words in page for words in ("🎉", "مرحبا بكم", "☐")] == [True] * 3


@pytest.mark.parametrize(
    ("heights", "first", "capacity", "parts"),
    [
        ([1] * 10, 4, 4, [4, 4, 2]),
        ([1] * 9, 4, 4, [4, 3, 2]),
        ([1] * 3, 3, 4, [3]),
        ([1, 9, 1], 1, 4, [1, 1, 1]),
        ([1] * 7, 3, 3, [3, 2, 2]),
    ],
)
def test_rows_are_packed_and_none_is_left_alone(
    heights: list[float], first: int, capacity: float, parts: list[int]
) -> None:
    assert pack(heights, first, capacity) == parts


@pytest.mark.parametrize(
    ("rows", "first", "heads", "parts"),
    [
        (9, 4, {3}, [3, 4, 2]),
        (9, 4, {0, 2, 4}, [4, 3, 2]),
        (9, 4, {2, 6}, [4, 2, 3]),
        (6, 1, {0}, [1, 3, 2]),
    ],
)
def test_a_row_that_heads_others_ends_no_page(rows: int, first: int, heads: set[int], parts: list[int]) -> None:
    found = pack([1] * rows, first, 4, heads)
    assert sum(found) == rows and found == parts


def sheet(*pieces: str) -> str:
    body = "<body data-authority='A' data-paper='P' data-meeting='M'><main><h1>P</h1>"
    link = "<link rel='stylesheet' href='/static/paper/paper.css'>"
    return f"<!doctype html><html lang='en-GB'><head><title>P</title>{link}</head>{body}{''.join(pieces)}</main></body></html>"


def table(name: str, rows: int, words: str = "words", css: str = "") -> str:
    """A table under a heading, whose rows are named after it."""
    lines = "".join(f"<tr><th scope='row'>{name}{at}.</th><td>{words}</td></tr>" for at in range(rows))
    head = "<thead><tr><th scope='col'>No.</th><th scope='col'>What</th></tr></thead>"
    return (
        f"<h2>Heading {name}</h2><table class='{css}'><caption>Table {name}</caption>"
        f"<colgroup><col><col></colgroup>{head}<tbody>{lines}</tbody></table>"
    )


def test_tables_that_move_while_others_are_cut_keep_every_row_once(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    tall = "Several lines of words that stand in a cell. " * 8
    path.write_bytes(render_pdf(sheet(*(table(name, 9 + at * 4, tall) for at, name in enumerate("ABCDEF")))))
    text = flowing(path)
    wanted = [f"{name}{at}." for place, name in enumerate("ABCDEF") for at in range(9 + place * 4)]
    assert [text.count(f"{one} Several") for one in wanted] == [1] * len(wanted)


def test_no_heading_is_left_behind_by_a_table(tmp_path: Path) -> None:
    """One to be kept whole that fills a page alone; and one whose first row finds no room, under two headings."""
    words = "Several lines of words that stand in a cell. "
    for one in (table("A", 8, words * 6, "fit"), table("A", 8, words * 24)):
        path = tmp_path / "paper.pdf"
        head = one.index("<table")
        nested = f"<section>{one[:head]}<section><h3>Below</h3><p class='lead-in'>Of this</p>{one[head:]}</section></section>"
        path.write_bytes(render_pdf(sheet("<p>Before</p>" * 22, nested, table("B", 3, "words", "fit"))))
        (page,) = (page for page in text_of(path).split("\f") if "Heading A" in page)
        assert all(words in page for words in ("Below", "Of this", "A0."))
