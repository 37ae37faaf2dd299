"""The sections of a plan, edited in place: rows added, edited, ordered, removed, and all of it undone."""

from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Action, Milestone, ProgressUpdate
from imports.whole.outgoing import export_plan
from people.models import AuditEvent, Membership, Role, User
from plans.amounts import read_amount, total
from plans.models import Audience, Objective, Plan, Priority, Risk
from plans.sections import SECTIONS
from surveys.models import Measure
from tests.demo import once, queries, said, seed

SLUG = "mkip-2015-16"


@pytest.fixture
def people(db):
    return seed(as_written=False)


@pytest.fixture
def manager(people, client):
    client.force_login(people.users["plan.manager"])
    return client


def at(section, name="section", slug=SLUG, **parameters):
    return reverse(f"plans:{name}", kwargs={"slug": slug, "section": section, **parameters})


def plan():
    return Plan.objects.get(slug=SLUG)


def undo(client, answer, section):
    event = answer.url.partition("?done=")[2].partition("#")[0].partition("&")[0]
    return client.post(at(section, "undo"), once(event=event), follow=True)


def dump():
    """Everything that hangs on the plan's sections, but the versions of rows."""
    rows = {}
    for section in SECTIONS.values():
        names = [column.attname for column in section.model._meta.concrete_fields if column.name != "version"]
        rows[section.key] = list(section.model.objects.filter(plan__slug=SLUG).order_by("pk").values_list(*names))
    rows["serves"] = list(Action.also_serves.through.objects.order_by("pk").values_list("action_id", "priority_id"))
    rows["for"] = sorted(Action.audiences.through.objects.values_list("action_id", "audience_id"))
    rows["under"] = list(Action.objects.order_by("pk").values_list("pk", "priority_id"))
    rows["targets"] = list(Measure.objects.order_by("pk").values_list("pk", "targets__period", "objective_id"))
    return {key: [tuple(map(str, row)) for row in found] for key, found in rows.items()}


def test_add_edit_order_remove_and_undo_each(manager):
    start = dump()
    added = manager.post(at("risks"), once(risk="Purdah is breached", mitigation="A protocol"))
    other = manager.post(at("risks"), once(risk="Nobody replies", mitigation=""))
    first, second = Risk.objects.in_order()
    assert (first.risk, second.position) == ("Purdah is breached", 2)
    assert "Undo" in said(manager.get(other.url))

    edited = manager.post(at("risks", "row", row=first.pk), once(risk="Purdah", mitigation="A protocol, in writing"))
    first.refresh_from_db()
    assert (first.risk, first.mitigation, first.version) == ("Purdah", "A protocol, in writing", 2)
    undo(manager, edited, "risks")
    first.refresh_from_db()
    assert (first.risk, first.mitigation) == ("Purdah is breached", "A protocol")

    moved = manager.post(at("risks", "move-row", row=second.pk), once(to="up"))
    assert [row.pk for row in Risk.objects.in_order()] == [second.pk, first.pk]
    assert moved.url.endswith(f"#up-{second.pk}")
    undo(manager, moved, "risks")
    assert [row.pk for row in Risk.objects.in_order()] == [first.pk, second.pk]

    removed = manager.post(at("risks", "remove-row", row=first.pk), once(version=first.version))
    assert not Risk.objects.filter(pk=first.pk).exists()
    undo(manager, removed, "risks")
    assert Risk.objects.get(pk=first.pk).risk == "Purdah is breached"
    # Once undone it is not undone again; and what has been done to since is not undone behind anybody's back.
    assert "changed since" in said(undo(manager, removed, "risks"))
    assert "changed since" in said(undo(manager, added, "risks"))
    Risk.objects.all().delete()
    added = manager.post(at("risks"), once(risk="Purdah"))
    undo(manager, added, "risks")
    assert dump() == start


def test_the_next_row_starts_with_the_audience_of_the_last_and_with_nothing_else(manager):
    audience, objective = plan().audiences.first(), plan().objectives.first()
    sent = once(statement="Calls answered", audience=audience.pk, objective=objective.pk, unit="count", better="lower")
    added = manager.post(at("measures"), sent)
    form = manager.get(added.url).context["new"]
    assert form.initial["audience"] == str(audience.pk)
    assert "objective" not in form.initial and form["better"].value() == "higher"
    # An address may say what is to be chosen, as the health check does.
    page = manager.get(f"{at('measures')}?objective={objective.pk}")
    assert page.context["new"].initial["objective"] == str(objective.pk)


@pytest.mark.parametrize("key", ["audiences", "priorities", "objectives", "measures"])
def test_a_removed_row_comes_back_with_all_that_pointed_to_it(manager, key):
    the_plan = plan()
    row = SECTIONS[key].rows(the_plan).last()
    if key == "measures":
        row.questions.all().delete()
        row.targets.create(period="2015/16", value=70)
    if key == "audiences":
        Action.objects.filter(plan=the_plan).first().audiences.add(row)
    if key == "priorities":
        Action.objects.filter(plan=the_plan).first().also_serves.add(row)
    before = dump()
    answer = manager.post(at(key, "remove-row", row=row.pk), once(version=row.version))
    assert dump() != before and "done=" in answer.url
    banner = said(manager.get(answer.url))
    assert {
        "audiences": "has been removed. It was named on 3 objectives, 3 measures, 1 survey and 1 action. <button",
        "priorities": "has been removed. It was named on 6 actions. <button",
        "objectives": "has been removed. It was named on 1 measure. <button",
        "measures": "has been removed. <button",
    }[key] in banner
    undo(manager, answer, key)
    assert dump() == before


def test_what_would_take_something_with_it_is_not_removed(manager):
    measure = Measure.objects.filter(plan__slug=SLUG).first()
    answer = manager.post(at("measures", "remove-row", row=measure.pk), once(), follow=True)
    assert "cannot be removed: 3 questions would go with it" in said(answer)
    assert Measure.objects.filter(pk=measure.pk).exists()


def test_two_people_who_edit_a_row_lose_neither_text(manager):
    objective = Objective.objects.filter(plan__slug=SLUG).first()
    address = at("objectives", "row", row=objective.pk)
    assert manager.post(address, once(statement="The first text")).status_code == 302
    page = manager.post(address, once(statement="The second text"))
    assert page.status_code == 409
    assert "The first text" in said(page) and "The second text" in said(page)
    objective.refresh_from_db()
    assert objective.statement == "The first text"


def test_a_form_that_is_refused_keeps_every_word(manager):
    page = manager.post(at("finance"), once(unit="External communications", staffing="lots", manager="A manager"))
    assert page.status_code == 400
    assert "“lots” is not understood as an amount" in said(page)
    assert 'value="External communications"' in said(page) and 'value="A manager"' in said(page)
    page = manager.post(at("audiences"), once(name="Staff"))
    assert page.status_code == 400 and "The plan has “Staff” already." in said(page)
    page = manager.post(at("measures"), once(statement="x", unit="per_cent", better="higher", target="101"))
    assert page.status_code == 400 and "A percentage is 100 or less." in said(page)
    row = Objective.objects.filter(plan__slug=SLUG).first()
    page = manager.post(at("objectives", "row", row=row.pk), once(statement=""))
    assert page.status_code == 400 and "Edit the objective" in said(page)


def test_milestones_take_dates_as_councils_write_them(manager):
    priority = Priority.objects.filter(plan__slug=SLUG).first()
    sent = {"letter": "A", "title": "Launch", "priority": priority.pk, "timing": "May 2015?"}
    assert manager.post(at("milestones"), once(**sent)).status_code == 302
    milestone = Milestone.objects.get()
    assert (milestone.timing.as_written, milestone.timing.provisional) == ("May 2015?", True)
    assert milestone.deadline.isoformat() == "2015-05-31"
    assert "May 2015?" in said(manager.get(at("milestones")))


def test_actions_stand_in_groups_serve_several_priorities_and_change_places(manager):
    members, staff = Priority.objects.filter(plan__slug=SLUG).in_order()
    add = reverse("actions:add", kwargs={"slug": SLUG})
    group = {"title": "A campaign", "reference": "1", "is_group": "on", "priority": members.pk}
    assert manager.post(add, once(**group, also_serves=[staff.pk])).status_code == 302
    parent = Action.objects.get(title="A campaign")
    assert [*parent.also_serves.all()] == [staff] and parent.date_set_by is None
    part = {"title": "Vehicles carry it", "reference": "1.1", "parent": parent.pk, "date": "March 2016"}
    answer = manager.post(add, once(**part, again="1"))
    assert f"parent={parent.pk}" in answer.url
    assert f'value="{parent.pk}" selected' in said(manager.get(answer.url))
    sub = Action.objects.get(title="Vehicles carry it")
    assert (sub.parent, sub.priority) == (parent, members)
    page = said(manager.get(reverse("plans:plan", kwargs={"slug": SLUG}) + "?q=campaign"))
    assert "A campaign" in page and "MKIP board paperwork" not in page


def test_actions_stand_and_move_within_their_section_and_sections_move_whole(manager):
    """An action that is added late stands with its section, so that the printed table has each heading once."""
    the_plan = Plan.objects.create(
        organisation=plan().organisation, title="Table", slug="table", first_year=2015, last_year=2015
    )
    add, page = (reverse(f"{name}", kwargs={"slug": "table"}) for name in ("actions:add", "plans:plan"))

    def order():
        return " ".join(the_plan.actions.in_order().values_list("title", flat=True))

    def press(name, **sent):
        the_plan.refresh_from_db()
        manager.post(reverse(f"actions:{name}", kwargs={"slug": "table"}), once(the_plan.version, **sent))

    for title, section in (("M1", "Members"), ("S1", "Staff"), ("M2", "Members"), ("P1", "Public"), ("S2", "Staff")):
        manager.post(add, once(title=title, section=section, date="March 2016"))
    assert order() == "M1 M2 S1 S2 P1"
    shown = said(manager.get(page))
    assert [shown.count(f">{name}</th>") for name in ("Members", "Staff", "Public")] == [1, 1, 1]
    for title, to, then in (
        ("M2", "up", "M2 M1 S1 S2 P1"),
        ("M2", "up", "M2 M1 S1 S2 P1"),
        ("S1", "down", "M2 M1 S2 S1 P1"),
    ):
        action = the_plan.actions.get(title=title)
        manager.post(reverse("actions:move", kwargs={"pk": action.pk}), once(action.version, to=to))
        assert order() == then
    press("move-section", section="Public", to="up")
    assert order() == "M2 M1 P1 S2 S1"
    press("move-section", section="Nowhere", to="up")
    press("move-section", section="Members", to="up")
    assert order() == "M2 M1 P1 S2 S1"
    action = the_plan.actions.get(title="M2")
    manager.post(
        reverse("actions:edit", kwargs={"pk": action.pk}),
        once(action.version, title="M2", section="Staff", date="March 2016"),
    )
    assert order() == "M1 P1 S2 S1 M2"


def test_who_does_what_takes_officers_with_their_parts_and_posts_nobody_is_named_to(manager, people):
    action = Action.objects.get(plan__slug=SLUG, title="Staff survey")
    who = reverse("actions:who", kwargs={"pk": action.pk})
    jane, teams = people.officers["Jane Clarke"], people.officers["Communications Teams"]
    rows = {
        "officer_0": jane.pk, "part_0": "prepares", "note_0": "with HR", "officer_1": teams.pk, "part_1": "distributes",
        "words_2": "Relevant Chief Executive", "accountable": jane.pk,
    }  # fmt: skip
    assert manager.post(who, once(version=action.version, **rows)).status_code == 302
    assert [str(one) for one in action.assignments.in_order()] == [
        f"{jane.name} prepares", f"{teams.name} distributes", "Relevant Chief Executive delivers",
    ]  # fmt: skip
    assert action.assignments.get(is_accountable=True).officer == jane
    named = {"officer_0": jane.pk, "officer_1": teams.pk, "officer_2": people.officers["Paul Taylor"].pk}
    manager.post(who, once(version=action.version + 1, **named))
    assert action.assignments.get(officer=people.officers["Paul Taylor"]).as_written == "Relevant Chief Executive"
    stale = manager.post(who, once(version=action.version, **rows))
    assert stale.status_code == 409
    wrong = {"officer_0": jane.pk, "words_0": "A post", "accountable": teams.pk}
    page = said(manager.post(who, once(version=action.version + 2, **wrong)))
    assert "choose an officer, or write a post, not both" in page and "has no part above" in page
    assert 'value="A post"' in page


def test_an_action_added_by_mistake_is_removed_and_one_that_was_worked_on_is_not(manager):
    add = reverse("actions:add", kwargs={"slug": SLUG})
    manager.post(add, once(title="A slip of the pen", date="March 2016"))
    slip = Action.objects.get(title="A slip of the pen")
    assert manager.post(reverse("actions:remove", kwargs={"pk": slip.pk}), once()).status_code == 302
    assert not Action.objects.filter(pk=slip.pk).exists()
    worked = Action.objects.get(plan__slug=SLUG, title="Staff survey")
    page = manager.post(reverse("actions:remove", kwargs={"pk": worked.pk}), once(version=worked.version))
    assert page.status_code == 400 and "progress has been posted" in said(page)
    assert Action.objects.filter(pk=worked.pk).exists()


def test_a_closed_plan_is_read_and_not_changed(manager):
    close, reopen = (reverse(f"plans:{name}", kwargs={"slug": SLUG}) for name in ("close", "reopen"))
    assert "It was adopted on" in said(manager.post(close, once(on="01/01/2015")))
    assert manager.post(close, once(version=plan().version, on="22/03/2016")).status_code == 302
    page = manager.post(at("risks"), once(risk="Late"))
    assert page.status_code == 400 and "is closed, so it is not changed any more" in said(page)
    add = manager.post(reverse("actions:add", kwargs={"slug": SLUG}), once(title="Late", date="March 2016"))
    assert add.status_code == 400 and "is closed" in said(add)
    manager.post(reopen, once(version=plan().version))
    assert manager.post(at("risks"), once(risk="Late")).status_code == 302


def test_adopted_by_whom_and_what_changed_since(manager, people):
    made = Plan.objects.create(
        organisation=people.councils["maidstone"], title="New", slug="new", first_year=2026, last_year=2026
    )
    manager.post(at("risks", slug="new"), once(risk="Before"))
    adopt = reverse("plans:adopt", kwargs={"slug": "new"})
    assert "still to come" in said(manager.post(adopt, once(on="31/03/2099")))
    assert manager.post(adopt, once(adopted_by="Cabinet", on="01/04/2026")).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.adopted_by, made.adopted_on.isoformat()) == ("adopted", "Cabinet", "2026-04-01")
    risk = made.risks.get()
    manager.post(at("risks", "row", slug="new", row=risk.pk), once(risk="After", mitigation="Care"))
    manager.post(at("risks", "remove-row", slug="new", row=risk.pk), once(version=2))
    page = said(manager.get(reverse("reports:changes", kwargs={"slug": "new"})))
    assert "<del>Before</del> <ins>After</ins>" in page and "removed “After”" in page and "by Cabinet" in page
    assert "added" not in page.partition("<tbody>")[2]


def test_rows_of_another_council_are_not_there(people, client):
    foreign = User.objects.create_user("m@kent.example", "x", name="M")
    Membership.objects.create(user=foreign, organisation=people.councils["kent"], role=Role.PLAN_MANAGER)
    own = Plan.objects.create(
        organisation=people.councils["kent"], title="Kent", slug="kent", first_year=2015, last_year=2015
    )
    row = Objective.objects.filter(plan__slug=SLUG).first()
    audience = Audience.objects.filter(plan__slug=SLUG).first()
    client.force_login(foreign)
    # A row of another plan is not found through one's own; nor is one's own row tied to another's.
    for name in ("row", "move-row", "remove-row"):
        assert client.post(at("objectives", name, slug="kent", row=row.pk), once(statement="x")).status_code == 404
    assert client.post(at("objectives", slug="kent"), once(statement="x", audience=audience.pk)).status_code == 400
    assert client.get(at("objectives", slug="kent") + f"?edit={row.pk}").status_code == 200
    event = AuditEvent.objects.create(
        organisation=people.councils["maidstone"], actor=people.users["plan.manager"], actor_name="x", verb="added",
        kind="objective", object_id=row.pk, label="x", undo={"model": "plans.Objective", "plan": plan().pk, "version": 1},
    )  # fmt: skip
    client.post(at("objectives", "undo", slug="kent"), once(event=event.pk))
    assert Objective.objects.filter(pk=row.pk).exists() and not own.objectives.exists()


def test_pages_of_sections_take_the_same_queries_for_one_and_three(manager):
    the_plan = plan()
    counts = []
    for number in (1, 3):
        while the_plan.objectives.count() > number:
            the_plan.objectives.last().delete()
        while the_plan.objectives.count() < number:
            the_plan.objectives.create(statement=f"Objective {the_plan.objectives.count()}")
        counts.append(
            [queries(manager, at("objectives")), queries(manager, reverse("plans:plan", kwargs={"slug": SLUG}))]
        )
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("written", "value", "provisional"),
    [
        ("£5.0 Million (TBC)", 5_000_000, True), ("64", 64, False), ("66.5 FTE", 66.5, False), ("£250,000", 250_000, False),
        ("(1,200)", -1200, False), ("−40", -40, False), ("TBC", None, True), ("(tbc)", None, True), ("", None, False), ("£1.2m", 1_200_000, False),
        ("lots", None, False), ("12 to 15", None, False), ("TBC after budget", None, False),
    ],
)  # fmt: skip
def test_amounts_as_councils_write_them(written, value, provisional):
    amount = read_amount(written)
    assert amount.value == (None if value is None else Decimal(str(value)))
    assert amount.is_provisional == provisional
    assert amount.is_understood == (value is not None or provisional or not written)


def test_a_total_stands_only_where_every_amount_is_known():
    assert total(["1,000", "£2k"]) == 3000
    assert total(["1,000", "TBC"]) is None and total(["", ""]) is None and total([]) is None


def test_a_removed_action_comes_back_whole(manager):
    add = reverse("actions:add", kwargs={"slug": SLUG})
    facts = {
        "title": "Slip",
        "date": "Quarterly",
        "who": "Ann Other; Chief Executive to prepare (words)",
        "audiences": "Staff",
    }
    manager.post(add, once(**facts, strangers="add"))
    slip = Action.objects.get(title="Slip")
    ProgressUpdate.objects.create(
        action=slip, rag="green", done="As the paper says.", on=slip.added_on, source="import"
    )
    posted = slip.updates.get().at
    the_plan = plan()
    Action.objects.filter(pk=slip.pk).update(version=1)
    before = export_plan(the_plan)
    answer = manager.post(reverse("actions:remove", kwargs={"pk": slip.pk}), once(1))
    assert "“Slip” has been removed." in said(manager.get(answer.url))
    undo = reverse("actions:undo-removal", kwargs={"slug": SLUG})
    done = answer.url.rpartition("=")[2]
    assert "“Slip” is back." in said(manager.get(manager.post(undo, once(event=done)).url))
    assert "“Slip” is in the plan again already." in said(manager.get(manager.post(undo, once(event=done)).url))
    assert slip.updates.get().at == posted
    Action.objects.filter(pk=slip.pk).update(version=1)
    assert export_plan(the_plan) == before
    named = slip.assignments.exclude(officer=None).get().officer
    answer = manager.post(reverse("actions:remove", kwargs={"pk": slip.pk}), once(1))
    named.delete()
    told = said(manager.get(manager.post(undo, once(event=answer.url.rpartition("=")[2])).url))
    assert "“Slip” cannot be put back, as somebody who did it is no more." in told
    gone = said(manager.get(manager.post(undo, once(event="999999")).url))
    assert "There is nothing to undo any more." in gone
