"""The demo register: idempotent, in either form, and with the papers' names only in the one as written."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from actions.models import Action, ActionComment, ActionQuestion, Assignment, ProgressUpdate
from campaigns.figures import figures_of_year
from campaigns.media_mail import CHECKS
from campaigns.models import Coverage, Emergency, Enquiry, PressOffice, Statement
from commsplan.demo.media import EMERGENCY, OPEN_TOPICS, UNREPORTED
from commsplan.demo.readings import PER_MONTH
from people.models import Officer, Organisation, OutgoingMail, User
from plans.models import Plan
from plans.periods import FinancialYear

NAMES = ["Paul Taylor", "Jane Clarke"]
REGISTER = (Plan, Action, Assignment, ProgressUpdate, Officer, User)


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
