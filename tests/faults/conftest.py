"""What the tests of faults share."""

import os

import pytest
import redis


@pytest.fixture
def redis_if_any() -> dict[str, str]:
    """What names the running Redis, emptied, to a site of the test's own; nothing where it goes by a folder."""
    names = {name: os.environ.get(name, "") for name in ("CELERY_BROKER_URL", "CACHE_URL")}
    for url in filter(None, names.values()):
        redis.Redis.from_url(url).flushdb()
    return names
