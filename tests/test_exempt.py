"""What is exempt stays out of everything public, and stands whole in the exempt part."""

import io
import subprocess
import zipfile
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from actions.models import Action
from actions.services.updates import Progress, post_progress_update
from actions.timing import parse_timing
from commsplan.demo.periods import close_periods
from plans.models import Meeting, Plan
from plans.periods import in_words
from reports.exempt import FOUND
from reports.making import make_waiting, paper_data
from reports.models import Report
from reports.paper_html import exempt_html, paper_html, paper_word
from reports.services import issuing
from reports.services.papers import draft_report
from tests.committee import TODAY, findings, issued, sign_all
from tests.demo import once, seed

HIDDEN, WORDS = "Zanzibar contract talks", "Xylophone clause disputed"
PRINTED = (
    Report.Kind.PROGRESS,
    Report.Kind.EXCEPTION,
    Report.Kind.BRIEFING,
    Report.Kind.TRACKER,
    Report.Kind.DASHBOARD,
    Report.Kind.MONITORING,
    Report.Kind.ACTION_TABLE,
    Report.Kind.BUSINESS_PLAN,
)


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def clerk(people):
    return people.users["democratic.services"]


@pytest.fixture
def plan(people):
    """A plan with a closed period, an action that is exempt with its part, and another whose words are."""
    from actions.services.structure import add_action

    plan, by = Plan.objects.get(slug="mkip-2015-16"), people.users["plan.manager"]
    close_periods(plan, by=by, today=TODAY)
    group = add_action(plan=plan, by=by, title=HIDDEN, timing=parse_timing("March 2026", plan.years), exempt="3")
    add_action(plan=plan, by=by, title=f"{HIDDEN}, part", timing=parse_timing("March 2026", plan.years), parent=group)
    say(group, by, Progress(rag="amber", done=f"{WORDS} of the whole", explanation=WORDS))
    other = Action.objects.filter(plan=plan, exempt="").order_by("pk").first()
    say(other, by, Progress(rag="red", done=WORDS, explanation=WORDS, recovery=WORDS, next_steps=WORDS, exempt="4"))
    return plan


def say(action, by, progress):
    action.refresh_from_db()
    better = replace(progress, better_because=WORDS)
    post_progress_update(action=action, by=by, version=action.version, progress=better, on=TODAY)


def draft(plan, clerk, kind=Report.Kind.PROGRESS):
    meeting, _ = Meeting.objects.get_or_create(organisation=plan.organisation, body="Board", date=date(2026, 12, 16))
    return draft_report(
        plan=plan, by=clerk, kind=kind, title="A paper", report_of="Director", as_at=TODAY, meeting=meeting
    )


def words_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read("word/document.xml").decode()


def printed_as(data, kind):
    return data | {"report": data["report"] | {"kind": kind}}


def test_nothing_exempt_is_in_what_is_public(plan, clerk):
    frozen = paper_data(draft(plan, clerk))
    for kind in PRINTED:
        check_public(printed_as(frozen, kind))


def check_public(data):
    for text in (paper_html(data), words_in(paper_word(data))):
        assert HIDDEN not in text and WORDS not in text
        assert "1 action is exempt" not in text  # it, its part, and the words on another
        assert (
            "2 actions are exempt and not in this paper, and what is said of 1 more is exempt (paragraphs 3 and 4"
            in text
        )
    told = exempt_html(data)
    assert f"{HIDDEN}, part" in told and f"{WORDS} of the whole" in told and told.count(WORDS) > 4
    assert "Paragraph 3: financial or business affairs" in told and "Paragraph 4" in told


def test_the_same_is_there_where_it_is_not_exempt(plan, clerk):
    """The control: the words are looked for where they would stand."""
    Action.objects.filter(plan=plan).update(exempt="")
    for action in Action.objects.filter(plan=plan):
        action.updates.update(exempt="")
    frozen = paper_data(draft(plan, clerk))
    assert "exempt" not in frozen
    for kind in PRINTED:
        text = paper_html(printed_as(frozen, kind))
        assert WORDS in text or kind == Report.Kind.BUSINESS_PLAN  # which prints no progress
        assert HIDDEN in text or kind in (Report.Kind.BRIEFING, Report.Kind.DASHBOARD)  # which hold a few


def test_what_was_told_before_it_was_exempt_is_not_told_as_a_change(plan, clerk, people):
    """A change of what is exempt now, or was then, is of the exempt part alone."""
    data = paper_data(draft(plan, clerk))
    said = str(data["changes"])
    assert HIDDEN not in said and WORDS not in said
    assert any(HIDDEN in one["what"] for one in data["exempt"]["changes"])


def test_a_reason_is_kept_back_if_it_was_given_while_words_were_exempt_and_for_good(plan, clerk, people):
    """Of a moved date, a missed one and a director's colour, also after a later update that is public."""
    by, director = people.users["plan.manager"], people.users["director"]
    action = Action.objects.filter(plan=plan, updates__exempt="4").get()
    action.date_changes.create(
        before=action.timing, after=action.timing, label="", reason=f"{WORDS} moved", by_name="x", on=TODAY
    )
    action.occurrences.create(
        label="Part", due=date(2026, 11, 1), first_due=date(2026, 11, 1), missed_on=TODAY, missed_by="x",
        missed_because=f"{WORDS} missed",
    )  # fmt: skip
    action.declarations.create(rag="red", reason=f"{WORDS} declared", by=director, by_name="x", on=TODAY)
    say(action, by, Progress(rag="red", done="Public again.", explanation="A public reason."))
    for day in (TODAY, date(2026, 11, 26)):
        with time_machine.travel(f"{day} 09:00+00:00", tick=False):
            if day != TODAY:
                update = Progress(rag="red", done="Public again.", explanation="A public reason.")
                post_progress_update(
                    action=Action.objects.get(pk=action.pk), by=by, version=Action.objects.get(pk=action.pk).version,
                    progress=replace(update, better_because="x"), on=day,
                )  # fmt: skip
            report = draft_report(plan=plan, by=clerk, title="A paper", report_of="x", as_at=day)
            data = paper_data(report)
            for kind in PRINTED:
                text = paper_html(data | {"report": data["report"] | {"kind": kind}})
                assert WORDS not in text and HIDDEN not in text
            assert "A public reason." in paper_html(data) if day != TODAY else True
            assert f"{WORDS} moved" in str(data["exempt"])


def test_the_colours_count_what_is_exempt(plan, clerk):
    data = paper_data(draft(plan, clerk))
    shown = [one for group in (*data["priorities"], data) for one in group["actions"]]
    assert sum(data["action_tally"].values()) == len(shown) + 1 + sum(len(one["actions"]) for one in shown)


def test_it_goes_out_apart_with_the_reason_and_nobody_outside_reads_it(client, plan, clerk):
    report = draft(plan, clerk)
    assert make_waiting() == 1
    report.refresh_from_db()
    sign_all(report, clerk)
    assert any(FOUND in one for one in findings(report))
    accept_all(client, report, clerk)
    issue = issued(report, clerk)
    (apart,) = issue.files.all()
    assert (apart.kind, apart.is_public) == ("exempt", False)
    issuing.publish(issue=issue, by=clerk, on=TODAY)
    client.force_login(clerk)
    content = b"".join(client.get(reverse("reports:issued-file", kwargs={"pk": apart.pk})))
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert HIDDEN in text and "Bids are still open" in " ".join(text.split())
    client.logout()
    key = {"pk": issue.publication.pk}
    for page in (reverse("reports:published-html", kwargs=key), reverse("reports:published")):
        assert HIDDEN not in client.get(page).text and WORDS not in client.get(page).text
    pdf = b"".join(client.get(reverse("reports:published-pdf", kwargs=key)))
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert HIDDEN not in text and WORDS not in " ".join(text.split())
    assert client.get(reverse("reports:published-file", kwargs={"pk": apart.pk})).status_code == 404


def accept_all(client, report, clerk):
    client.force_login(clerk)
    from reports.front.checks import run_checks

    for one in run_checks(issuing.subject_of(report, on=TODAY))[0]:
        report.refresh_from_db()
        sent = once() | {"version": report.version, "finding": one.key, "reason": "Bids are still open"}
        client.post(reverse("reports:accept-check", kwargs={"pk": report.pk}), sent)
    report.refresh_from_db()


def test_the_command_prints_either_part(plan, clerk, tmp_path):
    for flag, there in ((), False), (("--exempt",), True):
        out = tmp_path / "paper.html"
        call_command("render_report", *flag, plan=plan.slug, as_at=TODAY, format="html", output=str(out))
        assert (HIDDEN in out.read_text()) is there


def test_a_day_that_is_printed_again_says_that_its_figures_are_frozen(plan, tmp_path, capsys):
    said = []
    for _ in range(2):
        call_command("render_report", plan=plan.slug, as_at=TODAY, format="html", output=str(tmp_path / "paper.html"))
        said.append([line for line in capsys.readouterr().err.splitlines() if line.startswith("The figures of")])
    assert said[0] == [] and f"The figures of {in_words(TODAY)} were frozen on " in said[1][0]


def test_an_officer_says_so_with_the_update_and_the_next_form_remembers(client, people, plan):
    client.force_login(people.users["plan.manager"])
    action = Action.objects.filter(plan=plan, exempt="").order_by("pk").last()
    page = reverse("actions:update", kwargs={"pk": action.pk})
    sent = once() | {"version": action.version, "rag": "red", "done": WORDS, "explanation": WORDS, "exempt": "5"}
    client.post(page, sent)
    assert action.updates.order_by("pk").last().exempt == "5"
    shown = client.get(reverse("actions:action", kwargs={"pk": action.pk})).text
    assert '<option value="5" selected>' in shown
    assert "Exempt from public papers." in shown
    whole = Action.objects.get(title=HIDDEN)
    assert "Are these words exempt" not in client.get(reverse("actions:action", kwargs={"pk": whole.pk})).text
