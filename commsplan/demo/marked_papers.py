"""What takes a process of its own for a marked council: a table that is read, a paper that is printed and published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from commsplan.demo.issued import publish_what_is_made, sign_and_order
from imports.reading import read
from imports.services.files import receive_file
from people.models import Role
from reports.models import Report

if TYPE_CHECKING:
    from commsplan.demo.marked_council import Council


def issue_the_paper(council: Council, *, today: date) -> None:
    report = Report.objects.filter(plan=council.plan, kind=Report.Kind.PROGRESS).first()
    if report is None:
        return
    by = council.users[Role.DEMOCRATIC_SERVICES]
    publish_what_is_made(sign_and_order(report, by=by, reason=council.says("reason"), today=today), by=by, today=today)


def read_a_table(council: Council) -> None:
    """A table that was uploaded and waits to be decided on."""
    header, says = "Action,Date,Who,Progress", council.says
    row = ",".join([says("leaflet from a table"), "1 March", says("Officer"), says("printed")])
    file = receive_file(
        plan=council.plan, name=f"{council.text}.csv", content=f"{header}\n{row}\n".encode(),
        by=council.users[Role.PLAN_MANAGER],
    )  # fmt: skip
    read(file)
