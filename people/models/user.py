"""Who signs in, and the role they hold in each council."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from people.models.organisation import Organisation
from people.models.scoping import ScopedQuerySet


class Role(models.TextChoices):
    OFFICER = "officer", "Officer"
    DIRECTOR = "director", "Director"
    PLAN_MANAGER = "plan_manager", "Plan manager"
    SURVEYS = "surveys", "Surveys"
    DEMOCRATIC_SERVICES = "democratic_services", "Democratic services"
    HEAD_OF_COMMUNICATIONS = "head", "Head of Communications"
    ADMINISTRATOR = "administrator", "Administrator"


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user  # type: ignore[return-value]

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail address. `is_superuser` administers the whole installation. `weekly_digest`: a
    director is told once a week what turned. `sign_outs`: how often they were signed out everywhere."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    weekly_digest = models.BooleanField(default=True)
    sign_outs = models.PositiveIntegerField(default=0, db_default=0)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_in_any_case",
                violation_error_message="Somebody already has this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session has to agree with: it ends with the next request once the password or `sign_outs` has changed."""
        facts = f"{self.password} {self.sign_outs}"
        return salted_hmac("people.User.session", facts, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def roles(self) -> dict[int, set[str]]:
        """{organisation id: roles held there}. One query a request, since the request has one User object."""
        held: dict[int, set[str]] = {}
        for organisation, role in self.memberships.order_by("pk").values_list("organisation_id", "role"):
            held.setdefault(organisation, set()).add(role)
        return held

    @property
    def organisation_ids(self) -> list[int]:
        """The one that has known them longest comes first."""
        return list(self.roles)


class Membership(models.Model):
    """A role somebody holds in a council. Someone may hold several, in several councils."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership_a_role")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.organisation}"
