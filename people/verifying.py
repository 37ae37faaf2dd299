"""Whether the audit trail is what was written: every event against its seal, every seal against the one before.

Read as a stream, beside writers and a sealer that are at work: whatever looks wrong is looked at again at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from people.append_only import guarded_tables
from people.audit import redactions
from people.models import AuditEvent, AuditSeal, MailTransport, Organisation
from people.sealing import LATE
from people.trail import BEGINNING, DETAILS, FACTS, digest_of, leaf_of, read_list, seal_of

UNSEALED = timedelta(minutes=10)  # the scheduler seals every minute
MOST = 1000  # faults that are told
COLUMNS = (*FACTS, "at", "digest", "salt", "redacted_at", *DETAILS)


@dataclass(frozen=True)
class Fault:
    """`event`: its id; None where it is no event that is at fault."""

    organisation: str
    event: int | None
    sentence: str


@dataclass
class Chain:
    """One organisation's seals, as far as they have been read. `until`: the moment of the latest event."""

    organisation: int | None
    name: str
    seals: int = 0
    events: int = 0
    until: datetime | None = None
    sha256: str = BEGINNING


@dataclass
class Trail:
    """What was found: numbers, chains, faults. `waiting`: events that the next run of the sealer is for."""

    events: int = 0
    waiting: int = 0
    chains: dict[int | None, Chain] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Suspect:
    """An event of which something looked wrong. `leaf`: what its seal says of it; empty where none lists it."""

    pk: int
    chain: Chain
    leaf: str = ""
    seal: int = 0


Heads = Mapping[int | None, tuple[int, str]]


def verify(noted: Heads | None = None) -> Trail:
    """Check the whole trail. `noted`: {id of an organisation: (number, SHA-256) of a seal that was noted before}."""
    return Verifying(noted or {}).trail


class Verifying:
    def __init__(self, noted: Heads) -> None:
        self.noted, self.trail = noted, Trail()
        self.names: dict[int | None, str] = dict(Organisation.objects.values_list("pk", "name"))
        self.redacted = dict(redactions())
        self.suspects: list[Suspect] = []
        self.met: dict[int, dict[str, Any]] = {}  # events read, and not found in a seal yet
        self.events = AuditEvent.objects.all().in_chunks(*COLUMNS)
        self.coming = next(self.events, None)
        self.newest: datetime | None = None  # the latest moment that any event of an earlier run of the sealer bears
        self.guards()
        self.seals()
        self.unsealed()
        self.look_again()

    def fault(self, chain: Chain | None, event: int | None, sentence: str) -> None:
        if len(self.trail.faults) < MOST:
            self.trail.faults.append(Fault(chain.name if chain else "", event, sentence))

    def suspect(self, suspect: Suspect) -> None:
        if len(self.suspects) < MOST:
            self.suspects.append(suspect)

    def guards(self) -> None:
        guarded = guarded_tables(connection)
        for model in (AuditEvent, AuditSeal):
            if (table := model._meta.db_table) not in guarded:
                self.fault(None, None, f"The database no longer refuses to change {table}: its triggers are gone.")

    def chain_of(self, organisation: int | None) -> Chain:
        if organisation not in self.trail.chains:
            name = self.names.get(organisation, "the installation" if organisation is None else f"no. {organisation}")
            self.trail.chains[organisation] = Chain(organisation, name)
        return self.trail.chains[organisation]

    def read_up_to(self, last: int) -> None:
        while self.coming and self.coming["pk"] <= last:
            self.met[self.coming["pk"]] = self.coming
            self.trail.events += 1
            self.coming = next(self.events, None)

    def seals(self) -> None:
        run: datetime | None = None
        latest: datetime | None = None
        for seal in AuditSeal.objects.all().in_chunks(
            "organisation_id", "number", "events", "last_event", "made_at", "sha256", size=200
        ):
            if seal["made_at"] != run:
                run, self.newest = seal["made_at"], latest
            chain = self.chain_of(seal["organisation_id"])
            self.link(chain, seal)
            until = self.sealed(chain, seal)
            chain.until = until or chain.until
            latest = max(filter(None, (latest, until)), default=None)
        self.newest = latest
        for organisation, (number, _) in self.noted.items():
            if (chain := self.chain_of(organisation)).seals < number:
                self.fault(chain, None, f"Seal {number} of {chain.name} was noted before, and is gone.")

    def link(self, chain: Chain, seal: dict[str, Any]) -> None:
        """Does the seal follow on the one before, and is it as it was made?"""
        number, what = seal["number"], f"Seal {seal['number']} of {chain.name}"
        if number != chain.seals + 1:
            self.fault(chain, None, f"{what} does not follow on seal {chain.seals}: what stood between is gone.")
        elif seal["sha256"] != seal_of(chain.sha256, chain.organisation, number, seal["made_at"], seal["events"]):
            self.fault(chain, None, f"{what} is not the one that was made, or does not follow on the one before it.")
        noted = self.noted.get(chain.organisation)
        if noted and noted[0] == number and noted[1] != seal["sha256"]:
            self.fault(chain, None, f"{what} is another than the one that was noted.")
        chain.seals, chain.sha256 = number, seal["sha256"]

    def sealed(self, chain: Chain, seal: dict[str, Any]) -> datetime | None:
        """Are its events what it says? The latest moment that one of them bears."""
        try:
            leaves = read_list(seal["events"])
        except ValueError:
            self.fault(chain, None, f"Seal {seal['number']} of {chain.name} lists no events.")
            return None
        self.read_up_to(max(leaves))
        moments = []
        for pk, leaf in leaves.items():
            event = self.met.pop(pk, None)
            suspect = Suspect(pk, chain, leaf, seal["number"])
            if event is None or wrong_with(event, suspect, self.redacted):
                self.suspect(suspect)
            if event:
                moments.append(event["at"])
                self.check_moment(chain, event)
        chain.events += len(leaves)
        return max(moments, default=None)

    def check_moment(self, chain: Chain, event: dict[str, Any]) -> bool:
        """False for what was put in behind the back of the sealer, among events that had been sealed."""
        if self.newest is None or event["at"] + LATE >= self.newest:
            return True
        when = f"{timezone.localtime(event['at']):%-d %B %Y, %H:%M}"
        self.fault(chain, event["pk"], f"It bears the moment {when}, but was not there when later events were sealed.")
        return False

    def unsealed(self) -> None:
        ticked = MailTransport.objects.filter(pk=MailTransport.THE_ONE).values_list("swept_at", flat=True).first()
        self.met = dict(sorted(self.met.items()))
        for event in self.rest():
            chain = self.chain_of(event["organisation_id"])
            suspect = Suspect(event["pk"], chain)
            if wrong_with(event, suspect, self.redacted):
                self.suspect(suspect)
            if not self.check_moment(chain, event):
                continue
            if ticked and event["at"] + UNSEALED < ticked and not self.is_sealed_by_now(event):
                sentence = (
                    "It has not been sealed for ten minutes, though the scheduler runs. Look at the worker's log."
                )
                self.fault(chain, event["pk"], sentence)
            self.trail.waiting += 1

    def rest(self) -> Iterator[dict[str, Any]]:
        """What stands in no seal that was read."""
        yield from self.met.values()
        while self.coming:
            self.trail.events += 1
            yield self.coming
            self.coming = next(self.events, None)

    def is_sealed_by_now(self, event: dict[str, Any]) -> bool:
        later = AuditSeal.objects.filter(organisation=event["organisation_id"], last_event__gte=event["pk"])
        chain = self.chain_of(event["organisation_id"])
        return any(event["pk"] in read_list(one.events) for one in later.filter(number__gt=chain.seals))

    def look_again(self) -> None:
        """What looked wrong may have been committed, or redacted, while the trail was read."""
        self.redacted = dict(redactions()) if self.suspects else {}
        pks = [suspect.pk for suspect in self.suspects]
        events = {event["pk"]: event for event in AuditEvent.objects.filter(pk__in=pks).in_chunks(*COLUMNS)}
        for suspect in self.suspects:
            event = events.get(suspect.pk)
            for sentence in wrong_with(event, suspect, self.redacted) if event else [gone(suspect)]:
                self.fault(suspect.chain, suspect.pk, sentence)


def gone(suspect: Suspect) -> str:
    return f"It is gone: seal {suspect.seal} lists it."


def wrong_with(event: Mapping[str, Any], suspect: Suspect, redacted: Mapping[int, tuple[int, str]]) -> list[str]:
    """What is wrong with an event, in sentences. `redacted`: {id: which event last redacted it, digest of what it left}."""
    if not event["digest"] and not suspect.leaf:
        return []  # an older version wrote it, and the sealer has not come yet
    found = []
    by, left = redacted.get(event["pk"], (0, ""))
    written = digest_of(event["salt"], event)
    if suspect.leaf and suspect.leaf != leaf_of(event):
        found.append(f"It is not as it was when seal {suspect.seal} was made: who, what, when or of what is another.")
    if event["redacted_at"] and not by:
        found.append("Its details have been taken out, and no redaction in the trail names it.")
    elif by and not event["redacted_at"]:
        found.append(f"Event {by} took out its details, but there they are.")
    elif written != (left if by else event["digest"]):
        whose = f"event {by} left of it" if by else "was written"
        found.append(f"Its details (before, after, label, name or undo) are not what {whose}.")
    return found
