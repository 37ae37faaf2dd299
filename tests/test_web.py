"""One call to a web service: its deadline, how far a broken call had got, and whom it trusts."""

import datetime
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from people import web
from tests.servers import free_port

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello"


@contextmanager
def serving(answer):
    """A server that gives each line to `answer`, once the request is in."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            while True:
                try:
                    line, _ = listening.accept()
                    with line:
                        answer(line)
                except OSError:
                    if listening.fileno() < 0:
                        return

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def says(answer):
    def serve(line):
        line.recv(65536)
        line.sendall(answer)

    return serve


def dribble(line):
    """A byte each twentieth of a second, and no end."""
    line.recv(65536)
    line.sendall(b"HTTP/1.1 201 Created\r\nX-Slow: ")
    while threading.Event().wait(0.05) is False:
        line.sendall(b"x")


def call(port, scheme="http", **options):
    return web.call("GET", f"{scheme}://127.0.0.1:{port}/a?b=c", **{"seconds": 5, **options})


def test_an_answer_is_its_number_and_its_body():
    with serving(says(OK)) as port:
        assert call(port) == web.Reply(200, b"Hello")


def test_a_redirect_is_an_answer_and_is_not_followed():
    with serving(says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")) as port:
        assert call(port).status == 302


@pytest.mark.parametrize("answer", [b"", b"\x16\x03\x01\x00", b"HTTP/1.1 two\r\n\r\n"])
def test_what_is_no_answer_leaves_open_whether_it_was_heard(answer):
    with serving(says(answer)) as port, pytest.raises(web.UnansweredError):
        call(port)


def test_one_deadline_holds_however_slowly_the_answer_dribbles():
    with serving(dribble) as port, pytest.raises(web.UnansweredError, match="TimeoutError"):
        call(port, seconds=0.5)


def test_a_body_without_end_is_read_in_part():
    with serving(says(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (web.LONGEST_BODY + 1))) as port:
        assert len(call(port).body) == web.LONGEST_BODY


def test_where_nobody_listens_nothing_was_asked():
    with pytest.raises(web.UnreachedError, match="ConnectionRefusedError"):
        call(free_port())


# Whom it trusts


@pytest.fixture
def certificate(tmp_path):
    """One for 127.0.0.1 that vouches for itself, with its key, in a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    now = datetime.datetime.now(datetime.UTC)
    who = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    unsigned = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(who, critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(secret + unsigned.sign(key, hashes.SHA256()).public_bytes(pem))
    return path


@contextmanager
def serving_encrypted(certificate, heard):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(line):
        with context.wrap_socket(line, server_side=True) as encrypted:
            heard.append(encrypted.recv(65536))
            encrypted.sendall(OK)

    with serving(serve) as port:
        yield port


def test_a_server_that_nobody_vouches_for_is_told_nothing(certificate):
    heard = []
    with (
        serving_encrypted(certificate, heard) as port,
        pytest.raises(web.UnreachedError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        call(port, "https")
    assert heard == []


def test_a_server_that_the_machine_trusts_is_spoken_to(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    web.trusted.cache_clear()
    heard = []
    with serving_encrypted(certificate, heard) as port:
        assert call(port, "https") == web.Reply(200, b"Hello")
    web.trusted.cache_clear()
    assert heard[0].startswith(b"GET /a?b=c HTTP/1.1\r\n")
