"""Taking a person out of the register for good. What was done stays, and can be followed; who did it is no longer said.

Everything happens in one transaction, and is looked at again within it: where anything is left, nothing has happened.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.deletion import CASCADE
from django.utils import timezone

from actions.models import UpdateLink
from campaigns.models import Clearance, Reopening, Statement, TakenBack
from commsplan.persons import files
from commsplan.persons.held import Found, every_model, held, rows_of, text_fields
from commsplan.persons.refusing import why_not
from commsplan.persons.trail import redact_events
from commsplan.persons.who import Person
from people import audit
from people.append_only import lifted
from people.models import Absence, AuditEvent, Officer, OutgoingMail, User, VersionedModel
from people.models.mail import OPEN_STATES
from people.units import LONGEST
from surveys.models import Invitation

# Rows that are added and never changed, but are no paper: for the one transaction the database lets their words change.
LOOSENED = (Clearance, TakenBack, Statement, Reopening)
NOT_KEPT = "This e-mail was to somebody who has left. It is not kept."
WITHHELD = "Whoever it was to has left."


@dataclass
class Result:
    """What was, or would be, done: `changed` and `removed` are numbers of rows by table; `papers` stay as they are;
    `left` are files that could not be written anew, and rows that could not be changed, for somebody to look at."""

    person: Person
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def found_anything(self) -> bool:
        return bool(self.changed or self.removed or self.files or self.papers or self.left)


def look(person: Person) -> Result:
    """What anonymising would come to, with nothing changed."""
    result = Result(person)
    for model, rows in held(person).items():
        note_papers(result, rows)
        doomed = {one.pk for one in rows if one.is_theirs and goes_with_them(model, person)}
        for one in rows:
            if not one.is_frozen and (one.pk in doomed or one.why - {"theirs"} or model in (User, Officer)):
                (result.removed if one.pk in doomed else result.changed)[model._meta.db_table] += 1
    for file in files.files_of(person):
        (result.papers if file.is_frozen else result.left if file.unread else result.files).append(file.line)
    result.files += [f"e-mails in {path.name}" for path in files.mail_files(person.words)]
    return result


def anonymise(*, person: Person, by: User | None, now: datetime, leave_actions: bool = False) -> Result:
    """Take the person out.

    Raises:
        ValidationError: they are the last administrator, or still have work to hand over; nothing is changed. Or
            something of them would be left.
    """
    on = timezone.localdate(now)
    with transaction.atomic():
        list(User.objects.select_for_update().filter(pk__in=person.user_ids))
        if refusal := why_not(person, on=on, leave_actions=leave_actions):
            raise ValidationError(refusal)
        result = Result(person)
        for one in files.files_of(person):
            if one.is_frozen:
                result.papers.append(one.line)
            else:
                (result.files if files.take_out(one, person.words) else result.left).append(one.line)
        with lifted(*(model._meta.db_table for model in LOOSENED)):
            close_doors(result, on)
            for model in every_model():
                if model is not AuditEvent:
                    redact(result, model)
            rename(result)
            if number := redact_events(person, by, now):
                result.changed[AuditEvent._meta.db_table] += number
            check_nothing_is_left(result)
        tell(result, by)
    for path in [*files.mail_files(person.words)]:
        path.unlink()
        result.files.append(f"e-mails in {path.name}")
    cache.clear()  # pages and papers are kept there ready-made
    return result


def note_papers(result: Result, rows: Iterable[Found]) -> None:
    for one in rows:
        if one.is_frozen and one.why - {"theirs"}:
            row = one.model._base_manager.get(pk=one.pk)
            result.papers.append(f"{one.model._meta.verbose_name} {one.pk}: {row}{of_plan(row)}")


def of_plan(row: Any) -> str:
    plan = getattr(row, "plan", None)
    return f" ({plan.slug})" if plan else ""


def goes_with_them(model: type[models.Model], person: Person) -> bool:
    """Rows that are nothing without their sign-in (roles, ways to sign in, feeds), and what an officer wished or was away."""
    if model in (Session, Absence, Officer.told_apart.through):
        return True
    return any(
        column.related_model is User and column.remote_field.on_delete is CASCADE
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey)
    )


def close_doors(result: Result, on: date) -> None:
    """End all by which they could come in or be written to."""
    person = result.person
    for model in every_model():
        if not goes_with_them(model, person):
            continue
        if model is Absence:
            # Whoever they were to stand in for is without somebody who does.
            Absence.objects.filter(cover__in=person.officer_ids).update(cover=None)
        theirs = [one.pk for one in rows_of(person, model) if one.is_theirs]
        if theirs:
            result.removed[model._meta.db_table] += len(theirs)
            model._base_manager.filter(pk__in=theirs).delete()
    UpdateLink.objects.live(on).filter(officer__in=person.officer_ids).update(revoked_on=on, revoked_by=person.label)
    mails = OutgoingMail.objects.filter(any_address("to_address", person))
    mails.filter(state__in=OPEN_STATES).update(
        state=OutgoingMail.State.WITHHELD, reason=WITHHELD, lease_until=None, retry_at=None
    )
    mails.update(text_body=NOT_KEPT, html_body="", unsubscribe_url="")
    asked = Invitation.objects.filter(any_address("email", person), has_replied=False)
    result.removed[Invitation._meta.db_table] += asked.delete()[0]
    result.removed += Counter()  # without noughts


def any_address(column: str, person: Person) -> Q:
    found = Q(pk__in=[])
    for address in person.addresses:
        found |= Q(**{f"{column}__iexact": address})
    return found


def redact(result: Result, model: type[models.Model]) -> None:
    """Neutral words in the rows of one table. What is frozen is only noted."""
    person = result.person
    rows = [one for one in rows_of(person, model) if one.why - {"theirs"}]
    note_papers(result, rows)
    if model in (User, Officer):
        rows = [one for one in rows if not one.is_theirs]
    for one in rows:
        if not one.is_frozen and (redact_session(one, person) if model is Session else redact_row(one, person)):
            result.changed[model._meta.db_table] += 1


def redact_row(found: Found, person: Person) -> bool:
    row = found.model._base_manager.select_for_update(of=("self",)).get(pk=found.pk)
    words = person.own_words if found.is_theirs else person.words
    changes: dict[str, Any] = {}
    for column in text_fields(found.model):
        value = plain_value = getattr(row, column.attname)
        is_json = isinstance(column, models.JSONField)
        if hasattr(value, "as_json"):
            plain_value = value.as_json()
        if not words.found_in(plain_value):
            continue
        made = words.replaced_in(plain_value)
        if not is_json:
            made = fitting(made, column, row)
        changes[column.attname] = column.to_python(made) if hasattr(value, "as_json") else made
    if not changes:
        return False
    if issubclass(found.model, VersionedModel):  # a form that was open before must not bring the name back
        changes["version"] = F("version") + 1
    found.model._base_manager.filter(pk=found.pk).update(**changes)
    return True


def fitting(text: str, column: models.Field, row: models.Model) -> str:
    """The text as its column takes it: no longer than it may be, and not the same as another row's where each is unique."""
    longest = column.max_length or len(text)
    unlike = column.unique or (isinstance(row, Invitation) and column.name == "email")
    if unlike:
        mark = hashlib.sha256(str(row.pk).encode()).hexdigest()[:12]
        return f"{mark}-{text}"[:longest]
    return text[:longest]


def redact_session(found: Found, person: Person) -> bool:
    """A form that waits in somebody else's session."""
    kept = person.words.replaced_in(Session.objects.get(pk=found.pk).get_decoded())
    return bool(Session.objects.filter(pk=found.pk).update(session_data=SessionStore().encode(kept)))


def rename(result: Result) -> None:
    """The sign-in that lets nobody in, and the officers with their posts and without a name."""
    person = result.person
    for number, user in enumerate(person.users, 1):
        user.name, user.email = (
            numbered(person.label, number),
            f"{numbered('left', number)}-{user.pk}@{person.address.split('@')[1]}",
        )
        user.is_active = user.is_superuser = user.weekly_digest = False
        user.last_login = None
        user.set_unusable_password()
        user.save()
        result.changed[User._meta.db_table] += 1
    for number, officer in enumerate(person.officers, 1):
        if officer.name.casefold() != officer.post.casefold():
            officer.name = numbered(person.label, number)
        officer.unit = person.words.replaced_in(officer.unit)[:LONGEST]
        officer.email, officer.also_known_as, officer.version = "", [], officer.version + 1
        officer.save(update_fields=["name", "unit", "email", "also_known_as", "version"])
        result.changed[Officer._meta.db_table] += 1


def numbered(words: str, number: int) -> str:
    """The first as it is, the others told from it."""
    if number == 1:
        return words
    return f"{words[:-1]}.{number})" if words.endswith(")") else f"{words}.{number}"


def check_nothing_is_left(result: Result) -> None:
    """Look again at every table, as a dump would show it.

    Raises:
        ValidationError: a row that is no paper still names the person.
    """
    person = result.person
    for model in every_model():
        for one in rows_of(person, model):
            if one.why - {"theirs"} and not one.is_frozen:
                raise ValidationError(f"{model._meta.db_table} {one.pk} still names them, so nothing has been changed.")


def tell(result: Result, by: User | None) -> None:
    """One event for each council that knew them: how many rows of which tables, and never who."""
    person = result.person
    after = {"changed": dict(result.changed), "removed": dict(result.removed), "papers that stay": len(result.papers)}
    for officer in person.officers or ():
        audit.record("anonymised", officer, by=by, organisation=officer.organisation, after=after)
    if not person.officers:
        for user in person.users:
            audit.record("anonymised", user, by=by, organisation=None, after=after)
