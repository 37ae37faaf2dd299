"""manage.py sbom: everything that others made and that runs here, as CycloneDX 1.6, from the lock file and what is vendored."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
# Of other systems, and so not installed where this is made; as their packages say.
ELSEWHERE = {"async-timeout": "Apache-2.0", "brotlicffi": "MIT", "colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
SHORT = 60  # characters: more than this is a licence's whole text and not its name


class Command(BaseCommand):
    help = (
        "Print the list of all software in this installation (CycloneDX 1.6 JSON), with versions, hashes and licences."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, help="a file for it")

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(bill(), ensure_ascii=False, indent=1) + "\n"
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_text(text)
        except OSError as fault:
            raise CommandError(f"{options['output']} cannot be written: {fault.strerror}.") from fault


def bill() -> dict[str, Any]:
    """The same bytes for the same lock: no time, and a number that follows from the contents."""
    components = [*packages(), *vendored(), *fonts()]
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    site = {"type": "application", "name": "commsplan", "version": settings.VERSION, "bom-ref": "commsplan"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": site},
        "components": components,
        "dependencies": [{"ref": "commsplan", "dependsOn": [one["bom-ref"] for one in components]}],
    }


def packages() -> Iterator[dict[str, Any]]:
    for entry in re.split(r"\n(?=[a-z0-9])", (settings.BASE_DIR / "requirements.txt").read_text()):
        if found := LOCKED.match(entry):
            name, version = found.groups()
            hashes = sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry))
            yield component(name, version, f"pkg:pypi/{name}@{version}", licence_of(name), hashes)


def licence_of(name: str) -> str:
    try:
        said = cast(Message, metadata(name))
    except PackageNotFoundError:
        return ELSEWHERE.get(name, "")
    classes = [one.split(" :: ")[-1] for one in said.get_all("Classifier", []) if one.startswith("License ::")]
    named = said.get("License", "")
    named = "" if len(named) > SHORT or "\n" in named else named
    return said.get("License-Expression") or " OR ".join(classes) or named or ELSEWHERE.get(name, "")


def vendored() -> Iterator[dict[str, Any]]:
    """What stands in the browser's folder: the table there names version and licence."""
    text = (settings.BASE_DIR / "static/vendor/LICENSES.md").read_text()
    for stem, version, licence in dict.fromkeys(
        (name.partition(".")[0], version, licence)
        for name, version, licence in re.findall(
            r"^\| `([^`]+)` \| [^|]+ \| ([\d.]+) \| ([^ |]+) \|", text, re.MULTILINE
        )
    ):
        yield component(stem, version, f"pkg:npm/{stem}@{version}", licence, [])


def fonts() -> Iterator[dict[str, Any]]:
    text = (settings.BASE_DIR / "static/fonts/README.md").read_text()
    for name, version in dict.fromkeys(re.findall(r"`(fontpkg-[a-z-]+)` ([\d.]+) \|", text)):
        yield component(name, version, f"pkg:pypi/{name}@{version}", "OFL-1.1", [])


def component(name: str, version: str, purl: str, licence: str, hashes: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if hashes:
        found["hashes"] = [{"alg": "SHA-256", "content": one} for one in hashes]
    return found | {"licenses": [{"license": {"name": licence}}]}
