"""The demo register for tests."""

from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commsplan.demo import build, cast

TODAY = date(2016, 3, 22)


def seed(*, as_written: bool, today: date = TODAY) -> cast.Cast:
    people = cast.gather("a password of the demo", as_written=as_written)
    build.build_mkip(people, today=today, as_written=as_written)
    build.build_maidstone(people, today=today, as_written=as_written)
    return people


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
