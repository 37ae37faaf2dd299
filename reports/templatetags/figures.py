"""Figures that open the rows they count, and the small pictures of dashboards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from plans.svg import Trend, meaning_of
from reports.finding import address

register = template.Library()


@register.inclusion_tag("components/figure.html")
def figure(number: int, words: str = "", kept: dict[str, str] | None = None, **wanted: Any) -> dict[str, Any]:
    """A number that leads to its rows; nothing to open where it is nought. `kept` is what the page is narrowed to."""
    return {"number": number, "words": words, "address": address({**(kept or {}), **wanted}) if number else ""}


@register.inclusion_tag("components/trend.html")
def trend(past: Iterable[str | None], now: str | None) -> dict[str, Any]:
    """The colours of the last closed periods and of today, in a row; up is better."""
    drawn = Trend.of([*past, now])
    words = ", ".join(meaning_of(rag).label.lower() for rag in past)
    return {"trend": drawn, "words": f"{words}; now {meaning_of(now).label.lower()}" if words else ""}


@register.simple_tag
def rows_behind(kept: dict[str, str] | None = None, **wanted: Any) -> str:
    """The address of the rows that are wanted."""
    return address({**(kept or {}), **wanted})
