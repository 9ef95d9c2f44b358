"""What every test gets: a database copied from the migrated template, and no network but this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests import ground

settings.register_profile("quick", max_examples=10, deadline=None)
settings.register_profile("whole", deadline=None)
settings.load_profile("quick" if os.environ.get("SOSIAALIKYLA_SPEED") == "quick" else "whole")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """One database per test process, copied from the template; never flushed: each test rolls back."""
    from django.db import connections

    name = ground.copy_database(os.environ["SOSIAALIKYLA_TEMPLATE"], f"test_{worker_id}")
    connections["default"].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    ground.drop_database(name)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    words = getattr(request.config, "workerinput", None)
    return words["workerid"] if words else "alone"


@pytest.fixture(autouse=True)
def nobody_phones_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests speak to this machine only."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(address, tuple) and host not in {"127.0.0.1", "localhost", "::1"}:
            raise OSError("tests don't reach the network")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
