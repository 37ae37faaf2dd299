"""What falls in a pre-election period, found from what stands now. Nothing of it is stored.

One read for the page of an election, the page of an action, the health check and the paper, so that they cannot differ:
three queries on top of the actions, however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from actions.models import Action, Occurrence
from actions.rated import RatedAction, rated_actions
from campaigns.guard import WHAT_IT_IS, Clearance, Judgement, Period, Publicity, Verdict, judge, may_go_out, what_it_is
from campaigns.models import Activity
from campaigns.models import Clearance as Kept
from campaigns.spans import spans_of
from people.models import User
from plans.models import Election, Plan
from plans.rag import Rag

OVER = (Rag.COMPLETE, Rag.NOT_APPLICABLE)  # nothing more goes out
FIRST_OF_ALL = (Verdict.HELD, Verdict.UNTIL_A_DAY, Verdict.QUESTION, Verdict.CLEARED, Verdict.PASSES)


# What is due on no day: ongoing, daily, or from some day on.
GOES_ON = (
    Q(timing__kind="ongoing") | Q(timing__recurrence="daily") | Q(timing__latest=None) & ~Q(timing__kind="recurring")
)


@dataclass(frozen=True)
class Thing:
    """One thing of an action that falls in one election's period, and what becomes of it."""

    row: RatedAction
    publicity: Publicity
    election: Election
    judgement: Judgement

    @property
    def action(self) -> Action:
        return self.row.action

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

    @property
    def is_held(self) -> bool:
        return self.judgement.is_held

    @property
    def is_asked(self) -> bool:
        return self.verdict == Verdict.QUESTION

    @property
    def title(self) -> str:
        return f"{self.action.reference} {self.action.title}".strip()

    @property
    def called(self) -> str:
        """The thing by name, with which of several it is."""
        return f"{self.title}: {self.label}" if self.label else self.title

    @property
    def briefly(self) -> str:
        """The reason where the period's days stand beside it."""
        going_by = self.judgement.going_by
        return {
            Verdict.HELD: f"It falls in the period, and is {self.what}{going_by}.",
            Verdict.UNTIL_A_DAY: f"{self.may_fall}, and is {self.what}{going_by}. Name a day outside.",
            Verdict.QUESTION: f"{self.may_fall}, and nobody has said what it is.",
        }.get(self.verdict, self.judgement.reason)

    @property
    def may_fall(self) -> str:
        return may_go_out(self.judgement.span) if self.judgement.span.late_on else "It may fall in the period"

    @property
    def plan_title(self) -> str:
        return self.action.plan.title

    @property
    def label(self) -> str:
        return self.judgement.span.label

    @property
    def earliest(self) -> date:
        return self.judgement.span.earliest or date.min

    @property
    def goes_out(self) -> str:
        return self.judgement.span.in_words.removeprefix("on ")

    @property
    def what(self) -> str:
        return WHAT_IT_IS.get(self.publicity, "not classed yet")

    @property
    def takes_spokesperson(self) -> bool:
        """May somebody who is no Member speak in place of one?"""
        return self.is_held and self.publicity == Publicity.QUOTES_MEMBER

    @property
    def key(self) -> str:
        """Names it in a form: an action's things of one election differ by their days or, on one day, by their words."""
        span = self.judgement.span
        return f"{span.earliest or ''}:{span.latest or ''}:{span.label}"

    @property
    def rank(self) -> tuple[int, date, str, int]:
        return FIRST_OF_ALL.index(self.verdict), self.earliest, self.title, self.action.pk


def period_of(election: Election) -> Period:
    return Period(election.name, election.notice_date, election.polling_day, election.pk)


def coming(plan: Plan, *, on: date) -> list[Election]:
    """The elections of a plan's councils whose period is not over: a past one holds nothing any more."""
    return list(Election.objects.filter(organisation__in=plan.council_ids, polling_day__gte=on).in_order())


def things_of(rows: Collection[RatedAction], elections: Collection[Election]) -> list[Thing]:
    """Whatever of these actions falls in the period of one of these elections, held things first.

    Nothing of a closed plan does, of an action that is dropped or complete, nor of one whose parts stand for it.
    """
    pending = [row for row in rows if elections and is_pending(row)]
    if not pending:
        return []
    pks = [row.action.pk for row in pending]
    said = dict(Activity.objects.filter(action__in=pks).values_list("action_id", "publicity"))
    cleared = clearances_of(pks, elections)
    found = [thing for row in pending for thing in judged(row, said.get(row.action.pk, ""), elections, cleared)]
    return sorted(found, key=lambda thing: thing.rank)


def is_pending(row: RatedAction) -> bool:
    is_over = row.action.dropped_on is not None or row.rating.rating in OVER
    has_parts = any(part.action.dropped_on is None for part in row.sub_actions)
    return not has_parts and not is_over and row.action.plan.status != Plan.Status.CLOSED


def judged(
    row: RatedAction, said: str, elections: Iterable[Election], cleared: dict[int, list[Clearance]]
) -> Iterator[Thing]:
    publicity, by_audience = what_it_is(said, row.audiences)
    action = row.action
    moved_back = {change.occurrence_id for change in row.changes if change.occurrence_id and not change.follows}
    spans = spans_of(action.timing, action.plan.years, row.occurrences, moved_back, on=row.on)
    for election in elections:
        period = period_of(election)
        for span in spans:
            if span in period:
                judgement = judge(publicity, span, period, cleared[action.pk], by_audience=by_audience)
                yield Thing(row, publicity, election, judgement)


def clearances_of(actions: Collection[int], elections: Collection[Election]) -> dict[int, list[Clearance]]:
    """{action id: the clearances of it that stand}."""
    found: dict[int, list[Clearance]] = defaultdict(list)
    columns = ("election_id", "publicity", "earliest", "latest", "label", "way", "who", "reason", "post", "pk")
    kept = Kept.objects.standing().filter(action__in=actions, election__in=elections).order_by("pk")
    for action, *facts in kept.values_list("action_id", *columns):
        found[action].append(Clearance(*facts))
    return found


def plans_before(election: Election, reader: User) -> list[Plan]:
    """The plans that an election's council has or shares, of those the reader may see, but for closed ones."""
    council = election.organisation_id
    plans = Plan.objects.visible_to(reader).filter(Q(organisation=council) | Q(partners=council))
    return list(plans.exclude(status=Plan.Status.CLOSED).prefetch_related("partners").in_order().distinct())


def things_before(election: Election, plans: Collection[Plan], *, on: date) -> list[Thing]:
    """Whatever of these plans falls in the election's period."""
    return things_among(Action.objects.filter(plan__in=plans), [election], on=on)


def things_among(actions: QuerySet[Action], elections: Collection[Election], *, on: date) -> list[Thing]:
    """Whatever of these actions falls in the period of one of these elections. Only what can is read."""
    if not elections:
        return []
    own = Occurrence.objects.filter(action=OuterRef("pk"), is_milestone=False)
    open_then = own.open()
    if not any(one.notice_date <= on <= one.polling_day for one in elections):  # else what is late counts as well
        open_then = open_then.filter(due__gte=min(one.notice_date for one in elections))
    # Of a date in several parts one may go on all the time beside another that has its days.
    near: Any = Exists(open_then) | ~Exists(own) | Q(timing__kind="multiple") | GOES_ON
    leaves: Any = actions.filter(near, dropped_on=None)
    return things_of(rated_actions(leaves.leaves(), on=on), elections)
