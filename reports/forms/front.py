"""The forms of a committee report: its head, sections, implications, key-decision box, appendices and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from people.forms import DayField, EditForm, OneTimeForm, TextField
from people.models import User
from plans.exempt import PUBLIC
from plans.models import Meeting, Plan
from reports.attachments import MEGABYTE, MOST_BYTES
from reports.front.words import GROUNDS, IMPLICATION_KINDS, KINDS, NONE, SECTIONS, ordered_sections
from reports.models import Appendix, FrontSheet, PaperRules, Report, SignOff

LONGEST_TITLE = Appendix._meta.get_field("title").max_length or 0
LONGEST_ROLE = SignOff._meta.get_field("role").max_length or 0


class HeadForm(EditForm):
    """What stands above the sections."""

    title = TextField(label="Title", max_length=200)
    report_of = TextField(label="Report of", max_length=160, help_text="Name and post, or the post alone.")
    meeting = forms.ModelChoiceField(
        label="For the meeting", queryset=Meeting.objects.none(), required=False, empty_label="Not yet known"
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = Meeting.objects.filter(organisation__in=plan.council_ids).order_by("-date")


class SectionForm(EditForm):
    """A section's title and words."""

    title = TextField(label="Title of the section", max_length=120)
    text = TextField(
        label="Text", rows=12, required=False, help_text="Every line is a paragraph. Its number is made, never typed."
    )

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = f"{hint} {self.fields['text'].help_text}"


class ImplicationsForm(EditForm):
    """All nine at once. Where somebody clears them all, the name and the day are given once."""

    all_by = TextField(label="Cleared by, where no one else is named below", max_length=120, required=False)
    all_on = DayField(label="On, where no other day is given below", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in IMPLICATION_KINDS:
            self.fields[f"text_{kind}"] = TextField(label=f"{label}: effect", rows=2, required=False)
            self.fields[f"by_{kind}"] = TextField(label=f"{label}: cleared by", required=False, max_length=120)
            self.fields[f"on_{kind}"] = DayField(label=f"{label}: on", required=False, help_text="")

    def rows(self) -> Iterator[dict[str, Any]]:
        """The fields of each implication, for the table they stand in."""
        for number, (kind, label) in enumerate(IMPLICATION_KINDS, 1):
            yield {"number": number, "label": label, **{name: self[f"{name}_{kind}"] for name in ("text", "by", "on")}}

    def answers(self) -> dict[str, dict[str, Any]]:
        """By kind. The word None alone is the answer None."""
        given, found = self.cleaned_data, {}
        for kind, _ in IMPLICATION_KINDS:
            text = given[f"text_{kind}"]
            is_none, is_answered = bool(NONE.match(text)), bool(text)
            found[kind] = {
                "is_none": is_none,
                "text": "" if is_none else text,
                "cleared_by": given[f"by_{kind}"] or (given["all_by"] if is_answered else ""),
                "cleared_on": given[f"on_{kind}"] or (given["all_on"] if is_answered else None),
            }
        return found


class KeyDecisionForm(EditForm):
    """The box that must be completed, and whether anything is exempt."""

    key_decision = forms.ChoiceField(
        label="Is this a key decision report?",
        choices=[("yes", "Yes"), ("no", "No")],
        required=False,
        widget=forms.RadioSelect,
        help_text="If yes: significant expenditure or savings, or significant effects on two or more wards.",
    )
    ground = forms.ChoiceField(
        label="If yes, because of", choices=[("", "Not a key decision"), *GROUNDS], required=False
    )
    wards = TextField(label="Wards or parishes affected", required=False)
    notice_on = DayField(label="If yes, in the forward plan since", required=False)
    late_route = forms.ChoiceField(label="If yes, and late", choices=FrontSheet.Late.choices, required=False)
    late_told = TextField(
        label="Who was told, or agreed, and when", required=False, help_text="Only where regulation 10 or 11 is used."
    )
    exempt = forms.ChoiceField(label="Is the whole report exempt?", choices=PUBLIC, required=False)
    exempt_because = TextField(
        label="Why the public interest is in keeping it exempt", rows=3, required=False, max_length=2_000
    )


class AppendicesForm(EditForm):
    """The titles of what is attached, one on each line."""

    titles = TextField(
        label="Appendices",
        rows=10,
        required=False,
        help_text="The title of each on a line of its own. They are called Appendix i, ii, iii… in this order.",
    )

    def clean_titles(self) -> list[str]:
        titles = [" ".join(line.split()) for line in self.cleaned_data["titles"].splitlines() if line.strip()]
        if too_long := next((one for one in titles if len(one) > LONGEST_TITLE), None):
            raise ValidationError(f"“{too_long[:40]}…” is longer than {LONGEST_TITLE} letters.")
        return titles


class PaperField(forms.ModelChoiceField):
    """Papers of one title are told apart by their kind, meeting and day."""

    def label_from_instance(self, paper: Any) -> str:
        meeting = f", {paper.body} {paper.meeting_on:%d/%m/%Y}" if paper.meeting_on else ""
        kind = paper.get_kind_display().split(":")[0].split(",")[0]
        return f"{paper.title[:80]} ({kind}{meeting}; made {paper.made_at:%d/%m/%Y}, number {paper.pk})"


class AttachForm(EditForm):
    """A file for an appendix, from outside or from the papers here."""

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        help_text="A PDF, a Word document (.docx), or a picture (PNG or JPEG), up to 20 MB.",
    )
    paper = PaperField(
        label="Or a paper from here", queryset=Report.objects.none(), required=False, empty_label="None",
        help_text="As it stands now.",
    )  # fmt: skip
    alt = TextField(label="If it is a picture: what it shows", required=False, max_length=300)
    exempt = forms.ChoiceField(label="Is it exempt from the public pack?", choices=PUBLIC, required=False)

    def __init__(self, *args: Any, appendix: Appendix, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appendix = appendix
        report = appendix.front.report
        papers = Report.objects.visible_to(reader).filter(plan__organisation=report.plan.organisation)
        self.fields["paper"].queryset = papers.filter(state=Report.State.READY).exclude(pk=report.pk).in_order()
        if appendix.file:
            self.fields["file"].label = "Another file in its place"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(f"The file is larger than {MOST_BYTES // MEGABYTE} MB, which is the limit.")
        return file

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        if found.get("file") is not None and found.get("paper"):
            raise ValidationError({"paper": "Give either a file or a paper from here."})
        if found.get("file") is None and not found.get("paper") and not self.appendix.file:
            raise ValidationError({"file": "Choose the file, or a paper from here."})
        return found


class RulesForm(EditForm):
    """How a council's committee papers are made."""

    notice_days = forms.IntegerField(label="Notice of a key decision: clear days", min_value=1, max_value=90)
    notice_in = forms.ChoiceField(label="Counted in", choices=PaperRules.Days.choices)
    agenda_days = forms.IntegerField(label="Agenda: clear days", min_value=1, max_value=30)
    agenda_in = forms.ChoiceField(label="Counted in", choices=PaperRules.Days.choices)
    clearance_days = forms.IntegerField(
        label="Finance and legal clearance: working days before the agenda",
        min_value=0,
        max_value=60,
        help_text="0: none.",
    )
    safe_days = forms.IntegerField(
        label="Last safe day to issue: working days before the agenda", min_value=0, max_value=60, help_text="0: none."
    )
    signatories = TextField(
        label="Who signs a paper", rows=4, required=False, help_text="One on each line, for example Monitoring Officer."
    )
    sections = TextField(
        label="Sections of the front sheet, in their order",
        rows=9,
        help_text="One on each line. Behind a colon stands what your council calls it, for example Introduction: Purpose.",
    )

    def clean_signatories(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["signatories"].splitlines() if line.strip()]
        if too_long := next((line for line in lines if len(line) > LONGEST_ROLE), None):
            raise ValidationError(f"“{too_long[:40]}…” is longer than {LONGEST_ROLE} letters.")
        return list(dict.fromkeys(lines))

    def clean_sections(self) -> list[list[str]]:
        keys = {kind.title.lower(): kind.key for kind in SECTIONS}
        found: dict[str, str] = {}
        for line in self.cleaned_data["sections"].splitlines():
            usual, _, own = (" ".join(part.split()) for part in line.partition(":"))
            if not usual:
                continue
            if usual.lower() not in keys:
                raise ValidationError(
                    f"“{usual[:60]}” is none of the sections: {', '.join(kind.title for kind in SECTIONS)}."
                )
            found[keys[usual.lower()]] = (own or KINDS[keys[usual.lower()]].title)[:120]
        return [[key, title] for key, title in found.items()]


def sections_in_words(own: list[list[str]]) -> str:
    """The sections as the form shows them: the usual name of each, and the council's own where it differs."""
    usual = {kind.key: kind.title for kind in SECTIONS}
    pairs = ordered_sections(own)
    return "\n".join(title if usual[key] == title else f"{usual[key]}: {title}" for key, title in pairs)


class ReasonForm(OneTimeForm):
    """A reason, before something that cannot be undone."""

    reason = TextField(label="Why", max_length=300)
