"""A form that has been answered, so that sending it again does nothing twice."""

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """The one-time token of a form and where its answer led."""

    token = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.token)
