"""A column for an amount or a count in the words it was given in."""

from typing import Any

from django.db import models


class AmountField(models.CharField):
    """Kept as written (`plans.amounts` reads it): "12,500", "£1.2 million (TBC)", "TBC"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max_length": 60, "blank": True} | kwargs))
