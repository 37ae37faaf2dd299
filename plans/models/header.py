"""What stands at the head of a plan: whose it is to answer for, what it costs, how it is governed and reviewed."""

from django.db import models

from plans.models.amount_field import AmountField


class PlanHeader(models.Model):
    """The facts of a plan's first page. Amounts and counts may say "(TBC)"; lists of names are kept as written."""

    aim = models.TextField("Aim", blank=True)
    focus = models.TextField("Focus of the year", blank=True)
    portfolio = models.CharField("Cabinet portfolio", max_length=200, blank=True)
    corporate_director = models.CharField("Responsible corporate director", max_length=200, blank=True)
    directors = models.CharField("Responsible directors", max_length=300, blank=True)
    heads_of_service = models.CharField("Heads of service", max_length=300, blank=True)
    directorate = models.CharField("Directorate", max_length=200, blank=True)
    division = models.CharField("Division or unit", max_length=200, blank=True)
    gross_expenditure = AmountField("Gross expenditure", help_text="For example £1.2 million, or TBC.")
    fte = AmountField("FTE", help_text="Full-time equivalents, for example 64, or TBC.")
    services = models.TextField("What the service does", blank=True)
    delegation = models.TextField(
        "Delegation", blank=True, help_text="Which agreements or projects may be entered into, and by whom."
    )
    reporting = models.TextField(
        "Reporting",
        blank=True,
        help_text="Who is reported to, and how often: service monthly, committee at mid-year and year-end.",
    )
    communication_needs = models.TextField(
        "Communication needs", blank=True, help_text="Needs of the community to be minded throughout, one a line."
    )
    feedback_route = models.TextField(
        "Feedback route", blank=True, help_text="To whom results go, and what becomes of them."
    )

    class Meta:
        abstract = True


HEADER = tuple(field.name for field in PlanHeader._meta.local_fields)
