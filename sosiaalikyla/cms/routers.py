"""Migrations of this process make its own tables only; what the village shows is made by the house's own."""

from __future__ import annotations

from typing import Any

HOUSE = frozenset({"village", "base"})


class OnlyOurOwn:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if app_label in HOUSE else None
