"""Replies as survey tools export them: three tools' shapes, from the upload to the counts."""

import io
from datetime import UTC, datetime, time

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from imports.models import ReplyFile
from imports.replies.forgetting import forget_replies
from plans.models import Plan
from surveys.evidence import measured
from surveys.models import Measure, Result, Survey, Surveyed
from surveys.results import results_of
from surveys.services.counts import Answers, enter_counts, standing_answers
from tests.demo import once, said, seed

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def that_day():
    """A suite that runs past midnight stays in the day it began on."""
    with time_machine.travel(datetime.combine(TODAY, time(9), UTC)):
        yield


AGREE = ("Strongly agree", "Agree", "Disagree", "Strongly disagree", "Don’t know")
HEARD = ("Bulletin", "Intranet", "Team meeting")


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def survey(people):
    """Of two councils: a scale that shows a measure, several answers, a number, own words."""
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Plan", slug="plan", first_year=2026, last_year=2026
    )
    plan.partners.set([people.councils["swale"], people.councils["tunbridge-wells"]])
    measure = Measure.objects.create(plan=plan, statement="66 per cent understand", target=66)
    survey = Survey.objects.create(plan=plan, title="Staff survey", held_on=TODAY)
    for slug, asked in (("maidstone", 60), ("swale", 40)):
        Surveyed.objects.create(survey=survey, organisation=people.councils[slug], population=asked)
    says = ("yes", "yes", "no", "no", "dont_know")
    ask = survey.questions.create
    ask(text="I understand what the partnership is for", kind="scale", measure=measure, position=1,
        answers=[list(one) for one in zip(AGREE, says, strict=True)])  # fmt: skip
    ask(text="How did you hear of it?", kind="multiple", position=2, answers=[[text, "no"] for text in HEARD])
    ask(text="How many bulletins did you read?", kind="number", position=3)
    ask(text="What else should we know?", kind="text", position=4)
    return survey


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def workbook(rows, merged=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def smart_survey():
    """Two rows of headings; who, from where and when first; an option of several answers a column; some not finished."""
    heads = ["UserID", "User No.", "Name", "Email", "IP Address", "Unique ID", "Started", "Ended", "Tracking Link", "Status",
             "1. Which council do you work for?", "2. I understand what the partnership is for.",
             "3. How did you hear of it?", None, None, "4. How many bulletins did you read?", "5. What else should we know?"]  # fmt: skip
    below = [None] * 12 + [*HEARD, None, None]
    rows = []
    for number in range(30):
        heard = [HEARD[0] if number % 2 else None, HEARD[1] if number % 3 == 0 else None, None]
        answer = AGREE[0] if number < 10 else AGREE[1] if number < 20 else AGREE[2] if number < 25 else AGREE[4]
        rows.append([900 + number, number + 1, "Ann Other", f"ann{number}@example.org", f"10.0.0.{number}", f"u{number}",
                     "01/10/2026 09:00", "01/10/2026 09:04", "link", "Partial" if number in (8, 9) else "Completed",
                     "Maidstone" if number < 18 else "Swale Borough Council", answer, *heard, number % 4, "More of it." if number < 12 else None])  # fmt: skip
    return workbook([heads, below, *rows], merged=["M1:O1"])


def microsoft_forms():
    """One row of headings; several answers in one cell; a grid's statements as headings."""
    heads = ["ID", "Start time", "Completion time", "Email", "Name", "Which council do you work for?",
             "How far do you agree?.I understand what the partnership is for", "How did you hear of it?", "How many bulletins did you read?"]  # fmt: skip
    rows = [
        [
            n,
            "10/1/26 9:00",
            "10/1/26 9:03",
            "anonymous",
            "",
            "Swale",
            AGREE[n % 2],
            "Bulletin;Intranet;" if n % 2 else "Team meeting;",
            str(n),
        ]
        for n in range(1, 13)
    ]
    return workbook([heads, *rows])


def snap():
    """Codes, with what they mean in the row below; noughts and ones for each of several answers; codes for no reply; weights."""
    heads = ["Serial", "Council", "Q1", "Q2_1", "Q2_2", "Q2_3", "Q3", "Q4", "Weight"]
    labels = [
        "",
        "",
        "I understand what the partnership is for",
        *HEARD,
        "How many bulletins did you read?",
        "What is your grade?",
        "",
    ]
    rows = [[n, "Maidstone", 1 + n % 4, n % 2, 1, 0, n, "", "1.0342"] for n in range(1, 16)]
    rows += [[16, "Maidstone", -1, 0, 0, 0, "99", "", "0.9"], [17, "Maidstone", 1, 0, 1, 0, "-1", "", "1.0"]]
    return "\r\n".join(",".join(map(str, row)) for row in [heads, labels, *rows]).encode("cp1252")


def send(client, survey, name, content):
    address = reverse("imports:replies", kwargs={"pk": survey.pk})
    return client.post(address, once(file=SimpleUploadedFile(name, content)))


def form_of(client, answer):
    """The page's form as it would be sent unchanged."""
    form = client.get(answer.url).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}


def counted(survey):
    return {
        (r.question.kind, r.organisation.slug): (r.yes, r.no, r.dont_know, r.tally)
        for r in Result.objects.filter(question__survey=survey).order_by("pk")
    }


def test_an_export_of_smart_survey_is_counted_as_it_is(survey, manager):
    answer = send(manager, survey, "export.xlsx", smart_survey())
    file = ReplyFile.objects.get()
    kept = str(file.rows)
    for detail in ("Ann Other", "ann3@example.org", "10.0.0.3", "01/10/2026"):
        assert detail not in kept
    page = said(manager.get(answer.url))
    assert "30 replies would be counted" in page and "details of the person, which are not kept" in page
    assert not Result.objects.filter(question__survey=survey).exists()
    form = form_of(manager, answer)
    form.pop("counts_partial")
    assert "28 replies would be counted; 2 not finished" in said(manager.post(answer.url, form, follow=True))
    done = manager.post(answer.url, form_of(manager, answer) | {"save": "1"}, follow=True)
    assert "28 replies are counted. The file and its rows have been thrown away." in said(done)
    assert counted(survey) == {
        ("scale", "maidstone"): (16, 0, 0, {AGREE[0]: 8, AGREE[1]: 8}),
        ("scale", "swale"): (2, 5, 5, {AGREE[1]: 2, AGREE[2]: 5, AGREE[4]: 5}),
        ("multiple", "maidstone"): (0, 11, 0, {"Bulletin": 8, "Intranet": 5}),
        ("multiple", "swale"): (0, 8, 0, {"Bulletin": 6, "Intranet": 4}),
        ("number", "maidstone"): (0, 16, 0, {"0": 4, "1": 4, "2": 4, "3": 4}),
        ("number", "swale"): (0, 12, 0, {"0": 3, "1": 3, "2": 3, "3": 3}),
        ("text", "maidstone"): (0, 10, 0, {"More of it.": 10}),
    }
    assert not ReplyFile.objects.exists()
    (found,) = measured(survey.plan, on=TODAY)
    assert (found.total.yes, found.total.base, found.total.population) == (18, 28, 100)


def test_an_export_of_microsoft_forms_with_several_answers_in_a_cell_and_paper_beside_it(survey, manager, people):
    answer = send(manager, survey, "Staff survey(1-12).xlsx", microsoft_forms())
    done = manager.post(answer.url, form_of(manager, answer) | {"save": "1"}, follow=True)
    assert "12 replies are counted" in said(done)
    assert counted(survey) == {
        ("scale", "swale"): (12, 0, 0, {AGREE[0]: 6, AGREE[1]: 6}),
        ("multiple", "swale"): (0, 12, 0, {"Bulletin": 6, "Intranet": 6, "Team meeting": 6}),
        ("number", "swale"): (0, 12, 0, {str(n): 1 for n in range(1, 13)}),
    }
    survey.refresh_from_db()
    paper = {
        (survey.questions.get(kind="scale"), people.councils[slug], "Hard copy"): Answers(yes, no, 0, {AGREE[0]: yes, AGREE[3]: no})
        for slug, yes, no in (("maidstone", 22, 10), ("tunbridge-wells", 8, 8))
    }  # fmt: skip
    uploaded = standing_answers(survey)
    enter_counts(
        survey=survey, by=people.users["plan.manager"], version=survey.version, counts=uploaded | paper, on=TODAY
    )
    (found,) = measured(survey.plan, on=TODAY)
    assert (found.total.yes, found.total.base) == (42, 60)  # of three councils, uploaded and on paper, added up
    assert sorted((one.name, one.yes, one.base) for one in results_of(survey, on=TODAY)[0].by_way) == [
        ("Hard copy", 30, 48),
        ("Online", 12, 12),
    ]


def test_an_export_of_snap_in_codes_is_asked_about_and_each_bad_value_named(survey, manager):
    answer = send(manager, survey, "snap.csv", snap())
    page = said(manager.get(answer.url))
    assert "weights: what is counted is people, each once" in page and "1.0342" not in page
    assert "Do numbers stand for answers?" in page
    assert (
        "Rows 6, 10, 14, 19, “Q1 – I understand what the partnership is for”: “1” is not one of “Strongly agree”"
        in page
    )
    form = form_of(manager, answer)
    refused = manager.post(answer.url, form | {"save": "1"}, follow=True)
    assert "Nothing has been counted yet: what cannot be read is named below." in said(refused)
    scale, heard = survey.questions.get(kind="scale"), survey.questions.get(kind="multiple")
    assert form["c2"] == f"q{scale.pk}" and form["c3"].startswith(f"o{heard.pk}-")
    # Changed and saved at once, it is shown first: nobody saves what nobody has seen.
    changed = form_of(manager, answer) | {"c2": f"n{scale.pk}", "save": "1"}
    page = said(manager.post(answer.url, changed, follow=True))
    assert "Nothing has been counted yet: you changed how the file is read." in page
    assert "Row 18, “Q1 – I understand what the partnership is for”: “-1” is not a number from 1 to 5." in page
    assert "Row 19, “Q3 – How many bulletins did you read?”: “-1” is not a number of 0 or more." in page
    assert not Result.objects.filter(question__survey=survey).exists()
    page = said(manager.post(answer.url, form_of(manager, answer) | {"no_answer": "-1, 99"}, follow=True))
    assert "16 replies would be counted; 1 row without an answer" in page
    done = manager.post(answer.url, form_of(manager, answer) | {"save": "1"}, follow=True)
    assert "16 replies are counted" in said(done)
    assert counted(survey)["scale", "maidstone"] == (8, 8, 0, {AGREE[0]: 4, AGREE[1]: 4, AGREE[2]: 4, AGREE[3]: 4})
    assert counted(survey)["multiple", "maidstone"] == (0, 16, 0, {"Bulletin": 8, "Intranet": 16})
    assert sum(counted(survey)["number", "maidstone"][3].values()) == 15
    # The next export of the same shape is read so at once; what the first did not ask is no less a question of the next.
    again = Survey.objects.create(plan=survey.plan, title="Next", held_on=TODAY)
    for one in survey.questions.in_order():
        again.questions.create(text=one.text, kind=one.kind, answers=one.answers, position=one.position)
    again.questions.create(text="What is your grade?", kind="text", position=9)
    answer = send(manager, again, "snap.csv", snap())
    form = form_of(manager, answer)
    assert form["c2"] == f"n{again.questions.get(kind='scale').pk}"
    assert form["c7"] == f"q{again.questions.get(text='What is your grade?').pk}"


def test_what_cannot_be_is_refused_and_nothing_is_half_saved(survey, manager, people, client):
    rows = [
        [
            "Which council do you work for?",
            "I understand what the partnership is for",
            "How many bulletins did you read?",
        ]
    ]
    rows += [["Swale", "Agree", n] for n in range(41)] + [["Atlantis", "Agree", "many"]]
    answer = send(manager, survey, "a.xlsx", workbook(rows))
    page = said(manager.get(answer.url))
    assert "Row 43, “How many bulletins did you read?”: “many” is not a number." in page
    assert "Row 43, “Which council do you work for?”: “Atlantis” is not one of the councils." in page
    form = manager.get(answer.url).context["form"]
    unread = {name: "-" for name in form.fields if name.startswith("w_")}
    assert len(unread) == 2
    manager.post(answer.url, form_of(manager, answer) | unread)
    refused = manager.post(answer.url, form_of(manager, answer) | {"save": "1"})
    assert refused.status_code == 400
    assert (
        "Swale Borough Council: 41 replies to “I understand what the partnership is for”, but only 40 people were asked."
        in said(refused)
    )
    assert not Result.objects.filter(question__survey=survey).exists() and ReplyFile.objects.exists()
    stale = form_of(manager, answer) | {"save": "1"}
    survey.questions.get(kind="text").delete()
    Survey.objects.filter(pk=survey.pk).update(version=7)
    assert "nothing has been counted" in said(manager.post(answer.url, stale, follow=True))
    for content, sentence in (
        (b"", "The file is empty."),
        (b"%PDF-1.4", "No table was found"),
        (b"only,one\n", "headings and nothing below"),
    ):
        refused = send(manager, survey, "a.csv", content)
        assert (refused.status_code, sentence in said(refused)) == (400, True)
    wide = ",".join(f"Column {n}" for n in range(150))  # a column for each answer that can be ticked
    assert send(manager, survey, "wide.csv", f"{wide}\r\n{wide}\r\n".encode()).status_code == 302
    ReplyFile.objects.filter(name="wide.csv").delete()
    # A council that is no longer one of those asked is asked about again: its replies are not dropped unseen.
    manager.post(answer.url, form_of(manager, answer) | unread | {"council": people.councils["swale"].pk})
    survey.surveyed.filter(organisation=people.councils["swale"]).delete()
    assert "“Swale” is not one of the councils" in said(manager.get(answer.url))
    client.force_login(people.users["officer"])
    assert client.get(answer.url).status_code == 403
    client.force_login(people.users["plan.manager"])
    thrown = reverse("imports:discard-replies", kwargs={"pk": ReplyFile.objects.get().pk})
    assert "Nothing of it was counted" in said(client.post(thrown, once(), follow=True))
    send(manager, survey, "a.xlsx", workbook(rows))
    ReplyFile.objects.update(on=TODAY - timezone.timedelta(days=8))
    assert (forget_replies(TODAY), ReplyFile.objects.count()) == (1, 0)
