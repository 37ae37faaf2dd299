"""What is new is read from the list of changes, which goes along into the container."""

import re
from fnmatch import fnmatch
from html import unescape

import pytest

from people.changelog import Part, read_changes
from tests.workers import ROOT

TEXT = """# What changed

Before the first.

## 2 May 2026: version 0.2

- One
  and more
- Two <b>bold</b>

### Papers

- Three

## 1 May 2026

- Four
"""


def test_sections_parts_and_changes_are_read_in_order():
    newer, older = read_changes(TEXT)
    assert (newer.title, older.title) == ("2 May 2026: version 0.2", "1 May 2026")
    assert newer.filled == [Part("", ["One and more", "Two <b>bold</b>"]), Part("Papers", ["Three"])]
    assert older.filled == [Part("", ["Four"])]


@pytest.mark.parametrize("text", ["", "# What changed\n", "- no section\n"])
def test_without_a_section_nothing_is_new(text):
    assert read_changes(text) == []


def test_every_section_of_ours_has_its_day_and_no_marks_are_left_to_be_read():
    sections = read_changes((ROOT / "CHANGELOG.md").read_text())
    assert [one.title for one in sections if not re.match(r"\d{1,2} \w+ 20\d\d\b", one.title)] == []
    changes = [change for one in sections for part in one.filled for change in part.changes]
    assert len(changes) > 30
    assert [change for change in changes if re.search(r"[`*\[\]_]|https?:", change)] == []


@pytest.mark.django_db
def test_anybody_reads_every_change_and_the_footer_leads_there(client):
    page = client.get("/whats-new/").content.decode()
    said = unescape(page)
    sections = read_changes((ROOT / "CHANGELOG.md").read_text())
    wanted = [change for one in sections for part in one.filled for change in part.changes]
    assert [change for change in wanted if change not in said] == []
    assert '<a href="/whats-new/">' in client.get("/sign-in/").content.decode()


@pytest.mark.django_db
def test_what_is_written_there_is_text(client, settings, tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(TEXT)
    settings.BASE_DIR = tmp_path
    page = client.get("/whats-new/").content.decode()
    assert "Two &lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold</b>" not in page


@pytest.mark.parametrize("name", ["CHANGELOG.md", "locale/cy/LC_MESSAGES/django.mo", "pyproject.toml"])
def test_what_the_site_reads_beside_its_code_goes_into_the_container(name):
    left_out = [line for line in (ROOT / ".dockerignore").read_text().split("\n") if line and not line.startswith("#")]
    assert [rule for rule in left_out if fnmatch(name, rule) or name.startswith(f"{rule}/")] == []
    assert "COPY . ." in (ROOT / "Dockerfile").read_text()


def test_that_test_sees_what_is_left_out():
    assert "docs" in (ROOT / ".dockerignore").read_text().split("\n")
