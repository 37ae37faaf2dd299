"""How an enquiry stands at the moment by which a page is drawn."""

from __future__ import annotations

from datetime import datetime

from django import template

from campaigns.models import Enquiry

register = template.Library()


@register.simple_tag
def standing(enquiry: Enquiry, now: datetime) -> str:
    """In words: how much time is left, or how late it is."""
    return enquiry.standing(now)


@register.simple_tag
def late(enquiry: Enquiry, now: datetime) -> bool:
    return enquiry.is_late(now)
