"""Slow hashes are made quick: how slow they are in truth is measured apart (test_alike.py)."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher

from sosiaalikyla.keys import codes


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "real_hashes" not in request.fixturenames:
        monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**4)
        monkeypatch.setattr(codes, "NOBODYS", codes.NOBODYS.replace("$16384$", "$16$"))


@pytest.fixture
def real_hashes() -> None:
    """The hashes as they are in production."""
