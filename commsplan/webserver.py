"""How gunicorn is run (`--config=python:commsplan.webserver`): what it says of itself goes through our own lines."""

import os

from people.log_lines import logging_of

logconfig_dict = logging_of(plain=os.environ.get("LOG_FORMAT") == "plain", level=os.environ.get("LOG_LEVEL") or "INFO")
accesslog = None
