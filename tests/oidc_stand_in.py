"""What stands in for a council's directory: an OpenID Connect issuer in a thread of the tests, with a key of its own.

It signs in whoever `person` says without asking, and is strict about what is asked of it: a client's secret, an address
to come back to, PKCE by S256, a nonce, and a code that is exchanged once. What a test wants wrong, it sets.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "commsplan", "a secret of the client"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, ANOTHER_KEY = new_key(), new_key()


@dataclass
class Issuer:
    """`person`: the claims of whoever is signed in. `changes`: claims of the ID token as they should not be."""

    url: str
    person: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    told_besides: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    is_thin: bool = False  # the ID token says no more than who, and the rest is to be asked for
    is_down: bool = False
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    exchanged: list[str] = field(default_factory=list)

    def described(self) -> dict[str, Any]:
        ends = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
            "userinfo_endpoint": "userinfo",
        }
        found = {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in ends.items()}}
        return found | {"token_endpoint_auth_methods_supported": ["client_secret_post"]} | self.description

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code."""
        if (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) != (CLIENT, "code", "S256"):
            raise ValueError("not what a client asks")
        if not asked["nonce"] or "openid" not in asked["scope"].split():
            raise ValueError("no nonce, or no scope")
        code = secrets.token_urlsafe(8)
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, once, to whom it was given; None for anybody else."""
        asked = self.asked.pop(sent.get("code", ""), None)
        if asked is None or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (challenge, sent.get("redirect_uri")) != (asked["code_challenge"], asked["redirect_uri"]):
            return None
        self.exchanged.append(sent["code"])
        now = int(time.time())
        person = {"sub": self.person["sub"]} if self.is_thin else self.person
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **person,
            **self.changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "1"})
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": token}


class Handler(BaseHTTPRequestHandler):
    issuer: Issuer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if self.issuer.is_down:
            self.answer(503, {})
        elif address.path == "/.well-known/openid-configuration":
            self.answer(200, self.issuer.described())
        elif address.path == "/keys":
            self.answer(200, self.issuer.keys())
        elif address.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            self.send_response(302)
            self.send_header("Location", self.issuer.authorise(asked))
            self.end_headers()
        elif address.path == "/userinfo" and self.headers["Authorization"] == "Bearer access":
            self.answer(200, self.issuer.person | self.issuer.told_besides)
        else:
            self.answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        tokens = self.issuer.exchange({name: values[0] for name, values in parse_qs(body).items()})
        self.answer(200 if tokens else 400, tokens or {"error": "invalid_grant"})

    def answer(self, code: int, facts: dict[str, Any]) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(facts).encode())

    def log_message(self, *args: Any) -> None:
        """Nothing: the tests' own output is long enough."""


@contextmanager
def oidc_stand_in() -> Iterator[Issuer]:
    """A running issuer, at an address of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(url=f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Handler", (Handler,), {"issuer": issuer})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield issuer
    server.shutdown()
    server.server_close()
    thread.join()
