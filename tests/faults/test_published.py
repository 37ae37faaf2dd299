"""W9: a paper that went out stays what it was."""

import hashlib

import pytest
import time_machine
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse

from people.models import Organisation, User
from tests.committee import TODAY, address, answer, cover_report, issued, sign_all
from tests.demo import once, said, seed
from tests.faults.figures import figure, sized
from tests.test_frozen import change_everything
from tests.workers import ROOT

DOWNLOADS = sized(10, 100)


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


def digest(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return hashlib.sha256(body).hexdigest()


def other_templates(folder):
    """Every template of the site as a later version might have it."""
    for path in ROOT.glob("templates/**/*"):
        if path.is_file():
            there = folder / path.relative_to(ROOT / "templates")
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text(path.read_text().replace("<p", '<p data-later="yes"'))
    return folder


def test_what_went_out_is_the_same_however_often_it_is_read_and_whatever_has_changed(
    people, client, settings, tmp_path
):
    clerk = people.users["democratic.services"]
    report = cover_report(people)
    answer(report, clerk, key_decision="no")
    sign_all(report, clerk)
    issue = issued(report, clerk)
    client.force_login(clerk)
    client.post(address("publish", issue), once())
    found = [address("published-html", issue.publication), address("published-pdf", issue.publication)]
    first = [digest(client.get(page)) for page in found]
    change_everything()
    Organisation.objects.update(name=Concat(Value("New "), F("name")))
    User.objects.update(name="Renamed")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [other_templates(tmp_path)]}]
    client.logout()
    later = [[digest(client.get(page)) for page in found] for _ in range(DOWNLOADS)]
    same = sum(one == first for one in later)
    figure("W9", required=f"{DOWNLOADS} of {DOWNLOADS} downloads with the same SHA-256", found=f"{same} of {DOWNLOADS}")
    assert same == DOWNLOADS
    assert first == [issue.html_sha256, issue.pdf_sha256]
    assert "data-later" in said(client.get(reverse("reports:published")))
