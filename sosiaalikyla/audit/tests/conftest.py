"""A database of its own for tests of the sealed trace: sealing looks at what is committed, so nothing can be rolled back."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from sosiaalikyla.audit import sealing, verification
from sosiaalikyla.base import clock
from sosiaalikyla.postgres import ADMIN
from tests import ground

PATIENCE = 60.0
"""Seconds: tests in the other process share the server, and their open transactions hold the sealer back."""

ROWS = """
insert into audit_entry (id, at, actor, actor_name, kind, what, clients, purpose, detail)
select gen_random_uuid(), now() - interval '1 hour' + n * interval '1 millisecond', 'user:' || mod(n, 40),
       'Ville Virtanen, jälkihuolto', case when mod(n, 5) = 0 then 'act' else 'page' end, 'plans:plan',
       array[mod(n, 300), mod(n, 7)]::bigint[], case when mod(n, 3) = 0 then 'own worker' else '' end,
       jsonb_build_object('plan', n, 'day', '2026-03-04')
from generate_series(%s::int, %s::int) n
"""


@dataclass
class Trace:
    """The database that Django's connection points to, as its superuser who has put on the worker's role."""

    name: str

    def connect(self, role: str = "") -> psycopg.Connection[Any]:
        """A connection of its own, as the superuser or in a role; nothing is committed by itself."""
        other = psycopg.connect(ground.CLUSTER.url(ADMIN, self.name), autocommit=True)
        if role:
            other.execute(f"set role {role}")
        other.autocommit = False
        return other

    def add(self, count: int, transactions: int = 10) -> None:
        """Committed rows, spread over several transactions."""
        with self.connect() as other:
            step = max(1, count // transactions)
            for first in range(1, count + 1, step):
                other.execute(ROWS, [first, min(first + step - 1, count)])
                other.commit()
            other.execute("analyze audit_entry")

    def seal_all(self, count: int, limit: int = 5000) -> None:
        """Seal until the chain has `count` links."""
        ends = time.monotonic() + PATIENCE
        while True:
            done = sealing.seal(limit)
            if done.head and done.head.number >= count:
                assert done.head.number == count
                return
            if done.count:
                ends = time.monotonic() + PATIENCE
            assert time.monotonic() < ends, f"only {done.head} was sealed of {count}"
            if done.count < limit:
                time.sleep(0.01)

    def verify(self, heads: list[str] | None = None) -> verification.Report:
        return verification.verify(heads or [], now=clock.now())

    @contextlib.contextmanager
    def tampering(self) -> Iterator[Any]:
        """What the superuser can do with the triggers switched off; undone at the end of the block."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set role none")
            cursor.execute("set local session_replication_role = replica")
            yield cursor
            transaction.set_rollback(True)

    def looked_at(self, cursor: Any, heads: list[str] | None = None) -> verification.Report:
        """The check, run as the worker inside a block of tampering."""
        cursor.execute("set role sk_worker")
        report = self.verify(heads)
        cursor.execute("set role none")
        return report


@contextlib.contextmanager
def pointed_to(name: str, blocker: Any) -> Iterator[Trace]:
    """Django's connection leads to this database inside the block, as the worker."""
    kept = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "OPTIONS")}
    words = f"{kept['OPTIONS']['options'].rpartition(' -c role=')[0]} -c role=sk_worker"
    with blocker.unblock():
        connection.close()
        connection.settings_dict.update(
            NAME=name,
            USER=ADMIN,
            PASSWORD=ground.CLUSTER.password(ADMIN),
            OPTIONS=kept["OPTIONS"] | {"options": words},
        )
        try:
            yield Trace(name)
        finally:
            connection.close()
            connection.settings_dict.update(kept)


@contextlib.contextmanager
def sealed_database(name: str, blocker: Any, count: int, transactions: int) -> Iterator[str]:
    """A database with a sealed chain of its own."""
    ground.copy_database(os.environ["SOSIAALIKYLA_TEMPLATE"], name)
    with pointed_to(name, blocker) as sealed:
        sealed.add(count, transactions)
        sealed.seal_all(count)
    yield name
    ground.drop_database(name)


@pytest.fixture(scope="session")
def trace_database(django_db_setup: None, worker_id: str) -> Iterator[str]:
    name = ground.copy_database(os.environ["SOSIAALIKYLA_TEMPLATE"], f"test_{worker_id}_trace")
    yield name
    ground.drop_database(name)


@pytest.fixture(scope="session")
def chain_database(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[str]:
    with sealed_database(f"test_{worker_id}_chain", django_db_blocker, 2000, 10) as name:
        yield name


@pytest.fixture(scope="session")
def long_chain_database(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[str]:
    with sealed_database(f"test_{worker_id}_long_chain", django_db_blocker, 100_000, 500) as name:
        yield name


@pytest.fixture
def trace(trace_database: str, django_db_blocker: Any) -> Iterator[Trace]:
    """An empty trace."""
    with pointed_to(trace_database, django_db_blocker) as empty:
        yield empty
        with empty.connect() as other:
            other.execute("set session_replication_role = replica")
            other.execute("truncate audit_entry, audit_seal")


@pytest.fixture
def chain(chain_database: str, django_db_blocker: Any) -> Iterator[Trace]:
    """2,000 sealed rows that tests share: they tamper with them and undo it."""
    with pointed_to(chain_database, django_db_blocker) as sealed:
        yield sealed


@pytest.fixture
def long_chain(long_chain_database: str, django_db_blocker: Any) -> Iterator[Trace]:
    """100,000 sealed rows, shared likewise."""
    with pointed_to(long_chain_database, django_db_blocker) as sealed:
        yield sealed


@pytest.fixture
def head_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "heads.jsonl"
    monkeypatch.setattr(settings, "AUDIT_HEAD_FILE", path)
    return path
