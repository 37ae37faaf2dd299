"""What is held about a person, as an answer to them: by table, with what each table is, and the papers that name them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import models

from commsplan.persons import files
from commsplan.persons.held import Found, held, values_of
from commsplan.persons.who import Person
from people.models import Membership

WHAT = {
    Session: "Where they are signed in, and forms that wait to be sent again.",
    EmailAddress: "The address they sign in with, as the sign-in knows it.",
    Membership: "The roles they hold, in which council.",
}
NOTE = (
    "Every row in which the address or the full name stands, or that hangs on their sign-in or their officers. Rows are "
    "given whole and may speak of others: read them before you hand them over. Passwords and keys are left out. "
    "Replies to surveys are not among them, as no reply is kept with anything of whoever gave it."
)


def told(person: Person, *, with_files: bool = True) -> dict[str, Any]:
    """{"address", "addresses", "names", "note", "tables": [{"table", "what", "rows": [{"id", "why", "values"}]}],
    "papers": [{"kind", "id", "title", "plan"}], "files": [{"of", "id", "what", "could_not_be_read"}]}; all of it JSON.

    `with_files`: each file is read in a process of its own, which is too long for somebody who waits for a page.
    """
    found = held(person)
    tables = [
        {"table": model._meta.db_table, "what": what_is(model), "rows": [row_of(one) for one in rows]}
        for model, rows in found.items()
        if not rows[0].is_frozen
    ]
    papers = [paper_of(one) for rows in found.values() for one in rows if one.is_frozen]
    return {
        "address": person.email,
        "addresses": person.addresses,
        "names": person.spellings,
        "names_of_others_too": person.namesakes,
        "note": NOTE,
        "tables": tables,
        "papers": papers,
        "files": [
            {"of": one.model._meta.db_table, "id": one.pk, "what": one.what, "could_not_be_read": one.unread}
            for one in (files.files_of(person) if with_files else ())
        ],
    }


def row_of(found: Found) -> dict[str, Any]:
    pk = found.pk if isinstance(found.pk, int) else "" if found.model is Session else str(found.pk)
    return {"id": pk, "why": sorted(found.why), "values": values_of(found)}


def paper_of(found: Found) -> dict[str, Any]:
    """A paper, or frozen figures, by what it is called: its text is the public record and is not copied out."""
    row: Any = found.model._base_manager.get(pk=found.pk)
    plan = getattr(row, "plan", None)
    return {
        "kind": str(found.model._meta.verbose_name),
        "id": found.pk,
        "title": str(row),
        "plan": plan.slug if plan else "",
        "why": sorted(found.why),
    }


def what_is(model: type[models.Model]) -> str:
    """A table in a sentence: what its class says of itself."""
    if model in WHAT:
        return WHAT[model]
    own = inspect.getdoc(model) if model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(") else ""
    return " ".join((own or f"{str(model._meta.verbose_name_plural).capitalize()}.").split("\n\n")[0].split())


def lines(answer: dict[str, Any]) -> Iterator[str]:
    """The same for a reader."""
    yield f"What is held about {answer['address']}"
    if answer["names"]:
        yield f"Looked for: {', '.join([*answer['addresses'], *answer['names']])}"
    if answer["names_of_others_too"]:
        yield f"Somebody else is called {', '.join(answer['names_of_others_too'])} too: only rows that are theirs are given for it."
    yield answer["note"]
    for table in answer["tables"]:
        yield f"\n{table['table']}: {len(table['rows'])}. {table['what']}"
        for row in table["rows"]:
            said = "; ".join(
                f"{name}: {value}" for name, value in row["values"].items() if value not in ("", None, [], {})
            )
            yield f"  {row['id']} ({', '.join(row['why'])}) {said}"
    for title, things in (("Papers and frozen figures that name them", answer["papers"]), ("Files", answer["files"])):
        if things:
            yield f"\n{title}: {len(things)}"
            for one in things:
                yield "  " + "; ".join(f"{name}: {value}" for name, value in one.items() if value)
