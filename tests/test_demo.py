"""The demo register: idempotent, in either form, and with the papers' names only in the one as written."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from actions.models import Action, ActionComment, ActionQuestion, Assignment, ProgressUpdate
from campaigns.figures import figures_of_year
from campaigns.guard import Verdict
from campaigns.holds import things_before
from campaigns.media_mail import CHECKS
from campaigns.models import Activity, Coverage, Emergency, Enquiry, PressOffice, SchoolHoliday, Statement
from commsplan.demo.build import MAIDSTONE_SLUG
from commsplan.demo.media import EMERGENCY, OPEN_TOPICS, UNREPORTED
from commsplan.demo.publicity import PLAINLY
from commsplan.demo.readings import PER_MONTH
from commsplan.demo.schools import holidays_around
from people.models import Officer, Organisation, OutgoingMail, User
from plans.models import Election, Plan
from plans.periods import FinancialYear

NAMES = ["Paul Taylor", "Jane Clarke"]
REGISTER = (Plan, Action, Assignment, ProgressUpdate, Officer, User, SchoolHoliday, Activity)


def seed(*options):
    out = StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def everything():
    return [model.objects.count() for model in (*REGISTER, Enquiry, Coverage, Emergency, Statement)]


@pytest.mark.parametrize("options", [(), ("--as-written",)])
def test_a_second_time_changes_nothing(db, options):
    said, made = seed(*options), everything()
    assert seed(*options) == said
    assert everything() == made


def test_school_holidays_are_those_around_today():
    found = {(one.name, one.first, one.last) for one in holidays_around(date(2026, 11, 30))}
    assert found == {
        ("Christmas holidays", date(2026, 12, 21), date(2027, 1, 3)),
        ("February half term", date(2027, 2, 15), date(2027, 2, 19)),
        ("Easter holidays", date(2027, 3, 26), date(2027, 4, 9)),
        ("May half term", date(2027, 5, 31), date(2027, 6, 4)),
        ("Summer holidays", date(2027, 7, 26), date(2027, 8, 31)),
        ("October half term", date(2027, 10, 25), date(2027, 10, 29)),
        ("Christmas holidays", date(2027, 12, 20), date(2028, 1, 2)),
    }


def test_every_council_has_school_holidays_and_maidstone_s_election_more_than_questions(db):
    seed()
    assert {one.school_holidays.exists() for one in Organisation.objects.all()} == {True}
    plan = Plan.objects.get(slug=MAIDSTONE_SLUG)
    election, today = Election.objects.get(organisation=plan.organisation), timezone.localdate()
    Election.objects.filter(pk=election.pk).update(notice_date=plan.years.last_day - timedelta(days=2))
    election.refresh_from_db()
    found = {one.verdict for one in things_before(election, [plan], on=today)}
    assert found == {Verdict.UNTIL_A_DAY, Verdict.QUESTION, Verdict.PASSES}
    assert set(PLAINLY) <= set(plan.actions.values_list("title", flat=True))


def test_a_question_and_a_comment_are_said_by_posts_and_only_in_the_moved_demo(db):
    seed()
    (asked,), (remark,) = ActionQuestion.objects.open(), ActionComment.objects.all()
    said_by = " ".join((asked.by_name, asked.asked_of, asked.text, remark.by_name, remark.told, remark.text))
    assert [name for name in NAMES if name in said_by] == []
    assert remark.told == "MKIP Programme Manager" and f"@{remark.told}" in remark.text
    seed("--as-written")
    assert (ActionQuestion.objects.count(), ActionComment.objects.count()) == (0, 0)


def test_from_one_form_to_the_other_and_back(db):
    seed()
    moved = everything()
    seed("--as-written")
    assert set(Officer.objects.filter(name__in=NAMES).values_list("name", flat=True)) == set(NAMES)
    assert Plan.objects.get(slug="mkip-2015-16").first_year == 2015
    seed()
    assert everything() == moved
    assert not Officer.objects.filter(name__in=NAMES).exists()


def test_nobody_of_the_papers_is_named_in_the_moved_demo(db):
    seed()
    for model, columns in (
        (ProgressUpdate, ("done", "explanation", "by_name")), (Assignment, ("as_written", "note")),
        (User, ("name",)), (Officer, ("name", "post", "email")), (Action, ("title", "source")),
    ):  # fmt: skip
        text = json.dumps(list(model.objects.values_list(*columns)), ensure_ascii=False).lower()
        assert [name for name in ("paul taylor", "jane clarke", "zena cooke", "paul.taylor") if name in text] == []


def test_workstreams_roll_up_as_published(db):
    seed("--as-written")
    out = StringIO()
    call_command("plan_progress", "maidstone-improvement-2013-14", "--on", "2014-03-31", "--json", stdout=out)
    data = json.loads(out.getvalue())
    assert [entry["rolled_up"] for entry in data["priorities"]] == ["amber", "amber", "green", "green"]
    assert [entry["declared"] for entry in data["priorities"]] == ["amber", "amber", "green", "green"]
    assert data["tally"] == {"red": 0, "amber": 2, "green": 2, "complete": 0, "not_started": 0, "unrated": 0}
    assert sum(len(entry["actions"]) for entry in data["priorities"]) == 28
    keys = {"plan", "on", "declared", "rolled_up", "tally", "priorities", "measures", "actions"}
    assert set(data) == keys
    assert set(data["priorities"][0]) == {"reference", "title", "declared", "rolled_up", "tally", "actions"}
    assert set(data["priorities"][0]["actions"][0]) == {
        "reference", "title", "declared", "proposed", "rating", "reasons", "due", "actions",
    }  # fmt: skip


def test_what_was_known_the_day_before_the_updates(db):
    seed("--as-written")
    out = StringIO()
    call_command("plan_progress", "maidstone-improvement-2013-14", "--on", "2014-03-30", "--json", stdout=out)
    data = json.loads(out.getvalue())
    assert {entry["declared"] for entry in data["priorities"]} == {None}
    assert {action["declared"] for entry in data["priorities"] for action in entry["actions"]} == {None}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["plan_progress", "nowhere"], "There is no plan “nowhere”."),
        (["plan_progress", "mkip-2015-16", "--on", "31/03/2014"], "“31/03/2014” is not a day. Write it as 2016-03-31."),
        (["send_reminders", "--on", "tomorrow"], "“tomorrow” is not a day. Write it as 2016-03-31."),
        (["parse_timing", "March 2016", "--year", "16"], "“16” is not a financial year. Write it as 2015/16."),
    ],
)
def test_commands_say_in_one_sentence_what_they_cannot_do(db, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        call_command(*arguments)
    assert sentence in str(refusal.value)


def test_the_press_log_has_the_figures_that_the_plan_s_readings_say(db):
    """As written; in the moved demo as far as the year has come."""
    seed("--as-written")
    kent, year = Organisation.objects.get(slug="kent"), FinancialYear(2013)
    found = figures_of_year(PressOffice.of(kent), year, now=timezone.now())
    assert [found[month]["mentions"].count for month in year.periods("month")] == list(PER_MONTH)
    assert [str(found[quarter]["regional"].value) for quarter in year.periods("quarter")] == [
        "80",
        "1500/19",
        "600/7",
        "85",
    ]
    assert (found["2013/14"]["answered"].count, found["2013/14"]["answered"].base) == (43, 48)
    assert not Enquiry.objects.open().exists()
    assert [(one.title, one.state_in_words) for one in Emergency.objects.all()] == [(EMERGENCY, "Reported")]
    seed()
    stands = {one.title: one.state_in_words for one in Emergency.objects.all()}
    assert stands == {EMERGENCY: "Reported", UNREPORTED: "Still to be reported"}
    assert sorted(Enquiry.objects.open().values_list("topic", flat=True)) == sorted(OPEN_TOPICS)
    assert not Coverage.objects.filter(on__lt=FinancialYear.containing(timezone.localdate()).first).exists()
    assert not OutgoingMail.objects.filter(kind__in=CHECKS).exists()
