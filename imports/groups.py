"""Action groups: an action "1" that stands over "1.1" and "1.2", with neither date nor owner of its own."""

from actions.timing import parse_timing
from imports.text_joins import joined

NO_DATE = "No date is written."
NO_OWNER = "No owner is written."
CUT = "The text is cut across the columns of the paper; it was put together again and needs review."


def give_parents(rows: list[dict]) -> None:
    """Say of each row under which other it stands (`parent` is that one's reference), and expect no date or owner of
    a group. The words of a group that were cut across its date and owner columns are put together again."""
    groups: dict[tuple[str, str, str], dict] = {}
    for row in rows:
        number = row["reference"].rstrip(".")
        above = number.rpartition(".")[0]
        if above and (group := groups.get((row["section"], row["priority"], above))):
            row["parent"] = group["reference"].rstrip(".")
            group.setdefault("is_group", True)
        groups.setdefault((row["section"], row["priority"], number), row)
    for row in rows:
        if row.pop("is_group", False):
            expect_nothing(row)


def expect_nothing(row: dict) -> None:
    """A group needs no date or owner; a date or owner that is neither was part of its words."""
    row["warnings"] = [warning for warning in row["warnings"] if warning not in (NO_DATE, NO_OWNER)]
    is_date = not row["date_text"] or not row["timing"]["needs_review"]
    is_owner = not row["owner_text"] or (bool(row["owners"]) and not row["owner_text"][:1].islower())
    if is_date and is_owner:
        return
    words = [text for _, text in row["source"]["cells"] if text.rstrip(".") != row["reference"].rstrip(".")]
    row |= {
        "title": joined(words),
        "date_text": "",
        "timing": parse_timing("", None).as_json(),
        "owners": [],
        "owner_text": "",
        "extra": dict(row["source"]["cells"]),
        "warnings": [CUT],
    }
