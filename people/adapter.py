"""How the sign-in library meets this house: no public sign-up, mail through the outbox, links from SITE_URL only."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from people import emails, guesses, outbox, second_factor, sessions
from people.languages import in_english
from people.models import Guess, User
from people.refusals import keep_wrong_password


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("There have been too many wrong tries. Wait ten minutes, then try again."),
        "rate_limited": _("There have been too many wrong tries. Wait ten minutes, then try again."),
    }
    counted: Guess | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up: an administrator adds officers."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """After signing in people are led on within the site only."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess before the password is looked at.

        Raises:
            ValidationError: there have been too many.
        """
        login = credentials.get("email", "")
        self.counted = guesses.take(
            login=login,
            ip=self.get_client_ip(request),
            browser=guesses.browser_of(request, login),
            now=timezone.now(),
        )
        if self.counted is None:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person whose password it is; a right one is no guess."""
        user = super().authenticate(request, **credentials)
        if user and self.counted:
            self.counted.delete()
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """The library asks with an address that it keeps itself; ours is the person's."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago is not asked for the password again."""
        began = context.request.session.get(sessions.BEGAN, 0)
        is_fresh = time.time() - began < app_settings.REAUTHENTICATION_TIMEOUT
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        second_factor.mark(request, user, kwargs.get("signal_kwargs"))
        guesses.remember(request, response, user.email)
        return response

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "people.second_factor.CodeStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A forgotten password is answered through the outbox; of an unknown address nothing is said or sent."""
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if template_prefix == "account/email/password_reset_key" and user:
            with transaction.atomic(), in_english():
                emails.queue_set_password(user, None)
                outbox.ring()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A password that is wrong stands in the audit trail: of whose sign-in and from where, and nothing typed."""
        keep_wrong_password(credentials.get("email", ""), self.get_client_ip(request), timezone.now())

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """That somebody signed in is plain from the page they see."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Never built from the Host header, which an attacker chooses."""
        return f"{settings.SITE_URL}{reverse('account_reset_password')}"
