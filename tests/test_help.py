"""The help page says the rules that hold: the models' defaults, a plan's own numbers, and dates as they are understood."""

import re
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from campaigns import chasing, meter, press
from people.models import Role
from people.permissions import TABLE
from plans.models import Plan
from plans.models.rules import RULES
from plans.rag import MEANINGS
from reports import helping
from tests.demo import seed

HELP = "/help/"


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def plan(people):
    return Plan.objects.get(slug="mkip-2015-16")


UNDERSTOOD = {
    "12 January 2027": "on 12 January 2027",
    "12/01/27": "on 12 January 2027",
    "March 2027": "1 to 31 March 2027",
    "mid June 2026": "11 to 20 June 2026, provisional",
    "by end of May 2026": "by 31 May 2026, provisional",
    "Q3 2026/27": "1 October 2026 to 31 December 2026",
    "first half of 2026/27": "1 April 2026 to 30 September 2026",
    "year end": "21 to 31 March 2027, provisional",
    "autumn term": "1 September 2026 to 31 December 2026, provisional",
    "3 to 7 June 2026": "3 to 7 June 2026",
    "Nov – Jan 2027": "1 November 2026 to 31 January 2027",
    "w/c 12 October 2026": "12 to 18 October 2026",
    "by October": "by 31 October 2026",
    "no later than 31 March 2027": "by 31 March 2027",
    "from June 2026": "from 1 June 2026",
    "April 2026 (tbc)": "1 to 30 April 2026, provisional",
    "Quarterly": "once in each quarter, by its last day",
    "three times a year": "three times a year, once in each four months",
    "ongoing": "throughout the plan",
    "prior to each MKIP board meeting": "the last working day before each MKIP board meeting",
    "5 days before each Cabinet meeting": "5 days before each Cabinet meeting",
    "following Cabinet 11 November 2026": "within ten working days after Cabinet of 11 November 2026",
    "before notice of election": "the last working day before notice of election",
    "two weeks after polling day": "14 days after polling day",
    "Phase 1 – May 2026 / Phase 2 – September 2026": "Phase 1: 1 to 31 May 2026; Phase 2: 1 to 30 September 2026",
    "May and November 2026": "1 to 31 May 2026; 1 to 30 November 2026",
    "Tbc": "date still to be set",
    "when resources allow": "not understood: kept as written",
    "31 June 2026": "not understood: kept as written",
}


def words(answer):
    """The page's text, one space between words."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    flowing = re.sub(r"</?(?:a|b|span)\b[^>]*>", "", main)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", flowing)).split())


# The sentences in which each number of a plan stands, by the rules it is made of.
SENTENCES = {
    "staleness_days": [
        "No update for more than {0} days for more than {1} days",
        "while it is current, that is for {0} days",
    ],
    "overdue_red_days": ["from the day after it after {0} working days"],
    "due_soon_days": ["closed within {0} days never"],
    "set_by_grace_days": ["never {0} days after the plan’s adoption, or after the action was added"],
    "naming_days": ["Nobody is named for a post {0} days after adoption"],
    "moved_days": ["or by more than {0} days"],
    "moves_noticed": ["The date was moved in this financial year more than {2}, or"],
    "redates_allowed": ["A date may be put back {2} freely"],
    "period_close_days": ["put back in the last {0} days of a month"],
    "remind_first_days": ["{0} working days before"],
    "remind_second_days": ["{0} working days before"],
    "remind_overdue_days": ["{0} working days after"],
    "escalate_days": ["{0} working days after, the director too"],
    "call_days": ["asked for {0} working days before a month closes"],
    "tolerance": ["below the target by more than {0} per cent"],
}
SAID_OTHERWISE = {"counts_original", "early_may_be_declined"}
NOT_OF_COLOURS = {"outsized_share", "outsized_least"}  # of the health check, which says them itself


def told(sentences, number):
    """The sentences with the number in them, twice it, and how often it is."""
    times = "once" if number == 1 else f"{number} times"
    return [sentence.format(number, 2 * number, times) for sentence in sentences]


def test_every_rule_of_a_plan_has_its_sentence():
    assert SENTENCES.keys() | SAID_OTHERWISE | NOT_OF_COLOURS == set(RULES)


@pytest.mark.django_db
def test_the_usual_numbers_are_the_models_defaults(client):
    page = words(client.get(HELP))
    for name, sentences in SENTENCES.items():
        said = told(sentences, Plan._meta.get_field(name).default)
        assert (name, [one for one in said if one not in page]) == (name, [])


def test_a_plans_own_numbers_are_shown_to_whoever_may_see_it(plan, people, client):
    own = {name: 21 + index for index, name in enumerate(SENTENCES)}
    own |= {"remind_second_days": 12, "remind_overdue_days": 13}
    Plan.objects.filter(pk=plan.pk).update(**own, counts_original=True, early_may_be_declined=False, roll_up="worst")
    client.force_login(people.users["officer"])
    page = words(client.get(HELP, {"plan": plan.slug}))
    for name, sentences in SENTENCES.items():
        said = told(sentences, own[name])
        assert (name, [one for one in said if one not in page]) == (name, [])
    assert "A due date has passed, counted from the date first agreed" in page
    assert "those reminders cannot be declined" in page
    assert "the worst child" in page
    assert plan.title in page


def test_another_councils_plan_is_not_found_and_without_a_sign_in_it_is_asked_for(plan, people, client):
    answer = client.get(HELP, {"plan": plan.slug})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/sign-in/")
    client.force_login(people.users["officer2"])
    assert client.get(HELP, {"plan": plan.slug}).status_code == 404
    assert client.get(HELP, {"plan": "nowhere"}).status_code == 404
    client.force_login(people.users["officer"])
    assert client.get(HELP, {"plan": plan.slug}).status_code == 200


@pytest.mark.django_db
def test_every_colour_is_there_with_its_meaning(client):
    page = words(client.get(HELP))
    assert [one.label for one in MEANINGS.values() if f"{one.label} {one.meaning}" not in page] == []


@pytest.mark.django_db
def test_every_example_is_understood_as_shown(client):
    found = {one.as_written: one.as_understood for one in client.get(HELP).context["examples"]}
    assert found == UNDERSTOOD
    page = words(client.get(HELP))
    assert [text for text, said in UNDERSTOOD.items() if f"{text} {said[0].upper()}{said[1:]}" not in page] == []


@pytest.mark.django_db
def test_sixty_replies_are_judged_as_the_statistics_judge_them():
    found = [(one.target, one.evidence.plain, one.evidence.evidence, one.rag) for one in helping.judged()]
    assert found == [
        (55, "reached", "met", "green"),
        (75, "not reached", "not shown", "amber"),
        (80, "not reached", "not met", "red"),
    ]
    assert {one.interval for one in helping.judged()} == {"60.0% to 78.7%"}


@pytest.mark.django_db
def test_every_line_of_the_permission_table_is_there(client):
    found = {
        (role, verb)
        for role, held in client.get(HELP).context["roles"]
        for one in held
        for verb in one.verbs.split(", ")
    }
    assert found == {(Role(role).label, verb) for role, verb in TABLE if role in Role.values}


@time_machine.travel("2026-06-01T12:00:00+01:00")
@pytest.mark.django_db
def test_a_date_is_tried_in_the_years_of_today(client):
    assert "“by October” in a plan for 2026/27: by 31 October 2026." in words(client.get(HELP, {"date": "by October"}))
    assert "“soonish” in a plan for 2026/27: not understood: kept as written." in words(
        client.get(HELP, {"date": "soonish"})
    )


def test_a_date_is_tried_in_the_years_of_a_plan(plan, people, client):
    client.force_login(people.users["officer"])
    Plan.objects.filter(pk=plan.pk).update(first_year=2031, last_year=2031)
    page = words(client.get(HELP, {"plan": plan.slug, "date": "by October"}))
    assert f"“by October” in {plan.title}, a plan for 2031/32: by 31 October 2031." in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write a date to see how it is understood."),
        ("1" * 401, "Write 400 characters at most. No date needs more."),
    ],
)
def test_nothing_and_too_much_are_answered_with_a_sentence_and_keep_what_was_typed(client, text, said):
    answer = client.get(HELP, {"date": text})
    assert (answer.status_code, answer.context["form"].errors["date"]) == (400, [said])
    assert answer.context["form"]["date"].value() == text


@pytest.mark.django_db
def test_what_is_tried_is_text_and_no_markup(client):
    assert b"<script>alert" not in client.get(HELP, {"date": "<script>alert(1)</script>"}).content


def test_the_page_takes_one_query_of_the_plan_however_many_actions_it_has(
    plan, people, client, django_assert_num_queries
):
    client.force_login(people.users["officer"])
    client.get(HELP, {"plan": plan.slug})
    with django_assert_num_queries(6):
        client.get(HELP, {"plan": plan.slug})


def test_what_it_says_of_work_elections_and_the_media_is_the_rule(client, db):
    text = unescape(re.sub(r"<[^>]+>|\s+", " ", client.get(HELP).content.decode()))
    text = re.sub(r"\s+", " ", text)
    assert f"is asked again every {chasing.EVERY} working days" in text
    assert f"Planned ahead: the aim is {meter.TARGET}% of the work" in re.sub(r" (?=[:%])", "", text)
    assert f"{press.HOURS} hours from when it came" in text
    assert "What passes: internal work and a statutory notice." in text
    assert "a public launch, a consultation and controversial publicity." in text
