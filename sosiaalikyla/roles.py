"""`sosiaalikyla roles`: makes the database's people, its schema and its extension. Run once by an administrator.

sk_owner owns everything and can't sign in; sk_migrate signs in and becomes sk_owner for migrations; sk_web serves pages,
sk_worker runs jobs, sk_cms edits content and has no right to client tables, sk_insight reads the journal for figures,
sk_backup dumps. The demo and the tests use this same script.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

LOGINS = ("sk_migrate", "sk_web", "sk_worker", "sk_cms", "sk_insight", "sk_backup")


def make_roles(admin: psycopg.Connection[tuple[object, ...]], passwords: Mapping[str, str]) -> None:
    """Make the roles that are missing and set the passwords given. Safe to repeat."""
    present = {row[0] for row in admin.execute("select rolname from pg_roles")}
    if "sk_owner" not in present:
        admin.execute("create role sk_owner nologin")
    for name in LOGINS:
        if name not in present:
            admin.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
        if name in passwords:
            admin.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(name), sql.Literal(passwords[name])))
    admin.execute("alter role sk_backup bypassrls")
    admin.execute("alter role sk_migrate noinherit")
    admin.execute("grant sk_owner to sk_migrate")


def make_database(admin: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    """Make the database, owned by sk_owner; False when it was there. `admin` must be in autocommit."""
    if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return False
    admin.execute(sql.SQL("create database {} owner sk_owner template template0").format(sql.Identifier(name)))
    return True


def prepare_database(inside: psycopg.Connection[tuple[object, ...]]) -> None:
    """Extensions, schema and rights inside the database. Safe to repeat."""
    inside.execute("create extension if not exists btree_gist")
    inside.execute("create extension if not exists pg_trgm")
    inside.execute("revoke all on schema public from public")
    inside.execute("grant usage on schema public to sk_web, sk_worker, sk_cms, sk_insight, sk_backup")
    inside.execute("grant all on schema public to sk_owner")
    inside.execute("create schema if not exists sk authorization sk_owner")
    inside.execute("grant usage on schema sk to sk_web, sk_worker, sk_insight, sk_backup")
    # The editors' process has its tables to itself; nobody else comes there but the dump.
    inside.execute("create schema if not exists cms authorization sk_owner")
    inside.execute("revoke all on schema cms from public")
    inside.execute("grant usage on schema cms to sk_cms, sk_backup")
    inside.execute(
        "do $$ begin "
        "execute format('revoke all on database %I from public', current_database()); "
        "execute format('grant connect on database %I to "
        "sk_migrate, sk_web, sk_worker, sk_cms, sk_insight, sk_backup', current_database()); "
        "end $$"
    )


def main(words: list[str]) -> int:
    """Reads SOSIAALIKYLA_ADMIN_URL (a role that may create roles) and SOSIAALIKYLA_PASSWORD_WEB, …_WORKER and so on."""
    import os
    import sys
    from urllib.parse import urlsplit

    url = os.environ.get("SOSIAALIKYLA_ADMIN_URL", "")
    if not url or words:
        print(
            "sosiaalikyla roles: set SOSIAALIKYLA_ADMIN_URL to postgresql://admin@host/database; the passwords of the "
            "roles come from SOSIAALIKYLA_PASSWORD_MIGRATE, _WEB, _WORKER, _CMS, _INSIGHT and _BACKUP.",
            file=sys.stderr,
        )
        return 2
    passwords = {
        name: os.environ[f"SOSIAALIKYLA_PASSWORD_{name.removeprefix('sk_').upper()}"]
        for name in LOGINS
        if os.environ.get(f"SOSIAALIKYLA_PASSWORD_{name.removeprefix('sk_').upper()}")
    }
    database = urlsplit(url).path.lstrip("/") or "sosiaalikyla"
    with psycopg.connect(url, dbname="postgres", autocommit=True) as admin:
        make_roles(admin, passwords)
        made = make_database(admin, database)
    with psycopg.connect(url, dbname=database, autocommit=True) as inside:
        prepare_database(inside)
    print(f"roles ready; database {database} {'made' if made else 'was there'}")
    return 0
