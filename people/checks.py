"""The start refuses a view that does not say what it takes."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


@register("permissions")
def every_view_of_ours_declares_its_methods(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """commsplan.E002: what is not asked for is answered by nobody."""
    return [
        Error(
            f"The view at '{route}' does not say which methods it answers.",
            hint="Decorate it with people.permissions.answers, below requires.",
            id="commsplan.E002",
        )
        for route, pattern in patterns()
        if getattr(pattern.callback, "permission", "public") != "public"
        and not getattr(pattern.callback, "methods", None)
    ]


@register("permissions")
def every_view_declares_its_permission(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """commsplan.E001: default deny begins before the first request."""
    return [
        Error(
            f"The view at '{route}' declares no permission.",
            hint="Decorate it with people.permissions.requires or public.",
            id="commsplan.E001",
        )
        for route, pattern in patterns()
        if not getattr(pattern.callback, "permission", "")
    ]
