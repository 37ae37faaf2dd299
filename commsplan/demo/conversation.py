"""What is asked and said about the actions of the moved demo, by posts and never by people whom the papers name."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.text import get_text_list

from actions.models import Action
from commsplan.demo.cast import Cast
from plans.workdays import next_working_day

QUESTION = "The second edition went out a week late. Should the next two go out as one?"
REMARK = "@{name}: the report to Cabinet can say when the third edition goes out, if we know by Friday."


def converse(newsletter: Action, cast: Cast, today: date) -> None:
    """A question of the director that waits for its answer, and a comment that mentions who is to read it."""
    director = cast.users["director"]
    named = {one.officer.name for one in newsletter.assignments.select_related("officer") if one.officer}
    asked_of = get_text_list(sorted(named), "and")
    on = next_working_day(today - timedelta(days=4))
    newsletter.questions.create(text=QUESTION, asked_of=asked_of, by=director, by_name=director.name, on=min(on, today))
    manager, writer = cast.officers["Jane Clarke"], cast.users["democratic.services"]
    newsletter.comments.create(
        text=REMARK.format(name=manager.name), told=manager.name, by=writer, by_name=writer.name, on=min(on, today)
    )
