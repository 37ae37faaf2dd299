"""What import_plan makes of the published tables, held against what a careful reader takes from them."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from imports import reading, services
from imports.models import ImportFile
from people.models import Officer
from plans.models import Plan
from tests.demo import once, seed

FILES = Path(__file__).parent / "files"
KINDS = {"tbc": "unknown"}
FREQUENCIES = {"annual": "yearly"}
DIRECTIONS = {"before_event": "before", "after_event": "after"}


def read(name, *options):
    out, said = StringIO(), StringIO()
    call_command("import_plan", str(FILES / name), "--json", *options, stdout=out, stderr=said)
    return json.loads(out.getvalue()), said.getvalue()


def expected(name):
    return json.loads((FILES / f"{name}.expected.json").read_text())


def meaning(timing):
    """Kind, bounds, how often, and the parts with what each hangs on."""
    anchor = timing["anchor"]
    hung_on = (anchor["direction"], anchor["each"]) if anchor else None
    parts = [(part["label"], *meaning(part)) for part in timing["parts"]]
    return timing["kind"], timing["earliest"], timing["latest"], timing["recurrence"], timing["note"], hung_on, parts


def wanted_meaning(date):
    kind, often = KINDS.get(date["kind"], date["kind"]), date.get("freq")
    hung_on = (DIRECTIONS[kind], date["recurring"]) if kind in DIRECTIONS else None
    parts = [(part["item"], *wanted_meaning(part)) for part in date.get("parts", ())]
    bounds = (date.get("start"), date.get("end"))
    return kind, *bounds, FREQUENCIES.get(often, often), date.get("qualifier", ""), hung_on, parts


def squeezed(text):
    return " ".join(text.split())


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv"])
def test_the_mkip_table_is_read_as_a_careful_reader_would(suffix):
    preview, _ = read(f"mkip_action_tables.{suffix}", "--year", "2015/16")
    wanted = expected("mkip_action_tables")
    assert len(preview["rows"]) == wanted["expected_row_count"] == 11
    for row, want in zip(preview["rows"], wanted["rows"], strict=True):
        assert (row["title"], row["section"], row["audiences"]) == (want["title"], want["section"], want["audience"])
        assert squeezed(row["date_text"]) == squeezed(want["date_text"])
        assert meaning(row["timing"]) == wanted_meaning(want["date"])
        assert [owner["name"] for owner in row["owners"]] == want["owners"]
        assert [part for part in want["method"] if part.lower() not in squeezed(row["method"]).lower()] == []
        assert (row["progress"], row["rag"]) == (want["progress"], want["rag"])


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv"])
def test_the_row_split_over_a_page_is_one_action_and_told(suffix):
    preview, _ = read(f"mkip_action_tables.{suffix}", "--year", "2015/16")
    (newsletter,) = [row for row in preview["rows"] if row["title"] == "MKS Newsletter"]
    assert [(owner["name"], owner["part"]) for owner in newsletter["owners"]] == [
        ("Paul Taylor", "prepares"), ("Jane Clarke", "prepares"), ("Communications Teams", "distributes"),
    ]  # fmt: skip
    assert any("Teams to distribute" in warning and "joined" in warning for warning in newsletter["warnings"])


def test_everything_the_paper_holds_is_in_a_row_or_among_what_was_left_out():
    preview, _ = read("mkip_action_tables.docx", "--year", "2015/16")
    left_out = " ".join(item["text"] for item in preview["skipped"])
    left_out += " ".join(measure["statement"] for measure in preview["measures"])
    assert "70 per cent feel that they are informed of the decision making process" in squeezed(left_out)
    assert [item["text"] for item in preview["skipped"] if "section" in item["why"]] == ["Members", "Staff"]
    assert set(preview["columns"].values()) == {"title", "audience", "date", "method", "owner", "progress"}


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv"])
def test_the_improvement_plan_keeps_its_28_projects_and_their_colours(suffix):
    preview, _ = read(f"maidstone_cip.{suffix}", "--year", "2013/14")
    wanted = expected("maidstone_cip")
    unrated = {"N/A": "not_applicable", "FOR INFO": "for_info"}
    assert [(row["section"], row["title"], row["rag"]) for row in preview["rows"]] == [
        (row["workstream"], row["project"], unrated.get(row["rag_text"].upper(), row["rag"])) for row in wanted["rows"]
    ]


def test_commit_saves_what_the_preview_shows_and_a_second_time_nothing(db):
    people = seed(as_written=False)
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Empty", slug="empty", first_year=2015, last_year=2015
    )
    options = ("--commit", "--plan", "empty", "--by", "plan.manager@demo.example")
    preview, said = read("mkip_action_tables.docx", *options)
    assert "11 actions imported into Empty." in said
    saved = Action.objects.filter(plan=plan).in_order()
    assert [(a.title, a.timing.as_written) for a in saved] == [(r["title"], r["date_text"]) for r in preview["rows"]]
    assert [a.name for a in saved.get(title="MKS Newsletter").assignments.in_order()] == [
        "Paul Taylor", "Jane Clarke", "Communications teams",
    ]  # fmt: skip
    assert Officer.objects.filter(name="Paul Taylor", organisation=plan.organisation).count() == 1
    _, said = read("mkip_action_tables.docx", *options)
    assert "0 actions imported into Empty. Nothing new: 11 actions were there already." in said
    assert Action.objects.filter(plan=plan).count() == 11
    number = preview["imported"]["import"]
    assert preview["imported"] == {"import": number, "added": 11, "changed": 0, "there": 0}
    out, said = StringIO(), StringIO()
    undo = ("import_plan", "--undo", str(number), "--by", "plan.manager@demo.example", "--json")
    call_command(*undo, stdout=out, stderr=said)
    assert json.loads(out.getvalue()) == {"undone": number, "left": []}
    assert (plan.actions.count(), plan.measures.count()) == (0, 0)
    with pytest.raises(CommandError, match=f"There is no import {number} to undo."):
        call_command(*undo)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say which file, or with --undo which import."),
        (["nowhere.docx"], "nowhere.docx cannot be read: No such file or directory."),
        ([str(FILES / "mkip_action_tables.docx"), "--year", "2015"], "“2015” is not a financial year. Write it as 2015/16."),
        ([str(FILES / "mkip_action_tables.docx"), "--commit"], "Say with --plan SLUG which plan it goes into."),
        ([str(FILES / "mkip_action_tables.docx"), "--commit", "--plan", "none"], "There is no plan “none”."),
        ([__file__], "No action was found in the file."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_sentence(db, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        call_command("import_plan", *arguments)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


def test_a_colour_the_paper_gives_a_section_is_declared_for_its_priority(db):
    people = seed(as_written=False)
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Empty", slug="empty", first_year=2013, last_year=2013
    )
    by = people.users["plan.manager"]
    content = (FILES / "maidstone_cip.docx").read_bytes()
    file = reading.read(services.receive_file(plan=plan, name="maidstone_cip.docx", content=content, by=by))
    services.import_file(
        file=file,
        by=by,
        version=file.version,
        sections_are_priorities=True,
        names={},
        set_dates_by=None,
        on=date(2014, 3, 31),
    )
    assert [(d.priority.title, d.rag, d.reason) for d in plan.declarations.order_by("pk")] == [
        ("Incremental Improvement", "amber", "As written in maidstone_cip.docx"),
        ("Asset Management", "amber", "As written in maidstone_cip.docx"),
        ("External Challenge", "green", "As written in maidstone_cip.docx"),
        ("Transformation", "green", "As written in maidstone_cip.docx"),
    ]


def test_a_date_outside_the_plan_s_year_is_told():
    preview, _ = read("mkip_action_tables.docx", "--year", "2026/27")
    outside = [
        row["title"] for row in preview["rows"] if "The date lies outside the plan’s year 2026/27." in row["warnings"]
    ]
    assert outside == [
        "MKIP Who's who", "Member Briefing", "Member survey", "Intranet updates",
        "Explore capacity for dedicated partnership webpage", "Staff survey",
    ]  # fmt: skip


def test_somebody_who_may_not_is_told_so(db):
    seed(as_written=False)
    with pytest.raises(CommandError, match="You may not manage plans here"):
        read("mkip_action_tables.docx", "--commit", "--plan", "mkip-2015-16", "--by", "officer@demo.example")


def test_an_upload_that_cannot_be_opened_is_given_up_in_the_end(db):
    people = seed(as_written=False)
    plan = Plan.objects.get(slug="mkip-2015-16")
    file = ImportFile.objects.create(
        plan=plan, name="gone.docx", file="imports/gone", sha256="0", uploaded_by=people.users["plan.manager"]
    )
    for _ in range(4):
        reading.read_received()
        ImportFile.objects.filter(pk=file.pk).update(lease_until=None)
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("refused", 3)
    assert file.refusal.startswith("Reading the file was cut short 3 times.")


def imported(people, content, name="plan.csv"):
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Empty", slug="empty", first_year=2026, last_year=2026
    )
    by = people.users["plan.manager"]
    file = reading.read(services.receive_file(plan=plan, name=name, content=content.encode(), by=by))
    return services.import_file(
        file=file,
        by=by,
        version=file.version,
        sections_are_priorities=False,
        names={},
        set_dates_by=None,
        on=date(2026, 5, 1),
    )


def test_a_row_without_a_title_and_a_cell_with_one_date_twice_are_imported(db):
    rows = "Action,Date,Owner\n,May 2026,Jo Bloggs\nLeaflet,12 May 2026 and 12 May 2026,Jo Bloggs\n"
    made = imported(seed(as_written=False), rows)
    assert [action.title for action in made.added] == ["(no title in the paper)", "Leaflet"]


def test_a_paper_with_more_names_than_a_form_can_ask_about_is_imported(db, client):
    people = seed(as_written=False)
    names = [
        f"{chr(65 + n % 26)}{'aeiou'[n % 5]}l{'aeiou'[n // 5 % 5]}{'bcdfg'[n // 25 % 5]} Smith{'abcdefghij'[n // 125]}"
        for n in range(310)
    ]
    rows = "Action,Date,Owner\n" + "".join(f"Action {n},May 2026,{name}\n" for n, name in enumerate(names))
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Empty", slug="empty", first_year=2026, last_year=2026
    )
    by = people.users["plan.manager"]
    file = reading.read(services.receive_file(plan=plan, name="plan.csv", content=rows.encode(), by=by))
    client.force_login(by)
    form = client.get(f"/imports/{file.pk}/questions/").context["form"]
    assert len(form.fields) < 400
    assert (len(form.names.asked), len(form.names.names)) == (300, 310)
    assert client.post(f"/imports/{file.pk}/", once(file.version)).status_code == 302
    assert Action.objects.filter(plan=plan).count() == 310
