"""The pages of the sign-in library, where they have to answer differently."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from django.http import HttpResponse

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


class SecondFactorView(AuthenticateView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return answered(super().form_invalid(form), form)


class CodeAgainView(ReauthenticateView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return answered(super().form_invalid(form), form)


sign_in = SignInView.as_view()
second_factor = SecondFactorView.as_view()
code_again = CodeAgainView.as_view()
