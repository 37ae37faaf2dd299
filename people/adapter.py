"""How the sign-in library meets this house: no public sign-up, mail through the outbox, links from SITE_URL only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from people import emails, outbox
from people.languages import in_english
from people.models import User
from people.refusals import keep_wrong_password


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up: an administrator adds officers."""
        return False

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
