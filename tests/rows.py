"""Every row of the database, so that two moments can be compared."""

from typing import Any

from django.apps import apps

NOT_THE_REGISTER = {"imports", "sessions", "contenttypes", "auth", "account", "admin"}
TRAILS = {"people.AuditEvent", "people.AuditSeal", "people.SentForm", "people.OutgoingMail"}


def every_row() -> dict[str, dict[Any, dict[str, Any]]]:
    """{model: {id: columns}} of everything but trails and uploads, many-to-many tables included. Versions are left out:
    what is put back goes on by one."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in NOT_THE_REGISTER or model._meta.label in TRAILS:
            continue
        rows = {row[model._meta.pk.attname]: row for row in model._base_manager.values()}
        for row in rows.values():
            row.pop("version", None)
        found[model._meta.label] = rows
    return found
