"""Setting how a council's committee papers are made."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import Organisation, User
from people.permissions import Verb, check
from reports.models import PaperRules


@transaction.atomic
def set_paper_rules(*, organisation: Organisation, body: str, by: User, version: int, **rules: Any) -> PaperRules:
    """The rules of a council's papers or, with a `body`, of one committee's. Reports drafted from now on follow their
    sections and signatories; deadlines follow at once.

    Raises:
        StaleVersionError: somebody saved them meanwhile.
        ValidationError: the committee has a name of more than 120 letters.
    """
    check(by, Verb.KEEP_MEETINGS, organisation)
    if len(body) > 120:
        raise ValidationError("The name of a committee has 120 letters at most.")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    found = PaperRules.objects.filter(organisation=organisation, body=body).first()
    if found is None:
        found = PaperRules.objects.create(organisation=organisation, body=body, **rules)
        before: dict[str, Any] = {}
    else:
        before = {name: getattr(found, name) for name in rules}
        found.save_from(version, **rules)
    audit.record("set", found, by=by, organisation=organisation, before=before, after=rules)
    return found
