"""What tells a row of a paper from every other, so that importing the paper again adds nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any


def row_keys(preview: dict[str, Any]) -> list[str]:
    """A key for each row, from what it says: the same row of the same paper has the same key in any file.

    Rows that say exactly the same are told apart by counting them, so that both are kept.
    """
    seen: Counter[str] = Counter()
    keys = []
    for row in preview["rows"]:
        said = [row[name] for name in ("reference", "title", "section", "audiences", "date_text", "owners", "method")]
        key = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:56]
        keys.append(f"{key}-{seen[key]}")
        seen[key] += 1
    return keys
