"""`sosiaalikyla check`, and the refusals at start-up: what production must not run on.

The demo's own PostgreSQL, a server that lets anybody in without the password, a superuser or a role that passes by
row-level security, a clock that somebody holds, missing keys.
"""

from __future__ import annotations

import os
import secrets
import sys

import psycopg
from django.conf import settings
from django.db import connection

from sosiaalikyla.base import clock


def refusals() -> list[str]:
    """Reasons why this installation may not run in production; empty when it may."""
    found: list[str] = []
    if settings.SOSIAALIKYLA_DEMO:
        found.append("SOSIAALIKYLA_MODE is not production: people can be signed in by name.")
    if len(settings.SECRET_KEY) < 40:
        found.append("SECRET_KEY is shorter than 40 characters.")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS must name the hosts this installation answers for.")
    if not settings.FIELD_KEYS:
        found.append("SOSIAALIKYLA_FIELD_KEYS is not set: protected contact data could not be encrypted.")
    if not os.environ.get("SOSIAALIKYLA_AUDIT_HEAD"):
        found.append("SOSIAALIKYLA_AUDIT_HEAD is not set: the sealed trace needs its head outside the database's reach.")
    if clock.is_set():
        found.append("Somebody holds the clock.")
    return found + database_refusals()


def database_refusals() -> list[str]:
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, session_user, rolsuper or rolbypassrls, current_setting('cluster_name'), "
            "current_setting('server_version_num')::int, current_setting('fsync'), "
            "current_setting('full_page_writes'), current_setting('synchronous_commit') "
            "from pg_roles where rolname = current_user"
        )
        role, login, passes_by, cluster, version, *durable = cursor.fetchone()
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = session_user")
        passes_by = passes_by or cursor.fetchone()[0]
    if passes_by:
        found.append(f"The role {login} is a superuser or passes by row-level security: use sk_web or sk_worker.")
    if role not in {"sk_web", "sk_worker", "sk_cms", "sk_insight"}:
        found.append(f"The role is {role}: pages run as sk_web and jobs as sk_worker.")
    if cluster.startswith("sosiaalikyla-"):
        found.append("This is the demo's own PostgreSQL: use a server that is backed up.")
    if version < 150000:
        found.append("PostgreSQL 15 or newer is needed.")
    if durable != ["on", "on", "on"]:
        found.append("fsync, full_page_writes and synchronous_commit must be on: otherwise acknowledged writes are lost.")
    if trusts_anybody():
        found.append("The server lets this role in with a wrong password (trust): set scram-sha-256 in pg_hba.conf.")
    return found


def trusts_anybody() -> bool:
    """Knock with a wrong password. If it opens, the server trusts anybody."""
    words = connection.get_connection_params()
    try:
        with psycopg.connect(
            host=words.get("host"),
            port=words.get("port"),
            dbname=words.get("dbname"),
            user=words.get("user"),
            password=secrets.token_urlsafe(12),
            connect_timeout=3,
            passfile="/dev/null",
        ):
            return True
    except psycopg.OperationalError:
        return False


def main(words: list[str]) -> int:
    found = refusals()
    for reason in found:
        print(f"refused: {reason}", file=sys.stderr)
    print("This installation may run in production." if not found else f"{len(found)} reasons against production.")
    return 1 if found else 0
