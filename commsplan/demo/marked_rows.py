"""What nothing else has written of a marked council: one row of every table that has none, with the marker in its texts.

Made from the columns themselves, so that a table that is added later has its row too; `SAID` holds what a column takes
that no default could know. No service has checked these rows: they are there to be leaked, not to be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from actions.models.fields import TimingField
from actions.timing_value import on_day
from commsplan.demo.belonging import of_councils, rows_of, way_to_council
from people.models import Organisation, Role, User
from reports.models import Issue

if TYPE_CHECKING:
    from commsplan.demo.marked_council import Council

Model = type[models.Model]
TOMORROW = timedelta(days=1)
# label.column -> what stands there; a function is given the council. None leaves a column that may be empty so.
SAID: dict[str, Any] = {
    "people.Absence.cover": lambda council: council.officers[Role.DIRECTOR],
    "people.Absence.first": lambda council: timezone.localdate() + 60 * TOMORROW,
    "people.Absence.last": lambda council: timezone.localdate() + 61 * TOMORROW,
    "people.OutgoingMail.kind": "reminder",
    "people.OutgoingMail.reason": "",
    "people.SentForm.answer": lambda council: f"/plans/plan-{council.number}/",
    "actions.UpdateLink.revoked_by": "",
    "actions.ActionFile.removed_by": "",
    "actions.Reminder.rung": "overdue",
    "actions.Milestone.letter": "A",
    "surveys.Target.period": lambda council: council.plan.years.first.slug.replace("-", "/"),
    "surveys.Online.state": "open",
    "surveys.Online.reminds_on": None,
    "campaigns.Displacement.due": lambda council: timezone.localdate() + 30 * TOMORROW,
    "campaigns.Clearance.publicity": "public",
    "reports.Appendix.sha256": "",
    "reports.Appendix.file_name": "",
    "reports.Withdrawal.issue": lambda council: another_issue(council),
    "reports.Issue.data": lambda council: json.dumps({"title": council.says("paper")}),
    "reports.IssuedFile.ending": "pdf",
    "reports.PaperRules.signatories": lambda council: [council.says("Director")],
    "reports.FrozenColour.action_id": lambda council: council.plan.actions.order_by("pk").values_list("pk", flat=True)[
        0
    ],
    "reports.FrozenColour.rating": "green",
    "imports.RowChoice.place": lambda council: council.says("table 1"),
    "imports.ColumnReading.field": "title",
    "imports.ReplyFile.rows": lambda council: [[council.says("question")], [council.says("reply")]],
    "imports.ReplyFile.numbers": [1],
    "imports.ReplyFile.warnings": lambda council: [council.says("warning")],
    "imports.ReplyColumn.meaning": {"kind": "nothing"},
}
# Made by nobody but the program (`people.sealing`), or by sharing: a row made up would not be true.
NOT_MADE = {"people.AuditSeal", "plans.PlanPartner"}
NEEDS = 20  # what is shorter is a word of the program's own


def fill_the_rest(council: Council, *, today: date) -> None:
    for model in of_councils():
        if model._meta.label not in NOT_MADE:
            row_of(model, council, today, ())


def row_of(model: Model, council: Council, today: date, making: tuple[Model, ...]) -> Any:
    """The row of a council that others of its rows hang on: the first there is, or one that is made now."""
    if model is Organisation:
        return council.organisation
    if model is User:
        return council.users[Role.OFFICER]
    if model not in council.rows:
        found = rows_of(model, council.organisation).order_by("pk").first()
        council.rows[model] = found or made(model, council, today, (*making, model))
    return council.rows[model]


def made(model: Model, council: Council, today: date, making: tuple[Model, ...]) -> Any:
    values = {}
    for column in model._meta.concrete_fields:
        said = SAID.get(f"{model._meta.label}.{column.name}", ...)
        if said is not ...:
            values[column.name] = said(council) if callable(said) else said
        elif column.is_relation:
            other = column.related_model
            if other not in making and (other is Organisation or way_to_council(other)):
                values[column.name] = row_of(other, council, today, making)
        elif (value := value_of(column, council, today)) is not ...:
            values[column.name] = value
    return model._base_manager.create(**values)


def value_of(column: Any, council: Council, today: date) -> Any:
    """What fits a column; an ellipsis where it has what it needs."""
    if isinstance(column, models.AutoField | models.FileField):
        return ...
    if column.choices:
        return column.flatchoices[0][0] if not (column.blank or column.null or column.has_default()) else ...
    for kinds, value in VALUES:
        if isinstance(column, kinds):
            if column.has_default() and not isinstance(column, models.CharField | models.TextField):
                return ...
            is_let_be = (column.null or column.blank) and not isinstance(column, models.CharField | models.TextField)
            return ... if is_let_be else value(column, council, today)
    return ...


def another_issue(council: Council) -> Issue:
    """A second issue of the paper, to be withdrawn: the first is published."""
    first = Issue.objects.filter(report__plan__organisation=council.organisation).order_by("pk")[0]
    return Issue.objects.create(
        report=first.report, number=first.number + 1, title=first.title, data=first.data, sha256=first.sha256,
        html=first.html, html_sha256=first.html_sha256, pdf=first.pdf, pdf_sha256=first.pdf_sha256, docx=first.docx,
        docx_sha256=first.docx_sha256, issued_by_name=first.issued_by_name, issued_at=first.issued_at,
    )  # fmt: skip


def text_for(column: Any, council: Council, today: date) -> Any:
    if column.has_default() and not column.blank and column.default != "":
        return ...
    if column.name.endswith(("sha256", "digest", "hash")):
        return hashlib.sha256(council.text.encode()).hexdigest()
    if column.max_length is not None and column.max_length < NEEDS:
        return ... if column.blank else council.text[: column.max_length]
    return council.says(str(column.verbose_name), column.max_length)


VALUES: tuple[tuple[Any, Callable[[Any, Council, date], Any]], ...] = (
    (TimingField, lambda column, council, today: on_day(today + TOMORROW)),
    (models.UUIDField, lambda column, council, today: uuid4()),
    (models.EmailField, lambda column, council, today: f"nobody@council-{council.number}.example"),
    (models.URLField, lambda column, council, today: f"https://council-{council.number}.example/{council.text}"),
    ((models.CharField, models.TextField), text_for),
    (models.DateTimeField, lambda column, council, today: timezone.make_aware(datetime.combine(today, time(9)))),
    (models.DateField, lambda column, council, today: today),
    (models.DecimalField, lambda column, council, today: Decimal(1)),
    (models.BooleanField, lambda column, council, today: False),
    (models.IntegerField, lambda column, council, today: 1),
    (models.JSONField, lambda column, council, today: {}),
)
