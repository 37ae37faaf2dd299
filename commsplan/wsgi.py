"""The web application that gunicorn serves. It does not start while a view lacks its permission (commsplan.E001)."""

import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commsplan.settings")

application = get_wsgi_application()

if faults := [fault for fault in run_checks(tags=["permissions"]) if fault.is_serious()]:
    raise ImproperlyConfigured("\n".join(str(fault) for fault in faults))
