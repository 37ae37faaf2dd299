"""The web application that gunicorn serves. It does not start while a view lacks its permission (commsplan.E001)."""

import gc
import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commsplan.settings")

application = get_wsgi_application()

if faults := [fault for fault in run_checks(tags=["permissions"]) if fault.is_serious()]:
    raise ImproperlyConfigured("\n".join(str(fault) for fault in faults))

# What is loaded by now stays. Looking through it for garbage again and again took a fifth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 20, 20)
