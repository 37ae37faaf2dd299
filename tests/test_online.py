"""Surveys answered online: set up, sent, answered, reminded, closed; and nobody finds out who said what."""

import logging
import re
from datetime import timedelta
from itertools import count as counting
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from imports.services.removal import why_it_stays
from people.models import OutgoingMail
from plans.models import Plan
from surveys import replying
from surveys.asking import ask, check_asking
from surveys.closing import close_due
from surveys.evidence import measured
from surveys.forms.online import NumberField
from surveys.models import BallotBox, Invitation, Measure, Online, Result, SpentForm, Survey, Surveyed
from surveys.services.online import open_online
from surveys.services.questions import add_question
from tests.demo import once, said, seed

TODAY = timezone.localdate()
HEARD = ("Bulletin", "Intranet")


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


def make_survey(people, councils=("maidstone", "swale", "tunbridge-wells")):
    """Of three councils: yes or no, several answers, a number, own words."""
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Plan", slug="plan", first_year=2026, last_year=2026
    )
    plan.partners.set([people.councils["swale"], people.councils["tunbridge-wells"]])
    measure = Measure.objects.create(plan=plan, statement="66 per cent understand", target=66)
    survey = Survey.objects.create(plan=plan, title="Member survey", held_on=TODAY)
    for slug in councils:
        Surveyed.objects.create(survey=survey, organisation=people.councils[slug])
    ask_of = survey.questions.create
    ask_of(text="Do you understand?", measure=measure, position=1)
    ask_of(text="How did you hear of it?", kind="multiple", position=2, answers=[[text, "no"] for text in HEARD])
    ask_of(text="How many meetings?", kind="number", position=3)
    ask_of(text="What else?", kind="text", position=4)
    return survey


@pytest.fixture
def survey(people):
    return make_survey(people)


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def addresses(people, survey, each=10):
    return {
        f"emails_{row.organisation_id}": "\n".join(f"{row.organisation.slug}{n}@x.example" for n in range(each))
        for row in survey.surveyed.select_related("organisation")
    }


def opened(people, survey, *, is_open_link=False, each=10, closes_on=TODAY + timedelta(days=20)):
    """Open without the pages, with so many people of each council."""
    online = Online.objects.create(survey=survey, privacy="Nobody.", closes_on=closes_on, is_open_link=is_open_link)
    numbers = counting(1)  # else drawn by lot
    for row in survey.surveyed.select_related("organisation"):
        for n in range(0 if is_open_link else each):
            email = f"{row.organisation.slug}{n}@x.example"
            Invitation.objects.create(
                id=UUID(int=next(numbers)), online=online, organisation=row.organisation, email=email
            )
    return open_online(online=online, by=people.users["plan.manager"], version=online.version, on=TODAY)


def q(survey, position):
    return f"q{survey.questions.get(position=position).pk}"


def at(token):
    return reverse("surveys:reply", kwargs={"token": token})


@pytest.mark.parametrize(
    ("typed", "tallied"),
    [("2.50", "2.5"), ("1,234,567.5", "1234567.5"), ("0.000001", "0.000001"), ("100.0", "100"), ("007", "7"), ("0", "0"), ("0.0", "0")],
)  # fmt: skip
def test_a_number_is_tallied_with_all_its_digits(typed, tallied):
    assert NumberField().clean(typed) == tallied


def test_from_setting_up_to_the_result(people, survey, manager, client, mailoutbox):
    here = reverse("surveys:online", kwargs={"pk": survey.pk})
    privacy = manager.get(here).context["form"].initial["privacy"]
    assert "kept nowhere else" in privacy and "{" not in privacy
    swale = f"emails_{people.councils['swale'].pk}"
    facts = {
        "how": "links",
        "closes_on": f"{TODAY + timedelta(days=20):%d/%m/%Y}",
        "reminds_on": f"{TODAY + timedelta(days=9):%d/%m/%Y}",
        "privacy": privacy,
    }
    for wrong, sentence in (
        ({swale: "a@x.example\nnobody"}, "“nobody”: Enter exactly one e-mail address"),
        ({swale: "a@x.example; A@x.example"}, "“A@x.example” is given twice"),
        ({"how": "open"}, "Addresses are given as well"),
        ({"closes_on": "01/01/2020"}, "That day has passed"),
        ({"reminds_on": f"{TODAY + timedelta(days=30):%d/%m/%Y}"}, "before the survey closes"),
        ({"privacy": ""}, "Fill in “Privacy notice”"),
    ):
        refused = manager.post(here, once(**(facts | addresses(people, survey) | wrong)))
        assert (sentence, refused.status_code, sentence in said(refused)) == (sentence, 400, True)
    few = facts | addresses(people, survey) | {swale: "a@x.example"}
    assert manager.post(here, once(**few)).status_code == 302
    step = reverse("surveys:open-online", kwargs={"pk": survey.pk})
    assert "Fewer than 10 people of Swale Borough Council" in said(manager.post(step, once(), follow=True))
    assert manager.post(here, once(**(facts | addresses(people, survey)))).status_code == 302
    version = Online.objects.get().version
    assert "The survey is open" in said(manager.post(step, once(version), follow=True))
    with pytest.raises(ValidationError, match="its questions stay as they are"):
        add_question(survey=survey, by=people.users["plan.manager"], text="One more?", kind="text")
    assert (ask(TODAY), ask(TODAY)) == (30, 0)
    mail = OutgoingMail.objects.get(to_address="swale3@x.example")
    token = Invitation.objects.get(email="swale3@x.example").token
    assert token in mail.text_body and token in mail.html_body and "kept nowhere else" in mail.text_body
    client.logout()
    page = said(client.get(at(token)))
    assert "Do you understand?" in page and "Privacy notice" in page and "sessionid" not in client.cookies
    assert "Answer at least one question" in said(client.post(at(token), {}))
    kept = client.post(at(token), {q(survey, 3): "many", q(survey, 4): "Words of mine"})
    assert (kept.status_code, "Give a number, such as 3" in said(kept), "Words of mine" in said(kept)) == (
        400,
        True,
        True,
    )
    full = {q(survey, 1): "Yes", q(survey, 2): ["Bulletin", "Intranet"], q(survey, 3): "03", q(survey, 4): "More."}
    assert "Thank you. Your reply is counted" in said(client.post(at(token), full))
    for again in (client.get(at(token)), client.post(at(token), full | {q(survey, 1): "No"})):
        assert (again.status_code, "Your reply is counted" in said(again)) == (200, True)
    assert client.get(at(token[:-2])).status_code == 404
    assert [BallotBox.objects.get().replies, BallotBox.objects.get().counts[q(survey, 1)[1:]]] == [
        1,
        {"replies": 1, "answers": {"Yes": 1}},
    ]
    manager.force_login(people.users["plan.manager"])
    progress = said(manager.get(here))
    assert (
        'Swale Borough Council</th><td class="n">10</td><td class="n">1</td>' in progress and "swale3" not in progress
    )
    assert "Nothing has been counted yet" in said(manager.get(reverse("surveys:survey", kwargs={"pk": survey.pk})))
    assert (ask(TODAY + timedelta(days=8)), ask(TODAY + timedelta(days=9)), ask(TODAY + timedelta(days=10))) == (
        0,
        29,
        0,
    )
    reminder = OutgoingMail.objects.get(to_address="swale4@x.example", kind="survey_reminder")
    assert check_asking(reminder) is None
    other = Invitation.objects.get(email="swale4@x.example")
    client.post(at(other.token), {q(survey, 1): "No"})
    assert check_asking(reminder) == "They have replied."
    for invitation in Invitation.objects.filter(has_replied=False):
        client.post(at(invitation.token), {q(survey, 1): "Yes"})
    assert (
        close_due(TODAY + timedelta(days=20)),
        close_due(TODAY + timedelta(days=21)),
        close_due(TODAY + timedelta(days=21)),
    ) == (0, 1, 0)
    assert check_asking(reminder) == "The survey has closed."
    assert not Invitation.objects.exists() and not BallotBox.objects.exists()
    assert client.get(at(token)).status_code == 404
    (found,) = measured(survey.plan, on=TODAY + timedelta(days=21))
    assert (found.total.yes, found.total.base, found.total.population) == (29, 30, 30)
    assert Result.objects.get(question__position=2, question__survey=survey).tally == {"Bulletin": 1, "Intranet": 1}


def test_one_open_link_asks_for_the_council_and_counts_each_form_once(people, survey, client):
    nobody = Survey.objects.create(plan=survey.plan, title="Of nobody", held_on=TODAY)
    nobody.questions.create(text="Well?")
    with pytest.raises(ValidationError, match="does not say which councils"), transaction.atomic():
        opened(people, nobody, is_open_link=True)
    online = opened(people, survey, is_open_link=True)
    page = client.get(at(online.key))
    form = {"nonce": page.context["form"]["nonce"].value(), q(survey, 1): "Yes"}
    assert "Choose your council" in said(client.post(at(online.key), form))
    form["council"] = people.councils["swale"].pk
    for _ in range(3):
        assert "Your reply is counted" in said(client.post(at(online.key), form))
    assert BallotBox.objects.get().replies == 1
    client.post(at(online.key), form | {"nonce": "another"})
    assert BallotBox.objects.get().replies == 2
    survey.refresh_from_db()
    assert survey.is_self_selected
    assert "a survey has been asked online" in why_it_stays(survey.plan)
    client.force_login(people.users["plan.manager"])
    closing = reverse("surveys:close-online", kwargs={"pk": survey.pk})
    assert "The survey is closed" in said(client.post(closing, once(2), follow=True))
    assert client.get(at(online.key)).status_code == 410
    assert "It is not open" in said(client.post(closing, once(3), follow=True))
    assert Surveyed.objects.filter(survey=survey, population=None).count() == 3


def test_the_sheet_to_print_has_every_question_and_answer(people, survey, manager):
    page = said(manager.get(reverse("surveys:print", kwargs={"pk": survey.pk})))
    for words in (
        "Do you understand?",
        "Yes",
        "Don’t know",
        "Bulletin",
        "Tick all that apply",
        "How many meetings?",
        "What else?",
    ):
        assert words in page


# ── Who said what ───────────────────────────────────────────────────────────────────────────────────────────────────


def dump():
    """Every row of every table, and every mail. In SQLite in the order in which they stand; where PostgreSQL puts a row
    hangs on the room that earlier rows have left, so there they are sorted."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        order = "ORDER BY rowid" if connection.vendor == "sqlite" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} {order}")  # noqa: S608
            rows = cursor.fetchall()
        found[model._meta.db_table] = rows if order else sorted(rows, key=repr)
    return found


def thirty(people, client, caplog, *, turned):
    """Thirty people reply in one order; with `turned`, what they say is dealt out otherwise within each council."""
    survey = make_survey(people)
    opened(people, survey)
    Online.objects.update(key="drawn by lot")
    ask(TODAY)
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    for invitation in Invitation.objects.order_by("email"):
        number = int(invitation.email.partition("@")[0][-1])
        number = (7 * number + 3) % 10 if turned else number
        given = {
            q(survey, 1): ("Yes", "No", "Don’t know")[number % 3], q(survey, 2): list(HEARD[: number % 3]), q(survey, 3): str(number),
            q(survey, 4): f"Opinion {number}" if number % 2 else "",
        }  # fmt: skip
        assert client.post(at(invitation.token), given | {q(survey, 3): "a few"}).status_code == 400  # which is logged
        assert client.post(at(invitation.token), given).status_code == 200
    return dump(), caplog.text


# When a mail was queued, as either database keeps it.
TIME = re.compile(r"datetime\.datetime\([^()]*(\([^()]*\))?[^()]*\)|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")


# What the trail draws by lot or works out from that, and the id of a request. Nobody's reply is an event of it.
BY_LOT = re.compile(r"'[0-9a-f]{32,64}'")


def without_time(found):
    """The dump without when mails were queued, and without the salts of the trail."""
    told = {table: [TIME.sub("~", repr(row)) for row in rows] for table, rows in found.items()}
    return told | {"people_auditevent": [BY_LOT.sub("~", row) for row in told["people_auditevent"]]}


def begin_alike():
    """Rows are numbered on from those that are there, whatever was there before."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def two_runs(people, client, caplog):
    runs = []
    for turned in (False, True):
        with transaction.atomic():
            begin_alike()
            found, logged = thirty(people, client, caplog, turned=turned)
            runs.append((without_time(found), re.sub(r"\d\d:\d\d:\d\d\S*", "", logged)))
            transaction.set_rollback(True)
    return runs


def test_nobody_who_reads_everything_can_tell_who_said_what(people, client, caplog):
    """Had any table, log or mail a trace of who said what, dealing the answers out otherwise would show in it."""
    first, second = two_runs(people, client, caplog)
    differing = {table for table in first[0] if first[0][table] != second[0][table]}
    assert differing == set()
    assert first[1] == second[1]
    assert len(re.findall(r"request$", first[1], re.MULTILINE)) == 60  # a line for each, with nothing of what was sent
    boxes = "".join(first[0]["surveys_ballotbox"])
    assert boxes.count("Opinion") == 15  # what was said is there


def in_order(counts, given):
    """A box that keeps what comes in the order in which it comes."""
    return {**counts, str(len(counts)): {"replies": 1, "answers": {str(given): 1}}}


def told_to_the_log(counts, given):
    """A box whose counts are right, and a line of the log that helps somebody to look for a fault."""
    logging.getLogger("surveys").warning("added %s", sorted(given.values()))
    return ADDED(counts, given)


ADDED = replying.added


@pytest.mark.parametrize("kept", [in_order, told_to_the_log])
def test_that_reading_finds_it_where_something_is_kept_of_each_reply(people, client, monkeypatch, caplog, kept):
    """The negative controls."""
    monkeypatch.setattr(replying, "added", kept)
    first, second = two_runs(people, client, caplog)
    assert (first[0]["surveys_ballotbox"] != second[0]["surveys_ballotbox"]) is (kept is in_order)
    assert (first[1] != second[1]) is (kept is told_to_the_log)


def test_nothing_of_a_reply_is_finer_than_a_day():
    kinds = (models.DateTimeField, models.TimeField)
    fields = [field for model in (BallotBox, Invitation, Online, SpentForm) for field in model._meta.local_fields]
    assert [field.name for field in fields if isinstance(field, kinds)] == []


# ── Pressed twice ───────────────────────────────────────────────────────────────────────────────────────────────────


def pressed_at_once(survey, online, times=6):
    """The same link sent by several at the same moment; how many replies the box holds then."""
    invitation = Invitation.objects.first()
    given = {survey.questions.first().pk: ["Yes"]}
    barrier, said_first = Barrier(times), []

    def press():
        barrier.wait()
        try:
            said_first.append(
                replying.reply(
                    online=online, organisation=invitation.organisation, given=given, invitation=invitation, nonce=""
                )
            )
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return BallotBox.objects.get().replies, sum(said_first)


@pytest.mark.django_db(transaction=True)
def test_a_link_pressed_by_several_at_once_counts_once():
    people = seed(as_written=False, today=TODAY)
    survey = make_survey(people)
    assert pressed_at_once(survey, opened(people, survey)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_that_test_counts_more_where_the_link_is_not_spent(monkeypatch):
    """The negative control."""
    monkeypatch.setattr(replying, "is_first", lambda *of: True)
    people = seed(as_written=False, today=TODAY)
    survey = make_survey(people)
    assert pressed_at_once(survey, opened(people, survey)) == (6, 6)
