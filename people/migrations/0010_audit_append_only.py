"""Events written before there was a chain are given their digests; from here on none is changed."""

from typing import Any

from django.db import migrations

from people.append_only import append_only
from people.trail import DETAILS, digest_of, new_salt

AT_ONCE = 1000


def give_digests(apps: Any, schema_editor: Any) -> None:
    events, last = apps.get_model("people", "AuditEvent").objects.order_by("pk"), 0
    while rows := list(events.filter(pk__gt=last).only(*DETAILS)[:AT_ONCE]):
        for event in rows:
            event.salt = new_salt()
            event.digest = digest_of(event.salt, {name: getattr(event, name) for name in DETAILS})
        events.bulk_update(rows, ["salt", "digest"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("people", "0009_audit_evidence")]

    operations = [
        migrations.RunPython(give_digests, migrations.RunPython.noop),
        append_only("people_auditevent"),
        append_only("people_auditseal"),
    ]
