"""A version on every editable row, so that two people who save the same thing never overwrite each other."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class StaleVersionError(Exception):
    """Somebody saved this row after the form was opened. `current` is the row as it now stands."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current} has been changed since you opened it.")
        self.current: Any = current


class VersionedModel(models.Model):
    """A row whose edits carry the version they were made from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def claim_version(cls, pk: int, version: int) -> bool:
        """Move the row from `version` to the next one; false if it is no longer at `version`.

        One compare-and-set UPDATE: right on SQLite and PostgreSQL alike, however many save at once.
        """
        rows = cls._default_manager.filter(pk=pk, version=version)
        return rows.update(version=models.F("version") + 1) == 1

    def save_from(self, version: int, **changes: Any) -> Self:
        """Save `changes`, which were made from `version`.

        Raises:
            StaleVersionError: the row has moved on; nothing is saved.
        """
        if not type(self).claim_version(self.pk, version):
            raise StaleVersionError(type(self)._default_manager.get(pk=self.pk))
        for name, value in changes.items():
            setattr(self, name, value)
        self.version = version + 1
        self.save(update_fields=[*changes])
        return self
