"""Exports of replies: taken in, read as somebody says, turned into counts, and thrown away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from imports.models import ReplyColumn, ReplyFile
from imports.replies.columns import head_rows_of, without_details
from imports.replies.reading import Read, asked_of, first_choices, to_remember
from people import audit
from people.models import StaleVersionError, User
from people.permissions import Verb, check
from people.text import cleaned
from surveys.models import Result, Survey
from surveys.services.counts import standing_answers, write_counts


@transaction.atomic
def receive_replies(*, survey: Survey, name: str, found: dict[str, Any], by: User, on: date) -> ReplyFile:
    """Keep what was read of an export until it is counted. `found` is {"rows", "numbers", "warnings"}."""
    check(by, Verb.ENTER_COUNTS, survey)
    rows = without_details(found["rows"], asked_of(survey))
    head_rows = head_rows_of(rows)
    file = ReplyFile.objects.create(
        survey=survey,
        name=cleaned(name)[:255],
        rows=rows,
        numbers=found["numbers"],
        warnings=found["warnings"],
        head_rows=head_rows,
        choices=first_choices(survey, rows, head_rows),
        way="Online",
        by_name=by.name,
        on=on,
    )
    audit.record(
        "uploaded replies to",
        survey,
        by=by,
        organisation=survey.plan.organisation,
        after={"rows": len(rows) - head_rows},
    )
    return file


@transaction.atomic
def say_of_replies(*, file: ReplyFile, by: User, version: int, head_rows: int, **facts: Any) -> ReplyFile:
    """Say how a file is to be read. Where its headings take another number of rows, its columns are told anew.

    Raises:
        StaleVersionError: somebody said otherwise meanwhile.
    """
    check(by, Verb.ENTER_COUNTS, file.survey)
    if head_rows != file.head_rows:
        facts |= {"choices": first_choices(file.survey, file.rows, head_rows), "words": {}}
    file.save_from(version, head_rows=head_rows, **facts)
    return file


@transaction.atomic
def count_replies(*, file: ReplyFile, by: User, survey_version: int, on: date) -> list[Result]:
    """Turn the replies into counts, all of them or none, remember what the columns were, and throw the replies away.

    Counts of the same question, council and way are replaced, as by any correction.

    Raises:
        ValidationError: something cannot be read yet; or more replied than were asked.
        StaleVersionError: somebody entered counts, or changed a question, meanwhile.
    """
    survey = file.survey
    check(by, Verb.ENTER_COUNTS, survey)
    if not Survey.claim_version(survey.pk, survey_version):
        raise StaleVersionError(Survey.objects.get(pk=survey.pk))
    read = Read(file)
    if read.faults or read.unread or not read.counts:
        raise ValidationError([*read.faults, *map(str, read.unread)] or "The file holds no reply to any question.")
    made = write_counts(survey, read.counts, standing_answers(survey), by=by, on=on)
    organisation = survey.plan.organisation
    ReplyColumn.objects.bulk_create(
        (ReplyColumn(organisation=organisation, key=key, meaning=one) for key, one in to_remember(file, read).items()),
        update_conflicts=True,
        unique_fields=["organisation", "key"],
        update_fields=["meaning"],
    )
    file.delete()
    return made


@transaction.atomic
def discard_replies(*, file: ReplyFile, by: User) -> None:
    """Throw an upload away uncounted."""
    check(by, Verb.ENTER_COUNTS, file.survey)
    organisation = file.survey.plan.organisation
    audit.record("threw away replies to", file.survey, by=by, organisation=organisation, before={"file": file.name})
    file.delete()
