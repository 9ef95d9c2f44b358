"""Every model says what its fields are about a person; every table has its rule; migrations are one line per app."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, models

from sosiaalikyla.access.rows import FRAMEWORK, PLAIN, RULES, our_models, policies
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base.privacy import Privacy

PACKAGE = Path(__file__).resolve().parents[2] / "sosiaalikyla"


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_classified(model: type[models.Model]) -> None:
    declared = getattr(model, "privacy", None)
    assert isinstance(declared, Privacy), f"{model._meta.label} has no privacy declaration"
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(declared.fields) == fields, f"{model._meta.label}: {sorted(set(declared.fields) ^ fields)}"


def test_models_about_a_client_are_sealed() -> None:
    """Whatever points to a young person, or is of a class that only relations open, is behind the seal."""
    from sosiaalikyla.people.models import Youth

    for model in our_models():
        points = any(field.related_model is Youth for field in model._meta.concrete_fields if field.is_relation)
        if points or model is Youth:
            assert issubclass(model, Sealed), f"{model._meta.label} is about a young person but not sealed"


def test_every_sealed_row_of_a_client_names_the_client_for_the_trace() -> None:
    from sosiaalikyla.people.models import Youth

    for model, rule in RULES.items():
        points = [field for field in model._meta.concrete_fields if field.is_relation and field.related_model is Youth]
        if points:
            assert rule.client, f"{model._meta.label}: reading it would leave no trace"


@pytest.mark.django_db
def test_every_table_has_row_level_security_forced_or_a_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity, relforcerowsecurity from pg_class "
            "where relnamespace = 'public'::regnamespace and relkind = 'r'"
        )
        found = {name: (enabled, forced) for name, enabled, forced in cursor.fetchall()}
    ruled = {model._meta.db_table for model in RULES}
    plain = {model._meta.db_table for model in PLAIN}
    for name, (enabled, forced) in found.items():
        if name in ruled:
            assert enabled, f"{name} is not under row-level security"
            assert forced, f"{name} doesn't force row-level security on its owner"
        else:
            assert name in plain | set(FRAMEWORK) | {"auth_group", "auth_permission", "auth_group_permissions"}, name
    assert ruled <= set(found)


@pytest.mark.django_db
def test_the_database_has_exactly_the_declared_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tablename, policyname from pg_policies where schemaname = 'public'")
        found = set(cursor.fetchall())
    declared = {
        (rule.model._meta.db_table, line.split()[2])
        for rule in RULES.values()
        for line in policies(rule)
        if "policy" in line
    }
    assert found == declared


@pytest.mark.django_db
def test_the_role_of_tests_is_no_superuser_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("sk_web", False, False)
        cursor.execute("select count(*) from pg_tables where tableowner = 'sk_web'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_no_role_but_the_owner_may_truncate_or_alter() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select grantee, table_name, privilege_type from information_schema.role_table_grants "
            "where table_schema = 'public' and grantee like 'sk\\_%' and grantee <> 'sk_owner' "
            "and privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_definer_functions_fix_their_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select proname, proconfig from pg_proc where pronamespace = 'sk'::regnamespace and prosecdef")
        for name, config in cursor.fetchall():
            assert any(line.startswith("search_path=") for line in config or []), name


@pytest.mark.parametrize("folder", sorted(PACKAGE.glob("*/migrations")), ids=lambda folder: folder.parent.name)
def test_migrations_are_one_line(folder: Path) -> None:
    names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    for earlier, later in pairwise(names):
        assert earlier in (folder / f"{later}.py").read_text(encoding="utf-8"), f"{later} doesn't follow {earlier}"
