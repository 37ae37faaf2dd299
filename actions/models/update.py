"""What officers say of their actions. Rows are added, never changed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import Action
from plans.exempt import EXEMPT
from plans.models import PlanPartQuerySet
from plans.rag import MEANINGS, NEEDS_EXPLANATION


class ProgressUpdateQuerySet(PlanPartQuerySet):
    scope = "action__plan"

    def known_on(self, day):
        """Those of that day or before, oldest first."""
        return self.filter(on__lte=day).order_by("on", "pk")


class ProgressUpdate(models.Model):
    """One posting: the declared colour with its explanation, what was done and what is next, by whom, on which day.

    A paper's words with no colour are kept as an update without one. `forecast` is the colour expected at the year end.
    `evidence` is the address of a page that shows what was done.
    `exempt` is the paragraph by which its words stay out of public papers; its colour does not.
    """

    class Source(models.TextChoices):
        PAGE = "page", "on the page"
        IMPORT = "import", "from the paper"
        LINK = "link", "by e-mail link"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    rag = models.CharField(max_length=15, choices=[(m.rag, m.label) for m in MEANINGS.values()], blank=True)
    forecast = models.CharField(max_length=15, choices=[(m.rag, m.label) for m in MEANINGS.values()], blank=True)
    done = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    recovery = models.TextField(blank=True)
    recovery_by = models.CharField(max_length=100, blank=True)
    better_because = models.TextField(blank=True)
    evidence = models.URLField(max_length=500, blank=True)
    exempt = models.CharField(max_length=1, choices=EXEMPT, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(rag__in=NEEDS_EXPLANATION) | ~Q(explanation="") | Q(source="import"),
                name="amber_and_red_are_explained",
            ),
            models.CheckConstraint(condition=~Q(rag="") | ~Q(done=""), name="update_says_something"),
            models.CheckConstraint(
                condition=Q(evidence="") | Q(evidence__startswith="https://"), name="evidence_is_a_page_of_the_web"
            ),
        ]
        indexes = [models.Index(fields=["action", "on"])]

    def __str__(self) -> str:
        return f"{self.action}, {self.on}"

    @property
    def words(self) -> str:
        """All that was written with the colour, a line each; what is to come says that it is."""
        recovery = f"{self.recovery} (by {self.recovery_by})" if self.recovery_by else self.recovery
        said = [self.done, self.explanation, self.better_because]
        said += [f"What puts it right: {recovery.strip()}"] if recovery else []
        said += [f"Next: {self.next_steps}"] if self.next_steps else []
        return "\n".join(part for part in said if part)

    @property
    def evidence_host(self) -> str:
        """Whose page it is: what a reader should know before they follow it."""
        return urlsplit(self.evidence).hostname or ""
