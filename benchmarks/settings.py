"""The site's own settings, with the addresses of `benchmarks/urls.py`."""

from commsplan.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.urls.Counted", *MIDDLEWARE]  # noqa: F405
