"""Recording what measures stand at, period by period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Plan
from plans.periods import bounds_of, period_in_words
from plans.services import check_open
from surveys.models import Measure, Reading
from surveys.models.reading import check_figure, latest_of
from surveys.readings import Figure


@dataclass(frozen=True)
class Entered:
    """What stands in the box of a period. `published` and `comment` None: as they were."""

    figure: Figure
    is_confirmed: bool = False
    published: str | None = None
    comment: str | None = None


Entries = Mapping[Measure, Mapping[str, Entered | None]]


def box_name(measure: Measure, period: str) -> str:
    """What the box of a measure's period is called, in a form and in a refusal: r_7_2013-14-Q1."""
    return f"r_{measure.pk}_{period.replace('/', '-')}"


@transaction.atomic
def record_readings(*, plan: Plan, by: User, versions: Mapping[int, int], readings: Entries, on: date) -> list[Reading]:
    """Record what differs from what stands; a correction is another row, and the earlier one is kept.

    `readings` are {measure: {period: what stands in its box, None for a blank one}}; periods that are not named stay.
    `versions` are {measure id: the version that the page showed}.

    Raises:
        StaleVersionError: somebody saved the measure, or its readings, meanwhile. Nothing is saved.
        ValidationError: by box, where a reading is left blank, or is none that the measure can have.
    """
    for measure in readings:
        measure.plan = plan
        check(by, Verb.ENTER_COUNTS, measure)
    check_open(plan)
    standing = standing_of(readings, on)
    changed = {measure: differing(measure, boxes, standing) for measure, boxes in readings.items()}
    for measure in sorted((one for one, boxes in changed.items() if boxes), key=lambda one: one.pk):
        if not Measure.claim_version(measure.pk, versions[measure.pk]):
            raise StaleVersionError(Measure.objects.get(pk=measure.pk))
    refused = {
        box_name(measure, period): fault
        for measure, boxes in changed.items()
        for period, entered in boxes.items()
        if (fault := fault_of(plan, measure, period, entered, standing.get((measure.pk, period)), on))
    }
    if refused:
        raise ValidationError(refused)
    made: list[Reading] = []
    for measure, boxes in changed.items():
        rows = [
            reading_of(measure, period, entered, standing.get((measure.pk, period)), by, on)
            for period, entered in boxes.items()
            if entered is not None
        ]
        if rows:
            record(measure, rows, standing, by, plan)
            made += rows
    return Reading.objects.bulk_create(made)


def standing_of(measures: Iterable[Measure], on: date, *, until: int | None = None) -> dict[tuple[int, str], Reading]:
    """{(measure id, period): the reading that counts}: one query. `until` is the id of the last reading to heed."""
    readings = Reading.objects.filter(measure__in=[one.pk for one in measures])
    return latest_of((readings if until is None else readings.filter(pk__lte=until)).known_on(on))


def differing(
    measure: Measure, boxes: Mapping[str, Entered | None], standing: Mapping[tuple[int, str], Reading]
) -> dict[str, Entered | None]:
    """The boxes that say something else than what stands."""
    found = {}
    for period, entered in boxes.items():
        stands = standing.get((measure.pk, period))
        if not is_untouched(entered, stands):
            found[period] = entered
    return found


def is_untouched(entered: Entered | None, stands: Reading | None) -> bool:
    """Does a box say what stands, or is it blank where nothing does?"""
    if entered is None or stands is None:
        return entered is None and stands is None
    return is_same(entered, stands)


def is_same(entered: Entered, stands: Reading) -> bool:
    return (
        entered.figure == stands.figure
        and entered.is_confirmed == stands.is_confirmed
        and entered.published in (None, stands.published)
        and entered.comment in (None, stands.comment)
    )


def fault_of(
    plan: Plan, measure: Measure, period: str, entered: Entered | None, stands: Reading | None, on: date
) -> str:
    """Why a box cannot be saved, in a sentence; empty where it can."""
    words = f"“{measure}”, {period_in_words(period)}:"
    if entered is None:
        return f"{words} it has a reading, which can be corrected but not left blank. Put 0 for none."
    first, _ = bounds_of(period)
    if first > on or first not in plan.years:
        return f"{words} {'it has not begun yet' if first > on else 'the plan does not cover it'}."
    if stands and stands.base is not None and entered.figure.base is None:
        return f"{words} it stands as {stands.figure}. Correct the two counts; the percentage follows from them."
    try:
        check_figure(measure, entered.figure)
    except ValidationError as fault:
        return f"{words} {' '.join(fault.messages)}"
    return ""


def reading_of(measure: Measure, period: str, entered: Entered, stands: Reading | None, by: User, on: date) -> Reading:
    kept = {"published": stands.published, "comment": stands.comment} if stands else {"published": "", "comment": ""}
    said = {name: value for name in kept if (value := getattr(entered, name)) is not None}
    return Reading(
        measure=measure, period=period, is_confirmed=entered.is_confirmed, by=by, by_name=by.name, on=on,
        **vars(entered.figure), **(kept | said),
    )  # fmt: skip


def record(
    measure: Measure, rows: list[Reading], standing: Mapping[tuple[int, str], Reading], by: User, plan: Plan
) -> None:
    before = {period_in_words(key[1]): said_of(row) for key, row in standing.items() if key[0] == measure.pk}
    after = before | {period_in_words(row.period): said_of(row) for row in rows}
    audit.record("entered readings of", measure, by=by, organisation=plan.organisation, before=before, after=after)


def said_of(row: Reading) -> str:
    """How the audit trail tells a reading: "62 of 100, not confirmed, published green: late returns"."""
    words = [str(row.figure), "" if row.is_confirmed else "not confirmed"]
    words.append(f"published {row.published}" if row.published else "")
    return ", ".join(filter(None, words)) + (f": {row.comment}" if row.comment else "")
