"""The list of what falls in a pre-election period."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from campaigns.guard import Verdict
from people.tables import ListTable

STANDS = {
    Verdict.HELD: "Held",
    Verdict.UNTIL_A_DAY: "Held until a day is named",
    Verdict.QUESTION: "Not classed yet",
    Verdict.CLEARED: "May go out",
    Verdict.PASSES: "Passes",
}


class HoldTable(ListTable):
    """`moves`, `exempts` and `classes` are the plans in which the reader may take each way out."""

    called = tables.Column("Action")
    plan_title = tables.Column("Plan")
    goes_out = tables.Column("Goes out", order_by="earliest")
    what = tables.Column("What it is")
    verdict = tables.Column("Where it stands", order_by="rank")
    reason = tables.Column("Why", accessor="judgement__reason", orderable=False)

    def value_verdict(self, value: Any) -> str:
        return STANDS[value]

    moves: frozenset[int] = frozenset()
    exempts: frozenset[int] = frozenset()
    classes: frozenset[int] = frozenset()

    caption = "What falls in the pre-election period"
    row_template = "campaigns/hold_row.html"

    class Meta:
        empty_text = "Nothing of the council’s plans falls in this period."
