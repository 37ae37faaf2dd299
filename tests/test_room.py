"""A database that is away and a disk that is full are told from other faults, and what was sent is given back."""

import errno
import os

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import RequestFactory

from people.room import StoreError, WholeFiles
from people.views.errors import bad_request, server_error
from tests.demo import said

WORDS = "Posters are <up> in every library."


def failing(error, **sent):
    """How a form is answered in which this goes wrong."""
    request = RequestFactory().post("/actions/1/update/?from=now", {"done": WORDS, "form_token": "x", **sent})
    try:
        raise error
    except Exception:
        return server_error(request)


def of_postgres(words, code):
    """As Django passes it on: its own error, from the library's, which has PostgreSQL's code."""
    error = OperationalError(words)
    error.__cause__ = type("OfPostgres", (Exception,), {"pgcode": code})(words)
    return error


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (FULL, 507, "There is no room left"),
        (OperationalError("database or disk is full"), 507, "There is no room left"),
        (OperationalError("server closed the connection unexpectedly"), 503, "commsplan cannot reach its database"),
        (OperationalError("database is locked"), 503, "commsplan is busy"),
        (of_postgres("canceling statement due to lock timeout", "55P03"), 503, "commsplan is busy"),
        (StoreError(errno.EIO, "Could not connect to the store"), 503, "commsplan cannot reach its files"),
    ],
)
def test_what_was_written_is_given_back_with_a_button_that_sends_it_as_it_was(error, code, words):
    answer = failing(error)
    shown = said(answer)
    assert (answer.status_code, answer["Retry-After"]) == (code, "30")
    assert words in shown and "Posters are &lt;up&gt; in every library." in shown
    assert '<form method="post" action="/actions/1/update/?from=now">' in shown
    assert '<input type="hidden" name="form_token" value="x">' in shown


@pytest.mark.parametrize("sent", [{"password": "secret words"}, {"file": SimpleUploadedFile("a.txt", b"text")}])
def test_what_is_not_all_of_it_is_not_sent_again(sent):
    shown = said(failing(FULL, **sent))
    assert "Posters are" in shown and "Send it again" not in shown and "secret words" not in shown


def test_a_form_that_cannot_be_read_is_answered_all_the_same():
    request = RequestFactory().post("/", data=b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
    request.lacks_room = True
    try:
        raise FULL
    except OSError:
        assert server_error(request).status_code == 507


def test_another_fault_is_a_fault_of_ours():
    answer = failing(ValueError("x"))
    assert answer.status_code == 500 and "Something went wrong" in said(answer)


def interrupted(cause):
    """What the sessions raise when they cannot be written, whatever the reason."""
    try:
        try:
            try:
                raise cause
            except OperationalError as error:
                raise UpdateError from error
        except UpdateError:
            raise SessionInterrupted("The request's session was deleted before the request completed.")  # noqa: B904
    except SessionInterrupted as said_of_it:
        return said_of_it


def test_a_session_that_cannot_be_written_is_told_as_what_it_is():
    request = RequestFactory().post("/", {"done": WORDS})
    assert bad_request(request, interrupted(OperationalError("the database system is starting up"))).status_code == 503
    assert bad_request(request, SessionInterrupted("It was deleted.")).status_code == 400


class Endless(ContentFile):
    """A file in the middle of which the disk is full."""

    def chunks(self, chunk_size=None):
        yield b"half of it"
        raise FULL


def test_of_a_file_for_which_there_is_no_room_nothing_stays(tmp_path):
    storage = WholeFiles(location=tmp_path)
    with pytest.raises(OSError, match="No space left"):
        storage.save("papers/one.pdf", Endless(b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert storage.save("papers/one.pdf", ContentFile(b"whole")) == "papers/one.pdf"
    with pytest.raises(OSError, match="No space left"):
        storage.save("papers/one.pdf", Endless(b""))
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"whole"]


def test_that_test_fails_with_django_s_own_storage(tmp_path):
    """Negative control: half of the file stays."""
    with pytest.raises(OSError, match="No space left"):
        FileSystemStorage(location=tmp_path).save("one.pdf", Endless(b""))
    assert (tmp_path / "one.pdf").read_bytes() == b"half of it"
