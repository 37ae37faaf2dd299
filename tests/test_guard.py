"""The rule of the pre-election guard, by its worked example: an election on 7 May 2026, its notice on 20 March."""

from dataclasses import replace
from datetime import date

import pytest

from actions.models import Occurrence
from actions.recurrence import due_dates
from actions.timing import parse_timing
from campaigns.guard import (
    Clearance,
    Judgement,
    Period,
    Publicity,
    Span,
    Verdict,
    Way,
    by_audience,
    judge,
    what_it_is,
)
from campaigns.models import Activity
from campaigns.spans import spans_of
from plans.periods import FinancialYear, Years

NOTICE, POLL = date(2026, 3, 20), date(2026, 5, 7)
PERIOD = Period("Borough elections", NOTICE, POLL, 3)
YEARS = Years(FinancialYear(2025), FinancialYear(2026))
HELD, UNTIL, PASSES = Verdict.HELD, Verdict.UNTIL_A_DAY, Verdict.PASSES


def on(day, label=""):
    return Span(day, day, label)


def spans(words, years=YEARS, **moved):
    """The bounds of what the words ask for; `moved` shifts the one of that label to a day."""
    timing = parse_timing(words, years)
    found = [
        Occurrence(pk=number, label=due.label, due=due.due) for number, due in enumerate(due_dates(timing, years), 1)
    ]
    for one in found:
        if day := moved.get(one.label.split(" ")[0]):
            one.shift, one.due = (day - one.due).days, day
    return spans_of(timing, years, found)


def judged(publicity, found, **how) -> list[Judgement]:
    return [judge(publicity, span, PERIOD, **how) for span in found]


def test_a_public_launch_on_1_april_is_held():
    (found,) = judged(Publicity.LAUNCH, spans("1 April 2026"))
    assert found.verdict == HELD and found.reason == (
        "It falls on 1 April 2026, between the notice of 20 March 2026 and the poll of 7 May 2026 (Borough elections), "
        "and is a public launch."
    )


def test_a_staff_newsletter_passes():
    (found,) = judged(Publicity.INTERNAL, spans("1 April 2026"))
    assert (found.verdict, found.reason) == (PASSES, "It is internal work, which passes.")


def test_a_statutory_notice_passes():
    (found,) = judged(Publicity.STATUTORY, spans("1 April 2026"))
    assert (found.verdict, found.reason) == (PASSES, "It is a statutory notice, which passes.")


@pytest.mark.parametrize(
    "words",
    [
        "15 January 2026, 15 April 2026, 15 July 2026 and 15 October 2026",
        "15 Jan 2026; 15 Apr 2026; 15 Jul 2026; 15 Oct 2026",
    ],
)
def test_of_a_quarterly_magazine_only_the_issue_of_april_is_held(words):
    found = judged(Publicity.PUBLIC, spans(words))
    assert [(one.span.latest, one.verdict) for one in found] == [
        (date(2026, 1, 15), PASSES), (date(2026, 4, 15), HELD), (date(2026, 7, 15), PASSES), (date(2026, 10, 15), PASSES),
    ]  # fmt: skip


def test_a_quarterly_magazine_whose_issues_were_each_given_their_day_is_held_for_april_only():
    year = Years(FinancialYear(2026), FinancialYear(2026))
    days = {"Q1": date(2026, 4, 15), "Q2": date(2026, 7, 15), "Q3": date(2026, 10, 15), "Q4": date(2027, 1, 15)}
    found = judged(Publicity.PUBLIC, spans("Quarterly", year, **days))
    assert [(one.span.latest, one.verdict) for one in found] == [
        (day, HELD if day == date(2026, 4, 15) else PASSES) for day in days.values()
    ]


def test_of_a_quarterly_magazine_without_days_the_quarters_that_overlap_are_held_until_a_day_is_named():
    found = judged(Publicity.PUBLIC, spans("Quarterly"))
    assert [(one.span.label, one.span.earliest, one.span.latest) for one in found if one.is_held] == [
        ("Q4 2025/26", date(2026, 1, 1), date(2026, 3, 31)), ("Q1 2026/27", date(2026, 4, 1), date(2026, 6, 30)),
    ]  # fmt: skip
    assert {one.verdict for one in found if one.is_held} == {UNTIL}
    assert found[4].reason == (
        "It is publicity for the public, and may go out on any day from 1 April 2026 to 30 June 2026: name a day outside "
        "the notice of 20 March 2026 and the poll of 7 May 2026 (Borough elections)."
    )


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (date(2026, 3, 19), PASSES), (date(2026, 3, 20), HELD), (date(2026, 5, 7), HELD), (date(2026, 5, 8), PASSES),
    ],
)  # fmt: skip
def test_the_period_has_both_its_days(day, verdict):
    assert judge(Publicity.PUBLIC, on(day), PERIOD).verdict == verdict


def test_a_date_moved_into_the_window_is_held():
    assert judge(Publicity.CONSULTATION, on(date(2026, 5, 20)), PERIOD).verdict == PASSES
    assert judge(Publicity.CONSULTATION, on(date(2026, 5, 1)), PERIOD).verdict == HELD


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("March 2026", HELD),  # from the 20th on
        ("April 2026", HELD),
        ("May 2026", HELD),  # up to the 7th
        ("June 2026", PASSES),
        ("mid April 2026", HELD),
        ("Spring 2026", UNTIL),
        ("1 April 2026 – 20 May 2026", UNTIL),  # 49 days after its first, the period 48
        ("1 April 2026 – 19 May 2026", HELD),
        ("2026/27", UNTIL),
        ("By 30 June 2026", UNTIL),
        ("By 19 March 2026", PASSES),
        ("Ongoing", UNTIL),
        ("Daily", UNTIL),
        ("From June 2026", PASSES),
        ("From April 2026", UNTIL),
    ],
)
def test_any_day_of_the_bounds_counts_and_bounds_wider_than_the_period_wait_for_a_day(words, verdict):
    (found,) = judged(Publicity.PUBLIC, spans(words))
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("Monthly", ["March 2026", "April 2026", "May 2026"]),
        ("Weekly", [f"Week ending {day}" for day in (
            "20 March 2026", "27 March 2026", "3 April 2026", "10 April 2026", "17 April 2026", "24 April 2026", "1 May 2026",
            "8 May 2026",
        )]),
        ("Termly", ["Spring term 2025/26", "Summer term 2026/27"]),
        ("Twice a year", ["Second half 2025/26", "First half 2026/27"]),
        ("Annually", ["2025/26", "2026/27"]),
    ],
)  # fmt: skip
def test_every_edition_is_looked_at_by_itself(words, held):
    assert [one.span.label for one in judged(Publicity.PUBLIC, spans(words)) if one.is_held] == held


def test_what_has_no_date_yet_has_nothing_to_judge():
    assert [spans(words) for words in ("Tbc", "", "31/02/2026")] == [[], [], []]


def test_what_is_delivered_or_missed_and_milestones_on_the_way_are_not_looked_at():
    timing, day = parse_timing("1 April 2026", YEARS), date(2026, 4, 1)
    due = [
        Occurrence(due=day, delivered_on=day), Occurrence(due=day, missed_on=day), Occurrence(due=day, is_milestone=True),
    ]  # fmt: skip
    assert spans_of(timing, YEARS, due) == []


def test_a_due_date_moved_away_and_back_has_its_day_named():
    timing, due = parse_timing("Quarterly", YEARS), Occurrence(pk=7, label="Q1 2026/27", due=date(2026, 6, 30))
    assert spans_of(timing, YEARS, [due]) == [Span(date(2026, 4, 1), date(2026, 6, 30), "Q1 2026/27", 7)]
    assert spans_of(timing, YEARS, [due], {7}) == [Span(date(2026, 6, 30), date(2026, 6, 30), "Q1 2026/27", 7)]


# What an action is


def test_the_guard_and_the_register_know_the_same_classes():
    assert {one.value for one in Publicity} == set(Activity.Publicity.values)


@pytest.mark.parametrize(
    ("names", "publicity"),
    [
        (["Residents"], Publicity.PUBLIC), (["Local media"], Publicity.PUBLIC), (["All staff", "Businesses"], Publicity.PUBLIC),
        (["Members of the public"], Publicity.PUBLIC), (["Community groups"], Publicity.PUBLIC),
        (["Visitors and customers"], Publicity.PUBLIC), (["All staff"], Publicity.INTERNAL),
        (["All Members", "Non-executive Members", "Partner councils", "Senior officers"], Publicity.INTERNAL),
        (["Members of Parliament"], Publicity.NOT_SAID), (["Everybody"], Publicity.NOT_SAID),
        (["All staff", "Everybody"], Publicity.NOT_SAID), ([], Publicity.NOT_SAID),
        (["Directors of local firms"], Publicity.NOT_SAID), (["Sports teams"], Publicity.NOT_SAID),
        (["Members of sports clubs"], Publicity.NOT_SAID), (["All elected Members"], Publicity.INTERNAL),
    ],
)  # fmt: skip
def test_an_audience_tells_what_nobody_has_said(names, publicity):
    assert by_audience(names) == publicity


def test_what_is_said_counts_whatever_the_audience():
    assert what_it_is("internal", ["Residents"]) == (Publicity.INTERNAL, False)
    assert what_it_is("", ["Residents"]) == (Publicity.PUBLIC, True)
    assert what_it_is("", []) == (Publicity.NOT_SAID, False)


def test_what_goes_by_its_audience_says_so():
    found = judge(Publicity.PUBLIC, on(date(2026, 4, 1)), PERIOD, by_audience=True)
    assert found.reason.endswith("and is publicity for the public, going by its audience.")


def test_what_nobody_has_classed_is_asked_about_and_neither_held_nor_passed():
    found = judge("", on(date(2026, 4, 1)), PERIOD)
    assert (found.verdict, found.is_held) == (Verdict.QUESTION, False)
    assert found.reason.endswith("and nobody has said what it is.")
    assert judge("", on(date(2026, 6, 1)), PERIOD).verdict == PASSES


# The ways out

DAY = date(2026, 4, 1)
EXEMPT = Clearance(3, "launch", DAY, DAY, "", Way.EXEMPTION, "Ann Officer", "Tickets are sold already")


def test_an_exemption_lets_out_what_it_was_given_for_with_the_officer_s_name_and_reason():
    found = judge("launch", on(DAY), PERIOD, [EXEMPT])
    assert (found.verdict, found.reason, found.clearance) == (
        Verdict.CLEARED, "Ann Officer, Monitoring Officer, has exempted it: Tickets are sold already", EXEMPT,
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"election": 4}, {"publicity": "controversial"}, {"earliest": date(2026, 4, 2), "latest": date(2026, 4, 2)},
        {"earliest": date(2026, 3, 31)}, {"latest": None}, {"label": "Video"},
    ],
)  # fmt: skip
def test_an_exemption_holds_for_nothing_else(other):
    assert judge("launch", on(DAY), PERIOD, [replace(EXEMPT, **other)]).verdict == HELD


def test_a_spokesperson_clears_what_quotes_a_member_and_nothing_else():
    named = replace(EXEMPT, way=Way.SPOKESPERSON, publicity="quotes_member", post="Head of Parks")
    found = judge("quotes_member", on(DAY), PERIOD, [named])
    assert (found.verdict, found.reason) == (
        Verdict.CLEARED,
        "Ann Officer, Head of Parks, speaks for the council in place of a Member: Tickets are sold already",
    )
    for publicity in ("public", "launch", "consultation", "controversial"):
        assert judge(publicity, on(DAY), PERIOD, [replace(named, publicity=publicity)]).verdict == HELD


def test_bounds_are_exempted_as_they_are_and_held_once_they_change():
    quarter = Span(date(2026, 4, 1), date(2026, 6, 30))
    given = replace(EXEMPT, publicity="public", earliest=quarter.earliest, latest=quarter.latest)
    assert judge("public", quarter, PERIOD, [given]).verdict == Verdict.CLEARED
    assert judge("public", on(date(2026, 4, 15)), PERIOD, [given]).verdict == HELD


def test_what_goes_on_all_the_time_is_judged_beside_a_part_that_has_its_days():
    """ "Website - daily" is due on no day and goes out on every one, whatever days the newsletter beside it has."""
    timing = parse_timing("Website - daily / Newsletter - quarterly", YEARS)
    due = Occurrence(pk=7, label="Newsletter Q1 2026/27", due=date(2026, 6, 30), first_due=date(2026, 6, 30))
    daily, quarterly = spans_of(timing, YEARS, [due])
    assert (daily.earliest, daily.latest, daily.label) == (date(2025, 4, 1), None, "Website")
    assert (quarterly.earliest, quarterly.latest) == (date(2026, 4, 1), date(2026, 6, 30))


# What is late

DUE = date(2026, 3, 1)
IN_THE_PERIOD = date(2026, 3, 25)


def late(on, publicity="launch", clearances=(), due=DUE):
    """What becomes of something due on a day and still open on another."""
    words = f"{due.day} {due:%B %Y}"
    timing, open_yet = parse_timing(words, YEARS), Occurrence(pk=1, due=due)
    (span,) = spans_of(timing, YEARS, [open_yet], on=on)
    return judge(publicity, span, PERIOD, clearances)


def test_what_was_due_before_the_notice_and_is_still_open_is_held_until_a_day_is_named():
    found = late(IN_THE_PERIOD)
    assert (found.verdict, found.span.in_words) == (UNTIL, "on any day from 25 March 2026")
    assert found.reason == (
        "It is a public launch. It was due on 1 March 2026 and is not delivered, so it may go out on any day from now on: "
        "name a day outside the notice of 20 March 2026 and the poll of 7 May 2026 (Borough elections)."
    )
    assert late(IN_THE_PERIOD, "").reason == (
        "It was due on 1 March 2026 and is not delivered, so it may go out on any day from now on, between the notice of "
        "20 March 2026 and the poll of 7 May 2026 (Borough elections), and nobody has said what it is."
    )
    assert [late(IN_THE_PERIOD, passing).verdict for passing in ("internal", "statutory")] == [PASSES] * 2


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2026, 2, 20), PASSES),  # not late
        (date(2026, 3, 19), PASSES),  # late, and there is a day left
        (date(2026, 3, 20), UNTIL), (date(2026, 5, 7), UNTIL),
        (date(2026, 5, 8), PASSES),
    ],
)  # fmt: skip
def test_what_is_late_is_held_while_the_period_lasts(on, verdict):
    assert late(on).verdict == verdict


def test_what_was_set_for_the_period_goes_by_its_day_until_that_has_passed_and_once_the_period_is_over():
    found = {on: late(on, due=DAY) for on in (DAY, date(2026, 4, 2), date(2026, 5, 8))}
    assert [one.verdict for one in found.values()] == [HELD, UNTIL, HELD]
    assert found[DAY].reason == found[date(2026, 5, 8)].reason and "It falls on 1 April 2026" in found[DAY].reason


def test_what_is_said_of_something_late_is_the_same_every_day():
    """What the health check was told to accept is known by its words."""
    assert len({late(date(2026, 4, day)).reason for day in range(1, 31)}) == 1


def test_an_exemption_of_what_is_late_holds_until_another_day_is_named():
    given = replace(EXEMPT, earliest=DUE, latest=DUE)
    for on in (IN_THE_PERIOD, date(2026, 3, 26), POLL):
        assert late(on, clearances=[given]).verdict == Verdict.CLEARED
    assert late(IN_THE_PERIOD, clearances=[given], due=date(2026, 3, 2)).verdict == UNTIL
    assert late(IN_THE_PERIOD, "controversial", [given]).verdict == UNTIL


def test_an_exemption_for_a_day_that_has_passed_holds_for_what_was_set_for_that_day():
    """It may well have gone out without being ticked; nobody is asked for the Monitoring Officer's word again."""
    for on in (DAY, date(2026, 4, 2)):
        assert late(on, clearances=[EXEMPT], due=DAY).verdict == Verdict.CLEARED
    assert late(date(2026, 4, 2), clearances=[EXEMPT], due=date(2026, 4, 3)).verdict == HELD


def test_an_audience_that_is_more_than_staff_is_not_taken_for_staff():
    for name in ("Staff and 18-25s", "Staff, U16s", "Staff, 65+", "Staff & жители"):
        assert by_audience([name]) == ""
    assert by_audience(["All staff and Members"]) == "internal"


def test_an_edition_of_a_series_whose_day_has_passed_is_gone():
    timing = parse_timing("Quarterly", YEARS)
    due = [
        Occurrence(pk=1, label="Q3 2025/26", due=date(2025, 12, 31)),
        Occurrence(pk=2, label="Q4 2025/26", due=date(2026, 3, 31)),
    ]
    found = [judge("public", span, PERIOD) for span in spans_of(timing, YEARS, due, on=IN_THE_PERIOD)]
    assert [(one.span.days, one.verdict) for one in found] == [
        ((date(2025, 10, 1), date(2025, 12, 31)), PASSES), ((date(2026, 1, 1), date(2026, 3, 31)), UNTIL),
    ]  # fmt: skip
