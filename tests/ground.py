"""The ground tests stand on: their own PostgreSQL, a migrated template, and a login that may become either role.

Loaded before anything of Django (`-p tests.ground`). Tests run as `sk_web`, like pages do; what must exist beforehand is
made inside `as_owner()` on the same connection.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus

from sosiaalikyla.base import catalogues
from sosiaalikyla.household import environment, prepare
from sosiaalikyla.postgres import ADMIN, CHECKOUT, Cluster, PostgresProblem

LOGIN = "sk_test"
EDITORS = "sosiaalikyla.cms.settings"
"""Tests of the editors' process have a pytest call of their own: `pytest --ds=sosiaalikyla.cms.settings`."""
IN_CMS = (
    os.environ.setdefault("SOSIAALIKYLA_TEST_OF", EDITORS if any(EDITORS in word for word in sys.argv) else "") == EDITORS
)
ROLE = "sk_cms" if IN_CMS else "sk_web"
CLUSTER = Cluster(os.environ.get("SOSIAALIKYLA_TEST_CLUSTER", "test"), durable=False, settings={"max_connections": "60"})
for folder in ("static", "static-cms"):  # whitenoise warns where there is none
    (CLUSTER.home / folder).mkdir(parents=True, exist_ok=True)

os.environ.update(
    {
        key: value
        for key, value in environment(CLUSTER, LOGIN, database="to_be_named", mode="test", role=ROLE).items()
        if key not in os.environ or key in {"DATABASE_URL", "SOSIAALIKYLA_MODE", "SOSIAALIKYLA_DB_ROLE"}
    }
)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver runs a loop in the test's thread
if "PYTEST_XDIST_WORKER" not in os.environ:  # now, not at configure: Django reads the catalogues while it is set up
    catalogues.compile_all()


def fingerprint() -> str:
    """Changes with anything that shapes the database."""
    digest = hashlib.sha256()
    for pattern in (
        "*/migrations/*.py",
        "*/sql/**/*.sql",
        "*/policy.py",
        "access/rows.py",
        "roles.py",
        "cms/groups.py",
        "cms/set_up.py",
        "village/indexing.py",
    ):
        for path in sorted((CHECKOUT / "sosiaalikyla").glob(pattern)):
            digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    for path in sorted((CHECKOUT / "content").rglob("*.*")):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


STRAIGHT = """
import django; django.setup()
from sosiaalikyla.village import jobs, loading
loading.load(); jobs.index()
"""


def admin(database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(CLUSTER.url(ADMIN, database), autocommit=True)


def migrate(cluster: Cluster, name: str) -> None:
    """A migrated database in a running server, and the login that may become any of the roles."""
    prepare(cluster, name)
    with psycopg.connect(cluster.url(ADMIN, "postgres"), autocommit=True) as db:
        if not db.execute("select 1 from pg_roles where rolname = %s", [LOGIN]).fetchone():
            db.execute(f"create role {LOGIN} login noinherit")
        db.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(LOGIN), sql.Literal(cluster.password(LOGIN))))
        for role in ("sk_owner", "sk_web", "sk_worker", "sk_cms", "sk_insight", "sk_backup"):
            db.execute(f"grant {role} to {LOGIN}")
        db.execute(sql.SQL("grant connect on database {} to {}").format(sql.Identifier(name), sql.Identifier(LOGIN)))
    subprocess.run(
        [sys.executable, "-m", "sosiaalikyla.cli", "migrate"],
        env=environment(cluster, "sk_migrate", database=name, mode="test", role="sk_owner"),
        check=True,
        cwd=CHECKOUT,
    )
    # Straight into the village: a test holds the way through the editors' pages to the same rows.
    subprocess.run(
        [sys.executable, "-c", STRAIGHT],
        env=environment(cluster, "sk_migrate", database=name, mode="test", role="sk_owner"),
        check=True,
        cwd=CHECKOUT,
    )


def make_template() -> str:
    """A migrated database, made once per shape."""
    name = f"template_{fingerprint()}"
    with admin() as db:
        present = {row[0] for row in db.execute("select datname from pg_database")}
        if name in present:
            return name
        for old in present:
            if str(old).startswith(("template_", "making_", "test_", "flow_")) and old not in {"template0", "template1"}:
                db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(str(old))))
    making = f"making_{fingerprint()}"
    migrate(CLUSTER, making)
    with admin() as db:
        db.execute(f"alter database {making} rename to {name}")
    return name


def copy_database(source: str, name: str) -> str:
    with admin() as db:
        db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        db.execute(
            sql.SQL("create database {} template {} owner sk_owner").format(sql.Identifier(name), sql.Identifier(source))
        )
        db.execute(
            sql.SQL("grant connect on database {} to sk_test, sk_web, sk_worker, sk_cms, sk_migrate, sk_backup").format(
                sql.Identifier(name)
            )
        )
    return name


def drop_database(name: str) -> None:
    with admin() as db:
        db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    try:
        CLUSTER.start()
    except PostgresProblem as problem:
        raise pytest.UsageError(str(problem)) from problem
    os.environ["SOSIAALIKYLA_TEMPLATE"] = make_template()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        CLUSTER.stop()


@contextlib.contextmanager
def as_role(role: str) -> Iterator[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f"set role {role}")
    try:
        yield
    finally:
        broken = connection.connection.info.transaction_status == TransactionStatus.INERROR
        if not broken and not connection.needs_rollback:  # otherwise the rollback gives the role back
            with connection.cursor() as cursor:
                cursor.execute(f"set role {before}")


def as_owner() -> contextlib.AbstractContextManager[None]:
    """For factories: rows are made as the owner, on the test's own connection."""
    return as_role("sk_owner")


def home_of(name: str) -> Path:
    return CLUSTER.home / name
