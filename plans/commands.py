"""What commands about plans take alike."""

from django.core.management.base import CommandError

from plans.models import Plan


def plan_named(slug: str) -> Plan:
    """The plan of a slug.

    Raises:
        CommandError: there is none.
    """
    plan = Plan.objects.select_related("organisation").filter(slug=slug).first()
    if plan is None:
        raise CommandError(f"There is no plan “{slug}”.")
    return plan
