"""Tags that draw the colours: word, letter, shape and colour together, by one template each."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from plans.rag import tally_words
from plans.svg import UNITS_STEP, Whisker, meaning_of, units

register = template.Library()
register.filter("tally_words", tally_words)


@register.inclusion_tag("components/rag_tag.html")
def rag_tag(rag: str | None, size: str = "") -> dict[str, Any]:
    """A colour as a tag. `size` is "", "sm" or "lg"."""
    return {"rag": rag or "unrated", "meaning": meaning_of(rag), "size": size}


@register.simple_tag
def rag_meaning(rag: str) -> str:
    """What a colour means, in its one sentence, in the language of the page."""
    return gettext(meaning_of(rag).meaning)


@register.simple_tag
def new_token() -> UUID:
    """A one-time token, for the small forms of one button."""
    return uuid4()


@register.inclusion_tag("components/units.html")
def rag_units(tally: dict[str, int]) -> dict[str, Any]:
    """A row of shapes, one a thing counted; its words are its label."""
    shapes = units(tally)
    return {"units": shapes, "width": max(1, len(shapes)) * UNITS_STEP, "words": tally_words(tally)}


@register.inclusion_tag("components/whisker.html")
def whisker(measure: dict[str, Any]) -> dict[str, Any]:
    """A measure's result and interval against its target. The figures stand beside it in words."""
    if measure["value"] is None or measure["interval"] is None:
        return {}
    drawn = Whisker.of(measure["value"], measure["interval"], float(measure["target"]), measure["evidence"])
    return {"whisker": drawn, "measure": measure}


@register.filter
def days_ago(day: date) -> str:
    """today, yesterday, 12 days ago."""
    days = (timezone.localdate() - day).days
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"


@register.filter
def of(found: dict[Any, Any], key: Any) -> Any:
    """What a mapping has under a key; None where it has nothing."""
    return found.get(key)


@register.filter
def absolute(number: int) -> int:
    """How much, whichever way."""
    return abs(number)
