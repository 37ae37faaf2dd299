"""Several people at once, in real threads with connections of their own, on whichever database the tests run."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ProgressUpdate, UpdateLink
from actions.models.link import UpdateLinkQuerySet
from actions.services.structure import add_action
from actions.timing import parse_timing
from campaigns.models import Activity, Clearance
from campaigns.services import clearances
from imports import reading
from imports.models import ImportFile
from people.models import OutgoingMail, VersionedModel
from plans.models import Election, Plan
from plans.periods import reported_periods
from reports import making
from reports.models import ClosedPeriod, Report
from reports.services import periods
from tests.demo import seed
from tests.faults.figures import figure, sized
from tests.import_files import example

ROUNDS = 10


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


def at_once(user, requests):
    """Send every (address, form) at the same moment, each from a browser of its own (without `user`: signed
    in to nothing); the answers in their order."""
    barrier, found = threading.Barrier(len(requests)), [None] * len(requests)

    def send(number, client, address, form):
        try:
            barrier.wait()
            found[number] = client.post(address, form)
        finally:
            connections.close_all()

    threads = []
    for number, (address, form) in enumerate(requests):
        client = Client(raise_request_exception=False)  # as a browser: an answer, whatever it is
        if user:
            client.force_login(user)
        threads.append(threading.Thread(target=send, args=(number, client, address, form)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def update(action, done, token=None):
    address = reverse("actions:update", kwargs={"pk": action.pk})
    return address, {"form_token": str(token or uuid4()), "version": action.version, "rag": "green", "done": done}


def race(people):
    """Two officers save one action; the codes and how many updates came of it."""
    action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    before = ProgressUpdate.objects.count()
    found = at_once(people.users["officer"], [update(action, "What one wrote"), update(action, "What two wrote")])
    return sorted(one.status_code for one in found), found, ProgressUpdate.objects.count() - before


def test_of_two_who_save_at_once_one_is_saved_and_the_other_keeps_both_texts(people):
    rounds, right = sized(ROUNDS, 200), 0
    for _ in range(rounds):
        codes, found, made = race(people)
        told = [one.content.decode() for one in found if one.status_code == 409]
        has_both = len(told) == 1 and "What one wrote" in told[0] and "What two wrote" in told[0]
        right += (codes, made) == ([302, 409], 1) and has_both
    figure("W1", required=f"{rounds} of {rounds}: one saved, one shown both texts", found=f"{right} of {rounds}")
    assert right == rounds


def test_that_test_fails_where_versions_are_not_checked(people, monkeypatch):
    """Negative control: without the check both are saved, and nobody is told."""
    monkeypatch.setattr(VersionedModel, "claim_version", classmethod(lambda cls, pk, version: True))
    assert [race(people)[0] for _ in range(ROUNDS)].count([302, 302]) > 0


def test_one_form_sent_five_times_at_once_does_its_work_once(people):
    action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    before, token = ProgressUpdate.objects.count(), uuid4()
    found = at_once(people.users["officer"], [update(action, "Once", token)] * 5)
    assert [one.status_code for one in found] == [302] * 5
    assert ProgressUpdate.objects.count() == before + 1


def used_by_five(people, words="What {} wrote"):
    """One e-mail link, posted to five times at once; the answers and how many updates came of it."""
    link = UpdateLink.objects.filter(used_at=None).first() or new_link(people)
    address, before = reverse("actions:by-link", kwargs={"token": link.token}), ProgressUpdate.objects.count()
    forms = [(address, update(link.action, words.format(number))[1]) for number in range(5)]
    found = at_once(None, forms)
    return found, ProgressUpdate.objects.count() - before


def new_link(people):
    action, today = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16"), timezone.localdate()
    officer = people.officers["Jane Clarke"]
    UpdateLink.objects.filter(action=action).delete()
    return UpdateLink.objects.create(
        officer=officer, sent_to=officer.email, action=action, made_on=today, expires_on=today
    )


def test_a_link_used_five_times_at_once_takes_one_update(people):
    for _ in range(3):
        found, made = used_by_five(people)
        assert (sorted(one.status_code for one in found), made) == ([302, 409, 409, 409, 409], 1)
        kept = [number for number, one in enumerate(found) if f"What {number} wrote" in one.content.decode()]
        assert len(kept) == 4, "whoever is not posted keeps what they wrote"


def test_a_link_pressed_five_times_at_once_is_told_five_times_that_it_is_posted(people):
    found, made = used_by_five(people, words="Once")
    assert made == 1
    assert {one.status_code for one in found} <= {302, 200}


def test_that_test_fails_where_neither_link_nor_version_is_checked(people, monkeypatch):
    """Negative control: with both checks off, one link takes several updates."""
    monkeypatch.setattr(VersionedModel, "claim_version", classmethod(lambda cls, pk, version: True))
    monkeypatch.setattr(UpdateLinkQuerySet, "live", lambda self, on: self)
    assert max(used_by_five(people)[1] for _ in range(ROUNDS)) > 1


def uploaded(people, plan):
    file = ImportFile(plan=plan, name="plan.docx", sha256="0", uploaded_by=people.users["plan.manager"])
    file.file.save("upload", ContentFile(example("mkip_action_tables.docx")), save=False)
    file.save()
    return reading.read(file)


def confirmation(file):
    client = Client()
    client.force_login(file.uploaded_by)
    address = reverse("imports:preview", kwargs={"pk": file.pk})
    fields = client.get(address).context["form"]
    form = {name: fields.get_initial_for_field(field, name) for name, field in fields.fields.items()}
    kept = {name: value for name, value in form.items() if value not in (None, False)}
    return address, kept | {"set_dates_by": "31/03/2016"}


@pytest.mark.parametrize("same_file", [True, False])
def test_a_paper_imported_twice_at_once_is_there_once(people, same_file):
    plan = Plan.objects.create(
        organisation=people.councils["maidstone"], title="Empty", slug="empty", first_year=2015, last_year=2015
    )
    first = uploaded(people, plan)
    second = first if same_file else uploaded(people, plan)
    found = at_once(people.users["plan.manager"], [confirmation(first), confirmation(second)])
    assert {one.status_code for one in found} <= {302, 409, 400, 200}
    assert Action.objects.filter(plan=plan).count() == 11


def closed_by_two(people, number):
    """Two who close one period at the same moment; their answers, and how often it is closed."""
    plan = Plan.objects.get(slug="mkip-2015-16")
    ended = [one for one in reported_periods(plan.years, 1) if one.last < timezone.localdate()]
    if len(ended) <= number:
        pytest.skip("too early in the year")
    address = reverse("reports:close-period", kwargs={"slug": plan.slug})
    forms = [(address, {"form_token": str(uuid4()), "period": ended[number].name}) for _ in range(2)]
    found = at_once(people.users["plan.manager"], forms)
    return sorted(one.status_code for one in found), ClosedPeriod.objects.filter(period=ended[number].name).count()


def test_a_period_closed_by_two_at_once_is_closed_once_and_the_other_is_told(people):
    assert [closed_by_two(people, number) for number in range(2)] == [([302, 400], 1)] * 2


def test_that_test_fails_where_nobody_asks_whether_it_is_closed(people, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(periods, "check_period", lambda *facts: None)
    with pytest.raises(IntegrityError):  # a closing without a reason is number 1, or is refused by the database
        close = {"plan": Plan.objects.get(slug="mkip-2015-16"), "by": people.users["plan.manager"]}
        for _ in range(2):
            period = reported_periods(close["plan"].years, 1)[0]
            periods.close_period(period=period, on=timezone.localdate(), **close)


# Two exemptions


@pytest.fixture
def election(people):
    today = timezone.localdate()
    Election.objects.all().delete()
    days = {"notice_date": today, "polling_day": today + timedelta(days=30)}
    return Election.objects.create(organisation=people.councils["maidstone"], name="By-election", **days)


def exempted_by_two(people, election, number):
    """Two who exempt one launch at the same moment; their answers, and how many exemptions came of it."""
    plan, day = Plan.objects.get(slug="mkip-2015-16"), timezone.localdate() + timedelta(days=7)
    timing = parse_timing(f"{day:%d/%m/%Y}", plan.years)
    action = add_action(plan=plan, by=people.users["plan.manager"], title=f"Launch {number}", timing=timing)
    Activity.objects.create(action=action, publicity="launch")
    address = reverse("campaigns:exempt", kwargs={"pk": action.pk, "election": election.pk})
    form = {"version": 1, "things": [f"{day}:{day}:"], "who": "Ann Officer", "reason": "Tickets are sold already"}
    found = at_once(people.users["plan.manager"], [(address, form | {"form_token": str(uuid4())}) for _ in range(2)])
    return found, Clearance.objects.filter(action=action).count()


def test_of_two_who_exempt_one_thing_at_once_one_does_and_the_other_is_told(people, election):
    for number in range(ROUNDS):
        found, made = exempted_by_two(people, election, number)
        assert (sorted(one.status_code for one in found), made) == ([302, 400], 1)
        (told,) = [one.content.decode() for one in found if one.status_code == 400]
        assert "What you chose has been let out already. Ann Officer, Monitoring Officer, has exempted it" in told


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
def test_that_test_fails_where_the_action_is_not_locked(people, election, monkeypatch):
    """Negative control: without the lock both stand."""
    monkeypatch.setattr(clearances, "locked", lambda action: None)
    assert max(exempted_by_two(people, election, number)[1] for number in range(ROUNDS)) == 2


def test_a_paper_is_made_by_one_of_several_workers(people):
    plan = Plan.objects.get(slug="mkip-2015-16")
    client = Client()
    client.force_login(people.users["democratic.services"])
    form = {"form_token": str(uuid4()), "title": "Progress", "report_of": "Director"}
    form["as_at"] = f"{timezone.localdate():%d/%m/%Y}"
    client.post(reverse("reports:add", kwargs={"slug": plan.slug}), form)
    made = []

    def work():
        try:
            made.append(making.make_waiting())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 1
    assert Report.objects.get(plan=plan).attempts == 1


def test_the_same_person_added_twice_at_once_is_there_once(people):
    sent = {"version": 1, "name": "New person", "email": "new@demo.example", "roles": ["officer"]}
    sent["organisation"] = people.councils["maidstone"].pk
    address = reverse("people:add-officer")
    found = at_once(people.users["admin"], [(address, sent | {"form_token": str(uuid4())}) for _ in range(2)])
    assert sorted(one.status_code for one in found) == [302, 400]
    assert OutgoingMail.objects.filter(to_address="new@demo.example").count() == 1
