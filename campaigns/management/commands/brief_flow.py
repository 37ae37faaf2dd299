"""manage.py brief_flow: every step a brief can take, as the docs show it."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns.drawing import drawing


class Command(BaseCommand):
    help = "Print every step that a communications brief can take: a diagram and a table, as in docs/briefs.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(drawing(), ending="")
