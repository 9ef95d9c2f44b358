"""A comparison that finds nothing proves nothing until it has been seen to find: each fault planted here must be found.

Every fault lives in a savepoint or a monkeypatch. A difference counts only if it is gone when the fault is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from sosiaalikyla.access import rows
from sosiaalikyla.access.models import RoleHeldQuerySet
from sosiaalikyla.people.models import Placement
from tests.ground import as_owner
from tests.parity import answers
from tests.parity.worlds import COMPARED

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

WORLDS = 60
Fault = Callable[[], AbstractContextManager[None]]


def found_by(fault: Fault, *, lists: int = 0) -> answers.Difference:
    """The first difference the fault makes within sixty worlds."""
    answers.prepare_sql()
    counts: Counter[str] = Counter()
    for seed in range(WORLDS):
        with fault():
            planted = set(answers.compare(seed, counts, lists=lists, singles=0))
        if planted and (new := planted - set(answers.compare(seed, counts, lists=lists, singles=0))):
            return min(new, key=str)
    raise AssertionError(f"{WORLDS} worlds didn't show the fault")


@contextmanager
def as_sabotaged(*statements: str) -> Iterator[None]:
    with transaction.atomic():
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def rewritten(function: str, pattern: str, becomes: str) -> str:
    """The definition of one of the database's functions with a fault in it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef(%s::regproc)", [function])
        healthy = cursor.fetchone()[0]
    faulty, changes = re.subn(pattern, becomes, healthy)
    assert changes, f"{function} no longer says {pattern}: plant the fault where it says it now"
    return str(faulty)


def differing(difference: answers.Difference, answer: str) -> tuple[str, str]:
    """What the rules in words say, and what the faulty answer says."""
    said = {name: "opens" if opens else "refuses" for name, opens in difference.said}
    return said["reference"], said[answer]


LEAK = ("refuses", "opens")
LOSS = ("opens", "refuses")


def test_a_period_whose_last_day_counts_is_found() -> None:
    late = r"(\1during @> sk.today() or upper(\1during) = sk.today())"
    fault = rewritten("sk.my_client_ids", r"((?:\w+\.)?)during @> sk\.today\(\)", late)
    assert differing(found_by(lambda: as_sabotaged(fault)), "sql") == LEAK


def test_a_forgotten_deputy_is_found() -> None:
    fault = rewritten("sk.my_client_ids", r"(?:\w+\.)?deputy_id = \(select sk\.me\(\)\)", "false")
    assert differing(found_by(lambda: as_sabotaged(fault)), "sql") == LOSS


def test_a_deputy_who_reads_a_protected_person_unnamed_is_found() -> None:
    fault = rewritten("sk.my_client_ids", r"\bpeople_protection\b", "(select * from people_protection where false)")
    assert differing(found_by(lambda: as_sabotaged(fault)), "sql") == LEAK


def test_a_dropped_policy_is_found() -> None:
    difference = found_by(lambda: as_sabotaged("drop policy web_select on people_placement"))
    assert difference.table == "people.Placement"
    assert differing(difference, "sql") == LOSS


def test_a_table_without_row_level_security_is_found() -> None:
    difference = found_by(lambda: as_sabotaged("alter table people_contact disable row level security"))
    assert difference.table == "people.Contact"
    assert differing(difference, "sql") == LEAK


def test_a_share_whose_last_day_counts_twice_is_found() -> None:
    late = r"(\1during @> sk.today() or upper(\1during) = sk.today())"
    fault = rewritten("sk.my_shared_path_ids", r"((?:\w+\.)?)during @> sk\.today\(\)", late)
    difference = found_by(lambda: as_sabotaged(fault))
    assert difference.table in {"paths.SharedLine", "paths.StepDay"}
    assert differing(difference, "sql") == LEAK


def test_a_step_shown_though_it_is_not_for_the_placement_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select policyname, qual from pg_policies"
            " where tablename = 'paths_stepday' and cmd = 'SELECT' and 'sk_web' = any(roles)"
        )
        ((policy, healthy),) = cursor.fetchall()
    faulty, changes = re.subn(r"\bfor_placement\b", "true", healthy)
    assert changes, "the policy of the steps' days no longer says for_placement: plant the fault where it is said now"
    fault = f"alter policy {policy} on paths_stepday using ({faulty})"
    difference = found_by(lambda: as_sabotaged(fault))
    assert difference.table == "paths.StepDay"
    assert differing(difference, "sql") == LEAK


def test_a_rule_that_opens_everything_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    healthy = rows.rule_of

    @contextmanager
    def everything_opens() -> Iterator[None]:
        with monkeypatch.context() as patched:
            wide = SimpleNamespace(visible_q=lambda actor: Q())
            patched.setattr(rows, "rule_of", lambda model: wide if model is Placement else healthy(model))
            yield

    difference = found_by(everything_opens, lists=4)
    assert difference.table == "people.Placement"
    assert differing(difference, "list") == LEAK


def test_a_role_that_never_ends_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def for_ever() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(RoleHeldQuerySet, "in_force_on", lambda held, day: held.all())
            yield

    assert differing(found_by(for_ever, lists=8), "list") == LEAK


@pytest.mark.long
@pytest.mark.parametrize("table", COMPARED)
def test_every_table_left_without_policies_or_without_security_is_found(table: str) -> None:
    name = apps.get_model(table)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select policyname from pg_policies where tablename = %s and cmd = 'SELECT' and 'sk_web' = any(roles)", [name]
        )
        policies = [policy for (policy,) in cursor.fetchall()]
    closed = found_by(lambda: as_sabotaged(*(f"drop policy {policy} on {name}" for policy in policies)))
    assert (closed.table, *differing(closed, "sql")) == (table, *LOSS)
    opened = found_by(lambda: as_sabotaged(f"alter table {name} disable row level security"))
    assert (opened.table, *differing(opened, "sql")) == (table, *LEAK)
