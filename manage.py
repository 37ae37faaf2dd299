#!/usr/bin/env python
"""Django's command line for commsplan."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db.utils import OperationalError, ProgrammingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commsplan.settings")
    # Whoever types a command waits for it: a migration or a verification of a large register takes its time.
    os.environ.setdefault("STATEMENT_SECONDS", "0")
    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as fault:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"The database does not answer as it should ({fault}). Has it been set up with manage.py migrate?")
