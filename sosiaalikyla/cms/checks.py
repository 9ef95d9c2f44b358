"""What the editors' process must not run on in production."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import connection

from sosiaalikyla.base import clock


def refusals() -> list[str]:
    """Reasons why this process may not run in production; empty when it may."""
    found: list[str] = []
    if len(settings.SECRET_KEY) < 40:
        found.append("SECRET_KEY is shorter than 40 characters.")
    if len(settings.CMS_KEY) < 40:
        found.append("SOSIAALIKYLA_CMS_KEY is not set or shorter than 40 characters: nobody could come over.")
    if settings.CMS_KEY == settings.SECRET_KEY:
        found.append("SOSIAALIKYLA_CMS_KEY is the SECRET_KEY: each needs its own.")
    if os.environ.get("SOSIAALIKYLA_FIELD_KEYS"):
        found.append("SOSIAALIKYLA_FIELD_KEYS is set: this process must not hold the keys of encrypted columns.")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS must name the host this process answers for.")
    if not settings.VILLAGE_URL:
        found.append("SOSIAALIKYLA_VILLAGE_URL is not set: pages are read at the village's own address.")
    if clock.is_set():
        found.append("Somebody holds the clock.")
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        role, passes_by = cursor.fetchone()
    if role != "sk_cms" or passes_by:
        found.append(f"The role is {role}: this process runs as sk_cms, which opens no table of clients.")
    return found
