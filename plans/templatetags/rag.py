"""Tags that draw the colours: word, letter, shape and colour together, by one template each."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import Any
from uuid import UUID, uuid4

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext

from plans.rag import tally_words
from plans.svg import UNITS_STEP, Unit, Whisker, meaning_of, units

register = template.Library()
register.filter("tally_words", tally_words)


@register.simple_tag
def rag_tag(rag: str | None, size: str = "") -> str:
    """A colour as a tag. `size` is "", "sm" or "lg"."""
    return drawn(rag or "unrated", size, get_language())


@cache
def drawn(rag: str, size: str, language: str | None) -> str:
    """There are some two dozen of them, and a page of fifty rows has two hundred."""
    return render_to_string("components/rag_tag.html", {"rag": rag, "meaning": meaning_of(rag), "size": size})


@register.simple_tag
def rag_meaning(rag: str) -> str:
    """What a colour means, in its one sentence, in the language of the page."""
    return gettext(meaning_of(rag).meaning)


@register.simple_tag
def new_token() -> UUID:
    """A one-time token, for the small forms of one button."""
    return uuid4()


@register.simple_tag
def rag_units(tally: dict[str, int]) -> str:
    """A row of shapes, one a thing counted; its words are its label."""
    return units_drawn(tuple(unit.rag for unit in units(tally)), tally_words(tally))


@register.simple_tag
def rag_strip(strip: Any) -> str:
    """The colours something had in its last periods; nothing where there are none."""
    return units_drawn(tuple(unit.rag for unit in strip.units), strip.words) if strip else ""


@lru_cache(maxsize=4096)
def units_drawn(rags: tuple[str, ...], words: str) -> str:
    shapes = [Unit(rag, at * UNITS_STEP) for at, rag in enumerate(rags)]
    return render_to_string(
        "components/units.html", {"units": shapes, "width": max(1, len(shapes)) * UNITS_STEP, "words": words}
    )


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
