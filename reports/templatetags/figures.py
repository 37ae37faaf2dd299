"""Figures that open the rows they count, and the small pictures of dashboards."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html

from plans.svg import Trend, meaning_of
from reports.finding import address

register = template.Library()


@register.simple_tag
def figure(number: int, words: str = "", kept: dict[str, str] | None = None, **wanted: Any) -> str:
    """A number that leads to its rows; nothing to open where it is nought. `kept` is what the page is narrowed to."""
    said = f"{number} {words}" if words else str(number)
    if not number:
        return format_html('<span class="zero">{}</span>', said)
    return format_html('<a href="{}" data-counts="{}">{}</a>', address({**(kept or {}), **wanted}), number, said)


@register.simple_tag
def trend(past: Iterable[str | None], now: str | None) -> str:
    """The colours of the last closed periods and of today, in a row; up is better. Nothing where no period is closed."""
    return trend_drawn((*past, now)) if past else ""


@lru_cache(maxsize=1024)
def trend_drawn(colours: tuple[str | None, ...]) -> str:
    *past, now = (meaning_of(rag).label.lower() for rag in colours)
    words = f"{', '.join(past)}; now {now}"
    return render_to_string("components/trend.html", {"trend": Trend.of(list(colours)), "words": words})


@register.simple_tag
def rows_behind(kept: dict[str, str] | None = None, **wanted: Any) -> str:
    """The address of the rows that are wanted."""
    return address({**(kept or {}), **wanted})
