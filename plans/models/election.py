"""Elections, which dates hang on and between whose two days publicity is restricted."""

from django.db import models
from django.db.models import F, Q

from people.models import Organisation, ScopedQuerySet, VersionedModel


class ElectionQuerySet(ScopedQuerySet):
    def in_order(self):
        return self.order_by("polling_day", "name")

    def known_to(self, plan):
        """The elections a plan's dates may hang on, those of its councils, as (id, name, notice, polling day)."""
        rows = self.filter(organisation__in=plan.council_ids).in_order()
        return list(rows.values_list("pk", "name", "notice_date", "polling_day"))


class Election(VersionedModel):
    """One election: the day its notice is published, and the day of the poll. Between them lies the pre-election period.

    `wards` are those it is held in, as a person writes them; blank means all of them.
    """

    class Kind(models.TextChoices):
        LOCAL = "local", "District or borough"
        COUNTY = "county", "County"
        PARISH = "parish", "Parish"
        PARLIAMENTARY = "parliamentary", "Parliamentary"
        COMMISSIONER = "commissioner", "Police and crime commissioner"
        MAYORAL = "mayoral", "Mayoral"
        BY_ELECTION = "by_election", "By-election"
        REFERENDUM = "referendum", "Referendum"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="elections")
    name = models.CharField(max_length=120)
    notice_date = models.DateField()
    polling_day = models.DateField()
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.LOCAL)
    wards = models.CharField(max_length=500, blank=True)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "polling_day"], name="election_once_a_polling_day"),
            models.CheckConstraint(condition=Q(notice_date__lt=F("polling_day")), name="notice_before_polling"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.polling_day:%A} {self.polling_day.day} {self.polling_day:%B %Y}"

    @property
    def where(self) -> str:
        """The wards it is held in, in words."""
        return self.wards or "All"
