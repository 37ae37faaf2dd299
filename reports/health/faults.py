"""What can be wrong with a plan, each fault named and said in a sentence. Pure functions of what was read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from actions.models import Milestone
from actions.rag import CONTRADICTION
from actions.rated import RatedAction
from actions.timing import Timing, parse_timing
from plans.periods import in_words
from plans.rag import NEEDS_EXPLANATION, Rag
from reports.health import mending
from reports.health.facts import Facts
from reports.health.fault import Fault, about_action, called, short
from reports.health.measure_faults import (
    measures_incomplete,
    measures_only_outputs,
    objectives_without_measure,
    targets_without_readings,
)
from reports.health.placeholders import placeholders_in

BETWEEN = re.compile(r"\s+(?:–|-|to|until)\s+")


def faults_of(facts: Facts) -> list[Fault]:
    """Every fault, kind by kind in the order of FAULTS, and within a kind in the order of the plan."""
    return [fault for find in FAULTS for fault in find(facts)]


def actions_incomplete(facts: Facts) -> Iterator[Fault]:
    """Action groups have neither owner nor date of their own; what stands under them has."""
    for row in facts.leaves:
        if not row.assignments:
            mend = mending.at_action(row.action, "who", mending.WHO)
            yield about_action("action_without_owner", row, f"Nobody is named to do “{called(row.action)}”.", mend)
    for row in facts.leaves:
        if not row.action.timing.is_dated:
            written = f" (it says “{row.action.timing.as_written}”)" if row.action.timing.as_written else ""
            sentence = f"“{called(row.action)}” has no date{written}."
            yield about_action("action_without_date", row, sentence, mending.at_date(row.action))
    if facts.audiences:
        for row in facts.leaves:
            if not row.audiences:
                mend = mending.at_action(row.action, "audiences", mending.AUDIENCES)
                yield about_action("action_without_audience", row, f"“{called(row.action)}” is for no audience.", mend)
    elif facts.leaves:
        plan = facts.plan
        yield Fault(
            "plan_without_audiences", "The plan names no audience, so none of its actions has one.",
            plan.title, mending.a_new_row(plan, "audiences"), f"plan {plan.pk}",
        )  # fmt: skip


def posts_unnamed(facts: Facts) -> Iterator[Fault]:
    for row in facts.leaves:
        for one in row.assignments:
            if one.officer_id is None:
                sentence = (
                    f"Nobody is named to the post “{short(one.as_written)}”, which is to do “{called(row.action)}”."
                )
                yield about_action("unnamed_post", row, sentence, mending.at_post(row.action, one.pk))


def milestones_undated(facts: Facts) -> Iterator[Fault]:
    for milestone in facts.milestones:
        if not milestone.timing.is_dated:
            written = f" (it says “{milestone.timing.as_written}”)" if milestone.timing.as_written else ""
            yield about_milestone(facts, "milestone_without_date", milestone, f"has no date{written}")


def about_milestone(facts: Facts, code: str, milestone: Milestone, words: str) -> Fault:
    sentence = f"The milestone “{called(milestone)}” {words}."
    do = "Correct" if milestone.timing.is_dated else "Fill in"
    mend = mending.at_row(facts.plan, milestone, "milestones", "timing", do)
    return Fault(code, sentence, called(milestone), mend, f"milestone {milestone.pk}")


def milestones_too_early(facts: Facts) -> Iterator[Fault]:
    first = facts.plan.years.first_day
    for milestone in facts.milestones:
        latest = milestone.timing.latest
        if latest and latest < first:
            words = f"is dated {milestone.timing.as_written}, before the plan starts on {in_words(first)}"
            yield about_milestone(facts, "milestone_before_plan", milestone, words)


def dates_wrong(facts: Facts) -> Iterator[Fault]:
    for row in facts.leaves:
        timing = row.action.timing
        if ends_before_it_starts(timing, facts):
            sentence = f"“{called(row.action)}” ends before it starts: {timing.as_written}."
            yield about_action("end_before_start", row, sentence, mending.at_date(row.action, "Correct"))
        elif timing.needs_review and timing.as_written:
            sentence = f"The date of “{called(row.action)}” is not understood: {timing.as_written}."
            yield about_action("date_not_understood", row, sentence, mending.at_date(row.action, "Correct"))


def ends_before_it_starts(timing: Timing, facts: Facts) -> bool:
    halves = BETWEEN.split(timing.as_written)
    if not timing.needs_review or len(halves) != 2:
        return False
    start, end = (parse_timing(half, facts.plan.years) for half in halves)
    return bool(start.earliest and end.latest and end.latest < start.earliest)


def alike(facts: Facts) -> Iterator[Fault]:
    """Actions with the same words, the same people and the same date."""
    groups: dict[tuple[str, ...], list[RatedAction]] = defaultdict(list)
    for row in facts.leaves:
        words = re.sub(r"\W+", " ", row.action.title).casefold().strip()
        who = sorted(one.name for one in row.assignments)
        alike = (words, row.action.section, row.action.timing.as_written, row.action.method)
        groups[*alike, *who, *sorted(row.audiences)].append(row)
    for rows in groups.values():
        if len(rows) > 1:
            first, *others = rows
            numbers = " and ".join(row.action.reference or f"no. {row.action.position}" for row in rows)
            sentence = (
                f"{numbers} are exactly alike: “{short(first.action.title)}”. One action can serve several priorities."
            )
            serves = any(one.action.priority_id != first.action.priority_id for one in others)
            tick = mending.at_action(first.action, "also_serves_0", mending.SERVES, "Tick")
            yield about_action(
                "alike_actions", others[0], sentence, tick if serves else mending.at_removal(others[0].action)
            )


def decisions_unplanned(facts: Facts) -> Iterator[Fault]:
    for decision in facts.decisions:
        mend = mending.at_row(facts.plan, decision, "decisions", "in_forward_plan", "Answer")
        common = (short(decision.title), mend, f"decision {decision.pk}")
        if decision.in_forward_plan == "no":
            yield Fault(
                "decision_not_in_forward_plan",
                f"The decision “{short(decision.title)}” is not in the forward plan.",
                *common,
            )
        elif not decision.in_forward_plan:
            words = f"It is not said whether the decision “{short(decision.title)}” is in the forward plan."
            yield Fault("decision_not_said", words, *common)


def outsized_shares(facts: Facts) -> Iterator[Fault]:
    """One officer who is accountable for more of the actions than anybody can carry."""
    accountable = [one.officer for row in facts.leaves for one in row.assignments if one.is_accountable and one.officer]
    number, total = Counter(accountable), len(facts.leaves)
    for officer, count in number.most_common():
        if count >= facts.plan.outsized_least and count * 100 > facts.plan.outsized_share * total:
            sentence = f"{officer.name} is accountable for {count} of {total} actions ({count * 100 // total}%)."
            mend = mending.at_actions_of(facts.plan, officer.name)
            yield Fault("outsized_share", sentence, officer.name, mend, f"officer {officer.pk}")


def gaps(facts: Facts) -> Iterator[Fault]:
    for text in facts.texts:
        for words, meaning in placeholders_in(text.words):
            yield Fault("placeholder", f"{text.where} has {meaning}: “{words}”.", text.thing, text.mend, text.key)


def before_elections(facts: Facts) -> Iterator[Fault]:
    """What the pre-election guard holds, and what it asks about; what was exempted is no fault."""
    for thing in facts.guarded:
        if not (thing.is_held or thing.is_asked):
            continue
        which, reason = f", {thing.label}" if thing.label else "", thing.judgement.reason
        sentence = f"“{called(thing.action)}”{which}: {reason[0].lower()}{reason[1:]}"
        span = thing.judgement.span
        if thing.is_asked:
            mend = mending.at_publicity(thing.action)
        elif span.occurrence and span.label:
            mend = mending.at_due_date(thing.action, span.occurrence)
        else:
            mend = mending.at_date(thing.action, "Change")
        yield about_action("in_pre_election_period", thing.row, sentence, mend)


def words_against_colours(facts: Facts) -> Iterator[Fault]:
    for row in facts.rows:
        said = row.declaration
        if said is None:
            continue
        if said.rag == Rag.GREEN and (found := CONTRADICTION.search(" ".join((said.done, said.next_steps)))):
            yield about_action(
                "narrative_contradicts_colour",
                row,
                f"“{called(row.action)}” is green, while its words say “{found[0]}”.",
                mending.at_colour(row.action),
            )
        if said.rag in NEEDS_EXPLANATION and not said.explanation:
            sentence = f"“{called(row.action)}” is {said.rag} without saying why."
            yield about_action("colour_without_explanation", row, sentence, mending.at_colour(row.action))


FAULTS = (
    objectives_without_measure, measures_incomplete, targets_without_readings, measures_only_outputs, actions_incomplete, posts_unnamed,
    dates_wrong, milestones_undated, milestones_too_early, alike, decisions_unplanned, outsized_shares, gaps,
    before_elections, words_against_colours,
)  # fmt: skip
HEADINGS = {
    "objective_without_measure": "Objectives without a measure",
    "target_only_in_prose": "Targets that stand only in the words",
    "measure_without_target": "Measures without a target",
    "measure_without_source": "Measures without a source",
    "target_without_reading": "Targets without a reading",
    "only_outputs": "Only outputs are measured",
    "action_without_owner": "Actions without an owner",
    "action_without_date": "Actions without a date",
    "action_without_audience": "Actions without an audience",
    "plan_without_audiences": "No audiences",
    "unnamed_post": "Posts nobody is named to",
    "end_before_start": "Dates that end before they start",
    "date_not_understood": "Dates that are not understood",
    "milestone_without_date": "Milestones without a date",
    "milestone_before_plan": "Milestones before the plan starts",
    "alike_actions": "Actions that are exactly alike",
    "decision_not_in_forward_plan": "Decisions not in the forward plan",
    "decision_not_said": "Decisions of which it is not said",
    "outsized_share": "One officer with much of the work",
    "placeholder": "Placeholders",
    "in_pre_election_period": "Inside a pre-election period",
    "narrative_contradicts_colour": "Words against the colour",
    "colour_without_explanation": "Amber or red without saying why",
}
