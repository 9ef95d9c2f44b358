"""The editors' process reaches what is published and its own tables, and nothing else; nobody else reaches those."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from sosiaalikyla.access.rows import PLAIN, VERBS
from sosiaalikyla.cms.set_up import LOGS, READ_ONLY
from tests.ground import as_role

PACKAGE = Path(__file__).resolve().parents[2] / "sosiaalikyla"
OTHERS = ("sk_web", "sk_worker", "sk_insight")

GRANTS = """
select c.relname, p.privilege_type from pg_class c
join pg_namespace n on n.oid = c.relnamespace, lateral aclexplode(c.relacl) p join pg_roles r on r.oid = p.grantee
where n.nspname = %s and r.rolname = %s and c.relkind in ('r', 'v', 'm', 'p', 'f')
"""


def granted(schema: str, role: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [schema, role])
        for table, verb in cursor.fetchall():
            found.setdefault(table, set()).add(verb.lower())
    return found


@pytest.mark.django_db
def test_in_public_the_editors_role_has_what_policies_declare_and_nothing_else() -> None:
    declared = {table.model._meta.db_table: {VERBS[letter] for letter in table.cms} for table in PLAIN.values() if table.cms}
    assert granted("public", "sk_cms") == declared
    assert set(declared) == {"village_rendered", "village_standingfact", "village_synonym", "village_feedback"}


@pytest.mark.django_db
def test_in_its_own_schema_the_editors_role_writes_and_its_log_is_only_added_to() -> None:
    found = granted("cms", "sk_cms")
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'cms'")
        tables = {name for (name,) in cursor.fetchall()}
    assert {"cms_editor", "wagtailcore_page", "wagtailcore_revision", "django_session"} | LOGS <= tables
    for table in tables:
        wanted = {"select"} if table in READ_ONLY else {"select", "insert"}
        if table not in READ_ONLY | LOGS:
            wanted |= {"update", "delete"}
        assert found[table] == wanted, table


@pytest.mark.django_db
def test_no_other_role_of_pages_or_jobs_comes_into_that_schema() -> None:
    with connection.cursor() as cursor:
        for role in OTHERS:
            assert granted("cms", role) == {}
            cursor.execute("select has_schema_privilege(%s, 'cms', 'usage')", [role])
            assert cursor.fetchone() == (False,), role
        cursor.execute(
            "select has_schema_privilege('sk_cms', 'cms', 'create'), has_schema_privilege('sk_cms', 'sk', 'usage')"
        )
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, (select count(*) from pg_auth_members m "
            "where m.member = r.oid) from pg_roles r where rolname = 'sk_cms'"
        )
        assert cursor.fetchone() == (False, False, False, False, 0)
    assert all(verbs == {"select"} for verbs in granted("cms", "sk_backup").values())


@pytest.mark.django_db
def test_tables_of_the_two_processes_stand_each_in_their_schema() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        public = {name for (name,) in cursor.fetchall()}
        cursor.execute("select tablename from pg_tables where schemaname = 'cms'")
        cms = {name for (name,) in cursor.fetchall()}
    assert not {name for name in public if name.startswith(("wagtail", "cms_", "taggit"))}
    assert not {name for name in cms if name.startswith(("village_", "people_", "access_", "keys_"))}


def refused(role: str, statement: str) -> bool:
    try:
        with transaction.atomic(), as_role(role), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as problem:
        return "permission denied" in str(problem)
    return False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "select 1 from people_youth", "select 1 from access_user", "select 1 from audit_entry", "select 1 from keys_visit",
        "select 1 from django_session", "select 1 from house_cache", "insert into village_findable (kind) values ('page')",
        "select sk.me()", "truncate village_rendered", "create table cms.mine (id int)", "create table public.mine (id int)",
    ],
)  # fmt: skip
def test_the_editors_role_is_refused(statement: str) -> None:
    assert refused("sk_cms", statement)


@pytest.mark.django_db
@pytest.mark.parametrize("role", OTHERS)
def test_pages_and_jobs_are_refused_in_the_editors_schema(role: str) -> None:
    assert refused(role, "select 1 from cms.cms_editor")
    assert refused(role, "select 1 from cms.wagtailcore_page")


@pytest.mark.django_db
def test_the_editors_role_puts_a_page_out() -> None:
    assert not refused("sk_cms", "delete from village_rendered where key = 'none'")
    assert not refused("sk_cms", "select count(*) from cms.wagtailcore_page")


def test_only_the_editors_process_imports_wagtail() -> None:
    """Beside the linter's contract: also what is imported inside functions, and in the commands that start processes."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] == "cms":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "wagtail"], path
