"""One settings file. Every value that differs between places comes from the environment, and a missing one is loud."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = Path(__file__).resolve().parent


def needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. See docs/admin.md for what it means.")
    return value


def listed(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


MODE = os.environ.get("SOSIAALIKYLA_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"SOSIAALIKYLA_MODE is {MODE!r}; it may be production, demo or test.")

PRODUCTION = MODE == "production"
DEMO = MODE in {"demo", "test"}
"""Invented people: the page of people, sign-in by name and the demo's post exist only then."""

SECRET_KEY = needed("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = ["*"] if DEMO else listed("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

CMS_KEY = os.environ.get("SOSIAALIKYLA_CMS_KEY", "")
"""Signs the hand-over to the editors' process, which knows it too. Without it nobody goes there."""
CMS_URL = os.environ.get("SOSIAALIKYLA_CMS_URL", "").rstrip("/")
"""Address of the editors' process, such as https://sisallot.kyla.example.fi. Empty where it is behind this one (demo)."""

FIELD_KEYS = listed("SOSIAALIKYLA_FIELD_KEYS")
"""Keys of encrypted columns, newest first (urlsafe base64, 32 bytes). They never stand in the database or its backup."""


def database(url: str, *, role: str = "") -> dict[str, Any]:
    """Django's database settings from postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("The database address must begin with postgresql:// (nothing else is supported).")
    extra = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {
        key: value for key, value in extra.items() if key in {"sslmode", "sslrootcert", "connect_timeout"}
    }
    options.setdefault("connect_timeout", 3)
    words = "-c statement_timeout=20000 -c lock_timeout=10000 -c TimeZone=UTC"
    options["options"] = f"{words} -c role={role}" if role else words
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


DATABASES = {"default": database(needed("DATABASE_URL"), role=os.environ.get("SOSIAALIKYLA_DB_ROLE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

OUR_APPS = [
    "sosiaalikyla.base",
    "sosiaalikyla.audit",
    "sosiaalikyla.places",
    "sosiaalikyla.access",
    "sosiaalikyla.journal",
    "sosiaalikyla.notices",
    "sosiaalikyla.drafts",
    "sosiaalikyla.questions",
    "sosiaalikyla.rules",
    "sosiaalikyla.people",
    "sosiaalikyla.village",
    "sosiaalikyla.paths",
    "sosiaalikyla.meetings",
    "sosiaalikyla.keys",
    "sosiaalikyla.directory",
    "sosiaalikyla.plans",
    "sosiaalikyla.handovers",
    "sosiaalikyla.portal",
    *(["sosiaalikyla.demo"] if DEMO else []),
]
"""From the lowest storey up: SQL of the apps is laid in this order."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    *OUR_APPS,
]

MIDDLEWARE = [
    "sosiaalikyla.base.headers.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sosiaalikyla.access.middleware.UnavailableMiddleware",
    "sosiaalikyla.base.errors.words_for_refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sosiaalikyla.access.middleware.ActorMiddleware",
    "sosiaalikyla.keys.visits.note_visits",
    "sosiaalikyla.drafts.middleware.KeepWords",
]

ROOT_URLCONF = "sosiaalikyla.urls"
WSGI_APPLICATION = "sosiaalikyla.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "sosiaalikyla.base.context.page",
                "sosiaalikyla.portal.frames.frame",
            ],
        },
    }
]

# ---- words and time

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
USE_I18N = True
LANGUAGE_COOKIE_NAME = "kieli"
LOCALE_PATHS = [HERE / app.rsplit(".", 1)[-1] / "locale" for app in OUR_APPS]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True

# ---- signing in

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["sosiaalikyla.access.backend.OpenAccounts"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-visit" if PRODUCTION else "visit"
CSRF_COOKIE_NAME = "__Host-form" if PRODUCTION else "form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "sosiaalikyla.base.errors.csrf_failure"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
DEVICE_COOKIE_NAME = "__Host-device" if PRODUCTION else "device"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "house_cache",
        # Counters of tries live here: room enough that nobody can push them out by asking for much.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
DICTIONARIES = os.environ.get("SOSIAALIKYLA_DICTIONARIES", "1") == "1"
"""Whether the worker may ask dictionaries for base forms: some hundreds of megabytes for a minute after each publishing.
Without them the search knows stems and words that look alike."""
PROXIES = int(os.environ.get("SOSIAALIKYLA_PROXIES", "1" if PRODUCTION else "0"))
"""How many proxies of our own stand in front: so many addresses at the end of X-Forwarded-For are written by them."""

# ---- headers

SECURE_SSL_REDIRECT = PRODUCTION and os.environ.get("SOSIAALIKYLA_BEHIND_TLS", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# ---- files that never change under their name

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("SOSIAALIKYLA_STATIC", HERE.parent / "static-built"))
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_AUTOREFRESH = False

SOSIAALIKYLA_DEMO = DEMO
NOTICE_CHANNEL = os.environ.get("SOSIAALIKYLA_CHANNEL", "none")
"""How notices leave the house, by a name of notices.channels; `none`: they wait inside. The demo has its own post."""
SOSIAALIKYLA_STRICT_PAGES = MODE == "test"

# ---- traces

AUDIT_HEAD_FILE = Path(os.environ.get("SOSIAALIKYLA_AUDIT_HEAD", HERE.parent / ".demo" / "audit-head.jsonl"))
"""Where the worker writes the head of the sealed trace; in production a place the database's roles can't reach."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "sosiaalikyla.base.logs.Line"}},
    "filters": {"said_elsewhere": {"()": "sosiaalikyla.base.logs.SaidElsewhere"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "sosiaalikyla": {"level": "INFO"},
        "django.request": {"level": "ERROR", "filters": ["said_elsewhere"]},
        "django.security": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
    },
}

SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003", "security.W004", "security.W021"]
"""Headers are set by our own middleware and held by a gate over every route; Django's checks don't see it."""
