"""Signing in with the council's own directory, by OpenID Connect: Entra ID, or whatever issuer OIDC_ISSUER names.

The library sends people there and exchanges the code that they come back with (PKCE, and a state that is used once). What
it takes on trust is checked here: the ID token's signature, issuer, audience, time and nonce, and that every address of
the issuer is as safe as its own.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from people.identity import PROVIDER, RefusedError, identity_of, let_in, uid_of
from people.second_factor import MARK
from people.views.errors import plain_page

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = 60  # seconds that two clocks may differ
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
NEEDED = ("exp", "iat", "iss", "aud", "sub", "nonce")

logger = logging.getLogger(__name__)


def read_id_token(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str) -> dict[str, Any]:
    """The claims of an ID token.

    Raises:
        jwt.PyJWTError: it is not signed by one of the issuer's keys, is not for us, is out of date, or lacks something.
    """
    header = jwt.get_unverified_header(token)
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError("an algorithm that is not taken")
    fitting = [
        key
        for key in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if key.public_key_use in (None, "sig") and header.get("kid") in (None, key.key_id)
    ]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError("no key of the issuer’s, or several")
    claims = jwt.decode(
        token,
        key=fitting[0].key,
        algorithms=[algorithm],
        audience=client_id,
        issuer=issuer,
        leeway=LEEWAY,
        options={"require": list(NEEDED)},
    )
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (is_for_several or "azp" in claims) and claims.get("azp") != client_id:
        raise jwt.InvalidAudienceError("made for another application")
    return claims


def completed(claims: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The claims, with what the issuer tells besides. An address and whether it was checked are taken from one of the
    two, never an address from here and the word for it from there.

    Raises:
        OAuth2Error: it tells of somebody else.
    """
    if more.get("sub") != claims["sub"]:
        raise OAuth2Error("the issuer tells of somebody else")
    source = more if "email_verified" not in claims and "email" in more else claims
    found = {**more, **claims}
    return found | {name: source.get(name) for name in ("email", "email_verified")}


class CouncilOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    """The library's walk to the issuer and back."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Where the issuer has what.

        Raises:
            OAuth2Error: it does not answer, is another than it should be, or names an address that is not safe.
        """
        try:
            found = super().openid_config
            if found["issuer"] != settings.OIDC_ISSUER:
                raise OAuth2Error("the issuer calls itself otherwise than OIDC_ISSUER")
            schemes = {urlsplit(str(found[name])).scheme for name in ENDPOINTS if name in found}
        except (requests.RequestException, LookupError, TypeError, ValueError) as fault:
            raise OAuth2Error("the issuer’s description cannot be read") from fault
        if schemes - {"https", urlsplit(settings.OIDC_ISSUER).scheme}:
            raise OAuth2Error("the issuer names an address without https")
        return found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Never built from the Host header, which an attacker chooses."""
        return f"{settings.SITE_URL}{reverse('council_callback')}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """The person whom the ID token names; what it does not say of them, the issuer is asked for."""
        try:
            keys = self.fetched(self.openid_config["jwks_uri"])
            where = {"issuer": settings.OIDC_ISSUER, "client_id": app.client_id}
            claims = read_id_token(str(kwargs["response"].get("id_token") or ""), keys=keys, **where)
            address = self.openid_config.get("userinfo_endpoint")
            if address and any(name not in claims for name in self.wanted()):
                claims = completed(claims, self.fetched(address, token.token))
        except (jwt.PyJWTError, requests.RequestException, AttributeError, LookupError, TypeError, ValueError) as fault:
            raise OAuth2Error("the issuer’s answer cannot be taken") from fault
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def wanted(self) -> list[str]:
        """The claims without which the issuer is asked for more."""
        checked = [] if settings.OIDC_TENANT else ["email_verified"]
        return ["email", "name", *checked, *([settings.OIDC_ROLE_CLAIM] if settings.OIDC_ROLES else [])]

    def fetched(self, address: str, token: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with get_social_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            return answer.json()


class CouncilProvider(OpenIDConnectProvider):
    oauth2_adapter_class = CouncilOAuth2Adapter

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """What the issuer is asked, and what is kept of it: nothing of it is for the address to say, but where to go on."""
        nonce = secrets.token_urlsafe(32)
        return {
            "process": AuthProcess.LOGIN,
            "auth_params": {"nonce": nonce},
            "nonce": nonce,
            "next_url": get_next_redirect_url(request),
        }

    def get_pkce_params(self) -> dict[str, Any]:
        self.app.settings["oauth_pkce_enabled"] = True
        return super().get_pkce_params()

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        return uid_of(data)

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing of what the issuer says of people is kept."""
        return {}

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[Any]:
        """None for the library: who is known by an address is decided in people.identity."""
        return []


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """The one there is, of the environment."""
        return SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_ISSUER},
        )

    def list_apps(self, request: HttpRequest, **which: Any) -> list[SocialApp]:
        return [self.get_app(request, PROVIDER)] if settings.OIDC_ISSUER else []

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> CouncilProvider:
        return CouncilProvider(request, app=self.get_app(request, provider))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_requests_session(self) -> requests.Session:
        """Whoever redirects elsewhere is not followed."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who it is, with which roles; the library signs them in. That an answer is to what this browser asked, its
        nonce shows."""
        claims, state = sociallogin.claims, sociallogin.state
        if not constant_time_compare(str(claims["nonce"]), state.get("nonce") or secrets.token_urlsafe(32)):
            raise ImmediateHttpResponse(failed(request, "an answer to another question"))
        try:
            sociallogin.user = let_in(identity_of(claims))
        except RefusedError as refusal:
            raise ImmediateHttpResponse(plain_page(request, 403, "You cannot sign in so", str(refusal))) from None
        amr = claims.get("amr")
        state[MARK] = isinstance(amr, list) and "mfa" in amr

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any) -> None:
        if error == AuthError.CANCELLED:
            sentence = f"{settings.OIDC_NAME} did not sign you in. Sign in again, or with your password."
            raise ImmediateHttpResponse(plain_page(request, 403, "You are not signed in", sentence))
        fault = kwargs.get("exception")
        raise ImmediateHttpResponse(failed(request, repr(fault.__cause__ or fault) if fault else "no such question"))


def failed(request: HttpRequest, why: str) -> HttpResponse:
    """Why is for the log; for the person there is one thing to do."""
    logger.warning("the council's own sign-in did not work: %s", why.replace("\n", " ")[:300])
    sentence = f"The answer of {settings.OIDC_NAME} could not be used. Sign in again; if it happens again, tell your administrator."
    return plain_page(request, 403, "You are not signed in", sentence)
