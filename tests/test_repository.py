"""The files around the code: locked packages, vendored files, containers and scripts keep what they promise."""

import os
import re

import pytest

from tests.workers import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Package and version of every line of a lock file."""
    return dict(PIN.findall((ROOT / name).read_text()))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "scripts/uv.txt"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
    locked = [entry for entry in entries if PIN.match(entry)]
    assert len(locked) == len(pins(name)) > 0
    assert [entry.split()[0] for entry in locked if "--hash=sha256:" not in entry] == []


def test_the_development_set_holds_every_package_of_the_site_in_the_same_version() -> None:
    development = pins("requirements-dev.txt")
    site = pins("requirements.txt")
    assert {name: development.get(name) for name in site} == site


@pytest.mark.parametrize("name", ["govuk-frontend.min.css", "govuk-frontend.min.js"])
def test_vendored_files_name_no_typeface_crest_or_file_of_govuk(name: str) -> None:
    text = (ROOT / "static/vendor" / name).read_text()
    assert re.findall(r"GDS Transport|crest|url\(|sourceMappingURL", text) == []


def test_the_design_system_is_the_version_that_the_licences_name() -> None:
    styles = (ROOT / "static/vendor/govuk-frontend.min.css").read_text()
    (version,) = re.findall(r'--govuk-frontend-version: "([^"]+)"', styles)
    assert f"| {version} | MIT |" in (ROOT / "static/vendor/LICENSES.md").read_text()


def test_compose_has_no_default_for_any_secret() -> None:
    used = re.findall(r"\$\{(\w+)(:[?-])?([^}]*)\}", (ROOT / "docker-compose.yml").read_text())
    secret = [(name, how, text) for name, how, text in used if re.search("KEY|PASSWORD", name)]
    # Mail goes by a server, which may want no password, or by Notify, and files are in a folder or in a store; every other
    # secret stops the start when not set.
    optional = {"EMAIL_HOST_PASSWORD", "NOTIFY_API_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    assert {name for name, how, _ in secret if how != ":?"} == optional
    assert {text for _, how, text in secret if how == ":-"} == {""}


@pytest.mark.parametrize("name", ["run", "test", ".ci/run", "scripts/vendor/vendor.sh"])
def test_scripts_can_be_run_and_ask_only_for_sh(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    assert (ROOT / name).read_text().startswith("#!/bin/sh\n")
