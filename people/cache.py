"""The cache, which counts attempts at signing in: in Redis, or in this process while Redis does not answer.

Without it nobody could sign in while Redis is away, and with the counting left out anybody could guess passwords then.
Each process counts for itself meanwhile, so that a few guesses more are let through than usual, and no flood.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

ASK_AGAIN_AFTER = 30.0  # seconds; a Redis that hangs costs a request its timeout, and not every request

logger = logging.getLogger(__name__)


def steady(name: str) -> Callable[..., Any]:
    """The method of that name: of Redis, or of the process's own cache."""

    def method(self: SteadyCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SteadyCache.away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                SteadyCache.away_until = time.monotonic() + ASK_AGAIN_AFTER
                logger.warning("the cache does not answer, and is done without for a while: %s", type(error).__name__)
        return getattr(self.own, name)(*args, **kwargs)

    method.__name__ = name
    return method


class SteadyCache(RedisCache):
    away_until = 0.0  # of all threads of the process

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", {})

    add = steady("add")
    get = steady("get")
    set = steady("set")
    touch = steady("touch")
    delete = steady("delete")
    get_many = steady("get_many")
    has_key = steady("has_key")
    incr = steady("incr")
    set_many = steady("set_many")
    delete_many = steady("delete_many")
    clear = steady("clear")
