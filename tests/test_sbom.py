"""The list of software: all that is locked or vendored is in it, with version, hash and licence, and it is the same each time."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from tests.test_repository import pins
from tests.workers import ROOT


@pytest.fixture
def bill(capsys):
    call_command("sbom")
    return json.loads(capsys.readouterr().out)


def test_every_locked_package_is_in_it_with_its_version_and_hashes(bill):
    of_python = [one for one in bill["components"] if one["purl"].startswith("pkg:pypi/") and "hashes" in one]
    assert {one["name"]: one["version"] for one in of_python} == pins("requirements.txt")
    lock = (ROOT / "requirements.txt").read_text()
    listed = {one["content"] for component in of_python for one in component["hashes"]}
    assert listed == set(re.findall(r"sha256:([0-9a-f]{64})", lock))


def test_what_is_vendored_is_in_it(bill):
    purls = {one["purl"].partition("@")[0] for one in bill["components"]}
    assert {"pkg:npm/govuk-frontend", "pkg:pypi/fontpkg-noto-sans", "pkg:pypi/fontpkg-inter"} <= purls


def test_everything_names_its_licence(bill):
    lacking = [one["name"] for one in bill["components"] if not one["licenses"][0]["license"]["name"].strip()]
    assert lacking == []


def test_it_is_cyclonedx_without_doubles_and_the_same_each_time(bill, tmp_path):
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["name"]) == (
        "CycloneDX",
        "1.6",
        "commsplan",
    )
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(set(references)) == len(references)
    call_command("sbom", "--output", tmp_path / "sbom.json")
    assert json.loads((tmp_path / "sbom.json").read_text()) == bill


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("sbom", "--output", tmp_path / "nowhere/sbom.json")
