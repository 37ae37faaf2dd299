"""What is attached to a committee report: the list, and a file for each that has one."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from people.models import User
from people.permissions import Verb, check
from reports.attachments import kind_of, without_metadata
from reports.front.mentions import MOST, in_order, mentioned, renumbered, roman
from reports.making import standing_data
from reports.models import Appendix, FrontSheet, Report
from reports.paper_html import paper_html
from reports.services.front import claim, record

NO_FILE: dict[str, Any] = {"kind": "", "file": "", "file_name": "", "sha256": "", "html": "", "alt": "", "exempt": ""}


@transaction.atomic
def set_appendices(*, report: Report, by: User, version: int, titles: list[str]) -> None:
    """The appendices in their order, each by its title. One that is called as before keeps its file; where as many are
    given as there were, so does one that is called otherwise.

    Raises:
        ValidationError: there are too many, or a file would be lost.
    """
    if len(titles) > MOST:
        raise ValidationError(f"A report has {MOST} appendices at most.")
    front = FrontSheet.objects.get(report=report)
    there = list(front.appendices.all())
    claim(report, by, version)
    before = "; ".join(one.title for one in there)
    kept = those_that_stay(there, titles)
    if lost := [one.title for one in there if one.file and one not in kept]:
        raise ValidationError(f"“{lost[0]}” has a file. Take the file out first, then the appendix.")
    front.appendices.exclude(pk__in=[one.pk for one in kept if one]).delete()
    for position, (title, one) in enumerate(zip(titles, kept, strict=True), 1):
        row = one or Appendix(front=front)
        row.position, row.title = position, title
        row.save()
    record("listed", report, by, {"appendices": before}, {"appendices": "; ".join(titles)})


def those_that_stay(there: list[Appendix], titles: list[str]) -> list[Appendix | None]:
    """For each title the appendix that it is of, or None where it is a new one."""
    left = list(there)
    found: list[Appendix | None] = []
    for title in titles:
        same = next((one for one in left if one.title == title), None)
        if same:
            left.remove(same)
        found.append(same)
    if len(titles) == len(there):  # one that is called otherwise is known by its place
        found = [one or (old if old in left else None) for one, old in zip(found, there, strict=True)]
    return found


@transaction.atomic
def number_appendices(*, report: Report, by: User, version: int) -> None:
    """Put the appendices in the order in which the text mentions them, and have the text call them so."""
    front = FrontSheet.objects.get(report=report)
    claim(report, by, version)
    sections, appendices = list(front.sections.all()), list(front.appendices.all())
    order = in_order([number for one in sections for number in mentioned(one.text)], len(appendices))
    new = {old: at for at, old in enumerate(order, 1)}
    for one in sections:
        one.text = renumbered(one.text, new)
        one.save(update_fields=["text"])
    for at, old in enumerate(order, 1):
        Appendix.objects.filter(pk=appendices[old - 1].pk).update(position=at)
    titles = [appendices[old - 1].title for old in order]
    before = {"appendices": "; ".join(one.title for one in appendices)}
    record("renumbered", report, by, before, {"appendices": "; ".join(titles)})


@transaction.atomic
def attach(
    *, appendix: Appendix, by: User, version: int, name: str, content: bytes, alt: str, exempt: str
) -> Appendix:  # fmt: skip
    """Give an appendix its file, in the place of another if it has one.

    Raises:
        ValidationError: it is none that can be attached, or a picture without words for what it shows.
    """
    try:
        kind = kind_of(content)
        content = without_metadata(content, kind)
    except ValueError as fault:
        raise ValidationError({"file": str(fault)}) from None
    return _keep(appendix, by, version, kind=kind, content=content, file_name=name[:200], alt=alt, exempt=exempt)


@transaction.atomic
def attach_paper(*, appendix: Appendix, by: User, version: int, paper: Report, exempt: str) -> Appendix:
    """Give an appendix another paper as it stands now: what changes in that one later does not change this.

    Raises:
        PermissionDenied: the person may not read that paper.
        ValidationError: that paper has not been made, not from what is written in it now, or is exempt as a whole.
    """
    check(by, Verb.SEE_REPORT, paper)
    issue = paper.issued
    name = issue.pdf if issue else paper.pdf.name
    if not name or (not issue and paper.drawn_version != paper.version):
        raise ValidationError({"paper": "That paper has not been made from what stands in it now. Make its PDF first."})
    front = FrontSheet.objects.filter(report=paper).exclude(exempt="").first()
    if front and not exempt:
        raise ValidationError({"exempt": f"That paper is exempt: {front.get_exempt_display()}. Say so here as well."})
    html = issue.html if issue else paper_html(standing_data(paper))
    with paper.pdf.storage.open(name, "rb") as file:
        content = file.read()
    called = f"{paper.title}.pdf"[:200]
    return _keep(appendix, by, version, kind="pdf", content=content, file_name=called, alt="", exempt=exempt, html=html)


@transaction.atomic
def describe(*, appendix: Appendix, by: User, version: int, alt: str, exempt: str) -> Appendix:
    """Say again what its picture shows, and whether it is exempt; its file stays."""
    report = appendix.front.report
    claim(report, by, version)
    _check_alt(appendix.kind, alt)
    before = {"alt": appendix.alt, "exempt": appendix.exempt}
    appendix.alt, appendix.exempt = alt, exempt
    appendix.save()
    record("described", report, by, before, {"alt": alt, "exempt": exempt})
    return appendix


@transaction.atomic
def detach(*, appendix: Appendix, by: User, version: int) -> Appendix:
    """Take the file of an appendix out of the report."""
    report = appendix.front.report
    claim(report, by, version)
    before = {"file": appendix.file_name, "sha256": appendix.sha256}
    for name, value in NO_FILE.items():
        setattr(appendix, name, value)
    appendix.save()
    record("took out a file of", report, by, before, {})
    return appendix


def _check_alt(kind: str, alt: str) -> None:
    if kind in (Appendix.Kind.PNG, Appendix.Kind.JPEG) and not alt.strip():
        raise ValidationError({"alt": "Say in words what the picture shows, for those who cannot see it."})


def _keep(appendix: Appendix, by: User, version: int, *, content: bytes, **facts: Any) -> Appendix:
    report = appendix.front.report
    claim(report, by, version)
    _check_alt(facts["kind"], facts["alt"])
    for name, value in (NO_FILE | facts).items():
        if name != "file":
            setattr(appendix, name, value)
    appendix.sha256 = hashlib.sha256(content).hexdigest()
    appendix.file.save("appendix", ContentFile(content), save=False)
    appendix.save()
    record(
        "attached", report, by, {}, {"appendix": str(appendix), "file": appendix.file_name, "sha256": appendix.sha256}
    )
    return appendix


def called(appendix: Appendix) -> str:
    """Appendix iii: its title."""
    return f"Appendix {roman(appendix.position)}: {appendix.title}"
