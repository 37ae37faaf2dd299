"""Checking a file before it is imported: its rows, its columns, and what the paper does not say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from imports.checking import Checked, CheckedRow
from imports.corrections import headings, written
from imports.differences import squeezed
from imports.item_corrections import CORRECTABLE, LENGTHS, TARGET, texts_of
from imports.kinds import KNOWN, CheckedItem
from imports.models import ImportFile
from imports.vocabulary import FIELDS
from imports.who import ADD, LEAVE, names_of, set_dates_by
from people.forms import DayField, EditForm, OneTimeForm, TextField, name_the_fields
from plans.rag import MEANINGS

NOTHING = "extra"
EXAMPLE = 80
KEPT_BESIDE = "Something else: keep it beside the action"
HEADINGS_ASKED = 200  # a form has a limit of fields


class AnswersForm(EditForm):
    """What the paper does not say: sections, names, and until when missing dates are to be set."""

    sections_are_priorities = forms.BooleanField(
        label="Make the sections of the paper priorities of the plan",
        required=False,
        help_text="Actions that are there already and have no priority are put under them too.",
    )
    set_dates_by = DayField(
        label="Missing dates are to be set by", required=False, help_text="Owners are asked until they are."
    )

    def __init__(self, *args: Any, checked: Checked, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = checked.file.answers
        self.initial.setdefault("version", checked.file.version)
        self.initial.setdefault("set_dates_by", set_dates_by(checked, today))
        self.initial.setdefault("sections_are_priorities", answers.get("sections_are_priorities", False))
        if not any(row.row["section"] for row in checked.kept):
            del self.fields["sections_are_priorities"]
        self.names = names_of(checked)
        choices = [(LEAVE, "Keep the words, and ask for a name")]
        choices += [(ADD, f"Add as an officer of {self.names.council}")]
        choices += [
            (pk, f"{o.name}{f', {o.post}' if o.post and o.post != o.name else ''}")
            for pk, o in self.names.officers.items()
        ]
        for number, name in enumerate(self.names.asked):
            self.fields[f"who_{number}"] = forms.ChoiceField(label=f"“{name}”", choices=choices)
            self.initial.setdefault(f"who_{number}", self.names.answer(name))

    def answers(self) -> dict[str, Any]:
        """As the file keeps them. What was answered of names that no row has now is kept for when one has again."""
        day = self.cleaned_data["set_dates_by"]
        who = {name: self.cleaned_data[f"who_{number}"] for number, name in enumerate(self.names.asked)}
        return {
            "sections_are_priorities": self.cleaned_data.get("sections_are_priorities", False),
            "set_dates_by": day.isoformat() if day else None,
            "who": {**self.names.given, **who},
        }


class ImportForm(EditForm):
    """The button that imports; with a reason where dates are moved by it."""

    reason = TextField(
        label="Why dates move",
        required=False,
        help_text="Kept with every date that is moved. The first agreed date stays on record.",
    )

    def __init__(self, *args: Any, checked: Checked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", checked.file.version)
        self.initial.setdefault("reason", f"As written in {checked.file.name}"[:300])
        if not checked.moves_dates:
            del self.fields["reason"]


class RowForm(EditForm):
    """A row of the paper, to be written over."""

    title = TextField(label="Action", max_length=1000)
    reference = TextField(label="Number", max_length=100, required=False)
    section = TextField(label="Section", max_length=1000, required=False)
    audiences = TextField(label="Audience", max_length=2000, required=False, help_text="Several are divided by commas.")
    date_text = TextField(
        label="Date",
        rows=2,
        required=False,
        help_text="As you would write it: March 2016, quarterly, before each Cabinet meeting.",
    )
    owner_text = TextField(
        label="Who",
        rows=2,
        required=False,
        help_text="As you would write it: Jane Clarke to prepare. Communications Team to distribute.",
    )
    method = TextField(label="Method", rows=2, required=False)
    progress = TextField(label="Progress", rows=3, required=False)
    rag = forms.ChoiceField(
        label="Colour",
        required=False,
        choices=[("", "None"), *((meaning.rag, meaning.label) for meaning in MEANINGS.values())],
    )

    def __init__(self, *args: Any, row: CheckedRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.raw = written(row.raw)
        for name, value in {**written(row.row), "version": row.version}.items():
            self.initial.setdefault(name, value)

    def corrections(self) -> dict[str, str]:
        """{field: text} of what is written otherwise than in the paper."""
        return {name: text for name, text in self.facts().items() if squeezed(text) != squeezed(self.raw[name])}


class ItemForm(EditForm):
    """A priority, milestone, decision or measure of the paper, to be written over."""

    def __init__(self, *args: Any, item: CheckedItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.raw = texts_of(item.kind, item.raw)
        self.names = dict(enumerate(self.raw))
        labels, stands = CORRECTABLE[item.kind], texts_of(item.kind, item.found)
        for number, name in self.names.items():
            label = labels.get(name) or name.removeprefix(TARGET) or "Target"
            if name == "in_forward_plan":
                choices = [("", "Not said"), *((key, words.capitalize()) for key, words in KNOWN.items())]
                field: forms.Field = forms.ChoiceField(label=label, choices=choices, required=False)
            else:
                is_title = name in ("title", "statement")
                long = {"title": 3, "statement": 2, "description": 6}.get(name, 0)
                field = TextField(label=label, max_length=LENGTHS.get(name, 5000), rows=long, required=is_title)
            self.fields[f"text_{number}"] = field
            self.initial.setdefault(f"text_{number}", stands[name])
        self.initial.setdefault("version", item.version)
        name_the_fields(self)

    def corrections(self) -> dict[str, str]:
        """{field: text} of what is written otherwise than in the paper."""
        sent = {name: self.cleaned_data[f"text_{number}"] for number, name in self.names.items()}
        return {name: text for name, text in sent.items() if squeezed(text) != squeezed(self.raw[name])}

    def named(self, corrected: dict[str, str]) -> dict[str, str]:
        """What somebody else has written, by the fields of this form."""
        return {f"text_{number}": corrected.get(name, self.raw[name]) for number, name in self.names.items()}


class RowButtonForm(OneTimeForm):
    """A button beside a row: what is to be done, to which row, which stood at which version; "leave-out 5f2a91bc0d3e 1"."""

    do = forms.RegexField(r"^[a-z-]+ [0-9a-f]{12} [0-9]{1,9}( [a-z_]{1,20})?$", max_length=80)
    show = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)


class ColumnsForm(EditForm):
    """How each heading of the paper is read."""

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", file.version)
        self.read = headings(file.preview or {})
        examples = examples_of(file.preview or {})
        choices = [(key or NOTHING, words if key else KEPT_BESIDE) for key, words in FIELDS.items()]
        for number, (heading, field) in enumerate(self.headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading or "(no heading)",
                choices=choices,
                help_text=f"For example: {examples[heading]}" if heading in examples else "",
            )
            self.initial.setdefault(f"column_{number}", field if field in FIELDS else NOTHING)

    @property
    def headings(self) -> list[tuple[str, str]]:
        return list(self.read.items())[:HEADINGS_ASKED]

    def changed(self) -> dict[str, str]:
        """{heading: field} of those that are to be read otherwise than they were."""
        sent = {heading: self.said(number) for number, (heading, _) in enumerate(self.headings)}
        return {heading: field for heading, field in sent.items() if field != self.initial_of(heading)}

    def said(self, number: int) -> str:
        chosen = self.cleaned_data[f"column_{number}"]
        return "" if chosen == NOTHING else chosen

    def initial_of(self, heading: str) -> str:
        return self.read[heading] if self.read[heading] in FIELDS else ""


def examples_of(preview: dict[str, Any]) -> dict[str, str]:
    """{heading: the first text that stands under it}."""
    found: dict[str, str] = {}
    for row in preview.get("rows", ()):
        for heading, text in (row.get("source") or {}).get("cells") or ():
            if text.strip() and heading not in found:
                found[heading] = text if len(text) <= EXAMPLE else f"{text[:EXAMPLE].rstrip()}…"
    return found
