"""Forms of a director's question, of its answer in words, and of a comment."""

from __future__ import annotations

from typing import Any

from actions.models import LONGEST_COMMENT, LONGEST_QUESTION
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


class CommentForm(OneTimeForm):
    text = TextField(
        label="Your comment",
        rows=3,
        max_length=LONGEST_COMMENT,
        help_text="Write @ and the full name of an officer to tell them by e-mail. No paper shows comments, and they "
        "say nothing of how the action goes.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "comment_%s"  # on the action's page it is one form of several
