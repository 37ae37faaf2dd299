"""A council, as sign-in, scoping and branding know it."""

from django.core.validators import RegexValidator
from django.db import models

from people.models.scoping import ScopedQuerySet
from people.models.versions import VersionedModel


class OrganisationQuerySet(ScopedQuerySet):
    scope = "pk"

    def in_order(self):
        return self.order_by("name")


class Organisation(VersionedModel):
    """One council. Its colour is drawn as a rule beside words, never behind them, so any colour is safe.

    `nation` says whose bank holidays it keeps.
    """

    class Nation(models.TextChoices):
        ENGLAND_AND_WALES = "ENG", "England and Wales"
        SCOTLAND = "SCT", "Scotland"
        NORTHERN_IRELAND = "NIR", "Northern Ireland"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    colour = models.CharField(
        max_length=7,
        default="#1d4f5c",
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", "Give the colour as # and six hexadecimal digits, such as #1d4f5c.")
        ],
    )

    nation = models.CharField(max_length=3, choices=Nation, default=Nation.ENGLAND_AND_WALES)

    objects = OrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
