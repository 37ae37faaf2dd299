"""Deciding about the rows of a file: accepted, corrected, left out, which differences are taken; and answering what
the paper does not say. Everything is kept with the file at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from imports.checking import CHANGED, Checked
from imports.models import ImportFile, RowChoice
from people import audit
from people.models import StaleVersionError, User
from people.permissions import Verb, check


@transaction.atomic
def correct_row(*, file: ImportFile, place: str, by: User, version: int, texts: Mapping[str, str]) -> RowChoice:
    """Keep what somebody wrote over a row of the paper, or over what stands besides its actions; `texts` are only those
    fields that differ from it.

    Raises:
        StaleVersionError: somebody decided about the row, or imported the file, meanwhile.
    """
    choice = choice_of(file, place, by)
    corrected = dict(texts)
    audit.record(
        "corrected a row of",
        file,
        by=by,
        organisation=file.plan.organisation,
        before={"row": place, **choice.corrected},
        after={"row": place, **corrected},
    )
    return choice.save_from(version, corrected=corrected, by_name=by.name)


@transaction.atomic
def decide_row(*, file: ImportFile, place: str, by: User, version: int, decision: str) -> RowChoice:
    """Accept a row as it is read, leave it out, or take either back.

    Raises:
        StaleVersionError: somebody decided about the row, or imported the file, meanwhile.
    """
    choice = choice_of(file, place, by)
    return choice.save_from(version, decision=decision, by_name=by.name)


@transaction.atomic
def take_difference(
    *, file: ImportFile, place: str, by: User, version: int, field: str, is_taken: bool = True
) -> RowChoice:
    """Choose that one difference of a row from the plan is taken, or is not.

    Raises:
        StaleVersionError: somebody decided about the row, or imported the file, meanwhile.
    """
    choice = choice_of(file, place, by)
    takes = [name for name in choice.takes if name != field] + ([field] if is_taken else [])
    return choice.save_from(version, takes=takes, by_name=by.name)


@transaction.atomic
def tell_apart(*, file: ImportFile, place: str, by: User, version: int, is_another: bool) -> RowChoice:
    """Say that a row is another action than the one of the plan that looks like it, or that it is that one after all.

    Raises:
        StaleVersionError: somebody decided about the row, or imported the file, meanwhile.
    """
    choice = choice_of(file, place, by)
    return choice.save_from(version, is_another=is_another, takes=[], by_name=by.name)


@transaction.atomic
def take_all(*, file: ImportFile, by: User, version: int, are_taken: bool = True) -> int:
    """Take every difference there is, or none. Returns of how many rows.

    Raises:
        StaleVersionError: somebody decided about the file, or imported it, meanwhile.
    """
    claim(file, by, version)
    rows = [row for row in Checked(file).rows if row.state == CHANGED]
    decide_many(
        file, by, {row.place: {"takes": [one.field for one in row.differences] if are_taken else []} for row in rows}
    )
    return len(rows)


@transaction.atomic
def accept_all(*, file: ImportFile, by: User, version: int) -> int:
    """Accept every row that is to be looked at as it is read. Returns how many.

    Raises:
        StaleVersionError: somebody decided about the file, or imported it, meanwhile.
    """
    claim(file, by, version)
    rows = Checked(file).to_look_at
    decide_many(file, by, {row.place: {"decision": RowChoice.Decision.ACCEPTED} for row in rows})
    return len(rows)


@transaction.atomic
def answer(*, file: ImportFile, by: User, version: int, answers: Mapping[str, Any]) -> ImportFile:
    """Keep what the paper does not say: who is who, whether sections are priorities, by when dates are to be set.

    Raises:
        StaleVersionError: somebody decided about the file, or imported it, meanwhile.
    """
    claim(file, by, version)
    audit.record(
        "answered", file, by=by, organisation=file.plan.organisation, before=dict(file.answers), after=dict(answers)
    )
    file.answers = dict(answers)
    file.save(update_fields=["answers"])
    return file


def claim(file: ImportFile, by: User, version: int) -> None:
    """Take the file from `version` on, if it waits to be checked."""
    check(by, Verb.MANAGE_PLAN, file.plan)
    ready = ImportFile.objects.filter(pk=file.pk, state=ImportFile.State.READ, version=version)
    if not ready.update(version=F("version") + 1):
        raise StaleVersionError(ImportFile.objects.get(pk=file.pk))


def choice_of(file: ImportFile, place: str, by: User) -> RowChoice:
    """What was decided about a row. The file goes on by a version, so that nobody imports what they have not seen."""
    check(by, Verb.MANAGE_PLAN, file.plan)
    if not ImportFile.objects.filter(pk=file.pk, state=ImportFile.State.READ).update(version=F("version") + 1):
        raise StaleVersionError(ImportFile.objects.get(pk=file.pk))
    return RowChoice.objects.get_or_create(file=file, place=place, defaults={"by_name": by.name})[0]


def decide_many(file: ImportFile, by: User, columns: Mapping[str, Mapping[str, Any]]) -> None:
    """The same for many rows, by their places."""
    names: Iterable[str] = next(iter(columns.values()), {})
    there = {choice.place: choice for choice in file.choices.all()}
    old = [there[place] for place in columns if place in there]
    new = [
        RowChoice(file=file, place=place, by_name=by.name, **new)
        for place, new in columns.items()
        if place not in there
    ]
    for choice in old:
        choice.version += 1
        for name, value in columns[choice.place].items():
            setattr(choice, name, value)
    if old:
        RowChoice.objects.bulk_update(old, [*names, "version"], batch_size=200)
    RowChoice.objects.bulk_create(new, batch_size=200)
