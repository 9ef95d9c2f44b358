"""The world's own database, one per test process; every test of this folder asks it and leaves it as it was."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests import ground
from tests.matrix.asking import Asker, Tally
from tests.matrix.world import World, lay_committed, pointed_at


@pytest.fixture(scope="session")
def laid(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[tuple[str, World]]:
    name = ground.copy_database(os.environ["SOSIAALIKYLA_TEMPLATE"], f"test_matrix_{worker_id}")
    with django_db_blocker.unblock():
        world = lay_committed(name)
    yield name, world
    ground.drop_database(name)


@pytest.fixture
def world(laid: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    name, world = laid
    with django_db_blocker.unblock(), pointed_at(name):
        yield world


@pytest.fixture
def asker(world: World) -> Asker:
    return Asker(world)


@pytest.fixture(scope="session")
def counted(worker_id: str) -> Iterator[Tally]:
    """What this process has asked in all; told when it ends."""
    tally = Tally()
    yield tally
    print(
        f"\nfigure: matrix ({worker_id}): {tally.cells} cells, {tally.requests} requests, {len(tally.found)} wrong, "
        f"{len(tally.leaks)} foreign bytes",
        file=sys.stderr,  # a test process's standard output is heard by nobody
        flush=True,
    )
