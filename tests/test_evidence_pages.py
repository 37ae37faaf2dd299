"""Measures and surveys as pages: what is counted, what it shows, over time; and that no page tells of a small group."""

import re
from datetime import timedelta
from html import unescape
from itertools import product
from random import Random

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone
from scipy.optimize import linprog

from plans.models import Plan
from reports.making import paper_data
from reports.paper_html import paper_html
from reports.progress import as_data, build_plan_progress
from reports.services.papers import draft_report
from surveys.evidence import measured
from surveys.forms.counts import key_of
from surveys.models import Measure, Question, Result, Survey, Surveyed
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Plan", slug="plan", first_year=2026, last_year=2026
    )
    plan.partners.set([people.councils["swale"], people.councils["tunbridge-wells"]])
    Measure.objects.create(plan=plan, statement="66 per cent understand", target=66)
    return plan


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def page(client, name, **of):
    return said(client.get(reverse(name, kwargs=of)))


def survey_of(plan, people, title="Survey", held_on=TODAY, **facts):
    survey = Survey.objects.create(plan=plan, title=title, held_on=held_on, **facts)
    for slug, asked in {"maidstone": 55, "swale": 47, "tunbridge-wells": 48}.items():
        Surveyed.objects.create(survey=survey, organisation=people.councils[slug], population=asked)
    return survey


def count(question, people, slug, yes, no, way="", **further):
    council = people.councils[slug]
    return Result.objects.create(
        question=question, organisation=council, yes=yes, no=no, way=way, by_name="x", on=TODAY, **further
    )


def test_a_survey_of_several_ways_and_kinds_goes_from_its_questions_to_what_it_shows(plan, people, manager):
    measure = plan.measures.get()
    sent = once(title="Member survey", held_on=f"{TODAY:%d/%m/%Y}", ways=["Hard copy", "Online"])
    made = manager.post(reverse("surveys:list", kwargs={"slug": "plan"}), sent)
    survey = plan.surveys.get()
    assert made.url == reverse("surveys:survey", kwargs={"pk": survey.pk})
    assert "It has no questions yet" in page(manager, "surveys:survey", pk=survey.pk)
    add = reverse("surveys:add-question", kwargs={"pk": survey.pk})
    scale = {
        "text": "I understand what it is for", "kind": "scale", "answers_yes": "Strongly agree\nAgree",
        "answers_no": "Disagree\nStrongly disagree", "answers_dont_know": "Neither", "counts_dont_know": "on",
    }  # fmt: skip
    for wrong, sentence in (
        ({"answers_yes": "Agree\n agree"}, "two of them are the same"),
        ({"answers_yes": ""}, "Say which answers count towards the measure"),
        ({"kind": "number"}, "Only a question with answers to choose from can show a measure"),
        ({"kind": "multiple"}, "only one can count"),
    ):
        refused = manager.post(add, once(**(scale | wrong), measure=measure.pk))
        assert (refused.status_code, sentence in said(refused)) == (400, True)
        assert "Strongly disagree" in said(refused)  # nothing typed is lost
    assert manager.post(add, once(**scale, measure=measure.pk)).status_code == 302
    several = {"text": "How did you hear of it?", "kind": "multiple", "answers_no": "Bulletin\nIntranet"}
    assert manager.post(add, once(**several)).status_code == 302
    assert manager.post(add, once(text="Anything else?", kind="text")).status_code == 302
    agree, heard, _ = survey.questions.in_order()
    council = people.councils["maidstone"].pk
    address = reverse("surveys:counts", kwargs={"pk": survey.pk})
    counts = {"Strongly agree": 9, "Agree": 6, "Disagree": 3, "Strongly disagree": 1, "Neither": 1}
    boxes = {f"n_{agree.pk}_{council}_w{way}_{key_of(text)}": v for way in (0, 1) for text, v in counts.items()}
    told = {f"n_{heard.pk}_{council}_w0_{key_of(text)}": v for text, v in (("Bulletin", 12), ("Intranet", 8))}
    stale = manager.post(address, once(survey.version, **boxes))
    assert stale.status_code == 409  # questions were added since: its boxes may be others
    now = Survey.objects.get(pk=survey.pk).version
    refused = manager.post(address, once(now, **boxes, **told))
    assert "say how many people replied" in said(refused)
    refused = manager.post(address, once(now, **boxes, **told, **{f"n_{heard.pk}_{council}_w0_replied": 11}))
    assert "12 gave one answer, but only 11 replied" in said(refused)
    assert not Result.objects.filter(question__survey=survey).exists()
    sent = once(now, **boxes, **told, **{f"n_{heard.pk}_{council}_w0_replied": 20})
    assert manager.post(address, sent).status_code == 302
    text = page(manager, "surveys:survey", pk=survey.pk)
    for words in (
        "30 of 40",
        "by the replies alone the target is reached",
        "12",
        "60.0%",
        "Hard copy",
        "15 of 20",
        "By council and by the way replies came in",
    ):
        assert words in text
    edit = reverse("surveys:edit-question", kwargs={"pk": agree.pk})
    assert "its answers stay as they are" in said(
        manager.post(edit, once(**(scale | {"answers_yes": "Agree"}), measure=measure.pk))
    )
    reworded = scale | {"text": "I know what it is for"}
    assert manager.post(edit, once(**reworded, measure=measure.pk)).status_code == 302
    assert manager.post(edit, once(**reworded, measure=measure.pk)).status_code == 409
    assert "it stays" in said(manager.post(reverse("surveys:remove-question", kwargs={"pk": agree.pk}), once()))
    third = survey.questions.in_order().last()
    assert manager.post(reverse("surveys:remove-question", kwargs={"pk": third.pk}), once()).status_code == 302
    assert survey.questions.count() == 2
    told = once(to="MKIP Board", on="", how="Agenda")
    assert manager.post(reverse("surveys:fed-back", kwargs={"pk": survey.pk}), told).status_code == 302
    assert "still to be told" in page(manager, "surveys:survey", pk=survey.pk)
    assert "MKIP Board" in page(manager, "surveys:measure", pk=measure.pk)
    without = once(
        Survey.objects.get(pk=survey.pk).version, title="Member survey", held_on=f"{TODAY:%d/%m/%Y}", ways=["Online"]
    )
    stays = said(manager.post(reverse("surveys:edit", kwargs={"pk": survey.pk}), without))
    assert "Hard copy: replies are counted under it already" in stays


def test_page_dashboard_and_paper_tell_the_same_of_the_six_measures(people, client):
    client.force_login(people.users["director"])
    plan = Plan.objects.get(slug="mkip-2015-16")
    data = as_data(build_plan_progress(plan, on=TODAY))["measures"]
    assert [(one["value"], one["plain"], one["evidence"]) for one in data] == [
        (70.0, "reached", "not shown"), (74.0, "reached", "met"), (51.7, "not reached", "not met"),
        (63.0, "not reached", "not met"), (63.3, "not reached", "not shown"), (70.0, "reached", "not shown"),
    ]  # fmt: skip
    by = people.users["democratic.services"]
    report = draft_report(plan=plan, as_at=TODAY, by=by, title="Progress", report_of="Director")
    paper = paper_html(paper_data(report))
    dashboard = page(client, "reports:dashboard", slug=plan.slug)
    for one in data:
        text = page(client, "surveys:measure", pk=one["id"])
        low, high = one["interval"]
        for words in (f"{one['value']}%", f"{one['numerator']} of {one['base']}", f"{low} to {high}%"):
            assert words in text
        for words in (f"{one['value']}", f"{one['numerator']} of {one['base']}", f"{low}–{high}"):
            assert words in dashboard
        for words in (f"{one['value']}%", f"{one['numerator']} of {one['base']}", f"{low} to {high}"):
            assert words in paper
        assert len(one["councils"]) == 3
        assert sum(council["yes"] for council in one["councils"]) == one["numerator"]
    # The chart of the page is the one of the paper, and its title holds the figures.
    html = client.get(reverse("reports:evidence", kwargs={"slug": plan.slug})).content.decode()
    chart = html[html.index('<svg role="img" viewBox="0 0 490') :]
    chart = chart[: chart.index("</svg>") + 6]
    assert chart in paper
    assert all(f"{one['value']} per cent, interval {one['interval'][0]} to" in chart for one in data)


def test_the_line_over_time_breaks_where_the_wording_changed(plan, people, manager):
    measure = plan.measures.get()
    for days, text, yes, no in (
        (400, "Do you know it?", 24, 20),
        (200, "Do you understand?", 57, 39),
        (0, "do you understand", 42, 18),
    ):
        survey = Survey.objects.create(plan=plan, title=f"S{days}", held_on=TODAY - timedelta(days=days))
        question = Question.objects.create(survey=survey, measure=measure, text=text)
        count(question, people, "maidstone", yes, no)
    html = manager.get(reverse("surveys:measure", kwargs={"pk": measure.pk})).content.decode()
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    assert text.count("the wording changed: not comparable") == 1
    assert "+10.6 points" in text and "change not shown either way" in text
    (title,) = re.findall(r"<title>(66 per cent understand.*?over time.*?)</title>", html)
    assert title.count("wording changed") == 1 and "70.0%" in title and "Target 66%." in title
    chart = html[html.index('<svg class="cp-dw-wide"') :]
    chart = chart[: chart.index("</svg>")]
    assert len(re.findall(r"stroke-dasharray", chart)) == 1
    assert len(re.findall(r'stroke-width="1.75"', chart)) == 1  # two of the three points are joined


def test_surveys_of_one_wave_are_pooled_and_those_asked_twice_are_told(plan, people, manager):
    measure = plan.measures.get()
    for title, slug, yes, no in (
        ("Partnership survey", "maidstone", 20, 10),
        ("Internal survey", "maidstone", 10, 5),
        ("Swale survey", "swale", 12, 3),
    ):
        survey = survey_of(plan, people, title, wave="Spring")
        count(Question.objects.create(survey=survey, measure=measure, text="Do you understand?"), people, slug, yes, no)
    (found,) = measured(plan, on=TODAY)
    assert (found.total.yes, found.total.base, found.total.population) == (42, 60, 102)
    text = page(manager, "surveys:measure", pk=measure.pk)
    assert "Several surveys asked people of Maidstone Borough Council" in text
    for title in ("Partnership survey", "Internal survey", "Swale survey"):
        assert title in text


def test_pages_of_measure_and_survey_take_the_same_queries_for_one_and_for_three(plan, people, manager):
    measure, survey = plan.measures.get(), survey_of(plan, people)
    question = Question.objects.create(survey=survey, measure=measure, text="?")
    count(question, people, "maidstone", 20, 10)
    addresses = [
        reverse("surveys:measure", kwargs={"pk": measure.pk}), reverse("surveys:survey", kwargs={"pk": survey.pk}),
        reverse("surveys:counts", kwargs={"pk": survey.pk}), reverse("reports:evidence", kwargs={"slug": "plan"}),
    ]  # fmt: skip
    for address in addresses:
        manager.get(address)
    with_one = [queries(manager, address) for address in addresses]
    count(question, people, "swale", 20, 10, way="Online")
    for number in range(2):
        other = Measure.objects.create(plan=plan, statement=f"Measure {number}", target=70)
        count(Question.objects.create(survey=survey, measure=other, text="?"), people, "swale", 20, 10)
        earlier = survey_of(plan, people, held_on=TODAY - timedelta(days=100 * number + 100))
        count(Question.objects.create(survey=earlier, measure=measure, text="?"), people, "swale", 20, 10)
    assert [queries(manager, address) for address in addresses] == with_one


# ── An attack on small groups, with everything that pages show ──────────────────────────────────────────────────────

SLUGS, WAYS = ("maidstone", "swale", "tunbridge-wells"), ("E-mail", "Hard copy", "Online")
ANSWERS = [["Strongly agree", "yes"], ["Agree", "yes"], ["Disagree", "no"], ["Neither", "dont_know"]]


def small_groups(plan, people, lot):
    """A survey of three councils and three ways, each group of 3 to 12, of a scale question: {cell: counts by answer}."""
    survey = survey_of(plan, people)
    question = Question.objects.create(
        survey=survey, measure=plan.measures.get(), text="?", kind="scale", answers=ANSWERS
    )
    cells = {}
    for slug, way in product(SLUGS, WAYS):
        if lot.random() < 0.85:
            tally = [lot.choice([0, lot.randint(0, 4)]) for _ in ANSWERS]
            while not 3 <= sum(tally) <= 12:
                tally = [lot.choice([0, lot.randint(0, 5)]) for _ in ANSWERS]
            cells[people.councils[slug].name, way] = tally
            named = dict(zip((text for text, _ in ANSWERS), tally, strict=True))
            count(question, people, slug, tally[0] + tally[1], tally[2], way, dont_know=tally[3], tally=named)
    return survey, cells


def table_of(html, caption):
    """{row: its cells} of a table of a page."""
    found = re.search(rf"<caption[^>]*>{caption}</caption>(.*?)</table>", html, re.DOTALL)
    rows = re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</th>(.*?)</tr>", found[1] if found else "", re.DOTALL)
    clean = lambda text: " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())  # noqa: E731
    return {
        clean(name): [clean(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for name, cells in rows
    }


def equations(client, survey, measure, cells):
    """What the pages show, by every filter and pair of filters, as (the cells added up, {figure: sum})."""
    html = client.get(reverse("surveys:survey", kwargs={"pk": survey.pk})).content.decode()
    other = client.get(reverse("surveys:measure", kwargs={"pk": measure.pk})).content.decode()
    everybody, found = set(cells), []
    ways = sorted({way for _, way in cells})

    def add(of, text):
        if match := re.match(r"(\d+) of (\d+)$", text):
            found.append((of, {"yes": int(match[1]), "base": int(match[2])}))

    table = table_of(html, "By council and by the way replies came in, yes of replies")
    assert len(table) == len({name for name, _ in cells}) + 1
    for name, row in table.items():
        of = {cell for cell in everybody if name in (cell[0], "All")}
        for way, text in zip([*ways, None], row, strict=False):
            add({cell for cell in of if way in (cell[1], None)}, text)
    for name, row in table_of(other, "By council").items():
        add(everybody if name == "All" else {cell for cell in everybody if cell[0] == name}, row[0])
    if match := re.search(r"<b>(\d+ of \d+)</b> said yes", html):
        add(everybody, match[1])
    answers = {text: int(row[0]) for text, row in table_of(html, "Answers").items()}
    if answers:
        found.append((everybody, answers))
    return found


def solved(known, cells):
    """(cell, figure) of every group under ten of which the equations leave one value only. All answers are solved for
    together, as what is told of one may tell of another."""
    order, names = sorted(cells), [text for text, _ in ANSWERS]
    parts = {"yes": [0, 1], "base": [0, 1, 2, 3]} | {text: [number] for number, text in enumerate(names)}
    spots = [(cell, number) for cell in order for number in range(len(names))]

    def row(group, figure):
        return np.array([int(cell in group and number in parts[figure]) for cell, number in spots])

    rows, sums = [], []
    for group, told in known:
        for figure, number in told.items():
            assert number == sum(cells[cell][part] for cell in group for part in parts[figure])
            rows.append(row(group, figure))
            sums.append(number)
    nobody = {text for number, text in enumerate(names) if not any(tally[number] for tally in cells.values())}
    out = []
    for cell in (cell for cell in order if sum(cells[cell]) < 10):
        for figure in parts.keys() - nobody:  # that nobody gave an answer anywhere is no secret
            aim = row({cell}, figure)
            ends = [linprog(s * aim, A_eq=rows or None, b_eq=sums or None, bounds=(0, 500)).fun * s for s in (1, -1)]
            if abs(ends[1] - ends[0]) < 1e-6:
                out.append((cell, figure))
    return out


def test_no_page_gives_a_small_group_away(plan, people, client):
    client.force_login(people.users["director"])
    lot, shown, measure = Random(8), 0, plan.measures.get()  # noqa: S311  drawn again alike
    for _ in range(12):
        survey, cells = small_groups(plan, people, lot)
        known = equations(client, survey, measure, cells)
        assert solved(known, cells) == []
        shown += len(known)
        survey.delete()
    assert shown > 40


def test_that_attack_succeeds_where_only_groups_under_the_threshold_are_withheld(plan, people):
    """The negative control."""
    lot, given_away = Random(8), 0  # noqa: S311
    for _ in range(12):
        survey, cells = small_groups(plan, people, lot)
        groups = [
            set(cells),
            *({cell for cell in cells if cell[at] == name} for at in (0, 1) for name in {c[at] for c in cells}),
        ]
        groups += [{cell} for cell in cells]
        sums = [(group, {"base": sum(sum(cells[cell]) for cell in group)}) for group in groups]
        given_away += bool(solved([one for one in sums if one[1]["base"] >= 10], cells))
        survey.delete()
    assert given_away > 3
