"""Nobody signs in here: an editor comes over from the main host (`visits.come_in`) or isn't here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class ByHandOver(ModelBackend):
    """Wagtail's own permissions by group. There is no password to try."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None
