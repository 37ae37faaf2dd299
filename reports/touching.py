"""The database itself notes which plans have been written to, so that no way of writing can forget it.

Its triggers are made after every migration (`reports.apps`) wherever they are missing.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from people.append_only import triggers

OWN = "SELECT {row}.plan_id AS id"
BY_ACTION = "SELECT plan_id AS id FROM actions_action WHERE id = {row}.action_id"
BY_MEASURE = "SELECT plan_id AS id FROM surveys_measure WHERE id = {row}.measure_id"
BY_SURVEY = "SELECT plan_id AS id FROM surveys_survey WHERE id = {row}.survey_id"
# Table -> the plans whose standing depends on one of its rows.
WATCHED = {
    "people_organisation": "SELECT id FROM plans_plan WHERE organisation_id = {row}.id",
    "plans_plan": "SELECT {row}.id AS id",
    **dict.fromkeys(("plans_priority", "plans_declaration", "plans_decision"), OWN),
    **dict.fromkeys(("actions_action", "actions_milestone"), OWN),
    **dict.fromkeys(
        (
            "actions_action_also_serves", "actions_assignment", "actions_occurrence", "actions_progressupdate",
            "actions_datechange", "actions_actiondeclaration",
        ),
        BY_ACTION,
    ),
    "surveys_measure": OWN,
    "surveys_survey": OWN,
    **dict.fromkeys(("surveys_target", "surveys_reading"), BY_MEASURE),
    **dict.fromkeys(("surveys_question", "surveys_surveyed"), BY_SURVEY),
    "surveys_result": "SELECT s.plan_id AS id FROM surveys_survey s JOIN surveys_question q ON q.survey_id = s.id"
    " WHERE q.id = {row}.question_id",
    "reports_closedperiod": OWN,
    "reports_report": OWN,
    "reports_withdrawal": "SELECT r.plan_id AS id FROM reports_report r JOIN reports_issue i ON i.report_id = r.id"
    " WHERE i.id = {row}.issue_id",
    "reports_issue": "SELECT plan_id AS id FROM reports_report WHERE id = {row}.report_id",
}  # fmt: skip
ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def note(vendor: str, plans: str) -> str:
    """The statement that notes the plans of a query. SQLite has one writer at a time, so once is enough; PostgreSQL notes
    each transaction by itself: one that is still open must not hide behind another that is done."""
    if vendor == "sqlite":
        fresh = "NOT EXISTS (SELECT 1 FROM reports_touched AS t WHERE t.plan_id = p.id)"
        return f"INSERT INTO reports_touched (plan_id, mark) SELECT DISTINCT p.id, 0 FROM ({plans}) AS p WHERE {fresh};"  # noqa: S608  our own tables' names
    return (
        f"INSERT INTO reports_touched (plan_id, mark) SELECT DISTINCT p.id, txid_current() FROM ({plans}) AS p"  # noqa: S608
        " ON CONFLICT DO NOTHING;"
    )


def watching(vendor: str, table: str) -> list[str]:
    """The statements that have a table note the plans of its rows."""
    found = []
    for event, rows in ROWS.items():
        name = f"{table}_touches_{event}"
        notes = " ".join(note(vendor, WATCHED[table].format(row=row)) for row in rows)
        if vendor == "sqlite":
            found.append(f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event.upper()} ON {table} BEGIN {notes} END")
            continue
        found += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {notes} RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return found


def lacking(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of which some trigger is missing."""
    there = triggers(connection)
    return [table for table in WATCHED if {f"{table}_touches_{event}" for event in ROWS} - there]


def watch(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Have every table watched; run after each migration, since one that makes a table anew loses its triggers on SQLite."""
    connection = connections[using]
    for table in lacking(connection):
        with connection.cursor() as cursor:
            for statement in watching(connection.vendor, table):
                cursor.execute(statement)
