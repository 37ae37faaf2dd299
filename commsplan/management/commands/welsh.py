"""manage.py welsh: what the Welsh catalogue lacks, and the catalogue as Django loads it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commsplan.catalogue import compiled, read_po, wanted


class Command(BaseCommand):
    help = (
        "Make locale/cy/LC_MESSAGES/django.mo out of django.po; name the texts that have no Welsh, or are used no more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "locale/cy/LC_MESSAGES"
        entries = read_po((folder / "django.po").read_text(encoding="utf-8"))
        (folder / "django.mo").write_bytes(compiled(entries))
        held, needed = {entry.key for entry in entries if entry.msgid}, wanted(settings.BASE_DIR)
        for what, keys in (("No Welsh for", needed - held), ("Used no more", held - needed)):
            for _, text in sorted(keys):
                self.stdout.write(f"{what}: {text}")
        if needed - held:
            raise CommandError("The catalogue is not whole.")
