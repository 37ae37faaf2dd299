"""The site as processes: the same commands wherever they are named, units and containers that can be read."""

import json
import os
import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser

import pytest

from tests.workers import ROOT

UNITS = ROOT / "deploy/systemd"
NAMES = ("web", "worker", "scheduler", "migrate")
COMPOSE = {
    "SITE_URL": "https://plans.example", "ALLOWED_HOSTS": "plans.example", "SECRET_KEY": "k", "POSTGRES_PASSWORD": "p",
    "REDIS_PASSWORD": "r", "EMAIL_HOST": "smtp.example", "DEFAULT_FROM_EMAIL": "a@plans.example",
}  # fmt: skip


def procfile() -> dict[str, list[str]]:
    """{name: words of its command}."""
    lines = [line.partition(": ") for line in (ROOT / "Procfile").read_text().splitlines()]
    return {name: shlex.split(command) for name, _, command in lines}


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNITS / f"commsplan-{name}.service")
    return parser


def compose_command(name: str) -> list[str]:
    service = (ROOT / "docker-compose.yml").read_text().partition(f"\n  {name}:\n")[2]
    return json.loads(re.findall(r"^    command: (\[.*\])$", service, re.MULTILINE)[0])


@pytest.mark.parametrize("name", NAMES)
def test_units_and_containers_run_the_commands_of_the_procfile(name):
    command = procfile()[name]
    assert compose_command(name) == command
    program, *words = shlex.split(unit(name)["Service"]["ExecStart"])
    assert [program.removeprefix("/srv/commsplan/.venv/bin/"), *words] == command


def test_the_image_runs_the_web_command():
    (found,) = re.findall(r'^CMD (\["gunicorn".*\])$', (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert json.loads(found) == procfile()["web"]


def test_the_image_has_what_backups_are_made_with():
    assert "postgresql-client" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_unit_may_write_to_its_data_and_nowhere_else(name):
    service = unit(name)["Service"]
    held = {
        "User",
        "NoNewPrivileges",
        "ProtectSystem",
        "ReadWritePaths",
        "PrivateTmp",
        "CapabilityBoundingSet",
        "EnvironmentFile",
    }
    assert {key: service[key] for key in held} == {
        "User": "commsplan", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ReadWritePaths": "/var/lib/commsplan",
        "PrivateTmp": "yes", "CapabilityBoundingSet": "", "EnvironmentFile": "/etc/commsplan/environment",
    }  # fmt: skip
    assert service.get("Restart") == (None if name == "migrate" else "always")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze (Debian: apt-get install systemd)")
def test_systemd_reads_every_unit():
    units = sorted(map(str, UNITS.iterdir()))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    # The programs are not installed here, nor the servers.
    faults = [line for line in done.stderr.splitlines() if "commsplan" in line and "is not executable" not in line]
    assert faults == []


@pytest.mark.compose
def test_compose_reads_its_file_and_stops_without_a_secret():
    command = ["docker-compose", "config", "--quiet"]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    read = subprocess.run(command, cwd=ROOT, env=environment | COMPOSE, capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")
    for name in COMPOSE:
        less = {key: value for key, value in COMPOSE.items() if key != name}
        refused = subprocess.run(command, cwd=ROOT, env=environment | less, capture_output=True, text=True, check=False)
        assert refused.returncode != 0
        assert f"set {name}" in refused.stderr
