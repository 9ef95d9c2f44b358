"""The ground floor is tested alone: no database, no neighbours, its own addresses."""

import os
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[1] / "locale"


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues():
    """`.mo` files are not committed. Written aside and moved, since test processes run side by side."""
    for po in LOCALE.glob("*/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        aside = po.with_suffix(f".{os.getpid()}.mo")
        with po.open("rb") as source, aside.open("wb") as target:
            write_mo(target, read_po(source))
        aside.replace(mo)


@pytest.fixture(autouse=True)
def ground_floor(settings):
    settings.ROOT_URLCONF = "sosiaalikyla.base.tests.urls"
    settings.MIDDLEWARE = [
        "sosiaalikyla.base.headers.headers",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "sosiaalikyla.base.errors.words_for_refusals",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                    "sosiaalikyla.base.context.page",
                ]
            },
        }
    ]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CSRF_FAILURE_VIEW = "sosiaalikyla.base.errors.csrf_failure"
    settings.SOSIAALIKYLA_DEMO = True
    settings.SOSIAALIKYLA_STRICT_PAGES = True
    settings.DEBUG = False
    return settings
