"""The e-mails about sign-ins: one function each, subject and bodies side by side in templates/people/emails/."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from people import outbox
from people.models import Organisation, OutgoingMail, User
from people.models.mail import SET_PASSWORD, TEST

TEST_IS_GOOD_FOR = timedelta(days=1)


def password_link(user: User) -> str:
    """The address where the person chooses a password: good for once, and for three days."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs=parts)}"


def queue_set_password(user: User, organisation: Organisation | None) -> OutgoingMail | None:
    """Ask the person to choose a password."""
    link = password_link(user)
    context = {"user": user, "organisation": organisation, "link": link, "site": settings.SITE_URL}
    return outbox.queue(
        key=f"set-password:{user.pk}:{link.rpartition('-')[2].strip('/')}",
        kind=SET_PASSWORD,
        to=user.email,
        organisation=organisation,
        subject="Choose your password for commsplan",
        text=render_to_string("people/emails/set_password.txt", context).strip() + "\n",
        html=render_to_string("people/emails/set_password.html", context),
    )


def test_key(user: User) -> str:
    """What the keys of the person's test e-mails begin with."""
    return f"test:{user.pk}:"


def queue_test(user: User, organisation: Organisation | None, now: datetime) -> OutgoingMail | None:
    """Write to the person who asks whether e-mail arrives. A day later the answer would be of no use."""
    context = {"user": user, "site": settings.SITE_URL, "asked_at": now}
    return outbox.queue(
        key=f"{test_key(user)}{uuid4()}",
        kind=TEST,
        to=user.email,
        organisation=organisation,
        expires_at=now + TEST_IS_GOOD_FOR,
        subject="Test e-mail from commsplan",
        text=render_to_string("people/emails/test.txt", context).strip() + "\n",
        html=render_to_string("people/emails/test.html", context),
    )


def queue_sign_in_changed(
    user: User, sentence: str, organisation: Organisation | None, now: datetime
) -> OutgoingMail | None:
    """Tell somebody what was done to their sign-in, so that they can object if it was not they."""
    context = {"user": user, "sentence": sentence, "site": settings.SITE_URL, "at": now}
    return outbox.queue(
        key=f"sign-in-changed:{user.pk}:{uuid4()}",
        kind="sign-in-changed",
        to=user.email,
        organisation=organisation,
        subject="Your sign-in to commsplan was changed",
        text=render_to_string("people/emails/sign_in_changed.txt", context).strip() + "\n",
        html=render_to_string("people/emails/sign_in_changed.html", context),
    )
