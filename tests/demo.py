"""The demo register for tests."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commsplan.demo import build, cast
from tests.kept import once_built

TODAY = date(2016, 3, 22)


def seed(*, as_written: bool, today: date = TODAY) -> cast.Cast:
    """The demo's people and plans; from the second time on put back as they were built in this process."""
    return once_built(lambda: built(as_written=as_written, today=today), as_written, today)


def built(*, as_written: bool, today: date) -> cast.Cast:
    people = cast.gather("a password of the demo", as_written=as_written)
    build.build_mkip(people, today=today, as_written=as_written)
    build.build_maidstone(people, today=today, as_written=as_written)
    return people


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def once(version: int = 1, **sent: Any) -> dict[str, Any]:
    """A form as it is sent: its own one-time token, the version it was made from, and what was filled in."""
    return {"form_token": str(uuid4()), "version": version, **sent}


def said(response: Any) -> str:
    """A page's text on one line, without what is drawn by lot for each answer."""
    return re.sub(r'nonce="[^"]*"', "", " ".join(response.content.decode().split()))
