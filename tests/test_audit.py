"""The audit trail as evidence: who did what in which request, sealed, and found out when it is tampered with."""

import json
import re
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from people import audit
from people.append_only import lifted
from people.log_lines import message_of
from people.logs import request_id
from people.models import AuditEvent, AuditSeal, MailTransport, Officer, Organisation, User
from people.sealing import seal
from people.trail import DETAILS, digest_of, read_list
from people.verifying import verify


@pytest.mark.parametrize(
    ("behind_proxy", "sent", "kept"),
    [
        (False, "0123456789abcdef", False),
        (True, "0123456789abcdef", True),
        (True, "short", False),
        (True, "two\nlines-of-it", False),
        (True, "", False),
    ],
)
def test_an_answer_carries_the_id_of_its_request(client, settings, behind_proxy, sent, kept):
    settings.BEHIND_PROXY = behind_proxy
    given = [client.get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"] for _ in "12"]
    assert (given == [sent, sent]) is kept
    if not kept:
        assert len(set(given)) == 2 and all(len(one) == 32 for one in given)
    assert request_id() == ""


@pytest.fixture
def councils(db):
    return [Organisation.objects.create(name=f"{name} Council", slug=name.lower()) for name in ("Ayton", "Beford")]


@pytest.fixture
def jane(councils):
    return User.objects.create_user("jane@ayton.example", "x", name="Jane Clarke")


def events_of(councils, by, number=4):
    """So many events of each of two councils and of the installation, in turn."""
    found = []
    for at in range(number):
        for where in (*councils, None):
            thing = Officer(pk=at + 1, name=f"Officer {at}, told by Jane Clarke", organisation=where)
            facts = {"name": "Jane Clarke", "share": 1e3, "e-mail": "jane@ayton.example", "é": ["x", 0.5, True, None]}
            found.append(audit.record("edited", thing, by=by, organisation=where, before={"name": ""}, after=facts))
    return found


@pytest.fixture
def sealed(councils, jane):
    """Twelve events, sealed in two runs."""
    found = events_of(councils, jane, 2)
    seal(timezone.now())
    found += events_of(councils, jane, 2)
    seal(timezone.now())
    return found


def faults():
    return [(fault.organisation, fault.event) for fault in verify().faults]


def only(pk):
    return AuditEvent.objects.filter(pk=pk)


# What nobody has touched


def test_an_untouched_trail_verifies(sealed):
    """Negative control of all that follows."""
    trail = verify()
    assert (trail.events, trail.waiting, trail.faults) == (12, 0, [])
    assert {chain.name: (chain.seals, chain.events) for chain in trail.chains.values()} == {
        "Ayton Council": (2, 4), "Beford Council": (2, 4), "the installation": (2, 4),
    }  # fmt: skip


def test_what_was_sealed_is_not_sealed_again(sealed):
    assert seal(timezone.now()) == seal(timezone.now(), everything=True) == 0
    assert AuditSeal.objects.count() == 6


def test_a_long_trail_is_sealed_in_many_transactions(councils, jane, monkeypatch):
    monkeypatch.setattr("people.sealing.AT_ONCE", 5)
    events_of(councils, jane, 4)
    assert seal(timezone.now()) == 12
    assert (verify().faults, verify().waiting) == ([], 0)


def test_an_event_holds_the_request_it_was_made_in(client, councils):
    root = User.objects.create_superuser("root@demo.example", "x", name="Root")
    client.force_login(root)
    sent = {"form_token": "5f3a0f0e-6f0e-4a58-9d2b-9f2a3d4b5c6d", "version": 1, "name": "New", "colour": "#123456"}
    answer = client.post("/organisations/", sent | {"nation": Organisation.Nation.SCOTLAND})
    assert answer.status_code == 302
    assert AuditEvent.objects.latest("pk").request_id == answer.headers["X-Request-ID"]


# What somebody has done to it, with the guards lifted


TAMPERED = {
    "details": lambda pk: only(pk).update(after={"name": "Another"}),
    "label": lambda pk: only(pk).update(label="Another"),
    "details and their digest": lambda pk: only(pk).update(after={}, digest=digest_of("", EMPTY), salt="", **SAID),
    "verb": lambda pk: only(pk).update(verb="added"),
    "who": lambda pk: only(pk).update(actor=None),
    "when": lambda pk: only(pk).update(at=F("at") + timedelta(microseconds=1)),
    "which request": lambda pk: only(pk).update(request_id="f" * 32),
    "removed": lambda pk: only(pk).delete(),
}
SAID = {"actor_name": "", "label": "", "before": {}, "undo": {}}
EMPTY = {**SAID, "after": {}}


@pytest.mark.parametrize("how", TAMPERED)
def test_one_event_that_was_changed_is_found_and_named(sealed, how):
    victim = sealed[7]
    with lifted():
        TAMPERED[how](victim.pk)
    assert set(faults()) == {("Beford Council", victim.pk)}


def test_two_events_that_changed_places_are_found(sealed):
    one, two = sealed[1], sealed[4]
    columns = [field.attname for field in AuditEvent._meta.concrete_fields if not field.primary_key]
    rows = {pk: only(pk).values(*columns).get() for pk in (one.pk, two.pk)}
    with lifted():
        only(one.pk).update(**rows[two.pk])
        only(two.pk).update(**rows[one.pk])
    assert faults() == [("Beford Council", one.pk), ("Beford Council", two.pk)]


def test_an_event_given_to_another_council_is_found(sealed, councils):
    with lifted():
        only(sealed[1].pk).update(organisation=councils[0])
    assert faults() == [("Beford Council", sealed[1].pk)]


@pytest.mark.parametrize("is_sealed_since", [False, True])
def test_an_event_that_was_put_in_is_found(sealed, councils, is_sealed_since):
    """With a moment among those of others, whichever id it was given."""
    put_in = AuditEvent.objects.get(pk=sealed[0].pk)
    put_in.pk, put_in.at = None, put_in.at - timedelta(hours=3)
    put_in.save(force_insert=True)
    with lifted():  # the column takes the moment of writing
        only(put_in.pk).update(at=timezone.now() - timedelta(hours=3))
    if is_sealed_since:
        seal(timezone.now())
    assert faults() == [("Ayton Council", put_in.pk)]


def test_seals_that_are_gone_changed_or_rewritten_are_found(sealed):
    first, last = AuditSeal.objects.filter(organisation=sealed[0].organisation).order_by("number")
    with lifted():
        AuditSeal.objects.filter(pk=first.pk).update(events=first.events.replace("a", "b"))
    assert "not the one that was made" in verify().faults[0].sentence
    with lifted():
        AuditSeal.objects.filter(pk=first.pk).delete()
    assert "Seal 2 of Ayton Council does not follow on seal 0" in verify().faults[0].sentence
    assert (last.number, len(verify().faults), verify().waiting) == (2, 1, 2)


def test_a_trail_cut_off_at_its_end_is_found_by_whoever_has_noted_its_seals(sealed, tmp_path):
    noted = tmp_path / "noted.json"
    noted.write_text(said("verify", "--json")[1])
    assert said("verify", "--noted", str(noted))[0] == 0
    with lifted():
        for last in AuditSeal.objects.filter(number=2):
            AuditEvent.objects.filter(pk__in=read_list(last.events)).delete()
            last.delete()
    assert said("verify")[0] == 0  # nothing in the database tells
    code, _, err = said("verify", "--noted", str(noted))
    assert code == 1 and err.count("was noted before, and is gone") == 3


def test_guards_that_are_gone_are_told(sealed):
    with lifted():
        told = [fault.sentence for fault in verify().faults]
    assert told == [
        f"The database no longer refuses to change people_{name}: its triggers are gone."
        for name in ("auditevent", "auditseal")
    ]


def test_an_event_that_the_scheduler_should_have_sealed_is_told(councils, jane):
    event = events_of(councils, jane, 1)[0]
    with lifted():
        AuditEvent.objects.update(at=timezone.now() - timedelta(minutes=30))
    assert (verify().faults, verify().waiting) == ([], 3)  # nobody knows of a scheduler
    MailTransport.objects.update_or_create(pk=MailTransport.THE_ONE, defaults={"swept_at": timezone.now()})
    found = verify().faults
    assert len(found) == 3 and found[0].event == event.pk and "has not been sealed" in found[0].sentence
    seal(timezone.now())
    assert verify().faults == []


# What the database refuses


def refused(**columns):
    with pytest.raises(IntegrityError, match="are added and never changed"), transaction.atomic():
        AuditEvent.objects.update(**columns)


def test_the_database_lets_nobody_change_more_than_a_redaction_does(sealed, jane):
    now, other = timezone.now(), {"after": {}, "salt": "1"}
    refused(after={})
    refused(after={}, redacted_at=now)  # under the old salt the digest could be guessed back
    refused(**other)
    for fixed in ({"verb": "x"}, {"at": now}, {"actor": None}, {"digest": ""}, {"request_id": "x"}, {"object_id": 1}):
        refused(**other, redacted_at=now, **fixed)
    with pytest.raises(IntegrityError, match="are added and never changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=sealed[0].pk)._raw_delete("default")
    assert AuditEvent.objects.update(**other, redacted_at=now) == 12
    refused(after={}, salt="2", redacted_at=now)  # once more only at a later moment
    assert AuditEvent.objects.update(after={}, salt="2", redacted_at=now + timedelta(seconds=1)) == 12


# Redaction


def put(words):
    """A function that puts other words for some, in capitals or not."""

    def replace(text):
        for word, other in words.items():
            text = re.sub(re.escape(word), other, text, flags=re.IGNORECASE)
        return text

    return replace


WORDS = put({"Jane Clarke": "Officer 7", "jane@ayton.example": "nobody@invalid"})


def dump():
    return json.dumps(list(AuditEvent.objects.values("actor_name", "label", "before", "after", "undo"))).lower()


def test_the_log_has_the_digest_of_every_seal(sealed, jane, caplog):
    audit.record("edited", jane, by=jane, organisation=None)
    caplog.set_level("INFO", "people.sealing")
    seal(timezone.now())
    last = AuditSeal.objects.latest("pk")
    assert any(last.sha256 in message_of(record) for record in caplog.records)


def test_what_an_older_version_still_wrote_is_given_its_digest_once(sealed, jane):
    event = AuditEvent(actor_name="Jane", verb="edited", kind="plan", object_id=1, label="A plan", salt="", digest="")
    event.save(force_insert=True)
    assert (verify().faults, verify().waiting) == ([], 1)
    refused(digest="1" * 64, label="Another")
    assert seal(timezone.now()) == 1
    event.refresh_from_db()
    assert event.digest == digest_of(event.salt, {name: getattr(event, name) for name in DETAILS})
    assert (verify().faults, verify().waiting) == ([], 0)
    refused(digest="2" * 64)


def test_a_person_is_taken_out_and_the_chain_still_verifies(sealed, jane):
    assert dump().count("jane") > 12
    assert audit.redact(replace=WORDS, by=None, now=timezone.now()) == 12
    assert "jane" not in dump() and "officer 7" in dump()
    seal(timezone.now())
    assert (verify().faults, verify().waiting) == ([], 0)
    told = AuditEvent.objects.filter(verb="redacted").order_by("pk")
    assert [event.organisation_id for event in told] == [one.organisation_id for one in sealed[:3]]
    assert {int(pk) for event in told for pk in event.after["events"]} == {event.pk for event in sealed}


def test_a_second_redaction_stands_on_the_first(sealed):
    audit.redact(replace=WORDS, by=None, now=timezone.now())
    assert audit.redact(replace=put({"Officer 7": "gone"}), by=None, now=timezone.now() - timedelta(hours=1)) == 12
    assert audit.redact(replace=WORDS, by=None, now=timezone.now()) == 0
    assert verify().faults == []


def test_the_events_of_a_redaction_can_themselves_be_redacted(sealed, jane):
    audit.redact(replace=put({"jane@ayton.example": "nobody@invalid"}), by=jane, now=timezone.now())
    audit.redact(replace=WORDS, by=None, now=timezone.now())
    assert "jane" not in dump()
    assert verify().faults == []


def test_what_a_redaction_left_cannot_be_altered_either(sealed):
    audit.redact(replace=WORDS, by=None, now=timezone.now())
    with lifted():
        only(sealed[3].pk).update(label="Another")
    assert faults() == [("Ayton Council", sealed[3].pk)]


def test_a_redaction_that_no_event_names_is_found(sealed):
    only(sealed[3].pk).update(after={}, salt="1", redacted_at=timezone.now())  # the database lets it pass
    found = verify().faults
    assert [fault.event for fault in found] == [sealed[3].pk]
    assert "no redaction in the trail names it" in found[0].sentence


# Several at once


def test_two_sealers_at_once_seal_everything_once(transactional_db):
    councils = [Organisation.objects.create(name=name, slug=name) for name in "ab"]
    events_of(councils, None, 20)
    barrier = threading.Barrier(4)

    def run():
        try:
            barrier.wait()
            seal(timezone.now())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed = [pk for one in AuditSeal.objects.all() for pk in read_list(one.events)]
    assert sorted(listed) == sorted(AuditEvent.objects.values_list("pk", flat=True))
    assert verify().faults == []


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_seal_has_its_number_once_or_the_chain_would_fork(sealed, is_refused):
    """Negative control: without the constraint the same events would be sealed twice, and the check would say so."""
    again = AuditSeal.objects.filter(organisation=None).latest("number")
    again.pk = None
    if is_refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)
        return
    again.number += 1
    again.save(force_insert=True)
    assert "not the one that was made" in verify().faults[0].sentence


def test_an_event_committed_after_one_of_a_higher_id_is_sealed_by_the_next_run(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("there one transaction writes at a time, so ids are committed in their order")
    council = Organisation.objects.create(name="a", slug="a")
    written, sealed_once = threading.Event(), threading.Event()

    def late():
        try:
            with transaction.atomic():
                events_of([council, council], None, 1)
                written.set()
                assert sealed_once.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=late)
    thread.start()
    assert written.wait(20)
    early = events_of([council, council], None, 1)
    assert seal(timezone.now()) == len(early)
    sealed_once.set()
    thread.join()
    assert AuditEvent.objects.order_by("pk").first().pk < early[0].pk
    assert (verify().faults, verify().waiting) == ([], 3)
    assert seal(timezone.now()) == 3
    assert (verify().faults, verify().waiting) == ([], 0)


# The command


def said(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("audit", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_names_what_is_wrong(councils, jane):
    events = events_of(councils, jane, 1)
    assert said("verify") == (
        0,
        "3 events, 0 of them sealed: each as it was written.\n3 wait for the scheduler, or for: manage.py audit seal\n",
        "",
    )
    assert said("seal") == (0, "3 events sealed.\n", "")
    assert said("verify") == (0, "3 events, 3 of them sealed: each as it was written.\n", "")
    with lifted():
        only(events[1].pk).delete()
    assert said("verify") == (1, "", f"Event {events[1].pk} of Beford Council: It is gone: seal 1 lists it.\n")
    code, out, _ = said("verify", "--json")
    found = json.loads(out)
    assert (code, found["events"], found["sealed"], found["faults"]) == (
        1, 2, 2, [{"organisation": "Beford Council", "event": events[1].pk, "sentence": "It is gone: seal 1 lists it."}],
    )  # fmt: skip
    assert [chain["organisation"] for chain in found["chains"]] == ["ayton", "beford", None]
