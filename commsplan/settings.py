"""Settings. With no environment at all: SQLite, a folder as message broker, e-mail written to files, one machine.

DATABASE_URL, CELERY_BROKER_URL and CACHE_URL move it to PostgreSQL and Redis; nothing else changes.
"""

import logging
import os
import tomllib
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from commsplan.environment import file_bytes, hosts, keep_days, kept_secret_key, refuse_unsafe, site_url, smallest_base
from commsplan.file_store import store
from commsplan.sign_in import *  # noqa: F403
from people.log_lines import logging_of

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
DATA = Path(os.environ.get("COMMSPLAN_DATA") or BASE_DIR / "data").resolve()
for folder in ("", "files", "mail", "queue", "control"):
    (DATA / folder).mkdir(parents=True, exist_ok=True)

PORT = os.environ.get("PORT", "8000")
SITE_URL = site_url(os.environ)
HTTPS = SITE_URL.startswith("https://")
DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret_key(DATA)
ALLOWED_HOSTS = hosts(SITE_URL, os.environ.get("ALLOWED_HOSTS", ""))
refuse_unsafe(os.environ, https=HTTPS, debug=DEBUG, allowed_hosts=ALLOWED_HOSTS)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "django_tables2",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "commsplan",
    "people",
    "plans",
    "actions",
    "surveys",
    "campaigns",
    "reports",
    "imports",
]
MIDDLEWARE = [
    "people.logs.request_id_middleware",
    "people.log_lines.access_log",
    "commsplan.metrics.measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "people.middleware.clean_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "people.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.sessions.LimitsMiddleware",
    "people.middleware.SignInMiddleware",
    "people.second_factor.RequiredMiddleware",
    "people.middleware.DeclaredPermissionMiddleware",
    "people.middleware.RoomForUploadsMiddleware",
    "people.middleware.not_stored",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "commsplan.urls"
WSGI_APPLICATION = "commsplan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "people.context.frame",
                "campaigns.context.pre_election",
            ]
        },
    }
]

# Database. SQLite: a write lock from the start of a transaction and a wait for it; Django's defaults lose writes.
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'commsplan.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # Compiling an expression pays off in queries of minutes, and there are none. A query of many expressions once took
    # ten seconds to be compiled for half a second's work, as soon as PostgreSQL knew its tables.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        f"-c statement_timeout={os.environ.get('STATEMENT_SECONDS') or 15}s -c lock_timeout=5000 -c jit=off"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, Any] = {
    "default": (
        {
            "BACKEND": "people.cache.SteadyCache",
            "LOCATION": os.environ["CACHE_URL"],
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
        }
        if os.environ.get("CACHE_URL")
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"}
    )
}

# Safety of what is served
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = os.environ.get("BEHIND_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # whose attempts to sign in are counted: the visitor's, not the proxy's
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a hundred measures that are read every month, on one page
FILE_UPLOAD_HANDLERS = ["people.room.UploadHandler"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Pages
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
PLAIN_STATIC = DEBUG or os.environ.get("PLAIN_STATIC") == "1"
STORAGES = {
    "default": store(os.environ),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_STATIC
MEDIA_ROOT = DATA / "files"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_FAIL_SILENTLY = False
DJANGO_TABLES2_TEMPLATE = "django_tables2/govuk.html"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]  # people/languages.py: which pages are in both
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/London"
USE_TZ = True

# Work outside the request
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "data_folder_in": str(DATA / "queue"),
        "data_folder_out": str(DATA / "queue"),
        "control_folder": str(DATA / "control"),
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    else {"visibility_timeout": 3600, "socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 1}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "commsplan.scheduler:SteadyScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get("BEAT_SCHEDULE") or str(DATA / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # Every ten minutes of the working day: the ledger knows what has been said, so a late start still says it once.
    "send-reminders": {"task": "actions.tasks.send_reminders", "schedule": crontab(minute="*/10", hour="8-17")},
    "chase-briefs": {"task": "campaigns.chase_briefs", "schedule": crontab(minute="*/10", hour="8-17")},
    "tell-deadlines-of-papers": {"task": "reports.tell_deadlines", "schedule": crontab(minute="*/10", hour="8-17")},
    "chase-media": {"task": "campaigns.chase_media", "schedule": crontab(minute="*/10", hour="8-17")},
    "tell-the-week": {"task": "reports.tell_the_week", "schedule": crontab(minute="*/15", hour="8-11")},
    "drain-outbox": {"task": "people.drain_outbox", "schedule": 30.0},
    "seal-trail": {"task": "people.seal_trail", "schedule": 60.0},
    "sweep-outbox": {"task": "people.sweep_outbox", "schedule": 60.0},
    "keep-standings": {"task": "reports.keep_standings", "schedule": 60.0},
    "make-waiting-reports": {"task": "reports.make_waiting", "schedule": 60.0},
    "ask-online": {"task": "surveys.ask_online", "schedule": 60.0},
    "forget-old": {"task": "commsplan.forget_old", "schedule": crontab(minute=30, hour=3)},
    "read-received-files": {"task": "imports.read_received", "schedule": 60.0},
}

# E-mail
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 10
# GOV.UK Notify goes before a mail server. The environment is checked above, as a whole.
NOTIFY_API_KEY = os.environ.get("NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_ID = os.environ.get("NOTIFY_TEMPLATE_ID", "")
NOTIFY_URL = (os.environ.get("NOTIFY_URL") or "https://api.notifications.service.gov.uk").rstrip("/")
EMAIL_BACKEND = (
    "people.notify.EmailBackend"
    if NOTIFY_API_KEY
    else "people.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "commsplan@localhost")
ACTION_FILE_BYTES = file_bytes(os.environ)
# Fewer replies than this are shown to nobody but those who enter them.
SMALLEST_BASE = smallest_base(os.environ)
# Whom to tell of what is not accessible: a name, an address, a telephone number, in the statement as given.
ACCESSIBILITY_CONTACT = os.environ.get("ACCESSIBILITY_CONTACT", "").strip()
KEEP_DAYS = keep_days(os.environ)
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # by which a program may read /metrics
HEARTBEAT_URL = os.environ.get("HEARTBEAT_URL", "")  # a watcher elsewhere, told every minute that mail goes out

# Every event is one line of JSON; LOG_FORMAT=plain is for somebody at a terminal, who is told of what goes wrong.
LOG_PLAIN = os.environ.get("LOG_FORMAT") == "plain"
LOGGING = logging_of(plain=LOG_PLAIN, level=os.environ.get("LOG_LEVEL") or ("WARNING" if LOG_PLAIN else "INFO"))
logging.captureWarnings(True)
