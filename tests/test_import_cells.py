"""Nothing of a paper is lost: every cell of tables made by chance is in a field, beside it, left out with why, or told."""

import csv
import io
import json
import random
import re

import pytest

from imports.limits import Refused
from imports.preview import preview
from imports.vocabulary import WORDS
from plans.periods import FinancialYear, Years
from tests.import_files import docx_of, xlsx_of

Y2015 = Years(FinancialYear(2015), FinancialYear(2015))
UNKNOWN = ["Krumm", "Bis", "Wer macht", "Stand", "Blatt", "Notiz", "Zeile", "Wohin"]
BESIDE = ["Cost", "Ward", "Risk owner", "Notes", "Last updated", "", "Meeting date", "Support level"]
TEXTS = ["Issue newsletter {} to all.", "Q{}", "word{}", "Brief the Leader {} and Cabinet", "Part {}\nsecond part. Done",
         "{}", "1.{}", "May 20{:02}", "Head of Service {}", "Members {}", "(see note {})", "Green {}", "lower case {} words",
         "N/A {}", "- item {}", "tbc {}", "31/02/20{:02}", "Jane{} Clarke/Paul Taylor", "£{},000", "{}%"]  # fmt: skip


def written(rows, separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


MAKERS = [docx_of, lambda rows: xlsx_of([[text or None for text in row] for row in rows]),
          lambda rows: written(rows, ";"), lambda rows: written(rows, "\t")]  # fmt: skip


class Chance:
    """Tables by a seed, in layouts that nobody has thought of."""

    def __init__(self, seed):
        self.draw = random.Random(seed)  # noqa: S311
        self.count = 0

    def text(self):
        self.count += 1
        return self.draw.choice(TEXTS).format(self.count)

    def known(self):
        """Headings of councils, with others between them; an action among them or not."""
        fields = self.draw.sample(list(WORDS), self.draw.randint(2, 6))
        headings = [self.draw.choice(WORDS[field]).title() for field in fields]
        for _ in range(self.draw.randint(0, 3)):
            headings.insert(self.draw.randrange(len(headings) + 1), self.draw.choice(BESIDE))
        return headings

    def unknown(self):
        return self.draw.sample(UNKNOWN, self.draw.randint(2, 7))

    def rows(self, headings):
        width = len(headings)

        def alone(text):
            return [text, *[""] * (width - 1)]

        rows = [alone(f"Plan {self.draw.randrange(9)}")] if self.draw.random() < 0.3 else []
        rows.append(headings)
        for _ in range(self.draw.randint(2, 10)):
            kinds = {
                "full": [self.text() if self.draw.random() < 0.75 else "" for _ in headings],
                "alone": alone(self.text()),
                "blank": alone(""),
                "again": headings,
                "one": [""] * (place := self.draw.randrange(width)) + [self.text()] + [""] * (width - place - 1),
                "priority": alone(f"PRIORITY {self.draw.randint(1, 9)}: some priority {self.count}"),
                "milestones": ["KEY MILESTONES", *[""] * (width - 2), "DATE (month/year)"],
            }
            (kind,) = self.draw.choices([*kinds], weights=[70, 12, 4, 5, 5, 2, 2])
            rows.append(kinds[kind])
        return rows


def letters(text):
    return re.sub(r"\W+", "", text).casefold()


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("kind", ["known", "unknown"])
def test_every_cell_of_a_table_made_by_chance_is_somewhere_in_the_preview(kind, seed):
    chance = Chance(f"{kind} {seed}")
    rows = chance.rows(getattr(chance, kind)())
    try:
        found = preview(chance.draw.choice(MAKERS)(rows), "paper", Y2015)
    except Refused as refusal:
        assert "No action was found" in str(refusal)  # a refusal keeps nothing, and says so
        return
    for row in found["rows"]:
        del row["source"]  # which is the cells as they stand, and would prove nothing
    told = letters(json.dumps(found, ensure_ascii=False).replace("\\n", " "))
    lost = [text for row in rows for text in row if not all(letters(line) in told for line in text.split("\n"))]
    assert lost == [], rows
