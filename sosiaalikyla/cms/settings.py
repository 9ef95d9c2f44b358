"""Settings of the editors' process. What both processes share is taken from the house's own settings.

Its own apart from those: `SOSIAALIKYLA_CMS_KEY` (the hand-over from the main host is signed with it), and in production a
`SECRET_KEY` and an `ALLOWED_HOSTS` that are not the main host's. It is never given the keys of encrypted columns.
"""

from __future__ import annotations

import os

from sosiaalikyla.settings import (  # noqa: F401 - these settings are the house's own
    CMS_KEY,
    CMS_URL,
    DEFAULT_AUTO_FIELD,
    DEMO,
    HERE,
    LANGUAGE_CODE,
    LANGUAGES,
    LOGGING,
    MODE,
    PASSWORD_HASHERS,
    PRODUCTION,
    SECRET_KEY,
    SECURE_HSTS_SECONDS,
    SECURE_PROXY_SSL_HEADER,
    SECURE_SSL_REDIRECT,
    SOSIAALIKYLA_DEMO,
    TIME_ZONE,
    USE_I18N,
    USE_TZ,
    database,
    listed,
    needed,
)
from sosiaalikyla.settings import (
    STATIC_ROOT as _STATIC_ROOT,
)

DEBUG = False
ALLOWED_HOSTS = ["*"] if DEMO else listed("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

VILLAGE_URL = os.environ.get("SOSIAALIKYLA_VILLAGE_URL", "").rstrip("/")
"""Where the village is read, such as https://kyla.example.fi. Empty where both have one address, as in the demo."""

SCHEMA = "cms"
"""All tables of this process stand here; in `public` it has what village/policy.py gives it."""

DATABASES = {"default": database(needed("DATABASE_URL"), role=os.environ.get("SOSIAALIKYLA_DB_ROLE", ""))}
DATABASES["default"]["OPTIONS"]["options"] += f" -c search_path={SCHEMA},public"
# A page, its revision, its log and what is shown in the village change together or not at all.
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DATABASE_ROUTERS = ["sosiaalikyla.cms.routers.OnlyOurOwn"]

OUR_APPS = ["sosiaalikyla.base", "sosiaalikyla.village", "sosiaalikyla.cms"]

INSTALLED_APPS = [
    "sosiaalikyla.cms",
    "sosiaalikyla.village",
    "sosiaalikyla.base",
    "wagtail.contrib.simple_translation",
    "wagtail.users",
    # Its editor asks for addresses of these two. Nobody has a right to them: no menu, no upload, no table that fills.
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "sosiaalikyla.cms.headers.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sosiaalikyla.cms.visits.EndsInTime",
]

ROOT_URLCONF = "sosiaalikyla.cms.urls"
WSGI_APPLICATION = "sosiaalikyla.cms.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LOCALE_PATHS = [HERE / app.rsplit(".", 1)[-1] / "locale" for app in OUR_APPS]

# ---- coming in

AUTH_USER_MODEL = "cms.Editor"
AUTHENTICATION_BACKENDS = ["sosiaalikyla.cms.backend.ByHandOver"]
PREFIX = "/cms/"
_HOST = "__Host-" if PRODUCTION else ""
_PATH = "/" if PRODUCTION else PREFIX
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = f"{_HOST}contents"
SESSION_COOKIE_PATH = _PATH
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True  # so that the half hour is counted from the last request
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = f"{_HOST}contents-form"
CSRF_COOKIE_PATH = _PATH
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_NAME = "contents-language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LONGEST_VISIT = 8 * 60 * 60
"""Seconds after which an editor comes in anew from the main host, which then knows whether the role still holds."""

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
"""Editors have no address here: what waits for them stands on their first page."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# ---- files that never change under their name

STATIC_URL = f"{PREFIX}static/"
STATIC_ROOT = _STATIC_ROOT.with_name(f"{_STATIC_ROOT.name}-cms")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nobody uploads anything
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_AUTOREFRESH = False

# ---- Wagtail

WAGTAIL_SITE_NAME = "Sosiaalikylä"
WAGTAILADMIN_BASE_URL = ""
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_AUTO_UPDATE_PREVIEW = True
WAGTAILEMBEDS_RESPONSIVE_HTML = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "finnish"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["link", "ul", "ol"]},
    },
}
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
TAGGIT_CASE_INSENSITIVE = True

SILENCED_SYSTEM_CHECKS = [
    "security.W001", "security.W002", "security.W003", "security.W004", "security.W021",  # headers are our own
    "wagtailadmin.W003",  # no address of its own is mailed to anybody
]  # fmt: skip
