"""Comments on actions: who may write them, whom they tell, and that they count for nothing else."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.mentions import mentioned
from actions.models import Action, ActionComment
from actions.rated import rated_action
from people import outbox
from people.models import Membership, Officer, OutgoingMail, Role, User
from plans.models import Plan
from tests.demo import once, queries, said, seed

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"
NAMES = ["Ann Lee", "Ann Lee-Smith", "Ann", "Zoë O’Hara", "Communications Officer"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ann Lee, please", ["Ann Lee"]),
        ("@ann LEE.", ["Ann Lee"]),
        ("@Ann  Lee", ["Ann Lee"]),
        ("(@Ann\nLee)", ["Ann Lee"]),
        ("@Ann Lee-Smith and @Ann", ["Ann Lee-Smith", "Ann"]),
        ("@Ann Lee’s turn", ["Ann Lee"]),
        ("@Ann Lee and @Ann Lee again", ["Ann Lee"]),
        ("@ZOË O’HARA", ["Zoë O’Hara"]),
        ("@Ann Leeson", ["Ann"]),
        ("@Annabel", []),
        ("@Ann-Marie", []),
        ("write to x@ann lee", []),
        ("Ann Lee", []),
        ("@ Ann Lee", []),
        ("@Somebody Else", []),
        ("", []),
    ],
)
def test_whom_a_text_mentions(text, found):
    assert mentioned(text, NAMES) == found


def test_without_names_nobody_is_mentioned_and_marks_in_names_are_letters():
    assert mentioned("@Ann", []) == mentioned("@Ann", [" "]) == []
    assert mentioned("@A.B (*)", ["A.B (*)"]) == ["A.B (*)"]
    assert mentioned("@AxB (*)", ["A.B (*)"]) == []


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people = seed(as_written=False, today=MONDAY)
        ActionComment.objects.all().delete()
        yield people


@pytest.fixture
def survey(people):
    return Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")


@pytest.fixture
def writer(people, client):
    client.force_login(people.users["democratic.services"])
    return client


def address(name, thing):
    return reverse(f"actions:{name}", kwargs={"pk": thing.pk})


def write(client, action, text):
    return client.post(address("comment", action), once(text=text), follow=True)


def mails():
    return [(mail.to_address, mail.subject) for mail in OutgoingMail.objects.filter(kind="mentioned").order_by("pk")]


def swale(people, name, role=Role.OFFICER, council="swale"):
    user = User.objects.create_user(f"{name.replace(' ', '.').lower()}@{council}.example", "x", name=name)
    Membership.objects.create(user=user, organisation=people.councils[council], role=role)
    return Officer.objects.create(organisation=people.councils[council], name=name, user=user, email=user.email)


def test_a_comment_stands_in_the_line_of_time_and_tells_whom_it_mentions(people, survey, writer):
    page = write(writer, survey, "@mkip programme  manager: is the date\nfirm? @nobody")
    made = ActionComment.objects.get()
    assert (made.by_name, made.told, made.on) == ("Democratic Services Officer", "MKIP Programme Manager", MONDAY)
    assert "Your comment is posted. Told by e-mail: MKIP Programme Manager." in said(page)
    assert (
        "<b>Democratic Services Officer commented:</b> @mkip programme manager: is the date<br>firm? @nobody"
        in said(page)
    )
    assert "Told by e-mail: MKIP Programme Manager" in said(page)
    assert mails() == [("officer@demo.example", "Democratic Services Officer mentions you: Member survey")]
    mail = OutgoingMail.objects.get(kind="mentioned")
    assert "is the date\nfirm? @nobody" in mail.text_body and "is the date<br>firm? @nobody" in mail.html_body
    assert f"/actions/{survey.pk}/#updates" in mail.text_body and survey.plan.title in mail.text_body
    assert outbox.drain().sent == 1


def test_who_is_mentioned_twice_or_by_two_rows_is_told_once(people, survey, writer):
    mine = people.officers["Jane Clarke"]
    Officer.objects.create(
        organisation=people.councils["swale"], name="Jane of Swale", user=mine.user, email=mine.email
    )
    Membership.objects.create(user=mine.user, organisation=people.councils["swale"], role=Role.OFFICER)
    write(writer, survey, "@MKIP Programme Manager, @Jane of Swale, @MKIP Programme Manager")
    assert (len(mails()), ActionComment.objects.get().told) == (1, "MKIP Programme Manager")


def test_a_double_click_comments_once(survey, writer):
    sent = once(text="@MKIP Programme Manager: see this.")
    assert [writer.post(address("comment", survey), sent).status_code for _ in range(2)] == [302, 302]
    assert (ActionComment.objects.count(), len(mails())) == (1, 1)


def test_a_partner_s_officer_is_told_and_another_council_s_is_not_even_named(people, survey, writer):
    swale(people, "Sam Swale")
    swale(people, "Kit Kent", council="kent")
    page = write(writer, survey, "@Sam Swale and @kit kent")
    assert mails() == [("sam.swale@swale.example", "Democratic Services Officer mentions you: Member survey")]
    assert "Your comment is posted. Told by e-mail: Sam Swale." in said(page)
    assert "Kit Kent" not in said(page)  # only as it was typed
    page = write(writer, survey, "@kit kent")
    assert "and nobody is told. To tell somebody, write @ and their full name" in said(page)
    assert "Kit Kent" not in said(page) and len(mails()) == 1


@pytest.mark.parametrize("who", ["no sign-in", "signed off", "no role", "themselves"])
def test_who_cannot_be_told_is_not(people, survey, writer, who):
    officer, name = swale(people, "Sam Swale"), "Sam Swale"
    if who == "no sign-in":
        Officer.objects.filter(pk=officer.pk).update(user=None)
    elif who == "signed off":
        User.objects.filter(pk=officer.user_id).update(is_active=False)
    elif who == "no role":
        officer.user.memberships.all().delete()
    else:
        name = "Democratic Services Officer"
    page = write(writer, survey, f"@{name}: look.")
    assert "and nobody is told" in said(page)
    assert (mails(), ActionComment.objects.get().told) == ([], "")


@pytest.mark.parametrize("how", ["left", "another address", "no longer shared"])
def test_it_is_withheld_from_whoever_may_read_it_no_more(people, survey, writer, how):
    officer = swale(people, "Sam Swale")
    write(writer, survey, "@Sam Swale")
    if how == "left":
        officer.user.memberships.all().delete()
    elif how == "another address":
        Officer.objects.filter(pk=officer.pk).update(email="new@swale.example")
    else:
        survey.plan.partners.clear()
    assert outbox.drain().withheld == 1


def test_who_comments(people, survey, client):
    codes = {}
    swale(people, "Sam Swale", Role.SURVEYS)
    everybody = [people.users[name] for name in ("officer", "director", "plan.manager", "officer2", "admin")]
    for user in [*everybody, User.objects.get(name="Sam Swale")]:
        client.force_login(user)
        codes[user.name] = client.post(address("comment", survey), once(text="x")).status_code
    assert codes == {
        "MKIP Programme Manager": 302, "Director of Mid Kent Services": 302, "Communications Manager": 302,
        "Communications Officer": 404, "Administrator": 403, "Sam Swale": 302,
    }  # fmt: skip
    assert ActionComment.objects.count() == 4


def test_on_a_closed_plan_nobody_comments_and_nothing_typed_is_lost(survey, writer):
    assert 'id="comment"' in said(writer.get(address("action", survey)))
    Plan.objects.filter(pk=survey.plan_id).update(status="closed", closed_on=MONDAY)
    assert 'id="comment"' not in said(writer.get(address("action", survey)))
    page = write(writer, survey, "Typed for nothing")
    assert (page.status_code, ActionComment.objects.count()) == (400, 0)
    assert "Typed for nothing" in said(page) and "is closed, so it is not changed any more" in said(page)


def test_what_is_blank_or_too_long_is_refused(survey, writer):
    assert write(writer, survey, " ").status_code == 400
    page = write(writer, survey, "word " * 1000)
    assert page.status_code == 400 and ("word " * 1000).strip() in page.content.decode()
    assert not ActionComment.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        survey.comments.create(text="", by_name="x", on=MONDAY)


def test_a_comment_is_text_in_page_and_e_mail(survey, writer):
    page = write(writer, survey, "@MKIP Programme Manager <script>alert(1)</script>")
    assert "<script>alert(1)" not in said(page)
    assert "<script>alert(1)" not in OutgoingMail.objects.get(kind="mentioned").html_body


def test_a_comment_is_no_update_and_no_paper_shows_it(people, survey, writer):
    before = rated_action(survey, on=MONDAY)
    write(writer, survey, "Hearsay of the corridor.")
    after = rated_action(survey, on=MONDAY)
    assert (after.rating, after.update, after.declaration) == (before.rating, before.update, before.declaration)
    for page in ("reports:dashboard", "reports:whole", "reports:actions-csv"):
        text = writer.get(reverse(page, kwargs={"slug": survey.plan.slug})).content.decode()
        assert "Member survey" in text and "Hearsay" not in text


def test_the_page_takes_the_same_queries_for_one_comment_and_for_three(survey, writer):
    counts = []
    for number in range(3):
        survey.comments.create(text=str(number), by_name="x", on=MONDAY)
        counts.append(queries(writer, address("action", survey)))
    assert counts[0] == counts[2]
