"""A council's date as one value in one column."""

from typing import Any

from django.db import models

from actions.timing import Timing


class TimingField(models.JSONField):
    """Keeps a `Timing` as its JSON: the words as written and what they were understood to mean."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Timing | None:
        data = super().from_db_value(value, expression, connection)
        return None if data is None else Timing.from_json(data)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_json() if isinstance(value, Timing) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value.as_json() if isinstance(value, Timing) else value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return Timing.from_json(value) if isinstance(value, dict) else value
