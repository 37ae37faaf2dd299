"""A brief from the first word to the last: kept as it is written, told to whoever is to move, chased, never lost."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import chasing
from campaigns.flow import State
from campaigns.judged import asked_as, differences
from campaigns.models import Brief, Channel
from campaigns.parts import PARTS
from campaigns.services import briefs as services
from campaigns.services.displacements import name_displaced
from people.models import Officer, OutgoingMail, Role
from people.outbox import checks
from plans.models import Plan
from tests.briefs import ANSWERS, JUDGED, MONDAY, MORNING, brief_in, member, planned_action, sevenoaks
from tests.demo import once, queries, said

HEAD, SMT, SMT2, REQUESTER = (
    f"{name}@demo.example" for name in ("head.of.communications", "smt", "smt2", "service.lead")
)


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        people, people_plan = sevenoaks()
        people.plan = people_plan
        yield people


@pytest.fixture
def lead(people, client):
    client.force_login(people.users["service.lead"])
    return client


def address(name, brief, **more):
    return reverse(f"campaigns:{name}", kwargs={"pk": brief.pk, **more})


def mails(kind):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


# Writing


def test_a_service_lead_writes_a_brief_part_by_part_and_submits_it(people, lead):
    plan = people.plan
    answer = lead.post(reverse("campaigns:start"), once(title="Garden waste", plan=plan.pk, kind="planned"))
    brief = Brief.objects.get()
    assert answer.url == address("part", brief, part="why")
    residents = plan.stakeholders.get(name="Sevenoaks District residents")
    magazine = Channel.objects.get(plan=plan, frequency="quarterly")
    need = plan.communication_needs.splitlines()[0]
    written = {
        "why": {name: ANSWERS[name] for name in ("evidence", "aims", "objectives", "outcomes", "source")},
        "audience": {"stakeholders": [residents.pk], "needs": [need], "insight": "They look when the bin is full."},
        "strategy": {"messages": "Renew by 31 March.", "is_proactive": "yes", "is_controversial": "no"},
        "implementation": {"starts_on": "4 January 2027", "ends_on": "31/03/2027", "budget": "£1,200", "channels": [magazine.pk]},
        "scoring": {"scoring": "Renewals by 31 March."},
    }  # fmt: skip
    for number, part in enumerate(PARTS, 1):
        page = said(lead.get(address("part", brief, part=part.key)))
        assert f"Part {number} of 5" in page
        assert lead.post(address("part", brief, part=part.key), once(number, **written[part.key])).status_code == 302
    brief.refresh_from_db()
    assert (brief.starts_on, brief.ends_on, brief.budget) == (date(2027, 1, 4), date(2027, 3, 31), 1200)
    assert (brief.is_proactive, brief.is_controversial, brief.needs) == (True, False, [need])
    assert [str(one) for one in brief.stakeholders.all()] == ["Sevenoaks District residents"]
    page = said(lead.get(address("brief", brief)))
    assert "Still to be answered" not in page and "£1,200" in page and "4 January 2027" in page
    assert lead.post(address("step", brief, key="submit"), once(6)).status_code == 302
    (mail,) = mails("brief-waits")
    assert (mail.to_address, mail.subject) == (HEAD, "Waits to be assessed: Garden waste")
    assert "Head of Direct Services asks for this work." in mail.text_body
    assert address("brief", brief) in mail.html_body


def test_the_form_offers_what_the_strategy_holds(people, lead):
    """The stakeholder map, the needs of the community, the promises and the priorities; of 24 channels two have a rhythm
    and none an owner, which the page asks for."""
    brief = brief_in(State.DRAFT, people, people.plan)
    people.plan.audiences.all().delete()
    page = said(lead.get(address("part", brief, part="audience")))
    assert page.count('name="stakeholders"') == 16 and page.count('name="needs"') == 5
    assert "People who are hearing impaired or deaf" in page
    page = said(lead.get(address("part", brief, part="implementation")))
    assert page.count('name="channels"') == 24 == Channel.objects.filter(plan=people.plan).count()
    assert "In Shape, the magazine for residents and businesses (quarterly, nobody looks after it yet)" in page
    assert "Grapevine, the newsletter for staff (monthly, nobody looks after it yet)" in page
    assert Channel.objects.filter(plan=people.plan).exclude(frequency="").count() == 2
    assert "Nobody looks after 24 of these channels." in page
    assert "Priority 1" not in page
    page = said(lead.get(address("part", brief, part="strategy")))
    assert len(people.plan.priorities.all()) == 6 and "6. Ensure our digital communications develop" in page
    owner = Officer.objects.get(name="Communications Officer", organisation=people.plan.organisation)
    Channel.objects.filter(plan=people.plan).update(owner=owner)
    page = said(lead.get(address("part", brief, part="implementation")))
    assert "(quarterly, looked after by Communications Officer)" in page and "Nobody looks after" not in page


def test_nothing_is_needed_while_it_is_written_and_what_lacks_is_named_with_its_place(people, lead):
    brief = brief_in(State.DRAFT, people, people.plan, evidence="", budget=None)
    assert lead.post(address("part", brief, part="why"), once()).status_code == 302
    page = lead.get(address("brief", brief)).content.decode()
    assert f'href="{address("part", brief, part="why")}#id_evidence"' in page
    answer = lead.post(address("step", brief, key="submit"), once(2))
    assert answer.status_code == 400
    assert "It cannot be submitted yet. Still to be answered: What is the evidence or requirement; Objectives;" in said(
        answer
    )
    assert Brief.objects.get().state == "draft"


def test_bad_input_gets_a_sentence_and_loses_no_word(people, lead):
    brief = brief_in(State.DRAFT, people, people.plan)
    sent = {"starts_on": "4 March 2027", "ends_on": "1 March 2027", "budget": "lots", "implementation": "A leaflet"}
    answer = lead.post(address("part", brief, part="implementation"), once(**sent))
    page = said(answer)
    assert answer.status_code == 400
    for words in ("The last day comes before the first.", "takes a number", "A leaflet", 'value="lots"'):
        assert words in page
    assert Brief.objects.get().implementation == ANSWERS["implementation"]


def test_two_windows_lose_no_word(people, lead):
    brief = brief_in(State.DRAFT, people, people.plan)
    assert lead.post(address("part", brief, part="scoring"), once(1, scoring="Mine")).status_code == 302
    answer = lead.post(address("part", brief, part="scoring"), once(1, scoring="Mine too"))
    assert (answer.status_code, "Mine too" in said(answer), "Mine" in said(answer)) == (409, True, True)
    assert Brief.objects.get().scoring == "Mine"


def test_a_draft_is_its_writers_alone_and_a_brief_its_councils(people, client):
    draft, brief = (
        brief_in(State.DRAFT, people, people.plan),
        brief_in(State.SUBMITTED, people, people.plan, title="Bins"),
    )
    foreign = member(people, "foreign", Role.DIRECTOR, Role.HEAD_OF_COMMUNICATIONS, council="kent")
    people.plan.partners.add(people.councils["kent"])  # a partner of the plan sees the plan, and no brief
    seen = {}
    readers = {"service.lead": None, "smt": None, "communications": None, "foreign": foreign}
    for name, user in readers.items():
        client.force_login(user or people.users[name])
        pages = [client.get(address("brief", one)).status_code for one in (draft, brief)]
        listed = "Bins" in said(client.get(reverse("campaigns:briefs") + "?show=all"))
        seen[name] = (*pages, listed)
    assert seen == {
        "service.lead": (200, 200, True),
        "smt": (404, 200, True),
        "communications": (404, 200, True),
        "foreign": (404, 404, False),
    }


def test_nobody_writes_in_what_is_being_decided_on(people, lead):
    brief = brief_in(State.ASSESSED, people, people.plan)
    answer = lead.post(address("part", brief, part="scoring"), once(1, scoring="Other"))
    assert answer.status_code == 403
    assert "only before it is submitted or once it is sent back" in said(answer)
    lead.force_login(people.users["smt"])
    other = brief_in(State.RETURNED, people, people.plan)
    assert lead.post(address("part", other, part="scoring"), once(1, scoring="Other")).status_code == 403


def test_a_draft_is_thrown_away_once_asked_and_what_was_submitted_is_not(people, lead):
    draft, brief = brief_in(State.DRAFT, people, people.plan), brief_in(State.RETURNED, people, people.plan)
    assert "Nothing of it is kept." in said(lead.get(address("remove", draft)))
    assert Brief.objects.count() == 2
    lead.post(address("remove", draft), once(1))
    assert "stays on record" in said(lead.post(address("remove", brief), once(1)))
    assert list(Brief.objects.all()) == [brief]


def test_a_brief_is_named_anew_while_it_lies_with_its_writer(people, lead):
    draft = brief_in(State.DRAFT, people, people.plan)
    answer = lead.post(address("about", draft), once(1, title="Garden waste, spring", kind="urgent"), follow=True)
    assert "Garden waste, spring" in said(answer)
    draft.refresh_from_db()
    assert (draft.title, draft.kind) == ("Garden waste, spring", "urgent")
    stale = lead.post(address("about", draft), once(1, title="Other window", kind="planned"))
    assert (stale.status_code, "Other window" in said(stale), "Garden waste, spring" in said(stale)) == (
        409,
        True,
        True,
    )
    waits = brief_in(State.SUBMITTED, people, people.plan)
    assert lead.post(address("about", waits), once(1, title="Other", kind="planned")).status_code == 403
    assert lead.get(address("about", waits)).status_code == 403
    lead.force_login(people.users["smt"])
    assert lead.post(address("about", draft), once(2, title="Other", kind="planned")).status_code == 404


def test_what_is_no_longer_urgent_displaces_nothing(people):
    brief = brief_in(State.RETURNED, people, people.plan, kind="urgent")
    due = planned_action(people.plan, "Leaflet", MONDAY + timedelta(days=30)).occurrences.get()
    head, lead = people.users["head.of.communications"], people.users["service.lead"]
    brief.displacements.create(
        action=due.action, occurrence=due, was_due=due.due, due=due.due + timedelta(days=7), reason="Hands", by=head,
        by_name=head.name, on=MONDAY,
    )  # fmt: skip
    services.name_brief(brief=brief, by=lead, version=brief.version, title="Garden waste", kind="urgent")
    assert brief.displacements.count() == 1
    services.name_brief(brief=brief, by=lead, version=brief.version, title="Garden waste", kind="planned")
    assert brief.displacements.count() == 0


def test_what_a_brief_is_judged_as_stands_beside_what_it_was_asked_for_as(people, client):
    brief = brief_in(State.SUBMITTED, people, people.plan, is_controversial=True)
    client.force_login(people.users["head.of.communications"])
    form = {"is_proactive": "yes", "is_controversial": "no", "hours": "40", "team": "", "advice": ""}
    refused = client.post(address("step", brief, key="assess"), once(1, **form))
    assert (refused.status_code, "Say why it is not: two people would have approved it." in said(refused)) == (
        400,
        True,
    )
    client.post(address("step", brief, key="assess"), once(1, **form, words="Nobody is asked to pay more."))
    brief.refresh_from_db()
    assert (brief.state, brief.is_controversial) == ("assessed", False)
    client.force_login(people.users["smt"])
    otherwise = "Asked for as controversial, assessed as not controversial."
    for page in (address("brief", brief), address("step", brief, key="approve")):
        assert otherwise in said(client.get(page))
    assert "Nobody is asked to pay more." in said(client.get(address("step", brief, key="approve")))
    assert otherwise in mails("brief-waits")[-1].text_body
    found = client.get(address("brief", brief)).context["parts"][2][2]
    assert ("Is it controversial?", "Yes") in found  # its writer's word stays


def test_a_brief_that_is_sent_back_says_again_what_its_writer_said(people):
    """Else the second assessment would be set against the first, and not against what was asked for."""
    brief = brief_in(State.SUBMITTED, people, people.plan, is_controversial=True)
    for _ in range(2):
        words = {"assessment": JUDGED, "words": "Nobody is asked to pay more."}
        made = take(people, brief, "head.of.communications", "assess", **words)
        assert differences(asked_as([made]), vars(brief)) == [
            "Asked for as controversial, assessed as not controversial."
        ]
        take(people, brief, "smt", "return", words="Which bins?")
        assert brief.is_controversial is True
        take(people, brief, "service.lead", "submit")


def test_urgent_work_is_planned_ahead_only_with_a_word(people):
    brief = brief_in(State.SUBMITTED, people, people.plan, kind="urgent")
    due = planned_action(people.plan, "Leaflet", MONDAY + timedelta(days=30)).occurrences.get()
    name_displaced(
        brief=brief, by=people.users["head.of.communications"], version=brief.version, occurrence=due,
        due=due.due + timedelta(days=7), reason="Hands", on=MONDAY,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Say why it counts as planned ahead"):
        take(people, brief, "head.of.communications", "assess", assessment=JUDGED)
    take(people, brief, "head.of.communications", "assess", assessment=JUDGED, words="It was in last year’s plan.")
    brief.refresh_from_db()
    assert (brief.state, brief.is_proactive) == ("assessed", True)


def test_who_asked_for_it_does_not_judge_it_less_controversial(people):
    head = people.users["head.of.communications"]
    brief = brief_in(State.SUBMITTED, people, people.plan, by=head, is_controversial=True)
    with pytest.raises(ValidationError, match="called it controversial, so it stays so"):
        take(people, brief, "head.of.communications", "assess", assessment=JUDGED, words="It is not.")
    take(people, brief, "head.of.communications", "assess", assessment=JUDGED | {"is_controversial": True})


def test_in_a_closed_plan_a_brief_is_only_let_go(people):
    brief = brief_in(State.ASSESSED, people, people.plan)
    Plan.objects.filter(pk=people.plan.pk).update(status="closed", adopted_on=MONDAY, closed_on=MONDAY)
    brief = Brief.objects.get()
    with pytest.raises(ValidationError, match="is closed"):
        take(people, brief, "smt", "approve")
    take(people, brief, "smt", "decline", words="The plan is closed.")
    assert brief.state == "declined"


def test_a_question_stands_first_and_is_answered_with_the_brief(people, lead):
    brief = brief_in(State.SUBMITTED, people, people.plan)
    take(people, brief, "head.of.communications", "return", words="Which bins?")
    for page in (address("brief", brief), address("part", brief, part="why"), address("step", brief, key="submit")):
        assert "asks:</b> “Which bins?”" in said(lead.get(page))
    lead.post(address("step", brief, key="submit"), once(brief.version, words="The brown ones."))
    brief.refresh_from_db()
    assert (brief.state, brief.steps.latest("number").words) == ("submitted", "The brown ones.")
    assert "The brown ones." in mails("brief-waits")[-1].text_body
    assert "asks:</b> “Which bins?”" not in said(lead.get(address("brief", brief)))
    take(people, brief, "head.of.communications", "assess", assessment=JUDGED)
    take(people, brief, "smt", "decline", words="Not this year.")
    page = said(lead.get(address("brief", brief)))
    assert "Declined by Chief Officer, People and Places:</b> “Not this year.”" in page


def test_where_a_plan_has_nobody_to_choose_from_what_is_known_of_them_says_for_whom(people, lead):
    brief = brief_in(State.DRAFT, people, people.plan)
    brief.audiences.clear()
    people.plan.audiences.all().delete()
    page = lead.get(address("brief", brief)).content.decode()
    assert "/parts/audience/#id_stakeholders" in page and "#id_audiences" not in page
    people.plan.stakeholders.all().delete()
    assert "/parts/audience/#id_insight" in lead.get(address("brief", brief)).content.decode()
    lead.post(address("part", brief, part="audience"), once(1, insight="Householders with a garden."))
    take(people, brief, "service.lead", "submit")
    assert brief.state == "submitted"


def test_what_waits_for_somebody_is_said_where_they_land(people, client):
    brief_in(State.ASSESSED, people, people.plan, title="Bins")
    home, portfolio = reverse("actions:mine"), reverse("reports:plans")
    for name, page, waits in (
        ("smt", home, True), ("smt", portfolio, True), ("head.of.communications", home, False), ("officer2", home, False),
    ):  # fmt: skip
        client.force_login(people.users[name])
        assert ('Waits for you:</b> <a href="/briefs/">1 brief</a> (“Bins”)' in said(client.get(page))) == waits
    client.force_login(people.users["smt"])
    one = queries(client, home)
    for number in range(2):
        brief_in(State.ASSESSED, people, people.plan, title=f"Bins {number}")
    assert ">3 briefs</a>" in said(client.get(home)) and queries(client, home) == one


# Telling


def take(people, brief, name, key, **more):
    brief.refresh_from_db()
    return services.take_step(brief=brief, by=people.users[name], version=brief.version, key=key, on=MONDAY, **more)


def test_each_step_is_told_to_whoever_moves_next_and_to_whoever_asked(people):
    brief = brief_in(State.DRAFT, people, people.plan)
    take(people, brief, "service.lead", "submit")
    take(people, brief, "head.of.communications", "return", words="Which bins?")
    assert [mail.to_address for mail in mails("brief-waits")] == [HEAD]
    (mail,) = mails("brief-told")
    assert mail.to_address == REQUESTER and "“Which bins?”" in mail.text_body
    assert mail.subject == "Head of Transformation and Strategy sent back your brief with a question: Garden waste"
    take(people, brief, "service.lead", "submit")
    take(people, brief, "head.of.communications", "assess", assessment=JUDGED | {"is_controversial": True})
    assert [mail.to_address for mail in mails("brief-waits")][2:] == [SMT, SMT2]
    take(people, brief, "smt", "approve")
    assert [mail.to_address for mail in mails("brief-waits")][4:] == [SMT2]
    assert "it is controversial, so a second approval is awaited" in mails("brief-told")[-1].text_body
    take(people, brief, "smt2", "second")
    assert [mail.to_address for mail in mails("brief-waits")][5:] == [HEAD, "communications@demo.example"]
    assert mails("brief-told")[-1].subject == "Chief Officer, Finance and Trading approved your brief: Garden waste"


@pytest.mark.parametrize(("name", "key"), [("smt", "decline"), ("service.lead", "withdraw")])
def test_what_waits_for_nobody_asks_nobody(people, name, key):
    member(people, "keeper", Role.ADMINISTRATOR)
    take(people, brief_in(State.ASSESSED, people, people.plan), name, key, words="Not this year.")
    assert mails("brief-waits") == []


def test_word_that_is_out_of_date_is_not_sent(people):
    brief = brief_in(State.DRAFT, people, people.plan)
    take(people, brief, "service.lead", "submit")
    (mail,) = mails("brief-waits")
    assert checks["brief-waits"](mail) is None
    people.users["head.of.communications"].memberships.all().delete()
    assert checks["brief-waits"](mail).startswith("Whom it was for has left")
    take(people, brief, "service.lead", "withdraw")
    assert checks["brief-waits"](mail) == "The brief has moved on."


# Chasing


def chased(on):
    chasing.queue_due(on=on)
    return [mail.to_address for mail in mails("brief-chased")]


def test_silence_is_chased_every_five_working_days_and_never_twice(people):
    brief_in(State.SECONDING, people, people.plan, is_controversial=True)
    brief_in(State.DRAFT, people, people.plan)  # a draft waits for nobody
    friday, monday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)
    assert chased(friday) == []
    assert chased(monday) == [SMT2]  # who has not approved it yet, and nobody who would be refused
    assert chased(monday) == [SMT2]
    assert chased(monday + timedelta(days=3)) == [SMT2]
    assert chased(monday + timedelta(days=12)) == [SMT2]  # a Saturday
    assert chased(monday + timedelta(days=14)) == [SMT2, SMT2]  # after a fortnight without a worker, once
    (mail, _) = mails("brief-chased")
    assert "Garden waste: waits for a second approval since 23 November 2026." in mail.text_body
    assert "Nothing is approved by silence" in mail.text_body
    assert f"{timezone.localtime(mail.expires_at):%Y-%m-%d %H}" == f"{monday} 23"  # it goes out on that day or never
    assert Brief.objects.get(state="seconding").steps.filter(after="approved").count() == 0


def test_one_e_mail_a_person_tells_of_all_that_has_waited(people, django_assert_num_queries):
    for number in range(3):
        brief_in(State.ASSESSED, people, people.plan, title=f"Bins {number}")
    assert chased(MONDAY + timedelta(days=7)) == [SMT, SMT2]
    mail = mails("brief-chased")[0]
    assert mail.subject == "Still waiting: Bins 0 and 2 more" and mail.text_body.count("waits for approval since") == 3
    with django_assert_num_queries(3):  # those asked about are not looked at again: the savepoint, and one reading
        chasing.queue_due(on=MONDAY + timedelta(days=7))


def test_where_nobody_may_move_a_brief_whoever_can_help_is_told(people, client):
    people.users["smt2"].memberships.all().delete()
    keeper = member(people, "keeper", Role.ADMINISTRATOR)
    brief = brief_in(State.ASSESSED, people, people.plan, is_controversial=True)
    take(people, brief, "smt", "approve")  # the first of two, and there is no second director
    told = [(mail.to_address, "Nobody at Sevenoaks" in mail.text_body) for mail in mails("brief-waits")]
    assert told == [(HEAD, True), (keeper.email, True)]
    client.force_login(people.users["smt"])
    page = said(client.get(address("brief", brief)))
    assert "can take it further: it waits for a director, and there is nobody who may." in page
    assert chased(MONDAY + timedelta(days=7)) == [HEAD, keeper.email]
    mail = mails("brief-chased")[0]
    assert "there is nobody who may. An administrator can give somebody the role." in mail.text_body
    director = member(people, "second", Role.DIRECTOR)
    assert "there is nobody who may" not in said(client.get(address("brief", brief)))
    assert checks["brief-waits"](mails("brief-waits")[0]).startswith("Whom it was for has left")
    assert chased(MONDAY + timedelta(days=14))[2:] == [director.email]


def test_two_councils_ask_one_person_in_two_e_mails(people):
    """So that what one council withholds or lets go withholds nothing of the other's, and tells nothing of it."""
    kent, head = people.councils["kent"], people.users["head.of.communications"]
    head.memberships.create(organisation=kent, role=Role.HEAD_OF_COMMUNICATIONS)
    theirs = Plan.objects.create(organisation=kent, title="Theirs", slug="theirs", first_year=2026, last_year=2026)
    brief_in(State.SUBMITTED, people, people.plan, title="Ours")
    brief_in(State.SUBMITTED, people, theirs, title="Kent’s", by=head).refresh_from_db()
    Brief.objects.filter(title="Kent’s").update(requester=None)
    assert chased(MONDAY + timedelta(days=7)) == [HEAD, HEAD]
    assert [("Ours" in mail.text_body, "Kent’s" in mail.text_body) for mail in mails("brief-chased")] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_saving_a_brief_has_nobody_chased_again(people):
    brief = brief_in(State.RETURNED, people, people.plan)
    monday = MONDAY + timedelta(days=7)
    assert chased(monday) == [REQUESTER]
    for part in range(3):
        brief.refresh_from_db()
        lead = people.users["service.lead"]
        services.write_brief(brief=brief, by=lead, version=brief.version, scoring=f"Part {part}")
        assert chased(monday + timedelta(days=part)) == [REQUESTER]


def test_a_brief_that_moved_is_chased_anew_and_one_of_a_closed_plan_never(people):
    brief = brief_in(State.SUBMITTED, people, people.plan)
    assert chased(MONDAY + timedelta(days=7)) == [HEAD]
    mail = mails("brief-chased")[0]
    assert checks["brief-chased"](mail) is None
    take(people, brief, "head.of.communications", "return", words="Which bins?")
    assert checks["brief-chased"](mail) == "The brief has moved on."
    assert chased(MONDAY + timedelta(days=10)) == [HEAD]
    Plan.objects.filter(pk=people.plan.pk).update(status="closed", adopted_on=MONDAY, closed_on=MONDAY)
    assert chased(MONDAY + timedelta(days=30)) == [HEAD]
    Plan.objects.filter(pk=people.plan.pk).update(status="adopted", closed_on=None)
    assert chased(MONDAY + timedelta(days=30)) == [HEAD, REQUESTER]


def test_who_has_left_the_council_is_told_no_more(people):
    brief = brief_in(State.SUBMITTED, people, people.plan)
    people.users["service.lead"].memberships.all().delete()
    made = take(people, brief, "head.of.communications", "return", words="Which bins?")
    assert (made.is_told, mails("brief-told")) == (False, [])


# The list


def test_the_list_takes_as_many_queries_for_three_as_for_one(people, client):
    client.force_login(people.users["smt"])
    page = reverse("campaigns:briefs")
    brief_in(State.ASSESSED, people, people.plan)
    client.get(page)
    one = queries(client, page)
    for number in range(2):
        brief_in(State.ASSESSED, people, people.plan, title=f"Bins {number}")
    assert queries(client, page) == one
    assert one <= 16


def test_what_is_mine_to_move_stands_first(people, client):
    mine = brief_in(State.ASSESSED, people, people.plan, title="Mine to approve")
    own = brief_in(State.ASSESSED, people, people.plan, by=people.users["smt"], title="My own")
    client.force_login(people.users["smt"])
    shown = client.get(reverse("campaigns:briefs")).context["to_move"]
    assert shown == [mine] and own not in shown


def test_the_list_is_taken_away(people, client):
    brief_in(State.ASSESSED, people, people.plan)
    client.force_login(people.users["smt"])
    text = client.get(reverse("campaigns:briefs") + "?as=csv").content.decode()
    assert (
        '"Garden waste","Planned work","Head of Direct Services","Waits for approval"' in text
        and '"a director"' in text
    )


# The database


def test_the_database_refuses_what_no_form_would_send(people):
    brief = brief_in(State.SUBMITTED, people, people.plan, is_proactive=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Brief.objects.filter(pk=brief.pk).update(state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        brief.steps.create(round=1, number=9, step="decline", words="", by_name="x", on=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        brief.steps.create(round=1, number=1, step="submit", by_name="x", on=MONDAY)
    assert Plan.objects.filter(briefs=brief).exists()
