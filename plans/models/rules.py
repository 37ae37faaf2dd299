"""What a plan sets for its own colours, dates and reminders. The defaults are those the rules were written with."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

LONGEST_RUNG = 30  # working days; the reminders' scan looks so far, and holidays further, to either side


def days(
    default: int, label: str, help_text: str, *, most: int = 365, least: int = 0
) -> models.PositiveSmallIntegerField:
    """A number of days that a plan may set."""
    limits = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, default=default, help_text=help_text, validators=limits)


class PlanRules(models.Model):
    """The thresholds of the findings that propose a colour, the slip ledger's allowance, and the rungs of reminders."""

    staleness_days = days(42, "Silence is noticed after", "Days without an update. Red after twice as many.", least=7)
    overdue_red_days = days(10, "Overdue is red after", "Working days. Amber until then.", most=60)
    due_soon_days = days(14, "Due soon means within", "Days. Amber if nothing was said since the last period closed.")
    set_by_grace_days = days(30, "A date must be set within", "Days of adoption, where no day is given for it.")
    naming_days = days(30, "A post must be named within", "Days of adoption.")
    moved_days = days(28, "A moved date is noticed after", "Days moved in the financial year.")
    moves_noticed = days(1, "Or when moved more often than", "Times in the financial year.", most=20)
    redates_allowed = days(
        1, "Dates may be moved without approval", "Times an action. After that a director approves.", most=20
    )
    counts_original = models.BooleanField(
        "Overdue is counted from the first agreed date",
        default=False,
        help_text="An action given a later date then still counts as overdue against the first.",
    )
    period_close_days = days(10, "Directors are told of dates moved within", "Days of the period’s end.", most=31)
    remind_first_days = days(14, "First reminder", "Working days before the date.", most=LONGEST_RUNG, least=1)
    remind_second_days = days(3, "Second reminder", "Working days before the date.", most=LONGEST_RUNG, least=1)
    remind_overdue_days = days(5, "Reminder when overdue", "Working days after the date.", most=LONGEST_RUNG, least=1)
    escalate_days = days(10, "The director is told too", "Working days after the date.", most=LONGEST_RUNG, least=1)
    call_days = days(5, "An update is asked for", "Working days before the period ends.", most=15, least=1)
    early_may_be_declined = models.BooleanField(
        "Officers may decline the reminders before a date",
        default=True,
        help_text="Those on the day and after it always come.",
    )

    tolerance = days(5, "Without a floor, red is below the target by more than", "Per cent of the target.", most=50)
    outsized_share = days(40, "One officer has too much from", "Per cent of the plan’s actions.", most=100, least=1)
    outsized_least = days(10, "And at least", "Actions.", most=1000, least=1)

    class Meta:
        abstract = True


RULES = tuple(field.name for field in PlanRules._meta.local_fields)
