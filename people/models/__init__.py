"""Organisations, people and their roles, the outbox, and the audit trail."""

from people.models.absence import Absence
from people.models.audit import AuditEvent, AuditSeal
from people.models.guess import Guess
from people.models.mail import MailTransport, OutgoingMail
from people.models.officer import Officer, one_for_each_person
from people.models.organisation import Organisation
from people.models.scoping import ScopedQuerySet
from people.models.sentform import SentForm
from people.models.token import ApiToken, Scope, token_digest
from people.models.user import Membership, Role, User
from people.models.versions import StaleVersionError, VersionedModel

__all__ = [
    "Absence",
    "ApiToken",
    "AuditEvent",
    "AuditSeal",
    "Guess",
    "MailTransport",
    "Membership",
    "Officer",
    "Organisation",
    "OutgoingMail",
    "Role",
    "Scope",
    "ScopedQuerySet",
    "SentForm",
    "StaleVersionError",
    "User",
    "VersionedModel",
    "one_for_each_person",
    "token_digest",
]
