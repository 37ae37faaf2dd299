"""What templates ask of a brief."""

from typing import Any

from django import template

from campaigns.tables import waits_in_words
from campaigns.waiting import to_approve, to_move
from campaigns.workload import KINDS, address_of

register = template.Library()
register.filter("waits_for", waits_in_words)
register.filter("address_of", address_of)
register.filter("kind_of", lambda work: KINDS[work.kind])


@register.inclusion_tag("campaigns/your_move.html", takes_context=True)
def your_move(context: Any) -> dict[str, Any]:
    """What waits for the reader besides actions."""
    user = context["request"].user
    return {"briefs": to_move(user), "enquiries": to_approve(user)}


@register.filter
def pounds(amount: Any) -> str:
    """£1,200, and the pence where there are any; a dash where nobody has said."""
    return "–" if amount is None else f"£{abs(amount):,.2f}".removesuffix(".00")
