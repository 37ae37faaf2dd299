"""A paper on its way in: checked row by row, imported, undone, and brought up to date by a newer one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Milestone, Occurrence, ProgressUpdate, Reminder
from actions.services.removal import remove_actions
from actions.services.updates import Progress, post_progress_update
from imports import reading, services
from imports.checking import Checked
from imports.models import ColumnReading, ImportFile
from people.models import AuditEvent, Officer, OutgoingMail
from plans.models import Audience, Plan, Priority
from tests.demo import once, queries, said, seed
from tests.rows import every_row

OLD = """Ref,Action,Audience,Date,Owner,Method,Progress,RAG
1,Newsletter,Residents,Q3,Jane Clarke,Leaflet,,
2,Summer fair,Residents,June 2026,Zoe Quickly,Stall,,
3,Staff briefing,All staff,Tbc,Head of Policy,Meeting,Begun,Green
4,Web page,Businesses,someday soonish,Jane Clarke,Web,,
"""
NEW = """Ref,Action,Audience,Date,Owner,Method,Progress,RAG
1,Newsletter,Residents,March 2027,Jane Clarke,Leaflet,Text agreed,Amber
2,Summer fair,"Residents, Businesses",June 2026,Zoe Quickly,Stall,,
3,Staff briefing,All staff,Tbc,Head of Policy,Meeting,Begun,Green
5,Photo library,All staff,May 2026,Jane Clarke,Web,,
"""
TODAY = date(2026, 5, 1)


@pytest.fixture
def people(db):
    return seed(as_written=False)


@pytest.fixture
def plan(people):
    return Plan.objects.create(
        organisation=people.councils["maidstone"], title="Empty", slug="empty", first_year=2026, last_year=2026
    )


@pytest.fixture
def by(people):
    return people.users["plan.manager"]


@pytest.fixture
def manager(client, by):
    client.force_login(by)
    return client


def read(plan, by, content, name="plan.csv"):
    return reading.read(services.receive_file(plan=plan, name=name, content=content.encode(), by=by))


def taken_in(file, by, **choices):
    file.refresh_from_db()
    asked = {"sections_are_priorities": False, "names": {}, "set_dates_by": None, "on": TODAY, **choices}
    return services.import_file(file=file, by=by, version=file.version, **asked)


def press(client, file, what, title="", field=""):
    """Press a button beside the row of that title."""
    row = next((row for row in Checked(file).rows if row.row["title"] == title), None)
    do = f"{what} {row.code} {row.version} {field}".strip() if row else what
    file.refresh_from_db()
    answer = client.post(reverse("imports:rows", kwargs={"pk": file.pk}), once(file.version, do=do), follow=True)
    assert answer.status_code == 200
    return said(answer)


def test_rows_are_accepted_corrected_and_left_out_and_imported_as_they_then_stand(plan, by, manager):
    file = read(plan, by, OLD)
    address = reverse("imports:preview", kwargs={"pk": file.pk})
    page = said(manager.get(address))
    assert "4 actions in plan.csv" in page and "To look at first" in page
    assert press(manager, file, "leave-out", "Summer fair").count("“Summer fair” is left out.") == 1
    counted = said(manager.get(address))
    assert "3 actions in plan.csv; 1 left out" in counted and "3 actions, and 1 left out" in counted
    assert "“someday soonish”, kept as written: not understood as a date" in counted
    assert "“Tbc”, kept as written: still to be set" in counted
    row = reverse("imports:row", kwargs={"pk": file.pk, "row": 4})
    form = manager.get(row).context["form"]
    sent = {name: form.initial[name] for name in form.fields} | {"date_text": "July 2026", "owner_text": "Sam Hill"}
    answer = manager.post(row, sent | once(), follow=True)
    assert "Its date: 1 to 31 July 2026. Who: Sam Hill." in said(answer)
    # The same form, opened before and sent after: both texts are shown, and neither is lost.
    late = manager.post(row, sent | once(title="Web pages"))
    assert late.status_code == 409 and "July 2026" in said(late) and "Web pages" in said(late)
    for do in ("", "x", "take 000000000000 1 title", f"take {'a' * 12} 1 __class__", "accept-all now", "\x00"):
        assert manager.post(reverse("imports:rows", kwargs={"pk": file.pk}), once(do=do)).status_code == 302
    press(manager, file, "accept-all")
    assert "to look at" not in said(manager.get(address)).partition("On to Import")[0]
    assert "1 of 4 rows" in said(manager.get(f"{address}?show=left-out"))
    assert "3 actions, and 1 left out" in said(manager.get(f"{address}?show=nothing&page=x"))
    file.refresh_from_db()
    assert manager.post(address, once(file.version - 1)).status_code == 409
    answer = manager.post(address, once(file.version), follow=True)
    assert "3 actions have been imported." in said(answer) and "Undo this import" in said(answer)
    web = plan.actions.get(title="Web page")
    assert (web.timing.latest, [one.name for one in web.assignments.all()]) == (date(2026, 7, 31), ["Sam Hill"])
    assert (web.source["date_text"], web.source["corrected"]["date_text"]) == ("someday soonish", "July 2026")
    assert sorted(plan.actions.values_list("title", flat=True)) == ["Newsletter", "Staff briefing", "Web page"]


def test_what_the_paper_does_not_say_is_answered_once_and_kept(plan, by, manager):
    file = read(plan, by, OLD)
    address = reverse("imports:questions", kwargs={"pk": file.pk})
    form = manager.get(address).context["form"]
    assert "sections_are_priorities" not in form.fields
    names = dict(zip(form.names.asked, (f"who_{n}" for n in range(9)), strict=False))
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    answer = manager.post(
        address, sent | once(set_dates_by="30/09/2026") | {names["Zoe Quickly"]: "leave"}, follow=True
    )
    assert "to be set by 30 September 2026" in said(answer)
    file.refresh_from_db()
    manager.post(reverse("imports:preview", kwargs={"pk": file.pk}), once(file.version))
    assert not Officer.objects.filter(name="Zoe Quickly").exists()
    assert plan.actions.get(title="Summer fair").assignments.get().as_written == "Zoe Quickly"
    assert plan.actions.get(title="Staff briefing").date_set_by == date(2026, 9, 30)


def test_a_pasted_table_goes_the_same_way(plan, by, manager):
    address = reverse("imports:upload", kwargs={"slug": plan.slug})
    assert "Choose the file, or paste the table." in said(manager.post(address, once()))
    pasted = "\tAction\tDate\tWho\r\n1\tNewsletter\tMay 2026\tJane Clarke\r\n"
    answer = manager.post(address, once(pasted=pasted))
    reading.read_received()
    file = ImportFile.objects.get(plan=plan)
    assert file.name.startswith("Table pasted on ") and file.name.endswith(".txt")
    assert [row["title"] for row in file.preview["rows"]] == ["Newsletter"]
    assert "1 action in Table pasted" in said(manager.get(answer.url))


def test_an_import_undone_leaves_every_row_as_it_was(people, by, manager):
    plan = Plan.objects.get(slug="mkip-2015-16")
    first = read(plan, by, "Section,Action,Audience,Date,Owner\nWeb,Web page,Gamers,May 2015,Zoe Quickly\n", "a.csv")
    before = at_first = every_row()
    taken_in(first, by, sections_are_priorities=True, names={"Zoe Quickly": plan.organisation})
    assert Officer.objects.filter(name="Zoe Quickly").exists() and plan.priorities.filter(title="Web").exists()
    first.refresh_from_db()
    services.undo_import(file=first, by=by, version=first.version)
    assert every_row() == before
    assert AuditEvent.objects.filter(verb="undid the import of").exists()
    page = said(manager.get(reverse("imports:preview", kwargs={"pk": first.pk})))
    assert (
        f"The import of this file was undone</b> by {by.name} on " in page and "Nothing of it is in the plan." in page
    )
    # The file can be imported again; and a newer one over it undone, down to the dates that had moved.
    taken_in(first, by, names={"Zoe Quickly": plan.organisation})
    newer = read(plan, by, "Section,Action,Audience,Date,Owner\nWeb,Web pages,Gamers,June 2015,Ann Other\n", "b.csv")
    services.take_all(file=newer, by=by, version=newer.version)
    before = every_row()
    taken_in(newer, by, names={"Ann Other": plan.organisation}, sections_are_priorities=True)
    changed = plan.actions.get(title="Web pages")
    assert every_row() != before
    assert (changed.timing.as_written, changed.date_changes.get().reason) == ("June 2015", "As written in b.csv")
    # One that moves the date once more, beyond the plan's allowance, asks for it; undone, nothing is asked for.
    newest = read(plan, by, "Section,Action,Audience,Date,Owner\nWeb,Web pages,Gamers,July 2015,Ann Other\n", "c.csv")
    services.take_all(file=newest, by=by, version=newest.version)
    between = every_row()
    taken_in(newest, by)
    assert changed.date_requests.get().timing.as_written == "July 2015"
    newest.refresh_from_db()
    services.undo_import(file=newest, by=by, version=newest.version)
    assert every_row() == between
    first.refresh_from_db()
    with pytest.raises(ValidationError, match="somebody has worked on it since: “Web pages”"):
        services.undo_import(file=first, by=by, version=first.version)
    newer.refresh_from_db()
    services.undo_import(file=newer, by=by, version=newer.version)
    assert every_row() == before
    services.undo_import(file=first, by=by, version=first.version)
    assert every_row() == at_first


def test_an_import_on_which_somebody_has_worked_is_not_undone(plan, by, manager, people):
    file = read(plan, by, OLD)
    taken_in(file, by, names={"Zoe Quickly": plan.organisation})
    plan.status, plan.adopted_on = Plan.Status.ADOPTED, TODAY
    plan.save()
    newsletter, fair = plan.actions.get(title="Newsletter"), plan.actions.get(title="Summer fair")
    post_progress_update(
        action=newsletter,
        by=by,
        version=newsletter.version,
        progress=Progress("amber", "Begun", explanation="Late"),
        on=timezone.localdate(),
    )
    Occurrence.objects.filter(action=fair).update(delivered_on=TODAY, delivered_by="Jane")
    address = reverse("imports:preview", kwargs={"pk": file.pk})
    file.refresh_from_db()
    answer = said(manager.post(reverse("imports:undo", kwargs={"pk": file.pk}), once(file.version), follow=True))
    assert "“Newsletter” (progress was posted), “Summer fair” (a due date was delivered, missed or moved)." in answer
    assert plan.actions.count() == 4
    with pytest.raises(ValidationError, match="Somebody has worked on “Newsletter” .progress has been posted."):
        remove_actions(actions=[newsletter], by=by)
    ProgressUpdate.objects.filter(action=newsletter, source="page").delete()
    Occurrence.objects.filter(action=fair).update(delivered_on=None, delivered_by="")
    sent = {"kind": "digest", "to_address": "a@b.example", "text_body": "x", "created_at": timezone.now()}
    mail = OutgoingMail.objects.create(
        key="1", message_id="<1@x>", subject="Yours", state="sent", sent_at=timezone.now(), **sent
    )
    told = Reminder.objects.create(
        officer=fair.assignments.get().officer, action=fair, key="x", rung="due", due=TODAY, mail=mail
    )
    file.refresh_from_db()
    with pytest.raises(ValidationError, match="“Summer fair” .somebody has been reminded of it."):
        services.undo_import(file=file, by=by, version=file.version)
    OutgoingMail.objects.filter(pk=mail.pk).update(state="queued", sent_at=None)
    assert told.mail_id == mail.pk  # written, and not sent: it goes with the action
    # What others use by now is left, and said.
    zoe = Officer.objects.get(name="Zoe Quickly")
    other = Action.objects.filter(plan__slug="mkip-2015-16").first()
    other.assignments.create(officer=zoe)
    answer = said(manager.post(reverse("imports:undo", kwargs={"pk": file.pk}), once(file.version), follow=True))
    assert "Left, as they are used elsewhere by now: Zoe Quickly." in answer
    assert (plan.actions.count(), Audience.objects.filter(plan=plan).count()) == (0, 0)
    assert "Check before importing" in said(manager.get(address))


def test_a_newer_paper_shows_what_differs_and_only_what_is_chosen_is_taken(plan, by, manager):
    first = read(plan, by, OLD)
    taken_in(first, by)
    again = read(plan, by, OLD)
    assert {row.state for row in Checked(again).rows} == {"there"}
    assert (Checked(again).gone, taken_in(again, by).there) == ([], 4)
    newer = read(plan, by, NEW, "newer.csv")
    checked = Checked(newer)
    told = {row.row["title"]: [(one.label, one.before, one.after) for one in row.differences] for row in checked.rows}
    assert told == {
        "Newsletter": [("Date", "Q3", "March 2027"), ("Progress", "(blank)", "Amber: Text agreed")],
        "Summer fair": [("Audience", "Residents", "Residents, Businesses")],
        "Staff briefing": [],
        "Photo library": [],
    }
    assert ([row.state for row in checked.rows], [one.title for one in checked.gone]) == (
        ["changed", "changed", "there", "new"], ["Web page"],
    )  # fmt: skip
    page = said(manager.get(reverse("imports:preview", kwargs={"pk": newer.pk})))
    assert "What the paper says differently now" in page and "No longer in the paper" in page
    assert "Date of “Newsletter” is taken from the paper." in press(manager, newer, "take", "Newsletter", "date")
    press(manager, newer, "take", "Newsletter", "progress")
    address = reverse("imports:preview", kwargs={"pk": newer.pk})
    newer.refresh_from_db()
    answer = manager.post(address, once(newer.version, reason="The printer is late"), follow=True)
    assert "1 action has been imported. 1 action has been brought up to date. 2 were there already." in said(answer)
    newsletter = plan.actions.get(title="Newsletter")
    occurrence = newsletter.occurrences.get()
    assert (newsletter.timing.as_written, occurrence.due, occurrence.first_due) == (
        "March 2027", date(2027, 3, 31), date(2026, 12, 31),
    )  # fmt: skip
    assert newsletter.date_changes.get().reason == "The printer is late"
    assert [(one.rag, one.done, one.source) for one in newsletter.updates.all()] == [("amber", "Text agreed", "import")]
    assert [one.name for one in plan.actions.get(title="Summer fair").audiences.all()] == ["Residents"]
    assert plan.actions.count() == 5
    once_more = Checked(read(plan, by, NEW, "newer.csv"))
    assert [row.state for row in once_more.rows] == ["there", "changed", "there", "there"]


def test_a_row_that_only_looks_like_an_action_of_the_plan_is_said_to_be_another(plan, by, manager):
    taken_in(
        read(plan, by, "Action,Date,Owner\nWeb pages for staff,May 2026,Jo Bloggs\nQ1 news,May 2026,Jo Bloggs\n"), by
    )
    newer = read(plan, by, "Action,Date,Owner\nWeb page for staff,May 2026,Jo Bloggs\nQ2 news,May 2026,Jo Bloggs\n")
    assert [row.state for row in Checked(newer).rows] == ["changed", "new"]
    press(manager, newer, "another", "Web page for staff")
    assert [row.state for row in Checked(newer).rows] == ["new", "new"]
    assert (len(taken_in(newer, by).added), plan.actions.count()) == (2, 4)


def test_sections_become_priorities_of_what_is_there_already_too(plan, by):
    content = "Section,Action,Date,Owner\nWeb,Web page,May 2026,Jo Bloggs\nPrint,Leaflet,May 2026,Jo Bloggs\n"
    taken_in(read(plan, by, content), by)
    assert len(taken_in(read(plan, by, content), by, sections_are_priorities=True).changed) == 2
    assert [(a.title, a.priority.title) for a in plan.actions.in_order()] == [("Web page", "Web"), ("Leaflet", "Print")]


def test_columns_read_otherwise_are_remembered_for_the_council_until_they_are_forgotten(plan, by, manager):
    odd = "What we do,Kosten,By\nNewsletter,£50,May 2026\nFair,£70,June 2026\n"
    file = read(plan, by, f"Action,Kosten,Date\n{odd.partition(chr(10))[2]}")
    address = reverse("imports:columns", kwargs={"pk": file.pk})
    form = manager.get(address).context["form"]
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    assert "Every column is read like that already." in said(manager.post(address, sent | once(file.version)))
    place = Checked(file).rows[0].place
    services.correct_row(file=file, place=place, by=by, version=1, texts={"title": "Newsletters"})
    file.refresh_from_db()
    manager.post(address, sent | once(file.version, column_1="method"))
    reading.read_received()
    file.refresh_from_db()
    assert Checked(file).rows[0].row["title"] == "Newsletters"  # what was decided before the file was read again
    assert [row["method"] for row in file.preview["rows"]] == ["£50", "£70"]
    following = read(plan, by, "Action,KOSTEN,Date\nShow,£20,May 2026\n", "b.csv")
    assert (following.preview["rows"][0]["method"], following.remembered) == ("£20", {"Kosten": "method"})
    page = said(manager.get(reverse("imports:preview", kwargs={"pk": following.pk})))
    assert "Read as your council has said before: “Kosten” as Method" in page
    remembered = reverse("imports:remembered", kwargs={"slug": plan.slug})
    pk = ColumnReading.objects.get().pk
    assert "“Kosten” is read as it says again." in said(manager.post(remembered, once(forget=pk), follow=True))
    assert read(plan, by, "Action,Kosten,Date\nShow,£20,May 2026\n").preview["rows"][0]["method"] == ""


def test_a_file_of_two_thousand_rows_is_paged_at_a_fixed_number_of_queries(plan, by, manager):
    def table(count):
        return "Action,Date,Owner\n" + "".join(f"Action {n},May 2026,Jane Clarke\n" for n in range(count))

    short, long = read(plan, by, table(3)), read(plan, by, table(2_000))
    addresses = [reverse("imports:preview", kwargs={"pk": file.pk}) for file in (short, long)]
    manager.get(addresses[0])
    assert queries(manager, addresses[0]) == queries(manager, addresses[1])
    page = said(manager.get(f"{addresses[1]}?page=20"))
    assert "Action 1999" in page and "Action 1899" not in page and "Page 20 of 20" in page
    press(manager, long, "leave-out", "Action 1999")
    assert Checked(long).counts["new"] == 1_999


BUSINESS_PLAN = """PRIORITY,1: Satisfied residents,DESCRIPTION OF PRIORITY: To inform those who pay,,
No,Actions,Accountable Officer,Start Date (month/year),End Date (month/year)
1,Run a reputation campaign,,,
1.1,Make the channels,Zoe Quickly,April 26,March 27
1.2,Write the texts,Zoe Quickly,April 26,March 27
KEY MILESTONES,,,,DATE (month/year)
A,Guide delivered,,,May 2026?
B,Survey delivered,,,Aug 2026
ARE THERE ANY KEY OR SIGNIFICANT DECISIONS THAT COULD ARISE FROM THIS PRIORITY?,,,,ALREADY IN THE PLAN? Yes/No
1,N/A,,,
PRIORITY,2: Sound campaigns,DESCRIPTION OF PRIORITY: To deliver what was set out,,
No,Actions,Accountable Officer,Start Date (month/year),End Date (month/year)
1,Plan the campaigns,Ann Other,April 26,March 27
ARE THERE ANY KEY OR SIGNIFICANT DECISIONS THAT COULD ARISE FROM THIS PRIORITY?,,,,ALREADY IN THE PLAN? Yes/No
1,Cabinet to agree the campaigns,,,No
PRIORITY,3: Sound campaigns,DESCRIPTION OF PRIORITY: To measure them,,
No,Actions,Accountable Officer,Start Date (month/year),End Date (month/year)
2,Measure the campaigns,Ann Other,April 26,March 27
"""
MEASURES = """Indicator,Floor performance standard,Previous outturn,Target Q1,Target 2026/27
% of residents satisfied,60%,65%,,75%
Complaints a month,20,,,12
"""


def test_a_business_plan_comes_in_with_its_priorities_groups_milestones_and_decisions(plan, by, manager):
    file = read(plan, by, BUSINESS_PLAN)
    page = said(manager.get(reverse("imports:preview", kwargs={"pk": file.pk})))
    assert "Key milestones" in page and "Cabinet to agree the campaigns" in page
    survey = next(item for item in Checked(file).items if item.title == "B Survey delivered")
    do = f"leave-out {survey.code} {survey.version}"
    manager.post(reverse("imports:rows", kwargs={"pk": file.pk}), once(do=do))
    before = every_row()
    done = taken_in(file, by, set_dates_by=TODAY)
    assert [str(row) for row in done.besides] == [
        "Satisfied residents", "Sound campaigns", "Sound campaigns", "Guide delivered", "Cabinet to agree the campaigns",
    ]  # fmt: skip
    tree = [(a.reference, a.priority.reference, a.parent and a.parent.title) for a in plan.actions.in_order()]
    group = "Run a reputation campaign"
    assert tree == [("1", "1", None), ("1.1", "1", group), ("1.2", "1", group), ("1", "2", None), ("2", "3", None)]
    assert plan.actions.get(title=group).date_set_by is None
    assert plan.priorities.get(reference="1").description == "To inform those who pay"
    milestone = Milestone.objects.get(plan=plan)
    assert (milestone.letter, milestone.timing.provisional, milestone.priority.reference) == ("A", True, "1")
    assert [(one.title, one.in_forward_plan) for one in plan.decisions.all()] == [
        ("Cabinet to agree the campaigns", "no")
    ]
    again = Checked(read(plan, by, BUSINESS_PLAN))
    assert ({row.state for row in again.rows}, again.new_items) == ({"there"}, 1)
    file.refresh_from_db()
    services.undo_import(file=file, by=by, version=file.version)
    assert every_row() == before
    # A priority that is there already is known by its title where it has no number; of two of one title, by the number.
    Priority.objects.create(plan=plan, title="Sound campaigns")
    Priority.objects.create(plan=plan, title="Satisfied residents", reference="7")
    there = [item.there and item.there.title for item in Checked(file).items if item.kind == "priorities"]
    assert there == [None, "Sound campaigns", None]


def test_what_stands_besides_the_actions_is_corrected_before_it_is_imported(plan, by, manager):
    file = read(plan, by, BUSINESS_PLAN)

    def correct(kind, number, version=1, **changed):
        address = reverse("imports:item", kwargs={"pk": file.pk, "kind": kind, "item": number})
        sent = manager.get(address).context["form"]
        names = {name: f"text_{place}" for place, name in sent.names.items()}
        texts = {names[name]: text for name, text in (sent.raw | changed).items()}
        return manager.post(address, once(version, **texts), follow=True)

    told = said(correct("milestones", 1, title="Guide printed", date_text="July 2026"))
    assert (
        "“A Guide printed” is corrected. Saved as: 1 to 31 July 2026" in told
        and "Corrected by Communications Manager" in told
    )
    correct("priorities", 1, reference="4", title="Content residents")
    correct("decisions", 1, in_forward_plan="yes")
    refused = correct("milestones", 2, title="")
    assert refused.status_code == 400 and "Fill in “Milestone”." in said(refused)
    stale = correct("milestones", 1, title="Guide posted")
    assert stale.status_code == 409 and "Guide printed" in said(stale) and "Guide posted" in said(stale)
    taken_in(file, by, set_dates_by=TODAY)
    milestone = Milestone.objects.get(plan=plan, letter="A")
    assert (milestone.title, milestone.timing.latest.isoformat(), milestone.timing.provisional) == (
        "Guide printed", "2026-07-31", False,
    )  # fmt: skip
    assert (milestone.priority.reference, milestone.priority.title) == ("4", "Content residents")
    assert plan.actions.filter(priority__reference="4").exists() and plan.decisions.get().in_forward_plan == "yes"


def test_a_target_is_corrected_before_it_is_imported(plan, by, manager):
    file = read(plan, by, MEASURES)
    address = reverse("imports:item", kwargs={"pk": file.pk, "kind": "measures", "item": 1})
    form = manager.get(address).context["form"]
    sent = {f"text_{number}": form.raw[name] for number, name in form.names.items()}
    where = next(number for number, name in form.names.items() if name == "target: Target 2026/27")
    told = said(manager.post(address, once(1, **sent | {f"text_{where}": "77%"}), follow=True))
    assert "target 77, floor 60" in told
    taken_in(file, by)
    assert plan.measures.get(statement="% of residents satisfied").target == 77


def test_a_table_of_measures_comes_in_with_its_targets(plan, by, manager):
    file = read(plan, by, MEASURES)
    address = reverse("imports:preview", kwargs={"pk": file.pk})
    page = said(manager.get(address))
    assert "Complaints a month" in page and "Saved as: number, lower is better, target 12, floor 20" in page
    before = every_row()
    file.refresh_from_db()
    answer = said(manager.post(address, once(file.version), follow=True))
    assert "Added besides: 2 measures." in answer
    measures = plan.measures.order_by("position")
    assert [(m.statement, m.unit, m.better, m.target, m.floor, m.outturn) for m in measures] == [
        ("% of residents satisfied", "per_cent", "higher", 75, 60, "65%"),
        ("Complaints a month", "count", "lower", 12, 20, ""),
    ]
    assert [(t.period, t.value) for t in measures[0].targets.all()] == [("2026/27", 75), ("2026/27-Q1", None)]
    file.refresh_from_db()
    services.undo_import(file=file, by=by, version=file.version)
    assert every_row() == before
