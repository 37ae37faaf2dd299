"""Papers as Word documents: whole, numbered live, and in the same words and order as the page."""

import io
import json
import posixpath
import zipfile
from copy import deepcopy
from datetime import date

import pytest
import time_machine
from docx import Document
from lxml import etree, html

from commsplan.demo.cover import build_cover_report
from plans.models import Plan
from reports.making import paper_data
from reports.paper_html import paper_html, paper_word
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN
from reports.snapshots import frozen_body
from tests.demo import TODAY, seed
from tests.paper_data import empty, maidstone, mkip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def check_whole(content):
    """Every part is well-formed and of a known type, every relationship leads somewhere, and nothing is fetched."""
    found = parts(content)
    kinds = etree.fromstring(found["[Content_Types].xml"])
    named = {kind.get("PartName") for kind in kinds} | {kind.get("Extension") for kind in kinds}
    for name, body in found.items():
        assert f"/{name}" in named or name.rsplit(".", 1)[-1] in named, name
        if name.endswith((".xml", ".rels")):
            etree.fromstring(body)
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in etree.fromstring(body).iter(RELATIONS):
                assert relation.get("TargetMode") != "External"
                target = posixpath.normpath(posixpath.join(folder, relation.get("Target").lstrip("/")))
                assert target in found, target
    return found


def words_of_word(content):
    """The words of a document in order, with the numbers that its list gives them."""
    document = Document(io.BytesIO(content))
    said, numbers = [], [0, 0, 0]
    levels = {"Heading 2": 0, "Numbered paragraph": 1, "Lettered paragraph": 2}
    numbered = {s.name for s in document.styles if s.element.find(f"{W}pPr/{W}numPr") is not None}
    for element in document.element.body:
        for paragraph in element.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            name = next(
                (s.name for s in document.styles if style is not None and s.style_id == style.get(f"{W}val")), ""
            )
            level = levels.get(name) if name in numbered else None
            if level is not None:
                numbers[level:] = [numbers[level] + 1] + [0] * (2 - level)
                said.append(
                    {0: f"{numbers[0]}", 1: f"{numbers[0]}.{numbers[1]}", 2: f"({chr(96 + numbers[2])})"}[level]
                )
            said.append("".join(t.text or "" if t.tag == f"{W}t" else " " for t in paragraph.iter(f"{W}t", f"{W}tab")))
    return " ".join(" ".join(said).replace("\u200b", "").split())


def words_of_page(text):
    tree = html.fromstring(text)
    for figure in tree.xpath("//figure"):
        figure.drop_tree()
    for element in tree.iter("p", "h1", "h2", "h3", "h4", "li", "th", "td", "caption", "br"):
        element.tail = f" {element.tail or ''}"
    return " ".join(tree.find(".//main").text_content().replace("\u200b", "").split())


def without_charts(data):
    """A chart is drawn on the page, and told in words in the document."""
    data = deepcopy(data)
    for measure in data["measures"]:
        measure["interval"] = None
    return data


@pytest.mark.parametrize("snapshot", [maidstone, mkip, empty])
def test_a_progress_paper_says_the_same_in_word(snapshot):
    data = without_charts(snapshot())
    content = paper_word(data)
    check_whole(content)
    assert words_of_word(content) == words_of_page(paper_html(data))
    assert paper_word(data) == content


def test_its_headings_numbers_and_tables_are_real():
    content = paper_word(mkip())
    document = Document(io.BytesIO(content))
    styles = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert styles[0] == "Heading 1" and styles.count("Heading 1") == 1
    levels = [int(name[-1]) for name in styles]
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))
    for name in ("Heading 2", "Numbered paragraph"):
        numbering = document.styles[name].element.find(f"{W}pPr/{W}numPr/{W}numId")
        assert numbering.get(f"{W}val") == "90"
    assert not any(p.text[:1].isdigit() for p in document.paragraphs if p.style.name == "Numbered paragraph")
    for table in document.tables:
        first = table.rows[0]._tr
        heads = first.find(f"{W}trPr/{W}tblHeader") is not None
        assert heads or len(table.columns) == 2
        assert table._tbl.tblPr.find(f"{W}tblCaption").get(f"{W}val")
    assert document.core_properties.language == "en-GB" and document.core_properties.title
    assert b"updateFields" not in content  # which would have Word ask whether to


def test_whatever_is_typed_stays_text():
    hostile = "=cmd|' /C calc'!A0 <w:p/> ]]> & \"quoted\" {DDEAUTO c:\\\\x} \ufffe\x00 Ŵ ŷ £ – ’ " + "x" * 100_000
    data = mkip()
    data["plan"]["title"] = data["report"]["title"] = hostile[:150]
    action = next(one for group in data["priorities"] for one in group["actions"] if one["update"])
    action["title"] = action["update"]["done"] = hostile
    content = paper_word(data)
    found = check_whole(content)
    said = words_of_word(content)
    for words in ("=cmd|' /C calc'!A0 <w:p/> ]]> & \"quoted\" {DDEAUTO", "Ŵ ŷ £ – ’", "x" * 100_000):
        assert words in said
    assert b"instrText" not in found["word/document.xml"]


@pytest.fixture
def people(db):
    with time_machine.travel("2016-03-22 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


def test_the_committee_report_says_the_same_in_word(people):
    plan = Plan.objects.get(slug="mkip-2015-16")
    data = paper_data(build_cover_report(people, plan, today=TODAY, as_written=False))
    content = paper_word(data)
    check_whole(content)
    assert words_of_word(content) == words_of_page(paper_html(data))
    assert "8 Other Implications 8.1 Each implication" in words_of_word(content)


@pytest.mark.parametrize("shape", [ACTION_TABLE, BUSINESS_PLAN])
def test_a_plan_says_the_same_in_word(people, shape):

    plan = Plan.objects.get(slug="mkip-2015-16")
    data = json.loads(frozen_body(plan, as_at=date(2016, 3, 22))) | {"report": {"kind": shape, "report_of": "Head"}}
    content = paper_word(data)
    check_whole(content)
    assert words_of_word(content) == words_of_page(paper_html(data))
