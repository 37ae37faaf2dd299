"""Actions through their pages: who does them, their dates, their updates, and what was known on an earlier day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.deadlines import open_deadlines
from actions.forms.who_box import Who
from actions.mine import my_actions
from actions.models import Action, Assignment, DateChange, Occurrence, ProgressUpdate
from actions.rated import rated_actions
from actions.services import dates, updates
from actions.timing import parse_timing
from people.models import AuditEvent, Officer
from plans.models import Declaration, Meeting, Plan, Priority
from plans.periods import FinancialYear, in_words
from reports import standings
from reports.making import paper_data
from reports.models import Report
from reports.paper import build_paper
from reports.progress import as_data, build_plan_progress
from tests.demo import once, queries, said, seed

TODAY = timezone.localdate()
YEAR = FinancialYear.containing(TODAY)
IN_A_MONTH, IN_TWO = TODAY + timedelta(days=30), TODAY + timedelta(days=61)


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def plan(people):
    """An adopted plan of nothing but what a test adds."""
    return Plan.objects.create(
        organisation=people.councils["maidstone"], title="Plan", slug="plan", first_year=YEAR.start_year,
        last_year=YEAR.start_year + 1, status="adopted", adopted_on=YEAR.first,
    )  # fmt: skip


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def add(manager, plan, **sent):
    details = {"title": "Leaflet", "date": in_words(IN_A_MONTH)}
    return manager.post(reverse("actions:add", kwargs={"slug": plan.slug}), once(**details | sent))


def address(action, name="action"):
    return reverse(f"actions:{name}", kwargs={"pk": action.pk})


@pytest.fixture
def leaflet(people, plan, manager):
    """An action of the programme manager's, due in a month."""
    add(manager, plan, who="MKIP Programme Manager")
    return Action.objects.get(plan=plan)


def who(action):
    """(name, part, note, accountable?) of each assignment."""
    rows = action.assignments.in_order()
    return [(row.name, row.part, row.note, row.is_accountable) for row in rows]


# Who does it


def test_who_does_it_is_written_as_a_paper_says_it(people, plan, manager):
    text = "Director of Change to prepare; MKIP Programme Manager (lead); Relevant Chief Executive"
    told = said(manager.get(add(manager, plan, who=text).url))
    assert "Nobody is named yet for “Relevant Chief Executive”." in told
    assert who(Action.objects.get(plan=plan)) == [
        ("MKIP Programme Manager", "delivers", "", True), ("Director of Change", "prepares", "", False),
        ("Relevant Chief Executive", "delivers", "", False),
    ]  # fmt: skip
    unclear = add(manager, plan, who="whoever has the time")
    assert (unclear.status_code, "“whoever has the time” is not understood as who does it." in said(unclear)) == (
        400,
        True,
    )
    assert "whoever has the time</textarea>" in unclear.content.decode()


def test_a_name_nobody_has_is_asked_about_and_added_or_kept_as_words(people, plan, manager):
    Officer.objects.create(organisation=people.councils["maidstone"], name="Jane Clarke")
    asked = add(manager, plan, who="Jane Clark; Ann Other to prepare")
    page = said(asked)
    assert asked.status_code == 400 and not plan.actions.exists()
    assert (
        "Say what is to become of “Jane Clark” and “Ann Other”" in page
        and "Did you mean Jane Clarke for “Jane Clark”?" in page
    )
    add(manager, plan, who="Jane Clarke; Ann Other to prepare", strangers="add")
    ann = Officer.objects.get(organisation=people.councils["maidstone"], name="Ann Other")
    assert who(plan.actions.get()) == [("Jane Clarke", "delivers", "", True), ("Ann Other", "prepares", "", False)]
    add(manager, plan, title="Other", who="Ann Other; Bob Stranger", strangers="leave")
    assert who(plan.actions.get(title="Other")) == [
        ("Ann Other", "delivers", "", True),
        ("Bob Stranger", "delivers", "", False),
    ]
    assert ann.assignments.count() == 2 and not Officer.objects.filter(name="Bob Stranger").exists()


def edit(manager, action, **sent):
    text = Who.of(action.plan, action).text
    details = {"title": action.title, "who": text, "audiences": "", "method": ""}
    return manager.post(address(action, "edit"), once(action.version) | details | sent)


def test_saving_an_action_without_a_change_keeps_every_part_and_word(people, leaflet, manager):
    jane, paul = people.officers["Jane Clarke"], people.officers["Paul Taylor"]
    Assignment.objects.create(action=leaflet, officer=jane, part="distributes", note="to Members")
    Assignment.objects.create(action=leaflet, officer=paul, part="consulted", as_written="Paul T")
    Assignment.objects.create(action=leaflet, as_written="Relevant Chief Executive")
    stranger = Officer.objects.create(organisation=people.councils["kent"], name="No longer a partner")
    Assignment.objects.create(action=leaflet, officer=stranger)
    before, words = who(leaflet), set(leaflet.assignments.values_list("as_written", flat=True))
    assert edit(manager, leaflet, title="Leaflet for all").status_code == 302
    assert who(leaflet) == before
    assert set(leaflet.assignments.values_list("as_written", flat=True)) == words
    leaflet.refresh_from_db()
    text = Who.of(leaflet.plan, leaflet).text
    assert edit(manager, leaflet, who=text.replace("; Relevant Chief Executive", "")).status_code == 302
    assert who(leaflet) == [row for row in before if row[0] != "Relevant Chief Executive"]
    assert set(leaflet.assignments.values_list("as_written", flat=True)) == words - {"Relevant Chief Executive"}


def test_who_is_accountable_is_whom_one_names_first(people, leaflet, manager):
    assert edit(manager, leaflet, who="Director of Change; MKIP Programme Manager").status_code == 302
    assert [row[0] for row in who(leaflet) if row[3]] == ["Director of Change"]
    leaflet.refresh_from_db()
    assert edit(manager, leaflet, who="").status_code == 302
    assert who(leaflet) == []


def test_two_who_edit_an_action_keep_both_texts(leaflet, manager):
    assert edit(manager, leaflet, title="Hers").status_code == 302
    second = edit(manager, leaflet, title="His")
    assert (second.status_code, "Hers" in said(second), "His" in said(second)) == (409, True, True)


# Dates


@pytest.mark.parametrize("date", ["", "Tbc", "sometime", "following consultation"])
def test_without_a_date_there_is_a_day_by_which_it_is_set(plan, manager, date):
    first = add(manager, plan, date=date)
    if date == "sometime":  # which may be a slip of the pen, and is asked about
        assert (first.status_code, "Say by when the date is to be set." in said(first)) == (400, True)
        assert f"“{date}” is not understood as a date." in said(first)
    else:
        after_grace = TODAY + timedelta(days=plan.set_by_grace_days)
        assert f"Its date is to be set by {in_words(after_grace)}." in said(manager.get(first.url))
        assert Action.objects.get(plan=plan).date_set_by == after_grace
    assert add(manager, plan, title="Other", date=date, date_set_by=f"{IN_A_MONTH:%d/%m/%Y}").status_code == 302
    other = Action.objects.get(plan=plan, title="Other")
    assert (other.timing.as_written, other.date_set_by) == (date, IN_A_MONTH)


def test_a_date_is_corrected_in_a_draft_and_moved_once_it_is_agreed(plan, leaflet, manager):
    late = {"date": in_words(TODAY - timedelta(days=9))}
    edit(manager, leaflet, **late)
    leaflet.refresh_from_db()
    assert leaflet.occurrences.get().due == IN_A_MONTH
    Plan.objects.filter(pk=plan.pk).update(status="draft", adopted_on=None)
    leaflet.plan.refresh_from_db()
    assert edit(manager, leaflet, **late).status_code == 302
    due = leaflet.occurrences.get()
    assert (due.due, due.first_due) == (TODAY - timedelta(days=9),) * 2 and not leaflet.date_changes.exists()
    leaflet.refresh_from_db()
    assert edit(manager, leaflet, date="Tbc").status_code == 302
    assert not leaflet.occurrences.exists()
    # Words that say less than the paper did are not read anew when something else is saved.
    of_paper = replace(parse_timing("June 2026"), as_written="as agreed")
    Action.objects.filter(pk=leaflet.pk).update(timing=of_paper)
    leaflet.refresh_from_db()
    assert edit(manager, leaflet, title="Poster", date="as agreed").status_code == 302
    leaflet.refresh_from_db()
    assert (leaflet.title, leaflet.timing) == ("Poster", of_paper)


@pytest.mark.parametrize("date", ["March 2027 and 31 March 2027", "Quarterly / Quarterly", "May 2027, May 2027"])
def test_equal_dates_in_one_cell_are_one_or_told_apart(plan, manager, date):
    assert add(manager, plan, date=date).status_code == 302
    labels = list(Action.objects.get(plan=plan).occurrences.values_list("label", "due"))
    assert len(set(labels)) == len(labels) > 0


def move(client, action, date, reason="The printer is closed."):
    action.refresh_from_db()
    return client.post(address(action, "retime"), once(action.version, date=date, reason=reason))


def test_a_date_moves_in_the_open(people, leaflet, client):
    client.force_login(people.users["officer"])
    assert move(client, leaflet, in_words(IN_TWO)).status_code == 302
    change, due = DateChange.objects.get(action=leaflet), leaflet.occurrences.get()
    assert (change.before.as_written, change.after.as_written, change.days) == (
        in_words(IN_A_MONTH),
        in_words(IN_TWO),
        31,
    )
    assert (change.reason, change.by_name) == ("The printer is closed.", "MKIP Programme Manager")
    assert (due.first_due, due.due) == (IN_A_MONTH, IN_TWO)


def test_the_first_agreed_date_outlives_every_kind_of_date_after_it(people, leaflet, manager):
    """A slip cannot be washed out by calling the date something else in between."""
    Plan.objects.update(redates_allowed=9)
    for date in (in_words(IN_TWO), "Quarterly", in_words(IN_TWO + timedelta(days=61))):
        assert move(manager, leaflet, date).status_code == 302
    due = leaflet.occurrences.get()
    assert (due.first_due, due.due) == (IN_A_MONTH, IN_TWO + timedelta(days=61))
    (row,) = rated_actions(Action.objects.filter(pk=leaflet.pk), on=TODAY)
    assert row.originally == f"originally {in_words(IN_A_MONTH)} · 3rd extension · 92 days"
    assert row.originally.capitalize()[:10] in said(manager.get("/plans/plan/")).replace("originally", "Originally")


def test_a_new_rhythm_asks_for_nothing_before_the_day_it_was_agreed(leaflet, manager):
    assert move(manager, leaflet, "Monthly").status_code == 302
    assert min(leaflet.occurrences.values_list("due", flat=True)) >= TODAY


def test_what_has_been_delivered_is_delivered_again_on_another_date(leaflet, manager):
    leaflet.occurrences.update(delivered_on=TODAY, delivered_by="x")
    assert move(manager, leaflet, in_words(IN_TWO)).status_code == 302
    assert list(leaflet.occurrences.order_by("due").values_list("due", "delivered_on")) == [
        (IN_A_MONTH, TODAY),
        (IN_TWO, None),
    ]


@pytest.mark.parametrize(
    ("date", "reason", "sentence"),
    [
        ("Tbc", "x", "“Tbc” is not understood as a date."),
        ("31/02/2027", "x", "“31/02/2027” is not understood as a date."),
        ("1 January 2020", "x", "1 January 2020 has passed."),
        ("following consultation", "x", "When is “consultation”?"),
        ("March 2027", "", "Fill in “Why the date moves”."),
        ("", "x", "Fill in “When will it be delivered?”."),
    ],
)
def test_a_date_nobody_could_be_held_to_is_refused_and_the_words_are_kept(leaflet, manager, date, reason, sentence):
    refused = move(manager, leaflet, date, reason)
    assert (refused.status_code, sentence in said(refused)) == (400, True)
    assert not DateChange.objects.filter(action=leaflet).exists()


def test_two_who_move_a_date_see_both_as_written(leaflet, manager):
    stale = once(leaflet.version, date="June 2027", reason="x")
    assert move(manager, leaflet, "May 2027").status_code == 302
    second = manager.post(address(leaflet, "retime"), stale)
    assert (second.status_code, "May 2027" in said(second), "Timing(" in said(second)) == (409, True, False)


def test_a_closed_plan_s_dates_and_deliveries_stand(leaflet, plan, manager):
    Plan.objects.filter(pk=plan.pk).update(status="closed", closed_on="2026-03-31")
    assert move(manager, leaflet, "May 2027").status_code == 403
    tick = reverse("actions:deliver", kwargs={"pk": leaflet.pk, "occurrence": leaflet.occurrences.get().pk})
    assert manager.post(tick, once(leaflet.version)).status_code == 403


def test_a_delivery_can_be_taken_back(leaflet, manager):
    due = leaflet.occurrences.get()
    tick = reverse("actions:deliver", kwargs={"pk": leaflet.pk, "occurrence": due.pk})
    for form, is_delivered in (({}, True), ({"undo": "1"}, False)):
        leaflet.refresh_from_db()
        assert manager.post(tick, once(leaflet.version, **form)).status_code == 302
        due.refresh_from_db()
        assert (due.delivered_on is not None) is is_delivered
    assert [e.verb for e in AuditEvent.objects.filter(kind="occurrence").order_by("pk")] == ["delivered", "took back"]


def test_a_meeting_that_moves_takes_its_dates_along(plan, manager, people):
    meeting = Meeting.objects.create(organisation=plan.organisation, body="Audit Committee", date=IN_A_MONTH)
    add(manager, plan, date="prior to each Audit Committee meeting")
    action = Action.objects.get(plan=plan)
    before = action.occurrences.get()
    sent = once(meeting.version, body="Audit Committee", day=f"{IN_TWO:%d/%m/%Y}")
    assert manager.post(reverse("actions:meeting", kwargs={"pk": meeting.pk}), sent).status_code == 302
    after = action.occurrences.get()
    assert (after.pk, after.first_due, after.due > before.due) == (before.pk, before.due, True)
    again = once(organisation=plan.organisation_id, body="AUDIT committee", day=f"{IN_TWO:%d/%m/%Y}")
    assert manager.post(reverse("actions:meetings"), again).status_code == 302
    assert Meeting.objects.filter(body__iexact="audit committee").count() == 1


def test_a_meeting_named_by_its_day_is_followed_too(plan, manager):
    meeting = Meeting.objects.create(organisation=plan.organisation, body="Audit Committee", date=IN_A_MONTH)
    add(manager, plan, date=f"Following Audit Committee {in_words(IN_A_MONTH)}")
    before = Occurrence.objects.get(action__plan=plan)
    assert before.meeting_id == meeting.pk
    sent = once(meeting.version, body="Audit Committee", day=f"{IN_TWO:%d/%m/%Y}")
    assert manager.post(reverse("actions:meeting", kwargs={"pk": meeting.pk}), sent).status_code == 302
    after = Occurrence.objects.get(action__plan=plan)
    assert (after.pk, after.first_due, after.due > before.due) == (before.pk, before.due, True)


def test_a_plan_s_years_are_fixed_once_it_has_actions(leaflet, plan, manager):
    facts = {
        "title": "Plan",
        "kind": plan.kind,
        "cycle": plan.cycle,
        "roll_up": plan.roll_up,
        "measures_driven_by": plan.measures_driven_by,
    }
    sent = once(plan.version, first_year="2030/31", **facts)
    refused = manager.post(reverse("plans:plan", kwargs={"slug": "plan"}), sent)
    assert (refused.status_code, "The years are fixed once a plan has actions" in said(refused)) == (400, True)


# Updates


def post(client, action, **sent):
    action.refresh_from_db()
    return client.post(address(action, "update"), once(action.version, **{"rag": "green", **sent}))


def test_complete_asks_about_dates_that_are_not_delivered(leaflet, manager):
    refused = post(manager, leaflet, rag="complete")
    assert (refused.status_code, "1 due date is not delivered." in said(refused)) == (400, True)
    assert post(manager, leaflet, rag="complete", delivered=[leaflet.occurrences.get().pk]).status_code == 302
    assert leaflet.occurrences.get().delivered_on == TODAY


def test_complete_all_the_same_takes_a_sentence(leaflet, manager):
    assert post(manager, leaflet, rag="complete", better_because="It was agreed to stop here.").status_code == 302
    assert leaflet.occurrences.get().delivered_on is None


def test_a_colour_better_than_the_dates_say_takes_a_sentence(leaflet, manager):
    Occurrence.objects.filter(action=leaflet).update(due=TODAY - timedelta(days=30))
    refused = post(manager, leaflet, done="Nearly there")
    assert (refused.status_code, "The dates propose red. Say why it is green all the same." in said(refused)) == (
        400,
        True,
    )
    assert "Nearly there" in said(refused)
    assert post(manager, leaflet, better_because="It is at the printer’s.").status_code == 302


def test_what_is_called_complete_asks_for_every_date_and_shows_them_all(leaflet, manager):
    for days in (40, 50, 60):
        day = TODAY + timedelta(days=days)
        Occurrence.objects.create(action=leaflet, label=f"Edition {days}", due=day, first_due=day)
    boxes = "has been delivered</label>"
    assert said(manager.get(address(leaflet))).count(boxes) == 2
    dates = list(leaflet.occurrences.in_order())
    refused = post(manager, leaflet, rag="complete", delivered=[dates[0].pk])
    assert (refused.status_code, said(refused).count(boxes)) == (400, 4)
    assert "3 due dates are not delivered." in said(refused)
    again = post(manager, leaflet, rag="green", done="Not yet", delivered=[dates[0].pk, dates[3].pk])
    assert again.status_code == 302
    assert [one.delivered_on for one in leaflet.occurrences.in_order()] == [TODAY, None, None, TODAY]
    leaflet.refresh_from_db()
    assert post(manager, leaflet, rag="complete", delivered=[dates[1].pk, dates[2].pk]).status_code == 302
    assert not leaflet.occurrences.open().exists()


def test_what_was_sent_from_the_action_goes_back_there_after_a_mistake_and_a_conflict(leaflet, manager):
    stays = '<input type="hidden" name="from" value="action">'
    mistaken = post(manager, leaflet, rag="red", **{"from": "action"})
    assert (mistaken.status_code, stays in mistaken.content.decode()) == (400, True)
    stale = once(leaflet.version, rag="green", done="Mine", **{"from": "action"})
    assert post(manager, leaflet, done="Theirs").status_code == 302
    conflict = manager.post(address(leaflet, "update"), stale)
    assert (conflict.status_code, stays in conflict.content.decode()) == (409, True)
    assert f'href="{address(leaflet)}">Leave theirs as it is' in conflict.content.decode()
    assert 'name="from"' not in post(manager, leaflet, rag="red", **{"from": "//x.example"}).content.decode()


@pytest.mark.parametrize(
    ("by", "sentence"),
    [("whenever", "“whenever” is not understood as a date."), ("1/1/2020", "1 January 2020 has passed.")],
)
def test_the_day_of_recovery_is_a_day(leaflet, manager, by, sentence):
    refused = post(manager, leaflet, rag="amber", explanation="Late", recovery_by=by)
    assert (refused.status_code, sentence in said(refused)) == (400, True)


def test_no_change_said_twice_on_a_day_is_said_once(people, leaflet, client):
    client.force_login(people.users["officer"])
    ProgressUpdate.objects.create(action=leaflet, rag="green", done="Begun", by_name="x", on=TODAY - timedelta(days=9))
    for told in (f"Noted: no change on “{leaflet}”.", f"You have said so today already: “{leaflet}” stands"):
        leaflet.refresh_from_db()
        assert told in said(client.post(address(leaflet, "no-change"), once(leaflet.version), follow=True))
    said_of_it = [update.done for update in leaflet.updates.order_by("pk")]
    assert said_of_it == ["Begun", f"Begun\nNo change as of {in_words(TODAY)}."]


def test_no_change_keeps_the_words_that_were_said_last_and_one_day_as_of_which_they_stand(people, leaflet):
    officer = people.users["officer"]
    ProgressUpdate.objects.create(action=leaflet, rag="green", done="Begun", by_name="x", on=TODAY - timedelta(days=9))
    for days in (0, 3, 6):
        leaflet.refresh_from_db()
        day = TODAY + timedelta(days=days)
        updates.post_no_change(action=leaflet, by=officer, version=leaflet.version, on=day)
        assert leaflet.updates.latest("pk").done == f"Begun\nNo change as of {in_words(day)}."
    ProgressUpdate.objects.create(action=leaflet, rag="green", by_name="x", on=TODAY + timedelta(days=7))
    leaflet.refresh_from_db()
    day = TODAY + timedelta(days=8)
    updates.post_no_change(action=leaflet, by=officer, version=leaflet.version, on=day)
    assert leaflet.updates.latest("pk").done == f"No change as of {in_words(day)}."


def test_after_an_edit_a_stale_update_is_not_told_of_an_old_one(people, leaflet, manager):
    assert post(manager, leaflet, done="An old update").status_code == 302
    stale = once(Action.objects.get(pk=leaflet.pk).version, rag="green", done="Mine")
    leaflet.refresh_from_db()
    assert edit(manager, leaflet, title="Leaflet for all").status_code == 302
    told = manager.post(address(leaflet, "update"), stale)
    assert told.status_code == 409
    assert "What they changed is not among what you filled in" in said(told)
    assert "Mine" in said(told)


# What was known on an earlier day


def test_as_at_an_earlier_day_the_dates_are_those_of_that_day(people, leaflet):
    then = TODAY - timedelta(days=20)
    Action.objects.filter(pk=leaflet.pk).update(added_on=then)
    leaflet.refresh_from_db()
    dates.retime_action(
        action=leaflet, by=people.users["plan.manager"], version=leaflet.version, timing=parse_timing(in_words(IN_TWO)),
        reason="Late", on=TODAY,
    )  # fmt: skip
    (row,) = rated_actions(Action.objects.filter(pk=leaflet.pk), on=then)
    assert (row.due, row.action.timing.as_written) == (IN_A_MONTH, in_words(IN_A_MONTH))
    (row,) = rated_actions(Action.objects.filter(pk=leaflet.pk), on=TODAY)
    assert row.due == IN_TWO
    assert rated_actions(Action.objects.filter(pk=leaflet.pk), on=then - timedelta(days=1)) == []


def test_moves_are_counted_within_the_year_and_first_dates_are_none(people, leaflet):
    by = people.users["plan.manager"]
    Plan.objects.update(redates_allowed=9)
    leaflet = Action.objects.get(pk=leaflet.pk)
    for text in ("Tbc", "Quarterly", "Monthly"):
        leaflet = Action.objects.get(pk=leaflet.pk)
        dates.retime_action(
            action=leaflet,
            by=by,
            version=leaflet.version,
            timing=parse_timing(text, leaflet.plan.years),
            reason="x",
            on=TODAY,
        )
    (row,) = rated_actions(Action.objects.filter(pk=leaflet.pk), on=TODAY)
    assert "The date was moved 2 times, by 0 days in all." in row.rating.reasons
    DateChange.objects.update(on=YEAR.first - timedelta(days=1))
    (row,) = rated_actions(Action.objects.filter(pk=leaflet.pk), on=TODAY)
    assert [reason for reason in row.rating.reasons if "moved" in reason] == []


def test_an_action_is_the_same_on_its_page_and_on_the_dashboard_when_its_parts_rate_it(people, leaflet, plan, manager):
    part = Action.objects.create(
        plan=plan, parent=leaflet, title="Part", timing=parse_timing("Ongoing", plan.years), added_on=YEAR.first
    )
    ProgressUpdate.objects.create(action=part, rag="green", by_name="x", done="x", on=TODAY)
    Action.objects.filter(pk=leaflet.pk).update(timing=parse_timing("Tbc"))
    (row,) = build_plan_progress(plan, on=TODAY).loose
    page = manager.get(address(leaflet))
    assert row.rating.rating == page.context["row"].rating.rating == "green"
    assert row.rating.reasons == page.context["row"].rating.reasons == []


# The pages as a whole


def test_a_draft_is_nobody_s_work_yet(people, leaflet, plan):
    user = people.users["officer"]
    assert "Leaflet" in [item.title for group in my_actions(user, on=TODAY) for item in group.items]
    Plan.objects.filter(pk=plan.pk).update(status="draft", adopted_on=None)
    assert "Leaflet" not in [item.title for group in my_actions(user, on=TODAY) for item in group.items]


def test_a_paper_s_front_does_not_follow_its_meeting(people, plan, manager):
    meeting = Meeting.objects.create(organisation=plan.organisation, body="Cabinet", date=IN_A_MONTH)
    sent = once(title="Progress", report_of="Director", as_at=f"{TODAY:%d/%m/%Y}", meeting=meeting.pk)
    assert manager.post(reverse("reports:add", kwargs={"slug": "plan"}), sent).status_code == 302
    report = Report.objects.get(plan=plan)
    before = paper_data(report)["report"]
    Meeting.objects.filter(pk=meeting.pk).update(body="Another body", date=IN_TWO)
    assert paper_data(Report.objects.get(pk=report.pk))["report"] == before
    assert (before["body"], before["meeting_date"]) == ("Cabinet", IN_A_MONTH.isoformat())


@pytest.mark.parametrize("days", [1, -1000])
def test_no_position_is_frozen_of_a_day_on_which_there_was_none(plan, manager, days):
    day = TODAY + timedelta(days=days)
    sent = once(title="Progress", report_of="Director", as_at=f"{day:%d/%m/%Y}")
    assert manager.post(reverse("reports:add", kwargs={"slug": "plan"}), sent).status_code == 400
    assert not Report.objects.exists()


@pytest.mark.parametrize("role", ["officer", "plan.manager"])
def test_pages_take_the_same_queries_for_one_and_three_of_everything(people, plan, client, role):
    jane = people.officers["Jane Clarke"]
    client.force_login(people.users[role])
    pages = ["/", "/plans/", "/reports/"]
    pages += ["/plans/plan/", "/plans/plan/edit/", "/meetings/"] if role == "plan.manager" else ["/plans/plan/"]
    Plan.objects.exclude(pk=plan.pk).update(status="closed", closed_on="2026-03-31")
    counts = []
    for number in (1, 2, 3):
        action = Action.objects.create(
            plan=plan, title=f"Action {number}", timing=parse_timing(in_words(IN_A_MONTH)), added_on=YEAR.first
        )
        Assignment.objects.create(action=action, officer=jane, is_accountable=True)
        Occurrence.objects.create(action=action, due=IN_A_MONTH, first_due=IN_A_MONTH)
        ProgressUpdate.objects.create(action=action, rag="green", by_name="x", done="x", on=TODAY)
        priority = Priority.objects.create(plan=plan, title=f"Priority {number}")
        Declaration.objects.create(plan=plan, priority=priority, rag="green", reason="x", by_name="x", on=TODAY)
        Meeting.objects.create(organisation=plan.organisation, body=f"Body {number}", date=IN_A_MONTH)
        Plan.objects.create(
            organisation=plan.organisation, title="Other", slug=f"other-{number}", first_year=2026, last_year=2026
        )
        standings.keep(on=TODAY)  # else the first reader does
        counts.append([queries(client, page) for page in pages])
    assert counts[0] == counts[1] == counts[2]


# Dropping


def drop(manager, action, **sent):
    action.refresh_from_db()
    return manager.post(
        address(action, "drop"), once(action.version, **{"reason": "No budget.", "agreed_by": "Cabinet", **sent})
    )


def test_a_dropped_action_is_unrated_chased_no_more_and_still_in_the_paper(people, leaflet, plan, manager):
    Occurrence.objects.filter(action=leaflet).update(due=TODAY - timedelta(days=30))
    assert leaflet.pk in {deadline.action.pk for deadline in open_deadlines(TODAY)}
    assert drop(manager, leaflet).status_code == 302
    (row,) = build_plan_progress(plan, on=TODAY).loose
    assert (row.rating.rating, row.rating.proposed, row.rating.reasons, row.counts_as) == (
        "not_applicable",
        None,
        [],
        None,
    )
    assert leaflet.pk not in {deadline.action.pk for deadline in open_deadlines(TODAY)}
    assert "Leaflet" not in [
        item.title for group in my_actions(people.users["officer"], on=TODAY) for item in group.items
    ]
    paper = "".join(str(one) for one in build_paper(as_paper(plan)).sections)
    assert "Leaflet" in paper
    assert "No budget." in paper
    page = said(manager.get(address(leaflet)))
    assert "Dropped on" in page
    assert "Agreed by Cabinet." in page


def as_paper(plan):
    front = {"title": "", "report_of": "", "period": "", "body": "", "meeting_date": ""}
    return {**as_data(build_plan_progress(plan, on=TODAY)), "report": front}


def test_as_at_a_day_before_it_was_dropped_it_is_rated(leaflet, plan, manager):
    Action.objects.filter(pk=leaflet.pk).update(added_on=YEAR.first)
    drop(manager, leaflet)
    (row,) = build_plan_progress(plan, on=TODAY - timedelta(days=1)).loose
    assert row.rating.rating != "not_applicable"


def test_nothing_is_posted_on_a_dropped_action_until_it_is_taken_up_again(people, leaflet, manager):
    drop(manager, leaflet)
    assert post(manager, leaflet).status_code == 403
    assert move(manager, leaflet, "May 2027").status_code == 403
    leaflet.refresh_from_db()
    assert manager.post(address(leaflet, "take-up"), once(leaflet.version)).status_code == 302
    assert post(manager, leaflet).status_code == 302
    verbs = [e.verb for e in AuditEvent.objects.filter(kind="action", object_id=leaflet.pk).order_by("pk")]
    assert verbs == ["added", "dropped", "took up", "posted progress on"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({"reason": " "}, "Fill in “Why it is not pursued”."), ({"agreed_by": ""}, "Fill in “Agreed by”.")],
)
def test_dropping_says_why_and_who_agreed(leaflet, manager, sent, sentence):
    refused = drop(manager, leaflet, **sent)
    assert (refused.status_code, sentence in said(refused)) == (400, True)


def test_an_officer_cannot_drop_what_is_given_to_them(people, leaflet, client):
    client.force_login(people.users["officer"])
    assert drop(client, leaflet).status_code == 403
    assert Action.objects.get(pk=leaflet.pk).dropped_on is None


def test_two_who_drop_and_edit_at_once_keep_both(leaflet, manager):
    stale = once(leaflet.version, reason="No budget.", agreed_by="Cabinet")
    assert edit(manager, leaflet, title="Other").status_code == 302
    told = manager.post(address(leaflet, "drop"), stale)
    assert (told.status_code, "No budget." in said(told)) == (409, True)
