"""Forms of a director's question and of its answer in words."""

from __future__ import annotations

from actions.models import LONGEST_QUESTION
from people.forms import OneTimeForm, TextField


class AskForm(OneTimeForm):
    text = TextField(
        label="Your question",
        rows=3,
        max_length=LONGEST_QUESTION,
        help_text=f"At most {LONGEST_QUESTION:,} characters. Everybody who sees the action sees it.",
    )


class AnswerForm(OneTimeForm):
    text = TextField(
        label="Your answer", rows=4, help_text="The colour stays as it was last declared. To change it, post an update."
    )
