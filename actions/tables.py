"""The lists of meetings, of elections, and of what directors ask."""

from typing import Any

import django_tables2 as tables

from people.tables import ListTable
from plans.periods import in_words


class MeetingTable(ListTable):
    body = tables.Column("Body")
    date = tables.Column("Date")
    organisation = tables.Column("Council", order_by="organisation__name")

    caption = "Meetings"
    row_template = "actions/meeting_row.html"

    class Meta:
        empty_text = "No meetings yet. Add those that papers go to, and those that actions hang on."


class ElectionTable(ListTable):
    name = tables.Column("Election")
    notice_date = tables.Column("Notice of election")
    polling_day = tables.Column("Polling day")
    kind = tables.Column("Kind")
    wards = tables.Column("Wards", empty_values=())
    organisation = tables.Column("Council", order_by="organisation__name")

    def value_kind(self, record: Any) -> str:
        return record.get_kind_display()

    def value_wards(self, record: Any) -> str:
        return record.where

    caption = "Elections"
    row_template = "actions/election_row.html"

    class Meta:
        empty_text = "No elections yet. Add those that actions hang on, such as “before notice of election”."


class QuestionTable(ListTable):
    text = tables.Column("Question")
    action = tables.Column("Action")
    plan = tables.Column("Plan", accessor="action__plan__title")
    by_name = tables.Column("Asked by")
    asked_of = tables.Column("Asked of")
    on = tables.Column("Asked on")
    answers = tables.Column("Answer", orderable=False, empty_values=())

    def value_answers(self, record: Any) -> str:
        if record.withdrawn_on:
            return f"Withdrawn on {in_words(record.withdrawn_on)}"
        given = [f"{one.words} ({one.by_name}, {in_words(one.on)})" for one in record.answers.all()]
        return "\n".join(given) or "Not answered yet"

    row_template = "actions/question_row.html"

    class Meta:
        empty_text = (
            "No questions yet. A director asks from an action’s page, or from a dashboard’s colours in dispute."
        )
