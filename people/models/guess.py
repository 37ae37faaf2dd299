"""Wrong passwords of the last minutes, to stop whoever tries many. Addresses and accounts are kept as digests only."""

from django.db import models


class Guess(models.Model):
    """One password tried for one account from one address; by a browser (`browser`) that has signed in to it before."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    browser = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["account", "at"]), models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.account[:8]} from {self.address[:8]}"
