"""What of a plan's rated actions wants attention, counted once for dashboard, portfolio, list and paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from actions.rated import RatedAction
from plans.rag import BADNESS, Rag

RANKS: dict[str | None, int] = {Rag.RED: 2, Rag.AMBER: 3, None: 4, Rag.NOT_STARTED: 5, Rag.GREEN: 6}
LAST = 99
MOST_REASONS = 9


@dataclass(frozen=True)
class Attention:
    """Of some actions, their parts included: how many are late, declared better than the dates say, or were never heard
    of; and the longest silence and slip among them, in days. What has parts is late and silent by them."""

    overdue: int = 0
    disputed: int = 0
    unheard: int = 0
    silent_days: int = 0
    slipped_days: int = 0


def families(rows: Iterable[RatedAction]) -> Iterator[tuple[RatedAction, RatedAction]]:
    """Every action with the one it is a part of, or with itself."""
    for top in rows:
        yield top, top
        for part in top.sub_actions:
            yield part, top


def is_unheard(row: RatedAction) -> bool:
    """Has nobody ever said how it stands, of what is asked of? Its dates make no difference: a date is no update."""
    adopted = row.action.plan.adopted_on
    return row.declaration is None and row.is_running and not row.sub_actions and bool(adopted and adopted <= row.on)


def attention_of(rows: Iterable[RatedAction]) -> Attention:
    every = [row for row, _ in families(rows)]
    return Attention(
        overdue=sum(row.is_overdue for row in every),
        disputed=sum(row.rating.in_dispute for row in every),
        unheard=sum(is_unheard(row) for row in every),
        silent_days=max((row.silent_days for row in every if not row.sub_actions), default=0),
        slipped_days=max((row.slipped_days for row in every), default=0),
    )


def rank(row: RatedAction) -> int:
    """Where it stands in a list by urgency: what is in dispute, the widest gap first; red, amber, not rated, the rest; of
    equals whatever has more reasons."""
    rating = row.rating
    if rating.in_dispute:
        gap = BADNESS[Rag(rating.proposed or "")] - BADNESS[Rag(rating.declared or "")]
        base = 0 if gap > 1 else 1
    elif row.is_running:
        base = RANKS.get(rating.rating, LAST // 10)
    else:
        return LAST
    return 10 * base + MOST_REASONS - min(len(rating.reasons), MOST_REASONS)


def by_urgency(row: RatedAction) -> tuple[int, date, int]:
    """The order of a list by urgency: of equal rank what is due first."""
    return rank(row), row.due or date.max, row.action.pk
