"""The pages of the sign-in library, where they have to answer differently."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.account.views import ReauthenticateView as PasswordView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from people.identity import PROVIDER
from people.oidc import CouncilOAuth2Adapter, failed

TOO_MANY = 429


def answered(response: HttpResponse, form: Any) -> HttpResponse:
    """Where there have been too many wrong tries, the same page with what was typed says so, as 429."""
    if any(form.has_error(field, "too_many_login_attempts") for field in form.errors):
        response.status_code = TOO_MANY
        response["Retry-After"] = "600"
    return response


class SignInView(LoginView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return answered(super().form_invalid(form), form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"council_sign_in": settings.OIDC_ISSUER and settings.OIDC_NAME}


class PasswordAgainView(PasswordView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return answered(super().form_invalid(form), form)


class SecondFactorView(AuthenticateView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return answered(super().form_invalid(form), form)


class CodeAgainView(ReauthenticateView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return answered(super().form_invalid(form), form)


sign_in = SignInView.as_view()
password_again = PasswordAgainView.as_view()
second_factor = SecondFactorView.as_view()
code_again = CodeAgainView.as_view()


def council(request: HttpRequest) -> HttpResponse:
    """To the council's own sign-in."""
    return walked(OAuth2LoginView, request)


def council_callback(request: HttpRequest) -> HttpResponse:
    """Back from it."""
    return walked(OAuth2CallbackView, request)


def walked(view: Any, request: HttpRequest) -> HttpResponse:
    if not settings.OIDC_ISSUER:
        raise Http404
    try:
        return view.adapter_view(CouncilOAuth2Adapter(request, PROVIDER))(request)
    except (OAuth2Error, RequestException, LookupError) as fault:  # what the library leaves to us
        return failed(request, repr(fault.__cause__ or fault))
