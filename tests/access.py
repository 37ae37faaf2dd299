"""Who is tried on every address, and what they are to be answered: for test_access.

The addresses name things of council 1. Council 2 is its partner, council 3 has nothing to do with it. What everybody is
to be answered stands in access_table.csv, by what a view declares: it was read against README.md by a person, and
is changed by one. It asks nothing of people.permissions.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from people.models import Membership, Officer, Role, User
from plans.models import PlanPartner
from tests.marked import MARKER, register

TABLE = Path(__file__).with_name("access_table.csv")
METHODS = ("get", "head", "post", "put", "patch", "delete")
ROLES = ("officer", "colleague", *(role.value for role in Role if role != Role.OFFICER))
OWN, PARTNERS = (tuple(f"{number} {role}" for role in ROLES) for number in (1, 2))
OTHERS = tuple(f"3 {role}" for role in ("officer", "director", "plan_manager", "democratic_services", "administrator"))
# The same people of council 2, where the plan is shared with it to be read.
READERS = tuple(f"reader {role}" for role in ("officer", "director", "plan_manager", "surveys", "democratic_services"))
# Nobody of one council: of no council, of two (an officer of the partner, a director of the other), of the installation.
APART = ("nowhere", "two councils", "installer")
ACTORS = (*OWN, *PARTNERS, *READERS, *OTHERS, *APART)
STRANGERS = (*OTHERS, "nowhere")
# Pages of the sign-in library, or that say nothing of any council.
LIBRARY = re.compile(r"sign-|closed|reauthenticate|\^?password|account/(second-factor|passkeys|recovery)/")
# Whoever holds the secret of these addresses is who it was sent to; papers that were published are anybody's.
BY_SECRET = re.compile(r"u/|s/|papers/|calendar/feed/")
# Where more than the role decides: the table of a brief's steps (test_brief_steps), and what is exempt (test_packs).
DECIDED_FURTHER = re.compile(r"briefs/<int:pk>/.|issues/files/")
# What programs read, with a token and not with a session (test_api).
BY_TOKEN = re.compile(r"api/v1/(?!openapi)")
# What is there for nobody: a paper not made, a feed of which no more than a digest is kept.
NOT_THERE = re.compile(
    r"(paper\.pdf|paper\.docx|pack\.pdf|exempt\.pdf|appendices/<int:pk>/file/|files/<int:pk>/|<str:token>\.ics)$"
)
# What partners read of each other beside the plan they share: names, when they meet and when they vote. All of that is
# known to everybody. Of council 1 its partner reads the plan, and nothing of this.
PUBLICLY_KNOWN = ("Council", *(role.label for role in Role), "colleague", "post", "Cabinet", "Board", "election")
OF_ONE_COUNCIL = ("urgent brief", "journalist", "open", "answered", "headline", "flood", "holidays")


@dataclass
class Route:
    """An address as `manage.py routes` knows it, with what its view declares. `thing` is empty where it names none."""

    pattern: str
    name: str
    methods: tuple[str, ...]
    permission: str
    example: str
    thing: str

    @property
    def row(self) -> tuple[str, str]:
        return self.permission, self.thing


@dataclass
class Answer:
    """What came: its status, and of its text and headers what bears a marker."""

    code: int
    marked: set[str] = field(default_factory=set)


def people() -> dict[str, User]:
    """Everybody by name."""
    made = register(3)
    users: dict[str, Any] = dict(made.users)
    for number, council in made.councils.items():
        users[f"{number} colleague"] = joined(f"{MARKER}-{number} colleague", (council, Role.OFFICER))
        colleague = users[f"{number} colleague"]
        Officer.objects.create(organisation=council, user=colleague, name=colleague.name, email=colleague.email)
    users |= {f"reader {role}": users[f"2 {role}"] for role in ROLES}
    users["nowhere"] = joined("nowhere")
    users["two councils"] = joined("two", (made.councils["2"], Role.OFFICER), (made.councils["3"], Role.DIRECTOR))
    users["installer"] = User.objects.create_superuser("installer@demo.example", "x", name="installer")
    users["gone"] = joined("gone", (made.councils["1"], Role.PLAN_MANAGER))
    User.objects.filter(pk=users["gone"].pk).update(is_active=False)
    return users


def as_they_are(actor: str) -> None:
    """Share the plan with council 2 as that actor has it."""
    rights = PlanPartner.Rights.READ if actor in READERS else PlanPartner.Rights.CONTRIBUTE
    PlanPartner.objects.filter(plan__slug="plan-1").update(rights=rights)


def joined(name: str, *roles: Any) -> User:
    user = User.objects.create_user(f"{name.replace(' ', '.')}@demo.example", "x", name=name)
    for council, role in roles:
        Membership.objects.create(user=user, organisation=council, role=role)
    return user


def routes() -> list[Route]:
    out = io.StringIO()
    call_command("routes", "--json", stdout=out)
    return [
        Route(
            one["pattern"],
            one["name"] or "",
            tuple(one["methods"]),
            one["permission"],
            one["example"] or "",
            thing_of(one["example"]),
        )
        for one in json.loads(out.getvalue())
    ]


def thing_of(path: str | None) -> str:
    model = getattr(resolve(path.partition("?")[0]).func, "model", None) if path else None
    return model.__name__ if model else ""


def table() -> dict[tuple[str, str], dict[str, str]]:
    """{(verb, what the address names): {actor: "ok", "403" or "404"}}."""
    with TABLE.open(newline="") as file:
        return {(row.pop("verb"), row.pop("thing")): row for row in csv.DictReader(file)}


def ask(client: Client, route: Route, method: str) -> Answer:
    response: Any = getattr(client, method)(route.example)
    return Answer(response.status_code, marked_in(response))


def marked_in(response: HttpResponse | Any) -> set[str]:
    """Every marker in an answer with the words behind it, wherever it stands: text, headers, files in a file."""
    said = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return {
        f"{number} {words}".strip() for text in (headers.encode(), *texts_of(said)) for number, words in marks(text)
    }


def texts_of(content: bytes) -> Iterator[bytes]:
    """The content; of a workbook or a Word document what is packed in it."""
    if not content.startswith(b"PK"):
        yield content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield name.encode()
            yield packed.read(name)


def marks(text: bytes) -> Iterator[tuple[str, str]]:
    if MARKER.encode() in text:
        found = re.findall(rf"{MARKER}-(\d+)(?: ([A-Za-z ]{{0,30}}))?", text.decode(errors="replace"))
        yield from ((number, words.strip()) for number, words in found)


def leaked(actor: str, marked: set[str]) -> set[str]:
    """Of what stood marked in an answer, what the actor should not have read."""
    if actor == "installer":
        return set()
    own = "2" if actor in READERS else {"two councils": "23", "nowhere": ""}.get(actor, actor[0])
    return {one for one in marked if one[0] not in own and not may_read(own, one)}


def may_read(own: str, marked: str) -> bool:
    number, _, words = marked.partition(" ")
    if number == "1" and "2" in own:
        return not words.startswith(OF_ONE_COUNCIL)
    are_partners = number in ("1", "2") and own in ("1", "2")
    return are_partners and (not words or words.startswith(PUBLICLY_KNOWN))


def is_right(route: Route, method: str, code: int, said: str) -> bool:
    """Is that what the table says? Where it lets somebody pass: any answer but an error or a refusal."""
    if route.permission == "public":
        return code < 500
    if said != "ok":
        return code == int(said)
    if method.upper() not in route.methods:
        return code == 405
    if DECIDED_FURTHER.match(route.pattern) and code in (403, 404):
        return True
    return code < 500 and (code not in (401, 403, 404) or (code == 404 and NOT_THERE.search(route.pattern) is not None))
