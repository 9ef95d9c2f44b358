"""What every test gets: a database copied from the migrated template, and no network but this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import ground

settings.register_profile("quick", max_examples=10, deadline=None)
settings.register_profile("whole", deadline=None)
settings.load_profile("quick" if os.environ.get("SOSIAALIKYLA_SPEED") == "quick" else "whole")


CMS_TESTS = "sosiaalikyla/cms/tests"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The two processes are two configurations: each run collects its own tests only."""
    in_cms = CMS_TESTS in collection_path.as_posix()
    if collection_path.is_dir():  # a folder on the way to ours has to be walked through; one that isn't, not even opened
        return True if in_cms and not ground.IN_CMS else None
    return True if in_cms != ground.IN_CMS else None


ONE_IN = 5
"""`make quick` runs the tests of what has been touched since the last commit, all gates, and one in five of the rest."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    speed = os.environ.get("SOSIAALIKYLA_SPEED")
    if speed == "test":
        _keep(config, items, lambda item: not item.get_closest_marker("again"))
    if speed != "quick":
        return
    touched = _touched()

    def runs(item: pytest.Item) -> bool:
        folder = "/".join(item.nodeid.split("/")[:2])
        return folder in touched or folder == "tests/gates" or zlib.crc32(item.nodeid.encode()) % ONE_IN == 0

    _keep(config, items, runs)


def _keep(config: pytest.Config, items: list[pytest.Item], runs: Callable[[pytest.Item], bool]) -> None:
    left_out = [item for item in items if not runs(item)]
    items[:] = [item for item in items if runs(item)]
    config.hook.pytest_deselected(items=left_out)


def _touched() -> set[str]:
    """Folders of apps and of tests with changes that are not committed."""
    words = ["git", "status", "--porcelain", "--no-renames"]
    done = subprocess.run(words, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return {"/".join(line[3:].strip('"').split("/")[:2]) for line in done.stdout.splitlines()}


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
