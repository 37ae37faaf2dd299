"""How a council wants its headings read, as somebody has said for an earlier file of it."""

from __future__ import annotations

import re

from imports.models import ColumnReading
from people.models import Organisation

KEY_LENGTH = 300


def heading_key(heading: str) -> str:
    """A heading without what does not tell headings apart: capitals, and all that is neither letter nor digit."""
    return " ".join(re.findall(r"\w+", heading.casefold()))[:KEY_LENGTH] or heading[:KEY_LENGTH]


def remembered(organisation: Organisation) -> dict[str, str]:
    """{heading: field} of the council."""
    return dict(ColumnReading.objects.filter(organisation=organisation).values_list("heading", "field"))
