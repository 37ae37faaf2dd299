"""The fixed words of a committee report's front sheet. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple


class SectionKind(NamedTuple):
    """A section that every front sheet has: its key, its title unless a council words it otherwise, and a hint."""

    key: str
    title: str
    hint: str


COVER = "cover"  # the kind of report
RECOMMENDATION, FINANCIAL, DOCUMENTS, IMPLICATIONS = "recommendation", "financial", "documents", "implications"
SECTIONS = (
    SectionKind("introduction", "Introduction", "What the report is about, and why it comes now."),
    SectionKind(
        RECOMMENDATION,
        "Recommendation",
        "What the meeting is asked to do, each on a line of its own, with a verb: note, agree, approve, refer.",
    ),
    SectionKind("background", "Background", "How it came to this. Mention each appendix here, as Appendix i."),
    SectionKind(
        "objectives", "Impact on Corporate Objectives", "Which of the council’s priorities it serves, and how."
    ),
    SectionKind(FINANCIAL, "Financial Implications", "What it costs or saves. “None” is an answer; blank is not."),
    SectionKind(DOCUMENTS, "Relevant Documents", "A sentence before the list of appendices, which is made by itself."),
    SectionKind("background_documents", "Background Documents", "What was relied on and is not attached; or “None”."),
    SectionKind(IMPLICATIONS, "Other Implications", "A sentence before the table of implications, if one is wanted."),
)
KINDS = {kind.key: kind for kind in SECTIONS}


def ordered_sections(own: list[list[str]]) -> list[tuple[str, str]]:
    """(key, title) of the sections in a council's own order and words, and those it says nothing of after them."""
    named = [(key, title) for key, title in own if key in KINDS]
    return named + [(one.key, one.title) for one in SECTIONS if one.key not in dict(named)]


MAY_BE_BLANK = (DOCUMENTS, IMPLICATIONS)  # their tables speak

IMPLICATION_KINDS = (
    ("financial", "Financial"),
    ("staffing", "Staffing"),
    ("legal", "Legal"),
    ("equality", "Equality Impact Needs Assessment"),
    ("environment", "Environmental/Sustainable Development"),
    ("community", "Community Safety"),
    ("human_rights", "Human Rights Act"),
    ("procurement", "Procurement"),
    ("assets", "Asset Management"),
)
GROUNDS = (
    ("money", "significant expenditure or savings"),
    ("wards", "significant effects on two or more wards"),
)
SIGNATORIES = ("Author", "Director", "Monitoring Officer")
VERBS = r"\b(?:note|agree|approve|refer|consider|recommend|adopt|endorse|delegate|authorise|receive|support)(?:s|es|d|ed)?\b"
VERB = re.compile(rf"{VERBS}(?:(?:, and|,| and| or) {VERBS})*", re.IGNORECASE)
NONE = re.compile(r"^\s*(?:none|nil|no|n/?a|not applicable)\s*[.!]?\s*$", re.IGNORECASE)
