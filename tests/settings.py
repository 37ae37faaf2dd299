"""The settings of the tests: those of the site, with files of their own and without what only costs time.

What a test needs different for itself it sets with pytest-django's `settings` fixture.
"""

import atexit
import os
import shutil
import tempfile

if "COMMSPLAN_TEST_DATA" not in os.environ:
    # In the environment, so that the processes a test starts use the same folder, and do not remove it.
    os.environ["COMMSPLAN_TEST_DATA"] = tempfile.mkdtemp(prefix="commsplan-test-")
    atexit.register(shutil.rmtree, os.environ["COMMSPLAN_TEST_DATA"], ignore_errors=True)
os.environ["COMMSPLAN_DATA"] = os.environ["COMMSPLAN_TEST_DATA"]
os.environ["PLAIN_STATIC"] = "1"

from commsplan.settings import *  # noqa: E402, F403

if SQLITE:  # noqa: F405  a file and not memory: threads and processes of a test share it
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_IDLE_MINUTES = 480  # tests move the clock by hours between two requests
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  whitenoise warns of a folder that is not there
