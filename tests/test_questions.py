"""What a director asks about an action: who is told, how it is answered, where it stands, and who may do none of it."""

import csv
import html
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import Action, ActionAnswer, ActionQuestion, Assignment, Occurrence, ProgressUpdate, UpdateLink
from actions.services import questions as services
from people import outbox
from people.models import Absence, AuditEvent, Membership, Officer, OutgoingMail, Role, User
from plans.models import Plan
from tests.demo import once, queries, said, seed

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"
WHY = "Why is the survey to go out in March, and not before?"
OWNER, DIRECTOR = "officer@demo.example", "director@demo.example"


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people = seed(as_written=False, today=MONDAY)
        ActionQuestion.objects.all().delete()
        yield people


@pytest.fixture
def survey(people):
    """An action of one officer, the programme manager, due in a week."""
    survey = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    Assignment.objects.filter(action=survey).exclude(officer=people.officers["Jane Clarke"]).delete()
    Assignment.objects.filter(action=survey).update(is_accountable=True)
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=7))
    return survey


@pytest.fixture
def director(people, client):
    client.force_login(people.users["director"])
    return client


def address(name, thing):
    return reverse(f"actions:{name}", kwargs={"pk": thing.pk})


def ask(people, action, text=WHY):
    return services.ask_question(action=action, by=people.users["director"], text=text, on=MONDAY)


def mails(kind):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def as_officer(people, client):
    client.force_login(people.users["officer"])
    return client


# Asking


def test_a_director_asks_and_the_officer_is_told(people, survey, director):
    answer = director.post(address("ask", survey), once(text=WHY), follow=True)
    asked = ActionQuestion.objects.get()
    assert (asked.text, asked.asked_of, asked.by_name, asked.on) == (
        WHY,
        "MKIP Programme Manager",
        "Director of Mid Kent Services",
        MONDAY,
    )
    page = said(answer)
    assert "Your question on “Member survey” is asked of MKIP Programme Manager, by e-mail." in page
    assert "Director of Mid Kent Services asks</h2>" in page
    assert "Asked Monday 23 November 2026 of MKIP Programme Manager. Not answered yet." in page
    (mail,) = mails("asked")
    assert (mail.to_address, mail.subject) == (OWNER, "Director of Mid Kent Services asks about Member survey")
    link = UpdateLink.objects.get(action=survey, made_on=MONDAY, officer__email=OWNER)
    for text in (f"“{WHY}”", link.token, f"/actions/{survey.pk}/#asked-{asked.pk}", survey.plan.title):
        assert text in mail.text_body and text in mail.html_body
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.label, event.after) == ("asked about", "Member survey", {"question": asked.pk})


def test_a_double_click_asks_once(survey, director):
    sent = once(text=WHY)
    assert [director.post(address("ask", survey), sent).status_code for _ in range(2)] == [302, 302]
    assert (ActionQuestion.objects.count(), len(mails("asked"))) == (1, 1)
    director.post(address("ask", survey), once(text=WHY))  # asked once more on purpose
    assert ActionQuestion.objects.count() == 2


def test_what_is_too_long_is_refused_and_not_lost(survey, director):
    long = "Why? " * 250
    answer = director.post(address("ask", survey), once(text=long))
    assert (answer.status_code, ActionQuestion.objects.count()) == (400, 0)
    assert long.strip() in answer.content.decode()
    assert director.post(address("ask", survey), once(text="  ")).status_code == 400
    assert director.post(address("ask", survey), once(text="x" * 1000)).status_code == 302


def test_whoever_stands_in_is_asked_and_nobody_twice(people, survey):
    other = Officer.objects.get(name="Communications teams")
    Assignment.objects.create(action=survey, officer=other)
    Absence.objects.create(officer=people.officers["Jane Clarke"], first=MONDAY, last=MONDAY, cover=other)
    assert ask(people, survey).asked_of == "Communications teams"
    assert [mail.to_address for mail in mails("asked")] == [other.email]


def test_where_nobody_can_be_written_to_the_page_says_so(people, survey, director):
    Assignment.objects.filter(action=survey).delete()
    answer = director.post(address("ask", survey), once(text=WHY), follow=True)
    assert "Your question stands on “Member survey”, but nobody on it can be written to." in said(answer)
    assert "nobody on the action could be written to. Not answered yet." in said(answer)
    assert mails("asked") == []


def test_the_dashboard_leads_from_each_disputed_colour_to_the_question(people, survey, client):
    ProgressUpdate.objects.create(action=survey, rag="green", better_because="Soon.", by_name="x", on=MONDAY)
    Occurrence.objects.filter(action=survey).update(due=MONDAY - timedelta(days=60))
    dashboard = reverse("reports:dashboard", kwargs={"slug": survey.plan.slug})
    seen = {}
    for name in ("director", "officer"):
        client.force_login(people.users[name])
        page = client.get(dashboard)
        assert survey.pk in [row.action.pk for row in page.context["progress"].disputes]
        seen[name] = f'href="{address("ask", survey)}"' in page.content.decode()
    assert seen == {"director": True, "officer": False}


@pytest.mark.parametrize("how", ["closed", "dropped"])
def test_no_question_where_nothing_more_is_posted(people, survey, director, how):
    if how == "closed":
        Plan.objects.filter(pk=survey.plan_id).update(status="closed", closed_on=MONDAY)
    else:
        Action.objects.filter(pk=survey.pk).update(dropped_on=MONDAY)
    assert "Ask why" not in said(director.get(address("action", survey)))
    assert director.get(address("ask", survey)).status_code == 403
    assert director.post(address("ask", survey), once(text=WHY)).status_code == 403
    assert not ActionQuestion.objects.exists()


def test_only_directors_ask_and_only_in_their_councils(people, survey, client):
    foreign = User.objects.create_user("kent.director@demo.example", "x", name="Kent director")
    Membership.objects.create(user=foreign, organisation=people.councils["kent"], role=Role.DIRECTOR)
    partner = User.objects.create_user("swale.director@demo.example", "x", name="Swale director")
    Membership.objects.create(user=partner, organisation=people.councils["swale"], role=Role.DIRECTOR)
    codes = {}
    for user in (people.users["officer"], people.users["plan.manager"], foreign, partner):
        client.force_login(user)
        codes[user.name] = client.post(address("ask", survey), once(text=WHY)).status_code
    assert codes == {
        "MKIP Programme Manager": 403,
        "Communications Manager": 403,
        "Kent director": 404,
        "Swale director": 302,
    }
    assert ActionQuestion.objects.get().by_name == "Swale director"


# Answering


def test_an_update_answers_where_it_is_ticked(people, survey, client):
    asked = ask(people, survey)
    officer = as_officer(people, client)
    page = said(officer.get(address("action", survey)))
    assert f'name="answers" id="id_{survey.pk}_answers_0" value="{asked.pk}" checked' in page
    assert f"This answers Director of Mid Kent Services’s question: “{WHY}”" in page
    sent = once(survey.version, rag="green", done="Members are away until then.", answers=[asked.pk])
    assert officer.post(address("update", survey), sent).status_code == 302
    officer.post(address("update", survey), sent)
    given = ActionAnswer.objects.get()
    assert (given.question, given.update, given.by_name) == (
        asked,
        survey.updates.latest("pk"),
        "MKIP Programme Manager",
    )
    (mail,) = mails("answered")
    assert (mail.to_address, mail.subject) == (DIRECTOR, "Answered: Member survey")
    for text in (f"You asked: “{WHY}”", "Answer: Members are away until then.", "MKIP Programme Manager answers"):
        assert text in mail.text_body and text in mail.html_body
    assert "Declared: Green" in mail.text_body
    page = said(officer.get(address("action", survey)))
    assert "MKIP Programme Manager answers with an update:</b>" in page and "Not answered yet" not in page


def test_every_word_of_an_update_is_in_the_answer(people, survey, client):
    """Whoever keeps Green answers in the sentence that the form asks for: why it is better than the dates say."""
    Occurrence.objects.filter(action=survey).update(due=MONDAY - timedelta(days=60))
    asked = ask(people, survey)
    words = {"better_because": "The printer has them since Friday.", "next_steps": "They go out on Monday."}
    officer = as_officer(people, client)
    officer.post(address("update", survey), once(survey.version, rag="green", answers=[asked.pk], **words))
    answer = "The printer has them since Friday.\nNext: They go out on Monday."
    assert ActionAnswer.objects.get().words == answer
    assert f"Answer: {answer}" in mails("answered")[0].text_body
    client.force_login(people.users["director"])
    for path in ("/questions/", address("action", survey)):
        assert "The printer has them since Friday.<br>Next: They go out on Monday." in client.get(path).content.decode()


def test_what_puts_it_right_is_in_the_answer_too(people, survey, client):
    asked = ask(people, survey)
    sent = {"explanation": "Paper is short.", "recovery": "Another mill.", "recovery_by": "December 2026"}
    as_officer(people, client).post(
        address("update", survey), once(survey.version, rag="amber", answers=[asked.pk], **sent)
    )
    assert ActionAnswer.objects.get().words == "Paper is short.\nWhat puts it right: Another mill. (by December 2026)"


def test_a_colour_alone_answers_nobody(people, survey, client):
    asked = ask(people, survey)
    officer, before = as_officer(people, client), survey.updates.count()
    page = officer.post(address("update", survey), once(survey.version, rag="green", answers=[asked.pk]))
    assert page.status_code == 400
    assert "Write what you answer Director of Mid Kent Services, or take away the tick beside the question." in said(
        page
    )
    assert (survey.updates.count(), ActionAnswer.objects.count(), mails("answered")) == (before, 0, [])
    officer.post(address("update", survey), once(survey.version, rag="green"))
    assert (survey.updates.count(), ActionAnswer.objects.count()) == (before + 1, 0)


def test_a_colour_alone_by_an_e_mail_link_answers_nobody_and_leaves_the_link(people, survey, client):
    asked = ask(people, survey)
    link = UpdateLink.objects.get(action=survey, made_on=MONDAY, officer__email=OWNER)
    page = client.post(f"/u/{link.token}/", once(survey.version, rag="green", answers=[asked.pk]))
    link.refresh_from_db()
    assert (page.status_code, link.used_at, ActionAnswer.objects.count()) == (400, None, 0)
    assert "Write what you answer" in said(page)


def test_an_update_without_the_tick_answers_nothing(people, survey, client):
    ask(people, survey)
    as_officer(people, client).post(address("update", survey), once(survey.version, rag="green", done="x"))
    assert (survey.updates.latest("pk").done, ActionAnswer.objects.count(), mails("answered")) == ("x", 0, [])


def test_a_question_of_another_action_is_not_answered_by_its_number(people, survey, client):
    other = Action.objects.get(title="MKS Newsletter")
    foreign = ask(people, other)
    officer = as_officer(people, client)
    officer.post(address("update", survey), once(survey.version, rag="green", done="x", answers=[foreign.pk]))
    assert not ActionAnswer.objects.exists()
    ask(people, survey)
    survey.refresh_from_db()
    sent = once(survey.version, rag="green", done="Typed.", answers=[foreign.pk])
    answer = officer.post(address("update", survey), sent)
    assert answer.status_code == 400 and "Typed." in answer.content.decode()
    assert "A question you ticked has been answered or withdrawn meanwhile." in said(answer)
    assert not ActionAnswer.objects.exists()


def test_words_alone_answer_and_leave_the_colour_as_it_was(people, survey, client):
    asked = ask(people, survey)
    officer, before = as_officer(people, client), survey.updates.count()
    sent = once(text="Members are away until then.")
    answer = officer.post(address("answer", asked), sent, follow=True)
    officer.post(address("answer", asked), sent)
    assert "Your answer is given. Director of Mid Kent Services is told by e-mail." in said(answer)
    given = ActionAnswer.objects.get()
    assert (given.text, given.update, survey.updates.count()) == ("Members are away until then.", None, before)
    assert "Answer: Members are away until then." in mails("answered")[0].text_body
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.after) == ("answered a question on", {"question": asked.pk, "answer": given.pk})


def test_a_blank_answer_is_none(people, survey, client):
    asked = ask(people, survey)
    answer = as_officer(people, client).post(address("answer", asked), once(text=" "))
    assert (answer.status_code, ActionAnswer.objects.count()) == (400, 0)


def test_an_e_mail_link_answers_too_and_shows_the_question(people, survey, client):
    team = Officer.objects.get(name="Communications teams")
    Assignment.objects.create(action=survey, officer=team)
    asked = ask(people, survey)
    mail = OutgoingMail.objects.get(kind="asked", to_address=team.email)
    path = f"/u/{UpdateLink.objects.get(officer=team, action=survey).token}/"
    assert path in mail.text_body and "answer in words" not in mail.text_body
    page = said(client.get(path))
    assert f"Director of Mid Kent Services asks:</b> “{WHY}”" in page
    client.post(path, once(survey.version, rag="green", done="By the team.", answers=[asked.pk]))
    assert (ActionAnswer.objects.get().by_name, len(mails("answered"))) == ("Communications teams", 1)


def test_who_may_not_post_may_not_answer(people, survey, client):
    asked = ask(people, survey)
    codes = {}
    for name in ("director", "democratic.services", "officer2", "officer"):
        client.force_login(people.users[name])
        codes[name] = client.post(address("answer", asked), once(text="Because.")).status_code
    assert codes == {"director": 403, "democratic.services": 403, "officer2": 404, "officer": 302}
    assert [one.by_name for one in ActionAnswer.objects.all()] == ["MKIP Programme Manager"]


def test_after_an_answer_the_director_may_ask_on(people, survey, director):
    asked = ask(people, survey)
    services.answer_question(question=asked, by=people.users["officer"], text="Because.", on=MONDAY)
    page = said(director.get(address("action", survey)))
    assert f'<a href="{address("ask", survey)}">Ask on</a>' in page
    ask(people, survey, "And in April?")
    page = said(director.get(address("action", survey)))
    assert page.index(WHY) < page.index("And in April?")
    with time_machine.travel("2026-12-20 08:30+00:00", tick=False):
        director.force_login(people.users["director"])
        head = said(director.get(address("action", survey))).partition('<dl class="cp-status">')[0]
        assert (WHY in head, "And in April?" in head) == (False, True)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{ 7*7 }}", '"><b>x</b>'])
def test_whatever_is_typed_stays_text_in_both_e_mails(people, survey, words):
    asked = ask(people, survey, words)
    services.answer_question(question=asked, by=people.users["officer"], text=words, on=MONDAY)
    for mail in (*mails("asked"), *mails("answered")):
        assert words in mail.text_body and words in html.unescape(mail.html_body)
        assert "<script" not in mail.html_body and "<b>x</b>" not in mail.html_body


# Withdrawing


def test_its_author_withdraws_a_question_and_its_mail_is_not_sent(people, survey, director):
    asked = ask(people, survey)
    director.post(address("withdraw-question", asked), once())
    asked.refresh_from_db()
    assert (asked.withdrawn_on, asked.text) == (MONDAY, WHY)
    assert outbox.drain().withheld == 1
    assert WHY not in said(director.get(address("action", survey))).partition('<dl class="cp-status">')[0]


def test_what_is_answered_or_another_s_is_not_withdrawn(people, survey, client):
    asked = ask(people, survey)
    other = User.objects.create_user("other@demo.example", "x", name="Other director")
    Membership.objects.create(user=other, organisation=people.councils["maidstone"], role=Role.DIRECTOR)
    client.force_login(other)
    answer = client.post(address("withdraw-question", asked), once(), follow=True)
    assert "Director of Mid Kent Services asked this, so only they can withdraw it." in said(answer)
    services.answer_question(question=asked, by=people.users["officer"], text="Because.", on=MONDAY)
    client.force_login(people.users["director"])
    answer = client.post(address("withdraw-question", asked), once(), follow=True)
    assert "This has been answered or withdrawn already, so it stays as it is." in said(answer)
    asked.refresh_from_db()
    assert asked.withdrawn_on is None


# Looked at again before it is sent


def test_an_open_question_is_sent(people, survey):
    ask(people, survey)
    assert outbox.drain().sent == 1


@pytest.mark.parametrize("how", ["answered", "no longer theirs", "another address", "left"])
def test_a_question_that_need_not_be_told_any_more_is_withheld(people, survey, how):
    asked, officer = ask(people, survey), people.officers["Jane Clarke"]
    if how == "answered":
        ActionAnswer.objects.create(question=asked, text="x", by_name="x", on=MONDAY)
    elif how == "no longer theirs":
        Assignment.objects.filter(action=survey).delete()
    elif how == "another address":
        Officer.objects.filter(pk=officer.pk).update(email="new@demo.example")
    else:
        User.objects.filter(pk=officer.user_id).update(is_active=False)
    assert outbox.drain().withheld == 1


@pytest.mark.parametrize("how", ["nothing", "left", "another address", "no role"])
def test_an_answer_reaches_only_whoever_may_read_it(people, survey, how):
    asked, director = ask(people, survey), people.users["director"]
    OutgoingMail.objects.all().delete()
    services.answer_question(question=asked, by=people.users["officer"], text="Because.", on=MONDAY)
    changes = {"left": {"is_active": False}, "another address": {"email": "new@demo.example"}}
    User.objects.filter(pk=director.pk).update(**changes.get(how, {"name": "x"}))
    if how == "no role":
        director.memberships.all().delete()
    result = outbox.drain()
    assert (result.sent, result.withheld) == ((1, 0) if how == "nothing" else (0, 1))


# Where it stands


def test_my_actions_begins_with_what_is_asked_and_shows_each_action_once(people, survey, client):
    Occurrence.objects.filter(action=survey).update(due=MONDAY - timedelta(days=5))
    officer = as_officer(people, client)
    before = [(group.key, len(group.items)) for group in officer.get("/").context["groups"]]
    assert before[0][0] == "overdue"
    asked = ask(people, survey)
    page = officer.get("/")
    groups = page.context["groups"]
    assert (groups[0].key, [item.row.action for item in groups[0].items]) == ("question", [survey])
    assert sum(len(group.items) for group in groups) == sum(number for _, number in before)
    assert f"Director of Mid Kent Services asks:</b> “{WHY}”" in said(page)
    assert "Asked by a director</h2>" in said(page) and groups[0].items[0].how_urgent.endswith("overdue")
    services.answer_question(question=asked, by=people.users["officer"], text="Because.", on=MONDAY)
    assert [(group.key, len(group.items)) for group in officer.get("/").context["groups"]] == before


def test_a_complete_action_that_is_asked_about_stands_there_too(people, survey, client):
    ProgressUpdate.objects.create(action=survey, rag="complete", done="Done.", by_name="x", on=MONDAY)
    officer = as_officer(people, client)
    listed = lambda: [item.row.action for group in officer.get("/").context["groups"] for item in group.items]  # noqa: E731
    assert survey not in listed()
    ask(people, survey)
    assert listed()[0] == survey


def test_the_list_of_questions_is_of_whoever_asked_and_of_whoever_is_asked(people, survey, client):
    first = ask(people, survey)
    services.answer_question(question=first, by=people.users["officer"], text="Because.", on=MONDAY)
    ask(people, survey, "And then?")
    seen = {}
    for name in ("director", "officer", "officer2", "plan.manager"):
        client.force_login(people.users[name])
        page = client.get("/questions/")
        seen[name] = [row.record.text for row in page.context["table"].rows]
    assert seen == {"director": ["And then?", WHY], "officer": ["And then?", WHY], "officer2": [], "plan.manager": []}
    client.force_login(people.users["director"])
    page = client.get("/questions/")
    assert ("<h1>Questions you asked</h1>" in said(page), "Because." in said(page)) == (True, True)
    assert [row.record for row in client.get("/questions/?whose=of-you").context["table"].rows] == []
    rows = list(csv.DictReader(io.StringIO(client.get("/questions/?as=csv").content.decode("utf-8-sig"))))
    assert [(row["Question"], row["Action"], row["Answer"]) for row in rows] == [
        ("And then?", "Member survey", "Not answered yet"),
        (WHY, "Member survey", "Because. (MKIP Programme Manager, 23 November 2026)"),
    ]


def test_who_may_no_longer_see_the_plan_reads_no_question_of_it(people, survey, client):
    swale = User.objects.create_user("swale.director@demo.example", "x", name="Swale director")
    Membership.objects.create(user=swale, organisation=people.councils["swale"], role=Role.DIRECTOR)
    services.ask_question(action=survey, by=swale, text=WHY, on=MONDAY)
    client.force_login(swale)
    assert WHY in said(client.get("/questions/"))
    survey.plan.partners.clear()
    assert WHY not in said(client.get("/questions/"))


def test_pages_take_the_same_queries_for_one_question_and_for_three(people, survey, client):
    officer, pages = as_officer(people, client), ("/", "/questions/", address("action", survey))
    asked = ask(people, survey)
    counts = [[queries(officer, page) for page in pages]]
    for number in range(2):
        ask(people, survey, f"{WHY} {number}")
    services.answer_question(question=asked, by=people.users["officer"], text="Because.", on=MONDAY)
    counts.append([queries(officer, page) for page in pages])
    assert counts[0] == counts[1]


def test_a_question_is_one_and_an_answer_is_in_words_or_an_update(people, survey):
    asked, update = ask(people, survey), survey.updates.first()
    common = {"question": asked, "by_name": "x", "on": MONDAY}
    for wrong in ({"text": ""}, {"text": "x", "update": update}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActionAnswer.objects.create(**common, **wrong)
    ActionAnswer.objects.create(**common, text="x")
    ActionAnswer.objects.create(**common, update=update)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionQuestion.objects.create(action=survey, text="", by_name="x", on=MONDAY)


def test_an_action_without_a_date_that_is_asked_about_still_has_its_date_set_from_there(people, client):
    report = Action.objects.get(title="MKS annual report", plan__slug="mkip-2015-16")
    link = f'<a class="govuk-button govuk-button--secondary" href="{address("retime", report)}">Set the date'
    officer = as_officer(people, client)
    before = said(officer.get("/?open=none")).count('">Set the date')
    assert link in said(officer.get("/?open=none"))
    ask(people, report)
    page = officer.get("/?open=none")
    assert page.context["groups"][0].items[0].row.action == report
    assert (link in said(page), said(page).count('">Set the date')) == (True, before)
