"""The pages of the sign-in library, where they have to answer differently."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.http import HttpResponse

TOO_MANY = 429


class SignInView(LoginView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """Where too many passwords have been tried, the same page with what was typed says so, as 429."""
        response = super().form_invalid(form)
        if form.has_error("__all__", "too_many_login_attempts"):
            response.status_code = TOO_MANY
            response["Retry-After"] = "600"
        return response


sign_in = SignInView.as_view()
