"""Writing a committee report's front sheet. Every function claims the version of the report, and none works on one that
is issued, or being issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import User
from people.permissions import Verb, check
from people.text import cleaned
from plans.models import Meeting
from reports.exempt import FOUND
from reports.front.rules import rules_for
from reports.front.words import IMPLICATION_KINDS, ordered_sections
from reports.models import AcceptedCheck, FrontSection, FrontSheet, Implication, Report, SignOff

ONLY_YES = {"ground": "", "notice_on": None, "late_route": "", "late_told": ""}


def check_open(report: Report, by: User) -> None:
    """Raises PermissionDenied, or ValidationError where it is issued: what went out does not change."""
    check(by, Verb.MAKE_REPORT, report)
    report.refresh_from_db(fields=["to_issue"])
    if report.is_being_issued:
        raise ValidationError("It is being issued at this moment, and cannot be changed.")
    if report.issued:
        raise ValidationError("It is issued, and stays as it went out. To change it, withdraw it first, with a reason.")


def claim(
    report: Report, by: User, version: int, *, keeps_signatures: bool = False, keeps_paper: bool = False, **changes: Any
) -> None:
    """Claim the version and save `changes`. What was signed was the text before: the signatures on it are taken back. What
    `keeps_paper` changes nothing that is printed, so a draft that was made from the text before is not older for it."""
    check_open(report, by)
    report.save_from(version, **changes)
    if keeps_paper:
        Report.objects.filter(pk=report.pk, drawn_version=version).update(drawn_version=report.version)
    if not keeps_signatures:
        report.sign_offs.exclude(signed_on=None).update(name="", signed_on=None, recorded_by="")


def add_front(report: Report) -> None:
    """A front sheet as the council, or the committee, has it: empty. Call it inside the transaction that needs it."""
    rules = rules_for(report.plan.organisation, report.body)
    front = FrontSheet.objects.create(report=report)
    for position, (key, title) in enumerate(ordered_sections(rules.sections), 1):
        front.sections.create(key=key, title=title, position=position)
    front.implications.bulk_create(Implication(front=front, kind=kind) for kind, _ in IMPLICATION_KINDS)


def add_signatories(report: Report) -> None:
    """Whoever signs the papers of that council, or committee."""
    roles = rules_for(report.plan.organisation, report.body).signatories
    report.sign_offs.bulk_create(SignOff(report=report, role=role, position=at) for at, role in enumerate(roles, 1))


@transaction.atomic
def edit_head(*, report: Report, by: User, version: int, title: str, report_of: str, meeting: Meeting | None) -> Report:
    """What stands above the sections: title, in whose name, for which meeting."""
    before = {"title": report.title, "report_of": report.report_of, "meeting": str(report.meeting or "")}
    claim(
        report, by, version, title=title, report_of=report_of, meeting=meeting, body=meeting.body if meeting else "",
        meeting_on=meeting.date if meeting else None,
    )  # fmt: skip
    after = {"title": title, "report_of": report_of, "meeting": str(meeting or "")}
    record("edited", report, by, before, after)
    return report


@transaction.atomic
def write_section(*, report: Report, key: str, by: User, version: int, text: str, title: str) -> FrontSection:
    """A section's words; every line becomes a numbered paragraph."""
    section = FrontSection.objects.get(front__report=report, key=key)
    claim(report, by, version)
    before = {section.title: section.text}
    section.text, section.title = cleaned(text).strip(), title
    section.save()
    record("wrote", report, by, before, {section.title: section.text})
    return section


@transaction.atomic
def answer_implications(*, report: Report, by: User, version: int, answers: Mapping[str, Mapping[str, Any]]) -> None:
    """Each implication by its kind: {"is_none", "text", "cleared_by", "cleared_on"}.

    Raises:
        ValidationError: one is None and has a text as well.
    """
    claim(report, by, version)
    before, after = {}, {}
    for one in Implication.objects.filter(front__report=report):
        given = answers[one.kind]
        if given["is_none"] and given["text"]:
            raise ValidationError(f"{one}: either None, or a text.")
        before[str(one)] = in_words(one)
        for name, value in given.items():
            setattr(one, name, value)
        one.save()
        after[str(one)] = in_words(one)
    record("cleared", report, by, before, after)


def in_words(one: Implication) -> str:
    said = "None" if one.is_none else one.text
    return "; ".join(filter(None, (said, one.cleared_by, str(one.cleared_on or ""))))


@transaction.atomic
def answer_key_decision(*, report: Report, by: User, version: int, **answers: Any) -> FrontSheet:
    """The box that must be completed. What only a key decision has is emptied where it is none."""
    front = FrontSheet.objects.select_for_update().get(report=report)
    claim(report, by, version)
    if answers["key_decision"] != FrontSheet.Key.YES:
        answers |= ONLY_YES
    before = {name: getattr(front, name) for name in answers}
    for name, value in answers.items():
        setattr(front, name, value)
    front.save()
    record("answered", report, by, before, answers)
    return front


@transaction.atomic
def sign(*, report: Report, sign_off: int, by: User, version: int, name: str, on: date) -> SignOff:
    """Record that somebody has signed the report as it stands.

    Raises:
        ValidationError: nobody is named, or it is signed.
    """
    found = SignOff.objects.select_for_update().get(report=report, pk=sign_off)
    claim(report, by, version, keeps_signatures=True, keeps_paper=True)
    name = " ".join(cleaned(name).split())
    if not name:
        raise ValidationError(f"Say who signs as {found.role}.")
    if found.signed_on:
        raise ValidationError(f"{found.name} has signed as {found.role}.")
    found.name, found.signed_on, found.recorded_by = name[:120], on, by.name
    found.save()
    record("signed", report, by, {}, {found.role: f"{found.name}, {on}"})
    return found


@transaction.atomic
def sign_all(*, report: Report, names: Mapping[SignOff, str], by: User, version: int, on: date) -> list[SignOff]:
    """Record several signatures at once.

    Raises:
        ValidationError: nobody is named.
    """
    if not names:
        raise ValidationError("Say who signs: write a name beside the role.")
    signed = []
    for one, name in names.items():
        signed.append(sign(report=report, sign_off=one.pk, by=by, version=version, name=name, on=on))
        version = report.version
    return signed


@transaction.atomic
def accept_check(*, report: Report, key: str, sentence: str, reason: str, by: User, version: int, on: date) -> None:
    """Let a check pass that is not met, with the reason."""
    claim(report, by, version, keeps_signatures=True, keeps_paper=FOUND not in sentence)
    reason = " ".join(cleaned(reason).split())
    if not reason or len(reason) > 300:
        raise ValidationError("Say in up to 300 letters why it may stay.")
    AcceptedCheck.objects.create(report=report, key=key, sentence=sentence, reason=reason, by_name=by.name, on=on)
    record("accepted", report, by, {}, {"check": sentence, "reason": reason})


def record(verb: str, report: Report, by: User, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    audit.record(verb, report, by=by, organisation=report.plan.organisation, before=dict(before), after=dict(after))
