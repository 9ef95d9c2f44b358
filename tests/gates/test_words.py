"""Catalogues complete; nothing on screen that only the code knows."""

from __future__ import annotations

from sosiaalikyla.base import catalogues


def test_catalogues_are_complete_in_finnish_and_swedish() -> None:
    assert [str(finding) for finding in catalogues.check()] == []
